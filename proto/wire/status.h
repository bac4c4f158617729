/* The outcome of a call: gRPC's codes, and the details a caller needs to act on them. */
#ifndef HS_STATUS_H
#define HS_STATUS_H

#include "wire/arena.h"

#include "hensigt/rpc/v1/envelope.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The codes, once: number, name, whether the same call may be tried again. `X(NUMBER, NAME, RETRY)`. */
#define HS_CODES(X)                                                                                                                \
    X(0, OK, false)                                                                                                                \
    X(1, CANCELLED, false)                                                                                                         \
    X(2, UNKNOWN, false)                                                                                                           \
    X(3, INVALID_ARGUMENT, false)                                                                                                  \
    X(4, DEADLINE_EXCEEDED, false)                                                                                                 \
    X(5, NOT_FOUND, false)                                                                                                         \
    X(6, ALREADY_EXISTS, false)                                                                                                    \
    X(7, PERMISSION_DENIED, false)                                                                                                 \
    X(8, RESOURCE_EXHAUSTED, true)                                                                                                 \
    X(9, FAILED_PRECONDITION, false)                                                                                               \
    X(10, ABORTED, false)                                                                                                          \
    X(11, OUT_OF_RANGE, false)                                                                                                     \
    X(12, UNIMPLEMENTED, false)                                                                                                    \
    X(13, INTERNAL, false)                                                                                                         \
    X(14, UNAVAILABLE, true)                                                                                                       \
    X(15, DATA_LOSS, false)                                                                                                        \
    X(16, UNAUTHENTICATED, false)

/** The codes; hensigt.rpc.v1.Code has the same numbers. Functions that can fail return one, HS_OK = 0 being success. */
enum hs_code {
#define HS_CODE_ENUM(number, name, retry) HS_##name = number,
    HS_CODES(HS_CODE_ENUM)
#undef HS_CODE_ENUM
};

/** The name of a code ("NOT_FOUND"); "UNKNOWN" for a number that is none. Never NULL. */
const char *hs_code_name(int code);

/** Whether a call that ended so may be tried again as it is. */
bool hs_code_is_retryable(int code);

/** A status under construction. It lives in an arena, as everything added to it does; texts are copied.
 *
 *  The first code set by hs_status_fail stays, since the first failure is the cause of later ones. Where memory runs
 *  out while details are added, the code stays right and the detail is lost. */
struct hs_status {
    struct hs_arena *arena;
    hensigt_rpc_status message; /**< what goes into the reply */
};

/** Makes an OK status whose details will be taken from `arena`. */
void hs_status_init(struct hs_status *status, struct hs_arena *arena);

/** The code as it stands. */
enum hs_code hs_status_code(const struct hs_status *status);

/** Sets code, reason (a constant in UPPER_SNAKE_CASE, in ErrorInfo) and message unless a failure is set already.
 *  Returns the code that stands, so that `return hs_status_fail(...)` reads well. */
enum hs_code hs_status_fail(struct hs_status *status, enum hs_code code, const char *reason, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/** Says after how many milliseconds the same call may be tried again. Call after hs_status_fail. */
void hs_status_retry_after(struct hs_status *status, int64_t milliseconds);

/** Adds one fact about the error to its ErrorInfo. Call after hs_status_fail. */
void hs_status_metadata(struct hs_status *status, const char *key, const char *value);

/** Adds a field's violation of a rule. The first one makes the status INVALID_ARGUMENT / FIELD_VIOLATIONS.
 *  `line` is 0 but for imports. What was said of a field in the same words is said once. */
void hs_status_field(struct hs_status *status, int32_t line, const char *field, const char *reason, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 5, 6)))
#endif
    ;

/** Adds something the registry lacks. The first one makes the status FAILED_PRECONDITION / PRECONDITIONS.
 *  `suppliers` (may be NULL) are those who can supply it, `n_suppliers` of them. */
void hs_status_lack(struct hs_status *status, const char *reason, const char *subject, const char *const *suppliers,
                    size_t n_suppliers, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 6, 7)))
#endif
    ;

#ifdef __cplusplus
}
#endif
#endif
