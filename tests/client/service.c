#include "service.h"

#include "service/dispatch.h"
#include "wire/contract.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARENA_LIMIT = 1024 * 1024, PATH_SIZE = 100, KEY_SIZE = 100 };

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "service: %s: %s\n", what, strerror(errno));
        abort();
    }
}

static void make_folder(char folder[PATH_SIZE])
{
    snprintf(folder, PATH_SIZE, "/tmp/hensigt-XXXXXX");
    must(mkdtemp(folder) != NULL, "mkdtemp");
}

static void remove_files(const char *folder)
{
    static const char *const names[] = {
        "store", "store-wal", "store-shm", "store.key", "store.lock", "run/socket", "log",
    };
    char path[2 * PATH_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/run", folder);
    rmdir(path);
    rmdir(folder);
}

/* ---- in this process ---- */

struct local_service {
    char folder[PATH_SIZE];
    char path[2 * PATH_SIZE]; /* of the store, which goes on reading it */
    struct hs_arena arena;
    struct hs_store *store;
    struct hs_dispatch *dispatch;
};

struct local_service *local_service_start(void)
{
    struct local_service *service = calloc(1, sizeof *service);
    struct hs_status status;
    make_folder(service->folder);
    snprintf(service->path, sizeof service->path, "%s/store", service->folder);
    hs_arena_init(&service->arena, ARENA_LIMIT);
    hs_status_init(&status, &service->arena);
    const struct hs_store_options store = {.path = service->path, .contract = &hs_contract};
    must(hs_store_open(&service->store, &store, &status) == HS_OK, "the store");
    const struct hs_dispatch_options dispatch = {.store = service->store, .version = "0.0.0"};
    must(hs_dispatch_new(&service->dispatch, &dispatch, &status) == HS_OK, "dispatch");
    return service;
}

void local_service_stop(struct local_service *service)
{
    hs_dispatch_free(service->dispatch);
    hs_store_close(service->store);
    hs_arena_free(&service->arena);
    remove_files(service->folder);
    free(service);
}

/* Between the two forms of one exchange. */
struct crossing {
    struct hs_exchange service; /* first, so that it is the crossing */
    struct direct_exchange *client;
};

static void cross_back(struct hs_exchange *exchange, const uint8_t *reply, size_t size)
{
    struct crossing *crossing = (struct crossing *)exchange;
    direct_answer(crossing->client, reply, size);
    free(crossing);
}

static void take(void *service, struct direct_exchange *exchange, const uint8_t *request, size_t size)
{
    struct crossing *crossing = calloc(1, sizeof *crossing);
    crossing->service.request = request;
    crossing->service.size = size;
    crossing->service.trust = HS_TRUST_OWNER;
    crossing->service.reply = cross_back;
    crossing->client = exchange;
    hs_dispatch_take(((struct local_service *)service)->dispatch, &crossing->service);
}

struct direct_service local_service_direct(struct local_service *service)
{
    return (struct direct_service){take, service};
}

/* ---- as a process ---- */

struct daemon {
    pid_t pid;
    char folder[PATH_SIZE];
    char ipc[2 * PATH_SIZE], tcp[PATH_SIZE], key[KEY_SIZE];
};

static in_port_t free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(fd, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    must(getsockname(fd, (struct sockaddr *)&address, &size) == 0, "getsockname");
    close(fd);
    return ntohs(address.sin_port);
}

static void run_daemon(const struct daemon *daemon, int ready)
{
    char store[2 * PATH_SIZE], log[2 * PATH_SIZE], fd[12];
    snprintf(store, sizeof store, "%s/store", daemon->folder);
    snprintf(log, sizeof log, "%s/log", daemon->folder);
    snprintf(fd, sizeof fd, "%d", ready);
    if (freopen(log, "w", stderr) != NULL) {
        execl(HENSIGTD, "hensigtd", "--store", store, "--listen", daemon->ipc, "--listen", daemon->tcp, "--ready-fd", fd,
              (char *)NULL);
    }
    _exit(127);
}

static void read_key(struct daemon *daemon)
{
    char path[2 * PATH_SIZE];
    snprintf(path, sizeof path, "%s/store.key", daemon->folder);
    FILE *file = fopen(path, "r");
    must(file != NULL && fgets(daemon->key, sizeof daemon->key, file) != NULL, path);
    daemon->key[strcspn(daemon->key, "\n")] = '\0';
    fclose(file);
}

struct daemon *daemon_start(void)
{
    struct daemon *daemon = calloc(1, sizeof *daemon);
    int ready[2];
    char word[8] = "";
    make_folder(daemon->folder);
    snprintf(daemon->ipc, sizeof daemon->ipc, "ipc://%s/run/socket", daemon->folder);
    snprintf(daemon->tcp, sizeof daemon->tcp, "tcp://127.0.0.1:%u", free_port());
    must(pipe(ready) == 0, "pipe");
    daemon->pid = fork();
    must(daemon->pid >= 0, "fork");
    if (daemon->pid == 0) {
        close(ready[0]);
        run_daemon(daemon, ready[1]);
    }
    close(ready[1]);
    must(read(ready[0], word, sizeof word - 1) > 0 && strncmp(word, "ready", 5) == 0, "hensigtd is not ready");
    close(ready[0]);
    read_key(daemon);
    return daemon;
}

void daemon_stop(struct daemon *daemon)
{
    int status = -1;
    kill(daemon->pid, SIGTERM);
    must(waitpid(daemon->pid, &status, 0) == daemon->pid, "waitpid");
    must(WIFEXITED(status) && WEXITSTATUS(status) == 0, "hensigtd did not end well");
    remove_files(daemon->folder);
    free(daemon);
}

const char *daemon_ipc(const struct daemon *daemon)
{
    return daemon->ipc;
}

const char *daemon_tcp(const struct daemon *daemon)
{
    return daemon->tcp;
}

const char *daemon_key(const struct daemon *daemon)
{
    return daemon->key;
}
