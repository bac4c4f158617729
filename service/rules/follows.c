#include "service/rules/follows.h"

#include "service/annulment.h"
#include "service/rules/intention.h"
#include "service/rules/signature_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/intention_tables.h"

#include <stdio.h>
#include <string.h>

/* "signatures[19]" */
enum { PATH_SIZE = 40 };

/* ---- which signatures an intention may name ------------------------------------------------------------------------------ */

static bool is_about(const hensigt_instrument *instrument, const char *process)
{
    for (size_t i = 0; i < instrument->n_processes; i++)
        if (strcmp(instrument->processes[i], process) == 0)
            return true;
    return instrument->n_processes == 0;
}

/* One that does not exist is refused as a reference. */
static void check_signature(struct hs_call *call, const hensigt_intention *intention, size_t index)
{
    char path[PATH_SIZE];
    const char *name = intention->signatures[index];
    const hensigt_signature *signature = (const hensigt_signature *)hs_call_find(call, name, 0);
    const char *parent = hs_signature_instrument(call->arena, name);
    const hensigt_instrument *instrument = parent ? (const hensigt_instrument *)hs_call_find(call, parent, 0) : NULL;
    snprintf(path, sizeof path, "signatures[%zu]", index);
    if (!signature || !instrument)
        return;
    if (!hs_body_same(call, signature->organisation, intention->organisation))
        hs_call_violation(call, path, "ORGANISATION", "must be of the same organisation: %s is of %s", name,
                          signature->organisation);
    if (signature->capacity != HENSIGT_SIGNATURE_CAPACITY_SIGNATORY)
        hs_call_violation(call, path, "CAPACITY", "must be of a signatory: who supports or facilitates intends to buy nothing");
    if (!is_about(instrument, intention->process) && hs_view_exists(call->view, intention->process))
        hs_call_violation(call, path, "PROCESS", "must be of an instrument about %s: %s is about others", intention->process,
                          instrument->name);
}

void hs_follows_check(struct hs_call *call, const hensigt_intention *intention)
{
    for (size_t i = 0; i < intention->n_signatures; i++)
        check_signature(call, intention, i);
}

void hs_follows_require(struct hs_call *call, const hensigt_intention *intention, int32_t day)
{
    const char *remedy = hs_arena_printf(call->arena, "%s, by SignInstrument or ReaffirmSignature", intention->organisation);
    for (size_t i = 0; i < intention->n_signatures; i++) {
        struct hs_signing signing;
        const char *name = intention->signatures[i];
        if (hs_signing_read_one(call, name, &signing) != HS_OK)
            return;
        if (hs_signing_judge(&signing, name, day).stands == HS_NEVER)
            hs_status_lack(call->status, "SIGNATURE_NOT_STANDING", name, &remedy, remedy ? 1 : 0, "%s does not stand on %s", name,
                           hs_call_day_text(call, day));
    }
}

/* ---- what becomes of intentions ------------------------------------------------------------------------------------------- */

/* What follows from signatures of one instrument, as these are about to be. */
struct fall {
    struct hs_call *call;
    struct hs_signings signings;
    struct hs_signing *signing;
    struct hs_collection intentions;
};

static enum hs_code begin(struct fall *fall, struct hs_call *call, const char *signature)
{
    *fall = (struct fall){.call = call, .signings = {.call = call}};
    if (hs_signings_of(&fall->signings, signature))
        fall->signing = &fall->signings.signings[0];
    return hs_status_code(call->status);
}

/* The signature as it is about to be takes the place of what it is. */
static void exchange(struct hs_signing *signing, const hensigt_signature *changed)
{
    for (size_t i = 0; i < signing->signatures.count; i++)
        if (strcmp(((const hensigt_signature *)signing->signatures.messages[i])->name, changed->name) == 0)
            signing->signatures.messages[i] = &changed->base;
    for (size_t i = 0; i < signing->n_reaffirming; i++)
        if (strcmp(signing->reaffirming[i]->name, changed->name) == 0)
            signing->reaffirming[i] = changed;
}

static enum hs_code collect_intentions(struct fall *fall, const char *signature)
{
    const struct hs_match match = {.path = "signatures", .value = signature};
    return hs_collect_more(fall->call, &hensigt_intention_resource, NULL, &match, 1, 0, &fall->intentions);
}

/* Intentions that follow from a signature, or from one that it reaffirms. */
static enum hs_code collect_chain(struct fall *fall, const hensigt_signature *signature)
{
    enum hs_code code = HS_OK;
    for (size_t depth = 0; code == HS_OK && signature && depth <= fall->signing->instrument->n_revisions; depth++) {
        code = collect_intentions(fall, signature->name);
        signature = hs_signing_find(fall->signing, signature->reaffirmed_signature);
    }
    return code;
}

