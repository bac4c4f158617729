/* SigningKeyService: the public keys with which organisations sign their declarations. */
#include "hensigt/v1/signing_key_service.h"

#include "service/fields.h"
#include "service/rules/transition.h"

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__signing_key__state__descriptor;

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_signing_key *key = (hensigt_signing_key *)after;
    (void)call;
    (void)before;
    if (key->state == HENSIGT_SIGNING_KEY_STATE_UNSPECIFIED)
        key->state = HENSIGT_SIGNING_KEY_STATE_ACTIVE;
}

const struct hs_rules hensigt_signing_key_rules = {.complete = complete};

static enum hs_code revoke_signing_key(struct hs_call *call, const hensigt_revoke_signing_key_request *request,
                                       hensigt_signing_key *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_signing_key *key = (hensigt_signing_key *)transition.after;
    hs_state_require(call, key->name, states, (int)key->state, HS_STATE(HENSIGT_SIGNING_KEY_STATE_ACTIVE), NULL);
    key->revoke_time = (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (!key->revoke_time)
        return hs_no_memory(call);
    hs_time_to_message(call->now, key->revoke_time);
    key->revoke_reason = request->reason;
    key->state = HENSIGT_SIGNING_KEY_STATE_REVOKED;
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_signing_key_service hensigt_signing_key_service_implementation = {
    .revoke_signing_key = revoke_signing_key,
};
