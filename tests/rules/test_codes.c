/* Codes of public lists: known ones are taken, others are refused with the rule and the nearest help. */
#include "fixture.h"

static const char *with_organisation(struct fixture *f, const char *members)
{
    return format(f, "{'organisation': {'title': 'O', 'kind': 'KIND_AGENCY', %s}}", members);
}

static void unknown_codes_are_refused(void **state)
{
    static const struct {
        const char *members;
        const char *outcome;
    } cases[] = {
        {"'regionCode': 'UK'", "organisation.region_code:UNKNOWN_CODE"},
        {"'regionCode': 'dk'", "organisation.region_code:FORMAT"},
        {"'titles': [{'languageCode': 'dk', 'text': 'T'}]", "organisation.titles[0].language_code:UNKNOWN_CODE"},
        {"'titles': [{'languageCode': 'da_DK', 'text': 'T'}]", "organisation.titles[0].language_code:FORMAT"},
        {"'identifiers': [{'scheme': 'SE-BLV', 'value': '2120000142'}]", "organisation.identifiers[0].scheme:UNKNOWN_CODE"},
        {"'identifiers': [{'scheme': 'IS-KEN', 'value': '5711160310'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'identifiers': [{'scheme': 'XI-LEI', 'value': '549300ITS31QK8VRBQ15'}]", "organisation.identifiers[0].value:CHECK_DIGIT"},
        {"'nutsCodes': [{'code': 'DK06'}]", "organisation.nuts_codes[0].code:UNKNOWN_CODE"},
        {"'nutsCodes': [{'code': 'Dk02'}]", "organisation.nuts_codes[0].code:FORMAT"},
        {"'nutsCodes': [{'code': 'NO084', 'version': 2021}, {'code': 'NO012', 'version': 2024}]",
         "organisation.nuts_codes[0].version:UNKNOWN_CODE organisation.nuts_codes[1].version:UNKNOWN_CODE"},
        {"'nutsCodes': [{'code': 'DK02', 'version': 2022}]", "organisation.nuts_codes[0].version:UNKNOWN_CODE"},
        {"'nutsCodes': [{'code': 'DE21', 'version': 2014}]", "organisation.nuts_codes[0].version:UNKNOWN_CODE"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateOrganisation", with_organisation(f, cases[i].members), format(f, "INVALID_ARGUMENT %s", cases[i].outcome));
}

static void known_codes_are_taken(void **state)
{
    static const char *const cases[] = {
        "'regionCode': 'FO'",
        "'titles': [{'languageCode': 'se', 'text': 'T'}, {'languageCode': 'sv-FI', 'text': 'T'}]",
        "'identifiers': [{'scheme': 'DK-CVR', 'value': '64942212'}]",
        "'identifiers': [{'scheme': 'NO-BRC', 'value': '958935420'}]",
        "'identifiers': [{'scheme': 'FI-PRO', 'value': '0201256-6'}]",
        "'identifiers': [{'scheme': 'SE-ON', 'value': '212000-0142'}]",
        "'identifiers': [{'scheme': 'IS-KEN', 'value': '571116-0300'}]",
        "'identifiers': [{'scheme': 'XI-ROR', 'value': '05asf4e91'}]",
        "'nutsCodes': [{'code': 'NO084', 'version': 2024}, {'code': 'NO012', 'version': 2013}, {'code': 'NO082', 'version': 2021}]",
        "'nutsCodes': [{'code': 'NO012'}, {'code': 'NO084'}, {'code': 'DK02', 'version': 2010}]",
        "'nutsCodes': [{'code': 'NO084', 'version': 2027}]",
        "'nutsCodes': [{'code': 'DE999', 'version': 2021}]",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateOrganisation", with_organisation(f, cases[i]), "OK");
}

/* What a person reads. */
static void refusals_help(void **state)
{
    static const struct {
        const char *members;
        const char *description;
    } cases[] = {
        {"'regionCode': 'UK'", "must be a country of ISO 3166-1, found \"UK\"; GB is United Kingdom"},
        {"'titles': [{'languageCode': 'dan', 'text': 'T'}]", "must be of a language, a script and a region that are known (ISO "
                                                             "639, ISO 15924, ISO 3166-1), found \"dan\"; da is Danish"},
        {"'identifiers': [{'scheme': 'SE-BLV', 'value': '2120000142'}]",
         "must be a register of org-id.guide by its present code, found \"SE-BLV\"; SE-ON is a Swedish organisation number"},
        {"'nutsCodes': [{'code': 'NO099'}]", "must be a region of NUTS, found \"NO099\"; NO09 is Agder og Sør-Østlandet"},
        {"'nutsCodes': [{'code': 'NO012', 'version': 2024}]",
         "must be a version of NUTS that has NO012: 2013 or 2016, found 2024; there NO084 is Akershus"},
        {"'nutsCodes': [{'code': 'NO012', 'version': 2021}]", "must be a version of NUTS that has NO012: 2013 or 2016, found 2021"},
        {"'nutsCodes': [{'code': 'NO082', 'version': 2024}]", "must be a version of NUTS that has NO082: 2021, found 2024"},
        {"'nutsCodes': [{'code': 'DK02', 'version': 2022}]",
         "must be a version of NUTS, such as 2013, 2016, 2021 or 2024, found 2022"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        call(f, "CreateOrganisation", with_organisation(f, cases[i].members));
        assert_string_equal(description(f, 0), cases[i].description);
    }
}

static void amounts_are_in_currencies(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a");
    given_process(f);
    static const char intention[] = "{'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
                                    " 'level': 'LEVEL_DECLARATION', 'estimatedValue': {'currencyCode': '%s', 'units': 1}}}";
    expect(f, "CreateIntention", format(f, intention, "DKR"),
           "INVALID_ARGUMENT intention.estimated_value.currency_code:UNKNOWN_CODE");
    assert_string_equal(description(f, 0), "must be a currency of ISO 4217, found \"DKR\"; DKK is Danish Krone");
    expect(f, "CreateIntention", format(f, intention, "EURO"), "INVALID_ARGUMENT intention.estimated_value.currency_code:FORMAT");
    expect(f, "CreateIntention", format(f, intention, "DKK"), "OK");
    expect(f, "CreateIntention", format(f, intention, "FIM"), "OK");
}

static void a_day_is_not_a_year(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CheckProcess", "{'name': 'processes/p', 'effectiveDate': '2022'}", "INVALID_ARGUMENT effective_date:FORMAT");
    expect(f, "CheckProcess", "{'name': 'processes/p', 'effectiveDate': '2022-02-31'}",
           "INVALID_ARGUMENT effective_date:IMPOSSIBLE_DATE");
    expect(f, "CheckProcess", "{'name': 'processes/p', 'effectiveDate': '2022-02-28'}", "OK");
}

/* Who holds a value that only one may have, and which value it is. */
static void a_taken_value_is_named(void **state)
{
    static const char identifier[] = "'identifiers': [{'scheme': 'NO-BRC', 'value': '958 935 420'}]";
    static const char membership[] =
        "{'parent': 'partnerships/p', 'membershipId': '%s', 'membership': "
        "{'organisation': 'organisations/a', 'role': 'ROLE_PARTNER', 'startDate': {'date': '2022-04-12'}}}";
    struct fixture *f = *state;
    expect(f, "CreateOrganisation",
           format(f, "{'organisationId': 'oslo', 'organisation': {'title': 'O', 'kind': 'KIND_AGENCY', %s}}", identifier), "OK");
    expect(f, "CreateOrganisation", with_organisation(f, identifier), "ALREADY_EXISTS organisation.identifiers.value:VALUE_TAKEN");
    assert_string_equal(description(f, 0), "organisations/oslo has identifiers.scheme NO-BRC, identifiers.value 958935420 already");

    given_organisations(f, "a");
    given_process(f);
    expect(f, "CreateMembership", format(f, membership, "first"), "OK");
    expect(f, "CreateMembership", format(f, membership, "second"), "ALREADY_EXISTS membership.start_date:VALUE_TAKEN");
    assert_string_equal(description(f, 0),
                        "partnerships/p/memberships/first has parent partnerships/p, organisation organisations/a, "
                        "role ROLE_PARTNER, start_date 2022-04-12 already");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(unknown_codes_are_refused), TEST(known_codes_are_taken), TEST(refusals_help),
        TEST(amounts_are_in_currencies), TEST(a_day_is_not_a_year),   TEST(a_taken_value_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
