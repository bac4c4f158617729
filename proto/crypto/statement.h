/* What an organisation signs when it signs an instrument with its own key: the content of a revision, its hash, and the statement
 * that carries the hash. For the service, and for whoever verifies a signature without one. */
#ifndef HS_CRYPTO_STATEMENT_H
#define HS_CRYPTO_STATEMENT_H

#include "crypto/crypto.h"
#include "wire/arena.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/signature.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Packs all that an instrument says as it stands (InstrumentContent) into the arena. False without memory. */
bool hs_content_pack(struct hs_arena *arena, const hensigt_instrument *instrument, ProtobufCBinaryData *out);

/** Computes the SHA-256 of that: the hash of the revision that holds. False without memory. */
bool hs_content_hash(struct hs_arena *arena, const hensigt_instrument *instrument, uint8_t hash[HS_SHA256_SIZE]);

/** Fills the statement that a signature makes in a registry: instrument, revision, hash, organisation and capacity are those of the
 *  signature, and `instrument` is the name of what it belongs to. It points into all of them. */
void hs_statement_fill(const hensigt_signature *signature, const char *instrument, const char *registry_id,
                       hensigt_signing_statement *out);

/** Unpacks signed bytes into the arena. NULL if they are no statement, or without memory. */
const hensigt_signing_statement *hs_statement_unpack(struct hs_arena *arena, const ProtobufCBinaryData *bytes);

/** Whether signed bytes say exactly what the statement says. */
bool hs_statement_says(struct hs_arena *arena, const ProtobufCBinaryData *bytes, const hensigt_signing_statement *expected);

/** What is wrong with what was signed. */
enum hs_statement_fault {
    HS_STATEMENT_HOLDS,
    HS_STATEMENT_ABSENT,    /**< the signature was not made with a key */
    HS_STATEMENT_MISMATCH,  /**< what was signed is not what the signature says */
    HS_STATEMENT_SIGNATURE, /**< it is not signed by the public key beside it */
};

/** Verifies a signature's signed statement by itself, with the public key that stands beside it. */
enum hs_statement_fault hs_statement_verify(struct hs_arena *arena, const hensigt_signature *signature);

#ifdef __cplusplus
}
#endif
#endif
