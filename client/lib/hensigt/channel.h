/* Calling a Hensigt service.
 *
 * A channel is a set of endpoints that one service listens on. Generated functions (hensigt/v1/<file>_client.h) call through it:
 *
 *     struct hensigt_channel *channel = NULL;
 *     struct hensigt_error error = HENSIGT_ERROR_INIT;
 *     hensigt_centre *centre = NULL;
 *     hensigt_get_centre_request request = HENSIGT_GET_CENTRE_REQUEST_INIT;
 *     const char *endpoint = "ipc:///run/hensigt/owner/hensigtd.sock";
 *     if (hensigt_channel_open(&channel, &(struct hensigt_channel_options){.endpoints = &endpoint, .n_endpoints = 1}, &error) == 0)
 * { request.name = "centres/co-pi"; if (hensigt_get_centre(channel, NULL, &request, &centre, &error) == 0) puts(centre->title);
 *     }
 *     if (error.code) fprintf(stderr, "%s\n", error.message);
 *     hensigt_centre_free(centre);
 *     hensigt_error_clear(&error);
 *     hensigt_channel_close(channel);
 *
 * A channel may be used by any number of threads at once. The library keeps no global state, writes to no stream, never ends the
 * process and never waits without an end: every call has a deadline. A channel does its work on a thread of its own, in which
 * every signal is blocked; the child of a fork must leave its parent's channels alone. */
#ifndef HENSIGT_CHANNEL_H
#define HENSIGT_CHANNEL_H

#include "hensigt/rpc/v1/envelope.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A method of the contract, as the generated functions name it; opaque here. */
struct hs_method;

/** A method by its name in the contract ("hensigt.v1.CentreService/GetCentre"), or NULL. Lives for ever. */
const struct hs_method *hensigt_method(const char *full_name);

/** A set of endpoints and the calls on them. */
struct hensigt_channel;

enum {
    HENSIGT_DEFAULT_TIMEOUT_MS = 10000, /**< of a call that names none */
    HENSIGT_MAX_REQUEST = 64 * 1024,    /**< bytes of one packed envelope; a larger request is refused before it is sent */
    HENSIGT_REQUEST_ID_SIZE = 16,
    HENSIGT_HASH_SIZE = 32,
};

/** How a call failed. Make it with HENSIGT_ERROR_INIT, release what it holds with hensigt_error_clear.
 *
 *  `answered` separates the two kinds of failure: true, and the service said no (status has its details); false, and the call did
 *  not get that far or its answer did not come back. Only then, and only for writes, may `outcome_unknown` be true: the write may
 * have taken effect. Repeating the call with `request_id` is safe, and tells. */
struct hensigt_error {
    int code;                                    /**< hensigt.rpc.v1.Code; 0 = no error */
    bool answered;                               /**< the service itself answered so */
    bool outcome_unknown;                        /**< the write may have taken effect */
    uint8_t request_id[HENSIGT_REQUEST_ID_SIZE]; /**< of a write; all zero otherwise */
    char message[512];                           /**< one line, never empty when code is not 0 */
    hensigt_rpc_status *status;                  /**< the service's whole answer, or NULL; owned by the error */
};
/* clang-format off */
#define HENSIGT_ERROR_INIT {0}
/* clang-format on */

/** Releases what an error holds and makes it empty again. NULL is allowed. */
void hensigt_error_clear(struct hensigt_error *error);

/** The name of a code ("NOT_FOUND"); "UNKNOWN" for a number that is none. Never NULL. */
const char *hensigt_code_name(int code);

/** What binds the operator to a write (hensigt.rpc.v1.Receipt). */
struct hensigt_receipt {
    int64_t sequence; /**< in the ledger */
    uint8_t chain_hash[HENSIGT_HASH_SIZE];
    int64_t write_time; /**< microseconds since 1970 */
};

/** How to open a channel. Zeroed members mean the default. Everything is copied. */
struct hensigt_channel_options {
    const char *const *endpoints; /**< "ipc://PATH", "tcp://ADDRESS:PORT": any of them, all of one service; tried in order */
    size_t n_endpoints;
    const char *access_key;  /**< sent with every call; NULL = none. Not written anywhere */
    uint32_t timeout_ms;     /**< default of the calls; 0 = HENSIGT_DEFAULT_TIMEOUT_MS */
    uint32_t window;         /**< calls on the wire at once; 0 = 128 */
    uint32_t queue;          /**< calls waiting for the window at most; 0 = 65536 */
    uint32_t attempt_ms;     /**< after which a call without an answer is sent again; 0 = 2000 */
    uint32_t unreachable_ms; /**< calls fail with UNAVAILABLE when no endpoint could be reached for so long; 0 = they wait for
                                one until their deadline */
    bool polled;             /**< completions are called by hensigt_channel_dispatch, not by the channel's thread (async.h) */
};

/** Opens a channel: checks the endpoints' form, connects when first needed. INVALID_ARGUMENT names what is wrong.
 *  Returns 0 and sets *out, or the code that error has; then *out is untouched. `error` may be NULL here and everywhere. */
int hensigt_channel_open(struct hensigt_channel **out, const struct hensigt_channel_options *options, struct hensigt_error *error);

/** Ends every call that is under way with CANCELLED, waits for their completions, closes. NULL is allowed.
 *  Not from within a completion. */
void hensigt_channel_close(struct hensigt_channel *channel);

/** How to make one call. Zeroed members mean the channel's default. */
struct hensigt_call_options {
    uint32_t timeout_ms;
    const uint8_t *request_id;       /**< of a write that is repeated; NULL = a new one */
    const char *traceparent;         /**< W3C trace context, or NULL */
    struct hensigt_receipt *receipt; /**< set when a write succeeds; may be NULL */
};

/** Makes one call and waits for its end. On success returns 0 and sets *reply, which the caller frees with
 *  protobuf_c_message_free_unpacked (or the generated hensigt_..._free). On failure returns error->code and leaves *reply. */
int hensigt_call(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
                 const ProtobufCMessage *request, ProtobufCMessage **reply, struct hensigt_error *error);

#ifdef __cplusplus
}
#endif
#endif
