/* What the steps of a process ask of letters: one in force, and commitments whose signatures stand. */
#include "letters.h"

/* A process q whose second step needs a letter in force, and whose last is the first purchase. */
static void given_letter_process(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateProcessModel",
         "{'processModelId': 'n', 'processModel': {'title': 'N', 'centre': 'centres/c', 'steps': [{'step': 'need', 'title': 'N'},"
         " {'step': 'after', 'title': 'A', 'gates': [{'kind': 'GATE_KIND_INSTRUMENT_ACTIVE'}]},"
         " {'step': 'purchase', 'title': 'P', 'firstPurchase': true}]}}",
         "OK"},
        {"PublishProcessModel", "{'name': 'processModels/n'}", "OK"},
        {"CreateProcess",
         "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/n'}}",
         "OK"},
        {"OpenProcess", "{'name': 'processes/q', 'date': {'date': '2022-02-01'}}", "OK"},
    };
    given_parties_to_letters(f);
    expect_each(f, calls, COUNT(calls));
}

static const char advance[] = "{'name': 'processes/q'}";

static void a_step_needs_a_letter_in_force(void **state)
{
    struct fixture *f = *state;
    given_letter_process(f);
    expect(f, "AdvanceProcess", advance, "FAILED_PRECONDITION processes/q:INSTRUMENT_ACTIVE");
    assert_string_equal(description(f, 0), "after: 1 instrument in force is needed, there are none");
    assert_string_equal(suppliers(f, 0), "the centre that leads the process, centres/c");
    given_draft(f, "i", "");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'processes': ['processes/q']}}", "OK");
    expect(f, "AdvanceProcess", advance, "FAILED_PRECONDITION processes/q:INSTRUMENT_ACTIVE");
    assert_string_equal(suppliers(f, 0), "whoever may edit instruments/i, by OpenInstrument");
    expect(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}", "OK");
    given_signed(f, "i", "a", "2022-04-01", false);
    expect(f, "AdvanceProcess", advance, "FAILED_PRECONDITION processes/q:INSTRUMENT_ACTIVE");
    assert_string_equal(suppliers(f, 0), "whoever may edit instruments/i, by ActivateInstrument");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-04-02'}}", "OK");
    expect_reply(f, "CheckProcess", "{'name': 'processes/q', 'effectiveDate': '2022-04-01'}",
                 "{'gates': [{'kind': 'GATE_KIND_INSTRUMENT_ACTIVE', 'foundCount': 0}]}");
    expect(f, "AdvanceProcess", advance, "OK");
}

static void a_letter_that_has_expired_or_was_withdrawn_does_not_count(void **state)
{
    struct fixture *f = *state;
    given_letter_process(f);
    given_draft(f, "i", "'expireDate': {'date': '2022-05-20'}");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'processes': ['processes/q']}}", "OK");
    expect(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}", "OK");
    given_signed(f, "i", "a", "2022-04-01", false);
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-04-02'}}", "OK");
    static const char check[] = "{'name': 'processes/q', 'effectiveDate': '%s'}";
    expect_reply(f, "CheckProcess", format(f, check, "2022-05-20"), "{'gates': [{'foundCount': 1, 'met': true}]}");
    expect_reply(f, "CheckProcess", format(f, check, "2022-05-21"), "{'gates': [{'foundCount': 0, 'met': false}]}");
    expect(f, "WithdrawInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-05-01'}, 'reason': 'R'}", "OK");
    expect_reply(f, "CheckProcess", format(f, check, "2022-04-30"), "{'gates': [{'foundCount': 1}]}");
    expect_reply(f, "CheckProcess", format(f, check, "2022-05-01"), "{'gates': [{'foundCount': 0}]}");
    expect(f, "AnnulInstrument", "{'name': 'instruments/i', 'reason': 'R'}", "OK");
    expect_reply(f, "CheckProcess", format(f, check, "2022-04-30"), "{'gates': [{'foundCount': 0}]}");
}

static void a_commitment_that_has_lapsed_is_none(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-10",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "b", "'intentions': [{'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}]"))),
           "OK");
    given_revised(f, "i");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    static const char advance_p[] = "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '%s'}}";
    expect(f, "AdvanceProcess", format(f, advance_p, "2022-06-01"), "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    /* Until it had to be reaffirmed, it counted. */
    expect(f, "AdvanceProcess", format(f, advance_p, "2022-05-31"), "OK");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(a_step_needs_a_letter_in_force),
        TEST(a_letter_that_has_expired_or_was_withdrawn_does_not_count),
        TEST(a_commitment_that_has_lapsed_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
