/* Centres side by side: what is known, what is planned, what is known to be missing, and the gaps. */
#include "fixture.h"

#include <jansson.h>
#include <string.h>

static const char any_day[] = "2022-06-01";

/* The cell of a point and centre of the last reply as one text: "GAP", "KNOWN a|b", "KNOWN 2-3 a|b". */
static const char *cell(struct fixture *f, const char *point, size_t centre)
{
    json_t *reply = json_loads(reply_text(f), 0, NULL);
    json_t *row;
    size_t i;
    const char *text = "no such point";
    json_array_foreach(json_object_get(reply, "points"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "point")), point) != 0)
            continue;
        const json_t *found = json_array_get(json_object_get(row, "cells"), centre);
        const json_t *texts = json_object_get(found, "texts");
        text = format(f, "%s", json_string_value(json_object_get(found, "state")) + strlen("CELL_STATE_"));
        if (json_object_get(found, "possibleCount"))
            text = format(f, "%s %d-%d", text, (int)json_integer_value(json_object_get(found, "certainCount")),
                          (int)json_integer_value(json_object_get(found, "possibleCount")));
        for (size_t k = 0; k < json_array_size(texts); k++)
            text = format(f, "%s%c%s", text, k == 0 ? ' ' : '|', json_string_value(json_array_get(texts, k)));
    }
    json_decref(reply);
    return text;
}

static void compare(struct fixture *f, const char *day)
{
    expect(f, "CompareCentres", format(f, "{'names': ['centres/coi', 'centres/co-pi'], 'effectiveDate': '%s'}", day), "OK");
}

static void given_centres(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateOrganisation",
         "{'organisationId': 'kl', 'organisation': {'title': 'KL', 'kind': 'KIND_ASSOCIATION', 'datedTitles': ["
         "{'title': 'Kommunernes Landsforening', 'startDate': {'date': '1970'}, 'endDate': {'date': '2021-12-31'}}]}}",
         "OK"},
        {"CreateOrganisation", "{'organisationId': 'dr', 'organisation': {'title': 'Danske Regioner', 'kind': 'KIND_ASSOCIATION'}}",
         "OK"},
        {"CreateCentre",
         "{'centreId': 'coi', 'centre': {'title': 'COI', 'regionCode': 'DK', 'openDate': {'date': '2014'},"
         " 'offices': [{'kind': 'OFFICE_KIND_DIRECTOR', 'person': 'Pia Gjellerup', 'startDate': {'date': '2014'}}],"
         " 'offers': [{'kind': 'OFFER_KIND_MATCHMAKING', 'availability': 'AVAILABILITY_OFFERED', 'startDate': {'date': '2014'}},"
         " {'kind': 'OFFER_KIND_MATCHMAKING', 'availability': 'AVAILABILITY_NOT_OFFERED', 'description': 'not before 2014'}]}}",
         "OK"},
        {"ActivateCentre", "{'name': 'centres/coi'}", "OK"},
        {"CreateCentre",
         "{'centreId': 'co-pi', 'centre': {'title': 'CO-PI', 'decideDate': {'date': '2021-05'}, 'openDate': {'date': '2022-02-04'},"
         " 'offices': [{'kind': 'OFFICE_KIND_BOARD_CHAIR', 'person': 'Lone Ank', 'title': 'direktør', 'organisation': "
         "'organisations/dr',"
         " 'startDate': {'date': '2022-02'}}, {'kind': 'OFFICE_KIND_BOARD_MEMBER', 'person': 'Morten Jung',"
         " 'startDate': {'date': '2022-02-04'}}],"
         " 'focusAreas': [{'title': 'Velfærd', 'startDate': {'date': '2022-02-04'}}],"
         " 'offers': [{'kind': 'OFFER_KIND_FINANCING', 'availability': 'AVAILABILITY_NOT_OFFERED', 'startDate': {'date': '2022'}},"
         " {'kind': 'OFFER_KIND_MEASURING', 'availability': 'AVAILABILITY_PLANNED', 'description': 'as in Finland',"
         " 'startDate': {'date': '2022-02'}}]}}",
         "OK"},
        {"ActivateCentre", "{'name': 'centres/co-pi'}", "OK"},
        {"MergeCentre", "{'name': 'centres/coi', 'targetCentre': 'centres/co-pi', 'endDate': {'date': '2021-12-31'}}", "OK"},
        {"CreatePartnership",
         "{'partnershipId': 'owners', 'partnership': {'title': 'O', 'subject': 'centres/co-pi', 'kind': 'KIND_OWNERSHIP'}}", "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/owners', 'membership': {'organisation': 'organisations/kl', 'role': 'ROLE_OWNER',"
         " 'startDate': {'date': '2021-05'}}}",
         "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/owners', 'membership': {'organisation': 'organisations/dr', 'role': 'ROLE_OWNER',"
         " 'startDate': {'date': '2022'}}}",
         "OK"},
        {"CreateMembership",
         "{'parent': 'partnerships/owners', 'membership': {'organisation': 'organisations/dr', 'role': 'ROLE_PARTNER',"
         " 'startDate': {'date': '2022-02'}}}",
         "OK"},
    };
    expect_each(f, calls, COUNT(calls));
}

