/* Memberships and partnerships: joining, ending, annulling, and counting with dates that are only partly known. */
#include "fixture.h"

static void a_partnership_is_of_the_kind_of_its_subject(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'processes/p', 'kind': 'KIND_FUNDING'}}",
           "INVALID_ARGUMENT partnership.kind:SUBJECT");
    expect(f, "CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'centres/c', 'kind': 'KIND_PROCESS'}}",
           "INVALID_ARGUMENT partnership.kind:SUBJECT");
    expect(f, "CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'centres/c', 'kind': 'KIND_FUNDING'}}", "OK");
}

static void a_membership_is_entered_once(void **state)
{
    static const char request[] =
        "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_PARTNER'%s}}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "CreateMembership", format(f, request, ""), "OK");
    const char *name = reply_string(f, "name");
    expect(f, "CreateMembership", format(f, request, ""), "ALREADY_EXISTS membership.start_date:VALUE_TAKEN");
    expect(f, "CreateMembership", format(f, request, ", 'startDate': {'date': '2021'}"), "OK");
    /* One entered in error does not stand in the way of the right one. */
    expect(f, "AnnulMembership", format(f, "{'name': '%s', 'reason': 'entered twice'}", name), "OK");
    expect(f, "CreateMembership", format(f, request, ""), "OK");
}

static void the_state_follows_from_what_is_known(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    expect_reply(f, "EndMembership",
                 "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-03'}, 'endReason': 'moved'}",
                 "{'state': 'STATE_ENDED', 'endDate': {'date': '2022-03'}, 'endReason': 'moved'}");
    /* A correction takes the end back. */
    expect_reply(f, "UpdateMembership",
                 "{'membership': {'name': 'partnerships/p/memberships/a-partner'}, 'updateMask': 'endDate,endReason'}",
                 "{'state': 'STATE_ACTIVE', 'endReason': ''}");
    expect_reply(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'reason': 'another body'}",
                 "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'another body', 'date': '2022-06-01'}}");
}

static void refused_changes(void **state)
{
    static const struct expectation calls[] = {
        {"EndMembership", "{'name': 'partnerships/p/memberships/a-partner'}", "INVALID_ARGUMENT end_date:REQUIRED"},
        {"EndMembership", "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2021'}}",
         "INVALID_ARGUMENT end_date:INTERVAL"},
        {"AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-03'}}}",
         "FAILED_PRECONDITION partnerships/p/memberships/a-partner:END_MEMBERSHIP"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'role': 'ROLE_OWNER'}}",
         "INVALID_ARGUMENT membership.role:IMMUTABLE"},
        {"EndMembership", "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-03-31'}}", "OK"},
        {"EndMembership", "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-04'}}",
         "FAILED_PRECONDITION partnerships/p/memberships/a-partner:WRONG_STATE"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-03-30'}}}",
         "OK"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2021'}}}",
         "INVALID_ARGUMENT membership.end_date:INTERVAL"},
        {"AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'reason': 'r'}", "OK"},
        {"AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'reason': 'r'}",
         "FAILED_PRECONDITION partnerships/p/memberships/a-partner:WRONG_STATE"},
        {"EndMembership", "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-03'}}",
         "FAILED_PRECONDITION partnerships/p/memberships/a-partner:WRONG_STATE"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'startDate': {'date': '2021'}}}",
         "FAILED_PRECONDITION partnerships/p/memberships/a-partner:WRONG_STATE"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    expect_each(f, calls, COUNT(calls));
}

