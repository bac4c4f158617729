#include "crypto/sign.h"

#include "crypto/crypto.h"

#include <sodium/crypto_sign_ed25519.h>

_Static_assert(HS_SIGN_SEED_SIZE == crypto_sign_ed25519_SEEDBYTES, "a seed is libsodium's");
_Static_assert(HS_SIGN_PUBLIC_SIZE == crypto_sign_ed25519_PUBLICKEYBYTES, "a public key is libsodium's");
_Static_assert(HS_SIGN_SIGNATURE_SIZE == crypto_sign_ed25519_BYTES, "a signature is libsodium's");

void hs_sign_public_key(const uint8_t seed[HS_SIGN_SEED_SIZE], uint8_t public_key[HS_SIGN_PUBLIC_SIZE])
{
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES];
    crypto_sign_ed25519_seed_keypair(public_key, secret, seed);
    hs_bytes_forget(secret, sizeof secret);
}

void hs_sign(const uint8_t seed[HS_SIGN_SEED_SIZE], const void *data, size_t size, uint8_t signature[HS_SIGN_SIGNATURE_SIZE])
{
    uint8_t public_key[HS_SIGN_PUBLIC_SIZE];
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES];
    crypto_sign_ed25519_seed_keypair(public_key, secret, seed);
    crypto_sign_ed25519_detached(signature, NULL, data, size, secret);
    hs_bytes_forget(secret, sizeof secret);
}

bool hs_sign_verify(const uint8_t public_key[HS_SIGN_PUBLIC_SIZE], const void *data, size_t size,
                    const uint8_t signature[HS_SIGN_SIGNATURE_SIZE])
{
    return crypto_sign_ed25519_verify_detached(signature, data, size, public_key) == 0;
}
