/* Annulment: the mark on what was entered in error (R3). It is gone at every effective date, and stays visible by read time. A
 * resource that can be annulled has a field `annulment`, and a value STATE_ANNULLED where it has an enum State. */
#ifndef HS_ANNULMENT_H
#define HS_ANNULMENT_H

#include "service/call.h"

/** Whether a resource is annulled: reports and counts pass over such ones. False of a kind that cannot be. */
bool hs_annulled(const ProtobufCMessage *resource);

/** Annuls a resource as of today. False, with the call failed, without memory. */
bool hs_annul(struct hs_call *call, ProtobufCMessage *resource, const char *reason);

/** Adds a violation unless state and annulment say the same. */
void hs_annulment_check(struct hs_call *call, const ProtobufCMessage *resource);

/** Adds the lack WRONG_STATE if a resource that is to be changed is annulled; returns whether it is. */
bool hs_annulment_refuse(struct hs_call *call, const ProtobufCMessage *resource);

#endif
