#include "crypto/crypto.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(crypto_hash_sha256_BYTES == HS_SHA256_SIZE, "the digest has its size");

static const int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

bool hs_crypto_init(void)
{
    return sodium_init() >= 0;
}

void hs_sha256_init(struct hs_sha256 *hash)
{
    crypto_hash_sha256_init(&hash->state);
}

void hs_sha256_add(struct hs_sha256 *hash, const void *data, size_t size)
{
    if (size > 0) {
        crypto_hash_sha256_update(&hash->state, data, size);
    }
}

void hs_sha256_end(struct hs_sha256 *hash, uint8_t digest[HS_SHA256_SIZE])
{
    crypto_hash_sha256_final(&hash->state, digest);
}

void hs_sha256(const void *data, size_t size, uint8_t digest[HS_SHA256_SIZE])
{
    struct hs_sha256 hash;
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, data, size);
    hs_sha256_end(&hash, digest);
}

void hs_random(void *bytes, size_t size)
{
    randombytes_buf(bytes, size);
}

void hs_key_make(uint8_t key[HS_KEY_SIZE])
{
    hs_random(key, HS_KEY_SIZE);
}

bool hs_bytes_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

void hs_bytes_forget(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}

void hs_hex_encode(const void *bytes, size_t size, char *out)
{
    sodium_bin2hex(out, HS_HEX_SIZE(size), bytes, size);
}

bool hs_hex_decode(const char *text, void *out, size_t size)
{
    size_t decoded = 0;
    const char *end = NULL;
    return strlen(text) == size * 2 && sodium_hex2bin(out, size, text, size * 2, NULL, &decoded, &end) == 0 && decoded == size &&
           *end == '\0';
}

void hs_base64url_encode(const void *bytes, size_t size, char *out)
{
    sodium_bin2base64(out, HS_BASE64URL_SIZE(size), bytes, size, base64_variant);
}

bool hs_base64url_decode(const char *text, void *out, size_t capacity, size_t *size)
{
    size_t decoded = 0;
    const char *end = NULL;
    if (sodium_base642bin(out, capacity, text, strlen(text), NULL, &decoded, &end, base64_variant) != 0 || *end != '\0') {
        return false;
    }
    *size = decoded;
    return true;
}
