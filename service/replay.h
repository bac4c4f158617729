/* A write that was done already: its reply is made again from the ledger rows that it left. */
#ifndef HS_REPLAY_H
#define HS_REPLAY_H

#include "service/call.h"

/** Whether a method's replies can be made again: it returns a resource, or lists of resources. One that cannot keeps its own
 * account of what it has done (import.proto), so that running it again is safe. */
bool hs_replay_possible(const struct hs_method *method);

/** Makes the reply of a write whose last ledger row is `sequence`. A resource is what that row says; a list is all that the write's
 *  rows say about resources of its kind, in their order. DATA_LOSS, reason REPLAY, where the rows cannot be read. */
enum hs_code hs_replay(struct hs_call *call, int64_t sequence, ProtobufCMessage *reply);

#endif
