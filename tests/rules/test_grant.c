/* Grants: statements that stand side by side, what their contributors leave of them, and what contradicts itself. */
#include "fixture.h"

static const char two_statements[] =
    "{'grantId': 'g', 'grant': {'title': 'G', 'centre': 'centres/c', 'periodKind': 'PERIOD_KIND_YEARLY', 'startDate': {'date': "
    "'2022'},"
    " 'statements': [{'amount': {'currencyCode': 'DKK', 'units': '19600000'}, 'stateDate': {'date': '2021-06'}, 'contributions': ["
    "{'contributor': 'the municipalities', 'amount': {'currencyCode': 'DKK', 'units': '4000000'}},"
    " {'organisation': 'organisations/a', 'amount': {'currencyCode': 'DKK', 'units': '2000000', 'nanos': 500000000}}]},"
    " {'amount': {'currencyCode': 'DKK', 'units': '19900000'}, 'stateDate': {'date': '2022-02'}}]}}";

static void given_centre(struct fixture *f)
{
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'openDate': {'date': '2022'}}}", "OK");
    expect(f, "ActivateCentre", "{'name': 'centres/c'}", "OK");
    given_organisations(f, "a b");
}

static const char *grant(struct fixture *f, const char *members)
{
    return format(f, "{'grant': {'title': 'G', 'centre': 'centres/c', 'periodKind': 'PERIOD_KIND_ONCE', %s}}", members);
}

/* A grant with statements about which nothing else is said. */
static const char *stating(struct fixture *f, const char *statements)
{
    return grant(f, format(f, "'statements': [%s]", statements));
}

static void statements_stand_side_by_side(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    expect_reply(
        f, "CreateGrant", two_statements,
        "{'statements': [{'amount': {'units': '19600000'}, 'remainder': {'currencyCode': 'DKK', 'units': '13599999', 'nanos':"
        " 500000000}}, {'amount': {'units': '19900000'}, 'remainder': null}],"
        " 'lowestAmount': {'currencyCode': 'DKK', 'units': '19600000'},"
        " 'highestAmount': {'currencyCode': 'DKK', 'units': '19900000'}}");
    expect_reply(f, "ListGrants", "{'filter': 'lowest_amount.units < 19700000 AND highest_amount.units > 19700000'}",
                 "{'grants': [{'name': 'grants/g'}]}");
    /* What the registry computes follows a change, and cannot be given. */
    expect_reply(f, "UpdateGrant",
                 "{'grant': {'name': 'grants/g', 'lowestAmount': {'currencyCode': 'DKK', 'units': '1'}, 'statements': [{'amount':"
                 " {'currencyCode': 'DKK', 'units': '5'}, 'remainder': {'currencyCode': 'DKK', 'units': '7'}, 'contributions': ["
                 "{'contributor': 'x', 'amount': {'currencyCode': 'DKK', 'units': '5'}}]}]}}",
                 "{'statements': [{'remainder': {'currencyCode': 'DKK', 'units': null}}], 'lowestAmount': {'units': '5'},"
                 " 'highestAmount': {'units': '5'}}");
}

#define DKK(units) "{'currencyCode': 'DKK', 'units': '" units "'}"

