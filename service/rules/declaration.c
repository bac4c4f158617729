#include "service/rules/declaration.h"

#include "service/rules/transition.h"

#include "crypto/declaration.h"

#include <string.h>

/* The declaration of an intention as it stands, in this registry. */
struct standing {
    hensigt_declaration declaration;
    uint8_t requirement_hash[HS_SHA256_SIZE];
};

static bool fill(struct hs_call *call, const hensigt_intention *intention, struct standing *out)
{
    const char *registry = hs_view_setting(call->view, "registry_id", call->arena);
    if (registry)
        hs_declaration_fill(intention, intention->revision, registry, out->requirement_hash, &out->declaration);
    else
        hs_status_fail(call->status, HS_INTERNAL, "REGISTRY_ID", "the registry has no identity");
    return registry != NULL;
}

bool hs_declaration_pack(struct hs_call *call, const hensigt_intention *intention, ProtobufCBinaryData *out)
{
    struct standing standing;
    if (!fill(call, intention, &standing))
        return false;
    out->len = protobuf_c_message_get_packed_size(&standing.declaration.base);
    out->data = hs_arena_alloc(call->arena, out->len + 1);
    if (out->data)
        protobuf_c_message_pack(&standing.declaration.base, out->data);
    else
        hs_no_memory(call);
    return out->data != NULL;
}

static bool is_key_of(const char *signing_key, const char *organisation)
{
    size_t length = strlen(organisation);
    return strncmp(signing_key, organisation, length) == 0 && signing_key[length] == '/';
}

const hensigt_signing_key *hs_signed_key(struct hs_call *call, const char *path, const char *organisation,
                                         const hensigt_signed_declaration *given)
{
    const char *field = hs_arena_printf(call->arena, "%s.signing_key", path);
    if (is_key_of(given->signing_key, organisation))
        return (const hensigt_signing_key *)hs_call_get(call, given->signing_key, 0);
    hs_call_violation(call, field ? field : path, "WRONG_ORGANISATION", "must be a key of %s, not %s", organisation,
                      given->signing_key);
    return NULL;
}

bool hs_signed_accept(struct hs_call *call, const char *path, const hensigt_signing_key *key, hensigt_signed_declaration *given)
{
    const char *field = hs_arena_printf(call->arena, "%s.signature", path);
    if (!hs_declaration_is_signed(given, &key->public_key))
        hs_call_violation(call, field ? field : path, "SIGNATURE_INVALID", "is not of what was signed by %s", key->name);
    if (key->state != HENSIGT_SIGNING_KEY_STATE_ACTIVE)
        hs_status_lack(call->status, "SIGNING_KEY_REVOKED", key->name, NULL, 0, "was revoked and signs nothing any more");
    given->public_key = key->public_key;
    return hs_status_code(call->status) == HS_OK;
}

bool hs_declaration_accept(struct hs_call *call, const hensigt_intention *intention, hensigt_signed_declaration *declaration)
{
    static const char path[] = "signed_declaration";
    struct standing standing;
    const hensigt_signing_key *key = hs_signed_key(call, path, intention->organisation, declaration);
    if (!key || !fill(call, intention, &standing))
        return false;
    if (!hs_declaration_says(call->arena, &declaration->declaration, &standing.declaration))
        hs_call_violation(call, "signed_declaration.declaration", "DECLARATION_MISMATCH",
                          "must be the declaration of revision %d of %s in this registry: see GetDeclaration", intention->revision,
                          intention->name);
    return hs_signed_accept(call, path, key, declaration);
}

void hs_declaration_check(struct hs_call *call, const hensigt_intention *intention)
{
    switch (hs_declaration_verify(call->arena, intention)) {
    case HS_DECLARATION_MISMATCH:
        hs_call_violation(call, "confirmation.signed_declaration.declaration", "DECLARATION_MISMATCH",
                          "must say what revision %d of %s says", intention->confirmation->revision, intention->name);
        break;
    case HS_DECLARATION_SIGNATURE:
        hs_call_violation(call, "confirmation.signed_declaration.signature", "SIGNATURE_INVALID",
                          "is not of this declaration by the public key beside it");
        break;
    case HS_DECLARATION_HOLDS:
    case HS_DECLARATION_ABSENT:
        break;
    }
}
