/* SignInstrument: the lines under a document become signatures and the intentions that follow from them, all or none (R13). */
#include "service/rules/instrument.h"

#include "crypto/statement.h"
#include "service/access.h"
#include "service/batch.h"
#include "service/rules/dates.h"
#include "service/rules/intention.h"
#include "service/rules/statement.h"
#include "service/rules/transition.h"

#include <string.h>

/* One call on its way. */
struct signing {
    const hensigt_sign_instrument_request *request;
    const hensigt_instrument *instrument;
    const hensigt_intention_confirmation *confirmation;
    hensigt_sign_instrument_response *reply;
};

/* One signatory of one line. */
struct signatory {
    struct signing *signing;
    size_t line;
    size_t index;
    const hensigt_signing_line_signatory *given;
    hensigt_signature *signature;       /* NULL until it has been made */
    const hensigt_intention *intention; /* the one in hand */
};

/* ---- the intentions ------------------------------------------------------------------------------------------------------ */

static void check_organisation(struct hs_call *call, const char *given, const char *organisation)
{
    if (*given && strcmp(given, organisation) != 0)
        hs_call_violation(call, "organisation", "ORGANISATION", "must be the one that signs, %s", organisation);
}

/* The intention as it follows from the signature: its organisation's, and naming it beside those it names already. Where the
 * signature could not be made, the intention is looked at without it, to hear what else is wrong. */
static bool complete_intention(struct hs_call *call, const struct signatory *signatory, hensigt_intention *intention)
{
    char **signatures = hs_arena_alloc(call->arena, (intention->n_signatures + 1) * sizeof *signatures);
    if (!signatures)
        return false;
    for (size_t i = 0; i < intention->n_signatures; i++)
        signatures[i] = intention->signatures[i];
    intention->organisation = signatory->given->organisation;
    if (signatory->signature)
        signatures[intention->n_signatures++] = signatory->signature->name;
    intention->signatures = signatures;
    return true;
}

/* An editor enters intentions of its own centres' processes only, as in CreateIntention. */
static enum hs_code check_process(struct hs_call *call, const hensigt_intention *intention)
{
    bool is_editor = call->caller->role == HS_ROLE_CENTRE_EDITOR;
    return is_editor && *intention->process ? hs_access_check_resource(call, intention->process) : HS_OK;
}

static enum hs_code enter_intention(struct hs_call *call, void *context)
{
    const struct signatory *signatory = context;
    hensigt_sign_instrument_response *reply = signatory->signing->reply;
    hensigt_intention *intention = (hensigt_intention *)hs_arena_message(call->arena, &signatory->intention->base);
    hensigt_intention *made = (hensigt_intention *)hs_arena_new(call->arena, &hensigt__v1__intention__descriptor);
    void *grown = hs_arena_grow(call->arena, reply->intentions, reply->n_intentions, sizeof *reply->intentions);
    if (!intention || !made || !grown)
        return hs_no_memory(call);
    check_organisation(call, intention->organisation, signatory->given->organisation);
    if (check_process(call, intention) == HS_PERMISSION_DENIED)
        return HS_PERMISSION_DENIED;
    if (!complete_intention(call, signatory, intention))
        return hs_no_memory(call);
    reply->intentions = grown;
    reply->intentions[reply->n_intentions++] = made;
    return hs_intention_enter_confirmed(call, intention, signatory->signing->confirmation, made);
}

/* ---- the signatures ------------------------------------------------------------------------------------------------------ */

static bool signs_before(const struct signatory *signatory, size_t line, size_t index)
{
    const hensigt_signing_line *lines = signatory->signing->request->lines[line];
    bool earlier = line < signatory->line || (line == signatory->line && index < signatory->index);
    return earlier && strcmp(lines->signatories[index]->organisation, signatory->given->organisation) == 0;
}

static void check_twice(struct hs_call *call, const struct signatory *signatory)
{
    const hensigt_sign_instrument_request *request = signatory->signing->request;
    for (size_t line = 0; line <= signatory->line; line++)
        for (size_t i = 0; i < request->lines[line]->n_signatories; i++)
            if (signs_before(signatory, line, i)) {
                hs_call_violation(call, "organisation", "DUPLICATE", "must not sign twice: lines[%zu].signatories[%zu] is %s too",
                                  line, i, signatory->given->organisation);
                return;
            }
}

