#include "service/rules/reach.h"

#include <string.h>

bool hs_reaches(struct hs_call *call, struct hs_names *from, const char *target, hs_reach_next *next)
{
    /* The set grows behind the name in hand, so that it is also the queue of what is still to be followed. */
    for (size_t i = 0; i < from->count && i < HS_REACH_MAX; i++) {
        if (strcmp(from->names[i], target) == 0)
            return true;
        const ProtobufCMessage *message = hs_call_find(call, from->names[i], 0);
        if (message)
            next(message, from);
    }
    return false;
}
