#include "service/rules/claims_report.h"

#include "service/annulment.h"
#include "service/dispatch.h"
#include "service/rules/claim_text.h"
#include "service/rules/claims.h"
#include "service/rules/claims_computed.h"
#include "service/rules/reply_room.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/metric_claim_tables.h"

#include <stdlib.h>
#include <string.h>

typedef hensigt_check_claims_response_disagreement response_disagreement;

/* As the contract says. */
enum { MAX_SHOWN = 50 };

struct checking {
    struct hs_call *call;
    const hensigt_check_claims_request *request;
    hensigt_check_claims_response *reply;
    struct hs_computing computing;
    const hensigt_metric_claim **claims; /* by subject, metric, and when they were stated */
    size_t count;
    size_t room;
    bool full; /* no more is shown, only counted */
};

static const char *subject_of(const hensigt_metric_claim *claim)
{
    return *claim->subject ? claim->subject : claim->region_code;
}

/* ---- which claims -------------------------------------------------------------------------------------------------------- */

static enum hs_code take_claim(void *context, ProtobufCMessage *message)
{
    struct checking *checking = context;
    struct hs_arena *arena = checking->call->arena;
    if (hs_annulled(message))
        return HS_OK;
    const hensigt_metric_claim *claim = (const hensigt_metric_claim *)hs_arena_message(arena, message);
    void *grown = hs_arena_grow(arena, checking->claims, checking->count, sizeof *checking->claims);
    if (!claim || !grown)
        return hs_no_memory(checking->call);
    checking->claims = grown;
    checking->claims[checking->count++] = claim;
    return HS_OK;
}

static int compare_subjects(const hensigt_metric_claim *a, const hensigt_metric_claim *b)
{
    int order = strcmp(subject_of(a), subject_of(b));
    return order != 0 ? order : strcmp(a->metric, b->metric);
}

static int compare_claims(const void *left, const void *right)
{
    const hensigt_metric_claim *a = *(const hensigt_metric_claim *const *)left;
    const hensigt_metric_claim *b = *(const hensigt_metric_claim *const *)right;
    int order = compare_subjects(a, b);
    int32_t stated = hs_date_earliest(a->state_date);
    int32_t other = hs_date_earliest(b->state_date);
    if (order == 0)
        order = (stated > other) - (stated < other);
    return order != 0 ? order : strcmp(a->name, b->name);
}

static enum hs_code read_claims(struct checking *checking)
{
    const hensigt_check_claims_request *request = checking->request;
    const struct hs_match asked[] = {{.path = "subject", .value = request->subject},
                                     {.path = "region_code", .value = request->region_code},
                                     {.path = "metric", .value = request->metric}};
    struct hs_match matches[sizeof asked / sizeof *asked];
    size_t count = 0;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (*asked[i].value)
            matches[count++] = asked[i];
    enum hs_code code = hs_call_scan(checking->call, &hensigt_metric_claim_resource, NULL, matches, count,
                                     checking->computing.read_time, take_claim, checking);
    if (checking->count > 0)
        qsort(checking->claims, checking->count, sizeof *checking->claims, compare_claims);
    checking->reply->metric_claim_count = (int32_t)checking->count;
    return code;
}

/* ---- one disagreement ---------------------------------------------------------------------------------------------------- */

/* "more than 200 (2022)", "5 % (estimated, 2022)": what a claim says, and about when. */
static char *claim_words(struct hs_arena *arena, const hensigt_metric_claim *claim)
{
    char date[HS_PARTIAL_DATE_SIZE];
    char *text = hs_claim_text(arena, claim);
    hs_partial_date_text(hs_date_given(claim->end_date) ? claim->end_date : claim->state_date, date);
    if (!text || !*date)
        return text;
    char *bracket = strrchr(text, ')');
    if (!bracket)
        return hs_arena_printf(arena, "%s (%s)", text, date);
    *bracket = '\0';
    return hs_arena_printf(arena, "%s, %s)", text, date);
}

static bool add_claim(struct hs_arena *arena, response_disagreement *out, const hensigt_metric_claim *claim)
{
    char *words = claim_words(arena, claim);
    if (!words)
        return false;
    out->metric_claims[out->n_metric_claims++] = claim->name;
    out->texts[out->n_texts++] = words;
    return true;
}

static response_disagreement *new_disagreement(struct hs_arena *arena, const hensigt_metric_claim *first, size_t count)
{
    response_disagreement *out =
        (response_disagreement *)hs_arena_new(arena, &hensigt__v1__check_claims_response__disagreement__descriptor);
    if (!out)
        return NULL;
    out->subject = (char *)subject_of(first);
    out->metric = first->metric;
    out->metric_claims = hs_arena_alloc(arena, count * sizeof *out->metric_claims);
    out->texts = hs_arena_alloc(arena, count * sizeof *out->texts);
    return out->metric_claims && out->texts ? out : NULL;
}

/* Shows a disagreement while there is room, and counts it. */
static enum hs_code show(struct checking *checking, response_disagreement *disagreement)
{
    hensigt_check_claims_response *reply = checking->reply;
    reply->disagreement_count++;
    checking->full = checking->full || !hs_reply_room_take(&checking->room, &disagreement->base);
    if (checking->full)
        return HS_OK;
    void *grown = hs_arena_grow(checking->call->arena, reply->disagreements, reply->n_disagreements, sizeof *reply->disagreements);
    if (!grown)
        return hs_no_memory(checking->call);
    reply->disagreements = grown;
    reply->disagreements[reply->n_disagreements++] = disagreement;
    return HS_OK;
}

