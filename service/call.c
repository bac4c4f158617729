#include "service/call.h"

#include "service/dispatch.h"
#include "service/fields.h"
#include "service/registry.h"
#include "service/standard.h"
#include "wire/date.h"
#include "wire/guard.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts a violation's text; a path or rule is far shorter. */
enum { TEXT_SIZE = 512 };

void hs_call_violation(struct hs_call *call, const char *path, const char *reason, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *full = hs_arena_printf(call->arena, "%s%s", call->prefix, path);
    hs_status_field(call->status, call->line, full ? full : path, reason, "%s", text);
}

/* Stored bytes were guarded when they came in and are ours since; unpacking them can fail for want of memory, or if they were
 * damaged. */
static ProtobufCMessage *unpack_into(struct hs_arena *arena, struct hs_call *call, const struct hs_record *record)
{
    ProtobufCMessage *message =
        protobuf_c_message_unpack(record->resource->message->descriptor, &arena->protobuf, record->size, record->body);
    if (!message)
        hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory to read %s", record->name);
    return message;
}

static ProtobufCMessage *unpack(struct hs_call *call, const struct hs_record *record)
{
    return unpack_into(call->arena, call, record);
}

ProtobufCMessage *hs_call_get(struct hs_call *call, const char *name, int64_t read_time)
{
    struct hs_record record;
    if (hs_view_get(call->view, name, read_time, call->arena, &record, call->status) != HS_OK)
        return NULL;
    if (record.deleted) {
        hs_status_fail(call->status, HS_NOT_FOUND, "RESOURCE_DELETED", "%s has been deleted", name);
        return NULL;
    }
    return unpack(call, &record);
}

ProtobufCMessage *hs_call_find(struct hs_call *call, const char *name, int64_t read_time)
{
    struct hs_record record;
    struct hs_status ignored;
    hs_status_init(&ignored, call->arena);
    if (hs_view_get(call->view, name, read_time, call->arena, &record, &ignored) != HS_OK || record.deleted)
        return NULL;
    return unpack(call, &record);
}

ProtobufCMessage *hs_call_get_for_change(struct hs_call *call, const char *name, const char *etag)
{
    ProtobufCMessage *message = hs_call_get(call, name, 0);
    if (!message)
        return NULL;
    const char *current = hs_field_string(message, "etag");
    if (etag && *etag && strcmp(etag, current) != 0) {
        hs_status_fail(call->status, HS_ABORTED, "ETAG_MISMATCH", "%s has changed since it was read: its etag is %s, not %s", name,
                       current, etag);
        hs_status_metadata(call->status, "resource", name);
        hs_status_metadata(call->status, "etag", current);
        return NULL;
    }
    return message;
}

enum hs_code hs_call_put(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    const struct hs_message *type = hs_contract_message(after->descriptor->name);
    const struct hs_change_plan plan = {
        .resource = type->resource,
        .rules = hs_registry_rules(type->resource),
        .before = before,
        .after = after,
        .change = before ? HS_CHANGE_UPDATE : HS_CHANGE_CREATE,
        .put = before ? 0 : HS_PUT_NEW,
    };
    return hs_change_apply(call, &plan);
}

struct each {
    struct hs_call *call;
    struct hs_arena *arena; /* of the messages */
    hs_message_visitor *visit;
    void *context;
};

static enum hs_code visit_record(void *context, const struct hs_record *record)
{
    struct each *each = context;
    ProtobufCMessage *message = unpack_into(each->arena, each->call, record);
    enum hs_code code = message ? each->visit(each->context, message) : hs_status_code(each->call->status);
    if (each->arena != each->call->arena)
        hs_arena_reset(each->arena);
    return code;
}

static enum hs_code visit_all(struct each *each, const struct hs_resource *resource, const char *parent,
                              const struct hs_match *matches, size_t n_matches, int64_t read_time)
{
    const struct hs_query query = {
        .resource = resource, .parent = parent, .matches = matches, .n_matches = n_matches, .read_time = read_time, .all = true};
    return hs_view_list(each->call->view, &query, visit_record, each, each->call->arena, NULL, each->call->status);
}

enum hs_code hs_call_each(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                          const struct hs_match *matches, size_t n_matches, int64_t read_time, hs_message_visitor *visit,
                          void *context)
{
    struct each each = {.call = call, .arena = call->arena, .visit = visit, .context = context};
    return visit_all(&each, resource, parent, matches, n_matches, read_time);
}

enum hs_code hs_call_scan(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                          const struct hs_match *matches, size_t n_matches, int64_t read_time, hs_message_visitor *visit,
                          void *context)
{
    struct hs_arena scratch;
    struct each each = {.call = call, .arena = &scratch, .visit = visit, .context = context};
    hs_arena_init(&scratch, HS_REQUEST_MEMORY);
    enum hs_code code = visit_all(&each, resource, parent, matches, n_matches, read_time);
    hs_arena_free(&scratch);
    return code;
}

int32_t hs_call_effective_day(const struct hs_call *call, const char *effective_date)
{
    int32_t earliest = call->today;
    int32_t latest;
    if (*effective_date)
        hs_date_parse(effective_date, &earliest, &latest);
    return earliest;
}

int64_t hs_call_read_time(const struct hs_call *call, const Google__Protobuf__Timestamp *read_time)
{
    (void)call;
    return hs_time_of_message(read_time);
}

Google__Protobuf__Timestamp *hs_call_shown_time(struct hs_call *call, int64_t read_time)
{
    int64_t newest = hs_view_read_time(call->view);
    Google__Protobuf__Timestamp *shown =
        (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (shown)
        hs_time_to_message(read_time > 0 && read_time < newest ? read_time : newest, shown);
    return shown;
}

char *hs_call_day_text(struct hs_call *call, int32_t day)
{
    char text[HS_DAY_SIZE];
    hs_day_text(day, text);
    return hs_arena_string(call->arena, text);
}

hensigt_partial_date *hs_call_date_or_today(struct hs_call *call, const hensigt_partial_date *date)
{
    if (date)
        return (hensigt_partial_date *)hs_arena_message(call->arena, &date->base);
    hensigt_partial_date *today = (hensigt_partial_date *)hs_arena_new(call->arena, &hensigt__v1__partial_date__descriptor);
    if (today)
        today->date = hs_call_day_text(call, call->today);
    return today && today->date ? today : NULL;
}
