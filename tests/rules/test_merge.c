/* Merged entries and successions: one body under several names, and one body after another (R7). */
#include "fixture.h"

#include <string.h>

static void given_with_identifier(struct fixture *f, const char *id, const char *title, const char *number, const char *members)
{
    expect(f, "CreateOrganisation",
           format(f,
                  "{'organisationId': '%s', 'organisation': {'title': '%s', 'kind': 'KIND_MUNICIPALITY',"
                  " 'identifiers': [{'scheme': 'X', 'value': '%s'}]%s}}",
                  id, title, number, members),
           "OK");
}

/* ---- merging ----------------------------------------------------------------------------------------------------------- */

static void what_stays_takes_over_identifiers_and_names(void **state)
{
    struct fixture *f = *state;
    given_with_identifier(f, "oslo", "Oslo kommune", "1", ", 'titles': [{'languageCode': 'en', 'text': 'City of Oslo'}]");
    given_with_identifier(f, "oslo-by", "Oslo by", "2",
                          ", 'titles': [{'languageCode': 'en', 'text': 'Oslo City'}, {'languageCode': 'fi', 'text': 'Oslo'}],"
                          " 'datedTitles': [{'title': 'Kristiania', 'endDate': {'date': '1924'}}],"
                          " 'candidateIdentifiers': [{'scheme': 'X', 'value': '1'}, {'scheme': 'X', 'value': '3'}]");
    expect_reply(f, "MergeOrganisations", "{'name': 'organisations/oslo', 'duplicates': ['organisations/oslo-by']}",
                 "{'name': 'organisations/oslo', 'title': 'Oslo kommune', 'state': 'STATE_ACTIVE',"
                 " 'identifiers': [{'value': '1'}, {'value': '2'}], 'candidateIdentifiers': [{'value': '3'}],"
                 " 'titles': [{'text': 'City of Oslo'}, {'text': 'Oslo'}],"
                 " 'datedTitles': [{'title': 'Oslo by'}, {'title': 'Oslo City'}, {'title': 'Kristiania'}],"
                 " 'duplicates': ['organisations/oslo-by']}");
}

static void both_names_lead_to_what_stays(void **state)
{
    struct fixture *f = *state;
    given_with_identifier(f, "a", "A", "1", "");
    given_with_identifier(f, "b", "B", "2", "");
    const char *before = next_second(f);
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    const char *after = next_second(f);
    expect_reply(f, "GetOrganisation", "{'name': 'organisations/b'}", "{'name': 'organisations/a'}");
    expect_reply(f, "GetOrganisation", "{'name': 'organisations/a'}", "{'name': 'organisations/a'}");
    expect_reply(f, "GetOrganisation", format(f, "{'name': 'organisations/b', 'readTime': '%s'}", after),
                 "{'name': 'organisations/a'}");
    expect_reply(f, "GetOrganisation", format(f, "{'name': 'organisations/b', 'readTime': '%s'}", before),
                 "{'name': 'organisations/b', 'title': 'B', 'identifiers': [{'value': '2'}], 'state': 'STATE_ACTIVE'}");
    expect_reply(f, "ListOrganisations", "{'filter': 'state=STATE_MERGED'}",
                 "{'organisations': [{'name': 'organisations/b', 'title': 'B', 'mergedOrganisation': 'organisations/a',"
                 " 'identifiers': [], 'flags': []}]}");
    expect_reply(f, "ListOrganisations", "{'filter': '-state=STATE_MERGED'}", "{'organisations': [{'name': 'organisations/a'}]}");
    expect_reply(f, "ListOrganisations", "{'filter': 'merged_organisation=organisations/a'}",
                 "{'organisations': [{'name': 'organisations/b'}]}");
}

