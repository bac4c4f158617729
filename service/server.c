#include "service/server.h"

#include <dirent.h>
#include <errno.h>
#include <linux/sockios.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <nanomsg/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    N_TRUSTS = HS_TRUST_KEY + 1,
    ID_SIZE = 4,                     /* the request's id, which libnanomsg counts with the body */
    HEADER_SIZE = 4 + ID_SIZE,       /* the connection's key and the id: all there is of a direct client */
    CONTROL_SIZE = 128,              /* room for the headers a transport may add to ours */
    SOCKET_BUFFER = 4 * 1024 * 1024, /* a reply that finds its connection's buffer full is dropped silently */
    LOOK_INTERVAL_MS = 10,
    QUIET_LOOKS = 3, /* libnanomsg hands replies to the kernel on its own thread: one look is not enough */
};

/* One socket, its thread, and the gate between it and dispatch. */
struct listener {
    const struct hs_server_options *options;
    pthread_mutex_t gate; /* held while a request is handed to dispatch */
    bool stopped;         /* behind the gate */
    int socket;           /* -1 where no address has this trust */
    enum hs_trust trust;
};

struct hs_server {
    struct hs_server_options options;
    struct listener listeners[N_TRUSTS];
};

/* One call: the request as libnanomsg gave it, and what its reply is addressed by. */
struct exchange {
    struct hs_exchange base; /* first, so that it is the exchange */
    void *body;
    int socket;
    uint8_t header[HEADER_SIZE];
};

/* The control data of a message from or to a direct client, as libnanomsg lays it out. */
struct control {
    struct nn_cmsghdr head;
    size_t size;
    uint8_t header[HEADER_SIZE];
};

static void free_exchange(struct exchange *exchange)
{
    if (exchange->body)
        (void)nn_freemsg(exchange->body);
    free(exchange);
}

/* libnanomsg copies the reply, and drops it if the client is gone. */
static void send_to_client(const struct exchange *exchange, const uint8_t *reply, size_t size)
{
    struct control control = {
        .head = {.cmsg_len = sizeof control, .cmsg_level = PROTO_SP, .cmsg_type = SP_HDR},
        .size = HEADER_SIZE,
    };
    struct nn_iovec part = {.iov_base = (void *)(uintptr_t)reply, .iov_len = size};
    struct nn_msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};

    memcpy(control.header, exchange->header, HEADER_SIZE);
    while (nn_sendmsg(exchange->socket, &message, 0) < 0 && errno == EINTR)
        ;
}

static void send_reply(struct hs_exchange *base, const uint8_t *reply, size_t size)
{
    struct exchange *exchange = (struct exchange *)base;

    if (reply)
        send_to_client(exchange, reply, size);
    free_exchange(exchange);
}

/* Whether the control data is that of a direct client; its header then goes to `header`. */
static bool take_header(const void *data, uint8_t header[HEADER_SIZE])
{
    struct control control;

    memcpy(&control, data, sizeof control);
    if (control.head.cmsg_level != PROTO_SP || control.head.cmsg_type != SP_HDR || control.size != HEADER_SIZE)
        return false;
    memcpy(header, control.header, HEADER_SIZE);
    return true;
}

/* Waits for a message. Returns 0, or the error; *size and *body, which is the caller's then, are set on success only. */
static int receive(int socket, void *control, void **body, size_t *size)
{
    void *chunk = NULL;
    struct nn_iovec part = {.iov_base = &chunk, .iov_len = NN_MSG};
    struct nn_msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CONTROL_SIZE};
    int received;

    memset(control, 0, CONTROL_SIZE);
    received = nn_recvmsg(socket, &message, 0);
    if (received < 0)
        return errno;
    *body = chunk;
    *size = (size_t)received;
    return 0;
}

/* A call for which there is no memory is dropped, as one is whose connection breaks: the client sends it again. */
static struct exchange *new_exchange(const struct listener *listener, const void *control, void *body, size_t size)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);

    if (exchange == NULL || !take_header(control, exchange->header)) {
        free(exchange);
        (void)nn_freemsg(body);
        return NULL;
    }
    exchange->base = (struct hs_exchange){.request = body, .size = size, .trust = listener->trust, .reply = send_reply};
    memcpy(&exchange->base.origin, exchange->header, sizeof exchange->base.origin);
    exchange->body = body;
    exchange->socket = listener->socket;
    return exchange;
}

static void hand_on(struct listener *listener, struct exchange *exchange)
{
    (void)pthread_mutex_lock(&listener->gate);
    if (listener->stopped)
        free_exchange(exchange);
    else
        hs_dispatch_take(listener->options->dispatch, &exchange->base);
    (void)pthread_mutex_unlock(&listener->gate);
}

static void *run_listener(void *context)
{
    struct listener *listener = context;
    _Alignas(size_t) uint8_t control[CONTROL_SIZE];

    for (;;) {
        void *body = NULL;
        size_t size = 0;
        int error = receive(listener->socket, control, &body, &size);
        if (error == 0) {
            struct exchange *exchange = new_exchange(listener, control, body, size);
            if (exchange)
                hand_on(listener, exchange);
        } else if (error != EINTR && error != EAGAIN && error != ETIMEDOUT) {
            listener->options->failed(listener->options->context, nn_strerror(error));
            return NULL;
        }
    }
}

