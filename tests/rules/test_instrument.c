/* Instruments: from the draft to their end, and what must hold in each state. */
#include "letters.h"

#include <string.h>

/* ---- the states ---------------------------------------------------------------------------------------------------------- */

static void an_instrument_goes_from_draft_to_its_end(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_draft(f, "i", "");
    expect_reply(f, "GetInstrument", "{'name': 'instruments/i'}",
                 "{'state': 'STATE_DRAFT', 'revision': 0, 'revisions': [], 'texts': [{'languageCode': 'en', 'text': 'We intend to"
                 " buy.', 'hash': 'GwfZEJt+7YDPlklNfOk47HeyzlYJM+z6zViNNQxgegU='}]}");
    expect_reply(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}",
                 "{'state': 'STATE_OPEN', 'revision': 1, 'openDate': {'date': '2022-03-01'}}");
    given_signed(f, "i", "a", "2022-04-01", false);
    expect_reply(f, "ActivateInstrument", "{'name': 'instruments/i'}",
                 "{'state': 'STATE_ACTIVE', 'activateDate': {'date': '2022-06-01'}}");
    expect_reply(f, "WithdrawInstrument", "{'name': 'instruments/i', 'reason': 'R'}",
                 "{'state': 'STATE_WITHDRAWN', 'ending': {'date': {'date': '2022-06-01'}, 'reason': 'R', 'supersedingInstrument':"
                 " ''}}");
}

static void a_refused_step_names_the_state_and_who_can_go_on(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_draft(f, "draft", "");
    given_open(f, "open", "");
    given_active(f, "active");
    static const struct {
        const char *method;
        const char *request;
        const char *subject;
        const char *supplier;
    } steps[] = {
        {"ActivateInstrument", "{'name': 'instruments/draft'}", "draft", "whoever may edit it, by OpenInstrument"},
        {"WithdrawInstrument", "{'name': 'instruments/draft', 'reason': 'R'}", "draft", "whoever may edit it, by DeleteInstrument"},
        {"AnnulInstrument", "{'name': 'instruments/draft', 'reason': 'R'}", "draft", "whoever may edit it, by DeleteInstrument"},
        {"OpenInstrument", "{'name': 'instruments/open'}", "open", ""},
        {"OpenInstrument", "{'name': 'instruments/active'}", "active", ""},
        {"ActivateInstrument", "{'name': 'instruments/active'}", "active", ""},
        {"UpdateInstrument", "{'instrument': {'name': 'instruments/open', 'title': 'X'}}", "open",
         "whoever may edit it, by ReviseInstrument"},
        {"UpdateInstrument", "{'instrument': {'name': 'instruments/active', 'title': 'X'}}", "active",
         "whoever may edit it, by ReviseInstrument"},
        {"DeleteInstrument", "{'name': 'instruments/open'}", "open", "whoever may edit it, by AnnulInstrument"},
        {"GetSigningStatement",
         "{'name': 'instruments/draft', 'organisation': 'organisations/a', 'capacity': 'CAPACITY_SIGNATORY'}", "draft",
         "whoever may edit it, by OpenInstrument"},
        {"ReviseInstrument",
         "{'name': 'instruments/draft', 'instrument': {'title': 'X'}, 'reaffirmDate': {'date': '2023'}, 'reason': 'R'}", "draft",
         "whoever may edit it, by OpenInstrument"},
    };
    for (size_t i = 0; i < COUNT(steps); i++) {
        expect(f, steps[i].method, steps[i].request, format(f, "FAILED_PRECONDITION instruments/%s:WRONG_STATE", steps[i].subject));
        if (strcmp(suppliers(f, 0), steps[i].supplier) != 0)
            fail_msg("%s: %s", steps[i].method, suppliers(f, 0));
        if (!strstr(description(f, 0), format(f, "is %s", steps[i].subject)))
            fail_msg("%s: %s", steps[i].method, description(f, 0));
    }
}

static void a_draft_is_changed_and_deleted(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_draft(f, "i", "");
    expect_reply(
        f, "UpdateInstrument",
        "{'instrument': {'name': 'instruments/i', 'texts': [{'languageCode': 'en', 'text': 'We intend to buy.', 'hash': 'AAAA'},"
        " {'languageCode': 'da', 'text': 'Vi vil købe.'}]}}",
        "{'texts': [{'hash': 'GwfZEJt+7YDPlklNfOk47HeyzlYJM+z6zViNNQxgegU='}, {'languageCode': 'da'}]}");
    expect(f, "DeleteInstrument", "{'name': 'instruments/i'}", "OK");
    expect(f, "GetInstrument", "{'name': 'instruments/i'}", "OK");
}

