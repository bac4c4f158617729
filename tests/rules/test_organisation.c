/* Organisations: identifiers, ownership, descent, and what the registry sets itself. */
#include "fixture.h"

static void identifiers_are_stored_as_the_register_writes_them(void **state)
{
    struct fixture *f = *state;
    expect_reply(f, "CreateOrganisation",
                 "{'organisationId': 'x', 'organisation': {'title': 'X', 'kind': 'KIND_MUNICIPALITY', 'identifiers': ["
                 "{'scheme': 'DK-CVR', 'value': 'DK 64 94 22 12'}, {'scheme': 'NO-BRC', 'value': '958 935 420'},"
                 "{'scheme': 'FI-PRO', 'value': 'FI02012566'}, {'scheme': 'SE-ON', 'value': '212000-0142'},"
                 "{'scheme': 'XI-ROR', 'value': ' any '}]}}",
                 "{'identifiers': [{'value': '64942212'}, {'value': '958935420'}, {'value': '0201256-6'}, {'value': '2120000142'},"
                 " {'value': 'any'}], 'flags': [], 'state': 'STATE_ACTIVE'}");
}

static void wrong_organisations_are_refused(void **state)
{
    static const struct {
        const char *members; /* beside title and kind */
        const char *violations;
    } cases[] = {
        {"'identifiers': [{'scheme': 'DK-CVR', 'value': '64942213'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'NO-BRC', 'value': '958935421'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'FI-PRO', 'value': '0201256-7'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'SE-ON', 'value': '2120000143'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'DK-CVR', 'value': '649422'}]", "organisation.identifiers[0].value:FORMAT"},
        {"'candidateIdentifiers': [{'scheme': 'DK-CVR', 'value': '64942213'}]",
         "organisation.candidate_identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'DK-CVR', 'value': '64942212'}, {'scheme': 'DK-CVR', 'value': '64 94 22 12'}]",
         "organisation.identifiers[1].value:DUPLICATE"},
        {"'identifiers': [{'scheme': 'X', 'value': 'a', 'startDate': {'date': '2020-05'}, 'endDate': {'date': '2020-04'}}]",
         "organisation.identifiers[0].end_date:INTERVAL"},
        {"'datedTitles': [{'title': 'Y', 'startDate': {'date': '2020'}, 'endDate': {'date': '2019'}}]",
         "organisation.dated_titles[0].end_date:INTERVAL"},
        {"'ownershipShares': [{'percentage': '10'}]", "organisation.ownership_shares[0].organisation:REQUIRED"},
        {"'ownershipShares': [{'organisation': 'organisations/a', 'owner': 'A'}]",
         "organisation.ownership_shares[0].organisation:EXCLUSIVE"},
        {"'ownershipShares': [{'owner': 'A', 'percentage': '-1'}]", "organisation.ownership_shares[0].percentage:NEGATIVE"},
        {"'ownershipShares': [{'owner': 'A', 'percentage': '100.1'}]",
         "organisation.ownership_shares[0].percentage:TOO_LARGE organisation.ownership_shares:SUM"},
        {"'ownershipShares': [{'owner': 'A', 'percentage': '50'}, {'owner': 'B', 'percentage': '50.001'}]",
         "organisation.ownership_shares:SUM"},
        {"'ownershipShares': [{'owner': 'A', 'percentage': '60', 'endDate': {'date': '2020-06'}},"
         " {'owner': 'B', 'percentage': '60', 'startDate': {'date': '2020-05'}}]",
         "organisation.ownership_shares:SUM"},
        {"'parentOrganisation': 'organisations/x'", "organisation.parent_organisation:SELF"},
        {"'successors': [{'organisation': 'organisations/x', 'kind': 'SUCCESSION_KIND_MERGED'}]",
         "organisation.successors[0].organisation:SELF"},
        /* All violations at once. */
        {"'identifiers': [{'scheme': 'DK-CVR', 'value': '64942213'}, {'scheme': 'NO-BRC', 'value': '1'}],"
         "'parentOrganisation': 'organisations/x'",
         "organisation.identifiers[0].value:CHECK_DIGIT organisation.identifiers[1].value:FORMAT "
         "organisation.parent_organisation:SELF"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *request =
            format(f, "{'organisationId': 'x', 'organisation': {'title': 'X', 'kind': 'KIND_COMPANY', %s}}", cases[i].members);
        expect(f, "CreateOrganisation", request, format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    }
    expect(f, "GetOrganisation", "{'name': 'organisations/x'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void right_organisations_are_taken(void **state)
{
    static const char *const cases[] = {
        "'ownershipShares': [{'owner': 'A', 'percentage': '66.7'}, {'owner': 'B', 'percentage': '33.3'}]",
        /* One owner after the other, and two whose overlap is only possible. */
        "'ownershipShares': [{'owner': 'A', 'percentage': '60', 'endDate': {'date': '2020-05'}},"
        " {'owner': 'B', 'percentage': '60', 'startDate': {'date': '2020-06'}}]",
        "'ownershipShares': [{'owner': 'A', 'percentage': '60', 'endDate': {'date': '2020-05'}},"
        " {'owner': 'B', 'percentage': '60', 'startDate': {'date': '2020-05'}}]",
        "'identifiers': [{'scheme': 'X', 'value': 'a', 'startDate': {'date': '2020-05'}, 'endDate': {'date': '2020'}}]",
        "'ownershipShares': [{'organisation': 'organisations/a', 'percentage': '100'}]",
    };
    struct fixture *f = *state;
    given_organisations(f, "a");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateOrganisation", format(f, "{'organisation': {'title': 'X', 'kind': 'KIND_COMPANY', %s}}", cases[i]), "OK");
}

static void an_identifier_belongs_to_one_organisation(void **state)
{
    static const char request[] = "{'organisation': {'title': 'X', 'kind': 'KIND_MUNICIPALITY',"
                                  " 'identifiers': [{'scheme': 'DK-CVR', 'value': '64942212'}]}}";
    struct fixture *f = *state;
    expect(f, "CreateOrganisation", request, "OK");
    expect(f, "CreateOrganisation", request, "ALREADY_EXISTS organisation.identifiers.value:VALUE_TAKEN");
    /* A candidate identifies nothing. */
    expect(f, "CreateOrganisation",
           "{'organisation': {'title': 'Y', 'kind': 'KIND_MUNICIPALITY',"
           " 'candidateIdentifiers': [{'scheme': 'DK-CVR', 'value': '64942212'}]}}",
           "OK");
}

static void names_are_not_keys(void **state)
{
    struct fixture *f = *state;
    static const char request[] = "{'organisation': {'title': 'Herøy kommune', 'kind': 'KIND_MUNICIPALITY'}}";
    expect_reply(f, "CreateOrganisation", request, "{'flags': ['FLAG_NO_IDENTIFIER']}");
    expect_reply(f, "CreateOrganisation", request, "{'flags': ['FLAG_NO_IDENTIFIER']}");
}

static void private_control_is_flagged(void **state)
{
    static const struct {
        const char *control;
        const char *flags;
    } cases[] = {
        {"CONTROL_PUBLIC", "[]"},
        {"CONTROL_MAJORITY_PUBLIC", "[]"},
        {"CONTROL_MAJORITY_PRIVATE", "['FLAG_MAJORITY_PRIVATE']"},
        {"CONTROL_PRIVATE", "['FLAG_MAJORITY_PRIVATE']"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CreateOrganisation",
                     format(f,
                            "{'organisation': {'title': 'X', 'kind': 'KIND_COMPANY', 'control': '%s',"
                            " 'identifiers': [{'scheme': 'X', 'value': '%zu'}]}}",
                            cases[i].control, i),
                     format(f, "{'flags': %s}", cases[i].flags));
}

/* What a caller says of output-only fields is ignored. */
static void an_organisation_ends_when_its_last_day_has_passed(void **state)
{
    static const struct {
        const char *end_date;
        const char *state;
    } cases[] = {
        {"{'date': '2022-05-31'}", "STATE_ENDED"},  {"{'date': '2022-06-01'}", "STATE_ACTIVE"},
        {"{'date': '2027-01-01'}", "STATE_ACTIVE"}, {"{'latest': '2022-05'}", "STATE_ENDED"},
        {"{'date': '2022'}", "STATE_ACTIVE"},       {"null", "STATE_ACTIVE"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CreateOrganisation",
                     format(f, "{'organisation': {'title': 'X', 'kind': 'KIND_REGION', 'endDate': %s, 'state': 'STATE_ENDED'}}",
                            cases[i].end_date),
                     format(f, "{'state': '%s'}", cases[i].state));
}

static void descent_does_not_close(void **state)
{
    static const struct expectation calls[] = {
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/b', 'parentOrganisation': 'organisations/a'}}", "OK"},
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/c', 'parentOrganisation': 'organisations/b'}}", "OK"},
        {"UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'parentOrganisation': 'organisations/c'}}",
         "INVALID_ARGUMENT organisation.parent_organisation:CYCLE"},
        {"UpdateOrganisation",
         "{'organisation': {'name': 'organisations/a', 'successors': [{'organisation': 'organisations/b', 'kind': "
         "'SUCCESSION_KIND_SPLIT'},"
         " {'organisation': 'organisations/c', 'kind': 'SUCCESSION_KIND_SPLIT'}]}}",
         "OK"},
        {"UpdateOrganisation",
         "{'organisation': {'name': 'organisations/c', 'successors': [{'organisation': 'organisations/b', 'kind': "
         "'SUCCESSION_KIND_RENAMED'},"
         " {'organisation': 'organisations/a', 'kind': 'SUCCESSION_KIND_MERGED'}]}}",
         "INVALID_ARGUMENT organisation.successors[1].organisation:CYCLE"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a b c");
    expect_each(f, calls, COUNT(calls));
}

static void references_must_exist(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateOrganisation",
           "{'organisation': {'title': 'X', 'kind': 'KIND_AGENCY', 'parentOrganisation': 'organisations/none',"
           " 'provenance': {'sources': ['sources/none']}}}",
           "NOT_FOUND organisation.parent_organisation:REFERENCE_NOT_FOUND organisation.provenance.sources[0]:REFERENCE_NOT_FOUND");
}

static void what_others_refer_to_is_not_deleted(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a b");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/b', 'parentOrganisation': 'organisations/a'}}", "OK");
    expect(f, "DeleteOrganisation", "{'name': 'organisations/a'}", "FAILED_PRECONDITION organisations/b:REFERRED_TO");
    expect(f, "DeleteOrganisation", "{'name': 'organisations/b'}", "OK");
    expect(f, "DeleteOrganisation", "{'name': 'organisations/a'}", "OK");
    expect(f, "CreateOrganisation", "{'organisationId': 'a', 'organisation': {'title': 'A', 'kind': 'KIND_AGENCY'}}",
           "ALREADY_EXISTS ID_USED");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(identifiers_are_stored_as_the_register_writes_them),
        TEST(wrong_organisations_are_refused),
        TEST(right_organisations_are_taken),
        TEST(an_identifier_belongs_to_one_organisation),
        TEST(names_are_not_keys),
        TEST(private_control_is_flagged),
        TEST(an_organisation_ends_when_its_last_day_has_passed),
        TEST(descent_does_not_close),
        TEST(references_must_exist),
        TEST(what_others_refer_to_is_not_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
