/* Which figures are about the same, and which of those cannot both be true. */
#include "service/rules/claims.h"
#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A claim with room for its dates. */
struct claim {
    hensigt_metric_claim claim;
    hensigt_partial_date dates[3];
    struct hs_partial_text texts[3];
    hensigt_annulment annulment;
};

static void set_date(struct claim *claim, int index, const char *text, hensigt_partial_date **field)
{
    hensigt_partial_date *date = &claim->dates[index];
    struct hs_partial_text *parts = &claim->texts[index];
    if (*text == '\0')
        return;
    *date = (hensigt_partial_date)HENSIGT_PARTIAL_DATE_INIT;
    assert_true(hs_partial_date_read(text, parts));
    date->date = parts->date;
    date->earliest = parts->earliest;
    date->latest = parts->latest;
    *field = date;
}

/* An observed number of partners of a centre, once. */
static void make(struct claim *claim, const char *start, const char *end, const char *stated)
{
    *claim = (struct claim){.claim = HENSIGT_METRIC_CLAIM_INIT, .annulment = HENSIGT_ANNULMENT_INIT};
    claim->claim.subject = (char *)"centres/c";
    claim->claim.metric = (char *)"partners";
    claim->claim.value = (char *)"30";
    claim->claim.unit_code = (char *)"C62";
    claim->claim.comparison = HENSIGT_METRIC_CLAIM_COMPARISON_EXACTLY;
    claim->claim.nature = HENSIGT_METRIC_CLAIM_NATURE_OBSERVED;
    claim->claim.period_kind = HENSIGT_PERIOD_KIND_ONCE;
    set_date(claim, 0, start, &claim->claim.start_date);
    set_date(claim, 1, end, &claim->claim.end_date);
    set_date(claim, 2, stated, &claim->claim.state_date);
}

static void only_the_same_is_compared(void **state)
{
    struct claim a;
    struct claim b;
    (void)state;
    make(&a, "2020", "2020", "2020");
    make(&b, "2020", "2020", "2021");
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_CERTAINLY);
    b.claim.subject = (char *)"centres/d";
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.region_code = (char *)"DK";
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.metric = (char *)"adopters";
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.unit_code = (char *)"P1";
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.currency_code = (char *)"NOK";
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.nature = HENSIGT_METRIC_CLAIM_NATURE_TARGET;
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.period_kind = HENSIGT_PERIOD_KIND_YEARLY;
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
    make(&b, "2020", "2020", "");
    b.claim.annulment = &b.annulment;
    assert_int_equal(hs_claims_comparable(&a.claim, &b.claim), HS_NEVER);
}

static void the_time_is_the_same_or_may_be(void **state)
{
    static const struct {
        hensigt_period_kind kind;
        const char *a[3]; /* start, end, stated */
        const char *b[3];
        enum hs_truth same;
    } cases[] = {
        {HENSIGT_PERIOD_KIND_ONCE, {"2018-01", "2018-06", ""}, {"2018-01", "2018-06", "2019"}, HS_CERTAINLY},
        {HENSIGT_PERIOD_KIND_ONCE, {"2018-01", "2018-06", ""}, {"2018", "2018", ""}, HS_POSSIBLY},
        {HENSIGT_PERIOD_KIND_ONCE, {"2018-01", "2018-06", ""}, {"2018-07", "2018-12", ""}, HS_NEVER},
        {HENSIGT_PERIOD_KIND_ONCE, {"2018-07", "2018-12", ""}, {"2018-01", "2018-06", ""}, HS_NEVER},
        {HENSIGT_PERIOD_KIND_ONCE, {"", "", ""}, {"", "", ""}, HS_POSSIBLY},
        {HENSIGT_PERIOD_KIND_ONCE, {"", "", ""}, {"2018", "2018", ""}, HS_POSSIBLY},
        {HENSIGT_PERIOD_KIND_YEARLY, {"2021", "2021", ""}, {"2021", "2021", ""}, HS_CERTAINLY},
        {HENSIGT_PERIOD_KIND_YEARLY, {"2021", "2021", ""}, {"2022", "2022", ""}, HS_NEVER},
        {HENSIGT_PERIOD_KIND_ACCUMULATED, {"2010", "2020-09", ""}, {"2010", "2020-09", ""}, HS_CERTAINLY},
        {HENSIGT_PERIOD_KIND_ACCUMULATED, {"", "", "2020-09"}, {"", "2020-09", ""}, HS_CERTAINLY},
        {HENSIGT_PERIOD_KIND_ACCUMULATED, {"2010", "2020-09", ""}, {"", "2020", ""}, HS_POSSIBLY},
        {HENSIGT_PERIOD_KIND_ACCUMULATED, {"2010", "2020", ""}, {"2010", "2022", ""}, HS_NEVER},
        {HENSIGT_PERIOD_KIND_ACCUMULATED, {"2010", "2020", ""}, {"2015", "2020", ""}, HS_NEVER},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct claim a;
        struct claim b;
        make(&a, cases[i].a[0], cases[i].a[1], cases[i].a[2]);
        make(&b, cases[i].b[0], cases[i].b[1], cases[i].b[2]);
        a.claim.period_kind = cases[i].kind;
        b.claim.period_kind = cases[i].kind;
        if (hs_claims_comparable(&a.claim, &b.claim) != cases[i].same)
            fail_msg("%zu: expected %d, found %d", i, (int)cases[i].same, (int)hs_claims_comparable(&a.claim, &b.claim));
        assert_int_equal(hs_claims_comparable(&b.claim, &a.claim), cases[i].same);
    }
}

