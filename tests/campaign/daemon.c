#include "daemon.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_PORT = 15000, PORTS = 15000 }; /* outside the range from which the system gives connections theirs */

static bool is_free(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return bound;
}

static int free_port(void)
{
    int port = FIRST_PORT + (int)getpid() % PORTS;
    while (!is_free(port))
        port = FIRST_PORT + (port - FIRST_PORT + 1) % PORTS;
    return port;
}

static void name_endpoints(struct campaign_daemon *daemon)
{
    snprintf(daemon->ipc, sizeof daemon->ipc, "ipc://%.*s/run/hensigtd.sock", CAMPAIGN_PATH_SIZE - 64, daemon->folder);
    snprintf(daemon->dead, sizeof daemon->dead, "ipc://%.*s/run/nobody.sock", CAMPAIGN_PATH_SIZE - 64, daemon->folder);
    snprintf(daemon->tcp, sizeof daemon->tcp, "tcp://127.0.0.1:%d", free_port());
}

static bool read_key(struct campaign_daemon *daemon)
{
    char path[CAMPAIGN_PATH_SIZE + 32];
    snprintf(path, sizeof path, "%s/registry.db.key", daemon->folder);
    FILE *file = fopen(path, "r");
    bool read = file && fgets(daemon->key, sizeof daemon->key, file);
    if (file)
        fclose(file);
    daemon->key[strcspn(daemon->key, "\n")] = '\0';
    return read;
}

static void become_hensigtd(const struct campaign_daemon *daemon, int ready)
{
    char store[CAMPAIGN_PATH_SIZE + 16];
    char log[CAMPAIGN_PATH_SIZE + 16];
    char fd[16];
    snprintf(store, sizeof store, "%s/registry.db", daemon->folder);
    snprintf(log, sizeof log, "%s/hensigtd.log", daemon->folder);
    snprintf(fd, sizeof fd, "%d", ready);
    int file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0)
        dup2(file, STDERR_FILENO);
    execl(HENSIGTD, "hensigtd", "--store", store, "--listen", daemon->ipc, "--listen", daemon->tcp, "--ready-fd", fd, (char *)NULL);
    _exit(127);
}

bool campaign_daemon_start(struct campaign_daemon *daemon)
{
    int ready[2];
    char line[16] = "";
    snprintf(daemon->folder, sizeof daemon->folder, "/tmp/hensigt-campaign-XXXXXX");
    if (!mkdtemp(daemon->folder) || pipe(ready) != 0)
        return false;
    name_endpoints(daemon);
    daemon->supervisor = fork();
    if (daemon->supervisor == 0) {
        close(ready[0]);
        become_hensigtd(daemon, ready[1]);
    }
    close(ready[1]);
    ssize_t got = daemon->supervisor > 0 ? read(ready[0], line, sizeof line - 1) : -1;
    close(ready[0]);
    return got > 0 && strncmp(line, "ready", 5) == 0 && read_key(daemon);
}

pid_t campaign_daemon_worker(const struct campaign_daemon *daemon)
{
    char path[CAMPAIGN_PATH_SIZE];
    int pid = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)daemon->supervisor, (int)daemon->supervisor);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%d", &pid) != 1)
        pid = 0;
    fclose(file);
    return pid;
}

bool campaign_daemon_stop(struct campaign_daemon *daemon, bool keep)
{
    int status = 0;
    char command[CAMPAIGN_PATH_SIZE + 16];
    kill(daemon->supervisor, SIGTERM);
    waitpid(daemon->supervisor, &status, 0);
    bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (keep || !well) {
        fprintf(stderr, "campaign: kept %s\n", daemon->folder);
        return well;
    }
    snprintf(command, sizeof command, "rm -rf '%s'", daemon->folder);
    return system(command) == 0;
}
