#include "wire/format.h"
#include "wire/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* 63 characters: as long as an id may be. */
#define LONG_ID "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghi-1"

/* What has each form and what has not; each list ends with NULL. */
static const struct {
    enum hs_format format;
    const char *good[12];
    const char *bad[24];
} cases[] = {
    {HS_FORMAT_RESOURCE_ID,
     {"a", "co-pi", "a1", "a--b", LONG_ID},
     {"", "-", "1a", "A", "co-", "-co", "co_pi", "co pi", "æ", "a/b", LONG_ID "2"}},
    {HS_FORMAT_STEP, {"need", "market-dialogue"}, {"", "Need", "need-", "1"}},
    {HS_FORMAT_RESOURCE_NAME,
     {"centres/co-pi", "organisations/kl", "partnerships/lup/memberships/nho"},
     {"", "centres", "centres/", "centres/-", "centres/CO", "/centres/co-pi", "centres/co-pi/", "nothings/x", "co-pi",
      "partnerships/-/memberships/nho"}},
    {HS_FORMAT_PARENT,
     {"partnerships/lup", "partnerships/-", "centres/co-pi"},
     {"", "-", "partnerships", "partnerships/--", "-/lup"}},
    {HS_FORMAT_LANGUAGE,
     {"da", "nb", "sv-FI", "zh-Hant", "sr-Latn-RS", "es-419", "de-1996", "sl-rozaj-biske", "en-a-myext-b-other", "smi", "de-x-own"},
     {"",       "d",     "dan",   "dk",      "xx-Latn",  "zh-Abcd", "sv-UK", "DA",     "sv-fi", "sv-", "-sv",
      "sv--FI", "dansk", "da_DK", "zh-hant", "en-US-US", "de-x",    "en-a",  "en-a-b", "da ",   "12"}},
    {HS_FORMAT_REGION, {"DK", "NO"}, {"", "D", "dk", "DNK", "D1", "DK ", "UK", "EU", "ZZ"}},
    {HS_FORMAT_CURRENCY, {"DKK", "NOK", "EUR", "FIM", "XCG"}, {"", "DK", "dkk", "DKKR", "DK1", "DKR", "ABC"}},
    {HS_FORMAT_CPV,
     {"45000000", "45000000-7"},
     {"", "4500000", "450000000", "45000000-", "45000000-77", "45000000-x", "4500000a", "45000000 7"}},
    {HS_FORMAT_NUTS,
     {"DK", "DK0", "DK02", "NO012", "NO081", "NO084", "FI1B1", "DE212"},
     {"", "D", "dk02", "DK02123", "1K", "D1", "DK-2", "DK06", "NO099"}},
    {HS_FORMAT_DECIMAL,
     {"0", "1250", "-0.5", "0.50", "-0", "999999999999999999"},
     {"", "+1", "01", ".5", "5.", "1e5", "1,5", "1234567890123456789"}},
    {HS_FORMAT_UNIT, {"TNE", "C62", "MTK", "H"}, {"", "tne", "TONN", "T-", "T "}},
    {HS_FORMAT_DATE,
     {"2022", "2022-04", "2022-04-12", "2024-02-29"},
     {"", "2022-02-31", "2022-13", "22", "2022-4", "2022-04..2022-05"}},
    {HS_FORMAT_DAY, {"2022-04-12", "2024-02-29"}, {"", "2022", "2022-04", "2023-02-29", "2022-02-31"}},
    {HS_FORMAT_URL,
     {"https://www.co-pi.dk/skaleringsproces/", "http://example.org", "https://example.org:8080/a?b=c#d", "http://[::1]/x",
      "https://www.københavn.dk/økonomi", "http://example.org?x", "https://example.org/a%20b"},
     {"", "www.co-pi.dk", "ftp://example.org/", "https://", "https:///x", "https://example.org/a b", "https://user@example.org/",
      "javascript:alert(1)", "https://example.org:0/", "https://example.org:65536/", "https://example.org:/", "https://-x/",
      "https://[::1", "https://[]/", "https://a/<b>", "HTTPS://example.org/", "https://a\"b/", "https://example.org\nx"}},
    {HS_FORMAT_SCHEME,
     {"DK-CVR", "XI-LEI", "NO-BRC", "A1"},
     {"", "dk-cvr", "DK--CVR", "-CVR", "DK-", "1A", "DK CVR", "DK_CVR", "SE-BLV", "LEI"}},
    {HS_FORMAT_NONE, {"", "anything"}, {NULL}},
    {HS_FORMAT_FILTER, {"", "country = \"DK\""}, {NULL}},
    {HS_FORMAT_ORDER, {"", "title, create_time desc"}, {NULL}},
};

static void takes_and_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *rule = NULL;
        for (size_t k = 0; cases[i].good[k] != NULL; k++) {
            if (!hs_format_check(cases[i].format, cases[i].good[k], &rule)) {
                fail_msg("refused: %s: %s", cases[i].good[k], rule);
            }
            assert_null(rule);
        }
        for (size_t k = 0; cases[i].bad[k] != NULL; k++) {
            rule = NULL;
            if (hs_format_check(cases[i].format, cases[i].bad[k], &rule)) {
                fail_msg("taken as %d: %s", (int)cases[i].format, cases[i].bad[k]);
            }
            assert_non_null(rule);
            assert_ptr_equal(strstr(rule, "must be "), rule);
        }
    }
}

