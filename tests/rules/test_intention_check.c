/* Whether an intention is demand, since when, and what could be done about it. */
#include "fixture.h"
#include "letters.h"

#include <string.h>

/* The standing of intentions/<id> on a day. */
static void expect_standing(struct fixture *f, const char *id, const char *day, const char *standing)
{
    expect_reply(f, "CheckIntention", format(f, "{'name': 'intentions/%s', 'effectiveDate': '%s'}", id, day), standing);
}

static void expect_words(struct fixture *f, const char *words)
{
    assert_string_equal(reply_string(f, "description"), words);
}

static void what_is_confirmed_counts_from_its_date_to_its_end(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-04-10");
    expect(f, "WithdrawIntention as a", "{'name': 'intentions/i', 'date': {'date': '2022-05-20'}, 'reason': 'No money'}", "OK");
    expect_standing(f, "i", "2022-04-09", "{'standing': 'STANDING_NOT_CONFIRMED', 'startDate': '', 'endDate': '2022-04-09'}");
    expect_words(f, "it was not confirmed yet");
    expect_standing(
        f, "i", "2022-04-10",
        "{'intention': 'intentions/i', 'standing': 'STANDING_COUNTS', 'startDate': '2022-04-10', 'endDate': '2022-05-19',"
        " 'organisation': 'organisations/a', 'suppliers': [], 'effectiveDate': '2022-04-10'}");
    expect_words(f, "it counts as a commitment of organisations/a");
    expect_standing(f, "i", "2022-05-20",
                    "{'standing': 'STANDING_WITHDRAWN', 'startDate': '2022-05-20', 'endDate': '',"
                    " 'suppliers': ['organisations/a, by CreateIntention of a new one']}");
    expect_words(f, "it was withdrawn on 2022-05-20: No money");
}

static void what_is_not_confirmed_says_who_can(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "CreateIntention",
           "{'intentionId': 'i', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
           "'LEVEL_COMMITMENT', 'requirement': 'R', 'quantity': {'value': '10', 'unitCode': 'TNE'}}}",
           "OK");
    expect_reply(f, "CheckIntention", "{'name': 'intentions/i'}",
                 "{'standing': 'STANDING_NOT_CONFIRMED', 'startDate': '', 'endDate': '', 'suppliers': ['whoever may edit it, by "
                 "SubmitIntention'], 'certainRemainingQuantity': {'value': '10', 'unitCode': 'TNE'}, 'possibleRemainingQuantity': "
                 "{'value': '10', 'unitCode': 'TNE'}}");
    expect_words(f, "it is a draft, which has not been submitted");
    expect(f, "SubmitIntention", "{'name': 'intentions/i'}", "OK");
    expect_reply(f, "CheckIntention", "{'name': 'intentions/i'}", "{'suppliers': ['organisations/a, by ConfirmIntention']}");
    expect_words(f, "it waits for organisations/a to confirm it");
    const char *submitted = next_second(f);
    expect(f, "RejectIntention as a", "{'name': 'intentions/i', 'reason': 'Never'}", "OK");
    expect_reply(f, "CheckIntention", "{'name': 'intentions/i'}", "{'standing': 'STANDING_NOT_CONFIRMED', 'suppliers': []}");
    expect_words(f, "organisations/a rejected it: Never");
    expect_reply(f, "CheckIntention", format(f, "{'name': 'intentions/i', 'readTime': '%s'}", submitted),
                 "{'suppliers': ['organisations/a, by ConfirmIntention']}");
    expect(f, "AnnulIntention", "{'name': 'intentions/i', 'reason': 'A test'}", "OK");
    expect_reply(f, "CheckIntention", "{'name': 'intentions/i'}", "{'standing': 'STANDING_ANNULLED', 'startDate': ''}");
    expect_words(f, "it was entered in error: A test");
}

static void partial_dates_leave_it_open(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK");
    given_submitted(f, "i", "a", "DECLARATION");
    expect(f, "ConfirmIntention",
           "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'date': {'date': "
           "'2022-03'}}",
           "OK");
    expect_standing(f, "i", "2022-03-15",
                    "{'standing': 'STANDING_MAY_COUNT', 'startDate': '2022-03-01', 'endDate': '2022-03-30', 'suppliers': []}");
    expect_words(f, "its dates leave open whether it counts as a declaration of organisations/a");
    expect_standing(f, "i", "2022-03-31", "{'standing': 'STANDING_COUNTS', 'startDate': '2022-03-31', 'endDate': ''}");
}

/* Who may not see the commitment that took a place is not told which it is. */
static void what_is_replaced_says_by_what(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_key(f, "r", "READER", "");
    given_confirmed(f, "i", "a", "DECLARATION", "2022-04-01");
    expect(f, "CreateIntention",
           "{'intentionId': 'k', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
           "'LEVEL_COMMITMENT', 'requirement': 'R', 'replacedIntention': 'intentions/i', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/k'}", "OK");
    expect_reply(f, "CheckIntention", "{'name': 'intentions/i'}", "{'standing': 'STANDING_COUNTS', 'endDate': ''}");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/k', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-05-01'}}", "OK");
    expect_standing(f, "i", "2022-04-30", "{'standing': 'STANDING_COUNTS', 'startDate': '2022-04-01', 'endDate': '2022-04-30'}");
    expect_reply(
        f, "CheckIntention", "{'name': 'intentions/i'}",
        "{'standing': 'STANDING_REPLACED', 'startDate': '2022-05-01', 'replacingIntention': 'intentions/k', 'suppliers': []}");
    expect_words(f, "the commitment intentions/k took its place");
    expect_reply(f, "CheckIntention as r", "{'name': 'intentions/i'}",
                 "{'standing': 'STANDING_REPLACED', 'replacingIntention': ''}");
    expect_words(f, "a commitment that only partners see took its place");
    expect(f, "CheckIntention as r", "{'name': 'intentions/k'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect_reply(f, "ListStandings as r", "{'process': 'processes/p'}",
                 "{'standings': [{'intention': 'intentions/i', 'standing': 'STANDING_REPLACED', 'replacingIntention': ''}]}");
}

