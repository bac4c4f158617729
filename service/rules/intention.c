/* IntentionService: intentions to buy, from the draft to what becomes of them. */
#include "hensigt/v1/intention_service.h"

#include "service/access.h"
#include "service/annulment.h"
#include "service/new_id.h"
#include "service/rules/confirmation.h"
#include "service/rules/dates.h"
#include "service/rules/declaration.h"
#include "service/rules/follows.h"
#include "service/rules/fulfilment.h"
#include "service/rules/intention.h"
#include "service/rules/intention_check.h"
#include "service/rules/standing_body.h"
#include "service/rules/supporter.h"
#include "service/rules/transition.h"
#include "service/standard.h"
#include "wire/decimal.h"
#include "wire/member.h"

#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/process.h"

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

static const char annul_it[] = "whoever may edit it, by AnnulIntention and a new one";
static const char delete_it[] = "whoever may edit it, by DeleteIntention";
static const char anew[] = "whoever may edit it, by CreateIntention of another";

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
        hs_confirmation_complete(call, known ? known->confirmation : NULL, intention->revision, intention->confirmation);
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
    if (!hs_body_same(call, replaced->organisation, intention->organisation))
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

static void check_state(struct hs_call *call, const hensigt_intention *intention)
{
    check_part(call, intention, "confirmation", intention->confirmation != NULL, WAS_CONFIRMED, ANNULLED);
    check_part(call, intention, "reject_reason", *intention->reject_reason != '\0', REJECTED, ANNULLED);
    check_part(call, intention, "withdrawal", intention->withdrawal != NULL, WITHDRAWN, ANNULLED);
    check_part(call, intention, "fulfilled_quantity", intention->fulfilled_quantity != NULL, 0, WAS_CONFIRMED | ANNULLED);
    if (intention->confirmation && hs_confirmation_check(call, intention->confirmation))
        hs_declaration_check(call, intention);
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
    hs_follows_check(call, intention);
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

/* What it follows from must stand when it is confirmed, and until then today. */
static void require_signatures(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_intention_confirmation *confirmation = intention->confirmation;
    hs_follows_require(call, intention, confirmation ? hs_date_judged(call, confirmation->date) : call->today);
}

/* What nobody was shown yet is no entry made in error: it is deleted. */
static void guard_annul(struct hs_call *call, const hensigt_intention *intention)
{
    bool is_draft = intention->state == HENSIGT_INTENTION_STATE_DRAFT;
    require_state(call, intention, SUBMITTED | REJECTED | WAS_CONFIRMED, is_draft ? delete_it : NULL);
    hs_fulfilments_require_none(call, intention->name, NULL);
}

/* A body that has ended intends nothing any more; what it decided before, or confirmed by what it signed, may still be entered. */
static void require_organisation(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_partial_date *decided = intention->decision ? intention->decision->date : NULL;
    if (!hs_date_given(decided) && intention->confirmation)
        decided = intention->confirmation->date;
    hs_body_require(call, intention->organisation, hs_date_given(decided) ? hs_date_earliest(decided) : call->today);
}

/* Who confirms an intention must be there on that day: its body, or the one that followed it. */
static void require_confirming(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_partial_date *date = intention->confirmation->date;
    struct hs_body body;
    hs_access_require_voice(call, "date", intention->organisation, date);
    if (hs_body_on(call, intention->organisation, hs_date_earliest(date), &body))
        hs_body_require(call, body.name, hs_date_earliest(date));
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    switch (change) {
    case HS_CHANGE_CREATE:
        require_process(call, (const hensigt_intention *)after);
        require_organisation(call, (const hensigt_intention *)after);
        hs_supporter_check_intention(call, (const hensigt_intention *)after);
        require_signatures(call, (const hensigt_intention *)after);
        break;
    case HS_CHANGE_UPDATE:
        require_state(call, (const hensigt_intention *)before, DRAFT, annul_it);
        require_signatures(call, (const hensigt_intention *)after);
        break;
    case HS_CHANGE_DELETE:
        require_state(call, (const hensigt_intention *)before, DRAFT, annul_it);
        break;
    case HS_CHANGE_ANNUL:
        guard_annul(call, (const hensigt_intention *)before);
        break;
    }
}

const struct hs_rules hensigt_intention_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

/* Its organisation does not stand behind it any more, or never did. */
static bool was_given_up(const hensigt_intention *intention)
{
    return HS_STATE(intention->state) & (REJECTED | WITHDRAWN);
}

static const char *remedy_of_confirming(const hensigt_intention *intention)
{
    if (intention->state == HENSIGT_INTENTION_STATE_DRAFT)
        return "whoever may edit it, by SubmitIntention";
    return was_given_up(intention) ? anew : NULL;
}

static const char *remedy_of_withdrawing(const hensigt_intention *intention)
{
    switch (intention->state) {
    case HENSIGT_INTENTION_STATE_DRAFT:
        return delete_it;
    case HENSIGT_INTENTION_STATE_SUBMITTED:
        return "its organisation, by RejectIntention";
    case HENSIGT_INTENTION_STATE_FULFILLED:
        return "whoever edits the purchase, by CancelPurchase";
    default:
        return NULL;
    }
}

static enum hs_code submit_intention(struct hs_call *call, const hensigt_submit_intention_request *request,
                                     hensigt_intention *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    require_state(call, intention, DRAFT, was_given_up(intention) ? anew : NULL);
    require_process(call, intention);
    hs_supporter_check_intention(call, intention);
    require_signatures(call, intention);
    intention->state = HENSIGT_INTENTION_STATE_SUBMITTED;
    return hs_transition_end(call, &transition, &reply->base);
}

enum hs_code hs_intention_confirm(struct hs_call *call, const hensigt_confirm_intention_request *request, hensigt_intention *reply)
{
    struct hs_transition transition;
    const struct hs_ground ground = {.kind = request->kind, .source = request->source, .date = request->date};
    hs_ground_check(call, &ground);
    hs_ground_check_signed(call, request->kind, "signed_declaration", request->signed_declaration);
    if (hs_status_code(call->status) != HS_OK || !hs_ground_admit(call, &ground) ||
        !hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_intention *intention = (hensigt_intention *)transition.after;
    intention->confirmation = hs_ground_confirm(call, &ground, intention->revision, request->signed_declaration);
    if (!intention->confirmation)
        return hs_status_code(call->status);
    require_state(call, intention, SUBMITTED, remedy_of_confirming(intention));
    require_process(call, intention);
    require_confirming(call, intention);
    hs_supporter_check_intention(call, intention);
    if (*intention->replaced_intention)
        hs_fulfilments_require_none(call, intention->replaced_intention, intention->confirmation->date);
    require_signatures(call, intention);
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
    intention->withdrawal = new_withdrawal(call, request);
    if (intention->withdrawal && intention->confirmation)
        hs_date_require_order(call, "date", intention->withdrawal->date, intention->confirmation->date, "the confirmation");
    require_state(call, intention, CONFIRMED, remedy_of_withdrawing(intention));
    if (intention->withdrawal) {
        hs_access_require_voice(call, "date", intention->organisation, intention->withdrawal->date);
        hs_fulfilments_require_none(call, intention->name, intention->withdrawal->date);
    }
    intention->state = HENSIGT_INTENTION_STATE_WITHDRAWN;
    return hs_transition_end(call, &transition, &reply->base);
}

/* ---- with what they follow from ------------------------------------------------------------------------------------------ */

/* The name that a new intention is to have, or one of the registry's making. NULL with the call failed. */
static char *name_of_new(struct hs_call *call, const char *wanted)
{
    if (*wanted && hs_contract_resource_of_name(wanted, false) != &hensigt_intention_resource) {
        hs_call_violation(call, "name", "FORMAT", "must be a name of the form %s, not '%.40s'", hensigt_intention_resource.pattern,
                          wanted);
        return NULL;
    }
    const char *id = *wanted ? NULL : hs_new_id(call);
    char *name = id ? hs_arena_printf(call->arena, "%s/%s", hensigt_intention_resource.collection, id)
                    : hs_arena_string(call->arena, wanted);
    if (!name || (!id && !*wanted)) {
        hs_no_memory(call);
        return NULL;
    }
    return name;
}

enum hs_code hs_intention_enter_confirmed(struct hs_call *call, const hensigt_intention *intention,
                                          const hensigt_intention_confirmation *confirmation, hensigt_intention *reply)
{
    hensigt_intention *after = (hensigt_intention *)hs_arena_message(call->arena, &intention->base);
    hensigt_intention_confirmation *own = (hensigt_intention_confirmation *)hs_arena_message(call->arena, &confirmation->base);
    char *name = name_of_new(call, intention->name);
    if (!after || !own)
        return hs_no_memory(call);
    own->revision = 1;
    after->name = name ? name : after->name;
    after->confirmation = own;
    after->state = HENSIGT_INTENTION_STATE_CONFIRMED;
    const struct hs_change_plan plan = {.resource = &hensigt_intention_resource,
                                        .rules = &hensigt_intention_rules,
                                        .after = &after->base,
                                        .change = HS_CHANGE_CREATE,
                                        .guarded = true,
                                        .put = HS_PUT_NEW};
    enum hs_code code = hs_change_apply(call, &plan);
    if (code == HS_OK)
        *reply = *after;
    return code;
}

enum hs_code hs_intention_withdraw_with(struct hs_call *call, const hensigt_intention *intention,
                                        hensigt_intention_withdrawal *withdrawal)
{
    hensigt_intention *after = (hensigt_intention *)hs_arena_message(call->arena, &intention->base);
    if (!after)
        return hs_no_memory(call);
    if (intention->confirmation)
        hs_date_require_order(call, "date", withdrawal->date, intention->confirmation->date, "the confirmation of an intention");
    after->withdrawal = withdrawal;
    after->state = HENSIGT_INTENTION_STATE_WITHDRAWN;
    if (hs_status_code(call->status) == HS_OK)
        hs_call_put(call, &intention->base, &after->base);
    return hs_status_code(call->status);
}

enum hs_code hs_intention_annul_with(struct hs_call *call, const hensigt_intention *intention, const char *reason)
{
    ProtobufCMessage *after = hs_arena_message(call->arena, &intention->base);
    if (!after)
        return hs_no_memory(call);
    const struct hs_change_plan plan = {.resource = &hensigt_intention_resource,
                                        .rules = &hensigt_intention_rules,
                                        .before = &intention->base,
                                        .after = after,
                                        .change = HS_CHANGE_ANNUL,
                                        .guarded = true};
    return hs_annul(call, after, reason) ? hs_change_apply(call, &plan) : hs_status_code(call->status);
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
    .check_intention = hs_intention_check,
    .list_standings = hs_intention_list_standings,
    .batch_create_intentions = hs_intentions_batch_create,
    .batch_confirm_intentions = hs_intentions_batch_confirm,
    .reject_intention = reject_intention,
    .withdraw_intention = withdraw_intention,
};
