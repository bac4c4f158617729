/* Historic letters: imported with their states as they come. What must hold in each state does; what is left out is completed. */
#include "letters.h"

#include <string.h>

/* Imports lines, each one canonical JSON with "@type"; the outcome of the commit. */
static const char *import(struct fixture *f, const char *const *lines, size_t count)
{
    expect(f, "StartImport", "{}", "OK");
    const char *name = reply_string(f, "name");
    const char *all = "";
    for (size_t i = 0; i < count; i++)
        all = format(f, "%s%s{'line': %zu, 'resource': %s}", all, i > 0 ? ", " : "", i + 1, lines[i]);
    expect(f, "AppendImport", format(f, "{'name': '%s', 'lines': [%s]}", name, all), "OK");
    return call(f, "CommitImport", format(f, "{'name': '%s'}", name));
}

#define LETTER(members)                                                                                                            \
    "{'@type': 'hensigt.v1.Instrument', 'name': 'instruments/i', 'title': 'L', 'kind': 'KIND_LETTER_OF_INTENT', 'binding':"        \
    " 'BINDING_NON_BINDING', 'centre': 'centres/c', 'processes': ['processes/p'], 'source': 'sources/s'" members "}"
#define ACTIVE(members) LETTER(", 'state': 'STATE_ACTIVE', 'activateDate': {'date': '2021-05'}" members)
#define HELD "'confirmation': {'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'date': {'date': '2021-05'}}"
#define SIGNATURE(id, organisation, members)                                                                                       \
    "{'@type': 'hensigt.v1.Signature', 'name': 'instruments/i/signatures/" id "', 'organisation': 'organisations/" organisation    \
    "', 'capacity': 'CAPACITY_SIGNATORY', " HELD members "}"
#define INTENTION(members)                                                                                                         \
    "{'@type': 'hensigt.v1.Intention', 'name': 'intentions/x', 'organisation': 'organisations/a', 'process': 'processes/p',"       \
    " 'level': 'LEVEL_DECLARATION', 'state': 'STATE_CONFIRMED', " HELD members "}"
#define HASH "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'"

static void a_historic_letter_is_completed(void **state)
{
    static const char *const lines[] = {ACTIVE(""), SIGNATURE("a", "a", ""),
                                        SIGNATURE("b", "b",
                                                  ", 'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2021-12'},"
                                                  " 'reason': 'R'}"),
                                        INTENTION(", 'signatures': ['instruments/i/signatures/a']")};
    struct fixture *f = *state;
    given_parties_to_letters(f);
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    expect_reply(f, "GetInstrument", "{'name': 'instruments/i'}",
                 "{'state': 'STATE_ACTIVE', 'revision': 1, 'revisions': [{'revision': 1, 'date': {'date': '2021-05'}}]}");
    expect_reply(
        f, "GetSignature", "{'name': 'instruments/i/signatures/a'}",
        "{'state': 'STATE_ACTIVE', 'revision': 1, 'date': {'date': '2021-05'}, 'confirmation': {'confirmer': 'owner', 'revision':"
        " 1}, 'flags': ['FLAG_NO_IDENTIFIER']}");
    expect_demand(f, "2021-06-01", 1, 0, 0, 0);
    /* A second time, nothing changes. */
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    expect_reply(f, "ListRevisions", "{'name': 'instruments/i/signatures/a'}", "{'revisions': [{}]}");
    expect_reply(f, "ListRevisions", "{'name': 'instruments/i'}", "{'revisions': [{}]}");
}

