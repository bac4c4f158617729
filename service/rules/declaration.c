#include "service/rules/declaration.h"

#include "service/rules/transition.h"

#include "crypto/crypto.h"
#include "crypto/sign.h"
#include "wire/guard.h"

#include "hensigt/v1/signing_key.h"

#include <string.h>

/* Keeps a signature from meaning anything but this: no other message of the contract begins with it. */
static char purpose[] = "hensigt.v1.Declaration";

static bool pack(struct hs_call *call, const hensigt_declaration *declaration, ProtobufCBinaryData *out)
{
    out->len = protobuf_c_message_get_packed_size(&declaration->base);
    out->data = hs_arena_alloc(call->arena, out->len + 1);
    if (out->data)
        protobuf_c_message_pack(&declaration->base, out->data);
    else
        hs_no_memory(call);
    return out->data != NULL;
}

bool hs_declaration_pack(struct hs_call *call, const hensigt_intention *intention, ProtobufCBinaryData *out)
{
    uint8_t hash[HS_SHA256_SIZE];
    hensigt_declaration declaration = HENSIGT_DECLARATION_INIT;
    const char *registry = hs_view_setting(call->view, "registry_id", call->arena);
    hs_sha256(intention->requirement, strlen(intention->requirement), hash);
    declaration.purpose = purpose;
    declaration.registry_id = hs_arena_string(call->arena, registry);
    declaration.intention = intention->name;
    declaration.revision = intention->revision;
    declaration.organisation = intention->organisation;
    declaration.process = intention->process;
    declaration.level = intention->level;
    declaration.requirement_hash.data = hash;
    declaration.requirement_hash.len = sizeof hash;
    declaration.quantity = intention->quantity;
    declaration.estimated_value = intention->estimated_value;
    declaration.purchase_start_date = intention->purchase_start_date;
    declaration.purchase_end_date = intention->purchase_end_date;
    return pack(call, &declaration, out);
}

static const hensigt_declaration *unpack(struct hs_call *call, const ProtobufCBinaryData *bytes)
{
    struct hs_guard_report report;
    return (const hensigt_declaration *)hs_guard_unpack(call->arena, &hensigt__v1__declaration__descriptor, bytes->data, bytes->len,
                                                        true, &report);
}

/* Whether signed bytes say what the declaration must say. Other programs may write the same fields in another order; what was
 * signed are their bytes, what counts is what they say. */
static bool says(struct hs_call *call, const ProtobufCBinaryData *signed_bytes, const ProtobufCBinaryData *expected)
{
    ProtobufCBinaryData said;
    const hensigt_declaration *declaration = unpack(call, signed_bytes);
    return declaration && pack(call, declaration, &said) && said.len == expected->len &&
           memcmp(said.data, expected->data, said.len) == 0;
}

static bool is_key_of(const char *signing_key, const char *organisation)
{
    size_t length = strlen(organisation);
    return strncmp(signing_key, organisation, length) == 0 && signing_key[length] == '/';
}

static bool verifies(const hensigt_signed_declaration *declaration, const ProtobufCBinaryData *public_key)
{
    return public_key->len == HS_SIGN_PUBLIC_SIZE && declaration->signature.len == HS_SIGN_SIGNATURE_SIZE &&
           hs_sign_verify(public_key->data, declaration->declaration.data, declaration->declaration.len,
                          declaration->signature.data);
}

bool hs_declaration_accept(struct hs_call *call, const hensigt_intention *intention, hensigt_signed_declaration *declaration)
{
    ProtobufCBinaryData expected;
    if (!is_key_of(declaration->signing_key, intention->organisation)) {
        hs_call_violation(call, "signed_declaration.signing_key", "WRONG_ORGANISATION", "must be a key of %s, not %s",
                          intention->organisation, declaration->signing_key);
        return false;
    }
    const hensigt_signing_key *key = (const hensigt_signing_key *)hs_call_get(call, declaration->signing_key, 0);
    if (!key || !hs_declaration_pack(call, intention, &expected))
        return false;
    if (!says(call, &declaration->declaration, &expected))
        hs_call_violation(call, "signed_declaration.declaration", "DECLARATION_MISMATCH",
                          "must be the declaration of revision %d of %s in this registry: see GetDeclaration", intention->revision,
                          intention->name);
    if (!verifies(declaration, &key->public_key))
        hs_call_violation(call, "signed_declaration.signature", "SIGNATURE_INVALID", "is not of this declaration by %s", key->name);
    if (key->state != HENSIGT_SIGNING_KEY_STATE_ACTIVE)
        hs_status_lack(call->status, "SIGNING_KEY_REVOKED", key->name, NULL, 0, "was revoked and signs nothing any more");
    declaration->public_key = key->public_key;
    return hs_status_code(call->status) == HS_OK;
}

void hs_declaration_check(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_signed_declaration *given = intention->confirmation->signed_declaration;
    const hensigt_declaration *declaration = unpack(call, &given->declaration);
    if (!declaration || strcmp(declaration->purpose, purpose) != 0 || strcmp(declaration->intention, intention->name) != 0 ||
        strcmp(declaration->organisation, intention->organisation) != 0 ||
        declaration->revision != intention->confirmation->revision)
        hs_call_violation(call, "confirmation.signed_declaration.declaration", "DECLARATION_MISMATCH",
                          "must be of revision %d of %s by %s", intention->confirmation->revision, intention->name,
                          intention->organisation);
    if (!verifies(given, &given->public_key))
        hs_call_violation(call, "confirmation.signed_declaration.signature", "SIGNATURE_INVALID",
                          "is not of this declaration by the public key beside it");
}
