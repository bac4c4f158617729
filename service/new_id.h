/* Ids for resources whose caller names none. */
#ifndef HS_NEW_ID_H
#define HS_NEW_ID_H

#include "service/call.h"

/** A new id of 13 characters (a letter, then 60 random bits in base 32): unguessable enough not to collide, short enough to read
 *  out. In the arena; NULL without memory. */
char *hs_new_id(struct hs_call *call);

#endif