static void contributions_never_exceed_the_amount(void **state)
{
    static const struct {
        const char *contributions;
        const char *violations;
    } cases[] = {
        {"{'contributor': 'x', 'amount': " DKK("60") "}, {'contributor': 'y', 'amount': " DKK("41") "}",
         "grant.statements[0].contributions:SUM"},
        {"{'contributor': 'x', 'amount': {'currencyCode': 'NOK', 'units': '1'}}, {'contributor': 'y', 'amount': " DKK(
             "60") "}, {'contributor': 'z', 'amount': " DKK("41") "}",
         "grant.statements[0].contributions[0].amount.currency_code:CURRENCY grant.statements[0].contributions:SUM"},
        {"{'contributor': 'x', 'amount': " DKK("9223372036854775807") "}, {'contributor': 'y', 'amount': " DKK(
             "9223372036854775807") "}",
         "grant.statements[0].contributions:SUM"}, /* a sum that no number holds */
        {"{'contributor': 'x', 'amount': " DKK("-1") "}", "grant.statements[0].contributions[0].amount.units:NEGATIVE"},
        {"{'contributor': 'x', 'amount': {'currencyCode': 'NOK', 'units': '500'}}",
         "grant.statements[0].contributions[0].amount.currency_code:CURRENCY"},
        {"{'contributor': 'x'}", "grant.statements[0].contributions[0].amount:REQUIRED"},
        {"{'amount': " DKK("1") "}", "grant.statements[0].contributions[0].organisation:REQUIRED"},
        {"{'organisation': 'organisations/a', 'contributor': 'A', 'amount': " DKK("1") "}",
         "grant.statements[0].contributions[0].organisation:EXCLUSIVE"},
        {"{'organisation': 'organisations/a', 'amount': " DKK("1") "}, {'contributor': 'x', 'amount': " DKK(
             "1") "}, {'organisation': 'organisations/a', 'amount': " DKK("2") "}, {'contributor': 'x', 'amount': " DKK("2") "}",
         "grant.statements[0].contributions[2].organisation:DUPLICATE grant.statements[0].contributions[3].contributor:DUPLICATE"},
    };
    struct fixture *f = *state;
    given_centre(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateGrant", stating(f, format(f, "{'amount': " DKK("100") ", 'contributions': [%s]}", cases[i].contributions)),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect_reply(f, "CreateGrant",
                 stating(f, "{'amount': " DKK("100") ", 'contributions': [{'contributor': 'x', 'amount': " DKK("100") "}]}"),
                 "{'statements': [{'remainder': {'currencyCode': 'DKK', 'units': null}}]}");
}

