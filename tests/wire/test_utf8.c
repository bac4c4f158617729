#include "wire/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void takes_utf8(void **state)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "København",
                                        "\xC2\x80",
                                        "\xDF\xBF",
                                        "\xE0\xA0\x80",
                                        "\xED\x9F\xBF",
                                        "\xEE\x80\x80",
                                        "\xEF\xBF\xBF",
                                        "\xF0\x90\x80\x80",
                                        "\xF4\x8F\xBF\xBF",
                                        "€𝄞"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_true(hs_utf8_is_valid(texts[i], strlen(texts[i])));
    }
}

static void refuses_all_else(void **state)
{
    static const char *const texts[] = {"\x80",
                                        "\xBF",
                                        "\xC0\xAF",
                                        "\xC1\xBF",
                                        "\xC3",
                                        "\xC3(",
                                        "\xE2\x82",
                                        "\xE0\x9F\xBF",
                                        "\xED\xA0\x80",
                                        "\xED\xBF\xBF",
                                        "\xF0\x8F\xBF\xBF",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xF0\x9D\x84",
                                        "\xFE",
                                        "\xFF",
                                        "a\xE2\x28\xA1"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (hs_utf8_is_valid(texts[i], strlen(texts[i]))) {
            fail_msg("taken: text %zu", i);
        }
    }
    assert_false(hs_utf8_is_valid("a\0b", 3));
}

/* Every code point: those that are characters are taken in their one form. */
static void takes_each_character_once(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char text[4];
        size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
        uint32_t rest = code;
        for (size_t i = size; i-- > 1; rest >>= 6) {
            text[i] = (char)(0x80 | (rest & 0x3F));
        }
        text[0] = (char)(leads[size] | rest);
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (hs_utf8_is_valid(text, size) == surrogate) {
            fail_msg("U+%04X", (unsigned)code);
        }
    }
}

static void counts_characters(void **state)
{
    (void)state;
    assert_int_equal(hs_utf8_length(""), 0);
    assert_int_equal(hs_utf8_length("blåbærgrød"), 10);
    assert_int_equal(hs_utf8_length("€𝄞"), 2);
    assert_int_equal(hs_utf8_prefix("blåbær", 3), 4);
    assert_int_equal(hs_utf8_prefix("blåbær", 100), 8);
    assert_int_equal(hs_utf8_prefix("blåbær", 0), 0);
    assert_int_equal(hs_utf8_prefix("", 5), 0);
}

static void quotes_on_one_line(void **state)
{
    char out[HS_UTF8_QUOTE_SIZE];
    (void)state;
    hs_utf8_quote("grød", out);
    assert_string_equal(out, "\"grød\"");
    hs_utf8_quote("a\nb\x7F", out);
    assert_string_equal(out, "\"a?b?\"");
    hs_utf8_quote("0123456789012345678901234567890123456789", out);
    assert_string_equal(out, "\"0123456789012345678901234567890123456789\"");
    hs_utf8_quote("01234567890123456789012345678901234567890", out);
    assert_string_equal(out, "\"0123456789012345678901234567890123456789...\"");
    hs_utf8_quote("𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞", out);
    assert_int_equal(strlen(out), HS_UTF8_QUOTE_SIZE - 1);
    assert_true(hs_utf8_is_valid(out, strlen(out)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_utf8),        cmocka_unit_test(refuses_all_else),   cmocka_unit_test(takes_each_character_once),
        cmocka_unit_test(counts_characters), cmocka_unit_test(quotes_on_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
