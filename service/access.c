#include "service/dispatch_internal.h"

#include "crypto/crypto.h"

#include <string.h>

/* the owner's socket needs no key; the others show the owner's key, whose two ways to be wrong are told
 * apart for the operator's sake, not by time. */
enum hs_code hs_access_check(struct hs_job *job, const struct hs_method *method)
{
    const char *valid = job->dispatch->options.owner_key;
    const char *given = job->envelope->access_key;
    job->call.caller = "owner";
    if (job->exchange->trust == HS_TRUST_OWNER)
        return HS_OK;
    if (method && (method->roles & HS_ROLE_ANYONE)) {
        job->call.caller = "anyone";
        return HS_OK;
    }
    if (!*given)
        return hs_status_fail(&job->status, HS_UNAUTHENTICATED, "ACCESS_KEY_MISSING", "this endpoint demands an access key");
    if (!valid || strlen(given) != strlen(valid) || !hs_bytes_equal(given, valid, strlen(valid)))
        return hs_status_fail(&job->status, HS_UNAUTHENTICATED, "ACCESS_KEY_INVALID", "the access key is not valid here");
    return HS_OK;
}