/* What refers to a body stays as it is: a filter finds it by the name it says, and reports count the body. */
static void a_filter_takes_each_name_by_itself(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_confirmed(f, "i", "a", "DECLARATION", "2022-03-01");
    given_confirmed(f, "j", "b", "DECLARATION", "2022-03-01");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_reply(f, "ListIntentions", "{'filter': 'organisation=organisations/a'}", "{'intentions': [{'name': 'intentions/i'}]}");
    expect_reply(f, "ListIntentions", "{'filter': 'organisation=organisations/b'}", "{'intentions': [{'name': 'intentions/j'}]}");
    expect_reply(f, "ListIntentions", "{'filter': 'organisation=organisations/a OR organisation=organisations/b'}",
                 "{'intentions': [{'name': 'intentions/i'}, {'name': 'intentions/j'}]}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}",
                 "{'declaringOrganisationCount': 1, 'lines': [{'certainCount': 2}]}");
}

/* What was merged into a duplicate follows it: nothing is merged into something that was merged itself. */
static void there_are_no_chains(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a b c d");
    expect(f, "MergeOrganisations", "{'name': 'organisations/b', 'duplicates': ['organisations/a']}", "OK");
    expect_reply(f, "MergeOrganisations", "{'name': 'organisations/c', 'duplicates': ['organisations/b', 'organisations/d']}",
                 "{'duplicates': ['organisations/b', 'organisations/a', 'organisations/d']}");
    for (const char *id = "abcd"; *id; id++)
        expect_reply(f, "GetOrganisation", format(f, "{'name': 'organisations/%c'}", *id), "{'name': 'organisations/c'}");
    expect_reply(f, "ListOrganisations", "{'filter': 'merged_organisation=organisations/c'}",
                 "{'organisations': [{'name': 'organisations/a', 'duplicates': []}, {'name': 'organisations/b', 'duplicates': []},"
                 " {'name': 'organisations/d'}]}");
}

/* What was stored has no room to spare in its lists: they are copied before something is added. */
static void one_merge_follows_another(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a b c d e f g");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b', 'organisations/c']}", "OK");
    for (const char *id = "defg"; *id; id++)
        expect(f, "MergeOrganisations", format(f, "{'name': 'organisations/a', 'duplicates': ['organisations/%c']}", *id), "OK");
    expect_reply(f, "GetOrganisation", "{'name': 'organisations/g'}",
                 "{'name': 'organisations/a', 'duplicates': ['organisations/b', 'organisations/c', 'organisations/d',"
                 " 'organisations/e', 'organisations/f', 'organisations/g']}");
}

