#include "service/supervisor.h"

#include "service/child.h"
#include "service/front.h"
#include "service/lock.h"
#include "service/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* For one that was told to stop: more than it gives itself. */
enum { WORKER_STOP_MS = 20000, FRONT_STOP_MS = 6000 };

struct supervisor {
    const struct hs_supervisor_options *options;
    int lock;
    int signals;  /* a signalfd */
    int ready_fd; /* -1 once told */
    struct hs_child worker;
    struct hs_child front;
    bool front_replaced; /* the front that runs was killed with its worker, and is no more than that */
    bool told_ready;
    bool stopping;
    bool ended;
    enum hs_exit code; /* once stopping */
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

/* The first reason to stop is the one that is told. */
static void stop(struct supervisor *supervisor, enum hs_exit code)
{
    if (supervisor->code == HS_EXIT_STOPPED)
        supervisor->code = code;
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    hs_notify("STOPPING=1");
    hs_child_signal(&supervisor->worker, SIGTERM);
    supervisor->worker.due = now_ms() + WORKER_STOP_MS;
    supervisor->front.due = 0;
}

/* ---- starting ------------------------------------------------------------------------------------------------------ */

/* Returns how long that is, in milliseconds. */
static int64_t start_later(struct hs_child *child)
{
    int64_t pause = hs_restarts_after(&child->restarts, now_ms());

    child->due = now_ms() + pause;
    return pause;
}

static void start(struct supervisor *supervisor, struct hs_child *child)
{
    struct hs_log_line line;

    child->due = 0;
    if (hs_child_start(child))
        return;
    hs_log_begin(&line, HS_LOG_ERROR, "a process cannot be started");
    hs_log_text(&line, "process", child->name);
    hs_log_text(&line, "reason", strerror(errno));
    hs_log_write(supervisor->options->log, &line);
    if (child->served)
        (void)start_later(child);
    else
        stop(supervisor, HS_EXIT_FAILED);
}

/* ---- readiness ------------------------------------------------------------------------------------------------------ */

static void log_endpoints(struct hs_log_line *line, const struct hs_site *site, bool of_front)
{
    for (size_t i = 0; i < site->n_endpoints; i++) {
        if ((site->endpoints[i].transport == HS_TRANSPORT_WS) == of_front)
            hs_log_text(line, "listen", site->endpoints[i].url);
    }
}

static void log_worker_ready(const struct supervisor *supervisor)
{
    const struct hs_site *site = supervisor->options->site;
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_INFO, "ready");
    hs_log_text(&line, "version", HENSIGT_VERSION);
    hs_log_number(&line, "worker", supervisor->worker.pid);
    hs_log_text(&line, "store", site->store);
    log_endpoints(&line, site, false);
    if (site->keyed)
        hs_log_text(&line, "key_file", site->key);
    hs_log_write(supervisor->options->log, &line);
}

static void log_front_ready(const struct supervisor *supervisor)
{
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_INFO, "the front is ready");
    hs_log_number(&line, "front", supervisor->front.pid);
    log_endpoints(&line, supervisor->options->site, true);
    hs_log_write(supervisor->options->log, &line);
}

/* Once, when all addresses are listened on. */
static void tell_ready(struct supervisor *supervisor)
{
    static const char line[] = "ready\n";
    ssize_t written;

    if (supervisor->told_ready || (supervisor->options->site->fronted && !supervisor->front.ready))
        return;
    supervisor->told_ready = true;
    if (supervisor->ready_fd >= 0) {
        written = write(supervisor->ready_fd, line, sizeof line - 1);
        (void)written; /* whoever wanted to know is gone */
    }
    close_fd(&supervisor->ready_fd);
    hs_notify("READY=1");
}

static void on_ready(struct supervisor *supervisor, const struct hs_child *child)
{
    if (child == &supervisor->worker)
        log_worker_ready(supervisor);
    else
        log_front_ready(supervisor);
    tell_ready(supervisor);
}

/* A service manager that watches is told only what the worker, which answers calls, has told. */
static void on_readiness(struct supervisor *supervisor, struct hs_child *child)
{
    switch (hs_child_hear(child)) {
    case HS_CHILD_READY:
        on_ready(supervisor, child);
        break;
    case HS_CHILD_WELL:
        hs_notify("WATCHDOG=1");
        break;
    default:
        break;
    }
}

