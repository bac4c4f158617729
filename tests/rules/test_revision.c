/* Revisions of instruments, and what they leave of signatures and intentions (R2); withdrawals and annulments of signatures (R3).
 */
#include "letters.h"

#include <string.h>

static const char revise[] = "{'name': 'instruments/i', 'instrument': {%s}, 'date': {'date': '%s'}, 'reaffirmDate': {'date': '%s'},"
                             " 'reason': 'R'}";

/* ---- revising -----------------------------------------------------------------------------------------------------------------
 */

static void a_revision_says_something_else(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    expect_reply(
        f, "ReviseInstrument", format(f, revise, "'title': 'Letter 2', 'joinable': true", "2022-05-01", "2022-08-31"),
        "{'title': 'Letter 2', 'state': 'STATE_ACTIVE', 'revision': 2, 'texts': [{'text': 'We intend to buy.'}], 'revisions':"
        " [{'revision': 1, 'date': {'date': '2022-03-01'}}, {'revision': 2, 'date': {'date': '2022-05-01'}, 'reaffirmDate':"
        " {'date': '2022-08-31'}, 'reason': 'R'}]}");
    expect_reply(f, "GetSignature", "{'name': 'instruments/i/signatures/a'}", "{'revision': 1, 'state': 'STATE_ACTIVE'}");
    expect_reply(f, "ReviseInstrument",
                 "{'name': 'instruments/i', 'instrument': {'title': 'Letter 3', 'requirements': [{'text': 'R'}]}, 'updateMask':"
                 " 'requirements', 'reaffirmDate': {'date': '2022-09'}, 'reason': 'R'}",
                 "{'title': 'Letter 2', 'revision': 3, 'requirements': [{'text': 'R'}]}");
}

static void everything_wrong_with_a_revision_is_told_at_once(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    expect(f, "ReviseInstrument",
           format(f, revise,
                  "'kind': 'KIND_AGREEMENT', 'processes': [], 'centre': 'centres/c', 'requirements': [{'text': 'R', 'minimumShare':"
                  " '200'}]",
                  "2022-02-01", "2022-02-01"),
           "INVALID_ARGUMENT date:INTERVAL reaffirm_date:INTERVAL instrument.kind:IMMUTABLE"
           " instrument.requirements[0].minimum_share:RANGE instrument.revisions[1].date:INTERVAL");
    expect(f, "ReviseInstrument", format(f, revise, "'title': 'Letter'", "2022-05-01", "2022-06-01"),
           "INVALID_ARGUMENT instrument:UNCHANGED");
    expect(f, "ReviseInstrument", format(f, revise, "'title': 'X'", "2022-06-02", "2022-07-01"), "INVALID_ARGUMENT date:FUTURE");
    expect(f, "ReviseInstrument", "{'name': 'instruments/i', 'instrument': {'title': 'X'}}",
           "INVALID_ARGUMENT reaffirm_date:REQUIRED reason:REQUIRED");
    expect(
        f, "ReviseInstrument",
        "{'name': 'instruments/i', 'instrument': {}, 'updateMask': 'title,texts', 'reaffirmDate': {'date': '2023'}, 'reason': 'R'}",
        "INVALID_ARGUMENT instrument.title:REQUIRED instrument.texts:REQUIRED");
    expect_reply(f, "GetInstrument", "{'name': 'instruments/i'}", "{'revision': 1, 'title': 'Letter'}");
}

/* ---- reaffirming --------------------------------------------------------------------------------------------------------------
 */

static void who_does_not_reaffirm_is_shown_apart_and_lapses(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-10", true);
    given_signed(f, "i", "c", "2022-04-10", true);
    given_revised(f, "i");
    expect_demand(f, "2022-04-30", 2, 0, 0, 0);
    expect_demand(f, "2022-05-01", 2, 2, 0, 0);
    given_reaffirmed(f, "i", "b", "2022-05-20");
    expect_demand(f, "2022-05-19", 2, 2, 0, 0);
    expect_demand(f, "2022-05-20", 2, 1, 0, 0);
    expect_demand(f, "2022-05-31", 2, 1, 0, 0);
    expect_demand(f, "2022-06-01", 1, 0, 1, 0);
    expect_reply(
        f, "GetSignature", "{'name': 'instruments/i/signatures/b-2'}",
        "{'revision': 2, 'reaffirmedSignature': 'instruments/i/signatures/b', 'organisation': 'organisations/b', 'capacity':"
        " 'CAPACITY_SIGNATORY'}");
    expect_reply(f, "GetSignature", "{'name': 'instruments/i/signatures/b'}", "{'revision': 1, 'state': 'STATE_ACTIVE'}");
}