/* Annulment is final, for every kind alike. */
static void what_is_annulled_stays_so(void **state)
{
    static const char description_of_it[] = "partnerships/p/memberships/a-partner is annulled; %s needs it not to be";
    static const struct {
        const char *method;
        const char *request;
    } calls[] = {
        {"AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'reason': 'r'}"},
        {"DeleteMembership", "{'name': 'partnerships/p/memberships/a-partner'}"},
        {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'endReason': 'r'}}"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    expect(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'etag': 'x', 'reason': 'r'}",
           "ABORTED ETAG_MISMATCH");
    expect(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/a-partner', 'reason': 'r'}", "OK");
    for (size_t i = 0; i < COUNT(calls); i++) {
        expect(f, calls[i].method, calls[i].request, "FAILED_PRECONDITION partnerships/p/memberships/a-partner:WRONG_STATE");
        assert_string_equal(description(f, 0), format(f, description_of_it, calls[i].method));
    }
    expect(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/unknown', 'reason': 'r'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void joining_a_process(void **state)
{
    static const char join[] =
        "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/%s', 'role': 'ROLE_PARTNER'}}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c d e");
    expect(f, "UpdateProcess", "{'process': {'name': 'processes/p'}, 'updateMask': 'joinable'}", "OK");
    expect(f, "CreateMembership", format(f, join, "a"), "OK"); /* a draft is being prepared */
    expect(f, "OpenProcess", "{'name': 'processes/p'}", "OK");
    expect(f, "CreateMembership", format(f, join, "b"), "FAILED_PRECONDITION processes/p:JOINABLE");
    expect(f, "UpdateProcess", "{'process': {'name': 'processes/p', 'joinable': true}}", "OK");
    expect(f, "CreateMembership", format(f, join, "b"), "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'letter'}", "OK");
    expect(f, "CreateMembership", format(f, join, "c"), "OK"); /* any step, also after the letter */
    expect(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'r'}", "OK");
    expect(f, "CreateMembership", format(f, join, "d"), "FAILED_PRECONDITION processes/p:WRONG_STATE");
}

static void only_drafts_are_deleted(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    given_member(f, "a", "NEED_OWNER");
    expect(
        f, "DeletePartnership", "{'name': 'partnerships/p'}",
        "FAILED_PRECONDITION partnerships/p/memberships/a-need-owner:REFERRED_TO partnerships/p/memberships/a-partner:REFERRED_TO");
    expect(f, "DeleteMembership", "{'name': 'partnerships/p/memberships/a-partner'}", "OK");
    expect(f, "OpenProcess", "{'name': 'processes/p'}", "OK");
    expect(f, "DeleteMembership", "{'name': 'partnerships/p/memberships/a-need-owner'}",
           "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the partnership, by AnnulMembership");
}

/* ---- supporters ---------------------------------------------------------------------------------------------------------- */

static void a_supporter_cannot_hold_an_intention(void **state)
{
    static const char intend[] =
        "{'intention': {'organisation': 'organisations/%s', 'process': 'processes/p', 'level': 'LEVEL_DECLARATION'}}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c");
    given_member(f, "a", "SUPPORTER");
    given_member(f, "b", "SUPPORTER");
    given_member(f, "b", "PARTNER");
    expect(f, "CreateIntention", format(f, intend, "a"), "FAILED_PRECONDITION organisations/a:SUPPORTER");
    expect(f, "CreateIntention", format(f, intend, "b"), "OK"); /* a partner too */
    expect(f, "CreateIntention", format(f, intend, "c"), "OK"); /* not a member at all */
    expect(f, "EndMembership", "{'name': 'partnerships/p/memberships/a-supporter', 'endDate': {'date': '2022-05-31'}}", "OK");
    expect(f, "CreateIntention", format(f, intend, "a"), "OK");
}

static void a_supporter_cannot_submit_or_confirm(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    given_member(f, "a", "SUPPORTER");
    given_submitted(f, "waiting", "a", "DECLARATION");
    expect(f, "CreateIntention",
           "{'intentionId': 'draft', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
           " 'level': 'LEVEL_DECLARATION'}}",
           "OK");
    expect(f, "EndMembership", "{'name': 'partnerships/p/memberships/a-partner', 'endDate': {'date': '2022-05-31'}}", "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/draft'}", "FAILED_PRECONDITION organisations/a:SUPPORTER");
    expect(f, "ConfirmIntention as a", "{'name': 'intentions/waiting', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
           "FAILED_PRECONDITION organisations/a:SUPPORTER");
    assert_string_equal(suppliers(f, 0), "whoever edits the partnership, by a membership with the role PARTNER");
}

static void who_holds_an_intention_does_not_become_a_mere_supporter(void **state)
{
    static const char support[] =
        "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_SUPPORTER'}}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "i", "a", "DECLARATION", "2022-05-01");
    expect(f, "CreateMembership", support, "FAILED_PRECONDITION intentions/i:SUPPORTER");
    assert_string_equal(suppliers(f, 0), "organisations/a");
    expect(f, "WithdrawIntention", "{'name': 'intentions/i', 'reason': 'r'}", "OK");
    expect(f, "CreateMembership", support, "OK");
}

/* ---- counting ------------------------------------------------------------------------------------------------------------ */

static void join_with(struct fixture *f, const char *organisation, const char *role, const char *dates)
{
    expect(f, "CreateMembership",
           format(f, "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/%s', 'role': 'ROLE_%s'%s}}",
                  organisation, role, dates),
           "OK");
}