static void what_has_no_text_needs_a_source(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect(f, "CreateInstrument",
           "{'instrumentId': 'i', 'instrument': {'title': 'L', 'kind': 'KIND_GREEN_DEAL', 'binding': 'BINDING_UNKNOWN'}}", "OK");
    expect(f, "OpenInstrument", "{'name': 'instruments/i'}", "FAILED_PRECONDITION instruments/i:TEXT_MISSING");
    assert_string_equal(suppliers(f, 0), "whoever may edit it, by UpdateInstrument with a text or a source");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'source': 'sources/s'}}", "OK");
    expect(f, "OpenInstrument", "{'name': 'instruments/i'}", "OK");
}

/* ---- into force ------------------------------------------------------------------------------------------------------------ */

static void somebody_must_have_signed(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i'}", "FAILED_PRECONDITION instruments/i:SIGNATORY_MISSING");
    assert_string_equal(suppliers(f, 0), "an organisation that signs as SIGNATORY, by SignInstrument");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   "{'signatories': [{'organisation': 'organisations/a', 'capacity': 'CAPACITY_SUPPORTER'},"
                   " {'organisation': 'organisations/b', 'capacity': 'CAPACITY_FACILITATOR'}]}"),
           "OK");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i'}", "FAILED_PRECONDITION instruments/i:SIGNATORY_MISSING");
    given_signed(f, "i", "c", "2022-04-01", false);
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-31'}}",
           "FAILED_PRECONDITION instruments/i:SIGNATORY_MISSING");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/c', 'date': {'date': '2022-05-01'}, 'reason': 'R'}", "OK");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i'}", "FAILED_PRECONDITION instruments/i:SIGNATORY_MISSING");
    expect(f, "ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-04-30'}}", "OK");
}

static void dates_follow_each_other(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_draft(f, "i", "'expireDate': {'date': '2022-05-31'}");
    static const struct expectation calls[] = {
        {"OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-06-02'}}", "INVALID_ARGUMENT date:FUTURE"},
        {"OpenInstrument", "{'name': 'instruments/i'}", "INVALID_ARGUMENT expire_date:INTERVAL"},
        {"OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-02-31'}}",
         "INVALID_ARGUMENT date.date:IMPOSSIBLE_DATE"},
        {"OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}", "OK"},
        {"ActivateInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-02'}}",
         "INVALID_ARGUMENT date:INTERVAL instruments/i:SIGNATORY_MISSING"},
        {"WithdrawInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-02'}, 'reason': 'R'}",
         "INVALID_ARGUMENT date:INTERVAL"},
        {"WithdrawInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-07'}, 'reason': 'R'}",
         "INVALID_ARGUMENT date:FUTURE"},
    };
    expect_each(f, calls, COUNT(calls));
    given_signed(f, "i", "a", "2022-04-01", false);
    expect(f, "ActivateInstrument", "{'name': 'instruments/i'}",
           "FAILED_PRECONDITION instruments/i:EXPIRED instruments/i:SIGNATORY_MISSING");
}

static void one_instrument_supersedes_another(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "old");
    given_open(f, "new", "'supersededInstrument': 'instruments/old'");
    given_open(f, "late", "'supersededInstrument': 'instruments/old'");
    given_signed(f, "new", "a", "2022-05-01", false);
    given_signed(f, "late", "a", "2022-05-01", false);
    expect(f, "ActivateInstrument", "{'name': 'instruments/new', 'date': {'date': '2022-05-10'}}", "OK");
    expect_reply(f, "GetInstrument", "{'name': 'instruments/old'}",
                 "{'state': 'STATE_SUPERSEDED', 'ending': {'date': {'date': '2022-05-10'}, 'supersedingInstrument':"
                 " 'instruments/new'}}");
    expect(f, "ActivateInstrument", "{'name': 'instruments/late', 'date': {'date': '2022-05-10'}}",
           "FAILED_PRECONDITION instruments/old:WRONG_STATE");
    expect_reply(f, "GetInstrument", "{'name': 'instruments/late'}", "{'state': 'STATE_OPEN'}");
}

static void what_is_superseded_is_another_one_of_the_same_centre(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D', 'openDate': {'date': '2022'}}}", "OK");
    given_draft(f, "i", "");
    given_draft(f, "j", "'supersededInstrument': 'instruments/i'");
    given_draft(f, "k", "'supersededInstrument': 'instruments/j'");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'supersededInstrument': 'instruments/i'}}",
           "INVALID_ARGUMENT instrument.superseded_instrument:SELF");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'supersededInstrument': 'instruments/k'}}",
           "INVALID_ARGUMENT instrument.superseded_instrument:CYCLE");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/k', 'centre': 'centres/d'}}",
           "INVALID_ARGUMENT instrument.superseded_instrument:CENTRE");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/k', 'supersededInstrument': 'instruments/none'}}",
           "NOT_FOUND instrument.superseded_instrument:REFERENCE_NOT_FOUND");
}

