/* What a caller may see. */
#ifndef HS_RULES_VISIBILITY_H
#define HS_RULES_VISIBILITY_H

#include "service/call.h"
#include "service/rules/names.h"
#include "service/rules/standing_body.h"

/** What a call's caller may see: kinds that are the owner's alone are hidden from all others, and intentions visible to the
 * partners from all but the centre that leads the process, its members, and the organisation itself or the one that followed it. */
struct hs_visibility {
    struct hs_reader reader; /* first, so that it is the visibility */
    struct hs_call *call;
    struct hs_names partner_of; /* processes that were asked about */
    struct hs_names foreign_to;
    struct hs_bodies bodies; /* today's */
    bool failed;             /* something could not be read, and was hidden */
};

/** Makes one for a call whose caller is known. It lives no longer than the call. */
void hs_visibility_init(struct hs_visibility *visibility, struct hs_call *call);

/** What to set on a view; NULL for a caller who sees everything. */
const struct hs_reader *hs_visibility_reader(const struct hs_visibility *visibility);

#endif