static void wrong_merges_are_refused(void **state)
{
    static const struct expectation calls[] = {
        {"MergeOrganisations", "{'name': 'organisations/a'}", "INVALID_ARGUMENT duplicates:REQUIRED"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/a']}",
         "INVALID_ARGUMENT duplicates[0]:SELF"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b', 'organisations/b']}",
         "INVALID_ARGUMENT duplicates[1]:DUPLICATE"},
        {"MergeOrganisations", "{'name': 'organisations/x', 'duplicates': ['organisations/a']}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/x', 'organisations/y']}",
         "NOT_FOUND duplicates[0]:REFERENCE_NOT_FOUND duplicates[1]:REFERENCE_NOT_FOUND"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'etag': 'x', 'duplicates': ['organisations/b']}",
         "ABORTED ETAG_MISMATCH"},
        /* One is a part, an owner or a successor of the other. */
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/part']}",
         "FAILED_PRECONDITION organisations/part:RELATED"},
        {"MergeOrganisations", "{'name': 'organisations/part', 'duplicates': ['organisations/a']}",
         "FAILED_PRECONDITION organisations/a:RELATED"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/owned', 'organisations/heir']}",
         "FAILED_PRECONDITION organisations/owned:RELATED organisations/heir:RELATED"},
        /* Of what was merged nothing is left to merge or to change. */
        {"MergeOrganisations", "{'name': 'organisations/c', 'duplicates': ['organisations/d']}", "OK"},
        {"MergeOrganisations", "{'name': 'organisations/d', 'duplicates': ['organisations/a']}",
         "FAILED_PRECONDITION organisations/d:WRONG_STATE"},
        {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/d']}",
         "FAILED_PRECONDITION organisations/d:WRONG_STATE"},
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/d', 'title': 'Z'}}",
         "FAILED_PRECONDITION organisations/d:WRONG_STATE"},
        {"DeleteOrganisation", "{'name': 'organisations/d'}", "FAILED_PRECONDITION organisations/d:WRONG_STATE"},
        {"DeleteOrganisation", "{'name': 'organisations/c'}", "FAILED_PRECONDITION organisations/d:REFERRED_TO"},
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/d', 'identifiers': [{'scheme': 'X', 'value': '1'}]}}",
         "INVALID_ARGUMENT organisation.identifiers:WRONG_STATE"},
        /* Under another name it is still itself. */
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/c', 'parentOrganisation': 'organisations/d'}}",
         "INVALID_ARGUMENT organisation.parent_organisation:CYCLE"},
        {"UpdateOrganisation",
         "{'organisation': {'name': 'organisations/c', 'successors': [{'organisation': 'organisations/d', 'kind': 2}]}}",
         "INVALID_ARGUMENT organisation.successors[0].organisation:CYCLE"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a b c d heir");
    expect(f, "CreateOrganisation",
           "{'organisationId': 'part', 'organisation': {'title': 'P', 'kind': 'KIND_COMPANY', 'parentOrganisation': "
           "'organisations/a'}}",
           "OK");
    expect(f, "CreateOrganisation",
           "{'organisationId': 'owned', 'organisation': {'title': 'O', 'kind': 'KIND_COMPANY',"
           " 'ownershipShares': [{'organisation': 'organisations/a', 'percentage': '50'}]}}",
           "OK");
    expect(f, "UpdateOrganisation",
           "{'organisation': {'name': 'organisations/a', 'successors': [{'organisation': 'organisations/heir', 'kind': 2}]}}",
           "OK");
    expect_each(f, calls, COUNT(calls));
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/d']}",
           "FAILED_PRECONDITION organisations/d:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "organisations/c");
    assert_string_equal(description(f, 0), "organisations/d is merged; MergeOrganisations needs it to be active or ended");
}

/* Members of partnerships/p and intentions of processes/p under two names of one body. */
static void one_body_is_counted_once(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "NEED_OWNER");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "k", "b", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "l", "b", "DECLARATION", "2022-05-01");
    const char *before = next_second(f);
    expect_reply(f, "CountMemberships", "{'parent': 'partnerships/p'}", "{'certainCount': 2, 'possibleCount': 2}");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_reply(f, "CountMemberships", "{'parent': 'partnerships/p'}", "{'certainCount': 1, 'possibleCount': 1}");
    expect_reply(f, "CountMemberships", format(f, "{'parent': 'partnerships/p', 'readTime': '%s'}", before), "{'certainCount': 2}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}",
                 "{'committingOrganisationCount': 1, 'declaringOrganisationCount': 0}");
    expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'readTime': '%s'}", before),
                 "{'committingOrganisationCount': 2}");
    /* The old name may still be used. */
    expect(f, "CreateMembership",
           "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/b', 'role': 'ROLE_PARTNER'}}", "OK");
    expect_reply(f, "CountMemberships", "{'parent': 'partnerships/p'}", "{'certainCount': 1}");
}

static void a_supporter_is_one_under_all_its_names(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_member(f, "b", "SUPPORTER");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'i', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
           "'LEVEL_COMMITMENT', 'requirement': 'R'}}",
           "FAILED_PRECONDITION organisations/a:SUPPORTER");
}

