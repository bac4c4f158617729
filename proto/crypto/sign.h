/* Ed25519 signatures (RFC 8032), by which an organisation stands behind a declaration without the registry's word for it. */
#ifndef HS_CRYPTO_SIGN_H
#define HS_CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HS_SIGN_SEED_SIZE = 32, /**< of a private key, as it is kept in a file */
    HS_SIGN_PUBLIC_SIZE = 32,
    HS_SIGN_SIGNATURE_SIZE = 64,
};

/** The public key of a private one. */
void hs_sign_public_key(const uint8_t seed[HS_SIGN_SEED_SIZE], uint8_t public_key[HS_SIGN_PUBLIC_SIZE]);

/** Signs `size` bytes. */
void hs_sign(const uint8_t seed[HS_SIGN_SEED_SIZE], const void *data, size_t size, uint8_t signature[HS_SIGN_SIGNATURE_SIZE]);

/** Whether the signature over the bytes was made with the private key of this public one. False too for a public key that is
 *  none, and for one of small order, under which anybody can sign. */
bool hs_sign_verify(const uint8_t public_key[HS_SIGN_PUBLIC_SIZE], const void *data, size_t size,
                    const uint8_t signature[HS_SIGN_SIGNATURE_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
