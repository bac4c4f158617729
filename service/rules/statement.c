#include "service/rules/statement.h"

#include "crypto/statement.h"
#include "service/rules/declaration.h"
#include "service/rules/transition.h"

static bool fill(struct hs_call *call, const char *instrument, const hensigt_signature *signature, hensigt_signing_statement *out)
{
    const char *registry = hs_view_setting(call->view, "registry_id", call->arena);
    if (registry)
        hs_statement_fill(signature, instrument, registry, out);
    else
        hs_status_fail(call->status, HS_INTERNAL, "REGISTRY_ID", "the registry has no identity");
    return registry != NULL;
}

bool hs_statement_pack(struct hs_call *call, const char *instrument, const hensigt_signature *signature, ProtobufCBinaryData *out)
{
    hensigt_signing_statement statement;
    if (!fill(call, instrument, signature, &statement))
        return false;
    out->len = protobuf_c_message_get_packed_size(&statement.base);
    out->data = hs_arena_alloc(call->arena, out->len + 1);
    if (out->data)
        protobuf_c_message_pack(&statement.base, out->data);
    else
        hs_no_memory(call);
    return out->data != NULL;
}

bool hs_statement_accept(struct hs_call *call, const char *instrument, const hensigt_signature *signature,
                         hensigt_signed_declaration *given)
{
    static const char path[] = "signed_statement";
    hensigt_signing_statement expected;
    const hensigt_signing_key *key = hs_signed_key(call, path, signature->organisation, given);
    if (!key || !fill(call, instrument, signature, &expected))
        return false;
    if (!hs_statement_says(call->arena, &given->declaration, &expected))
        hs_call_violation(call, "signed_statement.declaration", "STATEMENT_MISMATCH",
                          "must be the statement of %s about revision %d of %s in this registry: see GetSigningStatement",
                          signature->organisation, signature->revision, instrument);
    return hs_signed_accept(call, path, key, given);
}

void hs_statement_check(struct hs_call *call, const hensigt_signature *signature)
{
    switch (hs_statement_verify(call->arena, signature)) {
    case HS_STATEMENT_MISMATCH:
        hs_call_violation(call, "confirmation.signed_declaration.declaration", "STATEMENT_MISMATCH",
                          "must say what the signature says");
        break;
    case HS_STATEMENT_SIGNATURE:
        hs_call_violation(call, "confirmation.signed_declaration.signature", "SIGNATURE_INVALID",
                          "is not of this statement by the public key beside it");
        break;
    case HS_STATEMENT_HOLDS:
    case HS_STATEMENT_ABSENT:
        break;
    }
}