static void what_follows_from_signatures_stands_with_them(void **state)
{
    static const struct {
        const char *day;
        const char *standing;
    } cases[] = {
        {"2022-03-31", "{'standing': 'STANDING_NOT_CONFIRMED', 'startDate': '', 'endDate': '2022-03-31'}"},
        {"2022-04-01", "{'standing': 'STANDING_COUNTS', 'startDate': '2022-04-01', 'endDate': '2022-04-30'}"},
        {"2022-05-10", "{'standing': 'STANDING_UNREAFFIRMED', 'startDate': '2022-05-01', 'endDate': '2022-05-31',"
                       " 'suppliers': ['organisations/b, by ReaffirmSignature']}"},
        {"2022-06-01", "{'standing': 'STANDING_LAPSED', 'startDate': '2022-06-01', 'endDate': '',"
                       " 'suppliers': ['organisations/b, by SignInstrument and a new intention that follows from that']}"},
    };
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-01", true);
    given_revised(f, "i");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_standing(f, "b", cases[i].day, cases[i].standing);
    expect_words(f, "none of the signatures that it follows from stands");
    given_reaffirmed(f, "i", "b", "2022-05-20");
    expect_standing(f, "b", "2022-05-19",
                    "{'standing': 'STANDING_UNREAFFIRMED', 'startDate': '2022-05-01', 'endDate': '2022-05-19'}");
    expect_standing(f, "b", "2022-06-01", "{'standing': 'STANDING_COUNTS', 'startDate': '2022-05-20', 'endDate': ''}");
}

static void it_counts_for_the_body_of_the_day(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-04-01");
    expect(f, "MergeOrganisations", "{'name': 'organisations/b', 'duplicates': ['organisations/a']}", "OK");
    expect(f, "SucceedOrganisation",
           "{'name': 'organisations/b', 'date': {'date': '2022-05-01'}, 'successors': ["
           "{'organisation': 'organisations/c', 'kind': 'SUCCESSION_KIND_MERGED'}]}",
           "OK");
    expect_standing(f, "i", "2022-04-30", "{'organisation': 'organisations/b'}");
    expect_standing(f, "i", "2022-05-01", "{'organisation': 'organisations/c'}");
    expect_words(f, "it counts as a commitment of organisations/c");
}

static void standings_come_in_pages(void **state)
{
    static const char page[] = "{'process': 'processes/p', 'pageSize': 2, 'pageToken': '%s', 'effectiveDate': '2022-05-02'}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "k1", "a", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "k2", "a", "COMMITMENT", "2022-05-02");
    given_confirmed(f, "k3", "a", "COMMITMENT", "2022-05-03");
    expect_reply(f, "ListStandings", format(f, page, ""),
                 "{'standings': [{'intention': 'intentions/k1', 'standing': 'STANDING_COUNTS', 'startDate': '2022-05-01', "
                 "'description': ''},"
                 " {'intention': 'intentions/k2', 'standing': 'STANDING_COUNTS'}], 'effectiveDate': '2022-05-02'}");
    expect_reply(f, "ListStandings", format(f, page, reply_string(f, "nextPageToken")),
                 "{'standings': [{'intention': 'intentions/k3', 'standing': 'STANDING_NOT_CONFIRMED', 'endDate': '2022-05-02'}],"
                 " 'nextPageToken': ''}");
    expect(f, "ListStandings", format(f, page, "processes/p"), "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect(f, "ListStandings", "{'process': 'processes/x'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "ListStandings", "{}", "INVALID_ARGUMENT process:REQUIRED");
}

/* The byte limit ends a page before the number does. */
static void many_standings_are_read_page_after_page(void **state)
{
    enum { MANY = 600 };
    struct fixture *f = *state;
    size_t seen = 0;
    const char *token = "";
    given_process(f);
    given_organisations(f, "a");
    for (int i = 0; i < MANY; i++)
        given_submitted(f, format(f, "a-rather-long-name-for-an-intention-of-its-kind-%04d", i), "a", "DECLARATION");
    do {
        expect(f, "ListStandings", format(f, "{'process': 'processes/p', 'pageSize': 1000, 'pageToken': '%s'}", token), "OK");
        for (const char *at = reply_text(f); (at = strstr(at, "\"intention\"")); at++)
            seen++;
        token = strstr(reply_text(f), "nextPageToken") ? reply_string(f, "nextPageToken") : "";
    } while (*token);
    assert_int_equal(seen, MANY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_confirmed_counts_from_its_date_to_its_end),
        TEST(what_is_not_confirmed_says_who_can),
        TEST(partial_dates_leave_it_open),
        TEST(what_is_replaced_says_by_what),
        TEST(what_follows_from_signatures_stands_with_them),
        TEST(it_counts_for_the_body_of_the_day),
        TEST(standings_come_in_pages),
        TEST(many_standings_are_read_page_after_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
