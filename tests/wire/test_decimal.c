#include "wire/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct hs_decimal number(const char *text)
{
    struct hs_decimal out = {0};
    if (!hs_decimal_parse(text, &out)) {
        fail_msg("refused: %s", text);
    }
    return out;
}

static void reads_and_prints_what_was_written(void **state)
{
    static const char *const texts[] = {
        "0",
        "1",
        "-1",
        "1250",
        "0.5",
        "-0.5",
        "0.50",
        "19.6",
        "0.000000001",
        "-0.000000001",
        "999999999999999999",
        "-999999999999999999",
        "999999999.999999999",
        "100000000.000000000",
    };
    char text[HS_DECIMAL_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hs_decimal_text(number(texts[i]), text);
        assert_string_equal(text, texts[i]);
    }
    hs_decimal_text(number("-0"), text);
    assert_string_equal(text, "0");
    hs_decimal_text(number("-0.00"), text);
    assert_string_equal(text, "0.00");
    hs_decimal_text((struct hs_decimal){INT64_MIN, 0}, text);
    assert_string_equal(text, "-9223372036854775808");
    hs_decimal_text((struct hs_decimal){INT64_MIN, 9}, text);
    assert_string_equal(text, "-9223372036.854775808");
}

static void refuses_what_is_no_plain_number(void **state)
{
    static const char *const texts[] = {
        "",
        "-",
        "+1",
        "01",
        "-01",
        "00",
        ".5",
        "5.",
        "-.5",
        "1,5",
        "1 000",
        "1e5",
        "0x1",
        "1.5a",
        " 1",
        "1 ",
        "--1",
        "1..5",
        "1.5.5",
        "NaN",
        "１",
        "1000000000000000000",
        "0.0000000001",
        "1234567890.123456789",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct hs_decimal out = {.mantissa = 7};
        if (hs_decimal_parse(texts[i], &out)) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_int_equal(out.mantissa, 7);
    }
}

static void assert_sum(const char *a, const char *b, const char *expected)
{
    struct hs_decimal sum;
    char text[HS_DECIMAL_SIZE];
    assert_true(hs_decimal_add(number(a), number(b), &sum));
    hs_decimal_text(sum, text);
    assert_string_equal(text, expected);
}

static void adds_exactly(void **state)
{
    (void)state;
    assert_sum("0.1", "0.2", "0.3");
    assert_sum("1.50", "1.5", "3.00");
    assert_sum("1250", "0.000000001", "1250.000000001");
    assert_sum("-1", "0.75", "-0.25");
    assert_sum("999999999999999999", "1", "1000000000000000000");
}

static void says_when_a_sum_does_not_fit(void **state)
{
    struct hs_decimal most = {INT64_MAX, 0};
    struct hs_decimal least = {INT64_MIN, 0};
    struct hs_decimal sum = {.mantissa = 7};
    (void)state;
    assert_false(hs_decimal_add(most, number("1"), &sum));
    assert_false(hs_decimal_add(least, number("-1"), &sum));
    assert_false(hs_decimal_add(number("999999999999999999"), number("0.000000001"), &sum));
    assert_int_equal(sum.mantissa, 7);
    assert_true(hs_decimal_add(most, least, &sum));
    assert_int_equal(sum.mantissa, -1);
}

static void compares_across_scales(void **state)
{
    (void)state;
    assert_int_equal(hs_decimal_compare(number("1.5"), number("1.50")), 0);
    assert_true(hs_decimal_compare(number("1.49"), number("1.5")) < 0);
    assert_true(hs_decimal_compare(number("-1"), number("-1.000000001")) > 0);
    assert_true(hs_decimal_compare((struct hs_decimal){INT64_MAX, 0}, (struct hs_decimal){INT64_MAX, 9}) > 0);
    assert_int_equal(hs_decimal_compare(number("0"), number("-0.0")), 0);
}

static hensigt_money money(char *currency, int64_t units, int32_t nanos)
{
    hensigt_money amount = HENSIGT__V1__MONEY__INIT;
    amount.currency_code = currency;
    amount.units = units;
    amount.nanos = nanos;
    return amount;
}

static void assert_money_sum(hensigt_money total, hensigt_money amount, int64_t units, int32_t nanos)
{
    assert_true(hs_money_add(&total, &amount));
    assert_int_equal(total.units, units);
    assert_int_equal(total.nanos, nanos);
}

