#include "service/rules/signature_standing.h"

#include "service/annulment.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/signature_tables.h"

#include <stdlib.h>
#include <string.h>

/* Whether a last day lies behind; one that is not given never does. */
static enum hs_truth passed(const hensigt_partial_date *last, int32_t day)
{
    if (!hs_date_given(last) || hs_date_earliest(last) >= day)
        return HS_NEVER;
    return hs_date_latest(last) < day ? HS_CERTAINLY : HS_POSSIBLY;
}

/* ---- one instrument, one signature --------------------------------------------------------------------------------------- */

enum hs_truth hs_instrument_over(const hensigt_instrument *instrument, int32_t day)
{
    enum hs_truth ended = instrument->ending ? hs_date_reached(instrument->ending->date, day) : HS_NEVER;
    return hs_truth_or(ended, passed(instrument->expire_date, day));
}

enum hs_truth hs_instrument_in_force(const hensigt_instrument *instrument, int32_t day)
{
    if (hs_annulled(&instrument->base) || !hs_date_given(instrument->activate_date))
        return HS_NEVER;
    return hs_truth_and(hs_date_reached(instrument->activate_date, day), hs_truth_not(hs_instrument_over(instrument, day)));
}

/* The revision after the one that was signed, or NULL: revisions are numbered from 1 and stand in their order. */
static const hensigt_instrument_revision *next_revision(const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    size_t next = (size_t)signature->revision;
    return signature->revision > 0 && next < instrument->n_revisions ? instrument->revisions[next] : NULL;
}

struct hs_signature_standing hs_signature_judge(const hensigt_instrument *instrument, const hensigt_signature *signature,
                                                int32_t day)
{
    struct hs_signature_standing standing = {0};
    if (hs_annulled(&instrument->base) || hs_annulled(&signature->base))
        return standing;
    const hensigt_instrument_revision *next = next_revision(instrument, signature);
    enum hs_truth superseded = next ? hs_date_reached(next->date, day) : HS_NEVER;
    enum hs_truth late = next ? hs_truth_and(superseded, passed(next->reaffirm_date, day)) : HS_NEVER;
    enum hs_truth over = hs_truth_or(late, hs_instrument_over(instrument, day));
    standing.signed_then = hs_date_reached(signature->date, day);
    standing.withdrawn = signature->withdrawal ? hs_date_reached(signature->withdrawal->date, day) : HS_NEVER;
    standing.stands = hs_truth_and(standing.signed_then, hs_truth_and(hs_truth_not(standing.withdrawn), hs_truth_not(over)));
    standing.unreaffirmed = hs_truth_and(standing.stands, superseded);
    standing.lapsed = hs_truth_and(standing.signed_then, hs_truth_and(hs_truth_not(standing.withdrawn), over));
    return standing;
}

/* ---- a signature and what reaffirms it ------------------------------------------------------------------------------------ */

static int compare_reaffirming(const void *left, const void *right)
{
    const hensigt_signature *a = *(const hensigt_signature *const *)left;
    const hensigt_signature *b = *(const hensigt_signature *const *)right;
    return strcmp(a->reaffirmed_signature, b->reaffirmed_signature);
}

static enum hs_code sort_reaffirming(struct hs_call *call, struct hs_signing *signing)
{
    signing->reaffirming = hs_arena_alloc(call->arena, (signing->signatures.count + 1) * sizeof *signing->reaffirming);
    if (!signing->reaffirming)
        return hs_no_memory(call);
    for (size_t i = 0; i < signing->signatures.count; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signing->signatures.messages[i];
        if (*signature->reaffirmed_signature)
            signing->reaffirming[signing->n_reaffirming++] = signature;
    }
    qsort(signing->reaffirming, signing->n_reaffirming, sizeof *signing->reaffirming, compare_reaffirming);
    return HS_OK;
}

enum hs_code hs_signing_read(struct hs_call *call, const char *instrument, int64_t read_time, struct hs_signing *out)
{
    *out = (struct hs_signing){.instrument = (const hensigt_instrument *)hs_call_find(call, instrument, read_time)};
    if (!out->instrument)
        return hs_status_code(call->status);
    enum hs_code code = hs_collect(call, &hensigt_signature_resource, instrument, NULL, 0, read_time, &out->signatures);
    return code == HS_OK ? sort_reaffirming(call, out) : code;
}

