/* InstrumentService: what buyers sign together. */
#include "hensigt/v1/instrument_service.h"

#include "service/annulment.h"
#include "service/rules/dates.h"
#include "service/rules/follows.h"
#include "service/rules/instrument.h"
#include "service/rules/reach.h"
#include "service/rules/signature_standing.h"
#include "service/rules/transition.h"
#include "service/standard.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include "hensigt/v1/signature_tables.h"

#include <stdio.h>
#include <string.h>

/* "requirements[49].minimum_share" */
enum { PATH_SIZE = 64 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__instrument__state__descriptor;

enum {
    DRAFT = HS_STATE(HENSIGT_INSTRUMENT_STATE_DRAFT),
    OPEN = HS_STATE(HENSIGT_INSTRUMENT_STATE_OPEN),
    ACTIVE = HS_STATE(HENSIGT_INSTRUMENT_STATE_ACTIVE),
    SUPERSEDED = HS_STATE(HENSIGT_INSTRUMENT_STATE_SUPERSEDED),
    WITHDRAWN = HS_STATE(HENSIGT_INSTRUMENT_STATE_WITHDRAWN),
    ANNULLED = HS_STATE(HENSIGT_INSTRUMENT_STATE_ANNULLED),
    OPENED = OPEN | ACTIVE | SUPERSEDED | WITHDRAWN,
};

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_instrument *instrument = (hensigt_instrument *)after;
    (void)before;
    if (instrument->state == HENSIGT_INSTRUMENT_STATE_UNSPECIFIED)
        instrument->state = HENSIGT_INSTRUMENT_STATE_DRAFT;
    hs_instrument_hash_texts(call, instrument);
    if (call->imported && instrument->state != HENSIGT_INSTRUMENT_STATE_DRAFT)
        hs_instrument_complete_revisions(call, instrument);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_requirement(struct hs_call *call, const hensigt_instrument_requirement *requirement, size_t index)
{
    static const struct hs_decimal hundred = {.mantissa = 100};
    struct hs_decimal share;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "requirements[%zu].due_date", index);
    hs_dates_check(call, path, requirement->start_date, requirement->due_date);
    snprintf(path, sizeof path, "requirements[%zu].minimum_share", index);
    if (hs_decimal_parse(requirement->minimum_share, &share) && (share.mantissa < 0 || hs_decimal_compare(share, hundred) > 0))
        hs_call_violation(call, path, "RANGE", "must be from 0 to 100, found %s", requirement->minimum_share);
}

static void check_terms(struct hs_call *call, const char *path, const hensigt_instrument_terms *terms)
{
    bool says = terms && *terms->text;
    if (says && terms->kind != HENSIGT_INSTRUMENT_TERM_KIND_STATED)
        hs_call_violation(call, path, "NOT_APPLICABLE", "must be given only where the document says how");
}

static void next_superseded(const ProtobufCMessage *message, struct hs_names *out)
{
    const char *superseded = ((const hensigt_instrument *)message)->superseded_instrument;
    if (*superseded)
        hs_names_add_new(out, superseded);
}

/* Whoever may edit the one may end the other: both are one centre's. */
static void check_superseded(struct hs_call *call, const hensigt_instrument *instrument)
{
    static const char path[] = "superseded_instrument";
    struct hs_names chain = {.arena = call->arena};
    if (!*instrument->superseded_instrument)
        return;
    next_superseded(&instrument->base, &chain);
    const hensigt_instrument *superseded = (const hensigt_instrument *)hs_call_find(call, instrument->superseded_instrument, 0);
    if (strcmp(instrument->superseded_instrument, instrument->name) == 0)
        hs_call_violation(call, path, "SELF", "must not be the instrument itself");
    else if (hs_reaches(call, &chain, instrument->name, next_superseded))
        hs_call_violation(call, path, "CYCLE", "must not be one that takes the place of the instrument itself");
    else if (superseded && strcmp(superseded->centre, instrument->centre) != 0)
        hs_call_violation(call, path, "CENTRE", "must be kept by the same centre: %s is not", superseded->name);
}

