/* How intentions stand on a day: what of them is demand. One after the other, so that it does not matter how many there are. */
#ifndef HS_RULES_INTENTION_STANDING_H
#define HS_RULES_INTENTION_STANDING_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "service/rules/turns.h"

#include "hensigt/v1/intention.h"

#include <stdbool.h>

struct hs_intention_walk;

/** An intention as it stands on one day. */
struct hs_intention_standing {
    enum hs_truth confirmed;        /**< it had been confirmed by then; of an annulled one HS_NEVER */
    enum hs_truth withdrawn;        /**< it had been withdrawn by then */
    enum hs_truth replaced;         /**< a commitment that had been confirmed by then replaces it */
    enum hs_truth lapsed;           /**< it would count, but none of the signatures that it follows from stands any more */
    enum hs_truth counts;           /**< it is demand: confirmed, not withdrawn, not replaced, and not lapsed */
    enum hs_truth unreaffirmed;     /**< it counts, but by signatures of a revision that no longer holds */
    bool hidden;                    /**< the caller may not see it */
    struct hs_intention_walk *walk; /**< that came to it; NULL of one judged by itself */
};

/** Which intentions, and when. */
struct hs_intention_scope {
    const char *const *processes; /**< in byte order, each once */
    size_t n_processes;
    int32_t day;
    int64_t read_time; /**< 0 = now */
};

/** Receives an intention, which lives until the visit ends. Anything but HS_OK ends the walk. */
typedef enum hs_code hs_intention_visitor(void *context, const hensigt_intention *intention,
                                          const struct hs_intention_standing *standing);

/** Visits every intention of the processes, also those that the caller may not see: what they replace does not count, whoever asks.
 *  What a commitment replaced stays replaced if the commitment is withdrawn later, and counts again if the commitment is
 * annulled. */
enum hs_code hs_intentions_each(struct hs_call *call, const struct hs_intention_scope *scope, hs_intention_visitor *visit,
                                void *context);

/** Within a visit: the same intention on another day. False with the call failed. */
bool hs_intention_on(const struct hs_intention_standing *visited, const hensigt_intention *intention, int32_t day,
                     struct hs_intention_standing *out);

/** Within a visit: adds the days on which it can come to stand otherwise. False with the call failed. */
bool hs_intention_turns(const struct hs_intention_standing *visited, const hensigt_intention *intention, struct hs_turns *turns);

/** Within a visit: the commitment that replaces it, if the caller may see that; the first one on that day, or NULL. */
const char *hs_intention_replacing(const struct hs_intention_standing *visited, const hensigt_intention *intention, int32_t day);

/** Judges one intention at hand, as all is known now; `hidden` is not asked. */
enum hs_code hs_intention_stands(struct hs_call *call, const hensigt_intention *intention, int32_t day,
                                 struct hs_intention_standing *out);

/** The judgement itself, signatures left aside, of an intention that a commitment replaces with that sureness. */
struct hs_intention_standing hs_intention_judge(const hensigt_intention *intention, enum hs_truth replaced, int32_t day);

#endif
