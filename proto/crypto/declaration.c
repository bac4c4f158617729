#include "crypto/declaration.h"

#include "crypto/sign.h"
#include "wire/guard.h"

#include <string.h>

/* Keeps a signature from meaning anything but this: nothing else that is signed begins with it. */
static char purpose[] = "hensigt.v1.Declaration";

void hs_declaration_fill(const hensigt_intention *intention, int32_t revision, const char *registry_id,
                         uint8_t requirement_hash[HS_SHA256_SIZE], hensigt_declaration *out)
{
    hs_sha256(intention->requirement, strlen(intention->requirement), requirement_hash);
    *out = (hensigt_declaration)HENSIGT_DECLARATION_INIT;
    out->purpose = purpose;
    out->registry_id = (char *)(uintptr_t)registry_id;
    out->intention = intention->name;
    out->revision = revision;
    out->organisation = intention->organisation;
    out->process = intention->process;
    out->level = intention->level;
    out->requirement_hash.data = requirement_hash;
    out->requirement_hash.len = HS_SHA256_SIZE;
    out->quantity = intention->quantity;
    out->estimated_value = intention->estimated_value;
    out->purchase_start_date = intention->purchase_start_date;
    out->purchase_end_date = intention->purchase_end_date;
}

const hensigt_declaration *hs_declaration_unpack(struct hs_arena *arena, const ProtobufCBinaryData *bytes)
{
    struct hs_guard_report report;
    return (const hensigt_declaration *)hs_guard_unpack(arena, &hensigt__v1__declaration__descriptor, bytes->data, bytes->len, true,
                                                        &report);
}

bool hs_signed_same(struct hs_arena *arena, const ProtobufCMessage *said, const ProtobufCMessage *expected)
{
    size_t size = protobuf_c_message_get_packed_size(expected);
    uint8_t *both = protobuf_c_message_get_packed_size(said) == size ? hs_arena_alloc(arena, 2 * size + 1) : NULL;
    if (!both)
        return false;
    protobuf_c_message_pack(said, both);
    protobuf_c_message_pack(expected, both + size);
    return memcmp(both, both + size, size) == 0;
}

bool hs_declaration_says(struct hs_arena *arena, const ProtobufCBinaryData *bytes, const hensigt_declaration *expected)
{
    const hensigt_declaration *said = hs_declaration_unpack(arena, bytes);
    return said && hs_signed_same(arena, &said->base, &expected->base);
}

bool hs_declaration_is_signed(const hensigt_signed_declaration *declaration, const ProtobufCBinaryData *public_key)
{
    return public_key->len == HS_SIGN_PUBLIC_SIZE && declaration->signature.len == HS_SIGN_SIGNATURE_SIZE &&
           hs_sign_verify(public_key->data, declaration->declaration.data, declaration->declaration.len,
                          declaration->signature.data);
}

enum hs_declaration_fault hs_declaration_verify(struct hs_arena *arena, const hensigt_intention *intention)
{
    uint8_t hash[HS_SHA256_SIZE];
    hensigt_declaration expected;
    const hensigt_intention_confirmation *confirmation = intention->confirmation;
    if (!confirmation || !confirmation->signed_declaration)
        return HS_DECLARATION_ABSENT;
    const hensigt_signed_declaration *declaration = confirmation->signed_declaration;
    const hensigt_declaration *said = hs_declaration_unpack(arena, &declaration->declaration);
    if (!said)
        return HS_DECLARATION_MISMATCH;
    /* Which registry it was made for, only the declaration itself says; whoever verifies is shown it. */
    hs_declaration_fill(intention, confirmation->revision, said->registry_id, hash, &expected);
    if (!hs_declaration_says(arena, &declaration->declaration, &expected))
        return HS_DECLARATION_MISMATCH;
    return hs_declaration_is_signed(declaration, &declaration->public_key) ? HS_DECLARATION_HOLDS : HS_DECLARATION_SIGNATURE;
}