/* What an instrument must have in some states, and may have in others. */
static void check_part(struct hs_call *call, const hensigt_instrument *instrument, const char *path, bool given, unsigned needed,
                       unsigned allowed)
{
    unsigned state = HS_STATE(instrument->state);
    const char *word = hs_enum_words(call->arena, states, (int)instrument->state);
    if (!given && (needed & state))
        hs_call_violation(call, path, "REQUIRED", "must be given of an instrument that is %s", word ? word : "");
    else if (given && !((needed | allowed) & state))
        hs_call_violation(call, path, "WRONG_STATE", "must not be given of an instrument that is %s", word ? word : "");
}

static void check_state(struct hs_call *call, const hensigt_instrument *instrument)
{
    const hensigt_instrument_ending *ending = instrument->ending;
    bool has_content = instrument->n_texts > 0 || *instrument->source;
    check_part(call, instrument, "texts", has_content, OPENED, DRAFT | ANNULLED);
    check_part(call, instrument, "revisions", instrument->n_revisions > 0, OPENED, ANNULLED);
    check_part(call, instrument, "open_date", hs_date_given(instrument->open_date), 0, OPENED | ANNULLED);
    check_part(call, instrument, "activate_date", hs_date_given(instrument->activate_date), ACTIVE | SUPERSEDED,
               WITHDRAWN | ANNULLED);
    check_part(call, instrument, "ending", ending != NULL, SUPERSEDED | WITHDRAWN, ANNULLED);
    if (ending)
        check_part(call, instrument, "ending.superseding_instrument", *ending->superseding_instrument != '\0', SUPERSEDED,
                   ANNULLED);
}

static void check_dates(struct hs_call *call, const hensigt_instrument *instrument)
{
    const hensigt_partial_date *begin = hs_date_given(instrument->open_date) ? instrument->open_date : instrument->activate_date;
    hs_dates_check(call, "activate_date", instrument->open_date, instrument->activate_date);
    hs_dates_check(call, "expire_date", begin, instrument->expire_date);
    if (hs_date_given(instrument->activate_date))
        begin = instrument->activate_date;
    if (instrument->ending)
        hs_dates_check(call, "ending.date", begin, instrument->ending->date);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_instrument *instrument = (const hensigt_instrument *)after;
    (void)before;
    for (size_t i = 0; i < instrument->n_requirements; i++)
        check_requirement(call, instrument->requirements[i], i);
    check_terms(call, "revision_terms.text", instrument->revision_terms);
    check_terms(call, "withdrawal_terms.text", instrument->withdrawal_terms);
    check_superseded(call, instrument);
    check_state(call, instrument);
    check_dates(call, instrument);
    hs_instrument_check_revisions(call, instrument);
}

/* ---- guards -------------------------------------------------------------------------------------------------------------- */

static const char revise_it[] = "whoever may edit it, by ReviseInstrument";
static const char delete_it[] = "whoever may edit it, by DeleteInstrument";

/* Who can bring a draft on. */
static const char *remedy_of(const hensigt_instrument *instrument, unsigned allowed)
{
    if (HS_STATE(instrument->state) != DRAFT)
        return NULL;
    return allowed & OPEN ? "whoever may edit it, by OpenInstrument"
                          : "whoever may edit it, by OpenInstrument and ActivateInstrument";
}

void hs_instrument_require(struct hs_call *call, const hensigt_instrument *instrument, unsigned allowed)
{
    hs_state_require(call, instrument->name, states, (int)instrument->state, allowed, remedy_of(instrument, allowed));
}

void hs_instrument_require_unexpired(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_partial_date *date)
{
    static const char *const remedy = "whoever may edit it, by ReviseInstrument with another expire_date";
    char expired[HS_PARTIAL_DATE_SIZE];
    if (!hs_date_given(instrument->expire_date) || !hs_date_certainly_before(instrument->expire_date, date))
        return;
    hs_partial_date_text(instrument->expire_date, expired);
    hs_status_lack(call->status, "EXPIRED", instrument->name, &remedy, 1, "%s held until %s", instrument->name, expired);
}