static void a_supporter_is_not_merged_with_who_holds_an_intention(void **state)
{
    static const char merge[] = "{'name': 'organisations/a', 'duplicates': ['organisations/b', 'organisations/c']}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c d");
    given_member(f, "c", "SUPPORTER");
    given_confirmed(f, "i", "b", "COMMITMENT", "2022-05-01");
    given_submitted(f, "k", "b", "DECLARATION");
    expect(f, "MergeOrganisations", merge, "FAILED_PRECONDITION organisations/c:SUPPORTER");
    assert_string_equal(description(f, 0), "organisations/c is a supporter of processes/p, where organisations/b holds an "
                                           "intention; a supporter cannot hold an intention");
    assert_string_equal(suppliers(f, 0), "whoever edits the partnership, by a membership with the role PARTNER "
                                         "organisations/b, by WithdrawIntention");
    /* Who holds it may be a name of the body that stays, or of one that was merged before. */
    expect(f, "MergeOrganisations", "{'name': 'organisations/d', 'duplicates': ['organisations/b']}", "OK");
    expect(f, "MergeOrganisations", "{'name': 'organisations/d', 'duplicates': ['organisations/c']}",
           "FAILED_PRECONDITION organisations/c:SUPPORTER");
    /* Whose intentions nobody stands behind holds none. */
    expect(f, "WithdrawIntention as b", "{'name': 'intentions/i', 'reason': 'R'}", "OK");
    expect(f, "RejectIntention as b", "{'name': 'intentions/k', 'reason': 'R'}", "OK");
    expect(f, "MergeOrganisations", "{'name': 'organisations/d', 'duplicates': ['organisations/c']}", "OK");
}

static void a_supporter_who_is_a_partner_too_is_merged(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_member(f, "a", "SUPPORTER");
    given_member(f, "b", "PARTNER");
    given_submitted(f, "i", "b", "COMMITMENT");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
}

/* The rule holds for whoever merges, and what a registrar may not see is not told. */
static void hidden_intentions_keep_a_supporter_apart(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_key(f, "r", "REGISTRAR", "");
    given_member(f, "a", "SUPPORTER");
    expect(f, "CreateIntention",
           "{'intentionId': 'i', 'intention': {'organisation': 'organisations/b', 'process': 'processes/p', 'level': "
           "'LEVEL_COMMITMENT', 'requirement': 'R', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "GetIntention as r", "{'name': 'intentions/i'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "MergeOrganisations as r", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}",
           "FAILED_PRECONDITION organisations/a:SUPPORTER");
    assert_null(strstr(description(f, 0), "intentions/i"));
}

/* A commitment under one name replaces what was declared under another. */
static void a_body_replaces_what_it_declared_under_another_name(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_confirmed(f, "d", "b", "DECLARATION", "2022-05-01");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'c', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_COMMITMENT', 'replacedIntention': 'intentions/d'}}",
           "OK");
}

/* Whose key speaks for one name speaks for the body. */
static void a_key_holds_for_all_names(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c");
    given_submitted(f, "i", "a", "COMMITMENT");
    given_submitted(f, "k", "b", "COMMITMENT");
    expect(f, "ConfirmIntention as b", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
           "PERMISSION_DENIED SCOPE_MISSING");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect(f, "ConfirmIntention as c", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
           "PERMISSION_DENIED SCOPE_MISSING");
    expect(f, "ConfirmIntention as b", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "OK");
    expect(f, "ConfirmIntention as a", "{'name': 'intentions/k', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "OK");
}

/* ---- succession -------------------------------------------------------------------------------------------------------- */

static void the_last_day_is_the_one_before(void **state)
{
    static const struct {
        const char *date;
        const char *end_date;
        const char *state;
    } cases[] = {
        {"'date': '2022-01-01'", "'date': '2021-12-31'", "ENDED"},
        {"'date': '2027-01-01'", "'date': '2026-12-31'", "ACTIVE"},
        {"'date': '2022-03'", "'earliest': '2022-02-28', 'latest': '2022-03-30'", "ENDED"},
        {"'latest': '2022-03-01'", "'latest': '2022-02-28'", "ENDED"},
    };
    struct fixture *f = *state;
    given_organisations(f, "heir");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = format(f, "o%zu", i);
        given_organisations(f, id);
        expect_reply(f, "SucceedOrganisation",
                     format(f,
                            "{'name': 'organisations/%s', 'date': {%s}, 'successors': ["
                            "{'organisation': 'organisations/heir', 'kind': 'SUCCESSION_KIND_MERGED'}]}",
                            id, cases[i].date),
                     format(f,
                            "{'endDate': {%s}, 'state': 'STATE_%s', 'successors': [{'organisation': 'organisations/heir',"
                            " 'kind': 'SUCCESSION_KIND_MERGED', 'date': {%s}}]}",
                            cases[i].end_date, cases[i].state, cases[i].date));
    }
}

