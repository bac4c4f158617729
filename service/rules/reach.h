/* What can be reached from a resource by following references: for chains that must not close. */
#ifndef HS_RULES_REACH_H
#define HS_RULES_REACH_H

#include "service/call.h"
#include "service/rules/names.h"

#include <stdbool.h>

/** Adds the names a resource refers to in the relation that is followed. */
typedef void hs_reach_next(const ProtobufCMessage *message, struct hs_names *out);

/** Whether `target` is among `from` or can be reached from there. `from` is used up. Follows at most HS_REACH_MAX names. */
bool hs_reaches(struct hs_call *call, struct hs_names *from, const char *target, hs_reach_next *next);

/** Bodies and centres have a handful of ancestors; beyond this the search gives up and answers no. */
enum { HS_REACH_MAX = 500 };

#endif
