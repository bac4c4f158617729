#include "service/rules/compare.h"

#include "service/rules/transition.h"

#include "hensigt/v1/adoption_tables.h"
#include "hensigt/v1/centre_tables.h"
#include "hensigt/v1/grant_tables.h"
#include "hensigt/v1/metric_claim_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_tables.h"
#include "hensigt/v1/purchase_tables.h"

#include <string.h>

typedef hensigt_compare_centres_response_point comparison_point;
typedef hensigt_compare_centres_response_cell comparison_cell;

/* As many as a request may name: a reply has room for them. */
enum { MAX_CENTRES = 20 };

/* ---- which centres ------------------------------------------------------------------------------------------------------- */

static enum hs_code find_named(struct hs_comparison *comparison, char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        comparison->compared[i].centre = (const hensigt_centre *)hs_call_get(comparison->call, names[i], comparison->read_time);
        if (!comparison->compared[i].centre)
            return hs_status_code(comparison->call->status);
    }
    comparison->count = count;
    return HS_OK;
}

static enum hs_code find_all(struct hs_comparison *comparison)
{
    struct hs_collection centres;
    struct hs_call *call = comparison->call;
    if (hs_collect(call, &hensigt_centre_resource, NULL, NULL, 0, comparison->read_time, &centres) != HS_OK)
        return hs_status_code(call->status);
    if (centres.count > MAX_CENTRES) {
        hs_call_violation(call, "names", "TOO_MANY_ITEMS", "must name the centres: there are %zu, and at most %d are compared",
                          centres.count, MAX_CENTRES);
        return hs_status_code(call->status);
    }
    for (size_t i = 0; i < centres.count; i++)
        comparison->compared[i].centre = (const hensigt_centre *)centres.messages[i];
    comparison->count = centres.count;
    return HS_OK;
}

/* What refers to the centre by one of its fields. */
static enum hs_code read_of(const struct hs_comparison *comparison, const struct hs_resource *resource, const char *field,
                            const char *centre, struct hs_collection *out)
{
    const struct hs_match match = {.path = field, .value = centre};
    return hs_collect(comparison->call, resource, NULL, &match, 1, comparison->read_time, out);
}

static void add_partners(struct hs_compared *compared, const struct hs_members *members)
{
    hs_members_organisations(members, HS_ROLES_COUNTED, HS_CERTAINLY, &compared->partners);
    hs_members_organisations(members, HS_ROLES_COUNTED, HS_POSSIBLY, &compared->may_partner);
}

/* Who takes part in a process of the centre is its partner: once, in however many processes. */
static enum hs_code read_partners(const struct hs_comparison *comparison, struct hs_compared *compared)
{
    struct hs_call *call = comparison->call;
    enum hs_code code = HS_OK;
    compared->partners.arena = call->arena;
    compared->may_partner.arena = call->arena;
    add_partners(compared, &compared->members);
    for (size_t i = 0; code == HS_OK && i < compared->processes.count; i++) {
        struct hs_members members;
        const hensigt_process *process = (const hensigt_process *)compared->processes.messages[i];
        code = hs_members_read(call, process->name, NULL, comparison->day, comparison->read_time, &members);
        if (code == HS_OK)
            add_partners(compared, &members);
    }
    return compared->partners.failed || compared->may_partner.failed ? hs_no_memory(call) : code;
}

static enum hs_code read_purchases(const struct hs_comparison *comparison, struct hs_compared *compared)
{
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < compared->processes.count; i++) {
        const hensigt_process *process = (const hensigt_process *)compared->processes.messages[i];
        const struct hs_match match = {.path = "process", .value = process->name};
        code = hs_collect_more(comparison->call, &hensigt_purchase_resource, NULL, &match, 1, comparison->read_time,
                               &compared->purchases);
    }
    return code;
}

static enum hs_code read_facts_of(const struct hs_comparison *comparison, struct hs_compared *compared)
{
    const char *name = compared->centre->name;
    enum hs_code code = hs_members_read(comparison->call, name, NULL, comparison->day, comparison->read_time, &compared->members);
    if (code == HS_OK)
        code = read_of(comparison, &hensigt_process_resource, "centre", name, &compared->processes);
    if (code == HS_OK)
        code = read_partners(comparison, compared);
    if (code == HS_OK)
        code = read_purchases(comparison, compared);
    if (code == HS_OK)
        code = read_of(comparison, &hensigt_grant_resource, "centre", name, &compared->grants);
    if (code == HS_OK)
        code = read_of(comparison, &hensigt_metric_claim_resource, "subject", name, &compared->claims);
    if (code == HS_OK)
        code = read_of(comparison, &hensigt_adoption_resource, "origin", name, &compared->adoptions);
    return code;
}

static enum hs_code read_facts(const struct hs_comparison *comparison)
{
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < comparison->count; i++)
        code = read_facts_of(comparison, &comparison->compared[i]);
    return code;
}

/* ---- the table ----------------------------------------------------------------------------------------------------------- */

