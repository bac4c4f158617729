#include "letters.h"

#include <stdio.h>

void given_parties_to_letters(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b c");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-05-01'}}}", "OK");
}

void given_draft(struct fixture *f, const char *letter, const char *members)
{
    expect(f, "CreateInstrument",
           format(f,
                  "{'instrumentId': '%s', 'instrument': {'title': 'Letter', 'kind': 'KIND_LETTER_OF_INTENT', 'binding':"
                  " 'BINDING_NON_BINDING', 'centre': 'centres/c', 'processes': ['processes/p'], 'texts': [{'languageCode': 'en',"
                  " 'text': 'We intend to buy.'}]%s%s}}",
                  letter, *members ? ", " : "", members),
           "OK");
}

void given_open(struct fixture *f, const char *letter, const char *members)
{
    given_draft(f, letter, members);
    expect(f, "OpenInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-03-01'}}", letter), "OK");
}

void given_active(struct fixture *f, const char *letter)
{
    given_open(f, letter, "'joinable': true");
    given_signed(f, letter, "a", "2022-04-01", false);
    expect(f, "ActivateInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-04-02'}}", letter), "OK");
}

const char *signatory(struct fixture *f, const char *organisation, const char *members)
{
    return format(f, "{'signatureId': '%s', 'organisation': 'organisations/%s', 'capacity': 'CAPACITY_SIGNATORY'%s%s}",
                  organisation, organisation, *members ? ", " : "", members);
}

const char *intending(struct fixture *f, const char *intention, const char *members)
{
    return format(f, "{'name': 'intentions/%s', 'process': 'processes/p', 'level': 'LEVEL_DECLARATION'%s%s}", intention,
                  *members ? ", " : "", members);
}

const char *signing(struct fixture *f, const char *letter, const char *date, const char *lines)
{
    return format(f,
                  "{'name': 'instruments/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'date':"
                  " {'date': '%s'}, 'lines': [%s]}",
                  letter, date, lines);
}

void given_signed(struct fixture *f, const char *letter, const char *organisation, const char *date, bool intends)
{
    const char *intentions = intends ? format(f, "'intentions': [%s]", intending(f, organisation, "")) : "";
    expect(f, "SignInstrument",
           signing(f, letter, date, format(f, "{'signatories': [%s]}", signatory(f, organisation, intentions))), "OK");
}

void given_revised(struct fixture *f, const char *letter)
{
    expect_reply(
        f, "ReviseInstrument",
        format(f,
               "{'name': 'instruments/%s', 'instrument': {'texts': [{'languageCode': 'en', 'text': 'We intend to buy more.'}]},"
               " 'date': {'date': '2022-05-01'}, 'reaffirmDate': {'date': '2022-05-31'}, 'reason': 'More'}",
               letter),
        "{'revision': 2}");
}

void given_reaffirmed(struct fixture *f, const char *letter, const char *organisation, const char *date)
{
    expect(f, "ReaffirmSignature",
           format(f,
                  "{'name': 'instruments/%s/signatures/%s', 'signatureId': '%s-2', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT',"
                  " 'source': 'sources/s', 'date': {'date': '%s'}}",
                  letter, organisation, organisation, date),
           "OK");
}

void expect_demand(struct fixture *f, const char *day, int certain, int unreaffirmed, int lapsed, int withdrawn)
{
    const char *firm =
        certain > unreaffirmed ? format(f, "{'certainCount': %d, 'unreaffirmedCount': 0}", certain - unreaffirmed) : "";
    const char *waiting =
        unreaffirmed > 0 ? format(f, "{'certainCount': %d, 'unreaffirmedCount': %d}", unreaffirmed, unreaffirmed) : "";
    const char *lines = format(f, "'lines': [%s%s%s]", firm, *firm && *waiting ? ", " : "", waiting);
    expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'effectiveDate': '%s'}", day),
                 format(f, "{%s, 'unreaffirmedCount': %d, 'lapsedCount': %d, 'withdrawnCount': %d}", lines, unreaffirmed, lapsed,
                        withdrawn));
}