static void check_signatory(struct hs_call *call, const struct signatory *signatory)
{
    const hensigt_signing_line_signatory *given = signatory->given;
    bool by_key = signatory->signing->request->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    check_twice(call, signatory);
    hs_ground_check_signed(call, signatory->signing->request->kind, "signed_statement", given->signed_statement);
    if (given->n_intentions > 0 && given->capacity != HENSIGT_SIGNATURE_CAPACITY_SIGNATORY)
        hs_call_violation(call, "intentions", "NOT_APPLICABLE",
                          "must be given of a signatory only: who supports or facilitates intends to buy nothing");
    else if (given->n_intentions > 0 && by_key)
        hs_call_violation(
            call, "intentions", "NOT_APPLICABLE",
            "must not be given of kind KEY_SIGNATURE: an intention is signed by its own declaration (ConfirmIntention)");
}

static hensigt_signature *new_signature(struct hs_call *call, const struct signatory *signatory)
{
    const hensigt_signing_line *line = signatory->signing->request->lines[signatory->line];
    hensigt_signature *signature = (hensigt_signature *)hs_arena_new(call->arena, &hensigt__v1__signature__descriptor);
    char *name = hs_signature_name(call, signatory->signing->instrument->name, signatory->given->signature_id);
    if (!signature || !name) {
        hs_no_memory(call);
        return NULL;
    }
    signature->name = name;
    signature->organisation = signatory->given->organisation;
    signature->capacity = signatory->given->capacity;
    signature->signer = signatory->given->signer;
    if (line->number == 0 && !*line->text)
        return signature;
    signature->line = (hensigt_signature_line *)hs_arena_new(call->arena, &hensigt__v1__signature__line__descriptor);
    if (!signature->line) {
        hs_no_memory(call);
        return NULL;
    }
    signature->line->number = line->number;
    signature->line->text = line->text;
    return signature;
}

static void enter_signature(struct hs_call *call, struct signatory *signatory)
{
    const struct signing *signing = signatory->signing;
    hensigt_sign_instrument_response *reply = signing->reply;
    hensigt_signature *signature = new_signature(call, signatory);
    hensigt_signature *made = (hensigt_signature *)hs_arena_new(call->arena, &hensigt__v1__signature__descriptor);
    void *grown = hs_arena_grow(call->arena, reply->signatures, reply->n_signatures, sizeof *reply->signatures);
    if (!signature || !made || !grown) {
        hs_no_memory(call);
        return;
    }
    reply->signatures = grown;
    reply->signatures[reply->n_signatures++] = made;
    if (hs_signature_enter(call, signing->instrument, signature, signing->confirmation, signatory->given->signed_statement, made) ==
        HS_OK)
        signatory->signature = made;
}

static enum hs_code sign_one(struct hs_call *call, void *context)
{
    struct signatory *signatory = context;
    const hensigt_signing_line_signatory *given = signatory->given;
    check_signatory(call, signatory);
    if (hs_status_code(call->status) == HS_OK)
        enter_signature(call, signatory);
    /* Of an organisation that is not there, nothing more is to be said. */
    for (size_t i = 0; i < given->n_intentions && hs_status_code(call->status) != HS_NOT_FOUND; i++) {
        signatory->intention = given->intentions[i];
        hs_part_carry_out(call, hs_arena_printf(call->arena, "intentions[%zu]", i), enter_intention, signatory);
    }
    return hs_status_code(call->status);
}

static void sign_all(struct hs_call *call, struct signing *signing)
{
    for (size_t line = 0; line < signing->request->n_lines; line++) {
        const hensigt_signing_line *given = signing->request->lines[line];
        for (size_t i = 0; i < given->n_signatories; i++) {
            struct signatory signatory = {.signing = signing, .line = line, .index = i, .given = given->signatories[i]};
            hs_part_carry_out(call, hs_arena_printf(call->arena, "lines[%zu].signatories[%zu]", line, i), sign_one, &signatory);
        }
    }
}

/* ---- the call ------------------------------------------------------------------------------------------------------------ */

static void require_revision(struct hs_call *call, const hensigt_instrument *instrument, int32_t revision)
{
    const char *remedy = hs_arena_printf(call->arena, "whoever signs, by SignInstrument with revision %d", instrument->revision);
    if (revision != 0 && revision != instrument->revision)
        hs_status_lack(call->status, "WRONG_REVISION", instrument->name, &remedy, remedy ? 1 : 0,
                       "revision %d of %s is not the one that holds, %d", revision, instrument->name, instrument->revision);
}

static void require_joinable(struct hs_call *call, const hensigt_instrument *instrument)
{
    static const char *const remedy = "whoever may edit it, by ReviseInstrument";
    if (instrument->state == HENSIGT_INSTRUMENT_STATE_ACTIVE && !instrument->joinable)
        hs_status_lack(call->status, "NOT_JOINABLE", instrument->name, &remedy, 1, "%s is in force and closed: nobody may join it",
                       instrument->name);
}

