/* IntentionService: intentions to buy, from the draft to what becomes of them. */
#include "hensigt/v1/intention_service.h"

#include "service/access.h"
#include "service/fields.h"
#include "service/rules/dates.h"
#include "service/rules/declaration.h"
#include "service/rules/fulfilment.h"
#include "service/rules/intention.h"
#include "service/rules/standing_body.h"
#include "service/rules/supporter.h"
#include "service/rules/transition.h"
#include "wire/member.h"

#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/source.h"

#include <string.h>

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__intention__state__descriptor;

enum {
    DRAFT = HS_STATE(HENSIGT_INTENTION_STATE_DRAFT),
    SUBMITTED = HS_STATE(HENSIGT_INTENTION_STATE_SUBMITTED),
    REJECTED = HS_STATE(HENSIGT_INTENTION_STATE_REJECTED),
    WITHDRAWN = HS_STATE(HENSIGT_INTENTION_STATE_WITHDRAWN),
    ANNULLED = HS_STATE(HENSIGT_INTENTION_STATE_ANNULLED),
    /* Its organisation stands behind it, and more is to be bought. */
    CONFIRMED = HS_STATE(HENSIGT_INTENTION_STATE_CONFIRMED) | HS_STATE(HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED),
    /* It has a confirmation. */
    WAS_CONFIRMED = CONFIRMED | HS_STATE(HENSIGT_INTENTION_STATE_FULFILLED) | WITHDRAWN,
};

static const char delete_it[] = "whoever may edit it, by DeleteIntention";

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

/* Whether anything differs but what the registry itself keeps about an intention. */
static bool content_differs(const hensigt_intention *before, const hensigt_intention *after)
{
    const ProtobufCMessageDescriptor *type = before->base.descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool kept = (hensigt_intention_type.fields[i].flags & HS_FIELD_OUTPUT_ONLY) || strcmp(field->name, "etag") == 0;
        if (!kept && !hs_member_same(&before->base, &after->base, field))
            return true;
    }
    return false;
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