static bool set_option(int socket, int level, int option, int value)
{
    return nn_setsockopt(socket, level, option, &value, sizeof value) == 0;
}

/* NN_MAXTTL 1 admits direct clients only, so that every header has HEADER_SIZE bytes. */
static int open_socket(void)
{
    int socket = nn_socket(AF_SP_RAW, NN_REP);

    if (socket >= 0 && set_option(socket, NN_SOL_SOCKET, NN_MAXTTL, 1) &&
        set_option(socket, NN_SOL_SOCKET, NN_RCVMAXSIZE, 2 * HS_MAX_REQUEST + ID_SIZE) &&
        set_option(socket, NN_SOL_SOCKET, NN_SNDBUF, SOCKET_BUFFER) &&
        set_option(socket, NN_SOL_SOCKET, NN_RCVBUF, SOCKET_BUFFER) && set_option(socket, NN_TCP, NN_TCP_NODELAY, 1))
        return socket;
    return -1;
}

static enum hs_trust trust_of(const struct hs_endpoint *endpoint)
{
    return endpoint->transport == HS_TRANSPORT_IPC ? HS_TRUST_OWNER : HS_TRUST_KEY;
}

static enum hs_exit bind_endpoint(struct hs_server *server, const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    struct listener *listener = &server->listeners[trust_of(endpoint)];

    if (listener->socket < 0)
        listener->socket = open_socket();
    if (listener->socket < 0 || nn_bind(listener->socket, endpoint->url) < 0)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, nn_strerror(nn_errno()));
    return HS_EXIT_STOPPED;
}

static enum hs_exit start_listener(struct listener *listener, struct hs_refusal *refusal)
{
    pthread_t thread;
    int error;

    if (listener->socket < 0)
        return HS_EXIT_STOPPED;
    error = pthread_create(&thread, NULL, run_listener, listener);
    if (error)
        return hs_refuse(refusal, HS_EXIT_FAILED, "a thread cannot be started: %s", strerror(error));
    (void)pthread_detach(thread); /* it ends with the process */
    return HS_EXIT_STOPPED;
}

static struct hs_server *new_server(const struct hs_server_options *options)
{
    struct hs_server *server = calloc(1, sizeof *server);

    if (server == NULL)
        return NULL;
    server->options = *options;
    for (int trust = 0; trust < N_TRUSTS; trust++) {
        struct listener *listener = &server->listeners[trust];
        listener->options = &server->options;
        listener->socket = -1;
        listener->trust = (enum hs_trust)trust;
        (void)pthread_mutex_init(&listener->gate, NULL);
    }
    return server;
}

/* A server of which something was started is never freed: its threads may still use it while the process ends. */
enum hs_exit hs_server_start(struct hs_server **out, const struct hs_server_options *options, struct hs_refusal *refusal)
{
    struct hs_server *server = new_server(options);
    enum hs_exit code = HS_EXIT_STOPPED;

    if (server == NULL)
        return hs_refuse(refusal, HS_EXIT_FAILED, "no memory for the server");
    for (size_t i = 0; i < options->n_endpoints && code == HS_EXIT_STOPPED; i++)
        code = bind_endpoint(server, &options->endpoints[i], refusal);
    for (int trust = 0; trust < N_TRUSTS && code == HS_EXIT_STOPPED; trust++)
        code = start_listener(&server->listeners[trust], refusal);
    if (code == HS_EXIT_STOPPED)
        *out = server;
    return code;
}

void hs_server_stop(struct hs_server *server)
{
    for (int trust = 0; trust < N_TRUSTS; trust++) {
        struct listener *listener = &server->listeners[trust];
        (void)pthread_mutex_lock(&listener->gate);
        listener->stopped = true;
        (void)pthread_mutex_unlock(&listener->gate);
    }
}

/* Bytes that a connected socket still holds for its peer. On a unix socket they count until the peer has read them. */
static int unsent(int fd)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int bytes = 0;

    if (getpeername(fd, (struct sockaddr *)&peer, &size) != 0 || ioctl(fd, SIOCOUTQ, &bytes) != 0)
        return 0;
    return bytes;
}

static bool any_unsent(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    bool found = false;

    if (folder == NULL)
        return false;
    while (!found && (entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name);
        found = fd > STDERR_FILENO && unsent(fd) > 0; /* standard error may be a socket too: a journal's */
    }
    (void)closedir(folder);
    return found;
}

void hs_server_flush(unsigned timeout_ms)
{
    const struct timespec interval = {.tv_nsec = LOOK_INTERVAL_MS * 1000000L};
    unsigned looks = timeout_ms / LOOK_INTERVAL_MS;
    unsigned quiet = 0;

    while (quiet < QUIET_LOOKS && looks-- > 0) {
        quiet = any_unsent() ? 0 : quiet + 1;
        (void)nanosleep(&interval, NULL);
    }
}
