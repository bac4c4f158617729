#include "crypto/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_digest(const uint8_t digest[HS_SHA256_SIZE], const char *expected)
{
    char text[HS_HEX_SIZE(HS_SHA256_SIZE)];
    hs_hex_encode(digest, HS_SHA256_SIZE, text);
    assert_string_equal(text, expected);
}

/* The examples of FIPS 180-2. */
static void hashes(void **state)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    uint8_t digest[HS_SHA256_SIZE];
    (void)state;
    hs_sha256("", 0, digest);
    assert_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hs_sha256(NULL, 0, digest);
    assert_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hs_sha256("abc", 3, digest);
    assert_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hs_sha256(two_blocks, strlen(two_blocks), digest);
    assert_digest(digest, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void hashes_piece_by_piece(void **state)
{
    struct hs_sha256 hash;
    struct hs_sha256 copy;
    uint8_t digest[HS_SHA256_SIZE];
    (void)state;
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, "a", 1);
    hs_sha256_add(&hash, NULL, 0);
    copy = hash;
    hs_sha256_add(&hash, "bc", 2);
    hs_sha256_end(&hash, digest);
    assert_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hs_sha256_add(&copy, "bc", 2);
    hs_sha256_end(&copy, digest);
    assert_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void makes_keys_that_differ(void **state)
{
    uint8_t a[HS_KEY_SIZE] = {0};
    uint8_t b[HS_KEY_SIZE] = {0};
    (void)state;
    hs_key_make(a);
    hs_key_make(b);
    assert_false(hs_bytes_equal(a, b, sizeof a));
    memcpy(b, a, sizeof a);
    assert_true(hs_bytes_equal(a, b, sizeof a));
    hs_bytes_forget(a, sizeof a);
    memset(b, 0, sizeof b);
    assert_true(hs_bytes_equal(a, b, sizeof a));
}

static void writes_and_reads_hexadecimal(void **state)
{
    uint8_t bytes[4] = {0};
    char text[HS_HEX_SIZE(4)];
    (void)state;
    assert_true(hs_hex_decode("00aBfF10", bytes, 4));
    hs_hex_encode(bytes, 4, text);
    assert_string_equal(text, "00abff10");
    assert_false(hs_hex_decode("00abff1", bytes, 4));
    assert_false(hs_hex_decode("00abff100", bytes, 4));
    assert_false(hs_hex_decode("00abfg10", bytes, 4));
    assert_false(hs_hex_decode("", bytes, 4));
    assert_true(hs_hex_decode("", bytes, 0));
}

/* Every length up to 64 bytes comes back; the longer text of section 10 of RFC 4648, without its padding. */
static void writes_and_reads_base64url(void **state)
{
    static const char *const known[][2] = {{"", ""},        {"f", "Zg"},        {"fo", "Zm8"},
                                           {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xFB\xFF", "-_8"}};
    uint8_t bytes[64];
    uint8_t back[64];
    char text[HS_BASE64URL_SIZE(64)];
    size_t size = 99;
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        hs_base64url_encode(known[i][0], strlen(known[i][0]), text);
        assert_string_equal(text, known[i][1]);
    }
    hs_random(bytes, sizeof bytes);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        hs_base64url_encode(bytes, length, text);
        assert_true(strlen(text) < HS_BASE64URL_SIZE(length));
        assert_true(hs_base64url_decode(text, back, sizeof back, &size));
        assert_int_equal(size, length);
        assert_memory_equal(back, bytes, length);
    }
}

static void refuses_other_base64(void **state)
{
    static const char *const texts[] = {"Z", "Zg==", "Zm9+", "Zm9/", "Zm 9", "Zm9v\n", "Zh"};
    uint8_t back[8];
    size_t size = 99;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (hs_base64url_decode(texts[i], back, sizeof back, &size)) {
            fail_msg("taken: %s", texts[i]);
        }
    }
    assert_false(hs_base64url_decode("Zm9vYg", back, 3, &size));
    assert_int_equal(size, 99);
}

static int init(void **state)
{
    (void)state;
    return hs_crypto_init() ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes),
        cmocka_unit_test(hashes_piece_by_piece),
        cmocka_unit_test(makes_keys_that_differ),
        cmocka_unit_test(writes_and_reads_hexadecimal),
        cmocka_unit_test(writes_and_reads_base64url),
        cmocka_unit_test(refuses_other_base64),
    };
    return cmocka_run_group_tests(tests, init, NULL);
}