static void counting_tells_certain_from_possible(void **state)
{
    static const struct {
        const char *date;
        int certain;
        int possible;
        const char *uncertain;
    } cases[] = {
        {"2019-12-31", 0, 2, "'organisations/d', 'organisations/e'"},
        {"2022-03-31", 1, 3, "'organisations/d', 'organisations/e'"},                    /* a's first day was 2022-03-01 */
        {"2022-04-01", 1, 4, "'organisations/b', 'organisations/d', 'organisations/e'"}, /* b began some day in April */
        {"2022-04-30", 2, 4, "'organisations/d', 'organisations/e'"},                    /* the last it can have been */
        {"2022-05-14", 2, 4, "'organisations/d', 'organisations/e'"},
        {"2022-05-15", 3, 5, "'organisations/d', 'organisations/e'"},
        {"2022-05-20", 3, 5, "'organisations/d', 'organisations/e'"}, /* c's last day counts */
        {"2022-05-21", 2, 4, "'organisations/d', 'organisations/e'"},
        {"2022-06-01", 4, 4, ""}, /* d and e were entered on this day, as holding */
        {"2022-07-01", 4, 4, ""},
        {"2022-07-02", 3, 4, "'organisations/e'"}, /* e's last day is some day in July */
        {"2022-08-01", 3, 3, ""},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c d e x");
    join_with(f, "a", "NEED_OWNER", ", 'startDate': {'date': '2022-03-01'}");
    join_with(f, "a", "PARTNER", ", 'startDate': {'date': '2022-03-01'}"); /* one organisation, counted once */
    join_with(f, "b", "PARTNER", ", 'startDate': {'date': '2022-04'}");
    join_with(f, "c", "PARTNER", ", 'startDate': {'date': '2022-05-15'}, 'endDate': {'date': '2022-05-20'}");
    join_with(f, "d", "PARTNER", "");
    join_with(f, "e", "PARTNER", ", 'endDate': {'date': '2022-07'}");
    join_with(f, "x", "SUPPORTER", ", 'startDate': {'date': '2020'}");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CountMemberships", format(f, "{'parent': 'partnerships/p', 'effectiveDate': '%s'}", cases[i].date),
                     format(f, "{'certainCount': %d, 'possibleCount': %d, 'uncertainOrganisations': [%s], 'effectiveDate': '%s'}",
                            cases[i].certain, cases[i].possible, cases[i].uncertain, cases[i].date));
}

static void counting_by_role_and_subject(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_member(f, "a", "NEED_OWNER");
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "PARTNER");
    given_member(f, "b", "SUPPORTER");
    expect_reply(f, "CountMemberships", "{'parent': 'processes/p'}",
                 "{'certainCount': 2, 'possibleCount': 2, 'effectiveDate': '2022-06-01', 'roleCounts': ["
                 "{'role': 'ROLE_PARTNER', 'certainCount': 2, 'possibleCount': 2},"
                 "{'role': 'ROLE_NEED_OWNER', 'certainCount': 1, 'possibleCount': 1}]}");
    expect_reply(f, "CountMemberships", "{'parent': 'processes/p', 'roles': ['ROLE_SUPPORTER', 'ROLE_OWNER']}",
                 "{'certainCount': 1, 'roleCounts': [{'role': 'ROLE_OWNER', 'certainCount': 0},"
                 " {'role': 'ROLE_SUPPORTER', 'certainCount': 1}]}");
    expect_reply(f, "CountMemberships", "{'parent': 'centres/c'}", "{'certainCount': 0, 'possibleCount': 0}");
    expect(f, "CountMemberships", "{'parent': 'partnerships/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "CountMemberships", "{'parent': 'organisations/a'}", "INVALID_ARGUMENT parent:FORMAT");
}

static void counting_as_known_at_a_moment(void **state)
{
    struct fixture *f = *state;
    const char *before = next_second(f);
    given_process(f);
    const char *empty = next_second(f);
    given_organisations(f, "a b");
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "PARTNER");
    const char *two = next_second(f);
    expect(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/b-partner', 'reason': 'r'}", "OK");
    expect_reply(f, "CountMemberships", "{'parent': 'processes/p'}", "{'certainCount': 1}");
    expect_reply(f, "CountMemberships", format(f, "{'parent': 'processes/p', 'readTime': '%s'}", two),
                 format(f, "{'certainCount': 2, 'readTime': '%s'}", two));
    expect_reply(f, "CountMemberships", format(f, "{'parent': 'processes/p', 'readTime': '%s'}", empty), "{'certainCount': 0}");
    expect(f, "CountMemberships", format(f, "{'parent': 'processes/p', 'readTime': '%s'}", before), "NOT_FOUND RESOURCE_NOT_FOUND");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_partnership_is_of_the_kind_of_its_subject),
        TEST(a_membership_is_entered_once),
        TEST(the_state_follows_from_what_is_known),
        TEST(refused_changes),
        TEST(what_is_annulled_stays_so),
        TEST(joining_a_process),
        TEST(only_drafts_are_deleted),
        TEST(a_supporter_cannot_hold_an_intention),
        TEST(a_supporter_cannot_submit_or_confirm),
        TEST(who_holds_an_intention_does_not_become_a_mere_supporter),
        TEST(counting_tells_certain_from_possible),
        TEST(counting_by_role_and_subject),
        TEST(counting_as_known_at_a_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
