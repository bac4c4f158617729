/* What an organisation signs when it confirms an intention by signature, and whether a signature holds. */
#ifndef HS_RULES_DECLARATION_H
#define HS_RULES_DECLARATION_H

#include "service/call.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/signing_key.h"

#include <stdbool.h>

/** Packs the declaration of an intention as it stands, into the call's arena. False with the call failed. */
bool hs_declaration_pack(struct hs_call *call, const hensigt_intention *intention, ProtobufCBinaryData *out);

/** Takes a signed declaration for an intention that is to be confirmed: it must say what the intention says, in this registry, and
 * be signed by an active key of its organisation. Sets its public_key. False with violations below `signed_declaration`. */
bool hs_declaration_accept(struct hs_call *call, const hensigt_intention *intention, hensigt_signed_declaration *declaration);

/** Checks the invariants of the signed declaration of a confirmation: the signature holds, and is for this intention. */
void hs_declaration_check(struct hs_call *call, const hensigt_intention *intention);

/** The signing key that something was signed with for an organisation; what was signed stands at `path`. NULL with the call failed:
 * it is another's key, or there is none such. */
const hensigt_signing_key *hs_signed_key(struct hs_call *call, const char *path, const char *organisation,
                                         const hensigt_signed_declaration *given);

/** Checks that what stands at `path` was signed with the key, and that it still signs; then it carries the public key. */
bool hs_signed_accept(struct hs_call *call, const char *path, const hensigt_signing_key *key, hensigt_signed_declaration *given);

#endif