static void nothing_to_compare(void **state)
{
    struct fixture *f = *state;
    expect_reply(f, "CompareCentres", "{}", "{'centres': [], 'titles': []}");
    expect(f, "CompareCentres", "{'names': ['centres/none']}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "CompareCentres", "{'names': ['organisations/a']}", "INVALID_ARGUMENT names[0]:FORMAT");
}

static void centres_side_by_side(void **state)
{
    static const struct {
        const char *point;
        const char *coi;
        const char *co_pi;
    } cases[] = {
        {"state", "KNOWN merged into CO-PI", "KNOWN active"},
        {"country", "KNOWN DK", "GAP"},
        {"owners", "GAP", "KNOWN 1-2 Danske Regioner (possibly)|KL"},
        {"founders", "GAP", "GAP"},
        {"co-funding-partners", "GAP", "GAP"},
        {"decided", "GAP", "KNOWN 2021-05"},
        {"established", "GAP", "GAP"},
        {"opened", "KNOWN 2014", "KNOWN 2022-02-04"},
        {"ended", "KNOWN 2021-12-31", "ABSENT"},
        {"predecessors", "GAP", "KNOWN 1-1 COI"},
        {"director", "KNOWN 1-1 Pia Gjellerup", "GAP"},
        {"board", "GAP", "KNOWN 2-2 Lone Ank, direktør, Danske Regioner (board chair)|Morten Jung"},
        {"focus-areas", "GAP", "KNOWN 1-1 Velfærd"},
        {"offer-financing", "GAP", "ABSENT"},
        {"offer-measuring", "GAP", "PLANNED as in Finland"},
        {"offer-matchmaking", "KNOWN", "GAP"},
        {"offer-export", "no such point", "no such point"},
        {"partners", "GAP", "KNOWN 1-1 1"},
        {"processes", "GAP", "GAP"},
    };
    struct fixture *f = *state;
    given_centres(f);
    compare(f, any_day);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(cell(f, cases[i].point, 0), cases[i].coi);
        assert_string_equal(cell(f, cases[i].point, 1), cases[i].co_pi);
    }
    expect_reply(f, "CompareCentres", "{}", "{'centres': ['centres/co-pi', 'centres/coi'], 'titles': ['CO-PI', 'COI']}");
}

