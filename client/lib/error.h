/* Filling in struct hensigt_error. */
#ifndef HS_ERROR_H
#define HS_ERROR_H

#include "hensigt/channel.h"
#include "wire/status.h"

#include <stdarg.h>

/** Replaces an error by one that arose on this side. Returns `code`; `error` may be NULL. */
int hs_error_set(struct hensigt_error *error, enum hs_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int hs_error_set_list(struct hensigt_error *error, enum hs_code code, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/** Replaces an error by what the service said, and takes over `status` (not OK). */
void hs_error_answer(struct hensigt_error *error, hensigt_rpc_status *status);

/** Moves an error; `from` is empty afterwards. `to` may be NULL: then `from` is cleared. Returns the code. */
int hs_error_move(struct hensigt_error *to, struct hensigt_error *from);

#endif