#define EXACTLY HENSIGT_METRIC_CLAIM_COMPARISON_EXACTLY
#define ABOUT HENSIGT_METRIC_CLAIM_COMPARISON_ABOUT
#define MORE HENSIGT_METRIC_CLAIM_COMPARISON_MORE_THAN
#define LESS HENSIGT_METRIC_CLAIM_COMPARISON_LESS_THAN
#define LEAST HENSIGT_METRIC_CLAIM_COMPARISON_AT_LEAST
#define MOST HENSIGT_METRIC_CLAIM_COMPARISON_AT_MOST

static void comparisons_are_considered(void **state)
{
    static const struct {
        const char *unit;
        hensigt_metric_claim_comparison left;
        const char *left_value;
        hensigt_metric_claim_comparison right;
        const char *right_value;
        bool disagree;
    } cases[] = {
        {"C62", EXACTLY, "30", EXACTLY, "30.0", false},
        {"C62", EXACTLY, "30", EXACTLY, "31", true},
        {"C62", EXACTLY, "200", ABOUT, "210", false},
        {"C62", EXACTLY, "199.4", ABOUT, "210", true},
        {"C62", EXACTLY, "199.5", ABOUT, "210", false},
        {"C62", EXACTLY, "-105", ABOUT, "-100", false},
        {"C62", EXACTLY, "-106", ABOUT, "-100", true},
        {"C62", MORE, "200", ABOUT, "230", false},
        {"C62", MORE, "200", EXACTLY, "200", true},
        {"C62", LEAST, "200", EXACTLY, "200", false},
        {"C62", LESS, "200", EXACTLY, "200", true},
        {"C62", MOST, "200", EXACTLY, "200", false},
        {"C62", MOST, "200", EXACTLY, "200.000000001", true},
        {"C62", MORE, "200", LESS, "200", true},
        {"C62", MORE, "200", MOST, "200", true},
        {"C62", LEAST, "200", MOST, "200", false},
        {"C62", MORE, "200", LESS, "201", false},
        {"C62", MORE, "200", LEAST, "900", false},
        {"C62", LESS, "200", MOST, "-5", false},
        {"C62", EXACTLY, "999999999999999999", EXACTLY, "-999999999999999999", true},
        {"P1", EXACTLY, "46", EXACTLY, "46.3", false},
        {"P1", EXACTLY, "46", EXACTLY, "46.6", true},
        {"P1", EXACTLY, "46.0", EXACTLY, "46.3", true},
        {"P1", ABOUT, "5", EXACTLY, "5.2", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct claim a;
        struct claim b;
        make(&a, "", "", "");
        make(&b, "", "", "");
        a.claim.unit_code = b.claim.unit_code = (char *)cases[i].unit;
        a.claim.comparison = cases[i].left;
        a.claim.value = (char *)cases[i].left_value;
        b.claim.comparison = cases[i].right;
        b.claim.value = (char *)cases[i].right_value;
        if (hs_claims_disagree(&a.claim, &b.claim) != cases[i].disagree)
            fail_msg("%zu: %s and %s", i, cases[i].left_value, cases[i].right_value);
        assert_int_equal(hs_claims_disagree(&b.claim, &a.claim), cases[i].disagree);
    }
}

static void a_computed_number_fits_or_not(void **state)
{
    struct claim a;
    struct hs_decimal number;
    (void)state;
    make(&a, "", "", "");
    assert_true(hs_decimal_parse("30", &number));
    assert_true(hs_claim_allows(&a.claim, number));
    a.claim.comparison = MORE;
    assert_false(hs_claim_allows(&a.claim, number));
    a.claim.comparison = LEAST;
    assert_true(hs_claim_allows(&a.claim, number));
    a.claim.comparison = LESS;
    assert_false(hs_claim_allows(&a.claim, number));
    a.claim.value = (char *)"46";
    a.claim.unit_code = (char *)"P1";
    a.claim.comparison = EXACTLY;
    assert_true(hs_decimal_parse("45.51", &number));
    assert_true(hs_claim_allows(&a.claim, number));
    assert_true(hs_decimal_parse("45.49", &number));
    assert_false(hs_claim_allows(&a.claim, number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_same_is_compared),
        cmocka_unit_test(the_time_is_the_same_or_may_be),
        cmocka_unit_test(comparisons_are_considered),
        cmocka_unit_test(a_computed_number_fits_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
