#include "service/rules/confirmation.h"

#include "service/access.h"
#include "service/fields.h"
#include "service/rules/dates.h"
#include "service/rules/transition.h"

#include "hensigt/v1/source.h"

static bool is_document(hensigt_intention_confirmation_kind kind)
{
    return kind == HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT;
}

static bool is_signature(hensigt_intention_confirmation_kind kind)
{
    return kind == HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
}

static void check_source(struct hs_call *call, const char *path, hensigt_intention_confirmation_kind kind, const char *source)
{
    if (is_document(kind) && !*source)
        hs_call_violation(call, path, "REQUIRED", "must be given of a confirmation by a document");
    else if (!is_document(kind) && *source)
        hs_call_violation(call, path, "NOT_APPLICABLE", "must not be given of a confirmation by a key");
}

void hs_ground_check(struct hs_call *call, const struct hs_ground *ground)
{
    check_source(call, "source", ground->kind, ground->source);
}

void hs_ground_check_signed(struct hs_call *call, hensigt_intention_confirmation_kind kind, const char *path,
                            const hensigt_signed_declaration *given)
{
    if (is_signature(kind) && !given)
        hs_call_violation(call, path, "REQUIRED", "must be given of a confirmation by signature");
    else if (!is_signature(kind) && given)
        hs_call_violation(call, path, "NOT_APPLICABLE", "must be given of a confirmation by signature only");
}

bool hs_ground_admit(struct hs_call *call, const struct hs_ground *ground)
{
    static const uint32_t recorders = HS_ROLE_OWNER | HS_ROLE_CENTRE_EDITOR;
    uint32_t role = call->caller->role;
    if (ground->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_ACCESS_KEY && role != HS_ROLE_SIGNATORY)
        hs_access_deny_role(call, HS_ROLE_SIGNATORY, "a confirmation of kind ACCESS_KEY");
    else if (is_document(ground->kind) && !(role & recorders))
        hs_access_deny_role(call, recorders, "a confirmation of kind PUBLISHED_DOCUMENT");
    else if (is_document(ground->kind))
        hs_require_reference(call, "source", ground->source);
    return hs_status_code(call->status) == HS_OK;
}

static Google__Protobuf__Timestamp *time_of_call(struct hs_call *call)
{
    Google__Protobuf__Timestamp *time =
        (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (time)
        hs_time_to_message(call->now, time);
    else
        hs_no_memory(call);
    return time;
}

/* From which date it holds: as asked for, or that of the document, or today. NULL with the call failed. */
static hensigt_partial_date *date_of(struct hs_call *call, const struct hs_ground *ground)
{
    if (hs_date_given(ground->date) || !is_document(ground->kind))
        return hs_call_date_or_today(call, ground->date);
    const hensigt_source *source = (const hensigt_source *)hs_call_get(call, ground->source, 0);
    if (source && !hs_date_given(source->publish_date))
        hs_call_violation(call, "date", "REQUIRED", "must be given where the document has no date: %s says none", source->name);
    return source ? source->publish_date : NULL;
}

hensigt_intention_confirmation *hs_ground_confirm(struct hs_call *call, const struct hs_ground *ground, int32_t revision,
                                                  hensigt_signed_declaration *signed_declaration)
{
    hensigt_intention_confirmation *confirmation =
        (hensigt_intention_confirmation *)hs_arena_new(call->arena, &hensigt__v1__intention__confirmation__descriptor);
    hensigt_partial_date *date = confirmation ? date_of(call, ground) : NULL;
    char *confirmer = hs_arena_string(call->arena, call->caller->name);
    Google__Protobuf__Timestamp *time = time_of_call(call);
    if (!date || !confirmer || !time) {
        if (hs_status_code(call->status) == HS_OK)
            hs_no_memory(call);
        return NULL;
    }
    confirmation->kind = ground->kind;
    confirmation->confirmer = confirmer;
    confirmation->confirm_time = time;
    confirmation->date = date;
    confirmation->source = ground->source;
    confirmation->revision = revision;
    confirmation->signed_declaration = signed_declaration;
    return confirmation;
}

void hs_confirmation_complete(struct hs_call *call, const hensigt_intention_confirmation *known, int32_t revision,
                              hensigt_intention_confirmation *confirmation)
{
    if (!*confirmation->confirmer)
        confirmation->confirmer = hs_arena_string(call->arena, known ? known->confirmer : call->caller->name);
    if (!confirmation->confirm_time)
        confirmation->confirm_time = known && known->confirm_time ? known->confirm_time : time_of_call(call);
    if (confirmation->revision == 0)
        confirmation->revision = known ? known->revision : revision;
    if (!confirmation->confirmer)
        hs_no_memory(call);
}

bool hs_confirmation_check(struct hs_call *call, const hensigt_intention_confirmation *confirmation)
{
    check_source(call, "confirmation.source", confirmation->kind, confirmation->source);
    hs_ground_check_signed(call, confirmation->kind, "confirmation.signed_declaration", confirmation->signed_declaration);
    return is_signature(confirmation->kind) && confirmation->signed_declaration;
}
