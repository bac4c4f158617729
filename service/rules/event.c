/* EventService: what was held. */
#include "hensigt/v1/event_service.h"

#include "service/rules/dates.h"
#include "service/rules/steps.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/process.h"

#include <stdio.h>
#include <string.h>

/* "delegations[199].title" and the like. */
enum { PATH_SIZE = 80 };

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

/* The days that all dates together can mean. */
static hensigt_partial_date *span(struct hs_call *call, const hensigt_event *event)
{
    int32_t earliest = hs_date_earliest(event->dates[0]->date);
    int32_t latest = hs_date_latest(event->dates[0]->date);
    for (size_t i = 1; i < event->n_dates; i++) {
        int32_t first = hs_date_earliest(event->dates[i]->date);
        int32_t last = hs_date_latest(event->dates[i]->date);
        earliest = first < earliest ? first : earliest;
        latest = last > latest ? last : latest;
    }
    hensigt_partial_date *date = (hensigt_partial_date *)hs_arena_new(call->arena, &hensigt__v1__partial_date__descriptor);
    if (!date)
        return NULL;
    if (earliest == latest)
        date->date = hs_call_day_text(call, earliest);
    else if (earliest != HS_DAY_MIN)
        date->earliest = hs_call_day_text(call, earliest);
    if (earliest != latest && latest != HS_DAY_MAX)
        date->latest = hs_call_day_text(call, latest);
    return date->date && date->earliest && date->latest ? date : NULL;
}

static bool all_equal(const hensigt_event *event)
{
    const hensigt_partial_date *first = event->dates[0]->date;
    for (size_t i = 0; i < event->n_dates; i++) {
        const hensigt_partial_date *date = event->dates[i]->date;
        if (!date || strcmp(date->date, first->date) != 0 || strcmp(date->earliest, first->earliest) != 0 ||
            strcmp(date->latest, first->latest) != 0)
            return false;
    }
    return true;
}

/* One date, given once or by several sources, stays as it is stated: `2022-04`, not its first and last day. */
static hensigt_partial_date *start_of(struct hs_call *call, const hensigt_event *event)
{
    hensigt_partial_date *start =
        all_equal(event) ? (hensigt_partial_date *)hs_arena_message(call->arena, &event->dates[0]->date->base) : span(call, event);
    if (!start)
        hs_no_memory(call);
    else if (!hs_date_given(start))
        return NULL; /* nothing but open ends: as good as no date */
    return start;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_event *event = (hensigt_event *)after;
    (void)before;
    event->start_date = event->n_dates > 0 && event->dates[0]->date ? start_of(call, event) : NULL;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

/* A process or model that does not exist is refused as a reference. */
static void check_step(struct hs_call *call, const hensigt_event *event)
{
    if (!*event->step)
        return;
    if (!*event->process) {
        hs_call_violation(call, "process", "REQUIRED", "must be given where a step is");
        return;
    }
    const hensigt_process *process = (const hensigt_process *)hs_call_find(call, event->process, 0);
    const hensigt_process_model *model =
        process ? (const hensigt_process_model *)hs_call_find(call, process->process_model, 0) : NULL;
    if (model && hs_step_index(model, event->step) < 0)
        hs_call_violation(call, "step", "UNKNOWN_STEP", "must be a step of %s, found %s", model->name, event->step);
}

static void check_delegation(struct hs_call *call, const hensigt_event *event, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_event_delegation *delegation = event->delegations[index];
    if (*delegation->organisation || *delegation->centre || *delegation->title)
        return;
    snprintf(path, sizeof path, "delegations[%zu].title", index);
    hs_call_violation(call, path, "REQUIRED", "must be given where neither organisation nor centre is");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_event *event = (const hensigt_event *)after;
    (void)before;
    hs_dates_check(call, "end_date", event->start_date, event->end_date);
    check_step(call, event);
    for (size_t i = 0; i < event->n_delegations; i++)
        check_delegation(call, event, i);
}

const struct hensigt_event_service hensigt_event_service_implementation = {0};

const struct hs_rules hensigt_event_rules = {.complete = complete, .check = check};
