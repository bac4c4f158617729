/* Claims that disagree. The clock stands at 2022-06-01. */
#include "letters.h"

#include <string.h>

/* What a value begins with says how it is to be read: "over 200", "250". */
static const char *comparison_of(const char *value)
{
    return strncmp(value, "over ", strlen("over ")) == 0 ? "MORE_THAN" : "EXACTLY";
}

/* A claim about `subject`: a resource, or a country of two letters; further members: "'endDate': {'date': '2020'}". */
static void given_claim_of(struct fixture *f, const char *id, const char *nature, const char *subject, const char *metric,
                           const char *value, const char *members)
{
    const char *number = strchr(value, ' ');
    expect(f, "CreateMetricClaim",
           format(f,
                  "{'metricClaimId': '%s', 'metricClaim': {'%s': '%s', 'metric': '%s', 'value': '%s', 'comparison':"
                  " 'COMPARISON_%s', 'nature': 'NATURE_%s', %s}}",
                  id, strlen(subject) == 2 ? "regionCode" : "subject", subject, metric, number ? number + 1 : value,
                  comparison_of(value), nature, members),
           "OK");
}

static void given_claim(struct fixture *f, const char *id, const char *subject, const char *metric, const char *value,
                        const char *members)
{
    given_claim_of(f, id, "OBSERVED", subject, metric, value, members);
}

#define NUMBER "'unitCode': 'C62'"
#define ONCE NUMBER ", 'periodKind': 'PERIOD_KIND_ONCE'"
#define ACCUMULATED NUMBER ", 'periodKind': 'PERIOD_KIND_ACCUMULATED'"

static void expect_disagreements(struct fixture *f, const char *disagreements, const char *members)
{
    expect_reply(f, "CheckClaims", "{}", format(f, "{'disagreements': [%s]%s%s}", disagreements, *members ? ", " : "", members));
}

/* ---- with each other ----------------------------------------------------------------------------------------------------- */