/* ---- deaths --------------------------------------------------------------------------------------------------------- */

/* Of a process that is gone. */
struct death {
    pid_t pid;
    int how; /* as waitpid() says */
};

/* What its end makes of the service's. */
static enum hs_exit exit_of(int how)
{
    if (!WIFEXITED(how) || WEXITSTATUS(how) == HS_EXIT_LOST)
        return HS_EXIT_FAILED;
    return (enum hs_exit)WEXITSTATUS(how);
}

/* `pause` is negative where no other one will be started. */
static void log_death(const struct supervisor *supervisor, const struct hs_child *child, const struct death *death, int64_t pause)
{
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_ERROR, child == &supervisor->worker ? "the worker died" : "the front died");
    hs_log_number(&line, child->name, death->pid);
    if (WIFSIGNALED(death->how))
        hs_log_text(&line, "signal", strsignal(WTERMSIG(death->how)));
    else
        hs_log_number(&line, "exit", WEXITSTATUS(death->how));
    if (pause >= 0)
        hs_log_number(&line, "restart_in_ms", pause);
    hs_log_write(supervisor->options->log, &line);
}

/* A front that has lost its worker is of no use, and says so to its clients by its end: they repeat what was under way. */
static void replace_front(struct supervisor *supervisor)
{
    supervisor->front_replaced = supervisor->front.pid > 0;
    hs_child_signal(&supervisor->front, SIGKILL);
}

/* What does not start at all is not tried again; it said why. */
static void on_worker_death(struct supervisor *supervisor, const struct death *death)
{
    struct hs_child *worker = &supervisor->worker;
    enum hs_exit code = exit_of(death->how);
    bool explained = supervisor->stopping ? code == HS_EXIT_STOPPED : !worker->served && code != HS_EXIT_FAILED;
    int64_t pause = -1;

    worker->due = 0;
    if (supervisor->stopping || !worker->served) {
        stop(supervisor, code);
    } else {
        pause = start_later(worker);
        replace_front(supervisor);
    }
    if (!explained)
        log_death(supervisor, worker, death, pause);
}

/* Whoever can reach the front can abort it, from its first moment on: that never ends the service. */
static void on_front_death(struct supervisor *supervisor, const struct death *death)
{
    struct hs_child *front = &supervisor->front;
    enum hs_exit code = exit_of(death->how);
    bool explained = supervisor->front_replaced || (supervisor->stopping && code == HS_EXIT_STOPPED);
    int64_t pause = -1;

    front->due = 0;
    if (!supervisor->stopping && !front->served && WIFEXITED(death->how)) {
        stop(supervisor, code);
        explained = true;
    } else if (!supervisor->stopping && !supervisor->front_replaced) {
        pause = start_later(front);
    }
    if (!explained)
        log_death(supervisor, front, death, pause);
    supervisor->front_replaced = false;
}

static void on_death(struct supervisor *supervisor, struct hs_child *child, int how)
{
    struct death death = {child->pid, how};

    if (child->readiness >= 0)
        on_readiness(supervisor, child);
    hs_child_ended(child);
    if (child == &supervisor->worker)
        on_worker_death(supervisor, &death);
    else
        on_front_death(supervisor, &death);
}

