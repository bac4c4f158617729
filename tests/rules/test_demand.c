/* Pooled demand: what counts on a day, as known at a moment, and sums that are exact or refused. */
#include "fixture.h"

#include <stdio.h>

static const char intend[] = "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/p',"
                             " 'level': 'LEVEL_%s'%s}}";
static const char by_key[] = "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': %s}";

/* Confirmed by a key from a date on, with these members. */
static void given(struct fixture *f, const char *id, const char *organisation, const char *level, const char *members,
                  const char *date)
{
    expect(f, "CreateIntention", format(f, intend, id, organisation, level, members), "OK");
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
    expect(f, format(f, "ConfirmIntention as %s", organisation), format(f, by_key, id, date), "OK");
}

static void summary(struct fixture *f, const char *day, const char *reply)
{
    expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'effectiveDate': '%s'}", day), reply);
}

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b c d");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-02-01'}}}", "OK");
}

static void nothing_is_no_demand(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}",
                 "{'process': 'processes/p', 'lines': [], 'committingOrganisationCount': 0, 'effectiveDate': '2022-06-01'}");
    expect(f, "SummariseDemand", "{'process': 'processes/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "SummariseDemand", "{}", "INVALID_ARGUMENT process:REQUIRED");
}

static void only_confirmed_intentions_count(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "CreateIntention", format(f, intend, "draft", "a", "COMMITMENT", ""), "OK");
    given_submitted(f, "submitted", "a", "COMMITMENT");
    given_submitted(f, "rejected", "a", "COMMITMENT");
    expect(f, "RejectIntention", "{'name': 'intentions/rejected', 'reason': 'r'}", "OK");
    summary(f, "2022-06-01", "{'lines': [], 'unconfirmedCount': 1, 'committingOrganisationCount': 0, 'unquantifiedCount': 0}");
    given_confirmed(f, "confirmed", "a", "COMMITMENT", "2022-06-01");
    summary(f, "2022-06-01",
            "{'lines': [{'level': 'LEVEL_COMMITMENT', 'certainCount': 1}], 'unconfirmedCount': 1, 'committingOrganisationCount': 1,"
            " 'unquantifiedCount': 1}");
}

