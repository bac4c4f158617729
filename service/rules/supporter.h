/* Partner, signatory and supporter are three things (R4): who supports a process in words only cannot hold an intention there. */
#ifndef HS_RULES_SUPPORTER_H
#define HS_RULES_SUPPORTER_H

#include "service/call.h"
#include "service/rules/names.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/membership.h"

/** Refuses an intention whose organisation is a supporter of the process and nothing more, today or on the day it was confirmed:
 *  the lack SUPPORTER, or in an import the violation SUPPORTER at `organisation`. */
void hs_supporter_check_intention(struct hs_call *call, const hensigt_intention *intention);

/** Refuses a membership as SUPPORTER in a partnership of `process` where its organisation holds an intention and would be nothing
 *  more than a supporter: the lack SUPPORTER, or in an import the violation SUPPORTER at `role`. */
void hs_supporter_check_membership(struct hs_call *call, const char *process, const hensigt_membership *membership);

/** Refuses that organisations become one where that would make a supporter of a process, and nothing more, hold an intention there:
 *  the lack SUPPORTER for each such process, also where the intention is one that the caller may not see. */
void hs_supporter_check_joining(struct hs_call *call, const struct hs_names *bodies);

#endif
