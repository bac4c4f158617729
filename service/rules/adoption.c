/* AdoptionService: how practices and solutions spread. */
#include "hensigt/v1/adoption_service.h"

#include "service/annulment.h"
#include "service/rules/dates.h"
#include "service/rules/transition.h"

#include <stdio.h>
#include <string.h>

/* "stage_runs[49].reason" and the like. */
enum { PATH_SIZE = 80 };

static const ProtobufCEnumDescriptor *const stages = &hensigt__v1__adoption__stage__descriptor;

/* What the last run says; without one, somebody is at least finding out. */
static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_adoption *adoption = (hensigt_adoption *)after;
    (void)call;
    (void)before;
    adoption->stage =
        adoption->n_stage_runs > 0 ? adoption->stage_runs[adoption->n_stage_runs - 1]->stage : HENSIGT_ADOPTION_STAGE_EXPLORING;
}

/* ---- from stage to stage --------------------------------------------------------------------------------------------------- */

/* How far a stage lies from the beginning: adopting and rejecting are two ends of one decision. */
static int distance(hensigt_adoption_stage stage)
{
    switch (stage) {
    case HENSIGT_ADOPTION_STAGE_DECIDING:
        return 1;
    case HENSIGT_ADOPTION_STAGE_ADOPTED:
    case HENSIGT_ADOPTION_STAGE_REJECTED:
        return 2;
    case HENSIGT_ADOPTION_STAGE_ABANDONED:
        return 3;
    default:
        return 0;
    }
}

/* The stages from which one can be reached; bits. With no stage reached yet, `begun` is false: then it may be the first one. */
static unsigned stages_before(hensigt_adoption_stage stage, bool begun)
{
    unsigned all = HS_STATE(HENSIGT_ADOPTION_STAGE_EXPLORING) | HS_STATE(HENSIGT_ADOPTION_STAGE_DECIDING) |
                   HS_STATE(HENSIGT_ADOPTION_STAGE_ADOPTED) | HS_STATE(HENSIGT_ADOPTION_STAGE_REJECTED) |
                   HS_STATE(HENSIGT_ADOPTION_STAGE_ABANDONED);
    if (stage == HENSIGT_ADOPTION_STAGE_ABANDONED)
        return HS_STATE(HENSIGT_ADOPTION_STAGE_ADOPTED);
    return begun ? all & ~HS_STATE(stage) : all;
}

/* Going back, or to the other end of the decision, needs a reason (R9). */
static bool needs_reason(hensigt_adoption_stage from, hensigt_adoption_stage stage)
{
    return distance(stage) <= distance(from);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_run(struct hs_call *call, const hensigt_adoption *adoption, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_adoption_stage_run *run = adoption->stage_runs[index];
    const hensigt_adoption_stage_run *last = index > 0 ? adoption->stage_runs[index - 1] : NULL;
    hensigt_adoption_stage from = last ? last->stage : HENSIGT_ADOPTION_STAGE_EXPLORING;
    snprintf(path, sizeof path, "stage_runs[%zu].stage", index);
    if (!(stages_before(run->stage, last != NULL) & HS_STATE(from)))
        hs_call_violation(call, path, "WRONG_STATE", "must be a stage that can follow the one before");
    snprintf(path, sizeof path, "stage_runs[%zu].reason", index);
    if (last && needs_reason(from, run->stage) && !*run->reason)
        hs_call_violation(call, path, "REQUIRED", "must be given of a way back");
    snprintf(path, sizeof path, "stage_runs[%zu].date", index);
    if (last)
        hs_date_require_order(call, path, run->date, last->date, "the stage before");
    hs_date_require_come(call, path, run->date);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_adoption *adoption = (const hensigt_adoption *)after;
    (void)before;
    if (!*adoption->adopter && !*adoption->region_code)
        hs_call_violation(call, "adopter", "REQUIRED", "must be given, or region_code, or both");
    if (*adoption->adopter && strcmp(adoption->adopter, adoption->origin) == 0)
        hs_call_violation(call, "origin", "SELF", "must not be the adopter itself");
    if (call->imported)
        for (size_t i = 0; i < adoption->n_stage_runs; i++)
            check_run(call, adoption, i);
}

/* What got further than exploring is a fact, and is not deleted (R3). */
static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_adoption *adoption = (const hensigt_adoption *)before;
    (void)after;
    if (change == HS_CHANGE_DELETE)
        hs_state_require(call, adoption->name, stages, (int)adoption->stage, HS_STATE(HENSIGT_ADOPTION_STAGE_EXPLORING),
                         "whoever may edit it, by AnnulAdoption");
}

const struct hs_rules hensigt_adoption_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the method ---------------------------------------------------------------------------------------------------------- */

static const char *words(struct hs_call *call, hensigt_adoption_stage stage)
{
    const char *text = hs_enum_words(call->arena, stages, (int)stage);
    return text ? text : "";
}

static void add_run(struct hs_call *call, const hensigt_advance_adoption_request *request, hensigt_partial_date *date,
                    hensigt_adoption *adoption)
{
    size_t count = adoption->n_stage_runs;
    hensigt_adoption_stage_run *run =
        (hensigt_adoption_stage_run *)hs_arena_new(call->arena, &hensigt__v1__adoption__stage_run__descriptor);
    hensigt_adoption_stage_run **runs = hs_arena_alloc(call->arena, (count + 1) * sizeof *runs);
    if (!run || !runs) {
        hs_no_memory(call);
        return;
    }
    run->stage = request->stage;
    run->date = date;
    run->reason = request->reason;
    run->provenance = request->provenance;
    if (count > 0)
        memcpy(runs, adoption->stage_runs, count * sizeof *runs);
    runs[count] = run;
    adoption->stage_runs = runs;
    adoption->n_stage_runs = count + 1;
}

/* What is given up before it is decided was rejected. */
static const char *remedy(hensigt_adoption_stage from, hensigt_adoption_stage stage)
{
    bool decided = distance(from) >= distance(HENSIGT_ADOPTION_STAGE_ADOPTED);
    return stage == HENSIGT_ADOPTION_STAGE_ABANDONED && !decided ? "whoever may edit it, by AdvanceAdoption to rejected" : NULL;
}

static enum hs_code advance_adoption(struct hs_call *call, const hensigt_advance_adoption_request *request, hensigt_adoption *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_adoption *adoption = (hensigt_adoption *)transition.after;
    bool begun = adoption->n_stage_runs > 0;
    hensigt_partial_date *date = hs_date_of_fact(call, request->date);
    if (begun && date)
        hs_date_require_order(call, "date", date, adoption->stage_runs[adoption->n_stage_runs - 1]->date, "the stage before");
    unsigned allowed = stages_before(request->stage, begun);
    bool reachable = (allowed & HS_STATE(adoption->stage)) != 0;
    if (begun && reachable && needs_reason(adoption->stage, request->stage) && !*request->reason)
        hs_call_violation(call, "reason", "REQUIRED", "must be given to go back from %s", words(call, adoption->stage));
    if (!hs_annulment_refuse(call, transition.before))
        hs_state_require(call, adoption->name, stages, (int)adoption->stage, allowed, remedy(adoption->stage, request->stage));
    add_run(call, request, date, adoption);
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_adoption_service hensigt_adoption_service_implementation = {
    .advance_adoption = advance_adoption,
};
