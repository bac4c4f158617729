/* What the client's tests share: methods to call, channels to call them on. */
#ifndef CLIENT_SUPPORT_H
#define CLIENT_SUPPORT_H

#include "fake_server.h"
#include "hensigt/async.h"
#include "wire/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Nobody waits longer than this for anything in these tests, however slow the machine: beyond it is a failure. */
enum { PATIENCE_MS = 60000 };

/** Methods whose request and reply are a hensigt.rpc.v1.Metadatum. */
extern const struct hs_method read_method, write_method, watch_method;

/** A channel to servers; asserts that it opens. Members of `options` other than the endpoints are taken as they are. */
struct hensigt_channel *open_channel(struct hensigt_channel_options options, struct fake_server *first, struct fake_server *second);

/** Calls with a text as the request's key. Returns the code. On success the reply's key must be the same. */
int call_text(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
              const char *text, struct hensigt_error *error);

/** Starts a call with a text as the request's key; asserts that this succeeds. */
struct hensigt_pending *start_text(struct hensigt_channel *channel, const struct hs_method *method, uint32_t timeout_ms,
                                   const char *text, hensigt_completion completed, void *context);

/** Milliseconds of a clock that only goes forward. */
int64_t now_ms(void);

#endif
