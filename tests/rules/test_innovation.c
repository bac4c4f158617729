/* The innovative share of purchases: what is computed, and what was published beside it. */
#include "fixture.h"

static void given_bodies(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateOrganisation",
         "{'organisationId': 'hel', 'organisation': {'title': 'H', 'kind': 'KIND_MUNICIPALITY', 'regionCode': 'FI'}}", "OK"},
        {"CreateOrganisation",
         "{'organisationId': 'esp', 'organisation': {'title': 'E', 'kind': 'KIND_MUNICIPALITY', 'regionCode': 'FI'}}", "OK"},
        {"CreateOrganisation",
         "{'organisationId': 'kbh', 'organisation': {'title': 'K', 'kind': 'KIND_MUNICIPALITY', 'regionCode': 'DK'}}", "OK"},
    };
    expect_each(f, calls, COUNT(calls));
}

/* A purchase, awarded on a date: "2019-03", "2019..2020". */
static void given_purchase(struct fixture *f, const char *id, const char *buyers, const char *members, const char *date)
{
    expect(f, "CreatePurchase",
           format(f, "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': [%s]%s}}", id, buyers, members), "OK");
    expect(f, "AwardPurchase", format(f, "{'name': 'purchases/%s', 'date': %s}", id, date), "OK");
}

static const char hel[] = "'organisations/hel'";
static const char march[] = "{'date': '2019-03'}";

static void nothing_gives_nothing(void **state)
{
    struct fixture *f = *state;
    expect_reply(f, "SummariseInnovation", "{}", "{'lines': [], 'published': []}");
}

static void shares_are_of_those_of_which_it_is_known(void **state)
{
    struct fixture *f = *state;
    given_bodies(f);
    given_purchase(
        f, "new", hel,
        ", 'buyerNovelty': 'NOVELTY_NEW', 'marketNovelty': 'NOVELTY_NEW', 'value': {'currencyCode': 'EUR', 'units': '300'}", march);
    given_purchase(f, "improved", hel,
                   ", 'buyerNovelty': 'NOVELTY_IMPROVED', 'marketNovelty': 'NOVELTY_IMPROVED', 'value': {'currencyCode': 'EUR', "
                   "'units': '100'}",
                   march);
    given_purchase(
        f, "old", hel,
        ", 'buyerNovelty': 'NOVELTY_NONE', 'marketNovelty': 'NOVELTY_NONE', 'value': {'currencyCode': 'EUR', 'units': '200'}",
        march);
    given_purchase(f, "unasked", hel, ", 'buyerNovelty': 'NOVELTY_UNKNOWN', 'value': {'currencyCode': 'EUR', 'units': '1000'}",
                   march);
    given_purchase(f, "crowns", hel, ", 'buyerNovelty': 'NOVELTY_NEW', 'value': {'currencyCode': 'SEK', 'units': '7'}", march);
    expect_reply(
        f, "SummariseInnovation", "{}",
        "{'lines': [{'regionCode': 'FI', 'year': 2019, 'purchaseCount': 5, 'buyerKnownCount': 4, 'buyerInnovativeCount': 3,"
        " 'buyerPercentage': '75.0', 'marketKnownCount': 3, 'marketInnovativeCount': 1, 'marketPercentage': '33.3',"
        " 'valueShares': [{'value': {'currencyCode': 'EUR', 'units': '1600'}, 'buyerPercentage': '66.7', 'marketPercentage': "
        "'50.0'},"
        " {'value': {'currencyCode': 'SEK', 'units': '7'}, 'buyerPercentage': '100.0', 'marketPercentage': ''}]}]}");
}

