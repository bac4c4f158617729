/* Where members and signatories differ. The clock stands at 2022-06-01; letters are revised on 2022-05-01, to be reaffirmed by
 * 2022-05-31. */
#include "letters.h"

#define NOT_SIGNED "FINDING_KIND_MEMBER_NOT_SIGNED"
#define NOT_MEMBER "FINDING_KIND_SIGNED_NOT_MEMBER"
#define UNREAFFIRMED "FINDING_KIND_UNREAFFIRMED"
#define LAPSED "FINDING_KIND_LAPSED"
#define WITHDRAWN "FINDING_KIND_WITHDRAWN"

/* The findings about processes/p on a day, and further members of the reply. */
static void expect_findings(struct fixture *f, const char *day, const char *findings, const char *members)
{
    expect_reply(f, "CheckSignatures", format(f, "{'subject': 'processes/p', 'effectiveDate': '%s'}", day),
                 format(f, "{'subject': 'processes/p', 'effectiveDate': '%s', 'findings': [%s]%s%s}", day, findings,
                        *members ? ", " : "", members));
}

static const char *found(struct fixture *f, const char *kind, const char *organisation, const char *members)
{
    return format(f, "{'kind': '%s', 'organisation': 'organisations/%s'%s%s}", kind, organisation, *members ? ", " : "", members);
}

static void members_and_signatories_differ(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "NEED_OWNER");
    given_member(f, "c", "SUPPORTER");
    given_open(f, "i", "");
    given_signed(f, "i", "a", "2022-04-01", false);
    given_signed(f, "i", "c", "2022-04-02", false);
    expect_findings(f, "2022-04-30",
                    format(f, "%s, %s",
                           found(f, NOT_SIGNED, "b",
                                 "'title': 'b', 'signature': '', 'membership': 'partnerships/p/memberships/b-need-owner',"
                                 " 'uncertain': false"),
                           found(f, NOT_MEMBER, "c", "'signature': 'instruments/i/signatures/c', 'membership': ''")),
                    "'certainSignatoryCount': 2, 'possibleSignatoryCount': 2, 'certainMemberCount': 2, 'possibleMemberCount': 2,"
                    " 'findingCount': 2, 'instrumentCount': 1, 'endedInstrumentCount': 0");
    /* Before anybody had signed, both members had not. */
    expect_findings(f, "2022-03-31", format(f, "%s, %s", found(f, NOT_SIGNED, "a", ""), found(f, NOT_SIGNED, "b", "")),
                    "'certainSignatoryCount': 0, 'certainMemberCount': 2");
    expect_reply(f, "CheckSignatures", "{'subject': 'instruments/i', 'effectiveDate': '2022-04-30'}",
                 "{'subject': 'instruments/i', 'findings': [{'kind': '" NOT_SIGNED "'}, {'kind': '" NOT_MEMBER "'}]}");
    expect(f, "CheckSignatures", "{'subject': 'processes/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "CheckSignatures", "{'subject': 'instruments/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "CheckSignatures", "{'subject': 'centres/c'}", "INVALID_ARGUMENT subject:FORMAT");
    expect(f, "CheckSignatures", "{}", "INVALID_ARGUMENT subject:REQUIRED");
}

static void without_instruments_nobody_has_signed(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect_findings(f, "2022-05-01", "", "'instrumentCount': 0");
    given_member(f, "a", "PARTNER");
    expect_findings(f, "2022-05-01", found(f, NOT_SIGNED, "a", ""), "'certainMemberCount': 1, 'instrumentCount': 0");
}

/* R4: a supporter has not signed as a signatory, and need not be a member. */
static void supporters_are_no_signatories(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_open(f, "i", "");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   "{'signatories': [{'organisation': 'organisations/a', 'capacity': 'CAPACITY_SUPPORTER'},"
                   " {'organisation': 'organisations/b', 'capacity': 'CAPACITY_SUPPORTER'}]}"),
           "OK");
    expect_findings(f, "2022-04-30", found(f, NOT_SIGNED, "a", ""), "'possibleSignatoryCount': 0");
}

/* A member that has not reaffirmed still stands until the date, and then no longer. */
static void who_has_not_reaffirmed_is_found(void **state)
{
    struct fixture *f = *state;
    const char *date = "'signature': 'instruments/i/signatures/a', 'reaffirmDate': {'date': '2022-05-31'}, 'uncertain': false";
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "PARTNER");
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-03", false);
    given_revised(f, "i");
    given_reaffirmed(f, "i", "b", "2022-05-10");
    expect_findings(f, "2022-04-30", "", "'certainSignatoryCount': 2");
    expect_findings(f, "2022-05-10", found(f, UNREAFFIRMED, "a", date), "'certainSignatoryCount': 2");
    expect_findings(f, "2022-05-09",
                    format(f, "%s, %s", found(f, UNREAFFIRMED, "a", date),
                           found(f, UNREAFFIRMED, "b", "'reaffirmDate': {'date': '2022-05-31'}")),
                    "");
    expect_findings(f, "2022-06-01", format(f, "%s, %s", found(f, NOT_SIGNED, "a", "'signature': ''"), found(f, LAPSED, "a", date)),
                    "'certainSignatoryCount': 1, 'possibleSignatoryCount': 1");
}

