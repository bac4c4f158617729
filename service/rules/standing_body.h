/* Which body a name stands for. Entries that were merged are one body (R7 of the field's rules), for ever and in all directions. A
 * succession holds from its date on: what a body that ended has declared counts for the one that follows it. */
#ifndef HS_RULES_STANDING_BODY_H
#define HS_RULES_STANDING_BODY_H

#include "service/call.h"
#include "service/rules/names.h"

#include <stdbool.h>

/** What a name counts as on a day. */
struct hs_body {
    const char *name; /**< the organisation under which it is counted and shown; it lives in the call's arena */
    /** It had ended by then and went to several bodies, or in parts: which of them it counts for nobody has said, so it stays
     *  under its own name. */
    bool divided;
    bool ended; /**< it had certainly ended by then, and nobody alone has taken its place */
};

/** Bodies on one day, as known at one moment. What was found is remembered, so that a report asks the store once for each name. */
struct hs_bodies {
    struct hs_call *call;
    int32_t day;
    int64_t read_time; /**< 0 = now */
    struct hs_body_slot *slots;
    size_t n_slots;
    size_t count;
    bool failed; /**< the call's status says why; names then stand for themselves */
};

/** Starts with nothing known. Nothing is to be freed. */
void hs_bodies_init(struct hs_bodies *bodies, struct hs_call *call, int32_t day, int64_t read_time);

/** The body that a name counts as. Merged: what it was merged into. Ended: its one successor from that one's date on, and so forth.
 *  A name that is not known stands for itself. The text must live as long as `bodies`. */
struct hs_body hs_bodies_find(struct hs_bodies *bodies, const char *organisation);

/** The same of one name, as is known now. False with the call failed. */
bool hs_body_on(struct hs_call *call, const char *organisation, int32_t day, struct hs_body *out);

/** Adds all names of a body, the given one first, whatever the day: of the organisation that stays, and of the entries merged into
 * it. False without memory. */
bool hs_body_names(struct hs_view *view, const char *organisation, int64_t read_time, struct hs_names *out);

/** Whether two names are of one body, whatever the day: the same, or entries that were merged. */
bool hs_body_same(struct hs_call *call, const char *organisation, const char *other);

/** Adds the lack ORGANISATION_ENDED where the body had certainly ended before a day: it can do nothing new then. Whoever followed
 * it is named as able to. */
void hs_body_require(struct hs_call *call, const char *organisation, int32_t day);

#endif
