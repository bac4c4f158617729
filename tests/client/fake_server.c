#include "fake_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PEERS = 64, BUFFER_SIZE = 256 * 1024, PATIENCE = 60 /* seconds */ };

static const char probe_method[] = "hensigt.v1.HealthService/CheckHealth";

struct fake_peer {
    struct fake_server *server;
    int fd;
    unsigned number;
    enum fake_fault fault;
    bool greeted;
    uint8_t buffer[BUFFER_SIZE];
    size_t filled;
};

struct fake_server {
    char folder[32];
    char endpoint[80];
    bool ipc;
    int listener, wake;
    enum fake_fault faults[16];
    size_t n_faults;
    fake_handler *handler;
    void *context;
    pthread_t thread;
    struct fake_peer *peers[MAX_PEERS]; /* by number of the connection; kept after it closed */

    pthread_mutex_t mutex;
    pthread_cond_t condition;
    unsigned n_peers, n_requests;
    bool stopping;
    void (*function)(void *);
    void *function_context;
};

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "fake server: %s: %s\n", what, strerror(errno));
        abort();
    }
}

static void listen_ipc(struct fake_server *server, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    server->ipc = true;
    server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, path);
    snprintf(server->endpoint, sizeof server->endpoint, "ipc://%s", path);
}

static void listen_tcp(struct fake_server *server, in_port_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int one = 1;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    must(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    getsockname(server->listener, (struct sockaddr *)&address, &size);
    snprintf(server->endpoint, sizeof server->endpoint, "tcp://127.0.0.1:%u", ntohs(address.sin_port));
}

static void listen_tcp6(struct fake_server *server)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t size = sizeof address;
    server->listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    getsockname(server->listener, (struct sockaddr *)&address, &size);
    snprintf(server->endpoint, sizeof server->endpoint, "tcp://[::1]:%u", ntohs(address.sin6_port));
}

static void begin_listening(struct fake_server *server, const char *endpoint)
{
    char path[64];
    if (endpoint == NULL) {
        snprintf(server->folder, sizeof server->folder, "/tmp/hensigt-XXXXXX");
        must(mkdtemp(server->folder) != NULL, "mkdtemp");
        snprintf(path, sizeof path, "%s/socket", server->folder);
        listen_ipc(server, path);
    } else if (strncmp(endpoint, "ipc://", 6) == 0) {
        listen_ipc(server, endpoint + 6);
    } else if (strcmp(endpoint, "tcp6") == 0) {
        listen_tcp6(server);
    } else {
        const char *colon = strrchr(endpoint, ':');
        listen_tcp(server, (in_port_t)(colon == NULL ? 0 : atoi(colon + 1)));
    }
    must(listen(server->listener, 10) == 0, "listen");
}

/* A peer that has closed is no fault of the server. */
static void send_all(struct fake_peer *peer, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    while (peer->fd >= 0 && size > 0) {
        const ssize_t n = send(peer->fd, next, size, MSG_NOSIGNAL);
        if (n <= 0) {
            return;
        }
        next += n;
        size -= (size_t)n;
    }
}

void fake_close(struct fake_peer *peer)
{
    if (peer->fd >= 0) {
        close(peer->fd);
        peer->fd = -1;
    }
}

/* The header of a frame: [01] length(8) id(4). */
static size_t make_header(const struct fake_peer *peer, uint8_t *header, uint64_t length, uint32_t word)
{
    size_t n = 0;
    if (peer->server->ipc) {
        header[n++] = 1;
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
        header[n++] = (uint8_t)(length >> shift);
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        header[n++] = (uint8_t)(word >> shift);
    }
    return n;
}

static void send_frame(struct fake_peer *peer, uint32_t id, const uint8_t *data, size_t size)
{
    uint8_t *frame = malloc(13 + size);
    const size_t header = make_header(peer, frame, size + 4, 0x80000000u | id);
    if (size > 0) {
        memcpy(frame + header, data, size);
    }
    send_all(peer, frame, header + size);
    free(frame);
}