static int compare_signatures(const void *left, const void *right)
{
    const hensigt_signature *a = (const hensigt_signature *)*(const ProtobufCMessage *const *)left;
    const hensigt_signature *b = (const hensigt_signature *)*(const ProtobufCMessage *const *)right;
    return strcmp(a->name, b->name);
}

/* The signatures that were found grow as those that reaffirm them are added. */
static enum hs_code follow_reaffirmations(struct hs_call *call, struct hs_collection *signatures)
{
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < signatures->count; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signatures->messages[i];
        const struct hs_match match = {.path = "reaffirmed_signature", .value = signature->name};
        code = hs_collect_more(call, &hensigt_signature_resource, NULL, &match, 1, 0, signatures);
    }
    return code;
}

enum hs_code hs_signing_read_one(struct hs_call *call, const char *signature, struct hs_signing *out)
{
    const struct hs_match match = {.path = "name", .value = signature};
    const char *instrument = hs_signature_instrument(call->arena, signature);
    if (!instrument)
        return hs_no_memory(call);
    *out = (struct hs_signing){.instrument = (const hensigt_instrument *)hs_call_find(call, instrument, 0)};
    if (!out->instrument)
        return hs_status_code(call->status);
    enum hs_code code = hs_collect(call, &hensigt_signature_resource, instrument, &match, 1, 0, &out->signatures);
    if (code == HS_OK)
        code = follow_reaffirmations(call, &out->signatures);
    if (code != HS_OK)
        return code;
    if (out->signatures.count > 0)
        qsort(out->signatures.messages, out->signatures.count, sizeof *out->signatures.messages, compare_signatures);
    return sort_reaffirming(call, out);
}

