/* RedactionService: a person's name is taken out of the registry (R12). What is kept of it must not tell the name. */
#include "hensigt/v1/redaction_service.h"

#include "service/new_id.h"
#include "service/rules/redaction.h"
#include "service/rules/transition.h"

#include "hensigt/v1/redaction_tables.h"

#include <string.h>

/* What a redaction lists of what it found; it counts all of it. */
enum { LISTED_RESOURCES = 200, LISTED_MENTIONS = 100 };

typedef hensigt_redaction_kind_count kind_count;
typedef hensigt_redaction_mention mention;

void hs_redaction_prepare_write(const struct hs_method *method, struct hs_write *write)
{
    if (method != &hensigt_redact_person_method)
        return;
    write->purge = true;
    memset(write->digest, 0, sizeof write->digest);
}

/* ---- what was found ------------------------------------------------------------------------------------------------------ */

/* A redaction on its way. Its lists are made as long as they can get. */
struct finding {
    struct hs_call *call;
    hensigt_redaction *redaction;
};

static kind_count *count_of(struct finding *finding, const char *kind)
{
    hensigt_redaction *redaction = finding->redaction;
    for (size_t i = 0; i < redaction->n_kind_counts; i++)
        if (strcmp(redaction->kind_counts[i]->kind, kind) == 0)
            return redaction->kind_counts[i];
    struct hs_arena *arena = finding->call->arena;
    kind_count *count = (kind_count *)hs_arena_new(arena, &hensigt__v1__redaction__kind_count__descriptor);
    void *grown = hs_arena_grow(arena, redaction->kind_counts, redaction->n_kind_counts, sizeof *redaction->kind_counts);
    if (!count || !grown)
        return NULL;
    count->kind = (char *)kind;
    redaction->kind_counts = grown;
    redaction->kind_counts[redaction->n_kind_counts++] = count;
    return count;
}

static bool list_resource(struct finding *finding, const char *name)
{
    hensigt_redaction *redaction = finding->redaction;
    for (size_t i = 0; i < redaction->n_resources; i++)
        if (strcmp(redaction->resources[i], name) == 0)
            return true;
    if (redaction->n_resources == LISTED_RESOURCES)
        return true;
    redaction->resources[redaction->n_resources] = hs_arena_string(finding->call->arena, name);
    return redaction->resources[redaction->n_resources++] != NULL;
}

/* A text is counted in each version of its resource that has it, and listed once. */
static bool list_mention(struct finding *finding, const struct hs_redacted *found)
{
    hensigt_redaction *redaction = finding->redaction;
    struct hs_arena *arena = finding->call->arena;
    for (size_t i = 0; i < redaction->n_mentions; i++)
        if (strcmp(redaction->mentions[i]->resource, found->name) == 0 && strcmp(redaction->mentions[i]->field, found->path) == 0)
            return true;
    redaction->mention_count++;
    if (redaction->n_mentions == LISTED_MENTIONS)
        return true;
    mention *out = (mention *)hs_arena_new(arena, &hensigt__v1__redaction__mention__descriptor);
    if (!out)
        return false;
    out->resource = hs_arena_string(arena, found->name);
    out->field = hs_arena_string(arena, found->path);
    redaction->mentions[redaction->n_mentions++] = out;
    return out->resource && out->field;
}

static bool count_body(struct finding *finding, const struct hs_redacted *found)
{
    hensigt_redaction *redaction = finding->redaction;
    kind_count *count = count_of(finding, found->resource->kind);
    if (!count)
        return false;
    bool is_now = found->place == HS_REDACTED_NOW;
    count->resource_count += is_now;
    count->revision_count += !is_now;
    redaction->resource_count += is_now;
    redaction->revision_count += !is_now;
    return list_resource(finding, found->name);
}

static enum hs_code take(void *context, const struct hs_redacted *found)
{
    struct finding *finding = context;
    bool taken = true;
    switch (found->place) {
    case HS_REDACTED_NOW:
    case HS_REDACTED_THEN:
        taken = count_body(finding, found);
        break;
    case HS_REDACTED_STAGED:
        finding->redaction->staged_line_count++;
        break;
    case HS_REDACTED_MENTION:
        taken = list_mention(finding, found);
        break;
    }
    return taken ? HS_OK : hs_no_memory(finding->call);
}

/* ---- the method ---------------------------------------------------------------------------------------------------------- */

/* The name without the white space around it; NULL with the call failed. */
static const char *read_person(struct hs_call *call, const hensigt_redact_person_request *request)
{
    const char *start = NULL;
    size_t length = 0;
    hs_trim_person(request->person, &start, &length);
    const char *person = hs_arena_bytes(call->arena, start, length);
    if (!person)
        hs_no_memory(call);
    else if (length == 0)
        hs_call_violation(call, "person", "REQUIRED", "must be a name");
    else if (strcmp(person, HS_REDACTED) == 0)
        hs_call_violation(call, "person", "REDACTED", "must be a name, and not what stands in the place of one");
    else if (strstr(request->reason, person))
        hs_call_violation(call, "reason", "NAMES_PERSON", "must not have the name in it: the reason is kept");
    return hs_status_code(call->status) == HS_OK ? person : NULL;
}

static hensigt_redaction *new_redaction(struct hs_call *call, const hensigt_redact_person_request *request)
{
    hensigt_redaction *redaction = (hensigt_redaction *)hs_arena_new(call->arena, &hensigt__v1__redaction__descriptor);
    const char *id = hs_new_id(call);
    if (!redaction || !id)
        return NULL;
    redaction->name = hs_arena_printf(call->arena, "%s/%s", hensigt_redaction_resource.collection, id);
    redaction->reason = request->reason;
    redaction->resources = hs_arena_alloc(call->arena, LISTED_RESOURCES * sizeof *redaction->resources);
    redaction->mentions = hs_arena_alloc(call->arena, LISTED_MENTIONS * sizeof *redaction->mentions);
    return redaction->name && redaction->resources && redaction->mentions ? redaction : NULL;
}

static enum hs_code redact_person(struct hs_call *call, const hensigt_redact_person_request *request, hensigt_redaction *reply)
{
    const char *person = read_person(call, request);
    if (!person)
        return hs_status_code(call->status);
    struct finding finding = {.call = call, .redaction = new_redaction(call, request)};
    if (!finding.redaction)
        return hs_no_memory(call);
    enum hs_code code = hs_view_redact(call->view, person, take, &finding, call->status);
    if (code == HS_OK)
        code = hs_call_put(call, NULL, &finding.redaction->base);
    if (code == HS_OK)
        *reply = *finding.redaction;
    return code;
}

const struct hs_rules hensigt_redaction_rules = {0};

const struct hensigt_redaction_service hensigt_redaction_service_implementation = {.redact_person = redact_person};