static void nothing_disagrees_with_nothing(void **state)
{
    struct fixture *f = *state;
    expect_disagreements(f, "", "'metricClaimCount': 0, 'computedCount': 0, 'disagreementCount': 0");
    expect(f, "CheckClaims", "{'subject': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void claims_about_the_same_time_disagree(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_claim(f, "one", "centres/c", "events", "30", ONCE ", 'startDate': {'date': '2020-09'}, 'endDate': {'date': '2020-09'}");
    given_claim(f, "two", "centres/c", "events", "1035", ONCE ", 'startDate': {'date': '2020-09'}, 'endDate': {'date': '2020-09'}");
    given_claim(f, "later", "centres/c", "events", "40", ONCE ", 'startDate': {'date': '2021'}, 'endDate': {'date': '2021'}");
    given_claim(f, "other", "centres/c", "visits", "9", ONCE ", 'startDate': {'date': '2020-09'}, 'endDate': {'date': '2020-09'}");
    expect_disagreements(f,
                         "{'subject': 'centres/c', 'metric': 'events', 'metricClaims': ['metricClaims/one', 'metricClaims/two'],"
                         " 'texts': ['30 (2020-09)', '1 035 (2020-09)'], 'computed': '', 'uncertain': false}",
                         "'metricClaimCount': 4, 'computedCount': 0, 'disagreementCount': 1");
    expect_reply(f, "CheckClaims", "{'metric': 'visits'}", "{'disagreements': [], 'metricClaimCount': 1}");
    expect_reply(f, "CheckClaims", "{'subject': 'centres/c', 'metric': 'events'}",
                 "{'metricClaimCount': 3, 'disagreementCount': 1}");
    expect_reply(f, "CheckClaims", "{'regionCode': 'FI'}", "{'metricClaimCount': 0}");
}

/* "More than 200" and 250 can both be true. */
static void comparisons_are_considered(void **state)
{
    struct fixture *f = *state;
    const char *when = ONCE ", 'startDate': {'date': '2020'}, 'endDate': {'date': '2020'}";
    given_process(f);
    given_claim(f, "more", "centres/c", "events", "over 200", when);
    given_claim(f, "number", "centres/c", "events", "250", when);
    expect_disagreements(f, "", "'metricClaimCount': 2");
    given_claim(f, "fewer", "centres/c", "events", "150", when);
    /* All three are shown: two of them disagree, and both with the third. */
    expect_disagreements(f,
                         "{'metricClaims': ['metricClaims/fewer', 'metricClaims/more', 'metricClaims/number'],"
                         " 'texts': ['150 (2020)', 'more than 200 (2020)', '250 (2020)']}",
                         "'disagreementCount': 1");
}

static void estimates_are_said_to_be_such(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_claim_of(f, "guess", "ESTIMATED", "centres/c", "events", "3", ONCE ", 'endDate': {'date': '2021'}");
    given_claim_of(f, "other", "ESTIMATED", "centres/c", "events", "4", ONCE ", 'endDate': {'date': '2021'}");
    expect_disagreements(f, "{'texts': ['3 (estimated, 2021)', '4 (estimated, 2021)'], 'computed': ''}", "");
}

static void what_dates_leave_open_is_uncertain(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_claim(f, "one", "centres/c", "events", "30", ONCE ", 'startDate': {'date': '2020'}, 'endDate': {'date': '2020'}");
    given_claim(f, "two", "centres/c", "events", "35", ONCE ", 'startDate': {'date': '2020-06'}, 'endDate': {'date': '2021-06'}");
    expect_disagreements(f, "{'metricClaims': ['metricClaims/one', 'metricClaims/two'], 'uncertain': true}", "");
}

static void what_was_entered_in_error_is_passed_over(void **state)
{
    struct fixture *f = *state;
    const char *when = ONCE ", 'startDate': {'date': '2020'}, 'endDate': {'date': '2020'}";
    given_process(f);
    given_claim(f, "one", "centres/c", "events", "30", when);
    given_claim(f, "two", "centres/c", "events", "35", when);
    const char *before = next_second(f);
    expect(f, "AnnulMetricClaim", "{'name': 'metricClaims/two', 'reason': 'R'}", "OK");
    expect_disagreements(f, "", "'metricClaimCount': 1");
    expect_reply(f, "CheckClaims", format(f, "{'readTime': '%s'}", before), "{'metricClaimCount': 2, 'disagreementCount': 1}");
}

/* ---- with what is computed ----------------------------------------------------------------------------------------------- */

static void a_gap_is_no_zero(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_claim(f, "members", "centres/c", "partners", "30", ONCE ", 'endDate': {'date': '2020'}");
    given_claim(f, "funding", "centres/c", "co-funding-partners", "3", ONCE ", 'endDate': {'date': '2020'}");
    given_claim(f, "signed", "processes/p", "signatories", "14", ACCUMULATED ", 'endDate': {'date': '2020'}");
    given_claim(f, "bought", "centres/c", "procurements-assisted", "over 200", ACCUMULATED ", 'endDate': {'date': '2022'}");
    given_claim(f, "none-bought", "processes/p", "procurements-assisted", "0", ACCUMULATED ", 'endDate': {'date': '2022'}");
    given_claim(f, "adopted", "centres/c", "adopters", "234", ACCUMULATED ", 'endDate': {'date': '2020'}");
    given_claim(f, "saved", "centres/c", "savings", "334",
                "'currencyCode': 'NOK', 'periodKind': 'PERIOD_KIND_ONCE', 'endDate': {'date': '2020'}");
    expect_disagreements(f, "", "'metricClaimCount': 7, 'computedCount': 0, 'disagreementCount': 0");
}

static void partners_are_counted_at_the_claims_date(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    expect(f, "CreatePartnership",
           "{'partnershipId': 'centre', 'partnership': {'title': 'P', 'subject': 'centres/c', 'kind': 'KIND_COOPERATION'}}", "OK");
    expect(f, "CreateMembership",
           "{'parent': 'partnerships/centre', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_CO_FUNDING_PARTNER',"
           " 'startDate': {'date': '2019'}}}",
           "OK");
    expect(f, "CreateMembership",
           "{'parent': 'partnerships/centre', 'membership': {'organisation': 'organisations/b', 'role': 'ROLE_PARTNER',"
           " 'startDate': {'earliest': '2020-06', 'latest': '2021-06'}}}",
           "OK");
    given_claim(f, "many", "centres/c", "partners", "30",
                ONCE ", 'startDate': {'date': '2020-09'}, 'endDate': {'date': '2020-09'}");
    given_claim(f, "right", "centres/c", "partners", "2", ONCE ", 'startDate': {'date': '2022'}, 'endDate': {'date': '2022'}");
    given_claim(f, "funding", "centres/c", "co-funding-partners", "2", ONCE ", 'stateDate': {'date': '2021-12'}");
    given_claim(f, "all", "centres/c", "partners", "99", ACCUMULATED ", 'endDate': {'date': '2022'}");
    expect_disagreements(f,
                         "{'metric': 'co-funding-partners', 'texts': ['2 (2021-12)'], 'computed': '1'},"
                         "{'metric': 'partners', 'metricClaims': ['metricClaims/many'], 'texts': ['30 (2020-09)'],"
                         " 'computed': '1 to 2'}",
                         "'metricClaimCount': 4, 'computedCount': 3, 'disagreementCount': 2");
}

static void signatories_are_counted(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_claim(f, "all", "processes/p", "signatories", "14", ACCUMULATED ", 'stateDate': {'date': '2022-05'}");
    expect_disagreements(f, "", "'computedCount': 0");
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-03", false);
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/b', 'date': {'date': '2022-05'}, 'reason': 'R'}", "OK");
    given_claim(f, "now", "instruments/i", "signatories", "2", ONCE ", 'endDate': {'date': '2022-05-31'}");
    given_claim(f, "then", "instruments/i", "signatories", "2", ONCE ", 'endDate': {'date': '2022-04-30'}");
    given_claim(f, "maybe", "instruments/i", "signatories", "2", ONCE ", 'endDate': {'date': '2022-05-15'}");
    expect_disagreements(f,
                         "{'subject': 'instruments/i', 'metricClaims': ['metricClaims/now'], 'computed': '1'},"
                         "{'subject': 'processes/p', 'metricClaims': ['metricClaims/all'], 'computed': '2'}",
                         "'computedCount': 4");
}

/* Two purchases of process p: one of 2022-02-10, and one of 2022, of which the month is not known. */
static void given_purchases(struct fixture *f)
{
    static const char purchase[] =
        "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': ['organisations/a'], 'process': 'processes/p',"
        " 'value': {'currencyCode': 'DKK', 'units': '900'}, 'savings': {'amount': {'currencyCode': 'DKK', 'units': '%d',"
        " 'nanos': 500000000}, 'periodKind': 'PERIOD_KIND_%s'}}}";
    given_process(f);
    given_organisations(f, "a b");
    given_confirmed(f, "c", "a", "COMMITMENT", "2021-12-01");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-01-02'}}", "OK");
    expect(f, "CreatePurchase", format(f, purchase, "x", 40, "ONCE"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "y", 2, "ONCE"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "z", 7, "YEARLY"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "planned", 1000, "ONCE"), "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/x', 'date': {'date': '2022-02-10'}}", "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/y', 'date': {'date': '2022'}}", "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/z', 'date': {'date': '2022-03-01'}}", "OK");
}

static void purchases_are_counted_in_the_time(void **state)
{
    struct fixture *f = *state;
    given_purchases(f);
    given_claim(f, "ten", "centres/c", "procurements-assisted", "10", ACCUMULATED ", 'endDate': {'date': '2022-02'}");
    given_claim(f, "few", "processes/p", "procurements-assisted", "over 2", ACCUMULATED ", 'endDate': {'date': '2022'}");
    given_claim(f, "before", "centres/c", "procurements-assisted", "0", ACCUMULATED ", 'endDate': {'date': '2021'}");
    expect_disagreements(f, "{'metricClaims': ['metricClaims/ten'], 'texts': ['10 (2022-02)'], 'computed': '1 to 2'}",
                         "'metricClaimCount': 3, 'computedCount': 2");
}

/* R6: sums only in one currency and for one kind of period. */
static void savings_are_summed(void **state)
{
    struct fixture *f = *state;
    given_purchases(f);
    given_claim(f, "once", "centres/c", "savings", "50000",
                "'currencyCode': 'DKK', 'periodKind': 'PERIOD_KIND_ONCE', 'endDate': {'date': '2022-12-31'}");
    given_claim(f, "right", "centres/c", "savings", "43",
                "'currencyCode': 'DKK', 'periodKind': 'PERIOD_KIND_ONCE', 'endDate': {'date': '2022'}");
    given_claim(
        f, "yearly", "centres/c", "savings", "8",
        "'currencyCode': 'DKK', 'periodKind': 'PERIOD_KIND_YEARLY', 'startDate': {'date': '2022'}, 'endDate': {'date': '2022'}");
    given_claim(
        f, "years", "centres/c", "savings", "8",
        "'currencyCode': 'DKK', 'periodKind': 'PERIOD_KIND_YEARLY', 'startDate': {'date': '2021'}, 'endDate': {'date': '2022'}");
    given_claim(f, "euros", "centres/c", "savings", "3",
                "'currencyCode': 'EUR', 'periodKind': 'PERIOD_KIND_ONCE', 'endDate': {'date': '2022'}");
    expect_reply(f, "CheckClaims", "{'subject': 'centres/c', 'metric': 'savings'}",
                 "{'computedCount': 3, 'disagreements': ["
                 "{'metricClaims': ['metricClaims/once', 'metricClaims/right'], 'computed': '', 'uncertain': true},"
                 "{'metricClaims': ['metricClaims/once'], 'texts': ['50 000 DKK (2022-12-31)'], 'computed': '43 DKK'},"
                 "{'metricClaims': ['metricClaims/yearly'], 'texts': ['8 DKK (2022)'], 'computed': '7.5 DKK'}]}");
}

/* A purchase that is known to save nothing, and one that perhaps saved something. */
static void savings_of_zero_are_known(void **state)
{
    struct fixture *f = *state;
    static const char purchase[] =
        "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': ['organisations/a'], 'process': 'processes/p',"
        " 'savings': {'amount': {'currencyCode': 'DKK', 'units': '%d'}, 'periodKind': 'PERIOD_KIND_ONCE'}}}";
    given_process(f);
    given_organisations(f, "a b");
    given_confirmed(f, "c", "a", "COMMITMENT", "2021-12-01");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-01-02'}}", "OK");
    expect(f, "CreatePurchase", format(f, purchase, "x", 0), "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/x', 'date': {'date': '2022-02-10'}}", "OK");
    given_claim(f, "much", "centres/c", "savings", "50",
                "'currencyCode': 'DKK', 'periodKind': 'PERIOD_KIND_ONCE', 'endDate': {'date': '2022-02'}");
    expect_disagreements(f, "{'metricClaims': ['metricClaims/much'], 'computed': '0 DKK'}", "'computedCount': 1");
    expect(f, "CreatePurchase", format(f, purchase, "y", 5), "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/y', 'date': {'date': '2022'}}", "OK");
    expect_disagreements(f, "{'metricClaims': ['metricClaims/much'], 'computed': '0 DKK to 5 DKK'}", "'computedCount': 1");
}

static void adopters_are_counted(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    expect(f, "CreateAdoption",
           "{'adoptionId': 'x', 'adoption': {'title': 'X', 'practice': 'P', 'origin': 'centres/c', 'adopter': 'organisations/a'}}",
           "OK");
    expect(f, "CreateAdoption",
           "{'adoptionId': 'y', 'adoption': {'title': 'Y', 'practice': 'P', 'origin': 'centres/c', 'adopter': 'organisations/b'}}",
           "OK");
    expect(f, "AdvanceAdoption", "{'name': 'adoptions/x', 'stage': 'STAGE_ADOPTED', 'date': {'date': '2021-03'}}", "OK");
    expect(f, "AdvanceAdoption", "{'name': 'adoptions/y', 'stage': 'STAGE_DECIDING', 'date': {'date': '2021-03'}}", "OK");
    expect(f, "AdvanceAdoption", "{'name': 'adoptions/x', 'stage': 'STAGE_ABANDONED', 'date': {'date': '2022-02'}, 'reason': 'R'}",
           "OK");
    given_claim(f, "ever", "centres/c", "adopters", "2", ACCUMULATED ", 'endDate': {'date': '2022-05'}");
    given_claim(f, "then", "centres/c", "adopters", "1", ONCE ", 'endDate': {'date': '2022-01'}");
    given_claim(f, "still", "centres/c", "adopters", "1", ONCE ", 'endDate': {'date': '2022-05'}");
    expect_disagreements(f, "{'metricClaims': ['metricClaims/ever'], 'texts': ['2 (2022-05)'], 'computed': '1'}",
                         "'computedCount': 2");
}

/* R6: a weighted percentage is compared with other claims only; so is a target. */
static void shares_are_computed_for_whole_years_and_never_weighted(void **state)
{
    struct fixture *f = *state;
    static const char year[] = "'unitCode': 'P1', 'periodKind': 'PERIOD_KIND_ONCE', 'startDate': {'date': '%s'},"
                               " 'endDate': {'date': '%s'}%s";
    expect(f, "CreateOrganisation",
           "{'organisationId': 'hel', 'organisation': {'title': 'Helsinki', 'kind': 'KIND_MUNICIPALITY', 'regionCode': 'FI'}}",
           "OK");
    for (int i = 0; i < 3; i++) {
        expect(
            f, "CreatePurchase",
            format(
                f,
                "{'purchaseId': 'p%d', 'purchase': {'title': 'P', 'buyers': ['organisations/hel'], 'buyerNovelty': 'NOVELTY_%s'}}",
                i, i == 0 ? "NEW" : "NONE"),
            "OK");
        expect(f, "AwardPurchase", format(f, "{'name': 'purchases/p%d', 'date': {'date': '2019-03-01'}}", i), "OK");
    }
    given_claim(f, "high", "FI", "innovative-share-buyer", "46", format(f, year, "2019", "2019", ""));
    given_claim(f, "right", "FI", "innovative-share-buyer", "33", format(f, year, "2018", "2019", ""));
    given_claim(f, "half", "FI", "innovative-share-buyer", "46", format(f, year, "2019-01", "2019-06", ""));
    given_claim(f, "weighted", "FI", "innovative-share-buyer", "46",
                format(f, year, "2019", "2019", ", 'basis': {'weighting': 'WEIGHTING_WEIGHTED'}"));
    given_claim_of(f, "aim", "TARGET", "FI", "innovative-share-buyer", "10", format(f, year, "2019", "2019", ""));
    given_claim(f, "unknown", "FI", "innovative-share-market", "5", format(f, year, "2019", "2019", ""));
    expect_reply(f, "CheckClaims", "{'regionCode': 'FI'}",
                 "{'metricClaimCount': 6, 'computedCount': 2, 'disagreements': ["
                 "{'uncertain': true, 'computed': ''},"
                 "{'subject': 'FI', 'metricClaims': ['metricClaims/high'], 'texts': ['46 % (2019)'],"
                 " 'computed': '33.3 % (1 of 3 purchases)'}]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_disagrees_with_nothing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(claims_about_the_same_time_disagree, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(comparisons_are_considered, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(estimates_are_said_to_be_such, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_dates_leave_open_is_uncertain, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_entered_in_error_is_passed_over, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_gap_is_no_zero, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(partners_are_counted_at_the_claims_date, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(signatories_are_counted, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(purchases_are_counted_in_the_time, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(savings_are_summed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(savings_of_zero_are_known, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(adopters_are_counted, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(shares_are_computed_for_whole_years_and_never_weighted, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("claims report", tests, NULL, NULL);
}
