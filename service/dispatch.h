/* Bytes in, bytes out: a request's envelope becomes a reply's. Knows no socket. */
#ifndef HS_DISPATCH_H
#define HS_DISPATCH_H

#include "service/call.h"
#include "service/connections.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Limits of calls, in one place. */
enum {
    HS_MAX_REQUEST =
        64 * 1024, /**< bytes of one envelope; up to twice that a status is answered, beyond it the connection is dropped */
    HS_MAX_REPLY = 64 * 1024, /**< bytes of one reply: nanomsg drops larger ones silently when a connection's buffer is full */
    HS_CLIENT_WINDOW = 128, /**< calls that a client should have under way on a connection, so that its buffers hold the replies */
    HS_REQUEST_MEMORY = 16 * 1024 * 1024,   /**< bytes that handling one request may take */
    HS_SCAN_MEMORY = 256 * 1024 * 1024,     /**< the same for a report or an import */
    HS_WRITE_QUEUE = 4096,                  /**< writes that may wait */
    HS_WRITE_GROUP = 128,                   /**< of them, how many are committed together */
    HS_SCAN_THREADS = 2,                    /**< threads that answer SCAN methods */
    HS_SCAN_QUEUE = 256,                    /**< SCAN calls that may wait for one of them */
    HS_MAX_WAIT = 60,                       /**< seconds that a call may wait for changes */
    HS_MAX_PARKED = 20000,                  /**< calls that may wait for changes */
    HS_MAX_PARKED_BYTES = 64 * 1024 * 1024, /**< and what their requests may take in all */
    HS_SCAN_RETRY_MS = 1000,                /**< when to try again where the SCAN queue is full */
    HS_PARKED_RETRY_MS = 5000,              /**< the same where too many calls wait for changes */
    HS_MAX_CONNECTIONS = 20000,       /**< connections with calls under way, or with one of late; fewer where descriptors lack */
    HS_MAX_CONNECTION_PARKED = 4096,  /**< of one connection: calls that may wait for changes */
    HS_CONNECTION_IDLE_MS = 5000,     /**< a connection silent for so long gives its place to a new one where there is none left */
    HS_CONNECTION_FORGET_MS = 300000, /**< and one silent for so long is not counted any more */
    HS_CONNECTIONS_RETRY_MS = 5000,   /**< when to try again where there are too many connections */
    HS_SPARE_DESCRIPTORS = 256,       /**< for the store, and for connections that are to be told that they are too many */
    HS_IMPORT_MAX_LINES = 50000,      /**< resources that one import may commit together */
    HS_DEFAULT_TIMEOUT_MS = 10000,    /**< where the envelope names no timeout */
    HS_MAX_TIMEOUT_MS = 600000,       /**< longer ones are cut to this */
};

/** Who may reach a socket: its trust, since a socket cannot tell its endpoints apart. */
enum hs_trust {
    HS_TRUST_OWNER, /**< the ipc socket in the owner's folder: the caller is the owner */
    HS_TRUST_KEY,   /**< tcp: the caller shows the owner's key or an access key */
};

struct hs_dispatch;

/** How to make one. Pointers must outlive it. */
struct hs_dispatch_options {
    struct hs_store *store;
    const char *version;
    const char *owner_key;           /**< the owner's token, compared in constant time; NULL = access keys of the registry only */
    int64_t (*clock)(void *context); /**< the time of day in microseconds; NULL = the system's */
    void (*random)(void *context, void *bytes, size_t size); /**< NULL = the system's */
    int64_t max_connections;                                 /**< 0 = HS_MAX_CONNECTIONS */
    bool (*crowded)(void *context);      /**< whether there is no room for another connection whatever the limit; NULL = there is */
    int64_t (*monotonic)(void *context); /**< the clock by which connections fall silent, microseconds; NULL = the system's */
    void *context;
    /** Called when the outcome of a commit is unknown: the process must end and recover (store.h). May be NULL. */
    void (*lost)(void *context);
    /** A call without a valid access key: `reason` as its status says it; `key` is the name of the key it meant, or "". Never told:
     * what it showed. May be NULL. */
    void (*refused)(void *context, const char *key, const char *method, const char *reason);
    /** One line for each call, after its reply was handed on. May be NULL. `reason` as its status says it, or ""; `duration` in
     * microseconds. */
    void (*log)(void *context, const char *method, int code, const char *reason, int64_t duration, size_t request_size,
                size_t reply_size);
};

/** One exchange: the caller makes it and keeps it until `reply` has been called. */
struct hs_exchange {
    const uint8_t *request; /**< must stay until `reply` is called */
    size_t size;
    enum hs_trust trust;
    uint64_t connection; /**< over which it came; 0 = not known, and not limited */
    uint64_t origin;     /**< the same for the same message sent again by the same connection; 0 = not known */
    /** Called exactly once, on any thread, perhaps before hs_dispatch_take returns. The bytes are valid during the call only. With
     * NULL there is no reply: a message of the same origin came after it, and gets it. */
    void (*reply)(struct hs_exchange *exchange, const uint8_t *reply, size_t size);
};

/** Makes a dispatcher and its threads. */
enum hs_code hs_dispatch_new(struct hs_dispatch **out, const struct hs_dispatch_options *options, struct hs_status *status);

/** Answers the calls that wait for changes, waits for the others, ends the threads. NULL is allowed. */
void hs_dispatch_free(struct hs_dispatch *dispatch);

/** Takes one request. Never blocks for long: writes and scans are queued, and refused with RESOURCE_EXHAUSTED past the limits. */
void hs_dispatch_take(struct hs_dispatch *dispatch, struct hs_exchange *exchange);

/** From now on every call is answered UNAVAILABLE (reason DRAINING); returns when the calls taken before have been answered,
 *  or false after `timeout_ms`. */
bool hs_dispatch_drain(struct hs_dispatch *dispatch, unsigned timeout_ms);

/** Figures for operations. */
struct hs_dispatch_stats {
    int64_t start_time;   /**< of the dispatcher, microseconds since 1970 */
    int64_t queued_scans; /**< waiting now */
    int64_t parked;       /**< waiting for changes now */
    struct hs_connections_figures connections;
    struct hs_store_stats store;
};
void hs_dispatch_get_stats(struct hs_dispatch *dispatch, struct hs_dispatch_stats *out);

/** hs_store_purge_trouble of its store. */
const char *hs_dispatch_purge_trouble(struct hs_dispatch *dispatch);

struct hs_stats;

/** The figures of calls (service/stats.h); they live as long as the dispatcher. */
const struct hs_stats *hs_dispatch_calls(const struct hs_dispatch *dispatch);

/** Takes one request and waits for its reply: for tests and for clients within the process. The caller frees *reply with free(). */
enum hs_code hs_dispatch_call(struct hs_dispatch *dispatch, enum hs_trust trust, const uint8_t *request, size_t size,
                              uint8_t **reply, size_t *reply_size);

#endif
