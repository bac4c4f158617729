#include "wire/status.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Who defines the reasons (AIP-193). */
static const char domain[] = "hensigt";

/* Details past this number are only counted: a reply must stay below 64 KiB. */
enum { MAX_DETAILS = 200 };

static const char omitted_key[] = "omitted_violations";

const char *hs_code_name(int code)
{
    switch (code) {
#define CODE_NAME(number, name, retry)                                                                                             \
    case number:                                                                                                                   \
        return #name;
        HS_CODES(CODE_NAME)
#undef CODE_NAME
    default:
        return "UNKNOWN";
    }
}

bool hs_code_is_retryable(int code)
{
    switch (code) {
#define CODE_RETRY(number, name, retry)                                                                                            \
    case number:                                                                                                                   \
        return retry;
        HS_CODES(CODE_RETRY)
#undef CODE_RETRY
    default:
        return false;
    }
}

void hs_status_init(struct hs_status *status, struct hs_arena *arena)
{
    status->arena = arena;
    hensigt__rpc__v1__status__init(&status->message);
}

enum hs_code hs_status_code(const struct hs_status *status)
{
    return (enum hs_code)status->message.code;
}

static hensigt_rpc_error_info *new_info(struct hs_arena *arena, const char *reason)
{
    hensigt_rpc_error_info *info = (void *)hs_arena_new(arena, &hensigt__rpc__v1__error_info__descriptor);
    if (info == NULL) {
        return NULL;
    }
    info->reason = hs_arena_string(arena, reason);
    info->domain = hs_arena_string(arena, domain);
    return info->reason != NULL && info->domain != NULL ? info : NULL;
}

static void fail(struct hs_status *status, enum hs_code code, const char *reason, const char *format, va_list arguments)
{
    if (hs_status_code(status) != HS_OK) {
        return;
    }
    status->message.code = (hensigt_rpc_code)code;
    status->message.error_info = new_info(status->arena, reason);
    char *text = hs_arena_vprintf(status->arena, format, arguments);
    if (text != NULL) {
        status->message.message = text;
    }
}

enum hs_code hs_status_fail(struct hs_status *status, enum hs_code code, const char *reason, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(status, code, reason, format, arguments);
    va_end(arguments);
    return hs_status_code(status);
}

void hs_status_retry_after(struct hs_status *status, int64_t milliseconds)
{
    enum { MILLISECONDS = 1000, NANOSECONDS_IN_MILLISECOND = 1000000 };
    Google__Protobuf__Duration *delay = (void *)hs_arena_new(status->arena, &google__protobuf__duration__descriptor);
    if (delay == NULL) {
        return;
    }
    delay->seconds = milliseconds / MILLISECONDS;
    delay->nanos = (int32_t)(milliseconds % MILLISECONDS) * NANOSECONDS_IN_MILLISECOND;
    status->message.retry_delay = delay;
}

static hensigt_rpc_metadatum *new_metadatum(struct hs_arena *arena, const char *key, const char *value)
{
    hensigt_rpc_metadatum *fact = (void *)hs_arena_new(arena, &hensigt__rpc__v1__metadatum__descriptor);
    if (fact == NULL) {
        return NULL;
    }
    fact->key = hs_arena_string(arena, key);
    fact->value = hs_arena_string(arena, value);
    return fact->key != NULL && fact->value != NULL ? fact : NULL;
}

void hs_status_metadata(struct hs_status *status, const char *key, const char *value)
{
    hensigt_rpc_error_info *info = status->message.error_info;
    if (info == NULL) {
        return;
    }
    hensigt_rpc_metadatum *fact = new_metadatum(status->arena, key, value);
    void *grown = fact != NULL ? hs_arena_grow(status->arena, info->metadata, info->n_metadata, sizeof *info->metadata) : NULL;
    if (grown != NULL) {
        info->metadata = grown;
        info->metadata[info->n_metadata++] = fact;
    }
}

/* Counts a detail that found no room, in the error's metadata. */
static void count_omitted(struct hs_status *status)
{
    hensigt_rpc_error_info *info = status->message.error_info;
    for (size_t i = 0; info != NULL && i < info->n_metadata; i++) {
        if (strcmp(info->metadata[i]->key, omitted_key) == 0) {
            char *count = hs_arena_printf(status->arena, "%ld", strtol(info->metadata[i]->value, NULL, 10) + 1);
            info->metadata[i]->value = count != NULL ? count : info->metadata[i]->value;
            return;
        }
    }
    hs_status_metadata(status, omitted_key, "1");
}

