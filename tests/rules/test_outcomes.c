/* What came of intentions, and how long it took. The clock stands at 2022-06-01 unless it is moved. */
#include "letters.h"

static const char everything[] = "{'subject': 'processes/p'}";

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b k");
}

/* Process p, behind which there is a commitment, is in its step of the first purchase from 2022-02-01 on. */
static void given_purchasing(struct fixture *f)
{
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-02-01'}}", "OK");
}

/* An intention to buy 10 tonnes, confirmed on a date. */
static void given_tonnes(struct fixture *f, const char *id, const char *organisation, const char *level, const char *members,
                         const char *date)
{
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/p',"
                  " 'level': 'LEVEL_%s', 'quantity': {'value': '10', 'unitCode': 'TNE'}%s}}",
                  id, organisation, level, members),
           "OK");
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
    expect(f, format(f, "ConfirmIntention as %s", organisation),
           format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '%s'}}", id, date), "OK");
}

/* A purchase of some tonnes of an intention by its organisation, awarded on a date. */
static void given_bought(struct fixture *f, const char *id, const char *organisation, const char *intention, int tonnes,
                         const char *date)
{
    expect(f, "CreatePurchase",
           format(f,
                  "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': ['organisations/%s'], 'process': 'processes/p',"
                  " 'fulfilments': [{'intention': 'intentions/%s', 'quantity': {'value': '%d', 'unitCode': 'TNE'}}]}}",
                  id, organisation, intention, tonnes),
           "OK");
    expect(f, "AwardPurchase", format(f, "{'name': 'purchases/%s', 'date': {'date': '%s'}}", id, date), "OK");
}

static void nothing_gives_nothing(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect_reply(f, "SummariseOutcomes", "{}",
                 "{'subject': '', 'processCount': 0, 'durations': [], 'conversions': ["
                 "{'level': 'LEVEL_COMMITMENT', 'confirmedCount': 0, 'boughtPercentage': ''},"
                 "{'level': 'LEVEL_DECLARATION', 'confirmedCount': 0, 'boughtPercentage': ''}]}");
    expect(f, "SummariseOutcomes", "{'subject': 'processes/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "SummariseOutcomes", "{'subject': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "SummariseOutcomes", "{'subject': 'organisations/a'}", "INVALID_ARGUMENT subject:FORMAT");
}

static void each_intention_has_one_outcome(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_tonnes(f, "whole", "a", "COMMITMENT", "", "2022-01-10");
    given_tonnes(f, "part", "b", "DECLARATION", "", "2022-01-10");
    given_tonnes(f, "left", "b", "DECLARATION", "", "2022-01-10");
    given_tonnes(f, "untouched", "b", "DECLARATION", "", "2022-01-10");
    given_tonnes(f, "taken", "k", "DECLARATION", "", "2022-01-10");
    given_tonnes(f, "taking", "k", "COMMITMENT", ", 'replacedIntention': 'intentions/taken'", "2022-03-01");
    given_submitted(f, "waiting", "a", "DECLARATION");
    given_purchasing(f);
    given_bought(f, "one", "a", "whole", 10, "2022-03-01");
    given_bought(f, "two", "b", "part", 4, "2022-04-01");
    expect(f, "WithdrawIntention", "{'name': 'intentions/left', 'date': {'date': '2022-04-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'processCount': 1, 'conversions': ["
                 "{'level': 'LEVEL_COMMITMENT', 'confirmedCount': 2, 'fulfilledCount': 1, 'openCount': 1, 'organisationCount': 2,"
                 " 'buyingOrganisationCount': 1, 'boughtPercentage': '50.0'},"
                 "{'level': 'LEVEL_DECLARATION', 'confirmedCount': 4, 'partiallyFulfilledCount': 1, 'withdrawnCount': 1,"
                 " 'replacedCount': 1, 'openCount': 1, 'lapsedCount': 0, 'organisationCount': 2, 'buyingOrganisationCount': 1,"
                 " 'boughtPercentage': '25.0', 'uncertainCount': 0}]}");
    /* On a day before most of it. */
    expect_reply(f, "SummariseOutcomes", "{'subject': 'processes/p', 'effectiveDate': '2022-02-28'}",
                 "{'conversions': [{'confirmedCount': 1, 'openCount': 1, 'boughtPercentage': '0.0'},"
                 " {'confirmedCount': 4, 'openCount': 4, 'replacedCount': 0, 'withdrawnCount': 0}]}");
}

/* What was bought of it is told, though it was withdrawn afterwards. */
static void what_was_bought_comes_first(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_tonnes(f, "c", "a", "COMMITMENT", "", "2022-01-10");
    given_purchasing(f);
    given_bought(f, "one", "a", "c", 4, "2022-03-01");
    expect(f, "WithdrawIntention", "{'name': 'intentions/c', 'date': {'date': '2022-04-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'conversions': [{'confirmedCount': 1, 'partiallyFulfilledCount': 1, 'withdrawnCount': 0,"
                 " 'boughtPercentage': '100.0'}, {}]}");
    expect(f, "CancelPurchase", "{'name': 'purchases/one', 'date': {'date': '2022-05-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'conversions': [{'partiallyFulfilledCount': 0, 'withdrawnCount': 1, 'boughtPercentage': '0.0'}, {}]}");
    expect_reply(f, "SummariseOutcomes", "{'subject': 'processes/p', 'effectiveDate': '2022-04-30'}",
                 "{'conversions': [{'partiallyFulfilledCount': 1, 'withdrawnCount': 0}, {}]}");
}

/* R2: nothing came of what was not reaffirmed in time. */
static void what_lapsed_is_told_apart(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_signed(f, "i", "a", "2022-04-01", true);
    given_signed(f, "i", "b", "2022-04-01", true);
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-04-02'}}", "OK");
    given_revised(f, "i");
    given_reaffirmed(f, "i", "b", "2022-05-10");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'conversions': [{}, {'confirmedCount': 2, 'lapsedCount': 1, 'openCount': 1}]}");
    expect_reply(f, "SummariseOutcomes", "{'subject': 'processes/p', 'effectiveDate': '2022-05-31'}",
                 "{'conversions': [{}, {'confirmedCount': 2, 'lapsedCount': 0, 'openCount': 2}]}");
}