static void what_can_be_reaffirmed(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    static const char request[] = "{'name': 'instruments/i/signatures/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT',"
                                  " 'source': 'sources/s', 'date': {'date': '%s'}}";
    given_signed(f, "i", "b", "2022-04-10", true);
    expect(f, "ReaffirmSignature", format(f, request, "b", "2022-05-10"),
           "FAILED_PRECONDITION instruments/i/signatures/b:NOT_REVISED");
    assert_string_equal(suppliers(f, 0), "whoever may edit instruments/i, by ReviseInstrument");
    given_revised(f, "i");
    set_day(f, "2022-07-01");
    expect(f, "ReaffirmSignature", format(f, request, "b", "2022-04-30"), "INVALID_ARGUMENT date:INTERVAL");
    expect(f, "ReaffirmSignature", format(f, request, "b", "2022-07-02"), "INVALID_ARGUMENT date:FUTURE");
    expect(f, "ReaffirmSignature", format(f, request, "b", "2022-06-01"), "FAILED_PRECONDITION instruments/i/signatures/b:LAPSED");
    assert_string_equal(suppliers(f, 0), "organisations/b, by SignInstrument");
    /* Reaffirmed in time, entered late. */
    given_reaffirmed(f, "i", "b", "2022-05-31");
    expect(f, "ReaffirmSignature", format(f, request, "b", "2022-05-31"),
           "FAILED_PRECONDITION instruments/i/signatures/b-2:ALREADY_SIGNED");
    assert_string_equal(suppliers(f, 0), "organisations/b, by WithdrawSignature of instruments/i/signatures/b-2");
}

static void by_its_key_an_organisation_reaffirms_for_itself(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_revised(f, "i");
    static const char request[] = "{'name': 'instruments/i/signatures/a', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date':"
                                  " '2022-05-31'}}";
    expect(f, "ReaffirmSignature", request, "PERMISSION_DENIED ROLE_MISSING");
    expect(f, "ReaffirmSignature as b", request, "PERMISSION_DENIED SCOPE_MISSING");
    expect_reply(f, "ReaffirmSignature as a", request, "{'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}}");
}

/* ---- withdrawing and annulling ------------------------------------------------------------------------------------------------
 */

static void organisations_of_one_line_withdraw_alone(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'text': 'A og B', 'signatories': [%s, %s]}",
                          signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "a", ""))),
                          signatory(f, "b", format(f, "'intentions': [%s]", intending(f, "b", ""))))),
           "OK");
    expect_reply(f, "WithdrawSignature as a",
                 "{'name': 'instruments/i/signatures/a', 'date': {'date': '2022-05-01'}, 'reason': 'Money'}",
                 "{'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022-05-01'}, 'reason': 'Money'}}");
    expect_reply(f, "GetIntention", "{'name': 'intentions/a'}",
                 "{'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022-05-01'}, 'reason': 'Money'}}");
    expect_reply(f, "GetSignature", "{'name': 'instruments/i/signatures/b'}", "{'state': 'STATE_ACTIVE'}");
    expect_demand(f, "2022-04-30", 2, 0, 0, 0);
    expect_demand(f, "2022-05-01", 1, 0, 0, 1);
    expect(f, "WithdrawSignature as a", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}",
           "FAILED_PRECONDITION instruments/i/signatures/a:WRONG_STATE");
    expect(f, "WithdrawSignature as a", "{'name': 'instruments/i/signatures/b', 'reason': 'R'}", "PERMISSION_DENIED SCOPE_MISSING");
}

static void a_withdrawal_is_dated(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_signed(f, "i", "a", "2022-04-01", true);
    static const char request[] = "{'name': 'instruments/i/signatures/a', 'date': {'date': '%s'}, 'reason': 'R'}";
    expect(f, "WithdrawSignature", format(f, request, "2022-03-31"), "INVALID_ARGUMENT date:INTERVAL");
    expect(f, "WithdrawSignature", format(f, request, "2022-06-02"), "INVALID_ARGUMENT date:FUTURE");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a'}", "INVALID_ARGUMENT reason:REQUIRED");
    expect_demand(f, "2022-06-01", 1, 0, 0, 0);
    /* On some day: with it goes what follows from it, on some day too. */
    expect(f, "WithdrawSignature", format(f, request, "2022"), "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/a'}",
                 "{'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022'}}}");
}

