/* Who calls, and what they may: the one place that decides both. */
#ifndef HS_ACCESS_H
#define HS_ACCESS_H

#include "service/call.h"

/** Who needs no key: the owner on a socket of the owner's, and anyone where a method is anyone's. */
extern const struct hs_caller hs_caller_owner;
extern const struct hs_caller hs_caller_anyone;

/** What a caller shows, and what it is held against. */
struct hs_credentials {
    const char *token;     /**< `<id>.<secret in base64url>`, or the owner's key as it stands in its file; "" = none */
    const char *owner_key; /**< NULL = no key is the owner's */
    int64_t now;           /**< microseconds since 1970 */
};

/** Finds out who calls: *out, whose texts live in the status's arena. The view must have no reader. UNAUTHENTICATED, reason
 *  ACCESS_KEY_MISSING, ACCESS_KEY_INVALID, or, of a key whose secret is right, ACCESS_KEY_REVOKED or ACCESS_KEY_EXPIRED. Then *key
 * is the name of the access key that was meant, or "" where there is none such. */
enum hs_code hs_access_authenticate(const struct hs_credentials *credentials, struct hs_view *view, struct hs_caller *out,
                                    const char **key, struct hs_status *status);

/** Whether the caller may make this call: PERMISSION_DENIED, reason ROLE_MISSING, where the method is for other roles; reason
 *  SCOPE_MISSING where the caller's role is bound to centres or organisations, and what the call is about belongs to none of the
 *  caller's; reason SCOPE_ENDED where its organisation has ended. What belongs to a body that ended is that one's who alone
 * followed it. NOT_FOUND where it does not exist for this caller. The view has the caller's reader. */
enum hs_code hs_access_authorise(struct hs_call *call, const ProtobufCMessage *request);

/** The second part of the same (access_scope.c), for a role that is bound: a centre editor or a signatory. */
enum hs_code hs_access_check_scope(struct hs_call *call, const ProtobufCMessage *request);

/** The roles that are bound to centres or organisations. */
#define HS_ROLES_BOUND (HS_ROLE_CENTRE_EDITOR | HS_ROLE_SIGNATORY)

/** The same of one resource that a request names beside what its method's scope says: for a role that is not bound, HS_OK. */
enum hs_code hs_access_check_resource(struct hs_call *call, const char *name);

/** Adds the violation BEFORE_SUCCESSION at `path` where a signatory gives a date on which the organisation was not its own yet:
 *  whoever follows a body speaks for it from that day on, and not for the time before. */
void hs_access_require_voice(struct hs_call *call, const char *path, const char *organisation, const hensigt_partial_date *date);

/** Fails the call because it needs other roles, bits of HS_ROLE_*, for `what` ("ConfirmIntention of kind ACCESS_KEY"). */
enum hs_code hs_access_deny_role(struct hs_call *call, uint32_t roles, const char *what);

#endif