/* Levels, kinds of confirmation, units and currencies are never added to each other. */
static void lines_are_kept_apart(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given(f, "i1", "a", "COMMITMENT", ", 'quantity': {'value': '1.25', 'unitCode': 'TNE'}", "{'date': '2022-05-01'}");
    given(f, "i2", "a", "COMMITMENT", ", 'quantity': {'value': '2.5', 'unitCode': 'TNE'}", "{'date': '2022-05-01'}");
    given(f, "i3", "b", "COMMITMENT", ", 'quantity': {'value': '7', 'unitCode': 'MTK'}", "{'date': '2022-05-01'}");
    given(f, "i4", "b", "DECLARATION",
          ", 'quantity': {'value': '3', 'unitCode': 'TNE'}, 'estimatedValue': {'currencyCode': 'DKK', 'units': 10, 'nanos': "
          "700000000},"
          " 'provenance': {'basis': 'BASIS_EXAMPLE'}",
          "{'date': '2022-05-01'}");
    given(f, "i5", "c", "DECLARATION",
          ", 'quantity': {'value': '4', 'unitCode': 'TNE'}, 'estimatedValue': {'currencyCode': 'DKK', 'units': 5, 'nanos': "
          "500000000}",
          "{'date': '2022-05-01'}");
    given(f, "i6", "c", "DECLARATION", ", 'estimatedValue': {'currencyCode': 'NOK', 'units': 1}", "{'date': '2022-05-01'}");
    expect(f, "CreateIntention", format(f, intend, "i7", "d", "DECLARATION", ", 'quantity': {'value': '8', 'unitCode': 'TNE'}"),
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/i7'}", "OK");
    expect(f, "ConfirmIntention",
           "{'name': 'intentions/i7', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", "OK");
    summary(
        f, "2022-06-01",
        "{'lines': ["
        "{'level': 'LEVEL_COMMITMENT', 'confirmationKind': 'CONFIRMATION_KIND_ACCESS_KEY', 'unitCode': 'MTK', 'currencyCode': '',"
        " 'certainCount': 1, 'possibleCount': 1, 'organisationCount': 1, 'certainQuantity': {'value': '7', 'unitCode': 'MTK'},"
        " 'certainValue': null, 'exampleCount': 0},"
        "{'level': 'LEVEL_COMMITMENT', 'unitCode': 'TNE', 'certainCount': 2, 'possibleCount': 2, 'organisationCount': 1,"
        " 'certainQuantity': {'value': '3.75', 'unitCode': 'TNE'}, 'possibleQuantity': {'value': '3.75', 'unitCode': 'TNE'}},"
        "{'level': 'LEVEL_DECLARATION', 'confirmationKind': 'CONFIRMATION_KIND_ACCESS_KEY', 'unitCode': '', 'currencyCode': 'NOK',"
        " 'certainQuantity': null, 'certainValue': {'currencyCode': 'NOK', 'units': '1'}},"
        "{'level': 'LEVEL_DECLARATION', 'confirmationKind': 'CONFIRMATION_KIND_ACCESS_KEY', 'unitCode': 'TNE', 'currencyCode': "
        "'DKK',"
        " 'certainQuantity': {'value': '7', 'unitCode': 'TNE'}, 'organisationCount': 2,"
        " 'certainValue': {'currencyCode': 'DKK', 'units': '16', 'nanos': 200000000}, 'exampleCount': 1},"
        "{'level': 'LEVEL_DECLARATION', 'confirmationKind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'unitCode': 'TNE',"
        " 'certainQuantity': {'value': '8', 'unitCode': 'TNE'}}],"
        " 'committingOrganisationCount': 2, 'declaringOrganisationCount': 2, 'unquantifiedCount': 1}");
}

static void demand_on_a_day(void **state)
{
    static const struct {
        const char *day;
        int certain;
        int possible;
        const char *certain_quantity;
        const char *possible_quantity;
        int withdrawn;
    } cases[] = {
        {"2022-03-31", 0, 0, NULL, NULL, 0}, {"2022-04-01", 0, 1, "0", "2", 0}, /* confirmed some day in April */
        {"2022-04-30", 1, 1, "2", "2", 0},                                      /* the last it can have been */
        {"2022-05-01", 2, 2, "5", "5", 0},   {"2022-05-09", 2, 2, "5", "5", 0},
        {"2022-05-10", 1, 1, "2", "2", 1},                                      /* withdrawn from this day on */
        {"2022-06-30", 1, 1, "2", "2", 1},   {"2022-07-01", 0, 1, "0", "2", 1}, /* withdrawn some day in July */
        {"2022-07-31", 0, 0, NULL, NULL, 2},
    };
    struct fixture *f = *state;
    given_parties(f);
    given(f, "i", "a", "COMMITMENT", ", 'quantity': {'value': '2', 'unitCode': 'TNE'}", "{'date': '2022-04'}");
    given(f, "k", "b", "COMMITMENT", ", 'quantity': {'value': '3', 'unitCode': 'TNE'}", "{'date': '2022-05-01'}");
    expect(f, "WithdrawIntention", "{'name': 'intentions/k', 'reason': 'r', 'date': {'date': '2022-05-10'}}", "OK");
    expect(f, "WithdrawIntention", "{'name': 'intentions/i', 'reason': 'r', 'date': {'date': '2022-07'}}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *line = cases[i].possible == 0
                               ? ""
                               : format(f,
                                        "{'certainCount': %d, 'possibleCount': %d, 'certainQuantity': {'value': '%s'}, "
                                        "'possibleQuantity': {'value': '%s'}}",
                                        cases[i].certain, cases[i].possible, cases[i].certain_quantity, cases[i].possible_quantity);
        summary(f, cases[i].day,
                format(f, "{'lines': [%s], 'withdrawnCount': %d, 'committingOrganisationCount': %d, 'effectiveDate': '%s'}", line,
                       cases[i].withdrawn, cases[i].possible, cases[i].day));
    }
}

static void a_declaration_counts_until_it_is_replaced(void **state)
{
    static const struct {
        const char *day;
        const char *counts; /* declarations certain and possible, commitments certain and possible, replaced */
    } cases[] = {
        {"2022-02-28", "0 0 0 0 0"},
        {"2022-03-01", "1 1 0 0 0"},
        {"2022-04-01", "0 1 0 1 0"},
        {"2022-04-30", "0 0 1 1 1"},
        {"2022-05-19", "0 0 1 1 1"},
        /* The organisation that takes its commitment back does not thereby declare again. */
        {"2022-05-20", "0 0 0 0 1"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given(f, "d", "a", "DECLARATION", "", "{'date': '2022-03-01'}");
    given(f, "c", "a", "COMMITMENT", ", 'replacedIntention': 'intentions/d'", "{'date': '2022-04'}");
    expect(f, "WithdrawIntention", "{'name': 'intentions/c', 'reason': 'r', 'date': {'date': '2022-05-20'}}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        int n[5];
        assert_int_equal(sscanf(cases[i].counts, "%d %d %d %d %d", &n[0], &n[1], &n[2], &n[3], &n[4]), 5);
        const char *commitments =
            n[3] ? format(f, "{'level': 'LEVEL_COMMITMENT', 'certainCount': %d, 'possibleCount': %d}", n[2], n[3]) : "";
        const char *declarations =
            n[1] ? format(f, "{'level': 'LEVEL_DECLARATION', 'certainCount': %d, 'possibleCount': %d}", n[0], n[1]) : "";
        summary(
            f, cases[i].day,
            format(f,
                   "{'lines': [%s%s%s], 'replacedCount': %d, 'committingOrganisationCount': %d, 'declaringOrganisationCount': %d}",
                   commitments, n[1] && n[3] ? ", " : "", declarations, n[4], n[3], n[1] && !n[3]));
    }
    /* What is withdrawn and replaced is counted once among those that no longer count. */
    expect(f, "WithdrawIntention", "{'name': 'intentions/d', 'reason': 'r', 'date': {'date': '2022-05-25'}}", "OK");
    summary(f, "2022-05-24", "{'lines': [], 'withdrawnCount': 1, 'replacedCount': 1}");
    summary(f, "2022-05-25", "{'lines': [], 'withdrawnCount': 2, 'replacedCount': 0}");
    /* An entry made in error replaced nothing. */
    expect(f, "AnnulIntention", "{'name': 'intentions/c', 'reason': 'r'}", "OK");
    summary(f, "2022-05-20",
            "{'lines': [{'level': 'LEVEL_DECLARATION', 'certainCount': 1}], 'replacedCount': 0, 'withdrawnCount': 0}");
}

static void demand_as_known_at_a_moment(void **state)
{
    struct fixture *f = *state;
    const char *before = next_second(f);
    given_parties(f);
    const char *none = next_second(f);
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-05-01");
    const char *one = next_second(f);
    given_confirmed(f, "k", "b", "COMMITMENT", "2022-05-01");
    const char *two = next_second(f);
    expect(f, "WithdrawIntention", "{'name': 'intentions/i', 'reason': 'r', 'date': {'date': '2022-05-15'}}", "OK");
    const char *withdrawn = next_second(f);
    expect(f, "AnnulIntention", "{'name': 'intentions/k', 'reason': 'r'}", "OK");
    const struct {
        const char *read_time;
        const char *day;
        int count;
    } cases[] = {
        {none, "2022-06-01", 0},
        {one, "2022-06-01", 1},
        {two, "2022-06-01", 2},
        {withdrawn, "2022-06-01", 1},
        {withdrawn, "2022-05-10", 2},
        {"2030-01-01T00:00:00Z", "2022-05-10", 1},
        {"2030-01-01T00:00:00Z", "2022-06-01", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(
            f, "SummariseDemand",
            format(f, "{'process': 'processes/p', 'readTime': '%s', 'effectiveDate': '%s'}", cases[i].read_time, cases[i].day),
            format(f, "{'committingOrganisationCount': %d}", cases[i].count));
    expect(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'readTime': '%s'}", before), "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void a_sum_that_is_not_exact_is_refused(void **state)
{
    static const char *const members[] = {
        ", 'quantity': {'value': '999999999999999999', 'unitCode': 'TNE'}",
        ", 'quantity': {'value': '0.000000001', 'unitCode': 'TNE'}",
    };
    struct fixture *f = *state;
    given_parties(f);
    given(f, "i", "a", "COMMITMENT", members[0], "{'date': '2022-05-01'}");
    summary(f, "2022-06-01", "{'lines': [{'certainQuantity': {'value': '999999999999999999'}}]}");
    given(f, "k", "b", "COMMITMENT", members[1], "{'date': '2022-05-01'}");
    expect(f, "SummariseDemand", "{'process': 'processes/p'}", "OUT_OF_RANGE SUM_TOO_LARGE");
}

static void large_amounts_of_money_are_summed_or_refused(void **state)
{
    static const char most[] = ", 'estimatedValue': {'currencyCode': 'DKK', 'units': '9223372036854775807'}";
    struct fixture *f = *state;
    given_parties(f);
    given(f, "i", "a", "COMMITMENT", most, "{'date': '2022-05-01'}");
    summary(f, "2022-06-01", "{'lines': [{'certainValue': {'units': '9223372036854775807'}}]}");
    given(f, "k", "b", "COMMITMENT", most, "{'date': '2022-05-01'}");
    expect(f, "SummariseDemand", "{'process': 'processes/p'}", "OUT_OF_RANGE SUM_TOO_LARGE");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_no_demand),
        TEST(only_confirmed_intentions_count),
        TEST(lines_are_kept_apart),
        TEST(demand_on_a_day),
        TEST(a_declaration_counts_until_it_is_replaced),
        TEST(demand_as_known_at_a_moment),
        TEST(a_sum_that_is_not_exact_is_refused),
        TEST(large_amounts_of_money_are_summed_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
