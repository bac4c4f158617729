/* CentreService: the centres and programmes, from their planning to their end. */
#include "hensigt/v1/centre_service.h"

#include "service/rules/dates.h"
#include "service/rules/reach.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include <stdio.h>
#include <string.h>

/* "predecessors[19].centre" and the like. */
enum { PATH_SIZE = 80 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__centre__state__descriptor;

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

/* Where an imported line does not say the state, its dates do. */
static hensigt_centre_state state_of(const hensigt_centre *centre)
{
    if (*centre->merge_centre)
        return HENSIGT_CENTRE_STATE_MERGED;
    if (hs_date_given(centre->end_date))
        return HENSIGT_CENTRE_STATE_ENDED;
    return hs_date_given(centre->open_date) ? HENSIGT_CENTRE_STATE_ACTIVE : HENSIGT_CENTRE_STATE_PLANNED;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_centre *centre = (hensigt_centre *)after;
    (void)before;
    if (centre->state == HENSIGT_CENTRE_STATE_UNSPECIFIED)
        centre->state = call->imported ? state_of(centre) : HENSIGT_CENTRE_STATE_PLANNED;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void next_predecessors(const ProtobufCMessage *message, struct hs_names *out)
{
    const hensigt_centre *centre = (const hensigt_centre *)message;
    for (size_t i = 0; i < centre->n_predecessors; i++)
        hs_names_add_new(out, centre->predecessors[i]->centre);
}

static bool names_predecessor(const hensigt_centre *centre, size_t count, const char *predecessor)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(centre->predecessors[i]->centre, predecessor) == 0)
            return true;
    return false;
}

static void check_predecessor(struct hs_call *call, const hensigt_centre *centre, size_t index)
{
    char path[PATH_SIZE];
    const char *predecessor = centre->predecessors[index]->centre;
    struct hs_names predecessors = {.arena = call->arena};
    snprintf(path, sizeof path, "predecessors[%zu].centre", index);
    hs_names_add(&predecessors, predecessor);
    if (strcmp(predecessor, centre->name) == 0)
        hs_call_violation(call, path, "SELF", "must not be the centre itself");
    else if (names_predecessor(centre, index, predecessor))
        hs_call_violation(call, path, "DUPLICATE", "must not be given twice: %s", predecessor);
    else if (hs_reaches(call, &predecessors, centre->name, next_predecessors))
        hs_call_violation(call, path, "CYCLE", "must not be a centre that follows this one");
}

static void check_validity(struct hs_call *call, const hensigt_centre *centre)
{
    for (size_t i = 0; i < centre->n_offices; i++)
        hs_dates_check_element(call, "offices", i, centre->offices[i]->start_date, centre->offices[i]->end_date);
    for (size_t i = 0; i < centre->n_focus_areas; i++)
        hs_dates_check_element(call, "focus_areas", i, centre->focus_areas[i]->start_date, centre->focus_areas[i]->end_date);
    for (size_t i = 0; i < centre->n_offers; i++)
        hs_dates_check_element(call, "offers", i, centre->offers[i]->start_date, centre->offers[i]->end_date);
    hs_date_require_order(call, "establish_date", centre->establish_date, centre->decide_date, "the decision");
    hs_date_require_order(call, "open_date", centre->open_date, centre->decide_date, "the decision");
    hs_date_require_order(call, "end_date", centre->end_date, centre->decide_date, "the decision");
    hs_date_require_order(call, "end_date", centre->end_date, centre->establish_date, "the establishment");
    hs_date_require_order(call, "end_date", centre->end_date, centre->open_date, "the opening");
}

/* What a state needs to be true of the centre, so that a later correction does not take it away either. */
static void check_state(struct hs_call *call, const hensigt_centre *centre)
{
    bool merged = centre->state == HENSIGT_CENTRE_STATE_MERGED;
    bool over = merged || centre->state == HENSIGT_CENTRE_STATE_ENDED;
    if (centre->state == HENSIGT_CENTRE_STATE_ACTIVE && !hs_date_given(centre->open_date))
        hs_call_violation(call, "open_date", "REQUIRED", "must be given of a centre at work");
    if (over && !hs_date_given(centre->end_date))
        hs_call_violation(call, "end_date", "REQUIRED", "must be given of a centre that has ended");
    if (merged && !*centre->merge_centre)
        hs_call_violation(call, "merge_centre", "REQUIRED", "must be given of a centre that went into another");
    if (!merged && *centre->merge_centre)
        hs_call_violation(call, "merge_centre", "WRONG_STATE", "must not be given of a centre that did not go into another");
    if (*centre->merge_centre && strcmp(centre->merge_centre, centre->name) == 0)
        hs_call_violation(call, "merge_centre", "SELF", "must not be the centre itself");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_centre *centre = (const hensigt_centre *)after;
    (void)before;
    for (size_t i = 0; i < centre->n_predecessors; i++)
        check_predecessor(call, centre, i);
    check_validity(call, centre);
    check_state(call, centre);
}

/* Merged and ended centres can still be corrected: what is found out later about them is as true. */
static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_centre *centre = (const hensigt_centre *)before;
    (void)after;
    if (change == HS_CHANGE_DELETE)
        hs_state_require(call, centre->name, states, (int)centre->state, HS_STATE(HENSIGT_CENTRE_STATE_PLANNED),
                         centre->state == HENSIGT_CENTRE_STATE_ACTIVE ? "whoever edits the centre, by EndCentre; it stays readable"
                                                                      : NULL);
}