static void an_intention_stands_as_long_as_one_of_its_signatures(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_open(f, "j", "");
    given_signed(f, "i", "a", "2022-04-01", false);
    expect(f, "SignInstrument",
           signing(f, "j", "2022-04-01",
                   format(f, "{'signatories': [%s]}",
                          signatory(
                              f, "a",
                              format(f, "'intentions': [%s]", intending(f, "x", "'signatures': ['instruments/i/signatures/a']"))))),
           "OK");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a', 'date': {'date': '2022-05-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}",
                 "{'state': 'STATE_CONFIRMED', 'signatures': ['instruments/i/signatures/a', 'instruments/j/signatures/a']}");
    expect_demand(f, "2022-05-01", 1, 0, 0, 0);
    expect(f, "WithdrawSignature", "{'name': 'instruments/j/signatures/a', 'date': {'date': '2022-05-02'}, 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}", "{'state': 'STATE_WITHDRAWN'}");
    expect_demand(f, "2022-05-01", 1, 0, 0, 0);
    expect_demand(f, "2022-05-02", 0, 0, 0, 1);
}

static void who_reaffirmed_withdraws_the_later_signature(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-10", true);
    given_revised(f, "i");
    given_reaffirmed(f, "i", "b", "2022-05-10");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/b', 'reason': 'R'}",
           "FAILED_PRECONDITION instruments/i/signatures/b:REAFFIRMED");
    assert_string_equal(suppliers(f, 0), "organisations/b, by WithdrawSignature of instruments/i/signatures/b-2");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/b-2', 'date': {'date': '2022-05-20'}, 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/b'}", "{'state': 'STATE_WITHDRAWN'}");
    expect_demand(f, "2022-05-19", 1, 0, 0, 0);
    expect_demand(f, "2022-05-20", 0, 0, 0, 1);
    /* They may sign after all: there is nothing left to reaffirm. */
    expect(f, "SignInstrument",
           signing(f, "i", "2022-05-25",
                   format(f, "{'signatories': [%s]}", "{'organisation': 'organisations/b', 'capacity': 'CAPACITY_SIGNATORY'}")),
           "OK");
}

static void who_withdrew_a_reaffirmed_signature_puts_nothing_into_force(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_signed(f, "i", "a", "2022-04-10", false);
    given_revised(f, "i");
    given_reaffirmed(f, "i", "a", "2022-05-10");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a-2', 'date': {'date': '2022-05-20'}, 'reason': 'R'}", "OK");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-05-20'}}",
           "FAILED_PRECONDITION instruments/i:SIGNATORY_MISSING");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-05-19'}}", "OK");
}

static void what_follows_from_an_annulled_signature_is_annulled(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-10", true);
    expect_reply(f, "AnnulSignature", "{'name': 'instruments/i/signatures/b', 'reason': 'Not they'}",
                 "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'Not they'}}");
    expect_reply(f, "GetIntention", "{'name': 'intentions/b'}", "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'Not they'}}");
    expect_demand(f, "2022-04-20", 0, 0, 0, 0);
    expect(f, "AnnulSignature", "{'name': 'instruments/i/signatures/b', 'reason': 'R'}",
           "FAILED_PRECONDITION instruments/i/signatures/b:WRONG_STATE");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/b', 'reason': 'R'}",
           "FAILED_PRECONDITION instruments/i/signatures/b:WRONG_STATE");
    /* They may sign after all. */
    expect(
        f, "SignInstrument",
        signing(f, "i", "2022-05-01", "{'signatories': [{'organisation': 'organisations/b', 'capacity': 'CAPACITY_SUPPORTER'}]}"),
        "OK");
}

static void a_reaffirmation_in_error_leaves_the_signature_as_it_was(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-10", true);
    given_revised(f, "i");
    given_reaffirmed(f, "i", "b", "2022-05-10");
    expect(f, "AnnulSignature", "{'name': 'instruments/i/signatures/b-2', 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/b'}", "{'state': 'STATE_CONFIRMED'}");
    expect_demand(f, "2022-05-20", 1, 1, 0, 0);
    expect_demand(f, "2022-06-01", 0, 0, 1, 0);
}

