#include "service/import.h"

#include "hensigt/v1/import_tables.h"
#include "service/dispatch.h"
#include "service/fields.h"
#include "service/registry.h"
#include "service/standard.h"
#include "wire/member.h"
#include "wire/rules.h"

#include <string.h>

void hs_import_prepare_write(const struct hs_method *method, struct hs_write *write)
{
    write->alone = method == &hensigt_commit_import_method || method == &hensigt_check_import_method;
    write->imported = write->alone;
}

/* One import on its way into the registry. Each line is handled in an arena and under a status of its own. */
struct import_run {
    struct hs_call *call;
    const char *name;
    struct hs_import_outcome *outcome;
    struct hs_arena arena;
    struct hs_status status;
    struct hs_call line; /* the call as the rules of a line's resource see it */
};

static void begin_line(struct import_run *run, const struct hs_staged *staged)
{
    hs_arena_reset(&run->arena);
    hs_status_init(&run->status, &run->arena);
    run->line = *run->call;
    run->line.arena = &run->arena;
    run->line.status = &run->status;
    run->line.imported = true;
    run->line.import = run->name;
    run->line.prefix = "";
    run->line.line = staged->line;
}

/* Adds a violation in its place: they are shown by line, though the two passes find them in turns. Past the shown number the last
 * gives way. */
static void report(struct import_run *run, int32_t line, const char *field, const char *reason, const char *text)
{
    hensigt_rpc_status *all = &run->call->status->message;
    run->outcome->n_violations++;
    if (all->n_field_violations == HS_IMPORT_SHOWN_VIOLATIONS && all->field_violations[all->n_field_violations - 1]->line <= line)
        return;
    if (all->n_field_violations == HS_IMPORT_SHOWN_VIOLATIONS)
        all->n_field_violations--;
    size_t last = all->n_field_violations;
    hs_status_field(run->call->status, line, field, reason, "%s", text);
    for (size_t i = last; i > 0 && i < all->n_field_violations && all->field_violations[i - 1]->line > line; i--) {
        hensigt_rpc_field_violation *later = all->field_violations[i - 1];
        all->field_violations[i - 1] = all->field_violations[i];
        all->field_violations[i] = later;
    }
}

/* Moves what is wrong with a line to the import's own status, in which every violation names its line. */
static void end_line(struct import_run *run, const struct hs_staged *staged)
{
    const hensigt_rpc_status *status = &run->status.message;
    for (size_t i = 0; i < status->n_field_violations; i++) {
        const hensigt_rpc_field_violation *violation = status->field_violations[i];
        report(run, staged->line, violation->field, violation->reason, violation->description);
    }
    for (size_t i = 0; i < status->n_precondition_violations; i++) {
        const hensigt_rpc_precondition_violation *violation = status->precondition_violations[i];
        report(run, staged->line, "", violation->reason, violation->description);
    }
    if (status->code != HENSIGT_RPC_CODE_OK && status->n_field_violations + status->n_precondition_violations == 0)
        report(run, staged->line, "", status->error_info ? status->error_info->reason : "UNEXPLAINED", status->message);
}

static ProtobufCMessage *unpack_line(struct import_run *run, const struct hs_staged *staged)
{
    ProtobufCMessage *message =
        protobuf_c_message_unpack(staged->resource->message->descriptor, &run->arena.protobuf, staged->size, staged->body);
    if (!message)
        hs_status_fail(&run->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory to read the line");
    return message;
}

/* What the service computes and the line left out stays as it is. The time of the update is that of the import, if there is one. */
static void keep_computed(const struct hs_message *type, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        bool computed = (type->fields[i].flags & HS_FIELD_OUTPUT_ONLY) && strcmp(field->name, "update_time") != 0;
        if (computed && hs_member_count(after, field) == 0)
            hs_member_copy(before, after, field);
    }
}

static ProtobufCMessage *stored_version(struct import_run *run, const char *name)
{
    struct hs_record record;
    struct hs_status unknown;
    hs_status_init(&unknown, &run->arena);
    if (hs_view_get(run->call->view, name, 0, &run->arena, &record, &unknown) != HS_OK)
        return NULL;
    return protobuf_c_message_unpack(record.resource->message->descriptor, &run->arena.protobuf, record.size, record.body);
}

static void count_line(struct import_run *run, const ProtobufCMessage *before, const char *etag_before,
                       const ProtobufCMessage *after)
{
    if (!before)
        run->outcome->created++;
    else if (strcmp(etag_before, hs_field_string(after, "etag")) == 0)
        run->outcome->unchanged++;
    else
        run->outcome->updated++;
}

static void put_message(struct import_run *run, const struct hs_staged *staged, ProtobufCMessage *after)
{
    const struct hs_resource *resource = staged->resource;
    const struct hs_rules *rules = hs_registry_rules(resource);
    ProtobufCMessage *before = stored_version(run, staged->name);
    if (before)
        keep_computed(resource->message, before, after);
    if (rules && rules->complete)
        rules->complete(&run->line, before, after);
    if (hs_rules_check(resource->message, after, HS_RULES_KEEP_OUTPUT, "", staged->line, &run->status) != HS_OK)
        return;
    if (hs_view_put(run->call->view, resource, after, HS_PUT_KEEP_TIMES, &run->status) == HS_OK)
        count_line(run, before, before ? hs_field_string(before, "etag") : "", after);
}

/* The line that stands for a resource: the first that names it. */
static int32_t line_of(struct import_run *run, const struct hs_staged *staged)
{
    return hs_view_staged_line(run->call->view, run->name, staged->name);
}

/* First pass: every line is put, so that the second sees the registry as it will be. */
static enum hs_code put_line(void *context, const struct hs_staged *staged)
{
    struct import_run *run = context;
    begin_line(run, staged);
    run->outcome->lines++;
    int32_t first = line_of(run, staged);
    if (first != staged->line) {
        hs_status_field(&run->status, staged->line, "name", "DUPLICATE", "%s stands on line %d already", staged->name, first);
    } else {
        ProtobufCMessage *message = unpack_line(run, staged);
        if (message)
            put_message(run, staged, message);
    }
    end_line(run, staged);
    return HS_OK;
}

/* Second pass: invariants and references, among all that was put. */
static enum hs_code check_line(void *context, const struct hs_staged *staged)
{
    struct import_run *run = context;
    begin_line(run, staged);
    const struct hs_rules *rules = hs_registry_rules(staged->resource);
    ProtobufCMessage *message = line_of(run, staged) == staged->line ? stored_version(run, staged->name) : NULL;
    if (message) {
        hs_invariants_check(&run->line, rules, NULL, message);
        hs_references_check(&run->line, staged->resource->message, NULL, message);
    }
    end_line(run, staged);
    return HS_OK;
}

enum hs_code hs_import_apply(struct hs_call *call, const char *name, struct hs_import_outcome *outcome)
{
    struct import_run run = {.call = call, .name = name, .outcome = outcome};
    *outcome = (struct hs_import_outcome){0};
    hs_arena_init(&run.arena, HS_REQUEST_MEMORY);
    enum hs_code code = hs_view_staged(call->view, name, 0, put_line, &run, call->status);
    if (code == HS_OK)
        code = hs_view_staged(call->view, name, 0, check_line, &run, call->status);
    hs_arena_free(&run.arena);
    return code;
}