/* ---- with each other ----------------------------------------------------------------------------------------------------- */

/* A claim among others of one subject and metric. */
struct member {
    const hensigt_metric_claim *claim;
    size_t group; /* those that disagree, directly or by others between them; its own index where it agrees with all */
    bool certain; /* it disagrees with one that is about the same time for certain */
    bool disagrees;
};

static void join(struct member *members, size_t count, size_t a, size_t b, bool certain)
{
    size_t from = members[b].group;
    for (size_t i = 0; i < count; i++)
        if (members[i].group == from)
            members[i].group = members[a].group;
    members[a].disagrees = true;
    members[b].disagrees = true;
    members[a].certain = members[a].certain || certain;
    members[b].certain = members[b].certain || certain;
}

static void find_groups(struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            enum hs_truth same = hs_claims_comparable(members[i].claim, members[k].claim);
            if (same != HS_NEVER && hs_claims_disagree(members[i].claim, members[k].claim))
                join(members, count, i, k, same == HS_CERTAINLY);
        }
}

static enum hs_code show_group(struct checking *checking, const struct member *members, size_t count, size_t group)
{
    struct hs_arena *arena = checking->call->arena;
    response_disagreement *out = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct member *member = &members[i];
        if (!member->disagrees || member->group != group)
            continue;
        if (!out) {
            out = new_disagreement(arena, member->claim, MAX_SHOWN);
            if (!out)
                return hs_no_memory(checking->call);
            out->uncertain = true;
        }
        out->uncertain = out->uncertain && !member->certain;
        if (out->n_texts < MAX_SHOWN && !add_claim(arena, out, member->claim))
            return hs_no_memory(checking->call);
    }
    return out ? show(checking, out) : HS_OK;
}

static enum hs_code compare_with_each_other(struct checking *checking, const hensigt_metric_claim *const *claims, size_t count)
{
    struct member *members = hs_arena_alloc(checking->call->arena, count * sizeof *members);
    enum hs_code code = HS_OK;
    if (!members)
        return hs_no_memory(checking->call);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct member){.claim = claims[i], .group = i};
    find_groups(members, count);
    for (size_t group = 0; code == HS_OK && group < count; group++)
        code = show_group(checking, members, count, group);
    return code;
}

/* ---- with what is computed ----------------------------------------------------------------------------------------------- */

/* Whether a claim fits no number from the least to the most that was computed. */
static bool disagrees_with(const hensigt_metric_claim *claim, const struct hs_computed *computed)
{
    hensigt_metric_claim least = *claim;
    hensigt_metric_claim most = *claim;
    least.comparison = HENSIGT_METRIC_CLAIM_COMPARISON_AT_LEAST;
    least.value = (char *)computed->certain;
    most.comparison = HENSIGT_METRIC_CLAIM_COMPARISON_AT_MOST;
    most.value = (char *)computed->possible;
    return hs_claims_disagree(claim, &least) || hs_claims_disagree(claim, &most);
}

static enum hs_code compare_with_computed(struct checking *checking, const hensigt_metric_claim *claim)
{
    struct hs_computed computed;
    struct hs_arena *arena = checking->call->arena;
    if (hs_compute(&checking->computing, claim, &computed) != HS_OK)
        return hs_status_code(checking->call->status);
    if (!computed.words)
        return HS_OK;
    checking->reply->computed_count++;
    if (!disagrees_with(claim, &computed))
        return HS_OK;
    response_disagreement *out = new_disagreement(arena, claim, 1);
    if (!out || !add_claim(arena, out, claim))
        return hs_no_memory(checking->call);
    out->computed = (char *)computed.words;
    return show(checking, out);
}

/* ---- the reply ----------------------------------------------------------------------------------------------------------- */

/* The claims of one subject and metric stand together. */
static enum hs_code check_all(struct checking *checking)
{
    enum hs_code code = HS_OK;
    size_t next = 0;
    for (size_t first = 0; code == HS_OK && first < checking->count; first = next) {
        next = first + 1;
        while (next < checking->count && compare_subjects(checking->claims[first], checking->claims[next]) == 0)
            next++;
        code = compare_with_each_other(checking, &checking->claims[first], next - first);
        for (size_t i = first; code == HS_OK && i < next; i++)
            code = compare_with_computed(checking, checking->claims[i]);
    }
    return code;
}

enum hs_code hs_claims_report(struct hs_call *call, const hensigt_check_claims_request *request,
                              hensigt_check_claims_response *reply)
{
    struct hs_arena scratch;
    struct checking checking = {
        .call = call,
        .request = request,
        .reply = reply,
        .computing = {.call = call, .aside = *call, .read_time = hs_call_read_time(call, request->read_time)},
        .room = HS_REPLY_ROOM,
    };
    if (*request->subject && !hs_call_get(call, request->subject, checking.computing.read_time))
        return hs_status_code(call->status);
    hs_arena_init(&scratch, HS_SCAN_MEMORY);
    checking.computing.aside.arena = &scratch;
    enum hs_code code = read_claims(&checking);
    if (code == HS_OK)
        code = check_all(&checking);
    hs_arena_free(&scratch);
    reply->read_time = hs_call_shown_time(call, checking.computing.read_time);
    return code == HS_OK && !reply->read_time ? hs_no_memory(call) : code;
}