static void countries_and_years_stand_apart(void **state)
{
    struct fixture *f = *state;
    given_bodies(f);
    given_purchase(f, "fi19", hel, "", march);
    given_purchase(f, "fi20", "'organisations/hel', 'organisations/esp'", "", "{'date': '2020-01-01'}");
    given_purchase(f, "open", hel, "", "{'earliest': '2019-12', 'latest': '2020-01'}");
    given_purchase(f, "dk19", "'organisations/kbh'", "", "{'date': '2019'}");
    given_purchase(f, "both", "'organisations/hel', 'organisations/kbh'", "", march);
    expect_reply(
        f, "SummariseInnovation", "{}",
        "{'lines': [{'regionCode': '', 'year': 2019, 'purchaseCount': 1}, {'regionCode': 'DK', 'year': 2019, 'purchaseCount': 1},"
        " {'regionCode': 'FI', 'year': 0, 'purchaseCount': 1}, {'regionCode': 'FI', 'year': 2019, 'purchaseCount': 1},"
        " {'regionCode': 'FI', 'year': 2020, 'purchaseCount': 1}]}");
    expect_reply(
        f, "SummariseInnovation", "{'regionCode': 'FI', 'startYear': 2020, 'endYear': 2020}",
        "{'lines': [{'regionCode': 'FI', 'year': 0, 'purchaseCount': 1}, {'regionCode': 'FI', 'year': 2020, 'purchaseCount': 1}]}");
    expect(f, "SummariseInnovation", "{'startYear': 2021, 'endYear': 2020}", "INVALID_ARGUMENT end_year:INTERVAL");
}

static void only_what_was_awarded_counts(void **state)
{
    struct fixture *f = *state;
    given_bodies(f);
    expect(f, "CreatePurchase", "{'purchaseId': 'planned', 'purchase': {'title': 'P', 'buyers': ['organisations/hel']}}", "OK");
    given_purchase(f, "wrong", hel, "", march);
    expect(f, "AnnulPurchase", "{'name': 'purchases/wrong', 'reason': 'entered twice'}", "OK");
    expect_reply(f, "SummariseInnovation", "{}", "{'lines': []}");
}

/* What is made up is counted, and said to be made up. */
static void examples_are_told(void **state)
{
    struct fixture *f = *state;
    given_bodies(f);
    given_purchase(f, "real", hel, "", march);
    given_purchase(f, "made-up", hel, ", 'provenance': {'basis': 'BASIS_EXAMPLE'}", march);
    expect_reply(f, "SummariseInnovation", "{}",
                 "{'lines': [{'regionCode': 'FI', 'year': 2019, 'purchaseCount': 2, 'exampleCount': 1}]}");
}

static void claims_stand_beside_it(void **state)
{
    struct fixture *f = *state;
    static const char claim[] =
        "{'metricClaimId': '%s', 'metricClaim': {'regionCode': '%s', 'metric': '%s', 'value': '%s', 'unitCode': 'P1',"
        " 'comparison': 'COMPARISON_ABOUT', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE',"
        " 'startDate': {'date': '2018-01'}, 'endDate': {'date': '2018-06'}, 'stateDate': {'date': '2019'}}}";
    expect(f, "CreateMetricClaim", format(f, claim, "m", "FI", "innovative-share-market", "5"), "OK");
    expect(f, "CreateMetricClaim", format(f, claim, "b", "FI", "innovative-share-buyer", "46"), "OK");
    expect(f, "CreateMetricClaim", format(f, claim, "other", "FI", "green-share", "30"), "OK");
    expect(f, "CreateMetricClaim", format(f, claim, "no", "NO", "innovative-share-buyer", "20"), "OK");
    expect_reply(f, "SummariseInnovation", "{'regionCode': 'FI'}",
                 "{'lines': [], 'published': [{'metricClaim': 'metricClaims/b', 'subject': 'FI', 'metric': "
                 "'innovative-share-buyer', 'text': 'about 46 %'},"
                 " {'metricClaim': 'metricClaims/m', 'text': 'about 5 %'}]}");
    expect_reply(f, "SummariseInnovation", "{'regionCode': 'FI', 'startYear': 2019}", "{'published': []}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_gives_nothing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(shares_are_of_those_of_which_it_is_known, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(countries_and_years_stand_apart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(only_what_was_awarded_counts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(examples_are_told, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(claims_stand_beside_it, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("innovation", tests, NULL, NULL);
}