/* What is refused is told apart: no form, no such day, no code of its list; and the nearest code is named. */
static void says_why_and_what_may_be_meant(void **state)
{
    static const struct {
        enum hs_format format;
        const char *text;
        const char *reason;
        const char *code; /* NULL = no help */
        const char *name;
    } refused[] = {
        {HS_FORMAT_REGION, "UK", "UNKNOWN_CODE", "GB", "United Kingdom"},
        {HS_FORMAT_REGION, "Danmark", "FORMAT", NULL, NULL},
        {HS_FORMAT_REGION, "Denmark", "FORMAT", "DK", "Denmark"},
        {HS_FORMAT_REGION, "QQ", "UNKNOWN_CODE", NULL, NULL},
        {HS_FORMAT_CURRENCY, "SKR", "UNKNOWN_CODE", "SEK", "Swedish Krona"},
        {HS_FORMAT_CURRENCY, "EURO", "FORMAT", "EUR", "Euro"},
        {HS_FORMAT_LANGUAGE, "dan", "UNKNOWN_CODE", "da", "Danish"},
        {HS_FORMAT_LANGUAGE, "sv-UK", "UNKNOWN_CODE", "GB", "United Kingdom"},
        {HS_FORMAT_LANGUAGE, "Danish", "FORMAT", "da", "Danish"},
        {HS_FORMAT_LANGUAGE, "zh-Abcd", "UNKNOWN_CODE", NULL, NULL},
        {HS_FORMAT_NUTS, "NO099", "UNKNOWN_CODE", "NO09", "Agder og Sør-Østlandet"},
        {HS_FORMAT_NUTS, "dk02", "FORMAT", NULL, NULL},
        {HS_FORMAT_SCHEME, "SE-BLV", "UNKNOWN_CODE", "SE-ON", "a Swedish organisation number"},
        {HS_FORMAT_SCHEME, "dk-cvr", "FORMAT", "DK-CVR", "a Danish CVR number"},
        {HS_FORMAT_DATE, "2022-02-31", "IMPOSSIBLE_DATE", NULL, NULL},
        {HS_FORMAT_DATE, "22", "FORMAT", NULL, NULL},
        {HS_FORMAT_DAY, "2022-02-31", "IMPOSSIBLE_DATE", NULL, NULL},
        {HS_FORMAT_DAY, "2022", "FORMAT", NULL, NULL},
        {HS_FORMAT_DAY, "2022-04", "FORMAT", NULL, NULL},
        {HS_FORMAT_CPV, "4500", "FORMAT", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct hs_code_entry help = {NULL, NULL};
        const char *rule = NULL;
        assert_false(hs_format_check(refused[i].format, refused[i].text, &rule));
        assert_string_equal(hs_format_reason(refused[i].format, refused[i].text), refused[i].reason);
        assert_int_equal(hs_format_help(refused[i].format, refused[i].text, &help), refused[i].code != NULL);
        if (refused[i].code != NULL) {
            assert_string_equal(help.code, refused[i].code);
            assert_string_equal(help.name, refused[i].name);
        }
    }
}

/* A form that is new in the contract and was forgotten here would take everything. */
static void checks_every_form_of_the_contract(void **state)
{
    (void)state;
    for (int format = HS_FORMAT_RESOURCE_ID; format <= HS_FORMAT_STEP; format++) {
        const char *rule = NULL;
        if (format != HS_FORMAT_FILTER && format != HS_FORMAT_ORDER) {
            assert_false(hs_format_check((enum hs_format)format, "\x01 no form at all", &rule));
        }
    }
}

static void stores_texts_in_one_form(void **state)
{
    struct hs_arena arena;
    struct hs_arena none;
    const char *text = "-0.5";
    (void)state;
    hs_arena_init(&arena, 1 << 16);
    hs_arena_init(&none, 0);
    assert_string_equal(hs_format_stored(&arena, HS_FORMAT_CPV, "45000000-7"), "45000000");
    assert_string_equal(hs_format_stored(&arena, HS_FORMAT_CPV, "45000000"), "45000000");
    assert_string_equal(hs_format_stored(&arena, HS_FORMAT_DECIMAL, "-0"), "0");
    assert_string_equal(hs_format_stored(&arena, HS_FORMAT_DECIMAL, "-0.00"), "0.00");
    assert_ptr_equal(hs_format_stored(&arena, HS_FORMAT_DECIMAL, text), text);
    assert_ptr_equal(hs_format_stored(&arena, HS_FORMAT_NONE, text), text);
    assert_null(hs_format_stored(&none, HS_FORMAT_CPV, "45000000-7"));
    assert_int_equal(hs_format_max_length(HS_FORMAT_FILTER), 4000);
    assert_int_equal(hs_format_max_length(HS_FORMAT_ORDER), 500);
    assert_int_equal(hs_format_max_length(HS_FORMAT_NONE), 500);
    hs_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_and_refuses),
        cmocka_unit_test(says_why_and_what_may_be_meant),
        cmocka_unit_test(checks_every_form_of_the_contract),
        cmocka_unit_test(stores_texts_in_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
