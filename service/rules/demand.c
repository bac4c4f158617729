#include "service/rules/demand.h"

#include "service/annulment.h"
#include "service/rules/collect.h"
#include "service/rules/signature_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

#include "hensigt/v1/intention_tables.h"

#include <stdlib.h>
#include <string.h>

static enum hs_truth lesser(enum hs_truth a, enum hs_truth b)
{
    return a < b ? a : b;
}

static enum hs_truth negated(enum hs_truth truth)
{
    return (enum hs_truth)(HS_CERTAINLY - truth);
}

/* Whether an intention was confirmed at some time, whatever became of it, and not in error. */
static bool was_confirmed(const hensigt_intention *intention)
{
    if (hs_annulled(&intention->base))
        return false;
    switch (intention->state) {
    case HENSIGT_INTENTION_STATE_CONFIRMED:
    case HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED:
    case HENSIGT_INTENTION_STATE_FULFILLED:
    case HENSIGT_INTENTION_STATE_WITHDRAWN:
        return intention->confirmation != NULL;
    default:
        return false;
    }
}

static struct hs_standing judge(const hensigt_intention *intention, int32_t day)
{
    struct hs_standing standing = {.intention = intention, .organisation = intention->organisation};
    if (!was_confirmed(intention))
        return standing;
    standing.confirmed = hs_date_reached(intention->confirmation->date, day);
    if (intention->withdrawal)
        standing.withdrawn = hs_date_reached(intention->withdrawal->date, day);
    return standing;
}

static int compare_standings(const void *left, const void *right)
{
    const struct hs_standing *a = left;
    const struct hs_standing *b = right;
    return strcmp(a->intention->name, b->intention->name);
}

static int compare_to_name(const void *name, const void *standing)
{
    return strcmp(name, ((const struct hs_standing *)standing)->intention->name);
}

static void mark_replaced(struct hs_demand *demand, const struct hs_standing *by)
{
    const char *name = by->intention->replaced_intention;
    if (by->confirmed == HS_NEVER || !*name)
        return;
    struct hs_standing *standing = bsearch(name, demand->standings, demand->count, sizeof *demand->standings, compare_to_name);
    if (standing && standing->replaced < by->confirmed)
        standing->replaced = by->confirmed;
}

bool hs_demand_judge(struct hs_arena *arena, const ProtobufCMessage *const *intentions, size_t count, int32_t day,
                     struct hs_demand *out)
{
    struct hs_demand demand = {.standings = hs_arena_alloc(arena, (count + 1) * sizeof *demand.standings), .count = count};
    if (!demand.standings)
        return false;
    for (size_t i = 0; i < count; i++)
        demand.standings[i] = judge((const hensigt_intention *)intentions[i], day);
    qsort(demand.standings, count, sizeof *demand.standings, compare_standings);
    for (size_t i = 0; i < count; i++)
        mark_replaced(&demand, &demand.standings[i]);
    for (size_t i = 0; i < count; i++) {
        struct hs_standing *standing = &demand.standings[i];
        standing->counts = lesser(standing->confirmed, lesser(negated(standing->withdrawn), negated(standing->replaced)));
    }
    *out = demand;
    return true;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(left, ((const hensigt_intention *)*(ProtobufCMessage *const *)right)->name);
}

/* What is not among the intentions that the caller may see, which are in the order of their names. */
static void mark_hidden(struct hs_demand *demand, const struct hs_collection *seen)
{
    for (size_t i = 0; i < demand->count; i++) {
        struct hs_standing *standing = &demand->standings[i];
        standing->hidden = seen->count == 0 || !bsearch(standing->intention->name, seen->messages, seen->count,
                                                        sizeof(ProtobufCMessage *), compare_names);
    }
}

/* A body is never counted twice because of a merge, and from a succession on its successor is counted. */
static enum hs_code name_bodies(struct hs_call *call, struct hs_demand *demand, int32_t day, int64_t read_time)
{
    struct hs_bodies bodies;
    hs_bodies_init(&bodies, call, day, read_time);
    for (size_t i = 0; i < demand->count && !bodies.failed; i++) {
        struct hs_standing *standing = &demand->standings[i];
        struct hs_body body = hs_bodies_find(&bodies, standing->intention->organisation);
        standing->organisation = body.name;
        standing->divided = body.divided;
    }
    return bodies.failed ? hs_status_code(call->status) : HS_OK;
}

/* What follows from signatures stands with them. */
static enum hs_code judge_signatures(struct hs_call *call, struct hs_demand *demand, int32_t day, int64_t read_time)
{
    struct hs_signings signings = {.call = call, .read_time = read_time};
    for (size_t i = 0; i < demand->count; i++) {
        struct hs_standing *standing = &demand->standings[i];
        const hensigt_intention *intention = standing->intention;
        struct hs_signature_standing signature;
        if (intention->n_signatures == 0 || standing->counts == HS_NEVER)
            continue;
        if (!hs_signings_judge(&signings, intention->signatures, intention->n_signatures, day, &signature))
            return hs_status_code(call->status);
        enum hs_truth fallen = lesser(signature.signed_then, negated(signature.stands));
        standing->lapsed = lesser(standing->counts, fallen);
        standing->counts = lesser(standing->counts, signature.stands);
        standing->unreaffirmed = lesser(standing->counts, signature.unreaffirmed);
    }
    return HS_OK;
}

enum hs_code hs_demand_read(struct hs_call *call, const char *process, int32_t day, int64_t read_time, struct hs_demand *out)
{
    struct hs_collection intentions;
    struct hs_collection seen;
    const struct hs_match match = {.path = "process", .value = process};
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    enum hs_code code = hs_collect(call, &hensigt_intention_resource, NULL, &match, 1, read_time, &intentions);
    hs_view_set_reader(call->view, reader);
    if (code == HS_OK && reader)
        code = hs_collect(call, &hensigt_intention_resource, NULL, &match, 1, read_time, &seen);
    if (code == HS_OK && !hs_demand_judge(call->arena, intentions.messages, intentions.count, day, out))
        code = hs_no_memory(call);
    if (code == HS_OK)
        code = judge_signatures(call, out, day, read_time);
    if (code == HS_OK)
        code = name_bodies(call, out, day, read_time);
    if (code == HS_OK && reader)
        mark_hidden(out, &seen);
    return code;
}

void hs_demand_organisations(const struct hs_demand *demand, enum hs_demand_view view, hensigt_intention_level level,
                             enum hs_truth at_least, struct hs_names *out)
{
    for (size_t i = 0; i < demand->count; i++) {
        const struct hs_standing *standing = &demand->standings[i];
        bool wanted = view == HS_DEMAND_ALL || !standing->hidden;
        if (wanted && standing->intention->level == level && standing->counts >= at_least)
            hs_names_add(out, standing->organisation);
    }
    hs_names_sort(out);
}