/* Whether none of an intention's signatures stands on a day. */
static bool stands_on_nothing(struct fall *fall, const hensigt_intention *intention, int32_t day)
{
    struct hs_signature_standing standing;
    return hs_signings_judge(&fall->signings, intention->signatures, intention->n_signatures, day, &standing) &&
           standing.stands == HS_NEVER;
}

/* Whether all of an intention's signatures are annulled. */
static bool was_never_signed(struct fall *fall, const hensigt_intention *intention)
{
    struct hs_signature_standing standing;
    return hs_signings_judge(&fall->signings, intention->signatures, intention->n_signatures, HS_DAY_MAX, &standing) &&
           standing.signed_then == HS_NEVER;
}

static bool is_held(const hensigt_intention *intention)
{
    return intention->state == HENSIGT_INTENTION_STATE_CONFIRMED || intention->state == HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED;
}

/* A draft was shown to nobody, and stays one. */
static bool can_be_annulled(const hensigt_intention *intention)
{
    return intention->state != HENSIGT_INTENTION_STATE_DRAFT && !hs_annulled(&intention->base);
}

static enum hs_code annul_fallen(struct fall *fall, const char *reason)
{
    for (size_t i = 0; i < fall->intentions.count && hs_status_code(fall->call->status) == HS_OK; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)fall->intentions.messages[i];
        if (can_be_annulled(intention) && was_never_signed(fall, intention))
            hs_intention_annul_with(fall->call, intention, reason);
    }
    return hs_status_code(fall->call->status);
}

static enum hs_code withdraw_fallen(struct fall *fall, hensigt_intention_withdrawal *withdrawal, int32_t day)
{
    for (size_t i = 0; i < fall->intentions.count && hs_status_code(fall->call->status) == HS_OK; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)fall->intentions.messages[i];
        if (is_held(intention) && stands_on_nothing(fall, intention, day))
            hs_intention_withdraw_with(fall->call, intention, withdrawal);
    }
    return hs_status_code(fall->call->status);
}

/* As if it were signed and withdrawn for certain on a day: what is asked is what else there is. False without memory. */
static bool withdraw_for_certain(struct hs_call *call, const hensigt_signature *withdrawn, int32_t day, hensigt_signature *out)
{
    hensigt_partial_date *date = (hensigt_partial_date *)hs_arena_new(call->arena, &hensigt__v1__partial_date__descriptor);
    *out = *withdrawn;
    out->withdrawal = (hensigt_intention_withdrawal *)hs_arena_message(call->arena, &withdrawn->withdrawal->base);
    if (!date || !out->withdrawal)
        return false;
    date->date = hs_call_day_text(call, day);
    out->date = date;
    out->withdrawal->date = date;
    return true;
}

/* In each of these the caller's reader is off: what follows from a signature does so whoever may see it. */

enum hs_code hs_follows_withdraw(struct hs_call *call, const hensigt_signature *withdrawn)
{
    struct fall fall;
    hensigt_signature gone;
    int32_t day = hs_date_judged(call, withdrawn->withdrawal->date);
    if (!withdraw_for_certain(call, withdrawn, day, &gone))
        return hs_no_memory(call);
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    if (begin(&fall, call, withdrawn->name) == HS_OK) {
        exchange(fall.signing, &gone);
        if (collect_chain(&fall, withdrawn) == HS_OK)
            withdraw_fallen(&fall, withdrawn->withdrawal, day);
    }
    hs_view_set_reader(call->view, reader);
    return hs_status_code(call->status);
}

enum hs_code hs_follows_annul(struct hs_call *call, const hensigt_signature *annulled)
{
    struct fall fall;
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    if (begin(&fall, call, annulled->name) == HS_OK) {
        exchange(fall.signing, annulled);
        if (collect_chain(&fall, annulled) == HS_OK)
            annul_fallen(&fall, annulled->annulment->reason);
    }
    hs_view_set_reader(call->view, reader);
    return hs_status_code(call->status);
}

enum hs_code hs_follows_annul_all(struct hs_call *call, const hensigt_instrument *annulled, const struct hs_signing *signing)
{
    struct fall fall = {.call = call, .signings = {.call = call}};
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < signing->signatures.count; i++) {
        const char *name = ((const hensigt_signature *)signing->signatures.messages[i])->name;
        if (i == 0)
            code = begin(&fall, call, name);
        if (code == HS_OK)
            code = collect_intentions(&fall, name);
    }
    if (code == HS_OK && fall.signing) {
        fall.signing->instrument = annulled;
        annul_fallen(&fall, annulled->annulment->reason);
    }
    hs_view_set_reader(call->view, reader);
    return hs_status_code(call->status);
}
