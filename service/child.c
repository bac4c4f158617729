#include "service/child.h"

#include "service/refusal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { ARGV_OPTION = 1, ARGV_NUMBER, ARGV_OWN }; /* the option and its number come between the program's name and its own words */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static bool set_close_on_exec(int fd, bool close_on_exec)
{
    return fcntl(fd, F_SETFD, close_on_exec ? FD_CLOEXEC : 0) == 0;
}

/* The number is written into the child's copy. */
bool hs_child_init(struct hs_child *child, const char *name, char **argv, int shared_fd)
{
    size_t option_size = strlen(name) + sizeof "--";
    size_t n = 1;

    *child = (struct hs_child){.name = name, .shared_fd = shared_fd, .readiness = -1};
    while (argv[n])
        n++;
    child->argv = calloc(n + ARGV_OWN, sizeof *argv);
    if (child->argv == NULL)
        return false;
    child->argv[0] = argv[0];
    child->argv[ARGV_OPTION] = malloc(option_size);
    if (child->argv[ARGV_OPTION] == NULL)
        return false;
    (void)snprintf(child->argv[ARGV_OPTION], option_size, "--%s", name);
    memcpy(child->argv + ARGV_OWN, argv + 1, (n - 1) * sizeof *argv);
    return true;
}

void hs_child_free(struct hs_child *child)
{
    close_fd(&child->readiness);
    if (child->argv)
        free(child->argv[ARGV_OPTION]);
    free(child->argv);
    child->argv = NULL;
}

/* In the child. It dies with its parent: the lock, which the worker shares, would otherwise keep the next supervisor out. */
static void become(const struct hs_child *child, pid_t parent, int ready_fd)
{
    char number[16];

    (void)snprintf(number, sizeof number, "%d", ready_fd);
    child->argv[ARGV_NUMBER] = number;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && set_close_on_exec(ready_fd, false) &&
        (child->shared_fd < 0 || set_close_on_exec(child->shared_fd, false)))
        (void)execv("/proc/self/exe", child->argv);
    _exit(HS_EXIT_FAILED);
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    if (set_close_on_exec(ends[0], true) && set_close_on_exec(ends[1], true))
        return true;
    (void)close(ends[0]);
    (void)close(ends[1]);
    return false;
}

bool hs_child_start(struct hs_child *child)
{
    pid_t parent = getpid();
    int ends[2];
    pid_t pid;

    if (!open_pipe(ends))
        return false;
    pid = fork();
    if (pid == 0)
        become(child, parent, ends[1]);
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return false;
    }
    child->pid = pid;
    child->readiness = ends[0];
    return true;
}

enum hs_child_news hs_child_hear(struct hs_child *child)
{
    char bytes[64]; /* the line that it is ready, or some of what follows it */
    ssize_t size = read(child->readiness, bytes, sizeof bytes);

    if (size <= 0) {
        close_fd(&child->readiness);
        return HS_CHILD_SILENT;
    }
    if (child->ready)
        return HS_CHILD_WELL;
    child->ready = true;
    child->served = true;
    return HS_CHILD_READY;
}

void hs_child_ended(struct hs_child *child)
{
    close_fd(&child->readiness);
    child->pid = 0;
    child->ready = false;
}

void hs_child_signal(const struct hs_child *child, int signal)
{
    if (child->pid > 0)
        (void)kill(child->pid, signal);
}