static void example_data_is_said_to_be_such(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_tonnes(f, "made-up", "a", "COMMITMENT", ", 'provenance': {'basis': 'BASIS_EXAMPLE'}", "2022-01-10");
    given_tonnes(f, "real", "b", "COMMITMENT", "", "2022-01-10");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'conversions': [{'confirmedCount': 2, 'exampleCount': 1}, {'exampleCount': 0}]}");
}

static void what_dates_leave_open_is_counted_apart(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "open", "a", "DECLARATION", "2022-03");
    expect_reply(f, "SummariseOutcomes", "{'effectiveDate': '2022-03-15'}",
                 "{'conversions': [{}, {'confirmedCount': 0, 'uncertainCount': 1, 'organisationCount': 0}]}");
    expect_reply(f, "SummariseOutcomes", "{'effectiveDate': '2022-03-31'}",
                 "{'conversions': [{}, {'confirmedCount': 1, 'uncertainCount': 0, 'openCount': 1, 'organisationCount': 1}]}");
    expect_reply(f, "SummariseOutcomes", "{'effectiveDate': '2022-02-28'}",
                 "{'conversions': [{}, {'confirmedCount': 0, 'uncertainCount': 0}]}");
}

static void entries_of_one_body_are_one(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_confirmed(f, "one", "a", "DECLARATION", "2022-01-10");
    given_confirmed(f, "two", "b", "DECLARATION", "2022-01-10");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_reply(f, "SummariseOutcomes", "{}", "{'conversions': [{}, {'confirmedCount': 2, 'organisationCount': 1}]}");
}

