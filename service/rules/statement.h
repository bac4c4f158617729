/* What an organisation signs with its own key when it signs an instrument, in this registry. */
#ifndef HS_RULES_STATEMENT_H
#define HS_RULES_STATEMENT_H

#include "service/call.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/signature.h"

#include <stdbool.h>

/** Packs the statement that a signature makes. False with the call failed. */
bool hs_statement_pack(struct hs_call *call, const char *instrument, const hensigt_signature *signature, ProtobufCBinaryData *out);

/** Accepts a signed statement, given as `signed_statement`, for a signature: it must say what the signature says, in this registry,
 * and be signed with a key of its organisation. Then it carries the public key. False with the call failed. */
bool hs_statement_accept(struct hs_call *call, const char *instrument, const hensigt_signature *signature,
                         hensigt_signed_declaration *given);

/** Checks that a stored signature's signed statement says what it says, and holds. */
void hs_statement_check(struct hs_call *call, const hensigt_signature *signature);

#endif
