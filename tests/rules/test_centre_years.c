/* A centre, year by year. The clock stands at 2022-06-01 unless it is moved. */
#include "fixture.h"

/* The year's object of a reply that asks for one year. */
static void expect_year(struct fixture *f, int year, const char *members)
{
    expect_reply(f, "SummariseCentreYears", format(f, "{'centre': 'centres/c', 'startYear': %d, 'endYear': %d}", year, year),
                 format(f, "{'centre': 'centres/c', 'years': [{'year': %d%s%s}]}", year, *members ? ", " : "", members));
}

static void the_years_are_those_of_the_centre(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre",
           "{'centreId': 'd', 'centre': {'title': 'D', 'decideDate': {'date': '2020-05'}, 'openDate': {'date': '2021'}}}", "OK");
    expect_reply(f, "SummariseCentreYears", "{'centre': 'centres/d'}",
                 "{'years': [{'year': 2020}, {'year': 2021}, {'year': 2022}]}");
    expect(f, "SummariseCentreYears", "{'centre': 'centres/d', 'startYear': 2022, 'endYear': 2021}",
           "INVALID_ARGUMENT end_year:INTERVAL");
    expect(f, "SummariseCentreYears", "{'centre': 'centres/d', 'startYear': 1900, 'endYear': 2000}",
           "INVALID_ARGUMENT end_year:TOO_MANY_YEARS");
    expect(f, "SummariseCentreYears", "{'centre': 'centres/nobody'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

/* A body that takes part in the centre and in a process of it is one. */
static void partners_are_counted_once_on_the_last_day(void **state)
{
    struct fixture *f = *state;
    static const struct expectation calls[] = {
        {"CreatePartnership",
         "{'partnershipId': 'centre', 'partnership': {'title': 'P', 'subject': 'centres/c', 'kind': 'KIND_COOPERATION'}}", "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/centre', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_CO_FUNDING_PARTNER',"
         " 'startDate': {'date': '2021'}}}",
         "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/centre', 'membership': {'organisation': 'organisations/b', 'role': 'ROLE_PARTNER',"
         " 'startDate': {'earliest': '2021-06', 'latest': '2022-02'}}}",
         "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/centre', 'membership': {'organisation': 'organisations/k', 'role': 'ROLE_OWNER',"
         " 'startDate': {'date': '2021'}}}",
         "OK"},
    };
    given_process(f);
    given_organisations(f, "a b k");
    expect_each(f, calls, COUNT(calls));
    given_member(f, "a", "PARTNER");
    expect_year(f, 2020, "");
    expect_year(f, 2021, "'certainPartnerCount': 1, 'possiblePartnerCount': 2");
    expect_year(f, 2022, "'certainPartnerCount': 2, 'possiblePartnerCount': 2");
}

static void what_happened_is_counted_in_its_year(void **state)
{
    struct fixture *f = *state;
    static const struct expectation calls[] = {
        {"OpenProcess", "{'name': 'processes/p', 'date': {'date': '2021-03'}}", "OK"},
        {"CreateEvent",
         "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'process': 'processes/p', 'dates': [{'date': {'date': '2021-05'}},"
         " {'date': {'date': '2021-06-01'}}]}}",
         "OK"},
        {"CreateEvent",
         "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'hosts': ['centres/c'],"
         " 'dates': [{'date': {'earliest': '2021-12', 'latest': '2022-01'}}]}}",
         "OK"},
        {"CreateEvent", "{'event': {'title': 'of others', 'kind': 'KIND_SEMINAR', 'dates': [{'date': {'date': '2021'}}]}}", "OK"},
        {"CreateEvent",
         "{'event': {'title': 'to come', 'kind': 'KIND_SEMINAR', 'hosts': ['centres/c'],"
         " 'dates': [{'date': {'date': '2022-12'}}]}}",
         "OK"},
    };
    given_process(f);
    given_organisations(f, "a b");
    expect_each(f, calls, COUNT(calls));
    given_confirmed(f, "one", "a", "COMMITMENT", "2021-04");
    given_confirmed(f, "two", "b", "DECLARATION", "2021-05");
    given_confirmed(f, "open", "b", "DECLARATION", "2022");
    given_submitted(f, "waiting", "a", "DECLARATION");
    expect_year(f, 2021,
                "'processCount': 1, 'openedProcessCount': 1, 'certainEventCount': 1, 'possibleEventCount': 2,"
                " 'commitmentCount': 1, 'declarationCount': 1");
    expect_year(f, 2022, "'processCount': 1, 'possibleEventCount': 1, 'declarationCount': 1");
}

static void purchases_are_summed_by_currency_and_savings_by_period(void **state)
{
    struct fixture *f = *state;
    static const char purchase[] =
        "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': ['organisations/a'], 'process': 'processes/p',"
        " 'value': {'currencyCode': '%s', 'units': '%d'}, 'savings': {'amount': {'currencyCode': '%s', 'units': '%d'},"
        " 'periodKind': 'PERIOD_KIND_%s'}}}";
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "one", "a", "COMMITMENT", "2021");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2021-03'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-01'}}", "OK");
    expect(f, "CreatePurchase", format(f, purchase, "x", "DKK", 100, "DKK", 5, "YEARLY"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "y", "DKK", 20, "DKK", 7, "ONCE"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "w", "DKK", 0, "DKK", 6, "YEARLY"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "z", "EUR", 3, "EUR", 1, "YEARLY"), "OK");
    expect(f, "CreatePurchase", format(f, purchase, "planned", "DKK", 1000, "DKK", 1000, "ONCE"), "OK");
    for (const char *id = "wxyz"; *id; id++)
        expect(f, "AwardPurchase", format(f, "{'name': 'purchases/%c', 'date': {'date': '2022-02'}}", *id), "OK");
    expect_year(
        f, 2022,
        "'purchaseCount': 4, 'purchaseValues': [{'currencyCode': 'DKK', 'units': '120'}, {'currencyCode': 'EUR', 'units': '3'}],"
        " 'savings': [{'amount': {'currencyCode': 'DKK', 'units': '11'}, 'periodKind': 'PERIOD_KIND_YEARLY'},"
        " {'amount': {'currencyCode': 'DKK', 'units': '7'}, 'periodKind': 'PERIOD_KIND_ONCE'},"
        " {'amount': {'currencyCode': 'EUR', 'units': '1'}, 'periodKind': 'PERIOD_KIND_YEARLY'}]");
    expect_year(f, 2021, "'purchaseCount': 0, 'commitmentCount': 1");
}

