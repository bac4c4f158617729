/* What an organisation signs when it confirms an intention by signature, and whether such a signature holds: for the service, and
 * for whoever verifies it without one. */
#ifndef HS_CRYPTO_DECLARATION_H
#define HS_CRYPTO_DECLARATION_H

#include "crypto/crypto.h"
#include "wire/arena.h"

#include "hensigt/v1/intention.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Fills a declaration of an intention, as of one of its revisions, in a registry. It points into the intention, into `registry_id`
 * and into `requirement_hash`, which it fills. */
void hs_declaration_fill(const hensigt_intention *intention, int32_t revision, const char *registry_id,
                         uint8_t requirement_hash[HS_SHA256_SIZE], hensigt_declaration *out);

/** Unpacks signed bytes into the arena. NULL if they are no declaration, or without memory. */
const hensigt_declaration *hs_declaration_unpack(struct hs_arena *arena, const ProtobufCBinaryData *bytes);

/** Whether signed bytes say exactly what the declaration says. Other programs may write the same fields in another order: what was
 *  signed are their bytes, what counts is what they say. */
bool hs_declaration_says(struct hs_arena *arena, const ProtobufCBinaryData *bytes, const hensigt_declaration *expected);

/** The same of two messages of one type, the one that was signed and the one that is expected. False without memory. */
bool hs_signed_same(struct hs_arena *arena, const ProtobufCMessage *said, const ProtobufCMessage *expected);

/** Whether the signature over the declaration's bytes was made with the private key of `public_key`. */
bool hs_declaration_is_signed(const hensigt_signed_declaration *declaration, const ProtobufCBinaryData *public_key);

/** What is wrong with the signed declaration of an intention's confirmation. */
enum hs_declaration_fault {
    HS_DECLARATION_HOLDS,
    HS_DECLARATION_ABSENT,    /**< the intention was not confirmed by signature */
    HS_DECLARATION_MISMATCH,  /**< what was signed is not what the intention says */
    HS_DECLARATION_SIGNATURE, /**< the signature is not of these bytes by this key */
};

/** Verifies an intention's signed declaration by itself, with the public key that stands beside the signature. */
enum hs_declaration_fault hs_declaration_verify(struct hs_arena *arena, const hensigt_intention *intention);

#ifdef __cplusplus
}
#endif
#endif
