/* Figures that sources give: what one must say, and that none takes another's place. */
#include "fixture.h"

/* Percentage points of Finland, observed once, unless members say otherwise. */
static const char *claim_of(struct fixture *f, const char *id, const char *members)
{
    return format(f, "{'metricClaimId': '%s', 'metricClaim': {%s}}", id, members);
}

#define FINLAND "'regionCode': 'FI', 'metric': 'innovative-share-buyer', "
#define SHARE "'value': '46', 'unitCode': 'P1', 'comparison': 'COMPARISON_EXACTLY', "
#define OBSERVED "'nature': 'NATURE_OBSERVED', "
#define TARGET "'nature': 'NATURE_TARGET', "
#define ONCE "'periodKind': 'PERIOD_KIND_ONCE'"
#define YEARLY "'periodKind': 'PERIOD_KIND_YEARLY'"
#define ACCUMULATED "'periodKind': 'PERIOD_KIND_ACCUMULATED'"

static void right_claims_are_taken(void **state)
{
    static const char *const cases[] = {
        FINLAND SHARE OBSERVED ONCE,
        FINLAND SHARE OBSERVED ONCE
        ", 'startDate': {'date': '2018-01'}, 'endDate': {'date': '2018-06'}, 'stateDate': {'date': '2019'}",
        FINLAND SHARE TARGET ONCE ", 'startDate': {'date': '2032'}, 'endDate': {'date': '2032'}, 'stateDate': {'date': '2022'}",
        FINLAND SHARE TARGET YEARLY ", 'endDate': {'date': '2022'}, 'stateDate': {'date': '2022-03'}",
        FINLAND SHARE OBSERVED YEARLY ", 'startDate': {'date': '2020-02-29'}, 'endDate': {'date': '2021-02-28'}",
        FINLAND SHARE OBSERVED YEARLY ", 'startDate': {'date': '2020'}, 'endDate': {'date': '2021'}",
        FINLAND SHARE OBSERVED ACCUMULATED ", 'stateDate': {'stated': 'not dated'}",
        FINLAND SHARE OBSERVED ACCUMULATED ", 'endDate': {'date': '2022'}",
        FINLAND SHARE OBSERVED ONCE ", 'basis': {'sampleSize': 10, 'populationSize': 10}",
        FINLAND SHARE OBSERVED ONCE ", 'basis': {'sampleSize': 10}",
        "'subject': 'centres/c', 'metric': 'growth', 'value': '-250', 'unitCode': 'P1', 'comparison': 'COMPARISON_ABOUT', " OBSERVED
            ONCE,
        "'subject': 'centres/c', 'metric': 'shareholders', 'value': '120', 'unitCode': 'P1', 'comparison': 'COMPARISON_ABOUT',"
        " " OBSERVED ONCE,
        "'subject': 'processes/p', 'metric': 'savings', 'value': '-5', 'currencyCode': 'NOK', 'comparison': 'COMPARISON_ABOUT',"
        " " OBSERVED ONCE,
    };
    struct fixture *f = *state;
    given_process(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateMetricClaim", claim_of(f, format(f, "m%zu", i), cases[i]), "OK");
}

static void wrong_claims_are_refused(void **state)
{
    static const struct {
        const char *members;
        const char *violations;
    } cases[] = {
        {"'metric': 'x', " SHARE OBSERVED ONCE, "metric_claim.subject:REQUIRED"},
        {"'subject': 'centres/c', " FINLAND SHARE OBSERVED ONCE, "metric_claim.subject:EXCLUSIVE"},
        {FINLAND "'value': '1', 'comparison': 'COMPARISON_EXACTLY', " OBSERVED ONCE, "metric_claim.unit_code:REQUIRED"},
        {FINLAND SHARE "'currencyCode': 'NOK', " OBSERVED ONCE, "metric_claim.unit_code:EXCLUSIVE"},
        {FINLAND "'value': '100.1', 'unitCode': 'P1', 'comparison': 'COMPARISON_EXACTLY', " OBSERVED ONCE,
         "metric_claim.value:RANGE"},
        {FINLAND "'value': '-0.1', 'unitCode': 'P1', 'comparison': 'COMPARISON_EXACTLY', " OBSERVED ONCE,
         "metric_claim.value:RANGE"},
        {FINLAND "'value': '-1', 'unitCode': 'C62', 'comparison': 'COMPARISON_EXACTLY', " OBSERVED ONCE,
         "metric_claim.value:NEGATIVE"},
        {FINLAND SHARE OBSERVED ONCE ", 'startDate': {'date': '2021'}, 'endDate': {'date': '2020'}",
         "metric_claim.end_date:INTERVAL"},
        {FINLAND SHARE OBSERVED ONCE ", 'startDate': {'date': '2022-02-31'}", "metric_claim.start_date.date:IMPOSSIBLE_DATE"},
        {FINLAND SHARE OBSERVED YEARLY ", 'startDate': {'date': '2020-01-01'}, 'endDate': {'date': '2021-01-01'}",
         "metric_claim.end_date:PERIOD"},
        {FINLAND SHARE OBSERVED ACCUMULATED ", 'startDate': {'date': '2020'}", "metric_claim.end_date:REQUIRED"},
        {FINLAND SHARE OBSERVED ONCE ", 'startDate': {'date': '2023'}", "metric_claim.start_date:FUTURE"},
        {FINLAND SHARE OBSERVED ONCE ", 'startDate': {'date': '2021'}, 'stateDate': {'date': '2020'}",
         "metric_claim.start_date:INTERVAL"},
        {FINLAND SHARE OBSERVED ONCE ", 'stateDate': {'date': '2023'}", "metric_claim.state_date:FUTURE"},
        {FINLAND SHARE TARGET ONCE ", 'endDate': {'date': '2021'}, 'stateDate': {'date': '2022'}",
         "metric_claim.end_date:INTERVAL"},
        {FINLAND SHARE OBSERVED ONCE ", 'basis': {'sampleSize': 11, 'populationSize': 10}", "metric_claim.basis.sample_size:RANGE"},
        {"'subject': 'centres/c', " FINLAND "'value': '101', 'unitCode': 'P1', 'currencyCode': 'NOK', 'comparison':"
         " 'COMPARISON_EXACTLY', " OBSERVED YEARLY ", 'startDate': {'date': '2021'}, 'endDate': {'date': '2019'}, 'basis':"
         " {'sampleSize': 2, 'populationSize': 1}",
         "metric_claim.subject:EXCLUSIVE metric_claim.unit_code:EXCLUSIVE metric_claim.value:RANGE metric_claim.end_date:INTERVAL"
         " metric_claim.basis.sample_size:RANGE"},
        {"'regionCode': 'FI'",
         "metric_claim.metric:REQUIRED metric_claim.value:REQUIRED metric_claim.comparison:REQUIRED metric_claim.nature:REQUIRED"
         " metric_claim.period_kind:REQUIRED metric_claim.unit_code:REQUIRED"},
    };
    struct fixture *f = *state;
    given_process(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateMetricClaim", claim_of(f, "x", cases[i].members), format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect(f, "CreateMetricClaim", claim_of(f, "x", "'subject': 'centres/none', 'metric': 'x', " SHARE OBSERVED ONCE),
           "NOT_FOUND metric_claim.subject:REFERENCE_NOT_FOUND");
    expect(f, "CreateMetricClaim", claim_of(f, "x", "'subject': 'sources/s', 'metric': 'x', " SHARE OBSERVED ONCE),
           "INVALID_ARGUMENT metric_claim.subject:FORMAT");
}

/* Two sources say different things of the same: both stand. */
static void no_claim_takes_anothers_place(void **state)
{
    static const char other[] = "'value': '40', 'unitCode': 'P1', 'comparison': 'COMPARISON_ABOUT', ";
    struct fixture *f = *state;
    expect(f, "CreateMetricClaim", claim_of(f, "a", FINLAND SHARE OBSERVED ONCE), "OK");
    expect(f, "CreateMetricClaim", claim_of(f, "b", format(f, "%s%s%s", FINLAND, other, OBSERVED ONCE)), "OK");
    expect_reply(f, "ListMetricClaims", "{'filter': 'metric = innovative-share-buyer'}",
                 "{'metricClaims': [{'value': '46'}, {'value': '40'}]}");
    expect(f, "UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/a', 'regionCode': 'DK'}}",
           "INVALID_ARGUMENT metric_claim.region_code:IMMUTABLE");
    expect(f, "UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/a', 'metric': 'y'}}",
           "INVALID_ARGUMENT metric_claim.metric:IMMUTABLE");
    expect_reply(f, "UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/a', 'definition': 'new or improved'}}",
                 "{'definition': 'new or improved', 'value': '46'}");
    expect_reply(f, "AnnulMetricClaim", "{'name': 'metricClaims/b', 'reason': 'another survey'}",
                 "{'annulment': {'reason': 'another survey', 'date': '2022-06-01'}}");
    expect(f, "UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/b', 'definition': 'x'}}",
           "FAILED_PRECONDITION metricClaims/b:WRONG_STATE");
    expect(f, "AnnulMetricClaim", "{'name': 'metricClaims/a'}", "INVALID_ARGUMENT reason:REQUIRED");
    expect(f, "DeleteMetricClaim", "{'name': 'metricClaims/a', 'etag': 'stale'}", "ABORTED ETAG_MISMATCH");
    expect(f, "DeleteMetricClaim", "{'name': 'metricClaims/a'}", "OK");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(right_claims_are_taken),
        TEST(wrong_claims_are_refused),
        TEST(no_claim_takes_anothers_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
