#include "service/supervisor.h"

#include "service/lock.h"
#include "service/notify.h"
#include "service/restarts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_MS = 20000 }; /* for a worker that was told to stop: more than it gives itself */

struct supervisor {
    const struct hs_supervisor_options *options;
    char **worker_argv;
    int lock;
    int signals;   /* a signalfd */
    int ready_fd;  /* -1 once told */
    int readiness; /* the worker tells it there; -1 if none is expected */
    pid_t worker;  /* 0 = none runs */
    bool served;   /* a worker was ready once */
    bool stopping;
    bool ended;
    enum hs_exit code; /* once ended */
    int64_t due;       /* when the next worker is started, or a stopping one killed; 0 = nothing is due */
    struct hs_restarts restarts;
};

static int64_t now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

static void end(struct supervisor *supervisor, enum hs_exit code)
{
    supervisor->ended = true;
    supervisor->code = code;
}

/* ---- starting a worker ------------------------------------------------------------------------------------------- */

/* In the child. It dies with the supervisor: the lock, which it shares, would otherwise keep the next one out. */
static void become_worker(const struct supervisor *supervisor, pid_t parent, int ready_fd)
{
    char number[16];

    (void)snprintf(number, sizeof number, "%d", ready_fd);
    supervisor->worker_argv[2] = number;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && set_close_on_exec(ready_fd, false) &&
        set_close_on_exec(supervisor->lock, false))
        (void)execv("/proc/self/exe", supervisor->worker_argv);
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

static bool start_worker(struct supervisor *supervisor)
{
    pid_t parent = getpid();
    int ends[2];
    pid_t child;

    if (!open_pipe(ends))
        return false;
    child = fork();
    if (child == 0)
        become_worker(supervisor, parent, ends[1]);
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return false;
    }
    supervisor->worker = child;
    supervisor->readiness = ends[0];
    return true;
}

/* Returns how long that is, in milliseconds. */
static int64_t start_later(struct supervisor *supervisor)
{
    int64_t pause = hs_restarts_after(&supervisor->restarts, now_ms());

    supervisor->due = now_ms() + pause;
    return pause;
}

static void start(struct supervisor *supervisor)
{
    struct hs_log_line line;

    supervisor->due = 0;
    if (start_worker(supervisor))
        return;
    hs_log_begin(&line, HS_LOG_ERROR, "a worker cannot be started");
    hs_log_text(&line, "reason", strerror(errno));
    hs_log_write(supervisor->options->log, &line);
    if (supervisor->served)
        (void)start_later(supervisor);
    else
        end(supervisor, HS_EXIT_FAILED);
}

/* ---- what a worker tells ----------------------------------------------------------------------------------------- */

static void log_ready(const struct supervisor *supervisor)
{
    const struct hs_site *site = supervisor->options->site;
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_INFO, "ready");
    hs_log_text(&line, "version", HENSIGT_VERSION);
    hs_log_number(&line, "worker", supervisor->worker);
    hs_log_text(&line, "store", site->store);
    for (size_t i = 0; i < site->n_endpoints; i++)
        hs_log_text(&line, "listen", site->endpoints[i].url);
    if (site->keyed)
        hs_log_text(&line, "key_file", site->key);
    hs_log_write(supervisor->options->log, &line);
}

static void tell_ready(struct supervisor *supervisor)
{
    static const char line[] = "ready\n";
    ssize_t written;

    if (supervisor->ready_fd >= 0) {
        written = write(supervisor->ready_fd, line, sizeof line - 1);
        (void)written; /* whoever wanted to know is gone */
    }
    close_fd(&supervisor->ready_fd);
    hs_notify("READY=1");
}

/* A line, or the end of a worker that never got so far. */
static void on_readiness(struct supervisor *supervisor)
{
    char byte;
    bool ready = read(supervisor->readiness, &byte, 1) == 1;

    close_fd(&supervisor->readiness);
    if (!ready)
        return;
    log_ready(supervisor);
    if (!supervisor->served)
        tell_ready(supervisor);
    supervisor->served = true;
}

/* ---- signals ------------------------------------------------------------------------------------------------------ */

static void on_stop(struct supervisor *supervisor)
{
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    hs_notify("STOPPING=1");
    if (supervisor->worker == 0) {
        end(supervisor, HS_EXIT_STOPPED);
        return;
    }
    (void)kill(supervisor->worker, SIGTERM);
    supervisor->due = now_ms() + STOP_MS;
}

/* What its end makes of the service's. */
static enum hs_exit exit_of(int how)
{
    if (!WIFEXITED(how) || WEXITSTATUS(how) == HS_EXIT_LOST)
        return HS_EXIT_FAILED;
    return (enum hs_exit)WEXITSTATUS(how);
}

/* `pause` is negative where no other worker will be started. */
static void log_death(const struct supervisor *supervisor, int how, int64_t pause)
{
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_ERROR, "the worker died");
    hs_log_number(&line, "worker", supervisor->worker);
    if (WIFSIGNALED(how))
        hs_log_text(&line, "signal", strsignal(WTERMSIG(how)));
    else
        hs_log_number(&line, "exit", WEXITSTATUS(how));
    if (pause >= 0)
        hs_log_number(&line, "restart_in_ms", pause);
    hs_log_write(supervisor->options->log, &line);
}

