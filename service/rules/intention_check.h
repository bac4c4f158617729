/* Whether intentions are demand, told to people and programs: CheckIntention and ListStandings. */
#ifndef HS_RULES_INTENTION_CHECK_H
#define HS_RULES_INTENTION_CHECK_H

#include "service/call.h"

#include "hensigt/v1/intention.h"

/** The handlers of the two methods. */
enum hs_code hs_intention_check(struct hs_call *call, const hensigt_check_intention_request *request,
                                hensigt_intention_standing *reply);
enum hs_code hs_intention_list_standings(struct hs_call *call, const hensigt_list_standings_request *request,
                                         hensigt_list_standings_response *reply);

/** Says of a standing in words what it is, and who can do something about it. False without memory. */
bool hs_standing_words(struct hs_call *call, const hensigt_intention *intention, hensigt_intention_standing *standing);

#endif
