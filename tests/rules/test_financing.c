/* Financing schemes and their awards: shares that fit together, and awards that fit the shares. */
#include "fixture.h"

#define NOK(units) "{'currencyCode': 'NOK', 'units': '" units "'}"

static void shares_fit_together(void **state)
{
    static const struct {
        const char *members;
        const char *violations;
    } cases[] = {
        {"'shares': [{'maximumPercentage': '50'}]", "financing_scheme.shares[0].organisation:REQUIRED"},
        {"'shares': [{'organisation': 'organisations/a', 'payer': 'A'}]", "financing_scheme.shares[0].organisation:EXCLUSIVE"},
        {"'shares': [{'payer': 'A', 'minimumPercentage': '-1', 'maximumPercentage': '100.1'}]",
         "financing_scheme.shares[0].maximum_percentage:TOO_LARGE financing_scheme.shares[0].minimum_percentage:NEGATIVE"},
        {"'shares': [{'payer': 'A', 'minimumPercentage': '50.5', 'maximumPercentage': '50'}]",
         "financing_scheme.shares[0].minimum_percentage:INTERVAL"},
        {"'shares': [{'payer': 'A', 'minimumPercentage': '60', 'costBase': 'x'}, {'payer': 'B', 'minimumPercentage': '40.1',"
         " 'costBase': 'x'}]",
         "financing_scheme.shares:SUM"},
        {"'shares': [{'payer': 'A', 'costBase': 'x'}, {'payer': 'A', 'costBase': 'x'}]", "financing_scheme.shares[1]:DUPLICATE"},
        {"'shares': [{'payer': 'A', 'cap': " NOK("-5") "}]", "financing_scheme.shares[0].cap.units:NEGATIVE"},
        {"'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}", "financing_scheme.end_date:INTERVAL"},
        {"'providers': ['organisations/a', 'organisations/a']", "financing_scheme.providers[1]:DUPLICATE"},
        {"'address': 'klimasats'", "financing_scheme.address:FORMAT"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateFinancingScheme", format(f, "{'financingScheme': {'title': 'S', %s}}", cases[i].members),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    /* Shares of different bases are not added, and one payer may pay of both. */
    expect(f, "CreateFinancingScheme",
           "{'financingScheme': {'title': 'S', 'shares': [{'payer': 'A', 'minimumPercentage': '60', 'costBase': 'x'},"
           " {'payer': 'A', 'minimumPercentage': '60', 'maximumPercentage': '60', 'costBase': 'y'},"
           " {'payer': 'B', 'minimumPercentage': '40', 'costBase': 'x'}]}}",
           "OK");
}

/* Two of three payers have an upper limit; the customer pays the rest. */
static void given_scheme(struct fixture *f)
{
    given_organisations(f, "a");
    expect(f, "CreateFinancingScheme",
           "{'financingSchemeId': 's', 'financingScheme': {'title': 'S', 'startDate': {'date': '2020'}, 'endDate': {'date':"
           " '2022-03'}, 'shares': [{'payer': 'one', 'maximumPercentage': '40', 'cap': " NOK(
               "500") "},"
                      " {'payer': 'other', 'maximumPercentage': '33.3'}, {'payer': 'the customer', 'minimumPercentage': '20'}]}}",
           "OK");
}

static const char *award(struct fixture *f, const char *members)
{
    return format(f, "{'parent': 'financingSchemes/s', 'award': {'recipient': 'organisations/a', %s}}", members);
}

static void awards_fit_a_share(void **state)
{
    static const struct {
        const char *members;
        const char *outcome;
    } cases[] = {
        {"'amount': " NOK("400") ", 'costBase': " NOK("1000"), "OK"},
        {"'amount': " NOK("401") ", 'costBase': " NOK("1000"), "INVALID_ARGUMENT award.amount:SHARE"},
        /* Above the cap of the one share, within the other. */
        {"'amount': " NOK("999") ", 'costBase': " NOK("3000"), "OK"},
        {"'amount': " NOK("1000") ", 'costBase': " NOK("3000"), "INVALID_ARGUMENT award.amount:SHARE award.amount:CAP"},
        /* Another currency than the cap's is compared with its own costs only. */
        {"'amount': {'currencyCode': 'EUR', 'units': '4000'}, 'costBase': {'currencyCode': 'EUR', 'units': '10000'}", "OK"},
        {"'amount': " NOK("400"), "OK"},
        {"'costBase': " NOK("400"), "OK"},
        {"'amount': " NOK("11") ", 'costBase': " NOK("10"), "INVALID_ARGUMENT award.amount:TOO_LARGE award.amount:SHARE"},
        {"'amount': " NOK("11") ", 'costBase': {'currencyCode': 'EUR', 'units': '10'}",
         "INVALID_ARGUMENT award.cost_base.currency_code:CURRENCY"},
        {"'amount': " NOK("-1") ", 'costBase': " NOK("-1"),
         "INVALID_ARGUMENT award.amount.units:NEGATIVE award.cost_base.units:NEGATIVE"},
        {"'awardDate': {'date': '2019-12'}", "INVALID_ARGUMENT award.award_date:INTERVAL"},
        {"'awardDate': {'date': '2022-04-01'}", "INVALID_ARGUMENT award.award_date:INTERVAL"},
        {"'awardDate': {'date': '2022'}", "OK"},
        {"'awardDate': {'date': '2022-06-02'}", "INVALID_ARGUMENT award.award_date:FUTURE award.award_date:INTERVAL"},
    };
    struct fixture *f = *state;
    given_scheme(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateAward", award(f, cases[i].members), cases[i].outcome);
    expect(f, "CreateAward", "{'parent': 'financingSchemes/s', 'award': {'recipient': 'organisations/none'}}",
           "NOT_FOUND award.recipient:REFERENCE_NOT_FOUND");
    expect(f, "CreateAward", "{'parent': 'financingSchemes/none', 'award': {'recipient': 'organisations/a'}}",
           "NOT_FOUND parent:REFERENCE_NOT_FOUND");
    expect(f, "CreateAward", "{'parent': 'financingSchemes/s', 'award': {'recipient': 'centres/c'}}",
           "INVALID_ARGUMENT award.recipient:FORMAT");
}

static void an_award_stands_when_the_terms_change(void **state)
{
    struct fixture *f = *state;
    given_scheme(f);
    expect(f, "CreateAward",
           "{'parent': 'financingSchemes/s', 'awardId': 'w', 'award': {'recipient': 'organisations/a', 'amount': " NOK(
               "400") ","
                      " 'costBase': " NOK("1000") "}}",
           "OK");
    expect(f, "UpdateFinancingScheme",
           "{'financingScheme': {'name': 'financingSchemes/s', 'shares': [{'payer': 'one', 'maximumPercentage': '10'}]}}", "OK");
    expect(f, "UpdateAward", "{'award': {'name': 'financingSchemes/s/awards/w', 'purpose': 'P'}}", "OK");
    expect(f, "UpdateAward", "{'award': {'name': 'financingSchemes/s/awards/w', 'amount': " NOK("399") "}}",
           "INVALID_ARGUMENT award.amount:SHARE");
    expect(f, "UpdateAward", "{'award': {'name': 'financingSchemes/s/awards/w', 'recipient': 'processes/p'}}",
           "INVALID_ARGUMENT award.recipient:IMMUTABLE");
}

static void what_never_was_awards_nothing(void **state)
{
    static const struct expectation calls[] = {
        {"CreateAward", "{'parent': 'financingSchemes/s', 'awardId': 'w', 'award': {'recipient': 'organisations/a'}}", "OK"},
        {"AnnulFinancingScheme", "{'name': 'financingSchemes/s', 'reason': 'r'}",
         "FAILED_PRECONDITION financingSchemes/s/awards/w:AWARD_STANDS"},
        {"DeleteFinancingScheme", "{'name': 'financingSchemes/s'}", "FAILED_PRECONDITION financingSchemes/s/awards/w:REFERRED_TO"},
        {"AnnulAward", "{'name': 'financingSchemes/s/awards/w', 'reason': 'r'}", "OK"},
        {"AnnulFinancingScheme", "{'name': 'financingSchemes/s', 'reason': 'r'}", "OK"},
        {"CreateAward", "{'parent': 'financingSchemes/s', 'award': {'recipient': 'organisations/a'}}",
         "FAILED_PRECONDITION financingSchemes/s:WRONG_STATE"},
    };
    struct fixture *f = *state;
    given_scheme(f);
    expect_each(f, calls, COUNT(calls));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(shares_fit_together),
        TEST(awards_fit_a_share),
        TEST(an_award_stands_when_the_terms_change),
        TEST(what_never_was_awards_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
