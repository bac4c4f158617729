#include "service/front.h"

#include "service/dispatch.h"
#include "service/socket.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FLUSH_MS = 3000 }; /* for clients to read their replies */

/* From one socket to the other. */
struct way {
    const struct hs_log *log;
    int from;
    int to;
};

static void log_failure(const struct hs_log *log)
{
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_ERROR, "a socket of the front failed");
    hs_log_text(&line, "reason", hs_socket_error());
    hs_log_write(log, &line);
}

/* A packet's header already leads on: libnanomsg takes and adds the words that are its own. */
static void *run_way(void *context)
{
    const struct way *way = context;
    struct hs_packet packet;

    while (hs_socket_receive(way->from, &packet) && hs_socket_pass(way->to, &packet))
        ;
    log_failure(way->log);
    _exit(HS_EXIT_FAILED);
}

static enum hs_exit start_way(struct way *way, struct hs_refusal *refusal)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run_way, way);

    if (error)
        return hs_refuse(refusal, HS_EXIT_FAILED, "a thread cannot be started: %s", strerror(error));
    (void)pthread_detach(thread); /* it ends with the process */
    return HS_EXIT_STOPPED;
}

static enum hs_exit bind_all(int clients, const struct hs_site *site, struct hs_refusal *refusal)
{
    for (size_t i = 0; i < site->n_endpoints; i++) {
        const struct hs_endpoint *endpoint = &site->endpoints[i];
        if (endpoint->transport == HS_TRANSPORT_WS && !hs_socket_bind(clients, endpoint->url))
            return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, hs_socket_error());
    }
    hs_sockets_hasten();
    return HS_EXIT_STOPPED;
}

/* The worker is there when a front is started. */
static enum hs_exit open_sockets(int *clients, int *worker, const struct hs_site *site, struct hs_refusal *refusal)
{
    *clients = hs_socket_open(HS_SOCKET_REP, 2 * HS_MAX_REQUEST + HS_WORD, 1);
    *worker = hs_socket_open(HS_SOCKET_REQ, HS_MAX_REPLY + 2 * HS_WORD, 1);
    if (*clients < 0 || *worker < 0 || !hs_socket_connect(*worker, site->inside.url))
        return hs_refuse(refusal, HS_EXIT_FAILED, "%s: %s", site->inside.url, hs_socket_error());
    return bind_all(*clients, site, refusal);
}

/* Whoever can abort this process shall not fill the disk with its remains. */
static void leave_no_core(void)
{
    struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
}

static void report_ready(int ready_fd)
{
    static const char line[] = "ready\n";
    ssize_t written = write(ready_fd, line, sizeof line - 1);

    (void)written; /* the supervisor is gone, and so are we soon */
    (void)close(ready_fd);
}

enum hs_exit hs_front_run(const struct hs_site *site, int ready_fd, const struct hs_log *log, struct hs_refusal *refusal)
{
    static struct way ways[2]; /* outlives this function, as its threads do */
    sigset_t stops;
    int signal = 0;
    int clients = -1;
    int worker = -1;
    enum hs_exit code;

    (void)sigemptyset(&stops);
    (void)sigaddset(&stops, HS_FRONT_STOP);
    (void)pthread_sigmask(SIG_BLOCK, &stops, NULL); /* before the first thread, which inherits it */
    leave_no_core();
    hs_sockets_raise_limit();
    code = open_sockets(&clients, &worker, site, refusal);
    ways[0] = (struct way){log, clients, worker};
    ways[1] = (struct way){log, worker, clients};
    for (size_t i = 0; i < 2 && code == HS_EXIT_STOPPED; i++)
        code = start_way(&ways[i], refusal);
    if (code != HS_EXIT_STOPPED)
        return code;
    report_ready(ready_fd);
    while (sigwait(&stops, &signal) != 0)
        ;
    hs_sockets_flush(FLUSH_MS);
    return HS_EXIT_STOPPED;
}
