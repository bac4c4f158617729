#include "wire/identifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { OUT_SIZE = 32 };

/* Numbers of real bodies, as people write them. */
static const struct {
    const char *scheme;
    const char *written;
    const char *stored;
} real_numbers[] = {
    {"DK-CVR", "64942212", "64942212"}, /* Københavns Kommune */
    {"DK-CVR", "64 94 22 12", "64942212"},
    {"DK-CVR", "DK64942212", "64942212"},
    {"DK-CVR", " DK-64942212 ", "64942212"},
    {"NO-BRC", "958935420", "958935420"}, /* Oslo kommune */
    {"NO-BRC", "958 935 420", "958935420"},
    {"NO-BRC", "NO 958935420", "958935420"},
    {"FI-PRO", "0201256-6", "0201256-6"}, /* Helsingin kaupunki */
    {"FI-PRO", "02012566", "0201256-6"},
    {"FI-PRO", "FI02012566", "0201256-6"},
    {"SE-ON", "212000-0142", "2120000142"}, /* Stockholms stad */
    {"SE-ON", "2120000142", "2120000142"},
    {"SE-ON", "SE 212000 0142", "2120000142"},
    {"IS-KEN", "571116-0300", "5711160300"},
    {"EE-KMKR", "EE 80352598", "80352598"},
    {"EE-RIK", "11975756", "11975756"},
    {"LT-RC", "304140248", "304140248"},
    {"LV-RE", "LV40008124830", "40008124830"},
    {"LV-RE", "51203041201", "51203041201"},
    {"NL-KVK", "41202535", "41202535"},
    {"PL-KRS", "0000359730", "0000359730"},
    {"PL-NIP", "123-121-66-92", "1231216692"},
    {"XI-LEI", "549300ITS31QK8VRBQ14", "549300ITS31QK8VRBQ14"},
    {"XI-LEI", "  5493001KJTIIGC8Y1R12 ", "5493001KJTIIGC8Y1R12"},
    {"XI-ROR", "  05asf4e91 ", "05asf4e91"},
};

static void stores_numbers_as_their_register_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof real_numbers / sizeof real_numbers[0]; i++) {
        char out[OUT_SIZE];
        const char *rule = NULL;
        if (!hs_identifier_normalise(real_numbers[i].scheme, real_numbers[i].written, out, sizeof out, &rule)) {
            fail_msg("refused: %s %s: %s", real_numbers[i].scheme, real_numbers[i].written, rule);
        }
        assert_string_equal(out, real_numbers[i].stored);
        assert_true(hs_identifier_has_shape(real_numbers[i].scheme, real_numbers[i].written));
    }
}

/* The second weights decide where the first leave 10, and 0 is last where they do too. */
static void takes_the_second_weights(void **state)
{
    static const char *const right[] = {"10000640", "10000127", "70003684"};
    static const char *const wrong[] = {"10000641", "10000120", "70003685"};
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        char out[OUT_SIZE];
        const char *rule = NULL;
        if (!hs_identifier_normalise("EE-RIK", right[i], out, sizeof out, &rule)) {
            fail_msg("refused: %s", right[i]);
        }
        assert_false(hs_identifier_normalise("EE-RIK", wrong[i], out, sizeof out, &rule));
    }
}

/* Every change of one digit breaks the check digit: what it is there for. */
static void refuses_every_changed_digit(void **state)
{
    static const char *const numbers[][2] = {
        {"DK-CVR", "64942212"},   {"NO-BRC", "958935420"},  {"FI-PRO", "0201256-6"},           {"SE-ON", "2120000142"},
        {"LV-RE", "40008124830"}, {"PL-NIP", "1231216692"}, {"XI-LEI", "549300ITS31QK8VRBQ14"}};
    (void)state;
    for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
        for (size_t at = 0; at < strlen(numbers[n][1]); at++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                char changed[OUT_SIZE];
                char out[OUT_SIZE] = "untouched";
                const char *rule = NULL;
                strcpy(changed, numbers[n][1]);
                if (changed[at] < '0' || changed[at] > '9' || changed[at] == digit) {
                    continue;
                }
                changed[at] = digit;
                if (hs_identifier_normalise(numbers[n][0], changed, out, sizeof out, &rule)) {
                    fail_msg("taken: %s %s", numbers[n][0], changed);
                }
                assert_non_null(strstr(rule, "check digit"));
                assert_string_equal(out, "untouched");
                assert_true(hs_identifier_has_shape(numbers[n][0], changed));
            }
        }
    }
}

static void refuses_what_has_not_the_form(void **state)
{
    static const char *const values[][2] = {
        {"DK-CVR", ""},           {"DK-CVR", "6494221"},    {"DK-CVR", "649422120"},
        {"DK-CVR", "6494221a"},   {"DK-CVR", "NO64942212"}, {"DK-CVR", "00000000"},
        {"DK-CVR", "64.942.212"}, {"NO-BRC", "58935420"},   {"NO-BRC", "000000000"},
        {"FI-PRO", "201256-6"},   {"FI-PRO", "0000000-0"},  {"SE-ON", "212000014"},
        {"SE-ON", "0000000000"},  {"XX-YZ", "   "},         {"XX-YZ", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char out[OUT_SIZE] = "untouched";
        const char *rule = NULL;
        if (hs_identifier_normalise(values[i][0], values[i][1], out, sizeof out, &rule)) {
            fail_msg("taken: %s %s", values[i][0], values[i][1]);
        }
        assert_non_null(rule);
        assert_string_equal(out, "untouched");
        assert_true(values[i][0][0] == 'X' || !hs_identifier_has_shape(values[i][0], values[i][1]));
    }
}

static void says_when_there_is_no_room(void **state)
{
    char out[10] = "untouched";
    const char *rule = NULL;
    (void)state;
    assert_false(hs_identifier_normalise("FI-PRO", "0201256-6", out, strlen("0201256-6"), &rule));
    assert_false(hs_identifier_normalise("XX-YZ", "0123456789", out, sizeof out, &rule));
    assert_string_equal(out, "untouched");
    assert_true(hs_identifier_normalise("FI-PRO", "0201256-6", out, sizeof out, &rule));
    assert_string_equal(out, "0201256-6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_numbers_as_their_register_does),
        cmocka_unit_test(takes_the_second_weights),
        cmocka_unit_test(refuses_every_changed_digit),
        cmocka_unit_test(refuses_what_has_not_the_form),
        cmocka_unit_test(says_when_there_is_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