void fake_reply(struct fake_peer *peer, uint32_t id, const hensigt_rpc_reply *reply)
{
    const size_t size = hensigt__rpc__v1__reply__get_packed_size(reply);
    uint8_t *packed = malloc(size + 1);
    hensigt__rpc__v1__reply__pack(reply, packed);
    send_frame(peer, id, packed, size);
    free(packed);
}

void fake_answer(struct fake_peer *peer, uint32_t id, const uint8_t *body, size_t size)
{
    hensigt_rpc_reply reply;
    hensigt__rpc__v1__reply__init(&reply);
    reply.body = (ProtobufCBinaryData){size, (uint8_t *)(uintptr_t)body};
    fake_reply(peer, id, &reply);
}

void fake_refuse(struct fake_peer *peer, uint32_t id, int code, bool outcome_unknown, const char *message)
{
    hensigt_rpc_reply reply;
    hensigt_rpc_status status;
    hensigt__rpc__v1__reply__init(&reply);
    hensigt__rpc__v1__status__init(&status);
    status.code = (Hensigt__Rpc__V1__Code)code;
    status.outcome_unknown = outcome_unknown;
    status.message = (char *)(uintptr_t)message;
    reply.status = &status;
    fake_reply(peer, id, &reply);
}

void fake_ignore(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)peer;
    (void)request;
    (void)context;
}