static void what_is_bought_stays_bought(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "a",
                                    "'intentions': [{'name': 'intentions/x', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT',"
                                    " 'quantity': {'value': '5', 'unitCode': 'TNE'}}]"))),
           "OK");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-04-02'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-04-03'}}", "OK");
    expect(f, "CreatePurchase",
           "{'purchaseId': 'p', 'purchase': {'title': 'P', 'process': 'processes/p', 'buyers': ['organisations/a'], 'fulfilments':"
           " [{'intention': 'intentions/x', 'quantity': {'value': '5', 'unitCode': 'TNE'}}]}}",
           "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-05-01'}}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}", "{'state': 'STATE_FULFILLED'}");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}", "{'state': 'STATE_FULFILLED', 'withdrawal': null}");
}

static void a_signature_is_corrected(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    expect_reply(f, "UpdateSignature",
                 "{'signature': {'name': 'instruments/i/signatures/a', 'signer': {'person': 'Q'}, 'line': {'number': 3}, 'date':"
                 " {'date': '2020'}}}",
                 "{'signer': {'person': 'Q'}, 'line': {'number': 3}, 'date': {'date': '2022-04-01'}}");
    expect(f, "UpdateSignature", "{'signature': {'name': 'instruments/i/signatures/a', 'capacity': 'CAPACITY_SUPPORTER'}}",
           "INVALID_ARGUMENT signature.capacity:IMMUTABLE");
}

/* ---- intentions that name signatures -------------------------------------------------------------------------------------------
 */

static void an_intention_names_its_organisations_own_signatures(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    expect(f, "CreateProcess",
           "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m'}}",
           "OK");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-10",
                   "{'signatories': [{'signatureId': 'c', 'organisation': 'organisations/c', 'capacity':"
                   " 'CAPACITY_SUPPORTER'}]}"),
           "OK");
    static const char request[] =
        "{'intentionId': 'x', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/%s',"
        " 'level': 'LEVEL_DECLARATION', 'signatures': ['instruments/i/signatures/%s']}}";
    expect(
        f, "CreateIntention", format(f, request, "b", "q", "c"),
        "INVALID_ARGUMENT intention.signatures[0]:ORGANISATION intention.signatures[0]:CAPACITY intention.signatures[0]:PROCESS");
    expect(f, "CreateIntention", format(f, request, "a", "p", "none"), "NOT_FOUND intention.signatures[0]:REFERENCE_NOT_FOUND");
    expect(f, "CreateIntention", format(f, request, "a", "p", "a"), "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/x'}", "OK");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    expect(f, "ConfirmIntention as a", "{'name': 'intentions/x', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
           "FAILED_PRECONDITION instruments/i/signatures/a:SIGNATURE_NOT_STANDING");
    assert_string_equal(suppliers(f, 0), "organisations/a, by SignInstrument or ReaffirmSignature");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/x', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-05-31'}}", "OK");
    expect(f, "CreateIntention", format(f, request, "a", "p", "a"),
           "FAILED_PRECONDITION instruments/i/signatures/a:SIGNATURE_NOT_STANDING");
}

static void what_is_hidden_from_an_editor_falls_with_its_signature(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D', 'openDate': {'date': '2022'}}}", "OK");
    given_draft(f, "i", "");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'centre': 'centres/d'}}", "OK");
    expect(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}", "OK");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/d']");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "a",
                                    format(f, "'intentions': [%s]", intending(f, "x", "'visibility': 'VISIBILITY_PARTNERS'"))))),
           "OK");
    expect_reply(f, "GetSignature as editor", "{'name': 'instruments/i/signatures/a'}", "{'state': 'STATE_ACTIVE'}");
    expect(f, "GetIntention as editor", "{'name': 'intentions/x'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "AnnulSignature as editor", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}", "{'state': 'STATE_ANNULLED'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(a_revision_says_something_else),
        TEST(everything_wrong_with_a_revision_is_told_at_once),
        TEST(who_does_not_reaffirm_is_shown_apart_and_lapses),
        TEST(what_can_be_reaffirmed),
        TEST(by_its_key_an_organisation_reaffirms_for_itself),
        TEST(organisations_of_one_line_withdraw_alone),
        TEST(a_withdrawal_is_dated),
        TEST(an_intention_stands_as_long_as_one_of_its_signatures),
        TEST(who_reaffirmed_withdraws_the_later_signature),
        TEST(who_withdrew_a_reaffirmed_signature_puts_nothing_into_force),
        TEST(what_follows_from_an_annulled_signature_is_annulled),
        TEST(a_reaffirmation_in_error_leaves_the_signature_as_it_was),
        TEST(what_is_bought_stays_bought),
        TEST(a_signature_is_corrected),
        TEST(an_intention_names_its_organisations_own_signatures),
        TEST(what_is_hidden_from_an_editor_falls_with_its_signature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
