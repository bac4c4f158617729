/* AccessKeyService: the keys that let callers in. */
#include "hensigt/v1/access_key_service.h"

#include "service/fields.h"
#include "service/rules/transition.h"

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__access_key__state__descriptor;

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_access_key *key = (hensigt_access_key *)after;
    (void)call;
    (void)before;
    if (key->state == HENSIGT_ACCESS_KEY_STATE_UNSPECIFIED)
        key->state = HENSIGT_ACCESS_KEY_STATE_ACTIVE;
}

/* What a key is for belongs to its role: given with another role, it would look as if it meant something. */
static void check_purpose(struct hs_call *call, const char *path, size_t count, bool needed, const char *role)
{
    if (needed && count == 0)
        hs_call_violation(call, path, "REQUIRED", "must be given of a %s's key", role);
    else if (!needed && count > 0)
        hs_call_violation(call, path, "NOT_APPLICABLE", "must be given of a %s's key only", role);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_access_key *key = (const hensigt_access_key *)after;
    (void)before;
    check_purpose(call, "centres", key->n_centres, key->role == HENSIGT_ACCESS_KEY_ROLE_CENTRE_EDITOR, "centre editor");
    check_purpose(call, "organisations", key->n_organisations, key->role == HENSIGT_ACCESS_KEY_ROLE_SIGNATORY, "signatory");
}

/* A key that was taken back stays as it was: whoever looks for what it did finds who held it. One that is in use may be made to
 * expire at once, but none is made that never lets anyone in. */
static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_access_key *key = (const hensigt_access_key *)before;
    const hensigt_access_key *given = (const hensigt_access_key *)after;
    if (change == HS_CHANGE_CREATE && given->expire_time && hs_time_of_message(given->expire_time) <= call->now)
        hs_call_violation(call, "expire_time", "PAST", "must be later than now");
    if (change == HS_CHANGE_UPDATE)
        hs_state_require(call, key->name, states, (int)key->state, HS_STATE(HENSIGT_ACCESS_KEY_STATE_ACTIVE), NULL);
}

const struct hs_rules hensigt_access_key_rules = {.complete = complete, .check = check, .guard = guard};

static enum hs_code revoke_access_key(struct hs_call *call, const hensigt_revoke_access_key_request *request,
                                      hensigt_access_key *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_access_key *key = (hensigt_access_key *)transition.after;
    hs_state_require(call, key->name, states, (int)key->state, HS_STATE(HENSIGT_ACCESS_KEY_STATE_ACTIVE), NULL);
    key->revoke_reason = request->reason;
    key->state = HENSIGT_ACCESS_KEY_STATE_REVOKED;
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_access_key_service hensigt_access_key_service_implementation = {
    .revoke_access_key = revoke_access_key,
};
