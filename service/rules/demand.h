/* Which intentions count as demand on a day, and their sums. */
#ifndef HS_RULES_DEMAND_H
#define HS_RULES_DEMAND_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "service/rules/names.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/report.h"

/** An intention as it stands on one day. */
struct hs_standing {
    const hensigt_intention *intention;
    const char *organisation;   /**< the body that it counts for on that day (standing_body.h) */
    bool divided;               /**< that body had been divided among several, and nobody has said whose it is */
    enum hs_truth confirmed;    /**< it had been confirmed by then; of an annulled one HS_NEVER */
    enum hs_truth withdrawn;    /**< it had been withdrawn by then */
    enum hs_truth replaced;     /**< a commitment that had been confirmed by then replaces it */
    enum hs_truth counts;       /**< it is demand: confirmed, not withdrawn, not replaced, and not lapsed */
    enum hs_truth lapsed;       /**< it would count, but none of the signatures that it follows from stands any more */
    enum hs_truth unreaffirmed; /**< it counts, but by signatures of a revision that no longer holds */
    bool hidden;                /**< the caller may not see it */
};

/** The intentions of one process on one day; they live in the call's arena. */
struct hs_demand {
    struct hs_standing *standings; /**< in the byte order of the intentions' names */
    size_t count;
};

/** Judges `count` intentions (hensigt_intention) of one process. What a commitment replaced stays replaced if the commitment is
 * withdrawn later, and counts again if the commitment is annulled. False without memory. */
bool hs_demand_judge(struct hs_arena *arena, const ProtobufCMessage *const *intentions, size_t count, int32_t day,
                     struct hs_demand *out);

/** Reads the intentions of a process as known at `read_time` and judges them: also those that the caller may not see, since what
 * they replace does not count, and gates are met or not whoever asks. */
enum hs_code hs_demand_read(struct hs_call *call, const char *process, int32_t day, int64_t read_time, struct hs_demand *out);

/** Whose intentions a set of organisations is taken from. */
enum hs_demand_view {
    HS_DEMAND_SEEN, /**< those that the caller may see: for what is shown */
    HS_DEMAND_ALL,  /**< all: for counts */
};

/** Adds the organisations with an intention of this level that counts with at least this sureness, and sorts the set. */
void hs_demand_organisations(const struct hs_demand *demand, enum hs_demand_view view, hensigt_intention_level level,
                             enum hs_truth at_least, struct hs_names *out);

/** Sums what the caller may see: fills lines and counts of the reply. OUT_OF_RANGE, reason SUM_TOO_LARGE, where a sum cannot be
 * held exactly. */
enum hs_code hs_demand_sum(struct hs_call *call, const struct hs_demand *demand, hensigt_summarise_demand_response *reply);

#endif