/* What is true on a day, not what is known to have come later. */
static void centres_on_a_day(void **state)
{
    static const struct {
        const char *day;
        const char *point;
        const char *coi;
        const char *co_pi;
    } cases[] = {
        {"2013-12-31", "state", "KNOWN planned", "ABSENT not yet decided"},
        {"2014-06-01", "state", "KNOWN planned or active", "ABSENT not yet decided"},
        {"2021-05-15", "state", "KNOWN active", "KNOWN planned"},
        {"2021-12-31", "state", "KNOWN active", "KNOWN planned"}, /* the last day */
        {"2022-01-01", "state", "KNOWN merged into CO-PI", "KNOWN planned"},
        {"2021-06-01", "opened", "KNOWN 2014", "PLANNED 2022-02-04"},
        {"2021-06-01", "ended", "PLANNED 2021-12-31", "ABSENT"},
        {"2021-06-01", "predecessors", "GAP", "GAP"},
        {"2021-05-15", "owners", "GAP", "KNOWN 0-1 Kommunernes Landsforening (possibly)"},
        {"2021-06-01", "owners", "GAP", "KNOWN 1-1 Kommunernes Landsforening"},
        {"2022-02-15", "board", "GAP", "KNOWN 1-2 Lone Ank, direktør, Danske Regioner (board chair) (possibly)|Morten Jung"},
        {"2022-02-15", "partners", "GAP", "KNOWN 0-1 0 to 1"},
        {"2021-06-01", "offer-financing", "GAP", "GAP"},
    };
    struct fixture *f = *state;
    given_centres(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        compare(f, cases[i].day);
        assert_string_equal(cell(f, cases[i].point, 0), cases[i].coi);
        assert_string_equal(cell(f, cases[i].point, 1), cases[i].co_pi);
    }
}

/* What is known to have ended is missing; only what was never known is a gap. */
static void what_is_over_is_no_gap(void **state)
{
    static const struct {
        const char *day;
        const char *point;
        const char *cell;
    } cases[] = {
        {"2024-09-01", "founders", "KNOWN 2-2 a|b"},
        {"2024-10-01", "founders", "ABSENT a (until 2024-09-30)|b (until 2024-09)"},
        {"2024-09-15", "founders", "KNOWN 1-2 a|b (possibly)"},
        {"2017-12-31", "founders", "GAP"},
        {"2024-10-01", "owners", "KNOWN 1-1 a"}, /* b's ownership is over, and a's is there */
        {"2024-10-01", "director", "ABSENT P, t (until 2020)"},
        {"2024-10-01", "focus-areas", "ABSENT F (until 2020)"},
        {"2024-10-01", "offer-measuring", "ABSENT a survey (until 2020)"},
        {"2024-10-01", "offer-guidance", "ABSENT offered (until 2020)"},
        {"2019-01-01", "offer-measuring", "KNOWN a survey"},
        {"2024-10-01", "offer-export", "GAP"}, /* what was not offered then says nothing of now */
    };
    static const char member[] = "{'parent': 'partnerships/k', 'membershipId': '%s', 'membership': {'organisation': "
                                 "'organisations/%s', 'role': 'ROLE_%s', 'startDate':"
                                 " {'date': '2018-01-01'}%s}}";
    struct fixture *f = *state;
    set_day(f, "2025-01-01");
    given_organisations(f, "a b");
    expect(f, "CreateCentre",
           "{'centreId': 'k', 'centre': {'title': 'K', 'offices': [{'kind': 'OFFICE_KIND_DIRECTOR', 'person': 'P', 'title': 't',"
           " 'startDate': {'date': '2018'}, 'endDate': {'date': '2020'}}],"
           " 'focusAreas': [{'title': 'F', 'startDate': {'date': '2018'}, 'endDate': {'date': '2020'}}],"
           " 'offers': [{'kind': 'OFFER_KIND_MEASURING', 'availability': 'AVAILABILITY_OFFERED', 'description': 'a survey',"
           " 'startDate': {'date': '2018'}, 'endDate': {'date': '2020'}},"
           " {'kind': 'OFFER_KIND_GUIDANCE', 'availability': 'AVAILABILITY_OFFERED', 'endDate': {'date': '2020'}},"
           " {'kind': 'OFFER_KIND_EXPORT', 'availability': 'AVAILABILITY_NOT_OFFERED', 'endDate': {'date': '2020'}}]}}",
           "OK");
    expect(f, "CreatePartnership",
           "{'partnershipId': 'k', 'partnership': {'title': 'K', 'subject': 'centres/k', 'kind': 'KIND_OWNERSHIP'}}", "OK");
    expect(f, "CreateMembership", format(f, member, "a-founder", "a", "FOUNDING_MEMBER", ", 'endDate': {'date': '2024-09-30'}"),
           "OK");
    expect(f, "CreateMembership", format(f, member, "b-founder", "b", "FOUNDING_MEMBER", ", 'endDate': {'date': '2024-09'}"), "OK");
    expect(f, "CreateMembership", format(f, member, "a-owner", "a", "OWNER", ""), "OK");
    expect(f, "CreateMembership", format(f, member, "b-owner", "b", "OWNER", ", 'endDate': {'date': '2020'}"), "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(f, "CompareCentres", format(f, "{'effectiveDate': '%s'}", cases[i].day), "OK");
        assert_string_equal(cell(f, cases[i].point, 0), cases[i].cell);
    }
}