static void wrong_statements_are_refused(void **state)
{
    static const struct {
        const char *statements;
        const char *violations;
    } cases[] = {
        {"", "grant.statements:REQUIRED"},
        {"{'stateDate': {'date': '2022'}}", "grant.statements[0].amount:REQUIRED"},
        {"{'amount': " DKK("-5") "}", "grant.statements[0].amount.units:NEGATIVE"},
        {"{'amount': {'currencyCode': 'kroner', 'units': '5'}}", "grant.statements[0].amount.currency_code:FORMAT"},
        /* The clock stands at 2022-06-01. */
        {"{'amount': " DKK("5") ", 'stateDate': {'date': '2022-06-02'}}", "grant.statements[0].state_date:FUTURE"},
        {"{'amount': " DKK("5") ", 'stateDate': {'date': '2022-02-31'}}", "grant.statements[0].state_date.date:IMPOSSIBLE_DATE"},
        {"{'amount': " DKK("5") "}, {'amount': {'currencyCode': 'EUR', 'units': '1'}}",
         "grant.statements[1].amount.currency_code:CURRENCY"},
        {"{'amount': " DKK("5") "}, {'amount': " DKK("5") "}", "grant.statements[1]:DUPLICATE"},
        {"{'amount': " DKK(
             "5") ", 'stateDate': {'date': '2022-05-01'}, 'provenance': {'sources': ['sources/s', 'sources/t']}},"
                  " {'amount': " DKK(
                      "5") ", 'stateDate': {'earliest': '2022-05-01', 'latest': '2022-05-01'}, 'provenance': {'sources':"
                           " ['sources/t', 'sources/s']}}",
         "grant.statements[1]:DUPLICATE"},
    };
    /* Another date, another source, other words where nothing but words is known, or another amount: another statement. */
    static const char *const apart[] = {
        "{'amount': " DKK("5") ", 'stateDate': {'date': '2022'}}, {'amount': " DKK("5") ", 'stateDate': {'date': '2022-05'}}",
        "{'amount': " DKK("5") ", 'provenance': {'sources': ['sources/s']}}, {'amount': " DKK(
            "5") ", 'provenance': {'sources': ['sources/t']}}",
        "{'amount': " DKK("5") ", 'stateDate': {'stated': 'in spring'}}, {'amount': " DKK(
            "5") ", 'stateDate': {'stated': 'in May'}}",
        "{'amount': " DKK("5") "}, {'amount': {'currencyCode': 'DKK', 'units': '5', 'nanos': 1}}",
    };
    struct fixture *f = *state;
    given_centre(f);
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK");
    expect(f, "CreateSource", "{'sourceId': 't', 'source': {'title': 'T'}}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateGrant", stating(f, cases[i].statements), format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    for (size_t i = 0; i < COUNT(apart); i++)
        expect(f, "CreateGrant", stating(f, apart[i]), "OK");
}

static void a_grant_begins_before_its_end_and_its_centres(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    static const char statement[] = "'statements': [{'amount': " DKK("5") "}]";
    const char *late = grant(f, format(f, "'startDate': {'date': '2022-05'}, %s", statement));
    expect(f, "CreateGrant", grant(f, format(f, "'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}, %s", statement)),
           "INVALID_ARGUMENT grant.end_date:INTERVAL");
    expect(f, "CreateGrant",
           "{'grant': {'title': 'G', 'centre': 'centres/none', 'periodKind': 'PERIOD_KIND_ONCE', 'statements': ["
           "{'amount': " DKK("5") "}]}}",
           "NOT_FOUND grant.centre:REFERENCE_NOT_FOUND");
    expect(f, "CreateGrant", late, "OK");
    const char *name = reply_string(f, "name");
    expect(f, "EndCentre", "{'name': 'centres/c', 'endDate': {'date': '2022-04-30'}}", "OK");
    expect(f, "CreateGrant", late, "INVALID_ARGUMENT grant.start_date:INTERVAL");
    expect(f, "UpdateGrant", format(f, "{'grant': {'name': '%s', 'title': 'H'}}", name),
           "INVALID_ARGUMENT grant.start_date:INTERVAL");
    expect(f, "UpdateGrant", format(f, "{'grant': {'name': '%s', 'startDate': {'date': '2022-04'}}}", name), "OK");
    expect(f, "UpdateGrant", format(f, "{'grant': {'name': '%s', 'startDate': {'date': '2022-05'}}}", name),
           "INVALID_ARGUMENT grant.start_date:INTERVAL");
}

static void an_annulled_grant_is_final(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    expect(f, "CreateGrant", two_statements, "OK");
    /* The centre's end comes to be known only later: that does not keep what was entered in error. */
    expect(f, "UpdateGrant", "{'grant': {'name': 'grants/g', 'startDate': {'date': '2022-05'}}}", "OK");
    expect(f, "EndCentre", "{'name': 'centres/c', 'endDate': {'date': '2022-04'}}", "OK");
    expect_reply(f, "AnnulGrant", "{'name': 'grants/g', 'reason': 'r'}", "{'annulment': {'reason': 'r', 'date': '2022-06-01'}}");
    expect(f, "UpdateGrant", "{'grant': {'name': 'grants/g', 'title': 'H'}}", "FAILED_PRECONDITION grants/g:WRONG_STATE");
    expect(f, "AnnulGrant", "{'name': 'grants/g', 'reason': 'r'}", "FAILED_PRECONDITION grants/g:WRONG_STATE");
    expect(f, "DeleteGrant", "{'name': 'grants/g'}", "FAILED_PRECONDITION grants/g:WRONG_STATE");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(statements_stand_side_by_side), TEST(contributions_never_exceed_the_amount),
        TEST(wrong_statements_are_refused),  TEST(a_grant_begins_before_its_end_and_its_centres),
        TEST(an_annulled_grant_is_final),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