/* Whether nothing needs to be said of an end: it was asked for, or the worker said why it refused to start. */
static bool is_explained(const struct supervisor *supervisor, enum hs_exit code)
{
    return supervisor->stopping ? code == HS_EXIT_STOPPED : !supervisor->served && code != HS_EXIT_FAILED;
}

static void on_death(struct supervisor *supervisor, int how)
{
    enum hs_exit code = exit_of(how);
    int64_t pause = -1;

    if (supervisor->readiness >= 0)
        on_readiness(supervisor);
    supervisor->due = 0;
    if (supervisor->stopping || !supervisor->served)
        end(supervisor, code);
    else
        pause = start_later(supervisor);
    if (!is_explained(supervisor, code))
        log_death(supervisor, how, pause);
    supervisor->worker = 0;
}

/* All children: in a container this may be the process that inherits orphans. */
static void reap(struct supervisor *supervisor)
{
    pid_t child;
    int how;

    while ((child = waitpid(-1, &how, WNOHANG)) > 0) {
        if (child == supervisor->worker)
            on_death(supervisor, how);
    }
}

static void on_signal(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;

    if (read(supervisor->signals, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    if (info.ssi_signo == SIGCHLD)
        reap(supervisor);
    else
        on_stop(supervisor);
}

static void on_due(struct supervisor *supervisor)
{
    supervisor->due = 0;
    if (supervisor->stopping)
        (void)kill(supervisor->worker, SIGKILL);
    else
        start(supervisor);
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

static int wait_ms(const struct supervisor *supervisor)
{
    int64_t left = supervisor->due - now_ms();

    if (supervisor->due == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void step(struct supervisor *supervisor)
{
    struct pollfd fds[] = {
        {.fd = supervisor->signals, .events = POLLIN}, {.fd = supervisor->readiness, .events = POLLIN}, /* -1 is passed over */
    };

    if (poll(fds, 2, wait_ms(supervisor)) < 0)
        return;
    if (fds[1].revents)
        on_readiness(supervisor);
    if (fds[0].revents)
        on_signal(supervisor);
    if (!supervisor->ended && supervisor->due && supervisor->due <= now_ms())
        on_due(supervisor);
}

static enum hs_exit take_signals(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    sigset_t taken;

    (void)sigemptyset(&taken);
    (void)sigaddset(&taken, SIGTERM);
    (void)sigaddset(&taken, SIGINT);
    (void)sigaddset(&taken, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &taken, NULL); /* the worker inherits it, and so misses none while it starts */
    supervisor->signals = signalfd(-1, &taken, SFD_CLOEXEC);
    if (supervisor->signals < 0)
        return hs_refuse(refusal, HS_EXIT_FAILED, "signals cannot be taken: %s", strerror(errno));
    return HS_EXIT_STOPPED;
}

/* Room for the option and its number after the program's name; the number is the child's. */
static enum hs_exit make_argv(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    char **argv = supervisor->options->argv;
    static char option[] = "--" HS_OPTION_WORKER;
    size_t n = 1;

    while (argv[n])
        n++;
    supervisor->worker_argv = calloc(n + 3, sizeof *argv);
    if (supervisor->worker_argv == NULL)
        return hs_refuse(refusal, HS_EXIT_FAILED, "no memory");
    supervisor->worker_argv[0] = argv[0];
    supervisor->worker_argv[1] = option;
    memcpy(supervisor->worker_argv + 3, argv + 1, (n - 1) * sizeof *argv);
    return HS_EXIT_STOPPED;
}

static enum hs_exit take_ready_fd(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    if (supervisor->ready_fd >= 0 && !set_close_on_exec(supervisor->ready_fd, true)) {
        supervisor->ready_fd = -1;
        return hs_refuse(refusal, HS_EXIT_USAGE, "--ready-fd: %s", strerror(errno));
    }
    return HS_EXIT_STOPPED;
}

/* A lock that another process holds is told before an address that it listens on, and no lock is made for a start that is refused.
 */
static enum hs_exit take_lock(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    const struct hs_site *site = supervisor->options->site;
    enum hs_exit code = hs_lock_take(site->lock, false, &supervisor->lock, refusal);

    if (code == HS_EXIT_STOPPED)
        code = hs_site_look(site, refusal);
    if (code == HS_EXIT_STOPPED && supervisor->lock < 0)
        code = hs_lock_take(site->lock, true, &supervisor->lock, refusal);
    return code;
}

enum hs_exit hs_supervisor_run(const struct hs_supervisor_options *options, struct hs_refusal *refusal)
{
    struct supervisor supervisor = {
        .options = options,
        .lock = -1,
        .signals = -1,
        .readiness = -1,
        .ready_fd = options->ready_fd,
    };
    enum hs_exit code = take_ready_fd(&supervisor, refusal);

    if (code == HS_EXIT_STOPPED)
        code = take_lock(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED)
        code = take_signals(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED)
        code = make_argv(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED) {
        start(&supervisor);
        while (!supervisor.ended)
            step(&supervisor);
        code = supervisor.code;
    }
    close_fd(&supervisor.readiness);
    close_fd(&supervisor.signals);
    close_fd(&supervisor.lock);
    close_fd(&supervisor.ready_fd);
    free(supervisor.worker_argv);
    return code;
}