/* The first that reaffirms a signature, or the end. */
static size_t first_reaffirming(const struct hs_signing *signing, const char *signature)
{
    size_t low = 0;
    size_t high = signing->n_reaffirming;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(signing->reaffirming[middle]->reaffirmed_signature, signature) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare_names(const void *name, const void *signature)
{
    return strcmp(name, ((const hensigt_signature *)*(ProtobufCMessage *const *)signature)->name);
}

const hensigt_signature *hs_signing_find(const struct hs_signing *signing, const char *signature)
{
    const ProtobufCMessage *const *found = signing->signatures.count == 0
                                               ? NULL
                                               : bsearch(signature, signing->signatures.messages, signing->signatures.count,
                                                         sizeof(ProtobufCMessage *), compare_names);
    return found ? (const hensigt_signature *)*found : NULL;
}

/* Of two that one thing follows from: it stands while either does, and is unreaffirmed while none stands that is not. */
static struct hs_signature_standing either(struct hs_signature_standing a, struct hs_signature_standing b)
{
    enum hs_truth firmly =
        hs_truth_or(hs_truth_and(a.stands, hs_truth_not(a.unreaffirmed)), hs_truth_and(b.stands, hs_truth_not(b.unreaffirmed)));
    struct hs_signature_standing both = {
        .signed_then = hs_truth_or(a.signed_then, b.signed_then),
        .withdrawn = hs_truth_or(a.withdrawn, b.withdrawn),
        .stands = hs_truth_or(a.stands, b.stands),
    };
    both.unreaffirmed = hs_truth_and(hs_truth_or(a.unreaffirmed, b.unreaffirmed), hs_truth_not(firmly));
    both.lapsed = hs_truth_and(hs_truth_or(a.lapsed, b.lapsed), hs_truth_not(both.stands));
    return both;
}

/* Follows `depth` reaffirmations at most: each is of a later revision, whatever was imported. */
static struct hs_signature_standing judge_chain(const struct hs_signing *signing, const hensigt_signature *signature, int32_t day,
                                                size_t depth)
{
    struct hs_signature_standing own = hs_signature_judge(signing->instrument, signature, day);
    struct hs_signature_standing later = {0};
    for (size_t i = first_reaffirming(signing, signature->name); depth > 0 && i < signing->n_reaffirming; i++) {
        if (strcmp(signing->reaffirming[i]->reaffirmed_signature, signature->name) != 0)
            break;
        later = either(later, judge_chain(signing, signing->reaffirming[i], day, depth - 1));
    }
    own.stands = hs_truth_and(own.stands, hs_truth_not(later.signed_then));
    own.unreaffirmed = hs_truth_and(own.unreaffirmed, own.stands);
    own.lapsed = hs_truth_and(own.lapsed, hs_truth_not(later.signed_then));
    return either(own, later);
}

struct hs_signature_standing hs_signing_judge(const struct hs_signing *signing, const char *signature, int32_t day)
{
    const hensigt_signature *found = hs_signing_find(signing, signature);
    if (!found)
        return (struct hs_signature_standing){0};
    return judge_chain(signing, found, day, signing->instrument->n_revisions);
}

/* ---- several instruments -------------------------------------------------------------------------------------------------- */

char *hs_signature_instrument(struct hs_arena *arena, const char *signature)
{
    const char *end = strstr(signature, "/signatures/");
    return hs_arena_bytes(arena, signature, end ? (size_t)(end - signature) : 0);
}

static bool is_part_of(const char *signature, const char *instrument)
{
    size_t length = strlen(instrument);
    return strncmp(signature, instrument, length) == 0 && signature[length] == '/';
}

static const struct hs_signing *add_signing(struct hs_signings *signings, const char *signature)
{
    struct hs_arena *arena = signings->call->arena;
    const char *name = hs_signature_instrument(arena, signature);
    void *grown = hs_arena_grow(arena, signings->signings, signings->count, sizeof *signings->signings);
    void *names = grown ? hs_arena_grow(arena, signings->names, signings->count, sizeof *signings->names) : NULL;
    if (!name || !names) {
        hs_no_memory(signings->call);
        return NULL;
    }
    signings->signings = grown;
    signings->names = names;
    signings->names[signings->count] = name;
    struct hs_signing *added = &signings->signings[signings->count];
    if (hs_signing_read(signings->call, name, signings->read_time, added) != HS_OK)
        return NULL;
    signings->count++;
    return added;
}

const struct hs_signing *hs_signings_of(struct hs_signings *signings, const char *signature)
{
    for (size_t i = 0; i < signings->count; i++)
        if (is_part_of(signature, signings->names[i]))
            return &signings->signings[i];
    return add_signing(signings, signature);
}

bool hs_signings_judge(struct hs_signings *signings, char *const *names, size_t count, int32_t day,
                       struct hs_signature_standing *out)
{
    struct hs_signature_standing together = {0};
    for (size_t i = 0; i < count; i++) {
        const struct hs_signing *signing = hs_signings_of(signings, names[i]);
        if (!signing)
            return false;
        together = i == 0 ? hs_signing_judge(signing, names[i], day) : either(together, hs_signing_judge(signing, names[i], day));
    }
    *out = together;
    return true;
}

/* ---- when it turns -------------------------------------------------------------------------------------------------------- */

static void add_instrument_turns(const hensigt_instrument *instrument, struct hs_turns *turns)
{
    hs_turns_add(turns, instrument->ending ? instrument->ending->date : NULL, 0);
    hs_turns_add(turns, instrument->expire_date, 1);
    for (size_t i = 0; i < instrument->n_revisions; i++) {
        hs_turns_add(turns, instrument->revisions[i]->date, 0);
        hs_turns_add(turns, instrument->revisions[i]->reaffirm_date, 1);
    }
}

/* Follows the same reaffirmations as judge_chain. */
static void add_chain_turns(const struct hs_signing *signing, const hensigt_signature *signature, size_t depth,
                            struct hs_turns *turns)
{
    hs_turns_add(turns, signature->date, 0);
    hs_turns_add(turns, signature->withdrawal ? signature->withdrawal->date : NULL, 0);
    for (size_t i = first_reaffirming(signing, signature->name); depth > 0 && i < signing->n_reaffirming; i++) {
        if (strcmp(signing->reaffirming[i]->reaffirmed_signature, signature->name) != 0)
            break;
        add_chain_turns(signing, signing->reaffirming[i], depth - 1, turns);
    }
}

bool hs_signings_add_turns(struct hs_signings *signings, char *const *names, size_t count, struct hs_turns *turns)
{
    for (size_t i = 0; i < count; i++) {
        const struct hs_signing *signing = hs_signings_of(signings, names[i]);
        if (!signing)
            return false;
        const hensigt_signature *found = signing->instrument ? hs_signing_find(signing, names[i]) : NULL;
        if (!found)
            continue;
        add_instrument_turns(signing->instrument, turns);
        add_chain_turns(signing, found, signing->instrument->n_revisions, turns);
    }
    return true;
}