/* ---- what it says ---------------------------------------------------------------------------------------------------------- */

static void everything_wrong_with_a_draft_is_told_at_once(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect(f, "CreateInstrument",
           "{'instrument': {'title': 'L', 'kind': 'KIND_AGREEMENT',"
           " 'texts': [{'languageCode': 'da', 'text': 'T'}, {'languageCode': 'da', 'text': 'U'}],"
           " 'requirements': [{'text': 'R', 'startDate': {'date': '2032'}, 'dueDate': {'date': '2030'}, 'minimumShare': '101'},"
           " {'text': 'R', 'minimumShare': '-1'}],"
           " 'revisionTerms': {'kind': 'TERM_KIND_NONE', 'text': 'X'},"
           " 'processes': ['processes/p', 'processes/p']}}",
           "INVALID_ARGUMENT instrument.processes[1]:DUPLICATE instrument.binding:REQUIRED "
           "instrument.requirements[0].due_date:INTERVAL"
           " instrument.requirements[0].minimum_share:RANGE instrument.requirements[1].minimum_share:RANGE"
           " instrument.revision_terms.text:NOT_APPLICABLE instrument.texts[1].language_code:DUPLICATE");
}

/* ---- annulled ---------------------------------------------------------------------------------------------------------------- */

static void with_an_instrument_its_signatures_and_intentions_are_annulled(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_open(f, "other", "");
    given_signed(f, "i", "b", "2022-04-03", true);
    given_signed(f, "other", "c", "2022-04-03", false);
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-03",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "c",
                                    format(f, "'intentions': [%s]",
                                           intending(f, "c", "'signatures': ['instruments/other/signatures/c']"))))),
           "OK");
    expect_demand(f, "2022-06-01", 2, 0, 0, 0);
    expect_reply(f, "AnnulInstrument", "{'name': 'instruments/i', 'reason': 'Another registry'}",
                 "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'Another registry', 'date': '2022-06-01'}}");
    expect_reply(f, "GetSignature", "{'name': 'instruments/i/signatures/a'}",
                 "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'Another registry'}}");
    expect_reply(f, "GetIntention", "{'name': 'intentions/b'}", "{'state': 'STATE_ANNULLED'}");
    /* It follows from another letter too. */
    expect_reply(f, "GetIntention", "{'name': 'intentions/c'}", "{'state': 'STATE_CONFIRMED'}");
    expect_demand(f, "2022-06-01", 1, 0, 0, 0);
    expect_demand(f, "2022-04-04", 1, 0, 0, 0);
    expect(f, "AnnulInstrument", "{'name': 'instruments/i', 'reason': 'R'}", "FAILED_PRECONDITION instruments/i:WRONG_STATE");
    expect(f, "SignInstrument", signing(f, "i", "2022-05-01", format(f, "{'signatories': [%s]}", signatory(f, "b", ""))),
           "FAILED_PRECONDITION instruments/i:WRONG_STATE");
}

static void intentions_of_a_withdrawn_instrument_lapse(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_signed(f, "i", "b", "2022-04-03", true);
    expect(f, "WithdrawInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-05-01'}, 'reason': 'R'}", "OK");
    expect_demand(f, "2022-04-30", 1, 0, 0, 0);
    expect_demand(f, "2022-05-01", 0, 0, 1, 0);
    expect_reply(f, "GetIntention", "{'name': 'intentions/b'}", "{'state': 'STATE_CONFIRMED', 'withdrawal': null}");
    expect_reply(f, "GetSignature", "{'name': 'instruments/i/signatures/b'}", "{'state': 'STATE_ACTIVE'}");
}

static void intentions_of_an_expired_instrument_lapse(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "'expireDate': {'date': '2022-05'}");
    given_signed(f, "i", "b", "2022-04-03", true);
    expect_demand(f, "2022-05-01", 1, 0, 0, 0);
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2022-05-15'}",
                 "{'lines': [{'certainCount': 0, 'possibleCount': 1}], 'lapsedCount': 0}");
    expect_demand(f, "2022-06-01", 0, 0, 1, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(an_instrument_goes_from_draft_to_its_end),
        TEST(a_refused_step_names_the_state_and_who_can_go_on),
        TEST(a_draft_is_changed_and_deleted),
        TEST(what_has_no_text_needs_a_source),
        TEST(somebody_must_have_signed),
        TEST(dates_follow_each_other),
        TEST(one_instrument_supersedes_another),
        TEST(what_is_superseded_is_another_one_of_the_same_centre),
        TEST(everything_wrong_with_a_draft_is_told_at_once),
        TEST(with_an_instrument_its_signatures_and_intentions_are_annulled),
        TEST(intentions_of_a_withdrawn_instrument_lapse),
        TEST(intentions_of_an_expired_instrument_lapse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