static void require_text(struct hs_call *call, const hensigt_instrument *instrument)
{
    static const char *const remedy = "whoever may edit it, by UpdateInstrument with a text or a source";
    if (instrument->n_texts == 0 && !*instrument->source)
        hs_status_lack(call->status, "TEXT_MISSING", instrument->name, &remedy, 1,
                       "%s has neither a text nor a source where it can be read: nobody can sign it", instrument->name);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_instrument *instrument = (const hensigt_instrument *)before;
    bool signable = before && (HS_STATE(instrument->state) & HS_INSTRUMENT_SIGNABLE);
    (void)after;
    switch (change) {
    case HS_CHANGE_CREATE:
        break;
    case HS_CHANGE_UPDATE:
        hs_state_require(call, instrument->name, states, (int)instrument->state, DRAFT, signable ? revise_it : NULL);
        break;
    case HS_CHANGE_DELETE:
        hs_state_require(call, instrument->name, states, (int)instrument->state, DRAFT, "whoever may edit it, by AnnulInstrument");
        break;
    case HS_CHANGE_ANNUL:
        hs_state_require(call, instrument->name, states, (int)instrument->state, OPENED, delete_it);
        break;
    }
}

const struct hs_rules hensigt_instrument_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code open_instrument(struct hs_call *call, const hensigt_open_instrument_request *request, hensigt_instrument *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_instrument *instrument = (hensigt_instrument *)transition.after;
    instrument->open_date = hs_date_of_fact(call, request->date);
    hs_instrument_require(call, instrument, DRAFT);
    if (hs_status_code(call->status) == HS_OK)
        require_text(call, instrument);
    if (hs_status_code(call->status) == HS_OK)
        hs_instrument_add_revision(call, instrument, instrument->open_date);
    instrument->state = HENSIGT_INSTRUMENT_STATE_OPEN;
    return hs_transition_end(call, &transition, &reply->base);
}

/* Whether somebody's signature as a signatory may stand on a day. Who reaffirmed stands by the later one alone. */
static bool has_signatory(struct hs_call *call, const hensigt_instrument *instrument, int32_t day)
{
    struct hs_signing signing;
    bool found = false;
    if (hs_signing_read(call, instrument->name, 0, &signing) != HS_OK)
        return false;
    for (size_t i = 0; i < signing.signatures.count && !found; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signing.signatures.messages[i];
        found = signature->capacity == HENSIGT_SIGNATURE_CAPACITY_SIGNATORY &&
                hs_signing_judge(&signing, signature->name, day).stands != HS_NEVER;
    }
    return found;
}

static void require_signatory(struct hs_call *call, const hensigt_instrument *instrument)
{
    static const char *const remedy = "an organisation that signs as SIGNATORY, by SignInstrument";
    int32_t day = hs_date_judged(call, instrument->activate_date);
    if (!has_signatory(call, instrument, day))
        hs_status_lack(call->status, "SIGNATORY_MISSING", instrument->name, &remedy, 1,
                       "%s has no signature of a signatory that stands on %s", instrument->name, hs_call_day_text(call, day));
}

/* Ends the instrument whose place another one takes, on the same day. */
static void supersede(struct hs_call *call, hensigt_instrument *by)
{
    struct hs_transition transition;
    if (!*by->superseded_instrument || !hs_transition_begin(call, by->superseded_instrument, NULL, &transition))
        return;
    hensigt_instrument *superseded = (hensigt_instrument *)transition.after;
    superseded->ending = (hensigt_instrument_ending *)hs_arena_new(call->arena, &hensigt__v1__instrument__ending__descriptor);
    if (!superseded->ending) {
        hs_no_memory(call);
        return;
    }
    hs_instrument_require(call, superseded, ACTIVE);
    hs_date_require_order(call, "date", by->activate_date, superseded->activate_date, "the day from which the superseded one held");
    superseded->ending->date = by->activate_date;
    superseded->ending->superseding_instrument = by->name;
    superseded->state = HENSIGT_INSTRUMENT_STATE_SUPERSEDED;
    if (hs_status_code(call->status) == HS_OK)
        hs_call_put(call, transition.before, transition.after);
}

