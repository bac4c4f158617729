/* SignatureService: signatures of instruments. */
#include "hensigt/v1/signature_service.h"

#include "service/access.h"
#include "service/annulment.h"
#include "service/fields.h"
#include "service/new_id.h"
#include "service/rules/dates.h"
#include "service/rules/follows.h"
#include "service/rules/instrument.h"
#include "service/rules/signature_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/statement.h"
#include "service/rules/transition.h"
#include "service/standard.h"

#include "hensigt/v1/organisation.h"
#include "hensigt/v1/signature_tables.h"

#include <string.h>

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__signature__state__descriptor;

enum {
    ACTIVE = HS_STATE(HENSIGT_SIGNATURE_STATE_ACTIVE),
    WITHDRAWN = HS_STATE(HENSIGT_SIGNATURE_STATE_WITHDRAWN),
    ANNULLED = HS_STATE(HENSIGT_SIGNATURE_STATE_ANNULLED),
};

static const hensigt_instrument *find_instrument(struct hs_call *call, const hensigt_signature *signature)
{
    const char *name = hs_signature_instrument(call->arena, signature->name);
    return name ? (const hensigt_instrument *)hs_call_find(call, name, 0) : NULL;
}

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

/* What its organisation was to be warned of when it signed: an entry that was merged has no flags of its own. */
static void set_flags(struct hs_call *call, hensigt_signature *signature)
{
    const hensigt_organisation *organisation = (const hensigt_organisation *)hs_call_find(call, signature->organisation, 0);
    if (organisation && *organisation->merged_organisation)
        organisation = (const hensigt_organisation *)hs_call_find(call, organisation->merged_organisation, 0);
    if (organisation) {
        signature->flags = organisation->flags;
        signature->n_flags = organisation->n_flags;
    }
}