/* What was lapsed under one letter is found, though another letter stands. */
static void each_instrument_is_looked_at(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_active(f, "i");
    given_active(f, "j");
    given_revised(f, "i");
    expect_findings(f, "2022-06-01", found(f, LAPSED, "a", "'signature': 'instruments/i/signatures/a'"),
                    "'certainSignatoryCount': 1, 'instrumentCount': 2");
    expect_reply(f, "CheckSignatures", "{'subject': 'instruments/j'}", "{'findings': [], 'instrumentCount': 1}");
}

static void who_withdrew_is_found(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-03", false);
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/b', 'date': {'date': '2022-05'}, 'reason': 'R'}", "OK");
    expect_findings(f, "2022-04-30", found(f, NOT_MEMBER, "b", ""), "'certainSignatoryCount': 2");
    expect_findings(f, "2022-05-15",
                    format(f, "%s, %s", found(f, NOT_MEMBER, "b", "'uncertain': true"),
                           found(f, WITHDRAWN, "b", "'uncertain': true, 'withdrawDate': {'date': '2022-05'}")),
                    "'certainSignatoryCount': 1, 'possibleSignatoryCount': 2");
    expect_findings(f, "2022-06-01", found(f, WITHDRAWN, "b", "'uncertain': false, 'signature': 'instruments/i/signatures/b'"),
                    "'possibleSignatoryCount': 1");
}

static void what_was_entered_in_error_is_passed_over(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_active(f, "j");
    const char *before = next_second(f);
    expect(f, "AnnulSignature", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    expect(f, "AnnulInstrument", "{'name': 'instruments/j', 'reason': 'R'}", "OK");
    expect_findings(f, "2022-05-01", "", "'possibleSignatoryCount': 0, 'instrumentCount': 1");
    expect_reply(f, "CheckSignatures",
                 format(f, "{'subject': 'processes/p', 'effectiveDate': '2022-05-01', 'readTime': '%s'}", before),
                 "{'findings': [{'kind': '" NOT_MEMBER "'}], 'certainSignatoryCount': 1, 'instrumentCount': 2}");
}

/* Nobody failed to reaffirm what is no longer there to be reaffirmed. */
static void of_an_instrument_that_ended_nothing_lapses(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_active(f, "i");
    expect(f, "WithdrawInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-05-02'}, 'reason': 'R'}", "OK");
    expect_findings(f, "2022-05-03", found(f, NOT_SIGNED, "a", ""), "'instrumentCount': 1, 'endedInstrumentCount': 1");
    expect_findings(f, "2022-05-01", "", "'endedInstrumentCount': 0");
}

/* R7: entries that were merged are one body, and from a succession on the successor stands for what ended. */
static void bodies_are_found_under_one_name(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_open(f, "i", "");
    given_signed(f, "i", "b", "2022-04-01", false);
    expect_findings(f, "2022-04-30", format(f, "%s, %s", found(f, NOT_SIGNED, "a", ""), found(f, NOT_MEMBER, "b", "")), "");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_findings(f, "2022-04-30", "", "'certainSignatoryCount': 1, 'certainMemberCount': 1");
}

/* A body of which one entry signed the revision that holds has nothing to reaffirm. */
static void a_body_reaffirms_under_any_name(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_member(f, "a", "PARTNER");
    given_active(f, "i");
    given_revised(f, "i");
    given_signed(f, "i", "b", "2022-05-10", false);
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_findings(f, "2022-05-09", found(f, UNREAFFIRMED, "a", ""), "'certainSignatoryCount': 1");
    expect_findings(f, "2022-05-15", "", "'certainSignatoryCount': 1");
    expect_findings(f, "2022-06-01", "", "'certainSignatoryCount': 1");
}

static void what_dates_leave_open_is_uncertain(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "CreateMembership",
           "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_PARTNER',"
           " 'startDate': {'earliest': '2022-04', 'latest': '2022-05'}}}",
           "OK");
    given_signed(f, "i", "a", "2022-04-10", false);
    expect_findings(f, "2022-04-05", found(f, NOT_SIGNED, "a", "'uncertain': true"),
                    "'certainMemberCount': 0, 'possibleMemberCount': 1");
    expect_findings(f, "2022-04-30", found(f, NOT_MEMBER, "a", "'uncertain': true"), "");
    expect_findings(f, "2022-06-01", "", "'certainMemberCount': 1");
}

/* A reply shows as many as it has room for, and says how many there are. */
static void more_than_a_reply_holds_is_said(void **state)
{
    enum { MEMBERS = 400 };
    struct fixture *f = *state;
    given_parties_to_letters(f);
    for (int i = 0; i < MEMBERS; i++) {
        const char *id = format(f, "a-body-with-a-name-of-some-length-%03d", i);
        given_organisations(f, id);
        given_member(f, id, "PARTNER");
    }
    expect_reply(f, "CheckSignatures", "{'subject': 'processes/p'}", format(f, "{'findingCount': %d}", MEMBERS));
    assert_true(reply_envelope(f)->body.len > 40 * 1024);
    assert_true(reply_envelope(f)->body.len < 64 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(members_and_signatories_differ, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(without_instruments_nobody_has_signed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(supporters_are_no_signatories, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(who_has_not_reaffirmed_is_found, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(each_instrument_is_looked_at, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(who_withdrew_is_found, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_entered_in_error_is_passed_over, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(of_an_instrument_that_ended_nothing_lapses, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(bodies_are_found_under_one_name, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_body_reaffirms_under_any_name, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_dates_leave_open_is_uncertain, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(more_than_a_reply_holds_is_said, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("signature gaps", tests, NULL, NULL);
}