const struct hs_rules hensigt_centre_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code activate_centre(struct hs_call *call, const hensigt_activate_centre_request *request, hensigt_centre *reply)
{
    static const char *const supplier = "whoever edits the centre, by open_date";
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_centre *centre = (hensigt_centre *)transition.after;
    hs_state_require(call, centre->name, states, (int)centre->state, HS_STATE(HENSIGT_CENTRE_STATE_PLANNED), NULL);
    if (request->open_date)
        centre->open_date = request->open_date;
    if (!hs_date_given(centre->open_date))
        hs_status_lack(call->status, "OPEN_DATE", centre->name, &supplier, 1, "the day on which the centre opens is not known");
    centre->state = HENSIGT_CENTRE_STATE_ACTIVE;
    return hs_transition_end(call, &transition, &reply->base);
}

static enum hs_code end_centre(struct hs_call *call, const hensigt_end_centre_request *request, hensigt_centre *reply)
{
    /* A planned centre may be given up, too: once something refers to it, it cannot be deleted any more. */
    static const unsigned allowed = HS_STATE(HENSIGT_CENTRE_STATE_PLANNED) | HS_STATE(HENSIGT_CENTRE_STATE_ACTIVE);
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_centre *centre = (hensigt_centre *)transition.after;
    hs_state_require(call, centre->name, states, (int)centre->state, allowed,
                     "whoever edits the centre, by UpdateCentre of end_date");
    centre->end_date = request->end_date;
    centre->state = HENSIGT_CENTRE_STATE_ENDED;
    return hs_transition_end(call, &transition, &reply->base);
}

/* ---- merging ------------------------------------------------------------------------------------------------------------- */

/* The day after the last one, where that is known to the day; otherwise what is known of the last one. */
static hensigt_partial_date *following_date(struct hs_call *call, hensigt_partial_date *end_date)
{
    int32_t day = hs_date_earliest(end_date);
    if (day != hs_date_latest(end_date))
        return end_date;
    hensigt_partial_date *date = (hensigt_partial_date *)hs_arena_new(call->arena, &hensigt__v1__partial_date__descriptor);
    if (date)
        date->date = hs_call_day_text(call, day + 1);
    return date && date->date ? date : NULL;
}

/* Makes `predecessor` one of the target's, unless the target names it already. */
static bool add_predecessor(struct hs_call *call, hensigt_centre *target, char *name, hensigt_partial_date *end_date)
{
    if (names_predecessor(target, target->n_predecessors, name))
        return true;
    hensigt_centre_predecessor *predecessor =
        (hensigt_centre_predecessor *)hs_arena_new(call->arena, &hensigt__v1__centre__predecessor__descriptor);
    hensigt_centre_predecessor **all = hs_arena_alloc(call->arena, (target->n_predecessors + 1) * sizeof *all);
    hensigt_partial_date *date = following_date(call, end_date);
    if (!predecessor || !all || !date)
        return false;
    predecessor->centre = name;
    predecessor->date = date;
    if (target->n_predecessors > 0)
        memcpy(all, target->predecessors, target->n_predecessors * sizeof *all);
    all[target->n_predecessors++] = predecessor;
    target->predecessors = all;
    return true;
}

/* Only an active centre goes into another, and only into an active one: a planned one can become so, one that has gone leads on. */
static void require_active(struct hs_call *call, const hensigt_centre *centre)
{
    const char *remedy = NULL;
    if (centre->state == HENSIGT_CENTRE_STATE_PLANNED)
        remedy = "whoever edits the centre, by ActivateCentre";
    else if (*centre->merge_centre)
        remedy = centre->merge_centre;
    hs_state_require(call, centre->name, states, (int)centre->state, HS_STATE(HENSIGT_CENTRE_STATE_ACTIVE), remedy);
}

/* The centre must not follow its own successor. */
static void check_target(struct hs_call *call, const hensigt_centre *centre, const hensigt_centre *target)
{
    struct hs_names predecessors = {.arena = call->arena};
    next_predecessors(&centre->base, &predecessors);
    if (hs_reaches(call, &predecessors, target->name, next_predecessors)) {
        hs_call_violation(call, "target_centre", "CYCLE", "must not be a centre that %s follows", centre->name);
        return;
    }
    require_active(call, centre);
    require_active(call, target);
}

static enum hs_code merge_centre(struct hs_call *call, const hensigt_merge_centre_request *request, hensigt_centre *reply)
{
    struct hs_transition transition;
    struct hs_transition succession;
    if (strcmp(request->name, request->target_centre) == 0)
        hs_call_violation(call, "target_centre", "SELF", "must not be the centre itself");
    if (hs_status_code(call->status) != HS_OK || !hs_require_reference(call, "target_centre", request->target_centre) ||
        !hs_transition_begin(call, request->name, request->etag, &transition) ||
        !hs_transition_begin(call, request->target_centre, "", &succession))
        return hs_status_code(call->status);
    hensigt_centre *centre = (hensigt_centre *)transition.after;
    hensigt_centre *target = (hensigt_centre *)succession.after;
    check_target(call, centre, target);
    centre->end_date = request->end_date;
    centre->merge_centre = target->name;
    centre->state = HENSIGT_CENTRE_STATE_MERGED;
    if (!add_predecessor(call, target, centre->name, centre->end_date))
        return hs_no_memory(call);
    /* The centre last: the write's receipt is then that of the centre named in the call. */
    if (hs_status_code(call->status) == HS_OK)
        hs_call_put(call, succession.before, succession.after);
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_centre_service hensigt_centre_service_implementation = {
    .activate_centre = activate_centre,
    .merge_centre = merge_centre,
    .end_centre = end_centre,
};