static bool add_point(const struct hs_comparison *comparison, const struct hs_point *point, hensigt_compare_centres_response *reply)
{
    struct hs_arena *arena = comparison->call->arena;
    comparison_point *out = (comparison_point *)hs_arena_new(arena, &hensigt__v1__compare_centres_response__point__descriptor);
    void *grown = hs_arena_grow(arena, reply->points, reply->n_points, sizeof *reply->points);
    if (!out || !grown)
        return false;
    reply->points = grown;
    reply->points[reply->n_points++] = out;
    out->point = hs_arena_string(arena, point->key);
    out->title = hs_arena_string(arena, point->title);
    out->cells = hs_arena_alloc(arena, (comparison->count + 1) * sizeof *out->cells);
    if (!out->point || !out->title || !out->cells)
        return false;
    for (size_t i = 0; i < comparison->count; i++) {
        comparison_cell *cell = (comparison_cell *)hs_arena_new(arena, &hensigt__v1__compare_centres_response__cell__descriptor);
        if (!cell)
            return false;
        cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_GAP; /* until something is known */
        out->cells[out->n_cells++] = cell;
        if (!point->write(comparison, &comparison->compared[i], point->argument, cell))
            return false;
    }
    return true;
}

static bool add_points(const struct hs_comparison *comparison, const struct hs_point *points, size_t count,
                       hensigt_compare_centres_response *reply)
{
    for (size_t i = 0; i < count; i++)
        if (!add_point(comparison, &points[i], reply))
            return false;
    return true;
}

static bool is_mentioned(const struct hs_comparison *comparison, int kind)
{
    for (size_t i = 0; i < comparison->count; i++) {
        const hensigt_centre *centre = comparison->compared[i].centre;
        for (size_t k = 0; k < centre->n_offers; k++)
            if ((int)centre->offers[k]->kind == kind)
                return true;
    }
    return false;
}

/* "offer-market-dialogue". */
static char *offer_key(struct hs_arena *arena, const char *words)
{
    char *key = hs_arena_printf(arena, "offer-%s", words);
    for (char *c = key; c && *c; c++)
        *c = *c == ' ' ? '-' : *c;
    return key;
}

/* A row for each kind of offer that any of the centres mentions: what one has shows what another lacks. */
static bool add_offers(const struct hs_comparison *comparison, hensigt_compare_centres_response *reply)
{
    const ProtobufCEnumDescriptor *kinds = &hensigt__v1__centre__offer_kind__descriptor;
    struct hs_arena *arena = comparison->call->arena;
    for (unsigned i = 0; i < kinds->n_values; i++) {
        int kind = kinds->values[i].value;
        if (!is_mentioned(comparison, kind))
            continue;
        const char *words = hs_enum_words(arena, kinds, kind);
        const struct hs_point point = {
            .key = words ? offer_key(arena, words) : NULL,
            .title = words ? hs_arena_printf(arena, "Offers %s", words) : NULL,
            .write = hs_compare_offer,
            .argument = kind,
        };
        if (!point.key || !point.title || !add_point(comparison, &point, reply))
            return false;
    }
    return true;
}

static bool add_centres(const struct hs_comparison *comparison, hensigt_compare_centres_response *reply)
{
    struct hs_arena *arena = comparison->call->arena;
    reply->centres = hs_arena_alloc(arena, (comparison->count + 1) * sizeof *reply->centres);
    reply->titles = hs_arena_alloc(arena, (comparison->count + 1) * sizeof *reply->titles);
    if (!reply->centres || !reply->titles)
        return false;
    for (size_t i = 0; i < comparison->count; i++) {
        reply->centres[reply->n_centres++] = comparison->compared[i].centre->name;
        reply->titles[reply->n_titles++] = comparison->compared[i].centre->title;
    }
    return true;
}

enum hs_code hs_compare(struct hs_call *call, const hensigt_compare_centres_request *request,
                        hensigt_compare_centres_response *reply)
{
    struct hs_comparison comparison = {
        .call = call,
        .day = hs_call_effective_day(call, request->effective_date),
        .read_time = hs_call_read_time(call, request->read_time),
        .compared = hs_arena_alloc(call->arena, MAX_CENTRES * sizeof *comparison.compared),
    };
    if (!comparison.compared)
        return hs_no_memory(call);
    enum hs_code code = request->n_names > 0 ? find_named(&comparison, request->names, request->n_names) : find_all(&comparison);
    if (code == HS_OK)
        code = read_facts(&comparison);
    if (code != HS_OK)
        return code;
    reply->effective_date = hs_call_day_text(call, comparison.day);
    reply->read_time = hs_call_shown_time(call, comparison.read_time);
    bool complete = reply->effective_date && reply->read_time && add_centres(&comparison, reply) &&
                    add_points(&comparison, hs_points_before_offers, hs_n_points_before_offers, reply) &&
                    add_offers(&comparison, reply) &&
                    add_points(&comparison, hs_points_after_offers, hs_n_points_after_offers, reply) &&
                    add_points(&comparison, hs_points_of_figures, hs_n_points_of_figures, reply);
    return complete ? HS_OK : hs_no_memory(call);
}