/* Two statements of one grant stand beside each other in every year that it is paid for. */
static void funding_is_never_added(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CreateGrant",
           "{'grantId': 'g', 'grant': {'title': 'G', 'centre': 'centres/c', 'periodKind': 'PERIOD_KIND_YEARLY',"
           " 'startDate': {'date': '2021-07'}, 'endDate': {'date': '2021-12'}, 'statements': ["
           "{'amount': {'currencyCode': 'DKK', 'units': '196'}, 'stateDate': {'date': '2021'}},"
           "{'amount': {'currencyCode': 'DKK', 'units': '199'}, 'stateDate': {'date': '2022-02'}}]}}",
           "OK");
    expect_year(f, 2020, "");
    expect_year(f, 2021,
                "'fundings': [{'grant': 'grants/g', 'amount': {'currencyCode': 'DKK', 'units': '196'}},"
                " {'grant': 'grants/g', 'amount': {'currencyCode': 'DKK', 'units': '199'}}]");
    expect_year(f, 2022, "");
}

static void what_is_hidden_is_said_to_be_there(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_key(f, "stranger", "READER", "");
    expect(f, "CreateIntention",
           "{'intentionId': 'hidden', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
           " 'level': 'LEVEL_DECLARATION', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/hidden'}", "OK");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/hidden', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022'}}", "OK");
    expect_reply(f, "SummariseCentreYears", "{'centre': 'centres/c', 'startYear': 2022}",
                 "{'years': [{'year': 2022, 'declarationCount': 1}], 'hiddenCount': 0}");
    expect_reply(f, "SummariseCentreYears as stranger", "{'centre': 'centres/c', 'startYear': 2022}",
                 "{'years': [{'year': 2022, 'declarationCount': 0}], 'hiddenCount': 1}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_years_are_those_of_the_centre, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(partners_are_counted_once_on_the_last_day, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_happened_is_counted_in_its_year, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(purchases_are_summed_by_currency_and_savings_by_period, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(funding_is_never_added, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_hidden_is_said_to_be_there, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("centre years", tests, NULL, NULL);
}