static enum hs_code activate_instrument(struct hs_call *call, const hensigt_activate_instrument_request *request,
                                        hensigt_instrument *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_instrument *instrument = (hensigt_instrument *)transition.after;
    instrument->activate_date = hs_date_of_fact(call, request->date);
    if (!instrument->activate_date)
        return hs_status_code(call->status);
    hs_date_require_order(call, "date", instrument->activate_date, instrument->open_date, "the day on which it was opened");
    hs_instrument_require(call, instrument, OPEN);
    hs_instrument_require_unexpired(call, instrument, instrument->activate_date);
    if (HS_STATE(instrument->state) == OPEN)
        require_signatory(call, instrument);
    supersede(call, instrument);
    instrument->state = HENSIGT_INSTRUMENT_STATE_ACTIVE;
    return hs_transition_end(call, &transition, &reply->base);
}

/* Its signatures and intentions stay as they are: that they no longer hold follows from the ending. */
static enum hs_code withdraw_instrument(struct hs_call *call, const hensigt_withdraw_instrument_request *request,
                                        hensigt_instrument *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_instrument *instrument = (hensigt_instrument *)transition.after;
    bool active = HS_STATE(instrument->state) == ACTIVE;
    instrument->ending = (hensigt_instrument_ending *)hs_arena_new(call->arena, &hensigt__v1__instrument__ending__descriptor);
    hensigt_partial_date *date = hs_date_of_fact(call, request->date);
    if (!instrument->ending || !date)
        return hs_no_memory(call);
    hs_date_require_order(call, "date", date, active ? instrument->activate_date : instrument->open_date,
                          active ? "the day from which it held" : "the day on which it was opened");
    hs_state_require(call, instrument->name, states, (int)instrument->state, HS_INSTRUMENT_SIGNABLE,
                     HS_STATE(instrument->state) == DRAFT ? delete_it : NULL);
    instrument->ending->date = date;
    instrument->ending->reason = request->reason;
    instrument->state = HENSIGT_INSTRUMENT_STATE_WITHDRAWN;
    return hs_transition_end(call, &transition, &reply->base);
}

static void annul_signatures(struct hs_call *call, const struct hs_signing *signing, const char *reason)
{
    for (size_t i = 0; i < signing->signatures.count && hs_status_code(call->status) == HS_OK; i++) {
        const ProtobufCMessage *signature = signing->signatures.messages[i];
        ProtobufCMessage *after = hs_arena_message(call->arena, signature);
        if (!after)
            hs_no_memory(call);
        else if (!hs_annulled(signature) && hs_annul(call, after, reason))
            hs_call_put(call, signature, after);
    }
}

/* What was never a letter was never signed. The instrument itself comes last: its row is the reply's. */
static enum hs_code annul_instrument(struct hs_call *call, const hensigt_annul_instrument_request *request,
                                     hensigt_instrument *reply)
{
    struct hs_transition transition;
    struct hs_signing signing;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    if (hs_change_guard(call, &hensigt_instrument_rules, HS_CHANGE_ANNUL, transition.before, transition.after) == HS_OK &&
        hs_annul(call, transition.after, request->reason) && hs_signing_read(call, request->name, 0, &signing) == HS_OK &&
        hs_follows_annul_all(call, (const hensigt_instrument *)transition.after, &signing) == HS_OK)
        annul_signatures(call, &signing, request->reason);
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_instrument_service hensigt_instrument_service_implementation = {
    .open_instrument = open_instrument,
    .sign_instrument = hs_instrument_sign,
    .activate_instrument = activate_instrument,
    .revise_instrument = hs_instrument_revise,
    .withdraw_instrument = withdraw_instrument,
    .annul_instrument = annul_instrument,
    .get_signing_statement = hs_instrument_signing_statement,
};
