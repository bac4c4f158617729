/* Calls that are started and end later: any number of them from any threads on one channel.
 *
 * A started call ends exactly once: answered, refused, cancelled, or at its deadline. Its end is told in one of three ways:
 *
 *   - to a completion, on the channel's own thread (the default);
 *   - to a completion, on whatever thread calls hensigt_channel_dispatch, for a program with an event loop of its own: open
 *     the channel with `polled`, and poll hensigt_channel_fd for POLLIN;
 *   - without a completion, to hensigt_pending_wait.
 *
 * At most `window` calls are on the wire at once; up to `queue` more wait their turn, and past that hensigt_start fails with
 * RESOURCE_EXHAUSTED. Methods that wait for something to happen (a watch) have a window and a connection of their own. */
#ifndef HENSIGT_ASYNC_H
#define HENSIGT_ASYNC_H

#include "hensigt/channel.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A started call. */
struct hensigt_pending;

/** How a call ended. Valid during the completion only, but for the reply. */
struct hensigt_outcome {
    ProtobufCMessage *reply;               /**< the completion frees it (protobuf_c_message_free_unpacked); NULL = failed */
    const struct hensigt_receipt *receipt; /**< of a write that succeeded; else NULL */
    const struct hensigt_error *error;     /**< code 0 = succeeded */
};

/** Told how a call ended. It may start, cancel and release calls, but must not wait: not for a call (those of this channel
 *  fail with FAILED_PRECONDITION when it tries on the channel's thread), nor for anything that takes long, since other calls
 *  on the channel would miss their deadlines. */
typedef void (*hensigt_completion)(void *context, const struct hensigt_outcome *outcome);

/** Starts a call and returns at once. `request` is not needed afterwards; `options->receipt` is ignored.
 *
 *  Returns 0, or the code that `error` has; then there will be no completion and *out is untouched. With `out`, the
 *  caller gets a handle to release. `completed` may be NULL; with both NULL nobody learns how the call ended. */
int hensigt_start(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
                  const ProtobufCMessage *request, hensigt_completion completed, void *context, struct hensigt_pending **out,
                  struct hensigt_error *error);

/** Waits for the end of a call without a completion; its deadline bounds the wait. On success returns 0, gives *reply
 *  to the caller and sets *receipt (may be NULL) for a write; on failure returns the code that `error` has. The result is
 *  given out once: a second wait fails with FAILED_PRECONDITION, as does waiting for a call that has a completion. May be
 *  called after the channel was closed. */
int hensigt_pending_wait(struct hensigt_pending *pending, ProtobufCMessage **reply, struct hensigt_receipt *receipt,
                         struct hensigt_error *error);

/** Asks for a call's end. It ends with CANCELLED soon, in its usual way, unless it has ended by then. A write that was sent
 *  may have taken effect: the error says so. NULL is allowed. */
void hensigt_pending_cancel(struct hensigt_pending *pending);

/** Gives up the handle; the call goes on. NULL is allowed. */
void hensigt_pending_release(struct hensigt_pending *pending);

/** The descriptor of a channel opened with `polled`: readable (POLLIN) while completions are due. Do not read it; it belongs
 *  to the channel. -1 without `polled`. */
int hensigt_channel_fd(const struct hensigt_channel *channel);

/** Calls the completions that are due, `limit` at most (0 = until none is due), and returns how many that were. Never waits.
 *  Several threads may call it at once. */
size_t hensigt_channel_dispatch(struct hensigt_channel *channel, size_t limit);

#ifdef __cplusplus
}
#endif
#endif