/* A step is measured each time that it was completed; where a day is not known it is only counted. */
static void steps_are_measured_in_days(void **state)
{
    struct fixture *f = *state;
    static const struct expectation calls[] = {
        {"OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-01'}}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'dialogue', 'date': {'date': '2022-01-11'}}", "OK"},
        {"RevertProcess", "{'name': 'processes/p', 'step': 'need', 'reason': 'Again', 'date': {'date': '2022-02-01'}}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'dialogue', 'date': {'date': '2022-02-03'}}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'letter', 'date': {'date': '2022-03'}}", "OK"},
    };
    given_process(f);
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'processCount': 1, 'durations': ["
                 "{'processModel': 'processModels/m', 'step': 'need', 'title': 'Need', 'count': 2, 'minimumDays': 2,"
                 " 'medianDays': 2, 'maximumDays': 10, 'unknownCount': 0},"
                 "{'step': 'dialogue', 'title': 'Dialogue', 'count': 0, 'medianDays': 0, 'unknownCount': 1}]}");
    expect_reply(f, "SummariseOutcomes", "{'subject': 'centres/c', 'effectiveDate': '2022-01-20'}",
                 "{'durations': [{'step': 'need', 'count': 1, 'medianDays': 10}]}");
    expect_reply(f, "SummariseOutcomes", "{'effectiveDate': '2021-12-31'}", "{'processCount': 0, 'durations': []}");
}

static void processes_are_counted_by_their_end(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-01'}}", "OK");
    expect(f, "CancelProcess", "{'name': 'processes/p', 'date': {'date': '2022-03-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "SummariseOutcomes", "{}", "{'processCount': 1, 'completedProcessCount': 0, 'cancelledProcessCount': 1}");
    expect_reply(f, "SummariseOutcomes", "{'effectiveDate': '2022-02-28'}", "{'processCount': 1, 'cancelledProcessCount': 0}");
}

/* To the first purchase of each; of an even number the lower one of the two in the middle. */
static void purchases_are_measured_from_the_confirmation(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_tonnes(f, "c", "a", "COMMITMENT", "", "2022-01-10");
    given_tonnes(f, "d", "b", "DECLARATION", "", "2022-01-10");
    given_tonnes(f, "e", "b", "DECLARATION", "", "2022-01-10");
    given_purchasing(f);
    given_bought(f, "one", "a", "c", 4, "2022-03-01");
    given_bought(f, "two", "a", "c", 4, "2022-04-01");
    given_bought(f, "three", "b", "d", 4, "2022-02-19");
    given_bought(f, "open", "b", "e", 4, "2022-03");
    expect_reply(f, "SummariseOutcomes", everything,
                 "{'durations': [{'step': 'need'}, {'step': 'confirmation-to-purchase', 'processModel': '', 'count': 2,"
                 " 'minimumDays': 40, 'medianDays': 40, 'maximumDays': 50, 'unknownCount': 1}]}");
}

static void what_was_known_then_is_shown(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_tonnes(f, "c", "a", "COMMITMENT", "", "2022-01-10");
    given_purchasing(f);
    given_bought(f, "one", "a", "c", 4, "2022-03-01");
    const char *before = next_second(f);
    given_bought(f, "two", "a", "c", 6, "2022-03-01");
    expect_reply(f, "SummariseOutcomes", everything, "{'conversions': [{'fulfilledCount': 1}, {}]}");
    expect_reply(f, "SummariseOutcomes", format(f, "{'subject': 'processes/p', 'readTime': '%s'}", before),
                 "{'conversions': [{'fulfilledCount': 0, 'partiallyFulfilledCount': 1}, {}]}");
}

static void what_is_hidden_is_said_to_be_there(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_key(f, "stranger", "READER", "");
    given_tonnes(f, "c", "a", "COMMITMENT", ", 'visibility': 'VISIBILITY_PARTNERS'", "2022-01-10");
    given_purchasing(f);
    given_bought(f, "one", "a", "c", 4, "2022-03-01");
    expect_reply(f, "SummariseOutcomes", "{}", "{'conversions': [{'confirmedCount': 1}, {}], 'hiddenCount': 0}");
    expect_reply(f, "SummariseOutcomes as stranger", "{}",
                 "{'conversions': [{'confirmedCount': 0, 'organisationCount': 0, 'partiallyFulfilledCount': 0}, {}],"
                 " 'durations': [{'step': 'need'}], 'hiddenCount': 1}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_gives_nothing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(each_intention_has_one_outcome, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_bought_comes_first, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_lapsed_is_told_apart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(example_data_is_said_to_be_such, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_dates_leave_open_is_counted_apart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(entries_of_one_body_are_one, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(steps_are_measured_in_days, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(processes_are_counted_by_their_end, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(purchases_are_measured_from_the_confirmation, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_known_then_is_shown, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_hidden_is_said_to_be_there, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("outcomes", tests, NULL, NULL);
}