static void wrong_successions_are_refused(void **state)
{
#define SUCCEED(name, successor, date)                                                                                             \
    "SucceedOrganisation", "{'name': 'organisations/" name "', 'date': {" date                                                     \
                           "}, 'successors': [{'organisation': 'organisations/" successor "', 'kind': 'SUCCESSION_KIND_MERGED'}]}"
    static const struct expectation calls[] = {
        {"SucceedOrganisation", "{'name': 'organisations/a'}", "INVALID_ARGUMENT successors:REQUIRED date:REQUIRED"},
        {SUCCEED("a", "b", "'date': '2022-02-31'"), "INVALID_ARGUMENT date.date:IMPOSSIBLE_DATE"},
        {SUCCEED("a", "b", "'stated': 'in spring'"), "INVALID_ARGUMENT date:OPEN"},
        {SUCCEED("a", "a", "'date': '2022'"), "INVALID_ARGUMENT successors[0].organisation:SELF"},
        {SUCCEED("a", "x", "'date': '2022'"), "NOT_FOUND successors[0].organisation:REFERENCE_NOT_FOUND"},
        {SUCCEED("a", "ended", "'date': '2022'"), "FAILED_PRECONDITION organisations/ended:ORGANISATION_ENDED"},
        {SUCCEED("a", "merged", "'date': '2022'"), "FAILED_PRECONDITION organisations/merged:WRONG_STATE"},
        {SUCCEED("ended", "a", "'date': '2022'"), "FAILED_PRECONDITION organisations/ended:WRONG_STATE"},
        {SUCCEED("merged", "a", "'date': '2022'"), "FAILED_PRECONDITION organisations/merged:WRONG_STATE"},
        {SUCCEED("ending", "b", "'date': '2024'"), "INVALID_ARGUMENT date:INTERVAL"},
        {SUCCEED("ending", "b", "'date': '2026'"), "OK"},
        {SUCCEED("a", "b", "'date': '2022-04-01'"), "OK"},
        {SUCCEED("b", "a", "'date': '2022-05-01'"), "FAILED_PRECONDITION organisations/a:ORGANISATION_ENDED"},
        {"UpdateOrganisation",
         "{'organisation': {'name': 'organisations/b', 'successors': [{'organisation': 'organisations/a', 'kind': 4}]}}",
         "INVALID_ARGUMENT organisation.successors[0].organisation:CYCLE"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a b c merged");
    expect(f, "CreateOrganisation",
           "{'organisationId': 'ended', 'organisation': {'title': 'E', 'kind': 'KIND_REGION', 'endDate': {'date': '2020'}}}", "OK");
    expect(f, "CreateOrganisation",
           "{'organisationId': 'ending', 'organisation': {'title': 'E', 'kind': 'KIND_REGION', 'endDate': {'date': '2025'}}}",
           "OK");
    expect(f, "MergeOrganisations", "{'name': 'organisations/c', 'duplicates': ['organisations/merged']}", "OK");
    expect_each(f, calls, COUNT(calls));
}

static void from_its_date_on_the_successor_is_counted(void **state)
{
    static const struct {
        const char *day;
        const char *reply;
    } cases[] = {
        {"2026-12-31", "{'certainCount': 2}"},
        {"2027-01-01", "{'certainCount': 1}"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "sjaelland hovedstaden oestdanmark");
    given_member(f, "sjaelland", "PARTNER");
    given_member(f, "hovedstaden", "PARTNER");
    given_confirmed(f, "i", "sjaelland", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "k", "hovedstaden", "COMMITMENT", "2022-05-01");
    for (const char *const *id = (const char *const[]){"sjaelland", "hovedstaden", NULL}; *id; id++)
        expect(f, "SucceedOrganisation",
               format(f,
                      "{'name': 'organisations/%s', 'date': {'date': '2027-01-01'}, 'successors': ["
                      "{'organisation': 'organisations/oestdanmark', 'kind': 'SUCCESSION_KIND_MERGED'}]}",
                      *id),
               "OK");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CountMemberships", format(f, "{'parent': 'partnerships/p', 'effectiveDate': '%s'}", cases[i].day),
                     cases[i].reply);
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2026-12-31'}",
                 "{'committingOrganisationCount': 2}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2027-01-01'}",
                 "{'committingOrganisationCount': 1}");
    expect_reply(f, "GetOrganisation", "{'name': 'organisations/sjaelland'}", "{'name': 'organisations/sjaelland'}");
}

/* Nobody has said which part has which intention. */
static void what_was_split_stays_under_its_own_name(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "old north south");
    given_member(f, "old", "PARTNER");
    given_member(f, "north", "PARTNER");
    expect(f, "SucceedOrganisation",
           "{'name': 'organisations/old', 'date': {'date': '2022-03-01'}, 'successors': ["
           "{'organisation': 'organisations/north', 'kind': 'SUCCESSION_KIND_SPLIT'},"
           "{'organisation': 'organisations/south', 'kind': 'SUCCESSION_KIND_SPLIT'}]}",
           "OK");
    expect_reply(f, "CountMemberships", "{'parent': 'partnerships/p'}", "{'certainCount': 2}");
    expect(f, "CreateIntention",
           "{'intention': {'organisation': 'organisations/old', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT',"
           " 'requirement': 'R'}}",
           "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED");
    assert_string_equal(suppliers(f, 0), "organisations/north organisations/south");
    assert_string_equal(description(f, 0), "organisations/old ended on 2022-02-28");
}