/* What an imported line leaves out, where the instrument is there already. */
static void complete_imported(struct hs_call *call, const hensigt_signature *known, hensigt_signature *signature)
{
    const hensigt_instrument *instrument = find_instrument(call, signature);
    if (instrument && signature->revision == 0)
        signature->revision = instrument->revision;
    if (instrument && signature->revision_hash.len == 0)
        signature->revision_hash = hs_instrument_revision_hash(instrument, signature->revision);
    if (!signature->confirmation)
        return;
    hs_confirmation_complete(call, known ? known->confirmation : NULL, signature->revision, signature->confirmation);
    if (!hs_date_given(signature->date))
        signature->date = signature->confirmation->date;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_signature *signature = (hensigt_signature *)after;
    if (signature->state == HENSIGT_SIGNATURE_STATE_UNSPECIFIED)
        signature->state = HENSIGT_SIGNATURE_STATE_ACTIVE;
    if (!before && signature->n_flags == 0)
        set_flags(call, signature);
    if (call->imported)
        complete_imported(call, (const hensigt_signature *)before, signature);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_revision(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    ProtobufCBinaryData hash = hs_instrument_revision_hash(instrument, signature->revision);
    if (hash.len == 0)
        hs_call_violation(call, "revision", "RANGE", "must be a revision of %s, which has %zu", instrument->name,
                          instrument->n_revisions);
    else if (hash.len != signature->revision_hash.len || memcmp(hash.data, signature->revision_hash.data, hash.len) != 0)
        hs_call_violation(call, "revision_hash", "HASH_MISMATCH", "must be the hash of revision %d of %s", signature->revision,
                          instrument->name);
}

static void check_reaffirmed(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    static const char path[] = "reaffirmed_signature";
    if (!*signature->reaffirmed_signature)
        return;
    const hensigt_signature *earlier = (const hensigt_signature *)hs_call_find(call, signature->reaffirmed_signature, 0);
    const char *parent = hs_signature_instrument(call->arena, signature->reaffirmed_signature);
    if (parent && strcmp(parent, instrument->name) != 0)
        hs_call_violation(call, path, "INSTRUMENT", "must be a signature of the same instrument");
    else if (earlier && !hs_body_same(call, earlier->organisation, signature->organisation))
        hs_call_violation(call, path, "ORGANISATION", "must be of the same organisation: %s is of %s", earlier->name,
                          earlier->organisation);
    else if (earlier && earlier->revision >= signature->revision)
        hs_call_violation(call, path, "REVISION", "must be of an earlier revision: %s is of %d", earlier->name, earlier->revision);
}

/* The signatures of an instrument by a body, under whichever of its names. False with the call failed. */
static bool collect_own(struct hs_call *call, const hensigt_instrument *instrument, const char *organisation,
                        struct hs_collection *out)
{
    struct hs_names names = {.arena = call->arena};
    *out = (struct hs_collection){0};
    if (!hs_body_names(call->view, organisation, 0, &names)) {
        hs_no_memory(call);
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        const struct hs_match match = {.path = "organisation", .value = names.names[i]};
        if (hs_collect_more(call, &hensigt_signature_resource, instrument->name, &match, 1, 0, out) != HS_OK)
            return false;
    }
    return true;
}

/* An organisation signs a revision once; what was withdrawn or annulled is another matter. */
static const hensigt_signature *find_standing(struct hs_call *call, const hensigt_instrument *instrument,
                                              const hensigt_signature *signature)
{
    struct hs_collection others;
    if (!collect_own(call, instrument, signature->organisation, &others))
        return NULL;
    for (size_t i = 0; i < others.count; i++) {
        const hensigt_signature *other = (const hensigt_signature *)others.messages[i];
        if (strcmp(other->name, signature->name) != 0 && other->state == HENSIGT_SIGNATURE_STATE_ACTIVE &&
            other->revision == signature->revision)
            return other;
    }
    return NULL;
}

static void check_single(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    bool active = signature->state == HENSIGT_SIGNATURE_STATE_ACTIVE;
    const hensigt_signature *other = active ? find_standing(call, instrument, signature) : NULL;
    if (other)
        hs_call_violation(call, "organisation", "DUPLICATE", "must not sign a revision twice: %s stands already", other->name);
}

static void check_state(struct hs_call *call, const hensigt_signature *signature)
{
    unsigned state = HS_STATE(signature->state);
    if (state == WITHDRAWN && !signature->withdrawal)
        hs_call_violation(call, "withdrawal", "REQUIRED", "must be given of a signature that is withdrawn");
    else if (state == ACTIVE && signature->withdrawal)
        hs_call_violation(call, "withdrawal", "WRONG_STATE", "must not be given of a signature that is active");
    if (signature->withdrawal)
        hs_date_require_order(call, "withdrawal.date", signature->withdrawal->date, signature->date, "the signature");
    if (!signature->confirmation)
        hs_call_violation(call, "confirmation", "REQUIRED", "must be given");
    else if (hs_confirmation_check(call, signature->confirmation))
        hs_statement_check(call, signature);
    if (!hs_date_given(signature->date))
        hs_call_violation(call, "date", "REQUIRED", "must be given");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_signature *signature = (const hensigt_signature *)after;
    const hensigt_instrument *instrument = find_instrument(call, signature);
    (void)before;
    check_state(call, signature);
    if (!instrument)
        return;
    check_revision(call, instrument, signature);
    check_reaffirmed(call, instrument, signature);
    if (call->imported)
        check_single(call, instrument, signature);
}

const struct hs_rules hensigt_signature_rules = {.complete = complete, .check = check};

/* ---- a new signature ------------------------------------------------------------------------------------------------------ */

/* What the same call has entered is refused with it: there is nothing to withdraw. */
static bool is_of_this_call(const struct hs_call *call, const hensigt_signature *signature)
{
    return hs_time_of_message(signature->create_time) == call->now;
}

static void require_unsigned(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    const hensigt_signature *other = find_standing(call, instrument, signature);
    if (!other)
        return;
    const char *remedy = hs_arena_printf(call->arena, "%s, by WithdrawSignature of %s", signature->organisation, other->name);
    hs_status_lack(call->status, "ALREADY_SIGNED", other->name, &remedy, remedy && !is_of_this_call(call, other) ? 1 : 0,
                   "%s has signed revision %d already by %s", signature->organisation, signature->revision, other->name);
}

/* Whether a signature, or one that reaffirms it in its place, may stand on a day. */
static bool may_stand(struct hs_call *call, const hensigt_signature *signature, int32_t day)
{
    struct hs_signing signing;
    return hs_signing_read_one(call, signature->name, &signing) == HS_OK &&
           hs_signing_judge(&signing, signature->name, day).stands != HS_NEVER;
}

/* Who signs anew what it could reaffirm would count twice until the old signature lapses. */
static void require_none_earlier(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    const char *remedy = hs_arena_printf(call->arena, "%s, by ReaffirmSignature", signature->organisation);
    int32_t day = hs_date_judged(call, signature->date);
    struct hs_collection others;
    if (!collect_own(call, instrument, signature->organisation, &others))
        return;
    for (size_t i = 0; i < others.count; i++) {
        const hensigt_signature *other = (const hensigt_signature *)others.messages[i];
        if (other->revision < signature->revision && may_stand(call, other, day))
            hs_status_lack(call->status, "UNREAFFIRMED", other->name, &remedy, remedy ? 1 : 0,
                           "%s stands with revision %d and can be reaffirmed", other->name, other->revision);
    }
}

enum hs_code hs_signature_enter(struct hs_call *call, const hensigt_instrument *instrument, hensigt_signature *signature,
                                const hensigt_intention_confirmation *confirmation, hensigt_signed_declaration *statement,
                                hensigt_signature *reply)
{
    signature->confirmation = (hensigt_intention_confirmation *)hs_arena_message(call->arena, &confirmation->base);
    signature->revision = instrument->revision;
    signature->revision_hash = hs_instrument_revision_hash(instrument, instrument->revision);
    if (!signature->confirmation)
        return hs_no_memory(call);
    signature->date = signature->confirmation->date;
    signature->confirmation->signed_declaration = statement;
    if (!statement || hs_statement_accept(call, instrument->name, signature, statement)) {
        hs_body_require(call, signature->organisation, hs_date_earliest(signature->date));
        require_unsigned(call, instrument, signature);
        if (hs_status_code(call->status) == HS_OK && !*signature->reaffirmed_signature)
            require_none_earlier(call, instrument, signature);
    }
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    const struct hs_change_plan plan = {.resource = &hensigt_signature_resource,
                                        .rules = &hensigt_signature_rules,
                                        .after = &signature->base,
                                        .change = HS_CHANGE_CREATE,
                                        .put = HS_PUT_NEW};
    enum hs_code code = hs_change_apply(call, &plan);
    if (code == HS_OK)
        *reply = *signature;
    return code;
}

char *hs_signature_name(struct hs_call *call, const char *instrument, const char *id)
{
    const char *own = *id ? id : hs_new_id(call);
    char *name = own ? hs_arena_printf(call->arena, "%s/%s/%s", instrument, hensigt_signature_resource.collection, own) : NULL;
    if (!name)
        hs_no_memory(call);
    return name;
}

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static void require_state(struct hs_call *call, const hensigt_signature *signature, const char *remedy)
{
    hs_state_require(call, signature->name, states, (int)signature->state, ACTIVE, remedy);
}

/* Reaffirmed can be what a later revision left behind, as long as it has not lapsed. */
static void require_unreaffirmed(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_signature *signature,
                                 const hensigt_partial_date *date)
{
    const char *revise_it = hs_arena_printf(call->arena, "whoever may edit %s, by ReviseInstrument", instrument->name);
    const char *remedy = hs_arena_printf(call->arena, "%s, by SignInstrument", signature->organisation);
    int32_t day = hs_date_judged(call, date);
    struct hs_signing signing;
    if (hs_signing_read_one(call, signature->name, &signing) != HS_OK)
        return;
    struct hs_signature_standing standing = hs_signing_judge(&signing, signature->name, day);
    if (signature->revision == instrument->revision)
        hs_status_lack(call->status, "NOT_REVISED", signature->name, &revise_it, revise_it ? 1 : 0,
                       "%s is of the revision that holds, %d", signature->name, signature->revision);
    else if (standing.stands == HS_NEVER)
        hs_status_lack(call->status, "LAPSED", signature->name, &remedy, remedy ? 1 : 0, "%s does not stand on %s any more",
                       signature->name, hs_call_day_text(call, day));
}

static hensigt_signature *new_reaffirmation(struct hs_call *call, const hensigt_reaffirm_signature_request *request,
                                            const hensigt_instrument *instrument, const hensigt_signature *earlier)
{
    hensigt_signature *signature = (hensigt_signature *)hs_arena_new(call->arena, &hensigt__v1__signature__descriptor);
    char *name = hs_signature_name(call, instrument->name, request->signature_id);
    if (!signature || !name) {
        hs_no_memory(call);
        return NULL;
    }
    signature->name = name;
    signature->organisation = earlier->organisation;
    signature->capacity = earlier->capacity;
    signature->signer = request->signer ? request->signer : earlier->signer;
    signature->line = earlier->line;
    signature->reaffirmed_signature = earlier->name;
    return signature;
}

static enum hs_code reaffirm(struct hs_call *call, const hensigt_reaffirm_signature_request *request,
                             const hensigt_signature *earlier, const hensigt_intention_confirmation *confirmation,
                             hensigt_signature *reply)
{
    const hensigt_instrument *instrument = find_instrument(call, earlier);
    hensigt_signature *signature = instrument ? new_reaffirmation(call, request, instrument, earlier) : NULL;
    if (!signature)
        return hs_status_fail(call->status, HS_NOT_FOUND, "RESOURCE_NOT_FOUND", "%s has no instrument", earlier->name);
    hs_date_require_order(call, "date", confirmation->date, instrument->revisions[instrument->n_revisions - 1]->date,
                          "the revision that is signed");
    hs_instrument_require(call, instrument, HS_INSTRUMENT_SIGNABLE);
    hs_instrument_require_unexpired(call, instrument, confirmation->date);
    require_state(call, earlier, NULL);
    if (hs_status_code(call->status) == HS_OK)
        require_unreaffirmed(call, instrument, earlier, confirmation->date);
    if (hs_status_code(call->status) == HS_OK)
        hs_signature_enter(call, instrument, signature, confirmation, request->signed_statement, reply);
    return hs_status_code(call->status);
}

static enum hs_code reaffirm_signature(struct hs_call *call, const hensigt_reaffirm_signature_request *request,
                                       hensigt_signature *reply)
{
    const struct hs_ground ground = {.kind = request->kind, .source = request->source, .date = request->date};
    hs_ground_check(call, &ground);
    hs_ground_check_signed(call, request->kind, "signed_statement", request->signed_statement);
    if (hs_status_code(call->status) != HS_OK || !hs_ground_admit(call, &ground))
        return hs_status_code(call->status);
    const hensigt_signature *earlier = (const hensigt_signature *)hs_call_get_for_change(call, request->name, request->etag);
    const hensigt_instrument *instrument = earlier ? find_instrument(call, earlier) : NULL;
    const hensigt_intention_confirmation *confirmation =
        instrument ? hs_ground_confirm(call, &ground, instrument->revision, NULL) : NULL;
    if (confirmation && hs_date_of_fact(call, confirmation->date))
        reaffirm(call, request, earlier, confirmation, reply);
    return hs_status_code(call->status);
}

/* Its reaffirmation stands in its place: that is what an organisation withdraws from. */
static void require_last(struct hs_call *call, const hensigt_signature *signature)
{
    const struct hs_match match = {.path = "reaffirmed_signature", .value = signature->name};
    struct hs_collection later;
    if (hs_collect(call, &hensigt_signature_resource, NULL, &match, 1, 0, &later) != HS_OK)
        return;
    for (size_t i = 0; i < later.count; i++) {
        const hensigt_signature *other = (const hensigt_signature *)later.messages[i];
        const char *remedy = hs_arena_printf(call->arena, "%s, by WithdrawSignature of %s", signature->organisation, other->name);
        if (!hs_annulled(&other->base))
            hs_status_lack(call->status, "REAFFIRMED", signature->name, &remedy, remedy ? 1 : 0, "%s was reaffirmed by %s",
                           signature->name, other->name);
    }
}

/* The signature comes last: its row is the reply's. */
static enum hs_code withdraw_signature(struct hs_call *call, const hensigt_withdraw_signature_request *request,
                                       hensigt_signature *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_signature *signature = (hensigt_signature *)transition.after;
    signature->withdrawal =
        (hensigt_intention_withdrawal *)hs_arena_new(call->arena, &hensigt__v1__intention__withdrawal__descriptor);
    hensigt_partial_date *date = hs_date_of_fact(call, request->date);
    if (!signature->withdrawal || !date)
        return hs_no_memory(call);
    hs_date_require_order(call, "date", date, signature->date, "the signature");
    hs_access_require_voice(call, "date", signature->organisation, date);
    require_state(call, signature, NULL);
    require_last(call, signature);
    signature->withdrawal->date = date;
    signature->withdrawal->reason = request->reason;
    signature->state = HENSIGT_SIGNATURE_STATE_WITHDRAWN;
    if (hs_status_code(call->status) == HS_OK)
        hs_follows_withdraw(call, signature);
    return hs_transition_end(call, &transition, &reply->base);
}

static enum hs_code annul_signature(struct hs_call *call, const hensigt_annul_signature_request *request, hensigt_signature *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    if (!hs_annulment_refuse(call, transition.before) && hs_annul(call, transition.after, request->reason))
        hs_follows_annul(call, (const hensigt_signature *)transition.after);
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_signature_service hensigt_signature_service_implementation = {
    .reaffirm_signature = reaffirm_signature,
    .withdraw_signature = withdraw_signature,
    .annul_signature = annul_signature,
};