static hensigt_rpc_field_violation *new_field_violation(struct hs_arena *arena, int32_t line, const char *field, const char *reason,
                                                        const char *text)
{
    hensigt_rpc_field_violation *violation = (void *)hs_arena_new(arena, &hensigt__rpc__v1__field_violation__descriptor);
    if (violation == NULL || text == NULL) {
        return NULL;
    }
    violation->line = line;
    violation->field = hs_arena_string(arena, field);
    violation->reason = hs_arena_string(arena, reason);
    violation->description = hs_arena_string(arena, text);
    return violation->field != NULL && violation->reason != NULL && violation->description != NULL ? violation : NULL;
}

static void add_field_violation(struct hs_status *status, hensigt_rpc_field_violation *violation)
{
    hensigt_rpc_status *message = &status->message;
    void *grown =
        hs_arena_grow(status->arena, message->field_violations, message->n_field_violations, sizeof *message->field_violations);
    if (grown != NULL) {
        message->field_violations = grown;
        message->field_violations[message->n_field_violations++] = violation;
    }
}

/* A rule may be met twice: in the request, and again in the resource that was made of it. */
static bool is_known(const hensigt_rpc_status *status, int32_t line, const char *field, const char *text)
{
    for (size_t i = 0; i < status->n_field_violations; i++) {
        const hensigt_rpc_field_violation *known = status->field_violations[i];
        if (known->line == line && strcmp(known->field, field) == 0 && strcmp(known->description, text) == 0) {
            return true;
        }
    }
    return false;
}

void hs_status_field(struct hs_status *status, int32_t line, const char *field, const char *reason, const char *format, ...)
{
    if (status->message.n_field_violations >= MAX_DETAILS) {
        count_omitted(status);
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *text = hs_arena_vprintf(status->arena, format, arguments);
    va_end(arguments);
    if (text != NULL && is_known(&status->message, line, field, text)) {
        return;
    }
    hs_status_fail(status, HS_INVALID_ARGUMENT, "FIELD_VIOLATIONS", "%s: %s", field, text != NULL ? text : reason);
    hensigt_rpc_field_violation *violation = new_field_violation(status->arena, line, field, reason, text);
    if (violation != NULL) {
        add_field_violation(status, violation);
    }
}

static bool copy_suppliers(struct hs_arena *arena, hensigt_rpc_precondition_violation *violation, const char *const *suppliers,
                           size_t count)
{
    if (count == 0) {
        return true;
    }
    violation->suppliers = hs_arena_alloc(arena, count * sizeof *violation->suppliers);
    if (violation->suppliers == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        violation->suppliers[i] = hs_arena_string(arena, suppliers[i]);
        if (violation->suppliers[i] == NULL) {
            return false;
        }
    }
    violation->n_suppliers = count;
    return true;
}

static hensigt_rpc_precondition_violation *new_precondition_violation(struct hs_arena *arena, const char *reason,
                                                                      const char *subject, const char *text)
{
    hensigt_rpc_precondition_violation *violation =
        (void *)hs_arena_new(arena, &hensigt__rpc__v1__precondition_violation__descriptor);
    if (violation == NULL || text == NULL) {
        return NULL;
    }
    violation->reason = hs_arena_string(arena, reason);
    violation->subject = hs_arena_string(arena, subject);
    violation->description = hs_arena_string(arena, text);
    return violation->reason != NULL && violation->subject != NULL && violation->description != NULL ? violation : NULL;
}

static void add_precondition_violation(struct hs_status *status, hensigt_rpc_precondition_violation *violation)
{
    hensigt_rpc_status *message = &status->message;
    void *grown = hs_arena_grow(status->arena, message->precondition_violations, message->n_precondition_violations,
                                sizeof *message->precondition_violations);
    if (grown != NULL) {
        message->precondition_violations = grown;
        message->precondition_violations[message->n_precondition_violations++] = violation;
    }
}

void hs_status_lack(struct hs_status *status, const char *reason, const char *subject, const char *const *suppliers,
                    size_t n_suppliers, const char *format, ...)
{
    if (status->message.n_precondition_violations >= MAX_DETAILS) {
        count_omitted(status);
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *text = hs_arena_vprintf(status->arena, format, arguments);
    va_end(arguments);
    hs_status_fail(status, HS_FAILED_PRECONDITION, "PRECONDITIONS", "%s: %s", subject, text != NULL ? text : reason);
    hensigt_rpc_precondition_violation *violation = new_precondition_violation(status->arena, reason, subject, text);
    if (violation != NULL && copy_suppliers(status->arena, violation, suppliers, n_suppliers)) {
        add_precondition_violation(status, violation);
    }
}
