/* Who intends to buy behind a process: what gates ask. */
#ifndef HS_RULES_DEMAND_H
#define HS_RULES_DEMAND_H

#include "service/call.h"
#include "service/rules/intention_standing.h"
#include "service/rules/names.h"

#include "hensigt/v1/intention.h"

/** What a gate asks of an intention. */
struct hs_intender {
    const char *organisation; /**< the body that it counts for on that day (standing_body.h) */
    hensigt_intention_level level;
    hensigt_intention_state state;
    enum hs_truth counts; /**< it is demand on that day (intention_standing.h) */
    bool hidden;          /**< the caller may not see it */
};

/** The intentions of one process on one day; they live in the call's arena. */
struct hs_demand {
    struct hs_intender *intenders;
    size_t count;
};

/** Reads the intentions of a process as known at `read_time`: also those that the caller may not see, since gates are met or not
 * whoever asks. */
enum hs_code hs_demand_read(struct hs_call *call, const char *process, int32_t day, int64_t read_time, struct hs_demand *out);

/** Whose intentions a set of organisations is taken from. */
enum hs_demand_view {
    HS_DEMAND_SEEN, /**< those that the caller may see: for what is shown */
    HS_DEMAND_ALL,  /**< all: for counts */
};

/** Adds the organisations with an intention of this level that counts with at least this sureness, and sorts the set. */
void hs_demand_organisations(const struct hs_demand *demand, enum hs_demand_view view, hensigt_intention_level level,
                             enum hs_truth at_least, struct hs_names *out);

#endif