static void processes_of_a_centre(void **state)
{
    static const struct {
        const char *day;
        const char *processes;
    } cases[] = {
        {"2022-01-31", "GAP"},
        {"2022-02-01", "KNOWN 1-1 1 open"},
        {"2022-04-30", "KNOWN 1-1 1 open"},
        {"2022-05-01", "KNOWN 1-1 1 cancelled"},
        {"2022-06-01", "KNOWN 2-2 1 draft|1 cancelled"},
    };
    struct fixture *f = *state;
    given_process(f);
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'r', 'date': {'date': '2022-05-01'}}", "OK");
    expect(f, "CreateProcess", "{'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m'}}",
           "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(f, "CompareCentres", format(f, "{'effectiveDate': '%s'}", cases[i].day), "OK");
        assert_string_equal(cell(f, "processes", 0), cases[i].processes);
    }
}

static void partners_of_a_centre_are_those_of_its_processes_too(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b");
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "NEED_OWNER");
    given_member(f, "b", "PARTNER");
    given_member(f, "a", "SUPPORTER");
    expect(f, "CreatePartnership",
           "{'partnershipId': 'c', 'partnership': {'title': 'C', 'subject': 'centres/c', 'kind': 'KIND_COOPERATION'}}", "OK");
    expect(f, "CreateMembership",
           "{'parent': 'partnerships/c', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_PARTNER',"
           " 'startDate': {'date': '2022-05'}}}",
           "OK");
    expect(f, "CompareCentres", "{'effectiveDate': '2021-12-31'}", "OK");
    assert_string_equal(cell(f, "partners", 0), "GAP");
    expect(f, "CompareCentres", "{}", "OK");
    assert_string_equal(cell(f, "partners", 0), "KNOWN 2-2 2"); /* each once */
}

