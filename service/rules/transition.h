/* What the methods that change a resource's state share. */
#ifndef HS_RULES_TRANSITION_H
#define HS_RULES_TRANSITION_H

#include "service/call.h"

#include <stdbool.h>

/** Fails the call for want of memory; returns the code that stands. */
enum hs_code hs_no_memory(struct hs_call *call);

/** A resource on its way from one state to another: as it is, and a copy to be changed. */
struct hs_transition {
    ProtobufCMessage *before;
    ProtobufCMessage *after;
};

/** Reads the resource for a change (hs_call_get_for_change) and copies it. False with the call's status set. */
bool hs_transition_begin(struct hs_call *call, const char *name, const char *etag, struct hs_transition *out);

/** Writes the changed copy and makes it the reply, unless the call has failed. Returns the call's code. */
enum hs_code hs_transition_end(struct hs_call *call, const struct hs_transition *transition, ProtobufCMessage *reply);

/** A set of states: the bits of their numbers. */
#define HS_STATE(number) (1u << (unsigned)(number))

/** Adds the lack WRONG_STATE unless the resource `name` is in one of the `allowed` states. `remedy` says who can do what about
 *  it ("whoever may edit it, by DeleteIntention"), or is NULL. */
void hs_state_require(struct hs_call *call, const char *name, const ProtobufCEnumDescriptor *states, int state, unsigned allowed,
                      const char *remedy);

/** An enum's value as a person would write it: STATE_PARTIALLY_FULFILLED of the enum State is "partially fulfilled", a number
 *  without a name "7". NULL without memory. */
char *hs_enum_words(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value);

/** Whether the resource that the request's field `path` names exists; if not, the call fails as for a reference of a resource:
 *  NOT_FOUND, with the violation REFERENCE_NOT_FOUND. */
bool hs_require_reference(struct hs_call *call, const char *path, const char *name);

/** Today, or `date` if it is given, for a fact that the call records as happened. Adds the violation FUTURE at `date` for a date
 * that has certainly not come yet. NULL, with the call failed, without memory. */
hensigt_partial_date *hs_date_of_fact(struct hs_call *call, const hensigt_partial_date *date);

/** Adds the violation FUTURE at `path` for a date that has certainly not come yet. */
void hs_date_require_come(struct hs_call *call, const char *path, const hensigt_partial_date *date);

/** Adds the violation INTERVAL at `path` where `date` lies before `other`, which is `what` ("the confirmation"). */
void hs_date_require_order(struct hs_call *call, const char *path, const hensigt_partial_date *date,
                           const hensigt_partial_date *other, const char *what);

#endif