/* All children: in a container this may be the process that inherits orphans. */
static void reap(struct supervisor *supervisor)
{
    pid_t child;
    int how;

    while ((child = waitpid(-1, &how, WNOHANG)) > 0) {
        if (child == supervisor->worker.pid)
            on_death(supervisor, &supervisor->worker, how);
        else if (child == supervisor->front.pid)
            on_death(supervisor, &supervisor->front, how);
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
        stop(supervisor, HS_EXIT_STOPPED);
}

/* ---- what follows --------------------------------------------------------------------------------------------------- */

static bool is_due(const struct hs_child *child)
{
    return child->due != 0 && child->due <= now_ms();
}

/* The front goes last: the worker's last replies go through it. */
static void go_on_stopping(struct supervisor *supervisor)
{
    struct hs_child *worker = &supervisor->worker;
    struct hs_child *front = &supervisor->front;

    if (is_due(worker)) {
        hs_child_signal(worker, SIGKILL);
        worker->due = 0;
    }
    if (worker->pid == 0 && front->pid > 0 && front->due == 0) {
        hs_child_signal(front, HS_FRONT_STOP);
        front->due = now_ms() + FRONT_STOP_MS;
    } else if (is_due(front)) {
        hs_child_signal(front, SIGKILL);
        front->due = now_ms() + FRONT_STOP_MS;
    }
    supervisor->ended = worker->pid == 0 && front->pid == 0;
}

/* A front is started when there is a worker to hand calls on to, and not before its pause is over. */
static void go_on(struct supervisor *supervisor)
{
    struct hs_child *worker = &supervisor->worker;
    struct hs_child *front = &supervisor->front;
    bool wanted = supervisor->options->site->fronted && worker->ready && front->pid == 0;

    if (worker->pid == 0 && is_due(worker))
        start(supervisor, worker);
    if (wanted && (front->due == 0 || is_due(front)))
        start(supervisor, front);
}

static int64_t earlier(int64_t one, int64_t other)
{
    if (one == 0 || other == 0)
        return one + other;
    return one < other ? one : other;
}

/* A front whose pause ends while no worker is ready waits for that. */
static int wait_ms(const struct supervisor *supervisor)
{
    bool front_waits = !supervisor->stopping && !supervisor->worker.ready;
    int64_t due = earlier(supervisor->worker.due, front_waits ? 0 : supervisor->front.due);
    int64_t left = due - now_ms();

    if (due == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void step(struct supervisor *supervisor)
{
    struct pollfd fds[] = {
        {.fd = supervisor->signals, .events = POLLIN},
        {.fd = supervisor->worker.readiness, .events = POLLIN}, /* -1 is passed over */
        {.fd = supervisor->front.readiness, .events = POLLIN},
    };

    if (poll(fds, sizeof fds / sizeof fds[0], wait_ms(supervisor)) < 0)
        return;
    if (fds[1].revents)
        on_readiness(supervisor, &supervisor->worker);
    if (fds[2].revents)
        on_readiness(supervisor, &supervisor->front);
    if (fds[0].revents)
        on_signal(supervisor);
    if (!supervisor->stopping)
        go_on(supervisor);
    if (supervisor->stopping)
        go_on_stopping(supervisor);
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

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

static enum hs_exit make_children(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    char **argv = supervisor->options->argv;

    if (!hs_child_init(&supervisor->worker, HS_OPTION_WORKER, argv, supervisor->lock) ||
        !hs_child_init(&supervisor->front, HS_OPTION_FRONT, argv, -1))
        return hs_refuse(refusal, HS_EXIT_FAILED, "no memory");
    return HS_EXIT_STOPPED;
}

static enum hs_exit take_ready_fd(struct supervisor *supervisor, struct hs_refusal *refusal)
{
    if (supervisor->ready_fd >= 0 && fcntl(supervisor->ready_fd, F_SETFD, FD_CLOEXEC) != 0) {
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

static enum hs_exit supervise(struct supervisor *supervisor)
{
    start(supervisor, &supervisor->worker);
    if (supervisor->stopping)
        go_on_stopping(supervisor);
    while (!supervisor->ended)
        step(supervisor);
    return supervisor->code;
}

enum hs_exit hs_supervisor_run(const struct hs_supervisor_options *options, struct hs_refusal *refusal)
{
    struct supervisor supervisor = {
        .options = options,
        .lock = -1,
        .signals = -1,
        .ready_fd = options->ready_fd,
        .worker = {.readiness = -1},
        .front = {.readiness = -1},
        .code = HS_EXIT_STOPPED,
    };
    enum hs_exit code = take_ready_fd(&supervisor, refusal);

    if (code == HS_EXIT_STOPPED)
        code = take_lock(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED)
        code = take_signals(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED)
        code = make_children(&supervisor, refusal);
    if (code == HS_EXIT_STOPPED)
        code = supervise(&supervisor);
    hs_child_free(&supervisor.worker);
    hs_child_free(&supervisor.front);
    close_fd(&supervisor.signals);
    close_fd(&supervisor.lock);
    close_fd(&supervisor.ready_fd);
    return code;
}