static void greet(struct fake_peer *peer)
{
    static const uint8_t rep[8] = {0, 'S', 'P', 0, 0, 0x31, 0, 0};
    static const uint8_t req[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
    switch (peer->fault) {
    case FAKE_CLOSE_AT_ONCE:
        fake_close(peer);
        break;
    case FAKE_NO_GREETING:
        break;
    case FAKE_GARBAGE_GREETING:
        send_all(peer, "220 mail.example ESMTP\r\n", 24);
        break;
    case FAKE_WRONG_GREETING:
        send_all(peer, req, sizeof req);
        break;
    default:
        send_all(peer, rep, sizeof rep);
        if (peer->fault == FAKE_CLOSE_GREETED) {
            fake_close(peer);
        }
    }
}

static void send_fault(struct fake_peer *peer, uint32_t id)
{
    static const uint8_t garbage[] = {0x0a, 0xff, 0xff, 0xff};
    uint8_t header[13];
    const size_t size = make_header(peer, header, 4, 0x80000000u | id);
    switch (peer->fault) {
    case FAKE_GARBAGE_FRAME:
        send_all(peer, "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7\xf6\xf5\xf4\xf3", 13);
        break;
    case FAKE_HUGE_FRAME:
        send_all(peer, header, make_header(peer, header, UINT64_C(1) << 63, 0x80000000u | id));
        break;
    case FAKE_LARGE_FRAME:
        send_all(peer, header, make_header(peer, header, 1024 * 1024 + 1, 0x80000000u | id));
        break;
    case FAKE_SHORT_FRAME:
        send_all(peer, header, make_header(peer, header, 3, 0x80000000u | id) - 1);
        break;
    case FAKE_NO_ID:
        send_all(peer, header, make_header(peer, header, 4, id));
        break;
    case FAKE_HALF_FRAME:
        send_all(peer, header, size - 2);
        fake_close(peer);
        break;
    case FAKE_GARBAGE_ENVELOPE:
        send_frame(peer, id, garbage, sizeof garbage);
        break;
    case FAKE_CLOSE_AFTER_READ:
        fake_close(peer);
        break;
    default:
        break; /* says nothing */
    }
}

/* Returns the request's number. */
static unsigned count_request(struct fake_server *server)
{
    pthread_mutex_lock(&server->mutex);
    const unsigned number = server->n_requests++;
    pthread_cond_broadcast(&server->condition);
    pthread_mutex_unlock(&server->mutex);
    return number;
}

static void handle(struct fake_peer *peer, uint32_t id, const uint8_t *data, size_t size)
{
    struct fake_server *server = peer->server;
    hensigt_rpc_request *envelope = hensigt__rpc__v1__request__unpack(NULL, size, data);
    must(envelope != NULL, "a request is no envelope");
    const bool probe = strcmp(envelope->method, probe_method) == 0;
    const unsigned number = probe ? 0 : count_request(server);
    if (peer->fault != FAKE_SERVE) {
        send_fault(peer, id);
    } else if (probe) {
        fake_answer(peer, id, NULL, 0);
    } else if (server->handler == NULL) {
        fake_answer(peer, id, envelope->body.data, envelope->body.len);
    } else {
        const struct fake_request request = {.id = id, .connection = peer->number, .number = number, .envelope = envelope};
        server->handler(peer, &request, server->context);
    }
    hensigt__rpc__v1__request__free_unpacked(envelope, NULL);
}

/* Bytes that the first complete thing in the buffer takes; 0 = nothing is complete. */
static size_t take_one(struct fake_peer *peer)
{
    static const uint8_t req[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
    const size_t type = peer->server->ipc ? 1 : 0;
    if (!peer->greeted && peer->filled >= sizeof req) {
        must(memcmp(peer->buffer, req, sizeof req) == 0, "the client's greeting is wrong");
        peer->greeted = true;
        return sizeof req;
    }
    if (!peer->greeted || peer->filled < type + 12) {
        return 0;
    }
    uint64_t length = 0;
    uint32_t word = 0;
    for (size_t i = 0; i < 8; i++) {
        length = length << 8 | peer->buffer[type + i];
    }
    for (size_t i = 8; i < 12; i++) {
        word = word << 8 | peer->buffer[type + i];
    }
    must(type == 0 || peer->buffer[0] == 1, "the client's frame has a wrong type");
    must((word & 0x80000000u) != 0, "the client's id lacks its top bit");
    must(length >= 4 && length <= BUFFER_SIZE / 2, "the client's frame has a wrong length");
    if (peer->filled < type + 8 + length) {
        return 0;
    }
    handle(peer, word & 0x7fffffffu, peer->buffer + type + 12, (size_t)length - 4);
    return type + 8 + (size_t)length;
}

static void read_peer(struct fake_peer *peer)
{
    size_t used = 0;
    if (peer->fault == FAKE_CLOSE_BEFORE_READ && peer->greeted) {
        fake_close(peer);
        return;
    }
    const ssize_t n = recv(peer->fd, peer->buffer + peer->filled, sizeof peer->buffer - peer->filled, 0);
    if (n <= 0) {
        fake_close(peer);
        return;
    }
    peer->filled += (size_t)n;
    while (peer->fd >= 0 && (used = take_one(peer)) > 0) {
        peer->filled -= used;
        memmove(peer->buffer, peer->buffer + used, peer->filled);
    }
}

static void accept_peer(struct fake_server *server)
{
    struct fake_peer *peer = calloc(1, sizeof *peer);
    peer->server = server;
    peer->number = server->n_peers;
    must(peer->number < MAX_PEERS, "too many connections");
    peer->fault = peer->number < server->n_faults ? server->faults[peer->number] : FAKE_SERVE;
    peer->fd = accept(server->listener, NULL, NULL);
    must(peer->fd >= 0, "accept");
    greet(peer);
    pthread_mutex_lock(&server->mutex);
    server->peers[server->n_peers++] = peer;
    pthread_mutex_unlock(&server->mutex);
}

/* Runs what fake_run asks for. False when the server is to stop. */
static bool obey(struct fake_server *server)
{
    uint64_t count = 0;
    must(read(server->wake, &count, sizeof count) == sizeof count, "eventfd");
    pthread_mutex_lock(&server->mutex);
    const bool stopping = server->stopping;
    if (server->function != NULL) {
        void (*function)(void *) = server->function;
        pthread_mutex_unlock(&server->mutex);
        function(server->function_context);
        pthread_mutex_lock(&server->mutex);
        server->function = NULL;
        pthread_cond_broadcast(&server->condition);
    }
    pthread_mutex_unlock(&server->mutex);
    return !stopping;
}

static void *serve(void *argument)
{
    struct fake_server *server = argument;
    struct pollfd polls[2 + MAX_PEERS];
    bool going = true;
    while (going) {
        const unsigned n = server->n_peers;
        polls[0] = (struct pollfd){.fd = server->wake, .events = POLLIN};
        polls[1] = (struct pollfd){.fd = server->listener, .events = POLLIN};
        for (unsigned i = 0; i < n; i++) {
            const struct fake_peer *peer = server->peers[i];
            polls[2 + i] = (struct pollfd){.fd = peer->fault == FAKE_STALLED ? -1 : peer->fd, .events = POLLIN};
        }
        must(poll(polls, 2 + n, -1) > 0, "poll");
        for (unsigned i = 0; i < n; i++) {
            if (polls[2 + i].revents != 0 && server->peers[i]->fd >= 0) {
                read_peer(server->peers[i]);
            }
        }
        if (polls[1].revents != 0) {
            accept_peer(server);
        }
        if (polls[0].revents != 0) {
            going = obey(server);
        }
    }
    return NULL;
}

struct fake_server *fake_start(const struct fake_options *options)
{
    struct fake_server *server = calloc(1, sizeof *server);
    must(options->n_faults <= sizeof server->faults / sizeof server->faults[0], "too many faults");
    for (size_t i = 0; i < options->n_faults; i++) {
        server->faults[i] = options->faults[i];
    }
    server->n_faults = options->n_faults;
    server->handler = options->handler;
    server->context = options->context;
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->condition, NULL);
    begin_listening(server, options->endpoint);
    server->wake = eventfd(0, EFD_CLOEXEC);
    must(pthread_create(&server->thread, NULL, serve, server) == 0, "pthread_create");
    return server;
}

static void wake(struct fake_server *server)
{
    const uint64_t one = 1;
    must(write(server->wake, &one, sizeof one) == sizeof one, "eventfd");
}

void fake_stop(struct fake_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_mutex_unlock(&server->mutex);
    wake(server);
    pthread_join(server->thread, NULL);
    close(server->listener);
    for (unsigned i = 0; i < server->n_peers; i++) {
        fake_close(server->peers[i]);
        free(server->peers[i]);
    }
    if (server->folder[0] != '\0') {
        unlink(server->endpoint + 6);
        rmdir(server->folder);
    }
    close(server->wake);
    pthread_cond_destroy(&server->condition);
    pthread_mutex_destroy(&server->mutex);
    free(server);
}

const char *fake_endpoint(const struct fake_server *server)
{
    return server->endpoint;
}

unsigned fake_connections(struct fake_server *server)
{
    pthread_mutex_lock(&server->mutex);
    const unsigned n = server->n_peers;
    pthread_mutex_unlock(&server->mutex);
    return n;
}

unsigned fake_requests(struct fake_server *server)
{
    pthread_mutex_lock(&server->mutex);
    const unsigned n = server->n_requests;
    pthread_mutex_unlock(&server->mutex);
    return n;
}

void fake_await_requests(struct fake_server *server, unsigned n)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE;
    pthread_mutex_lock(&server->mutex);
    while (server->n_requests < n) {
        must(pthread_cond_timedwait(&server->condition, &server->mutex, &until) == 0, "no further request came");
    }
    pthread_mutex_unlock(&server->mutex);
}

void fake_resume(void *context)
{
    struct fake_server *server = context;
    for (unsigned i = 0; i < server->n_peers; i++) {
        server->peers[i]->fault = FAKE_SERVE;
    }
}

void fake_run(struct fake_server *server, void (*function)(void *context), void *context)
{
    pthread_mutex_lock(&server->mutex);
    server->function = function;
    server->function_context = context;
    wake(server);
    while (server->function != NULL) {
        pthread_cond_wait(&server->condition, &server->mutex);
    }
    pthread_mutex_unlock(&server->mutex);
}
