/* How long things took, in days. */
#ifndef HS_RULES_DURATIONS_H
#define HS_RULES_DURATIONS_H

#include "service/call.h"

#include "hensigt/v1/process.h"
#include "hensigt/v1/report.h"

#include <stdbool.h>
#include <stdint.h>

/** One thing that was measured: a step of a process model, or what `process_model` "" stands for. */
struct hs_duration {
    const char *process_model;
    const char *step;
    const char *title;
    int32_t *days; /**< each time that it was measured */
    size_t count;
    int32_t unknown;
};

/** What was measured. Start with the arena alone. Texts are not copied. */
struct hs_durations {
    struct hs_arena *arena;
    struct hs_duration *durations;
    size_t count;
};

/** The place of a step, a new one where there is none. NULL without memory. */
struct hs_duration *hs_durations_of(struct hs_durations *durations, const char *process_model, const char *step, const char *title);

/** Measures from one date to another: unknown unless both are known to the day and stand in this order. False without memory. */
bool hs_duration_add(struct hs_durations *durations, struct hs_duration *duration, const hensigt_partial_date *start,
                     const hensigt_partial_date *end);

/** Writes those of which anything was measured or unknown, in the order in which they were met. False without memory. */
bool hs_durations_write(struct hs_durations *durations, hensigt_summarise_outcomes_response *reply);

#endif
