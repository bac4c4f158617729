/* ImportService. What an import does to the registry stands in service/import.c. */
#include "service/import.h"

#include "hensigt/v1/import_service.h"
#include "service/dispatch.h"
#include "service/fields.h"
#include "service/new_id.h"
#include "wire/guard.h"

#include <stdio.h>
#include <string.h>

static const char collection[] = "imports/";

/* An import that nobody went on with is forgotten after a day. */
static const int64_t keep_microseconds = (int64_t)24 * 60 * 60 * 1000000;

/* The import itself is staged before its lines, as line 0: it lives and ends with them. */
enum { HEAD_LINE = 0 };

static enum hs_code no_memory(struct hs_call *call)
{
    return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this call");
}

static enum hs_code write_head(struct hs_call *call, const hensigt_import *import)
{
    size_t size = protobuf_c_message_get_packed_size(&import->base);
    uint8_t *body = hs_arena_alloc(call->arena, size + 1);
    if (!body)
        return no_memory(call);
    protobuf_c_message_pack(&import->base, body);
    const struct hs_staged head = {.line = HEAD_LINE, .name = import->name, .body = body, .size = size};
    return hs_view_stage(call->view, import->name, &head, call->status);
}

struct head_search {
    struct hs_call *call;
    hensigt_import *found;
};

static enum hs_code take_head(void *context, const struct hs_staged *staged)
{
    struct head_search *search = context;
    search->found = (hensigt_import *)protobuf_c_message_unpack(&hensigt__v1__import__descriptor, &search->call->arena->protobuf,
                                                                staged->size, staged->body);
    return HS_CANCELLED; /* the head is the first line; the others are not wanted */
}

static hensigt_import *find_import(struct hs_call *call, const char *name)
{
    struct head_search search = {.call = call};
    struct hs_status ignored;
    hs_status_init(&ignored, call->arena);
    hs_view_staged(call->view, name, HEAD_LINE - 1, take_head, &search, &ignored);
    return search.found;
}

/* An import that is still being staged. */
static hensigt_import *open_import(struct hs_call *call, const char *name)
{
    hensigt_import *import = find_import(call, name);
    if (!import)
        hs_status_fail(call->status, HS_NOT_FOUND, "IMPORT_NOT_FOUND", "there is no import '%s' under way", name);
    else if (import->state != HENSIGT_IMPORT_STATE_STAGING)
        hs_status_fail(call->status, HS_FAILED_PRECONDITION, "IMPORT_ENDED", "%s has been committed already", name);
    return hs_status_code(call->status) == HS_OK ? import : NULL;
}

static char *name_of_new(struct hs_call *call)
{
    /* From the request id, so that a repeated call finds the import that the first one began. */
    char id[2 * HS_STORE_REQUEST_ID_SIZE + 1];
    if (!call->request_id) {
        const char *random = hs_new_id(call);
        return random ? hs_arena_printf(call->arena, "%s%s", collection, random) : NULL;
    }
    for (size_t i = 0; i < HS_STORE_REQUEST_ID_SIZE; i++)
        snprintf(id + 2 * i, 3, "%02x", call->request_id[i]);
    return hs_arena_printf(call->arena, "%s%s", collection, id);
}

