#include "daemon.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const char *program, const char *store, int ready_fd)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%d", ready_fd);
    (void)execl(program, program, "--store", store, "--ready-fd", number, (char *)NULL);
    _exit(127);
}

/* The only child of the supervisor. */
static pid_t find_worker(pid_t supervisor)
{
    char path[64];
    long worker = -1;
    (void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)supervisor, (long)supervisor);
    FILE *stream = fopen(path, "re");
    if (stream != NULL) {
        if (fscanf(stream, "%ld", &worker) != 1) {
            worker = -1;
        }
        (void)fclose(stream);
    }
    return (pid_t)worker;
}

bool daemon_start(struct daemon *daemon, const char *program)
{
    int ends[2];
    char store[96];
    char line[8] = "";
    *daemon = (struct daemon){.folder = "/tmp/hensigt-soak-XXXXXX"};
    if (mkdtemp(daemon->folder) == NULL || pipe(ends) != 0) {
        return false;
    }
    (void)snprintf(store, sizeof store, "%s/x.db", daemon->folder);
    (void)snprintf(daemon->endpoint, sizeof daemon->endpoint, "ipc://%s/run/hensigtd.sock", daemon->folder);
    daemon->supervisor = fork();
    if (daemon->supervisor == 0) {
        (void)close(ends[0]);
        run(program, store, ends[1]);
    }
    (void)close(ends[1]);
    bool ready = read(ends[0], line, sizeof line) > 0;
    (void)close(ends[0]);
    daemon->worker = ready ? find_worker(daemon->supervisor) : -1;
    if (daemon->worker < 0) {
        daemon_stop(daemon);
        return false;
    }
    return true;
}

void daemon_stop(struct daemon *daemon)
{
    static const char *const names[] = {"run/hensigtd.sock", "run", "x.db", "x.db-wal", "x.db-shm", "x.db.lock"};
    char path[128];
    if (daemon->supervisor > 0) {
        (void)kill(daemon->supervisor, SIGTERM);
        (void)waitpid(daemon->supervisor, NULL, 0);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", daemon->folder, names[i]);
        if (unlink(path) != 0) {
            (void)rmdir(path);
        }
    }
    (void)rmdir(daemon->folder);
}

long daemon_memory(const struct daemon *daemon)
{
    char path[64];
    char line[256];
    long memory = -1;
    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)daemon->worker);
    FILE *stream = fopen(path, "re");
    while (stream != NULL && memory < 0 && fgets(line, sizeof line, stream) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) {
            memory = strtol(line + 6, NULL, 10);
        }
    }
    if (stream != NULL) {
        (void)fclose(stream);
    }
    return memory;
}