static void centres_as_known_at_a_moment(void **state)
{
    struct fixture *f = *state;
    const char *before = next_second(f);
    given_process(f);
    const char *then = next_second(f);
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'regionCode': 'NO', 'title': 'D'}}", "OK");
    expect(f, "CompareCentres", "{}", "OK");
    assert_string_equal(cell(f, "country", 0), "KNOWN NO");
    expect_reply(f, "CompareCentres", format(f, "{'readTime': '%s'}", then),
                 format(f, "{'titles': ['C'], 'readTime': '%s'}", then));
    assert_string_equal(cell(f, "country", 0), "GAP");
    expect_reply(f, "CompareCentres", format(f, "{'readTime': '%s'}", before), "{'centres': []}");
    expect(f, "CompareCentres", format(f, "{'names': ['centres/c'], 'readTime': '%s'}", before), "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void more_centres_than_are_compared(void **state)
{
    enum { MOST = 20 };
    struct fixture *f = *state;
    for (int i = 0; i < MOST; i++)
        expect(f, "CreateCentre", "{'centre': {'title': 'C'}}", "OK");
    expect(f, "CompareCentres", "{}", "OK");
    expect(f, "CreateCentre", "{'centre': {'title': 'C'}}", "OK");
    expect(f, "CompareCentres", "{}", "INVALID_ARGUMENT names:TOO_MANY_ITEMS");
}

/* What a centre was paid, what is claimed of it, and what spread from it; by the day on which it was stated. */
static void figures_stand_as_they_were_stated(void **state)
{
    struct fixture *f = *state;
    static const struct expectation calls[] = {
        {"CreateGrant",
         "{'grantId': 'g', 'grant': {'title': 'G', 'centre': 'centres/co-pi', 'periodKind': 'PERIOD_KIND_YEARLY',"
         " 'startDate': {'date': '2022'}, 'statements': ["
         "{'amount': {'currencyCode': 'DKK', 'units': '19600000'}, 'stateDate': {'date': '2021-06-10'}},"
         "{'amount': {'currencyCode': 'DKK', 'units': '19900000', 'nanos': 500000000}, 'stateDate': {'date': '2022-02-05'}}]}}",
         "OK"},
        {"CreateMetricClaim",
         "{'metricClaimId': 's', 'metricClaim': {'subject': 'centres/co-pi', 'metric': 'savings', 'value': '1234.5',"
         " 'currencyCode': 'DKK', 'comparison': 'COMPARISON_MORE_THAN', 'nature': 'NATURE_ESTIMATED',"
         " 'periodKind': 'PERIOD_KIND_ACCUMULATED', 'endDate': {'date': '2022-02'}, 'stateDate': {'date': '2022-03'}}}",
         "OK"},
        {"CreateMetricClaim",
         "{'metricClaimId': 'o', 'metricClaim': {'subject': 'centres/co-pi', 'metric': 'visitors', 'value': '12', 'unitCode': "
         "'C62',"
         " 'comparison': 'COMPARISON_EXACTLY', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE',"
         " 'endDate': {'date': '2022-02'}}}",
         "OK"},
        {"CreateMetricClaim",
         "{'metricClaimId': 'wrong', 'metricClaim': {'subject': 'centres/co-pi', 'metric': 'adopters', 'value': '12',"
         " 'unitCode': 'C62', 'comparison': 'COMPARISON_EXACTLY', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE',"
         " 'endDate': {'date': '2022-02'}}}",
         "OK"},
        {"AnnulMetricClaim", "{'name': 'metricClaims/wrong', 'reason': 'of another centre'}", "OK"},
    };
    given_centres(f);
    expect_each(f, calls, COUNT(calls));
    compare(f, "2022-06-01");
    assert_string_equal(cell(f, "funding", 1),
                        "KNOWN 19 600 000 DKK a year (stated 2021-06-10)|19 900 000.5 DKK a year (stated 2022-02-05)");
    assert_string_equal(cell(f, "savings", 1), "KNOWN more than 1 234.5 DKK (estimated) (2022-03)");
    assert_string_equal(cell(f, "other-claims", 1), "KNOWN visitors: 12 (2022-02)");
    assert_string_equal(cell(f, "adopters", 1), "GAP");
    assert_string_equal(cell(f, "funding", 0), "GAP");
    compare(f, "2021-12-01");
    assert_string_equal(cell(f, "funding", 1), "PLANNED 19 600 000 DKK a year (stated 2021-06-10)");
    assert_string_equal(cell(f, "savings", 1), "GAP");
}

static void given_saving(struct fixture *f, const char *id, const char *amount, const char *period, const char *awarded)
{
    expect(f, "CreatePurchase",
           format(f,
                  "{'purchaseId': '%s', 'purchase': {'title': 'P', 'buyers': ['organisations/a'], 'process': 'processes/p',"
                  " 'savings': {'amount': {%s}, 'periodKind': 'PERIOD_KIND_%s'}}}",
                  id, amount, period),
           "OK");
    if (*awarded)
        expect(f, "AwardPurchase", format(f, "{'name': 'purchases/%s', 'date': {'date': '%s'}}", id, awarded), "OK");
}

static void compare_on(struct fixture *f, const char *day)
{
    expect(f, "CompareCentres", format(f, "{'names': ['centres/c'], 'effectiveDate': '%s'}", day), "OK");
}

/* What the registry knows was bought stands beside what is claimed, and is never added to it. */
static void what_was_bought_stands_beside_the_claims(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "one", "a", "COMMITMENT", "2021");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2021-03'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-01'}}", "OK");
    given_saving(f, "planned", "'currencyCode': 'DKK', 'units': '5000'", "YEARLY", "");
    compare_on(f, "2022-05-31");
    assert_string_equal(cell(f, "savings", 0), "GAP");
    assert_string_equal(cell(f, "procurements-assisted", 0), "GAP");
    given_saving(f, "u", "'currencyCode': 'DKK', 'units': '1000'", "YEARLY", "2022-02");
    compare_on(f, "2022-05-31");
    assert_string_equal(cell(f, "procurements-assisted", 0), "KNOWN 1 purchase in the registry");
    given_saving(f, "v", "'currencyCode': 'DKK', 'units': '234'", "YEARLY", "2022-03");
    given_saving(f, "w", "'currencyCode': 'DKK', 'units': '7'", "ONCE", "2022-03-31");
    given_saving(f, "x", "'currencyCode': 'EUR', 'units': '1'", "ACCUMULATED", "2022-03-31");
    given_saving(f, "taken-back", "'currencyCode': 'EUR', 'units': '90'", "ONCE", "2022-03-31");
    given_saving(f, "error", "'currencyCode': 'DKK', 'units': '900'", "YEARLY", "2022-03-31");
    expect(f, "CancelPurchase", "{'name': 'purchases/taken-back', 'date': {'date': '2022-04-30'}, 'reason': 'r'}", "OK");
    expect(f, "AnnulPurchase", "{'name': 'purchases/error', 'reason': 'r'}", "OK");
    compare_on(f, "2022-05-31");
    assert_string_equal(cell(f, "procurements-assisted", 0), "KNOWN 4 purchases in the registry");
    assert_string_equal(cell(f, "savings", 0), "KNOWN 1 234 DKK a year (2 purchases in the registry)"
                                               "|7 DKK (1 purchase in the registry)|1 EUR in all (1 purchase in the registry)");
    /* In the middle of the month in which one was awarded. */
    compare_on(f, "2022-03-15");
    assert_string_equal(cell(f, "procurements-assisted", 0), "KNOWN 1 to 2 purchases in the registry");
    assert_string_equal(cell(f, "savings", 0), "KNOWN 1 000 DKK to 1 234 DKK a year (1 to 2 purchases in the registry)");
    compare_on(f, "2022-04-15");
    assert_string_equal(cell(f, "procurements-assisted", 0), "KNOWN 5 purchases in the registry");
    compare_on(f, "2022-02-15");
    assert_string_equal(cell(f, "procurements-assisted", 0), "KNOWN up to 1 purchase in the registry");
    assert_string_equal(cell(f, "savings", 0), "KNOWN up to 1 000 DKK a year (up to 1 purchase in the registry)");
    compare_on(f, "2022-01-31");
    assert_string_equal(cell(f, "savings", 0), "GAP");
    expect(f, "CreateMetricClaim",
           "{'metricClaim': {'subject': 'centres/c', 'metric': 'savings', 'value': '1234', 'currencyCode': 'DKK',"
           " 'comparison': 'COMPARISON_EXACTLY', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_YEARLY',"
           " 'endDate': {'date': '2022-02'}}}",
           "OK");
    compare_on(f, "2022-02-28");
    assert_string_equal(cell(f, "savings", 0), "KNOWN 1 234 DKK (2022-02)|1 000 DKK a year (1 purchase in the registry)");
}

static void savings_that_cannot_be_summed_exactly_are_refused(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "one", "a", "COMMITMENT", "2021");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2021-03'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-01'}}", "OK");
    given_saving(f, "u", "'currencyCode': 'DKK', 'units': '9223372036854775807'", "ONCE", "2022-02-01");
    given_saving(f, "v", "'currencyCode': 'DKK', 'units': '9223372036854775807'", "ONCE", "2022-02-01");
    expect(f, "CompareCentres", "{'names': ['centres/c']}", "OUT_OF_RANGE SUM_TOO_LARGE");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_compare),
        TEST(centres_side_by_side),
        TEST(centres_on_a_day),
        TEST(what_is_over_is_no_gap),
        TEST(processes_of_a_centre),
        TEST(partners_of_a_centre_are_those_of_its_processes_too),
        TEST(centres_as_known_at_a_moment),
        TEST(more_centres_than_are_compared),
        cmocka_unit_test_setup_teardown(figures_stand_as_they_were_stated, fixture_setup, fixture_teardown),
        TEST(what_was_bought_stands_beside_the_claims),
        TEST(savings_that_cannot_be_summed_exactly_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
