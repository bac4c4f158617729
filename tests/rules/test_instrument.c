/* Instruments: from the draft to their end, and what their revisions say. */
#include "fixture.h"

#include <string.h>

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-05-01'}}}", "OK");
}

/* A draft with a text, kept by centres/c, about processes/p. */
static void given_draft(struct fixture *f, const char *id, const char *members)
{
    expect(f, "CreateInstrument",
           format(f,
                  "{'instrumentId': '%s', 'instrument': {'title': 'Letter', 'kind': 'KIND_LETTER_OF_INTENT', 'binding':"
                  " 'BINDING_NON_BINDING', 'centre': 'centres/c', 'processes': ['processes/p']%s%s}}",
                  id, *members ? ", " : "", members),
           "OK");
}

static const char text[] = "'texts': [{'languageCode': 'en', 'text': 'We intend to buy.'}]";

static void given_open(struct fixture *f, const char *id)
{
    given_draft(f, id, text);
    expect(f, "OpenInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-03-01'}}", id), "OK");
}

static const char *signing(struct fixture *f, const char *id, const char *organisation, const char *date)
{
    return format(f,
                  "{'name': 'instruments/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'date':"
                  " {'date': '%s'}, 'lines': [{'signatories': [{'signatureId': '%s', 'organisation': 'organisations/%s', 'capacity':"
                  " 'CAPACITY_SIGNATORY'}]}]}",
                  id, date, organisation, organisation);
}

static void given_active(struct fixture *f, const char *id)
{
    given_open(f, id);
    expect(f, "SignInstrument", signing(f, id, "a", "2022-04-01"), "OK");
    expect(f, "ActivateInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-04-02'}}", id), "OK");
}

static void an_instrument_goes_from_draft_to_force(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "i", text);
    expect_reply(f, "GetInstrument", "{'name': 'instruments/i'}",
                 "{'state': 'STATE_DRAFT', 'revision': 0, 'revisions': [], 'texts': [{'languageCode': 'en', 'text': 'We intend to"
                 " buy.', 'hash': 'GwfZEJt+7YDPlklNfOk47HeyzlYJM+z6zViNNQxgegU='}]}");
    expect_reply(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}",
                 "{'state': 'STATE_OPEN', 'revision': 1, 'openDate': {'date': '2022-03-01'}}");
    expect(f, "SignInstrument", signing(f, "i", "a", "2022-04-01"), "OK");
    expect_reply(f, "ActivateInstrument", "{'name': 'instruments/i'}",
                 "{'state': 'STATE_ACTIVE', 'activateDate': {'date': '2022-06-01'}}");
    expect_reply(f, "WithdrawInstrument", "{'name': 'instruments/i', 'reason': 'R'}",
                 "{'state': 'STATE_WITHDRAWN', 'ending': {'date': {'date': '2022-06-01'}, 'reason': 'R', 'supersedingInstrument':"
                 " ''}}");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_instrument_goes_from_draft_to_force, fixture_setup, fixture_teardown),
    };
    (void)given_active;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