static void what_does_not_hold_is_refused(void **state)
{
    static const struct {
        const char *lines[3];
        const char *outcome;
    } cases[] = {
        {{LETTER(", 'state': 'STATE_ACTIVE'")}, "INVALID_ARGUMENT activate_date:REQUIRED"},
        {{LETTER(", 'activateDate': {'date': '2021'}")}, "INVALID_ARGUMENT activate_date:WRONG_STATE"},
        {{LETTER(", 'state': 'STATE_WITHDRAWN'")}, "INVALID_ARGUMENT ending:REQUIRED"},
        {{LETTER(", 'state': 'STATE_SUPERSEDED', 'activateDate': {'date': '2021'}, 'ending': {'date': {'date': '2020'}}")},
         "INVALID_ARGUMENT ending.superseding_instrument:REQUIRED ending.date:INTERVAL"},
        {{LETTER(", 'state': 'STATE_ANNULLED'")}, "INVALID_ARGUMENT annulment:REQUIRED"},
        {{ACTIVE(", 'expireDate': {'date': '2021-04'}")}, "INVALID_ARGUMENT expire_date:INTERVAL"},
        {{ACTIVE(", 'texts': [{'languageCode': 'en', 'text': 'T', 'hash': " HASH "}]")},
         "INVALID_ARGUMENT texts[0].hash:HASH_MISMATCH"},
        {{ACTIVE(", 'revision': 2, 'revisions': [{'revision': 1, 'hash': " HASH ", 'reaffirmDate': {'date': '2022'}}]")},
         "INVALID_ARGUMENT revisions[0].reaffirm_date:NOT_APPLICABLE revision:ORDER revisions[0].hash:HASH_MISMATCH"},
        {{ACTIVE(
             ", 'revisions': [{'revision': 1, 'date': {'date': '2022'}}, {'revision': 3, 'date': {'date': '2021'}, 'reaffirmDate':"
             " {'date': '2020'}}]")},
         "INVALID_ARGUMENT revisions[0].hash:REQUIRED revisions[1].revision:ORDER revisions[1].date:INTERVAL"
         " revisions[1].reaffirm_date:INTERVAL revision:ORDER"},
        {{ACTIVE(""), SIGNATURE("a", "a", ", 'state': 'STATE_WITHDRAWN'")}, "INVALID_ARGUMENT withdrawal:REQUIRED"},
        {{ACTIVE(""), SIGNATURE("a", "a", ", 'withdrawal': {'date': {'date': '2021-04'}, 'reason': 'R'}")},
         "INVALID_ARGUMENT withdrawal:WRONG_STATE withdrawal.date:INTERVAL"},
        {{ACTIVE(""), SIGNATURE("a", "a", ", 'revision': 2")}, "INVALID_ARGUMENT revision:RANGE"},
        {{ACTIVE(""), SIGNATURE("a", "a", ", 'revisionHash': " HASH)}, "INVALID_ARGUMENT revision_hash:HASH_MISMATCH"},
        {{ACTIVE(""), SIGNATURE("a", "a", ""), SIGNATURE("b", "a", "")},
         "INVALID_ARGUMENT organisation:DUPLICATE organisation:DUPLICATE"},
        {{ACTIVE(""), SIGNATURE("a", "a", ", 'reaffirmedSignature': 'instruments/i/signatures/b'"), SIGNATURE("b", "b", "")},
         "INVALID_ARGUMENT reaffirmed_signature:ORGANISATION"},
        {{ACTIVE(""), SIGNATURE("b", "b", ""), INTENTION(", 'signatures': ['instruments/i/signatures/b']")},
         "INVALID_ARGUMENT signatures[0]:ORGANISATION"},
        {{SIGNATURE("a", "a", "")}, "INVALID_ARGUMENT parent:REFERENCE_NOT_FOUND"},
    };
    struct fixture *f = *state;
    given_parties_to_letters(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = 1;
        while (count < COUNT(cases[i].lines) && cases[i].lines[count])
            count++;
        const char *outcome = import(f, cases[i].lines, count);
        if (strcmp(outcome, cases[i].outcome) != 0)
            print_error("%zu: expected %s\n   found    %s\n", i, cases[i].outcome, outcome);
        assert_string_equal(outcome, cases[i].outcome);
    }
    expect(f, "GetInstrument", "{'name': 'instruments/i'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void a_letter_signed_long_ago_goes_on_by_the_methods(void **state)
{
    static const char *const lines[] = {ACTIVE(", 'joinable': true"), SIGNATURE("a", "a", "")};
    struct fixture *f = *state;
    given_parties_to_letters(f);
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    given_signed(f, "i", "b", "2022-04-01", true);
    given_revised(f, "i");
    given_reaffirmed(f, "i", "a", "2022-05-10");
    expect_demand(f, "2022-06-01", 0, 0, 1, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(a_historic_letter_is_completed),
        TEST(what_does_not_hold_is_refused),
        TEST(a_letter_signed_long_ago_goes_on_by_the_methods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