static void nothing_new_is_entered_of_a_body_that_ended(void **state)
{
#define JOIN(members)                                                                                                              \
    "CreateMembership",                                                                                                            \
        "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/old', 'role': 'ROLE_PARTNER'" members "}}"
#define INTEND(members)                                                                                                            \
    "CreateIntention", "{'intentionId': 'i', 'intention': {'organisation': 'organisations/old', 'process': 'processes/p',"         \
                       " 'level': 'LEVEL_COMMITMENT', 'requirement': 'R'" members "}}"
    static const struct expectation calls[] = {
        {JOIN(""), "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED"},
        {JOIN(", 'startDate': {'date': '2022-03-01'}"), "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED"},
        {JOIN(", 'startDate': {'date': '2022-02-28'}"), "OK"},
        {JOIN(", 'startDate': {'date': '2022'}"), "OK"},
        {JOIN(", 'endDate': {'date': '2022-01'}"), "OK"},
        {INTEND(""), "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED"},
        {INTEND(", 'decision': {'date': {'date': '2022-04'}}"), "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED"},
        {INTEND(", 'decision': {'date': {'date': '2022-02'}}"), "OK"},
        {"SubmitIntention", "{'name': 'intentions/i'}", "OK"},
        {"ConfirmIntention as old", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "PERMISSION_DENIED SCOPE_MISSING"},
        {"ConfirmIntention",
         "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'date': {'date': "
         "'2022-02'}}",
         "OK"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "old new");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK");
    expect(f, SUCCEED("old", "new", "'date': '2022-03-01'"), "OK");
    expect_each(f, calls, COUNT(calls));
    expect(f, JOIN(""), "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED");
    assert_string_equal(suppliers(f, 0), "organisations/new");
}

/* From the day on which a body is followed, its successor's key speaks for it, and its own no more. */
static void a_successor_speaks_for_what_it_took_over(void **state)
{
#define INTENTION(name, members) "{'name': 'intentions/" name "'" members "}"
#define CONFIRM(name, members) INTENTION(name, ", 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'" members)
#define ON(date) ", 'date': {'date': '" date "'}"
    static const struct expectation before[] = {
        {"WithdrawIntention as new", INTENTION("held", ", 'reason': 'R'"), "PERMISSION_DENIED SCOPE_MISSING"},
        {"ConfirmIntention as new", CONFIRM("open", ""), "PERMISSION_DENIED SCOPE_MISSING"},
        {"RejectIntention as new", INTENTION("open", ", 'reason': 'R'"), "PERMISSION_DENIED SCOPE_MISSING"},
    };
    static const struct expectation after[] = {
        {"WithdrawIntention as old", INTENTION("held", ", 'reason': 'R'"), "PERMISSION_DENIED SCOPE_MISSING"},
        {"WithdrawIntention as old", INTENTION("held", ", 'reason': 'R'" ON("2022-06-15")), "PERMISSION_DENIED SCOPE_MISSING"},
        {"RejectIntention as old", INTENTION("refused", ", 'reason': 'R'"), "PERMISSION_DENIED SCOPE_MISSING"},
        {"ConfirmIntention as old", CONFIRM("open", ""), "PERMISSION_DENIED SCOPE_MISSING"},
        {"WithdrawIntention as other", INTENTION("held", ", 'reason': 'R'"), "PERMISSION_DENIED SCOPE_MISSING"},
        /* Not for the time before. */
        {"WithdrawIntention as new", INTENTION("held", ", 'reason': 'R'" ON("2022-06-30")),
         "INVALID_ARGUMENT date:BEFORE_SUCCESSION"},
        {"ConfirmIntention as new", CONFIRM("open", ON("2022-06-30")), "INVALID_ARGUMENT date:BEFORE_SUCCESSION"},
        {"RejectIntention as new", INTENTION("refused", ", 'reason': 'R'"), "OK"},
        {"ConfirmIntention as new", CONFIRM("open", ON("2022-07-01")), "OK"},
        {"WithdrawIntention as new", INTENTION("held", ", 'reason': 'R'" ON("2022-07-01")), "OK"},
        {"GetIntention as new", INTENTION("hidden", ""), "OK"},
        {"GetIntention as other", INTENTION("hidden", ""), "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"ConfirmIntention as new", CONFIRM("hidden", ""), "OK"},
        /* What it followed in is no leave to enter new things in the old name. */
        {"CreateIntention as new",
         "{'intention': {'organisation': 'organisations/old', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT', "
         "'requirement': 'R'}}",
         "FAILED_PRECONDITION organisations/old:ORGANISATION_ENDED"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "old new other");
    given_confirmed(f, "held", "old", "COMMITMENT", "2022-05-01");
    given_submitted(f, "open", "old", "DECLARATION");
    given_submitted(f, "refused", "old", "DECLARATION");
    expect(f, "CreateIntention",
           "{'intentionId': 'hidden', 'intention': {'organisation': 'organisations/old', 'process': 'processes/p', 'level': "
           "'LEVEL_DECLARATION', 'requirement': 'R', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/hidden'}", "OK");
    expect(f, SUCCEED("old", "new", "'date': '2022-07-01'"), "OK");
    expect_each(f, before, COUNT(before));
    expect(f, "GetIntention as new", "{'name': 'intentions/hidden'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    set_day(f, "2022-07-02");
    expect_each(f, after, COUNT(after));
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2022-06-30'}",
                 "{'committingOrganisationCount': 1, 'declaringOrganisationCount': 0}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}",
                 "{'committingOrganisationCount': 0, 'declaringOrganisationCount': 1, 'withdrawnCount': 1}");
}

/* Of what went to several nobody has said whose it is, and what ended speaks no more. */
static void a_part_speaks_for_nothing_of_the_whole(void **state)
{
    static const char withdraw[] = "{'name': 'intentions/i', 'reason': 'R'}";
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "old north south gone");
    given_confirmed(f, "i", "old", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "k", "gone", "COMMITMENT", "2022-05-01");
    expect(f, "SucceedOrganisation",
           "{'name': 'organisations/old', 'date': {'date': '2022-06-01'}, 'successors': ["
           "{'organisation': 'organisations/north', 'kind': 'SUCCESSION_KIND_SPLIT'},"
           "{'organisation': 'organisations/south', 'kind': 'SUCCESSION_KIND_SPLIT'}]}",
           "OK");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/gone', 'endDate': {'date': '2022-05-31'}}}", "OK");
    expect(f, "WithdrawIntention as north", withdraw, "PERMISSION_DENIED SCOPE_MISSING");
    expect(f, "WithdrawIntention as old", withdraw, "PERMISSION_DENIED SCOPE_ENDED");
    expect(f, "WithdrawIntention as gone", "{'name': 'intentions/k', 'reason': 'R'}", "PERMISSION_DENIED SCOPE_ENDED");
    expect(f, "WithdrawIntention", withdraw, "OK");
}

/* ---- centres ----------------------------------------------------------------------------------------------------------- */

static void merged_and_ended_centres_stay_readable(void **state)
{
    struct fixture *f = *state;
    for (const char *id = "xyz"; *id; id++)
        expect(f, "CreateCentre",
               format(f, "{'centreId': '%c', 'centre': {'title': '%c', 'openDate': {'date': '2014'}}}", *id, *id), "OK");
    for (const char *id = "xyz"; *id; id++)
        expect(f, "ActivateCentre", format(f, "{'name': 'centres/%c'}", *id), "OK");
    expect(f, "EndCentre", "{'name': 'centres/x', 'endDate': {'date': '2021-12-31'}}", "OK");
    expect(f, "MergeCentre", "{'name': 'centres/y', 'targetCentre': 'centres/z', 'endDate': {'date': '2021-12-31'}}", "OK");
    expect_reply(f, "GetCentre", "{'name': 'centres/x'}", "{'title': 'x', 'state': 'STATE_ENDED'}");
    expect_reply(f, "GetCentre", "{'name': 'centres/y'}", "{'title': 'y', 'state': 'STATE_MERGED', 'mergeCentre': 'centres/z'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_stays_takes_over_identifiers_and_names),
        TEST(both_names_lead_to_what_stays),
        TEST(a_filter_takes_each_name_by_itself),
        TEST(there_are_no_chains),
        TEST(one_merge_follows_another),
        TEST(wrong_merges_are_refused),
        TEST(one_body_is_counted_once),
        TEST(a_supporter_is_one_under_all_its_names),
        TEST(a_supporter_is_not_merged_with_who_holds_an_intention),
        TEST(a_supporter_who_is_a_partner_too_is_merged),
        TEST(hidden_intentions_keep_a_supporter_apart),
        TEST(a_body_replaces_what_it_declared_under_another_name),
        TEST(a_key_holds_for_all_names),
        TEST(the_last_day_is_the_one_before),
        TEST(wrong_successions_are_refused),
        TEST(from_its_date_on_the_successor_is_counted),
        TEST(what_was_split_stays_under_its_own_name),
        TEST(nothing_new_is_entered_of_a_body_that_ended),
        TEST(a_successor_speaks_for_what_it_took_over),
        TEST(a_part_speaks_for_nothing_of_the_whole),
        TEST(merged_and_ended_centres_stay_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