/* What an imported line leaves out of a confirmation: as it was entered first, so that a repeated import changes nothing. */
static void complete_confirmation(struct hs_call *call, const hensigt_intention *before, hensigt_intention *after)
{
    const hensigt_intention_confirmation *known = before ? before->confirmation : NULL;
    hensigt_intention_confirmation *confirmation = after->confirmation;
    if (!*confirmation->confirmer)
        confirmation->confirmer = hs_arena_string(call->arena, known ? known->confirmer : call->caller->name);
    if (!confirmation->confirm_time)
        confirmation->confirm_time = known && known->confirm_time ? known->confirm_time : time_of_call(call);
    if (confirmation->revision == 0)
        confirmation->revision = known ? known->revision : after->revision;
    if (!confirmation->confirmer)
        hs_no_memory(call);
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    const hensigt_intention *known = (const hensigt_intention *)before;
    hensigt_intention *intention = (hensigt_intention *)after;
    if (intention->state == HENSIGT_INTENTION_STATE_UNSPECIFIED)
        intention->state = HENSIGT_INTENTION_STATE_DRAFT;
    if (intention->visibility == HENSIGT_INTENTION_VISIBILITY_UNSPECIFIED)
        intention->visibility = HENSIGT_INTENTION_VISIBILITY_PUBLIC;
    if (intention->revision == 0)
        intention->revision = 1;
    else if (known && !call->imported && content_differs(known, intention))
        intention->revision = known->revision + 1;
    if (call->imported && intention->confirmation)
        complete_confirmation(call, known, intention);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_amounts(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_quantity *quantity = intention->quantity;
    const hensigt_quantity *fulfilled = intention->fulfilled_quantity;
    if (fulfilled && (!quantity || strcmp(fulfilled->unit_code, quantity->unit_code) != 0))
        hs_call_violation(call, "fulfilled_quantity.unit_code", "UNIT", "must be the unit of the quantity");
}

/* A replaced intention that does not exist is refused as a reference. */
static void check_replaced(struct hs_call *call, const hensigt_intention *intention)
{
    static const char path[] = "replaced_intention";
    if (!*intention->replaced_intention)
        return;
    if (intention->level != HENSIGT_INTENTION_LEVEL_COMMITMENT)
        hs_call_violation(call, path, "LEVEL", "must not be given of a declaration: only a commitment replaces one");
    const hensigt_intention *replaced = (const hensigt_intention *)hs_call_find(call, intention->replaced_intention, 0);
    if (!replaced)
        return;
    if (replaced->level != HENSIGT_INTENTION_LEVEL_DECLARATION)
        hs_call_violation(call, path, "LEVEL", "must be a declaration: %s is none", replaced->name);
    if (strcmp(replaced->organisation, intention->organisation) != 0)
        hs_call_violation(call, path, "ORGANISATION", "must be of the same organisation: %s is of %s", replaced->name,
                          replaced->organisation);
    if (strcmp(replaced->process, intention->process) != 0)
        hs_call_violation(call, path, "PROCESS", "must be of the same process: %s is of %s", replaced->name, replaced->process);
}

/* What an intention must have in some states, and may have in others. */
static void check_part(struct hs_call *call, const hensigt_intention *intention, const char *path, bool given, unsigned needed,
                       unsigned allowed)
{
    unsigned state = HS_STATE(intention->state);
    const char *word = hs_enum_words(call->arena, states, (int)intention->state);
    if (!given && (needed & state))
        hs_call_violation(call, path, "REQUIRED", "must be given of an intention that is %s", word ? word : "");
    else if (given && !((needed | allowed) & state))
        hs_call_violation(call, path, "WRONG_STATE", "must not be given of an intention that is %s", word ? word : "");
}

static void check_confirmation(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_intention_confirmation *confirmation = intention->confirmation;
    bool by_signature = confirmation->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    bool by_document = confirmation->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT;
    if (by_document && !*confirmation->source)
        hs_call_violation(call, "confirmation.source", "REQUIRED", "must be given of a confirmation by a document");
    else if (!by_document && *confirmation->source)
        hs_call_violation(call, "confirmation.source", "NOT_APPLICABLE", "must not be given of a confirmation by a key");
    if (by_signature && !confirmation->signed_declaration)
        hs_call_violation(call, "confirmation.signed_declaration", "REQUIRED", "must be given of a confirmation by signature");
    else if (!by_signature && confirmation->signed_declaration)
        hs_call_violation(call, "confirmation.signed_declaration", "NOT_APPLICABLE",
                          "must be given of a confirmation by signature only");
    else if (by_signature)
        hs_declaration_check(call, intention);
}

static void check_state(struct hs_call *call, const hensigt_intention *intention)
{
    check_part(call, intention, "confirmation", intention->confirmation != NULL, WAS_CONFIRMED, ANNULLED);
    check_part(call, intention, "reject_reason", *intention->reject_reason != '\0', REJECTED, ANNULLED);
    check_part(call, intention, "withdrawal", intention->withdrawal != NULL, WITHDRAWN, ANNULLED);
    check_part(call, intention, "fulfilled_quantity", intention->fulfilled_quantity != NULL, 0, WAS_CONFIRMED | ANNULLED);
    if (intention->confirmation)
        check_confirmation(call, intention);
    if (intention->confirmation && intention->withdrawal)
        hs_date_require_order(call, "withdrawal.date", intention->withdrawal->date, intention->confirmation->date,
                              "the confirmation");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_intention *intention = (const hensigt_intention *)after;
    (void)before;
    hs_dates_check(call, "purchase_end_date", intention->purchase_start_date, intention->purchase_end_date);
    check_amounts(call, intention);
    check_replaced(call, intention);
    check_state(call, intention);
    if (call->imported) {
        hs_supporter_check_intention(call, intention);
        hs_fulfilments_check(call, NULL, intention);
    }
}

/* ---- guards -------------------------------------------------------------------------------------------------------------- */

static void require_state(struct hs_call *call, const hensigt_intention *intention, unsigned allowed, const char *remedy)
{
    hs_state_require(call, intention->name, states, (int)intention->state, allowed, remedy);
}

/* Joining is allowed in any step of a process, and while it is prepared; not when it is over. */
static void require_process(struct hs_call *call, const hensigt_intention *intention)
{
    static const unsigned allowed = HS_STATE(HENSIGT_PROCESS_STATE_DRAFT) | HS_STATE(HENSIGT_PROCESS_STATE_OPEN);
    const hensigt_process *process = (const hensigt_process *)hs_call_get(call, intention->process, 0);
    if (process)
        hs_state_require(call, process->name, &hensigt__v1__process__state__descriptor, (int)process->state, allowed, NULL);
}

/* What nobody was shown yet is no entry made in error: it is deleted. */
static void guard_annul(struct hs_call *call, const hensigt_intention *intention)
{
    bool is_draft = intention->state == HENSIGT_INTENTION_STATE_DRAFT;
    require_state(call, intention, SUBMITTED | REJECTED | WAS_CONFIRMED, is_draft ? delete_it : NULL);
    hs_fulfilments_require_none(call, intention->name, NULL);
}

/* A body that has ended intends nothing any more; what it decided before may still be entered. */
static void require_organisation(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_partial_date *decided = intention->decision ? intention->decision->date : NULL;
    hs_body_require(call, intention->organisation, hs_date_given(decided) ? hs_date_earliest(decided) : call->today);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    switch (change) {
    case HS_CHANGE_CREATE:
        require_process(call, (const hensigt_intention *)after);
        require_organisation(call, (const hensigt_intention *)after);
        hs_supporter_check_intention(call, (const hensigt_intention *)after);
        break;
    case HS_CHANGE_UPDATE:
    case HS_CHANGE_DELETE:
        require_state(call, (const hensigt_intention *)before, DRAFT, "whoever may edit it, by AnnulIntention and a new one");
        break;
    case HS_CHANGE_ANNUL:
        guard_annul(call, (const hensigt_intention *)before);
        break;
    }
}

const struct hs_rules hensigt_intention_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code submit_intention(struct hs_call *call, const hensigt_submit_intention_request *request,
                                     hensigt_intention *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    require_state(call, intention, DRAFT, NULL);
    require_process(call, intention);
    hs_supporter_check_intention(call, intention);
    intention->state = HENSIGT_INTENTION_STATE_SUBMITTED;
    return hs_transition_end(call, &transition, &reply->base);
}

/* What the request itself must say, before anything is read. */
static bool check_request(struct hs_call *call, const hensigt_confirm_intention_request *request)
{
    bool by_document = request->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT;
    bool by_signature = request->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    if (by_document && !*request->source)
        hs_call_violation(call, "source", "REQUIRED", "must be given of a confirmation by a document");
    else if (!by_document && *request->source)
        hs_call_violation(call, "source", "NOT_APPLICABLE", "must not be given of a confirmation by a key");
    if (by_signature && !request->signed_declaration)
        hs_call_violation(call, "signed_declaration", "REQUIRED", "must be given of a confirmation by signature");
    else if (!by_signature && request->signed_declaration)
        hs_call_violation(call, "signed_declaration", "NOT_APPLICABLE", "must be given of a confirmation by signature only");
    return hs_status_code(call->status) == HS_OK;
}

/* One kind of confirmation never looks like another: by its key an organisation confirms itself, what a document shows is entered
 * by others. A signature speaks for itself, whoever brings it. */
static bool may_confirm(struct hs_call *call, hensigt_intention_confirmation_kind kind)
{
    static const uint32_t recorders = HS_ROLE_OWNER | HS_ROLE_CENTRE_EDITOR;
    uint32_t role = call->caller->role;
    if (kind == HENSIGT_INTENTION_CONFIRMATION_KIND_ACCESS_KEY && role != HS_ROLE_SIGNATORY)
        hs_access_deny_role(call, HS_ROLE_SIGNATORY, "a confirmation of kind ACCESS_KEY");
    else if (kind == HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT && !(role & recorders))
        hs_access_deny_role(call, recorders, "a confirmation of kind PUBLISHED_DOCUMENT");
    return hs_status_code(call->status) == HS_OK;
}

/* From which date a confirmation holds: as asked for, or that of the document, or today. NULL with the call failed. */
static hensigt_partial_date *confirmation_date(struct hs_call *call, const hensigt_confirm_intention_request *request)
{
    if (hs_date_given(request->date) || request->kind != HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT)
        return hs_call_date_or_today(call, request->date);
    const hensigt_source *source = (const hensigt_source *)hs_call_get(call, request->source, 0);
    if (source && !hs_date_given(source->publish_date))
        hs_call_violation(call, "date", "REQUIRED", "must be given where the document has no date: %s says none", source->name);
    return source ? source->publish_date : NULL;
}

static hensigt_intention_confirmation *new_confirmation(struct hs_call *call, const hensigt_confirm_intention_request *request,
                                                        const hensigt_intention *intention)
{
    hensigt_intention_confirmation *confirmation =
        (hensigt_intention_confirmation *)hs_arena_new(call->arena, &hensigt__v1__intention__confirmation__descriptor);
    hensigt_partial_date *date = confirmation ? confirmation_date(call, request) : NULL;
    char *confirmer = hs_arena_string(call->arena, call->caller->name);
    if (!date || !confirmer) {
        if (hs_status_code(call->status) == HS_OK)
            hs_no_memory(call);
        return NULL;
    }
    confirmation->kind = request->kind;
    confirmation->confirmer = confirmer;
    confirmation->confirm_time = time_of_call(call);
    confirmation->date = date;
    confirmation->source = request->source;
    confirmation->revision = intention->revision;
    confirmation->signed_declaration = request->signed_declaration;
    return confirmation;
}

enum hs_code hs_intention_confirm(struct hs_call *call, const hensigt_confirm_intention_request *request, hensigt_intention *reply)
{
    struct hs_transition transition;
    bool by_document = request->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_PUBLISHED_DOCUMENT;
    if (!check_request(call, request) || !may_confirm(call, request->kind) ||
        (by_document && !hs_require_reference(call, "source", request->source)) ||
        !hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    intention->confirmation = new_confirmation(call, request, intention);
    if (!intention->confirmation)
        return hs_status_code(call->status);
    require_state(call, intention, SUBMITTED,
                  intention->state == HENSIGT_INTENTION_STATE_DRAFT ? "whoever may edit it, by SubmitIntention" : NULL);
    require_process(call, intention);
    hs_body_require(call, intention->organisation, hs_date_earliest(intention->confirmation->date));
    hs_supporter_check_intention(call, intention);
    if (*intention->replaced_intention)
        hs_fulfilments_require_none(call, intention->replaced_intention, intention->confirmation->date);
    if (request->signed_declaration)
        hs_declaration_accept(call, intention, request->signed_declaration);
    intention->state = HENSIGT_INTENTION_STATE_CONFIRMED;
    return hs_transition_end(call, &transition, &reply->base);
}

static enum hs_code reject_intention(struct hs_call *call, const hensigt_reject_intention_request *request,
                                     hensigt_intention *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    bool confirmed = HS_STATE(intention->state) & CONFIRMED;
    bool is_draft = intention->state == HENSIGT_INTENTION_STATE_DRAFT;
    require_state(call, intention, SUBMITTED, confirmed ? "its organisation, by WithdrawIntention" : is_draft ? delete_it : NULL);
    intention->reject_reason = request->reason;
    intention->state = HENSIGT_INTENTION_STATE_REJECTED;
    return hs_transition_end(call, &transition, &reply->base);
}

static hensigt_intention_withdrawal *new_withdrawal(struct hs_call *call, const hensigt_withdraw_intention_request *request)
{
    hensigt_intention_withdrawal *withdrawal =
        (hensigt_intention_withdrawal *)hs_arena_new(call->arena, &hensigt__v1__intention__withdrawal__descriptor);
    if (withdrawal) {
        withdrawal->date = hs_call_date_or_today(call, request->date);
        withdrawal->reason = request->reason;
    }
    if (!withdrawal || !withdrawal->date) {
        hs_no_memory(call);
        return NULL;
    }
    return withdrawal;
}

static enum hs_code withdraw_intention(struct hs_call *call, const hensigt_withdraw_intention_request *request,
                                       hensigt_intention *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    bool is_submitted = intention->state == HENSIGT_INTENTION_STATE_SUBMITTED;
    bool is_draft = intention->state == HENSIGT_INTENTION_STATE_DRAFT;
    intention->withdrawal = new_withdrawal(call, request);
    if (intention->withdrawal && intention->confirmation)
        hs_date_require_order(call, "date", intention->withdrawal->date, intention->confirmation->date, "the confirmation");
    require_state(call, intention, CONFIRMED, is_draft ? delete_it : is_submitted ? "its organisation, by RejectIntention" : NULL);
    if (intention->withdrawal)
        hs_fulfilments_require_none(call, intention->name, intention->withdrawal->date);
    intention->state = HENSIGT_INTENTION_STATE_WITHDRAWN;
    return hs_transition_end(call, &transition, &reply->base);
}

static enum hs_code get_declaration(struct hs_call *call, const hensigt_get_declaration_request *request,
                                    hensigt_get_declaration_response *reply)
{
    const hensigt_intention *intention = (const hensigt_intention *)hs_call_get(call, request->name, 0);
    if (intention)
        hs_declaration_pack(call, intention, &reply->declaration);
    return hs_status_code(call->status);
}

const struct hensigt_intention_service hensigt_intention_service_implementation = {
    .submit_intention = submit_intention,
    .confirm_intention = hs_intention_confirm,
    .get_declaration = get_declaration,
    .batch_create_intentions = hs_intentions_batch_create,
    .batch_confirm_intentions = hs_intentions_batch_confirm,
    .reject_intention = reject_intention,
    .withdraw_intention = withdraw_intention,
};
