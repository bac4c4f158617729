#include "service/server.h"

#include "service/socket.h"

#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Who calls. Each has a socket, since a socket cannot tell its endpoints apart. */
enum caller { CALLER_OWNER, CALLER_KEYED, CALLER_FRONT, N_CALLERS };

/* What tells callers apart. A header holds the keys of the connections that a request came over, one for each hop, and its id. */
struct caller_kind {
    enum hs_trust trust;
    int hops;
};

static const struct caller_kind caller_kinds[N_CALLERS] = {
    [CALLER_OWNER] = {HS_TRUST_OWNER, 1},
    [CALLER_KEYED] = {HS_TRUST_KEY, 1},
    [CALLER_FRONT] = {HS_TRUST_KEY, 2},
};

static const uint8_t beyond_front = 0x80; /* in the first byte of an origin: a connection's key never has that bit */

/* One socket, its thread, and the gate between it and dispatch. */
struct listener {
    const struct hs_server_options *options;
    pthread_mutex_t gate; /* held while a request is handed to dispatch */
    bool stopped;         /* behind the gate */
    int socket;           /* -1 where no address is for such callers */
    const struct caller_kind *kind;
};

struct hs_server {
    struct hs_server_options options;
    struct listener listeners[N_CALLERS];
};

/* One call. */
struct exchange {
    struct hs_exchange base; /* first, so that it is the exchange */
    struct hs_packet packet;
    int socket;
};

static void free_exchange(struct exchange *exchange)
{
    hs_packet_free(&exchange->packet);
    free(exchange);
}

static void send_reply(struct hs_exchange *base, const uint8_t *reply, size_t size)
{
    struct exchange *exchange = (struct exchange *)base;
    const struct hs_packet *packet = &exchange->packet;

    if (reply)
        (void)hs_socket_send(exchange->socket, packet->header, packet->header_size, reply, size);
    free_exchange(exchange);
}

static size_t header_size(const struct caller_kind *kind)
{
    return (size_t)(kind->hops + 1) * HS_WORD;
}

/* The client's own connection and id; the keys that the front gives and those given here must not be taken for each other. */
static uint64_t origin_of(const struct hs_packet *packet, const struct caller_kind *kind)
{
    uint8_t bytes[2 * HS_WORD];
    uint64_t origin;

    memcpy(bytes, packet->header + packet->header_size - sizeof bytes, sizeof bytes);
    if (kind->hops > 1)
        bytes[0] |= beyond_front;
    memcpy(&origin, bytes, sizeof origin);
    return origin;
}

/* What tells the client's connection from all others of the service. Each socket counts its keys up from a random number, and gives
 * none twice; those of different sockets may be the same. */
static uint64_t connection_of(const struct hs_packet *packet, enum caller caller)
{
    const uint8_t *bytes = packet->header + packet->header_size - 2 * HS_WORD;
    uint64_t connection = (uint64_t)caller + 1; /* never 0 */

    for (int i = 0; i < HS_WORD; i++)
        connection = connection << CHAR_BIT | bytes[i];
    return connection;
}

/* A call for which there is no memory is dropped, as one is whose connection breaks: the client sends it again. */
static struct exchange *new_exchange(const struct listener *listener, struct hs_packet *packet)
{
    struct exchange *exchange = packet->header_size == header_size(listener->kind) ? calloc(1, sizeof *exchange) : NULL;

    if (exchange == NULL) {
        hs_packet_free(packet);
        return NULL;
    }
    exchange->base = (struct hs_exchange){
        .request = packet->body,
        .size = packet->size,
        .trust = listener->kind->trust,
        .connection = connection_of(packet, (enum caller)(listener->kind - caller_kinds)),
        .origin = origin_of(packet, listener->kind),
        .reply = send_reply,
    };
    exchange->packet = *packet;
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
    struct hs_packet packet;

    while (hs_socket_receive(listener->socket, &packet)) {
        struct exchange *exchange = new_exchange(listener, &packet);
        if (exchange)
            hand_on(listener, exchange);
    }
    listener->options->failed(listener->options->context, hs_socket_error());
    return NULL;
}

/* A request of more than twice the limit ends its connection; what comes before it in its frame is counted with it. */
static int open_socket(const struct caller_kind *kind)
{
    return hs_socket_open(HS_SOCKET_REP, 2 * HS_MAX_REQUEST + header_size(kind) - HS_WORD, kind->hops);
}

static enum hs_exit bind_endpoint(struct listener *listener, const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    if (listener->socket < 0)
        listener->socket = open_socket(listener->kind);
    if (listener->socket < 0 || !hs_socket_bind(listener->socket, endpoint->url))
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, hs_socket_error());
    return HS_EXIT_STOPPED;
}

static enum hs_exit bind_all(struct hs_server *server, struct hs_refusal *refusal)
{
    const struct hs_server_options *options = &server->options;
    enum hs_exit code = HS_EXIT_STOPPED;

    for (size_t i = 0; i < options->n_endpoints && code == HS_EXIT_STOPPED; i++) {
        const struct hs_endpoint *endpoint = &options->endpoints[i];
        if (endpoint->transport == HS_TRANSPORT_IPC)
            code = bind_endpoint(&server->listeners[CALLER_OWNER], endpoint, refusal);
        else if (endpoint->transport == HS_TRANSPORT_TCP)
            code = bind_endpoint(&server->listeners[CALLER_KEYED], endpoint, refusal);
    }
    if (code == HS_EXIT_STOPPED && options->inside)
        code = bind_endpoint(&server->listeners[CALLER_FRONT], options->inside, refusal);
    return code;
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
    for (int caller = 0; caller < N_CALLERS; caller++) {
        struct listener *listener = &server->listeners[caller];
        listener->options = &server->options;
        listener->socket = -1;
        listener->kind = &caller_kinds[caller];
        (void)pthread_mutex_init(&listener->gate, NULL);
    }
    return server;
}

/* A server of which something was started is never freed: its threads may still use it while the process ends. */
enum hs_exit hs_server_start(struct hs_server **out, const struct hs_server_options *options, struct hs_refusal *refusal)
{
    struct hs_server *server = new_server(options);
    enum hs_exit code;

    if (server == NULL)
        return hs_refuse(refusal, HS_EXIT_FAILED, "no memory for the server");
    code = bind_all(server, refusal);
    for (int caller = 0; caller < N_CALLERS && code == HS_EXIT_STOPPED; caller++)
        code = start_listener(&server->listeners[caller], refusal);
    if (code == HS_EXIT_STOPPED)
        *out = server;
    return code;
}

void hs_server_stop(struct hs_server *server)
{
    for (int caller = 0; caller < N_CALLERS; caller++) {
        struct listener *listener = &server->listeners[caller];
        (void)pthread_mutex_lock(&listener->gate);
        listener->stopped = true;
        (void)pthread_mutex_unlock(&listener->gate);
    }
}