static enum hs_code start_import(struct hs_call *call, const hensigt_start_import_request *request, hensigt_import *reply)
{
    (void)request;
    char *name = name_of_new(call);
    Google__Protobuf__Timestamp *time =
        (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (!name || !time)
        return no_memory(call);
    const hensigt_import *known = find_import(call, name);
    if (known) {
        *reply = *known;
        return HS_OK;
    }
    hs_time_to_message(call->now, time);
    reply->name = name;
    reply->state = HENSIGT_IMPORT_STATE_STAGING;
    reply->start_time = time;
    if (hs_view_unstage(call->view, "", call->now - keep_microseconds, call->status) != HS_OK)
        return hs_status_code(call->status);
    return write_head(call, reply);
}

/* ---- staging -------------------------------------------------------------------------------------------------------------- */

static const struct hs_resource *resource_of_type(const char *type_url)
{
    const char *slash = strrchr(type_url, '/');
    const struct hs_message *type = hs_contract_message(slash ? slash + 1 : type_url);
    return type ? type->resource : NULL;
}

static void refuse(struct hs_call *call, const hensigt_import_line *line, const char *field, const char *reason, const char *text)
{
    hs_status_field(call->status, line->line, field, reason, "%s", text);
}

static void check_name(struct hs_call *call, const hensigt_import_line *line, const struct hs_resource *resource, const char *name)
{
    if (!*name)
        refuse(call, line, "name", "REQUIRED", "must be given");
    else if (hs_contract_resource_of_name(name, false) != resource)
        hs_status_field(call->status, line->line, "name", "FORMAT", "must be of the form %s, not '%.60s'", resource->pattern, name);
}

static void stage_line(struct hs_call *call, const char *import, const hensigt_import_line *line)
{
    struct hs_guard_report report = {0};
    const Google__Protobuf__Any *any = line->resource;
    const struct hs_resource *resource = resource_of_type(any->type_url);
    if (!resource) {
        hs_status_field(call->status, line->line, "@type", "UNKNOWN_TYPE", "'%.80s' is no kind of resource", any->type_url);
        return;
    }
    ProtobufCMessage *message =
        hs_guard_unpack(call->arena, resource->message->descriptor, any->value.data, any->value.len, true, &report);
    if (!message) {
        refuse(call, line, report.field ? report.field : "", "MALFORMED_MESSAGE", hs_guard_text(report.fault));
        return;
    }
    const char *name = hs_field_string(message, "name");
    check_name(call, line, resource, name);
    if (any->value.len > HS_STORE_MAX_BODY)
        hs_status_field(call->status, line->line, "", "RESOURCE_TOO_LARGE", "has %zu bytes, the limit is %d", any->value.len,
                        HS_STORE_MAX_BODY);
    if (hs_status_code(call->status) != HS_OK)
        return;
    const struct hs_staged staged = {
        .line = line->line, .name = name, .resource = resource, .body = any->value.data, .size = any->value.len};
    hs_view_stage(call->view, import, &staged, call->status);
}

static enum hs_code append_import(struct hs_call *call, const hensigt_append_import_request *request, hensigt_import *reply)
{
    hensigt_import *import = open_import(call, request->name);
    if (!import)
        return hs_status_code(call->status);
    for (size_t i = 0; i < request->n_lines; i++)
        stage_line(call, import->name, request->lines[i]);
    int64_t count = hs_view_staged_count(call->view, import->name) - 1; /* without the head */
    if (count > HS_IMPORT_MAX_LINES)
        return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "IMPORT_TOO_LONG", "an import has at most %d lines: use several",
                              HS_IMPORT_MAX_LINES);
    import->line_count = (int32_t)count;
    if (hs_status_code(call->status) == HS_OK)
        write_head(call, import);
    *reply = *import;
    return hs_status_code(call->status);
}

/* ---- trying and committing -------------------------------------------------------------------------------------------------- */

static enum hs_code check_import(struct hs_call *call, const hensigt_check_import_request *request,
                                 hensigt_check_import_response *reply)
{
    struct hs_import_outcome outcome;
    if (!open_import(call, request->name))
        return hs_status_code(call->status);
    call->undo = true;
    hs_import_apply(call, request->name, &outcome);
    if (outcome.n_violations == 0 && hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    /* Violations are this method's answer, not its failure. */
    reply->violations = call->status->message.field_violations;
    reply->n_violations = call->status->message.n_field_violations;
    reply->violation_count = outcome.n_violations;
    reply->line_count = outcome.lines;
    hs_status_init(call->status, call->arena);
    return HS_OK;
}

static enum hs_code commit_import(struct hs_call *call, const hensigt_commit_import_request *request, hensigt_import *reply)
{
    struct hs_import_outcome outcome;
    hensigt_import *import = find_import(call, request->name);
    if (import && import->state == HENSIGT_IMPORT_STATE_COMMITTED) {
        *reply = *import; /* a repeat */
        return HS_OK;
    }
    if (!open_import(call, request->name))
        return hs_status_code(call->status);
    if (hs_import_apply(call, request->name, &outcome) != HS_OK) {
        hs_status_metadata(call->status, "violations", hs_arena_printf(call->arena, "%d", outcome.n_violations));
        return hs_status_code(call->status);
    }
    import->state = HENSIGT_IMPORT_STATE_COMMITTED;
    import->line_count = outcome.lines;
    import->created_count = outcome.created;
    import->updated_count = outcome.updated;
    import->unchanged_count = outcome.unchanged;
    if (hs_view_unstage(call->view, request->name, 0, call->status) == HS_OK)
        write_head(call, import);
    *reply = *import;
    return hs_status_code(call->status);
}

static enum hs_code abandon_import(struct hs_call *call, const hensigt_abandon_import_request *request, hensigt_import *reply)
{
    hensigt_import *import = open_import(call, request->name);
    if (!import)
        return hs_status_code(call->status);
    import->state = HENSIGT_IMPORT_STATE_ABANDONED;
    *reply = *import;
    return hs_view_unstage(call->view, request->name, 0, call->status);
}

const struct hensigt_import_service hensigt_import_service_implementation = {
    .start_import = start_import,
    .append_import = append_import,
    .check_import = check_import,
    .commit_import = commit_import,
    .abandon_import = abandon_import,
};
