/* The standard methods (AIP-131 to AIP-135, AIP-164, and Annul), for every resource alike. */
#ifndef HS_STANDARD_H
#define HS_STANDARD_H

#include "service/call.h"

#include <google/protobuf/field_mask.pb-c.h>

/** Carries out call->method, a standard method. Rules are the resource's. The reply is either filled or stands in call->packed. */
enum hs_code hs_standard_handle(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                                ProtobufCMessage *reply);

/** Carries out a Create of call->method->resource with the conventional fields of a request: the standard method, or one of a
 * batch. */
enum hs_code hs_standard_create(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                                ProtobufCMessage *reply);

/** Carries out a List: packs the page straight from the stored bytes into call->packed. */
enum hs_code hs_standard_list(struct hs_call *call, const ProtobufCMessage *request);

/** The last steps of every change, in the order in which a caller is to learn what is wrong: completes, checks options and
 *  invariants, references, and (with `guarded`) the transition's guard; then stores. `put` are bits of HS_PUT_*. */
struct hs_change_plan {
    const struct hs_resource *resource;
    const struct hs_rules *rules;
    const ProtobufCMessage *before; /**< NULL for a new one */
    ProtobufCMessage *after;
    enum hs_change change;
    bool guarded;
    unsigned put;
};
enum hs_code hs_change_apply(struct hs_call *call, const struct hs_change_plan *plan);

/** Everything of hs_change_apply that checks the resource by itself and against others, without the guard and without storing. */
enum hs_code hs_change_check(struct hs_call *call, const struct hs_resource *resource, const struct hs_rules *rules,
                             const ProtobufCMessage *before, ProtobufCMessage *after);

/** Checks what must hold of a resource however it came to be: the rules of annulment, and the resource's own. */
void hs_invariants_check(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *before,
                         const ProtobufCMessage *after);

/** Asks whether a transition is allowed: what is annulled stays as it is, and for the rest the resource's rules decide. */
enum hs_code hs_change_guard(struct hs_call *call, const struct hs_rules *rules, enum hs_change change,
                             const ProtobufCMessage *before, const ProtobufCMessage *after);

/** Adds a violation to call->status for every reference in the message that names no resource: NOT_FOUND / REFERENCE_NOT_FOUND.
 * What stood in the resource before its change (NULL: it is new) is not asked for again: the caller may not see all that it refers
 * to. */
enum hs_code hs_references_check(struct hs_call *call, const struct hs_message *type, const ProtobufCMessage *before,
                                 const ProtobufCMessage *after);

/** Applies an update mask (AIP-134): copies the fields it names from `from` to `to`. NULL or empty = those populated in `from`; `*`
 * = all. Output-only fields and the resource's own (name, times, etag) are passed over. Violations name `update_mask`, or the
 * immutable field that would change, below call->prefix. */
enum hs_code hs_mask_apply(struct hs_call *call, const struct hs_message *type, const Google__Protobuf__FieldMask *mask,
                           const ProtobufCMessage *from, ProtobufCMessage *to);

#endif
