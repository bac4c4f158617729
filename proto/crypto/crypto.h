/* What the registry needs of cryptography: SHA-256, unpredictable bytes, comparison in constant time, and texts of bytes. */
#ifndef HS_CRYPTO_H
#define HS_CRYPTO_H

#include <sodium/crypto_hash_sha256.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HS_SHA256_SIZE = 32,
    HS_KEY_SIZE = 32, /**< of an access key's secret */
};

/** Prepares the library; call it once before any other function, in each program (more often is harmless). False where the
 *  system has no source of randomness. */
bool hs_crypto_init(void);

/** A hash under way. May be copied to go on from the same point twice. */
struct hs_sha256 {
    crypto_hash_sha256_state state;
};

/** Begins a hash. */
void hs_sha256_init(struct hs_sha256 *hash);

/** Adds `size` bytes; `data` may be NULL if there are none. */
void hs_sha256_add(struct hs_sha256 *hash, const void *data, size_t size);

/** Ends the hash; it must be begun again before it is used again. */
void hs_sha256_end(struct hs_sha256 *hash, uint8_t digest[HS_SHA256_SIZE]);

/** The hash of one piece of data. */
void hs_sha256(const void *data, size_t size, uint8_t digest[HS_SHA256_SIZE]);

/** Fills `size` bytes unpredictably. */
void hs_random(void *bytes, size_t size);

/** Makes the secret of an access key. */
void hs_key_make(uint8_t key[HS_KEY_SIZE]);

/** Whether `size` bytes are equal, in a time that does not depend on them. */
bool hs_bytes_equal(const void *a, const void *b, size_t size);

/** Overwrites a secret, in a way that the compiler keeps. */
void hs_bytes_forget(void *bytes, size_t size);

/** Room for `size` bytes in hexadecimal, and in base64url without padding, each with a NUL byte. */
#define HS_HEX_SIZE(size) ((size)*2 + 1)
#define HS_BASE64URL_SIZE(size) (((size)*4 + 2) / 3 + 1)

/** Writes bytes in lower-case hexadecimal; `out` holds HS_HEX_SIZE(size). */
void hs_hex_encode(const void *bytes, size_t size, char *out);

/** Reads exactly `size` bytes from hexadecimal of either case. False, and `out` undefined, for anything else. */
bool hs_hex_decode(const char *text, void *out, size_t size);

/** Writes bytes in base64url (RFC 4648, section 5) without padding; `out` holds HS_BASE64URL_SIZE(size). */
void hs_base64url_encode(const void *bytes, size_t size, char *out);

/** Reads base64url without padding into at most `capacity` bytes; *size says how many. False, with `out` undefined and *size
 *  untouched, for anything else. */
bool hs_base64url_decode(const char *text, void *out, size_t capacity, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
