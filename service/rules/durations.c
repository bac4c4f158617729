#include "service/rules/durations.h"

#include "service/rules/dates.h"
#include "wire/date.h"

#include <stdlib.h>
#include <string.h>

typedef hensigt_summarise_outcomes_response_duration response_duration;

/* There are few: the steps of a few models. */
struct hs_duration *hs_durations_of(struct hs_durations *durations, const char *process_model, const char *step, const char *title)
{
    for (size_t i = 0; i < durations->count; i++)
        if (strcmp(durations->durations[i].process_model, process_model) == 0 && strcmp(durations->durations[i].step, step) == 0)
            return &durations->durations[i];
    struct hs_duration *grown = hs_arena_grow(durations->arena, durations->durations, durations->count, sizeof *grown);
    if (!grown)
        return NULL;
    durations->durations = grown;
    grown[durations->count] = (struct hs_duration){.process_model = process_model, .step = step, .title = title};
    return &grown[durations->count++];
}

bool hs_duration_add(struct hs_durations *durations, struct hs_duration *duration, const hensigt_partial_date *start,
                     const hensigt_partial_date *end)
{
    if (!hs_date_is_day(start) || !hs_date_is_day(end) || hs_date_earliest(start) > hs_date_earliest(end)) {
        duration->unknown++;
        return true;
    }
    int32_t *grown = hs_arena_grow(durations->arena, duration->days, duration->count, sizeof *grown);
    if (!grown)
        return false;
    duration->days = grown;
    grown[duration->count++] = hs_date_earliest(end) - hs_date_earliest(start);
    return true;
}

static int compare_days(const void *left, const void *right)
{
    const int32_t *a = left;
    const int32_t *b = right;
    return (*a > *b) - (*a < *b);
}

static response_duration *new_duration(struct hs_arena *arena, struct hs_duration *duration)
{
    response_duration *out =
        (response_duration *)hs_arena_new(arena, &hensigt__v1__summarise_outcomes_response__duration__descriptor);
    if (!out)
        return NULL;
    out->process_model = (char *)duration->process_model;
    out->step = (char *)duration->step;
    out->title = (char *)duration->title;
    out->count = (int32_t)duration->count;
    out->unknown_count = duration->unknown;
    if (duration->count > 0) {
        qsort(duration->days, duration->count, sizeof *duration->days, compare_days);
        out->minimum_days = duration->days[0];
        out->median_days = duration->days[(duration->count - 1) / 2];
        out->maximum_days = duration->days[duration->count - 1];
    }
    return out;
}

bool hs_durations_write(struct hs_durations *durations, hensigt_summarise_outcomes_response *reply)
{
    reply->durations = hs_arena_alloc(durations->arena, (durations->count + 1) * sizeof *reply->durations);
    if (!reply->durations)
        return false;
    for (size_t i = 0; i < durations->count; i++) {
        struct hs_duration *duration = &durations->durations[i];
        if (duration->count == 0 && duration->unknown == 0)
            continue;
        response_duration *out = new_duration(durations->arena, duration);
        if (!out)
            return false;
        reply->durations[reply->n_durations++] = out;
    }
    return true;
}