/* Whether the instrument can be signed at all, and with this revision, on this date. */
static void require_signable(struct hs_call *call, const struct signing *signing)
{
    const hensigt_instrument *instrument = signing->instrument;
    hs_instrument_require(call, instrument, HS_INSTRUMENT_SIGNABLE);
    if (!(HS_STATE(instrument->state) & HS_INSTRUMENT_SIGNABLE))
        return;
    require_revision(call, instrument, signing->request->revision);
    require_joinable(call, instrument);
    hs_instrument_require_unexpired(call, instrument, signing->confirmation->date);
}

/* Where nobody can sign, it does not matter who has signed already; that the request itself is wrong does. */
static void refuse_unsignable(struct hs_call *call, const struct signing *signing)
{
    struct hs_status *whole = call->status;
    struct hs_status own;
    enum hs_code code = hs_status_code(whole);
    if (code == HS_INVALID_ARGUMENT || code == HS_PERMISSION_DENIED || code == HS_NOT_FOUND)
        return;
    hs_status_init(&own, call->arena);
    call->status = &own;
    require_signable(call, signing);
    call->status = whole;
    if (hs_status_code(&own) != HS_OK)
        whole->message = own.message;
}

static void check_date(struct hs_call *call, const struct signing *signing)
{
    const hensigt_instrument *instrument = signing->instrument;
    const hensigt_partial_date *date = signing->confirmation->date;
    hs_date_of_fact(call, date);
    if (instrument->n_revisions > 0)
        hs_date_require_order(call, "date", date, instrument->revisions[instrument->n_revisions - 1]->date,
                              "the revision that is signed");
}

/* On what the lines are tried where the ground does not hold: what is wrong with them is told all the same, and nothing is kept. */
static const hensigt_intention_confirmation *trial_confirmation(struct hs_call *call, const struct signing *signing)
{
    bool by_key = signing->request->kind == HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    const struct hs_ground trial = {.kind = by_key ? signing->request->kind : HENSIGT_INTENTION_CONFIRMATION_KIND_ACCESS_KEY,
                                    .source = ""};
    return hs_ground_confirm(call, &trial, signing->instrument->revision, NULL);
}

static void sign(struct hs_call *call, struct signing *signing, const struct hs_ground *ground)
{
    if (hs_status_code(call->status) == HS_OK)
        signing->confirmation = hs_ground_confirm(call, ground, signing->instrument->revision, NULL);
    if (signing->confirmation)
        check_date(call, signing);
    else
        signing->confirmation = trial_confirmation(call, signing);
    if (!signing->confirmation)
        return;
    if (signing->instrument->n_revisions > 0)
        sign_all(call, signing);
    refuse_unsignable(call, signing);
}

enum hs_code hs_instrument_sign(struct hs_call *call, const hensigt_sign_instrument_request *request,
                                hensigt_sign_instrument_response *reply)
{
    const struct hs_ground ground = {.kind = request->kind, .source = request->source, .date = request->date};
    struct signing signing = {.request = request, .reply = reply};
    hs_ground_check(call, &ground);
    if (hs_status_code(call->status) == HS_OK)
        hs_ground_admit(call, &ground);
    if (hs_status_code(call->status) == HS_PERMISSION_DENIED)
        return hs_status_code(call->status);
    signing.instrument = (const hensigt_instrument *)hs_call_get_for_change(call, request->name, request->etag);
    if (signing.instrument)
        sign(call, &signing, &ground);
    return hs_status_code(call->status);
}

/* ---- what is signed ------------------------------------------------------------------------------------------------------ */

enum hs_code hs_instrument_signing_statement(struct hs_call *call, const hensigt_get_signing_statement_request *request,
                                             hensigt_get_signing_statement_response *reply)
{
    const hensigt_instrument *instrument = (const hensigt_instrument *)hs_call_get(call, request->name, 0);
    hensigt_signature signature = HENSIGT_SIGNATURE_INIT;
    if (!instrument || !hs_require_reference(call, "organisation", request->organisation))
        return hs_status_code(call->status);
    hs_instrument_require(call, instrument, HS_INSTRUMENT_SIGNABLE);
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    signature.organisation = request->organisation;
    signature.capacity = request->capacity;
    signature.revision = instrument->revision;
    signature.revision_hash = hs_instrument_revision_hash(instrument, instrument->revision);
    if (hs_statement_pack(call, instrument->name, &signature, &reply->statement) &&
        !hs_content_pack(call->arena, instrument, &reply->content))
        return hs_no_memory(call);
    return hs_status_code(call->status);
}
