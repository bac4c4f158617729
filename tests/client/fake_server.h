/* A service to test the client against: one thread, raw sockets, and a fault for each connection if wished. It shares no code
 * with the client's wire, so that each is the other's check. */
#ifndef FAKE_SERVER_H
#define FAKE_SERVER_H

#include "hensigt/rpc/v1/envelope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fake_server;
struct fake_peer;

/** What a connection does. */
enum fake_fault {
    FAKE_SERVE,             /* greets, and gives requests to the handler */
    FAKE_CLOSE_AT_ONCE,     /* closes what it accepts */
    FAKE_NO_GREETING,       /* accepts, reads, and says nothing */
    FAKE_GARBAGE_GREETING,  /* greets as something else */
    FAKE_WRONG_GREETING,    /* greets as REQ */
    FAKE_CLOSE_GREETED,     /* greets and closes */
    FAKE_CLOSE_BEFORE_READ, /* closes when a request has come, without reading it */
    FAKE_CLOSE_AFTER_READ,  /* reads a request and closes */
    FAKE_GARBAGE_FRAME,     /* answers the first request with bytes that are no frame */
    FAKE_HUGE_FRAME,        /* announces a frame of 2^63 bytes */
    FAKE_LARGE_FRAME,       /* announces a frame one byte past the limit */
    FAKE_SHORT_FRAME,       /* sends a frame too short for an id */
    FAKE_NO_ID,             /* sends a frame whose id lacks the top bit */
    FAKE_HALF_FRAME,        /* sends half an answer and closes */
    FAKE_GARBAGE_ENVELOPE,  /* sends a frame whose envelope is no message */
    FAKE_MUTE,              /* greets, reads, and answers nothing, not even a probe */
    FAKE_STALLED,           /* greets, and reads nothing until fake_resume */
    FAKE_FAULTS,
};

/** A request as it came in. Valid during the handler only. */
struct fake_request {
    uint32_t id;
    unsigned connection; /**< which of the server's connections, from 0 */
    unsigned number;     /**< which of the server's requests, from 0; probes are not counted */
    const hensigt_rpc_request *envelope;
};

/** Called on the server's thread for each request but probes. Answers with fake_reply, now or later, or not. */
typedef void fake_handler(struct fake_peer *peer, const struct fake_request *request, void *context);

struct fake_options {
    const char *endpoint;          /**< "ipc://...", "tcp://127.0.0.1:PORT"; or NULL, "tcp" or "tcp6": a fresh one of that kind */
    const enum fake_fault *faults; /**< of the first n_faults connections; the others FAKE_SERVE */
    size_t n_faults;
    fake_handler *handler; /**< NULL: answers with the request's body */
    void *context;
};

/** Listens and starts the thread. Never fails: it aborts the test program. */
struct fake_server *fake_start(const struct fake_options *options);

/** Closes everything, as a process that dies does. */
void fake_stop(struct fake_server *server);

/** Where it listens. Valid until fake_stop. */
const char *fake_endpoint(const struct fake_server *server);

/** Connections accepted so far. */
unsigned fake_connections(struct fake_server *server);

/** Requests seen so far, without probes; a request is counted before it is handled. */
unsigned fake_requests(struct fake_server *server);

/** Waits until so many requests have been seen; aborts the test program after a minute. */
void fake_await_requests(struct fake_server *server, unsigned n);

/** Runs a function on the server's thread and waits until it has. */
void fake_run(struct fake_server *server, void (*function)(void *context), void *context);

/** Makes stalled connections read and serve. On the server's thread only (fake_run); `server` is a struct fake_server. */
void fake_resume(void *server);

/** A handler that answers nothing. */
void fake_ignore(struct fake_peer *peer, const struct fake_request *request, void *context);

/** Sends a reply. On the server's thread only; nothing happens if the connection is gone. */
void fake_reply(struct fake_peer *peer, uint32_t id, const hensigt_rpc_reply *reply);

/** Sends an OK reply with a body. */
void fake_answer(struct fake_peer *peer, uint32_t id, const uint8_t *body, size_t size);

/** Sends a status. */
void fake_refuse(struct fake_peer *peer, uint32_t id, int code, bool outcome_unknown, const char *message);

/** Closes a connection, after what was sent. */
void fake_close(struct fake_peer *peer);

#endif