static void adds_money_of_one_currency(void **state)
{
    (void)state;
    assert_money_sum(money("DKK", 19, 600000000), money("DKK", 0, 500000000), 20, 100000000);
    assert_money_sum(money("DKK", 1, 0), money("DKK", -1, -500000000), 0, -500000000);
    assert_money_sum(money("DKK", -1, -900000000), money("DKK", 0, -200000000), -2, -100000000);
    assert_money_sum(money("DKK", INT64_MAX, 0), money("DKK", -1, -1), INT64_MAX - 2, 999999999);
}

static void refuses_other_sums_of_money(void **state)
{
    hensigt_money total = money("DKK", INT64_MAX, 999999999);
    hensigt_money one_nano = money("DKK", 0, 1);
    hensigt_money nok = money("NOK", -1, 0);
    hensigt_money odd = money("DKK", 0, 1000000000);
    (void)state;
    assert_false(hs_money_add(&total, &one_nano));
    assert_false(hs_money_add(&total, &nok));
    assert_false(hs_money_add(&total, &odd));
    assert_int_equal(total.units, INT64_MAX);
    assert_int_equal(total.nanos, 999999999);
    assert_true(hs_money_compare(&total, &one_nano) > 0);
    assert_true(hs_money_compare(&nok, &one_nano) < 0);
    assert_int_equal(hs_money_compare(&odd, &odd), 0);
}

static hensigt_money money_of(int64_t units, int32_t nanos)
{
    hensigt_money money = HENSIGT__V1__MONEY__INIT;
    money.currency_code = "DKK";
    money.units = units;
    money.nanos = nanos;
    return money;
}

static void subtracts_what_is_smaller(void **state)
{
    const hensigt_money whole = money_of(5, 100000000);
    const hensigt_money part = money_of(2, 600000000);
    const hensigt_money negative = money_of(-1, 0);
    const hensigt_money broken = money_of(1, INT32_MAX);
    hensigt_money other = money_of(1, 0);
    hensigt_money difference = HENSIGT__V1__MONEY__INIT;
    (void)state;
    other.currency_code = "NOK";
    assert_false(hs_money_subtract(&part, &whole, &difference));
    assert_false(hs_money_subtract(&whole, &negative, &difference));
    assert_false(hs_money_subtract(&whole, &broken, &difference));
    assert_false(hs_money_subtract(&whole, &other, &difference));
    assert_int_equal(difference.units, 0);
    assert_true(hs_money_subtract(&whole, &part, &difference));
    assert_int_equal(difference.units, 2);
    assert_int_equal(difference.nanos, 500000000);
    assert_string_equal(difference.currency_code, "DKK");
}

static void compares_parts_exactly(void **state)
{
    static const struct {
        int64_t part;
        int32_t part_nanos;
        int64_t whole;
        int32_t whole_nanos;
        struct hs_decimal percentage;
        bool within;
    } cases[] = {
        {400, 0, 1000, 0, {40, 0}, true},
        {400, 1, 1000, 0, {40, 0}, false},
        {333, 0, 1000, 0, {333, 1}, true},
        {333, 1, 1000, 0, {333, 1}, false},
        {0, 0, 1000, 0, {0, 0}, true},
        {0, 1, 1000, 0, {0, 0}, false},
        {0, 1, 0, 3, {333333333, 7}, false}, /* 0.99999999 of a billionth */
        {0, 1, 0, 3, {34, 0}, true},
        {1000, 0, 1000, 0, {100, 0}, true},
        {1000, 1, 1000, 0, {100, 0}, false},
        {1000, 0, 1000, 0, {999999999999999999, 9}, true},
        {INT64_MAX, 999999999, INT64_MAX, 999999999, {100000000000, 9}, true},
        {INT64_MAX, 999999999, INT64_MAX, 999999999, {99999999999, 9}, false},
        {INT64_MAX / 2, 0, INT64_MAX, 999999999, {50000000000, 9}, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const hensigt_money part = money_of(cases[i].part, cases[i].part_nanos);
        const hensigt_money whole = money_of(cases[i].whole, cases[i].whole_nanos);
        assert_int_equal(hs_money_within_share(&part, &whole, cases[i].percentage), cases[i].within);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_prints_what_was_written),
        cmocka_unit_test(refuses_what_is_no_plain_number),
        cmocka_unit_test(adds_exactly),
        cmocka_unit_test(says_when_a_sum_does_not_fit),
        cmocka_unit_test(compares_across_scales),
        cmocka_unit_test(adds_money_of_one_currency),
        cmocka_unit_test(refuses_other_sums_of_money),
        cmocka_unit_test(subtracts_what_is_smaller),
        cmocka_unit_test(compares_parts_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
