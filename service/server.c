#include "service/server.h"

#include "service/socket.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    N_TRUSTS = HS_TRUST_KEY + 1,
    HEADER_SIZE = 2 * HS_WORD, /* the connection's key and the request's id: all there is of a direct client */
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

/* A call for which there is no memory is dropped, as one is whose connection breaks: the client sends it again. */
static struct exchange *new_exchange(const struct listener *listener, struct hs_packet *packet)
{
    struct exchange *exchange = packet->header_size == HEADER_SIZE ? calloc(1, sizeof *exchange) : NULL;

    if (exchange == NULL) {
        hs_packet_free(packet);
        return NULL;
    }
    exchange->base = (struct hs_exchange){
        .request = packet->body,
        .size = packet->size,
        .trust = listener->trust,
        .reply = send_reply,
    };
    memcpy(&exchange->base.origin, packet->header, sizeof exchange->base.origin);
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

static enum hs_trust trust_of(const struct hs_endpoint *endpoint)
{
    return endpoint->transport == HS_TRANSPORT_IPC ? HS_TRUST_OWNER : HS_TRUST_KEY;
}

static enum hs_exit bind_endpoint(struct hs_server *server, const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    struct listener *listener = &server->listeners[trust_of(endpoint)];

    if (listener->socket < 0)
        listener->socket = hs_socket_open(HS_SOCKET_REP, 2 * HS_MAX_REQUEST + HS_WORD, 1);
    if (listener->socket < 0 || !hs_socket_bind(listener->socket, endpoint->url))
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, hs_socket_error());
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
