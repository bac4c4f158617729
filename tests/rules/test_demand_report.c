/* The supplier's question: how much from when, who stands behind it, how firm, over processes, centres and codes. */
#include "fixture.h"
#include "letters.h"

#include "service/rules/demand_scope.h"
#include "wire/date.h"

#include <string.h>

/* An intention confirmed by its organisation's key from 2022-05-01 on. */
static void given_of_level(struct fixture *f, const char *level, const char *id, const char *organisation, const char *process,
                           const char *members)
{
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/%s', 'level':"
                  " 'LEVEL_%s'%s}}",
                  id, organisation, process, level, members),
           "OK");
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
    expect(f, format(f, "ConfirmIntention as %s", organisation),
           format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-05-01'}}", id),
           "OK");
}

static void given(struct fixture *f, const char *id, const char *organisation, const char *process, const char *members)
{
    given_of_level(f, "DECLARATION", id, organisation, process, members);
}

static const char *tonnes(struct fixture *f, const char *value)
{
    return format(f, ", 'quantity': {'value': '%s', 'unitCode': 'TNE'}", value);
}

/* Centres c and d; processes p and q of c (45221000 and 71300000), r of d (45233100). */
static void given_processes(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D', 'openDate': {'date': '2022'}}}", "OK"},
        {"ActivateCentre", "{'name': 'centres/d'}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'cpvCodes': ['45221000']}}", "OK"},
        {"CreateProcess",
         "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m',"
         " 'cpvCodes': ['71300000', '45000000']}}",
         "OK"},
        {"CreateProcess",
         "{'processId': 'r', 'process': {'title': 'R', 'need': 'N', 'centre': 'centres/d', 'processModel': 'processModels/m',"
         " 'cpvCodes': ['45233100-0']}}",
         "OK"},
    };
    given_process(f);
    given_organisations(f, "a b c");
    expect_each(f, calls, COUNT(calls));
}

/* ---- scope --------------------------------------------------------------------------------------------------------------- */

static void what_is_asked_about_is_named(void **state)
{
    static const struct expectation calls[] = {
        {"SummariseDemand", "{}", "INVALID_ARGUMENT process:REQUIRED"},
        {"SummariseDemand", "{'purchaseStartDate': '2027-02-01', 'purchaseEndDate': '2027-01-31'}",
         "INVALID_ARGUMENT process:REQUIRED purchase_end_date:INTERVAL"},
        {"SummariseDemand", "{'process': 'processes/p', 'purchaseStartDate': '2027-02-30', 'cpvCodes': ['4500']}",
         "INVALID_ARGUMENT cpv_codes[0]:FORMAT purchase_start_date:IMPOSSIBLE_DATE"},
        {"SummariseDemand", "{'process': 'processes/p', 'dimensions': ['DEMAND_DIMENSION_UNSPECIFIED']}",
         "INVALID_ARGUMENT dimensions[0]:REQUIRED"},
        {"SummariseDemand", "{'process': 'processes/p', 'dimensions': ['DEMAND_DIMENSION_REGION', 'DEMAND_DIMENSION_REGION']}",
         "INVALID_ARGUMENT dimensions[1]:DUPLICATE"},
        {"SummariseDemand", "{'process': 'processes/none', 'centre': 'centres/c'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"SummariseDemand", "{'centre': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"SummariseDemand", "{'process': 'centres/c'}", "INVALID_ARGUMENT process:FORMAT"},
    };
    struct fixture *f = *state;
    given_processes(f);
    expect_each(f, calls, COUNT(calls));
    expect(f, "SummariseDemand", "{}", "INVALID_ARGUMENT process:REQUIRED");
    assert_string_equal(description(f, 0), "one of process, centre and cpv_codes must be given");
}

static void codes_stand_for_all_below_them(void **state)
{
    static const struct {
        const char *code;
        const char *other;
        bool covers;
    } cases[] = {
        {"45000000", "45221000", true}, {"45000000", "45000000", true},  {"45200000", "45221000", true},
        {"45221000", "45221119", true}, {"45221000", "45222000", false}, {"45221000", "45000000", false},
        {"45221119", "45221119", true}, {"45221119", "45221118", false}, {"45000000", "71300000", false},
        {"30000000", "30200000", true}, {"30000000", "31000000", false}, /* 30 is a division, and 3 is none */
        {"03000000", "03100000", true}, {"03000000", "09000000", false}, {"45000000", "45221000-2", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (hs_cpv_covers(cases[i].code, cases[i].other) != cases[i].covers)
            fail_msg("%s and %s", cases[i].code, cases[i].other);
}

static void demand_is_pooled_over_processes(void **state)
{
    static const struct {
        const char *scope;
        int processes;
        const char *tonnes; /* "" = no line */
        int intentions;
        int organisations;
    } cases[] = {
        {"'process': 'processes/p'", 1, "3", 2, 2},
        {"'centre': 'centres/c'", 2, "7", 3, 2}, /* a stands behind both of its processes and is one */
        {"'centre': 'centres/d'", 1, "8", 1, 1},
        {"'cpvCodes': ['45000000']", 3, "15", 4, 2},
        {"'cpvCodes': ['45200000']", 2, "11", 3, 2},
        {"'cpvCodes': ['45233100', '71000000']", 2, "12", 2, 1},
        {"'cpvCodes': ['45233100', '71000000'], 'centre': 'centres/c'", 1, "4", 1, 1},
        {"'process': 'processes/p', 'centre': 'centres/c', 'cpvCodes': ['45221000']", 1, "3", 2, 2},
        {"'process': 'processes/p', 'centre': 'centres/d'", 0, "", 0, 0},
        {"'cpvCodes': ['98000000']", 0, "", 0, 0},
    };
    struct fixture *f = *state;
    given_processes(f);
    given(f, "pa", "a", "p", tonnes(f, "1"));
    given(f, "pb", "b", "p", tonnes(f, "2"));
    given(f, "qa", "a", "q", tonnes(f, "4"));
    given(f, "ra", "a", "r", tonnes(f, "8"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *line = "";
        if (*cases[i].tonnes)
            line = format(f, "{'certainCount': %d, 'organisationCount': %d, 'certainQuantity': {'value': '%s'}, 'process': ''}",
                          cases[i].intentions, cases[i].organisations, cases[i].tonnes);
        expect_reply(f, "SummariseDemand", format(f, "{%s}", cases[i].scope),
                     format(f, "{'lines': [%s], 'processCount': %d, 'declaringOrganisationCount': %d}", line, cases[i].processes,
                            cases[i].organisations));
    }
    expect_reply(f, "SummariseDemand", "{'centre': 'centres/c', 'dimensions': ['DEMAND_DIMENSION_PROCESS']}",
                 "{'process': '', 'lines': [{'process': 'processes/p', 'possibleCount': 2},"
                 " {'process': 'processes/q', 'possibleCount': 1}]}");
}

/* ---- when ---------------------------------------------------------------------------------------------------------------- */

static void the_window_is_certain_only_where_all_of_the_period_is_in_it(void **state)
{
    static const struct {
        const char *period;   /* members of the intention */
        const char *window;   /* members of the request */
        const char *expected; /* certain and possible */
    } cases[] = {
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}", "", "1 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}",
         ", 'purchaseStartDate': '2027-03-01', 'purchaseEndDate': '2027-05-31'", "1 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}",
         ", 'purchaseStartDate': '2027-03-02', 'purchaseEndDate': '2027-05-31'", "0 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}",
         ", 'purchaseStartDate': '2027-03-01', 'purchaseEndDate': '2027-05-30'", "0 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}", ", 'purchaseStartDate': '2027-05-31'",
         "0 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}", ", 'purchaseStartDate': '2027-06-01'",
         "0 0"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}", ", 'purchaseEndDate': '2027-03-01'",
         "0 1"},
        {"'purchaseStartDate': {'date': '2027-03'}, 'purchaseEndDate': {'date': '2027-05'}", ", 'purchaseEndDate': '2027-02-28'",
         "0 0"},
        /* How much from 2027? What begins then, however long it goes on, and what has begun and may be left. */
        {"'purchaseStartDate': {'date': '2027'}", ", 'purchaseStartDate': '2027-01-01'", "1 1"},
        {"'purchaseStartDate': {'date': '2026'}", ", 'purchaseStartDate': '2027-01-01'", "0 1"},
        {"'purchaseStartDate': {'date': '2027'}", ", 'purchaseStartDate': '2027-01-01', 'purchaseEndDate': '2027-12-31'", "0 1"},
        {"'purchaseStartDate': {'date': '2028'}", ", 'purchaseStartDate': '2027-01-01', 'purchaseEndDate': '2027-12-31'", "0 0"},
        {"'purchaseEndDate': {'date': '2027'}", ", 'purchaseEndDate': '2027-12-31'", "1 1"},
        {"'purchaseEndDate': {'date': '2027'}", ", 'purchaseStartDate': '2027-01-01'", "0 1"},
        {"'purchaseStartDate': {'earliest': '2026-12-31', 'latest': '2027-06'}", ", 'purchaseStartDate': '2027-01-01'", "0 1"},
        {"'purchaseStartDate': {'stated': 'soon'}", ", 'purchaseStartDate': '2027-01-01'", "0 1"},
        {"'requirement': 'no dates at all'", ", 'purchaseStartDate': '2027-01-01'", "0 1"},
        {"'requirement': 'no dates at all'", "", "1 1"},
    };
    struct fixture *f = *state;
    given_processes(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = format(f, "i%zu", i);
        given(f, id, "a", "p", format(f, "%s, %s", tonnes(f, "2"), cases[i].period));
        bool possible = cases[i].expected[2] == '1';
        const char *line = format(f,
                                  "{'certainCount': %c, 'possibleCount': 1, 'certainQuantity': {'value': '%c'}, 'possibleQuantity':"
                                  " {'value': '2'}}",
                                  cases[i].expected[0], cases[i].expected[0] == '1' ? '2' : '0');
        expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p'%s}", cases[i].window),
                     format(f, "{'lines': [%s], 'declaringOrganisationCount': %d}", possible ? line : "", possible));
        expect(f, "AnnulIntention", format(f, "{'name': 'intentions/%s', 'reason': 'r'}", id), "OK");
    }
}

static void what_lies_outside_the_window_is_not_counted_at_all(void **state)
{
    struct fixture *f = *state;
    given_processes(f);
    given(f, "w", "a", "p", ", 'purchaseEndDate': {'date': '2026'}");
    expect(f, "WithdrawIntention", "{'name': 'intentions/w', 'reason': 'r', 'date': {'date': '2022-05-02'}}", "OK");
    given(f, "h", "b", "p", ", 'purchaseEndDate': {'date': '2026'}, 'visibility': 'VISIBILITY_PARTNERS'");
    given_key(f, "reader", "READER", "");
    expect_reply(f, "SummariseDemand as reader", "{'process': 'processes/p'}", "{'withdrawnCount': 1, 'hiddenCount': 1}");
    expect_reply(f, "SummariseDemand as reader", "{'process': 'processes/p', 'purchaseStartDate': '2027-01-01'}",
                 "{'withdrawnCount': 0, 'hiddenCount': 0}");
}

static void the_quarter_is_named_where_it_is_certain(void **state)
{
    static const struct {
        const char *date;
        const char *quarter;
    } cases[] = {
        {"{'date': '2027-01-01'}", "2027-Q1"},
        {"{'date': '2027-03-31'}", "2027-Q1"},
        {"{'date': '2027-04-01'}", "2027-Q2"},
        {"{'date': '2027-06'}", "2027-Q2"},
        {"{'date': '2027-07'}", "2027-Q3"},
        {"{'date': '2027-12-31'}", "2027-Q4"},
        {"{'earliest': '2027-10', 'latest': '2027-12'}", "2027-Q4"},
        {"{'earliest': '2027-09-30', 'latest': '2027-10-01'}", ""},
        {"{'earliest': '2026-11', 'latest': '2027-11'}", ""},
        {"{'date': '2027'}", ""},
        {"{'earliest': '2027-01'}", ""},
        {"{'latest': '2027-01'}", ""},
        {"{'stated': 'at Easter'}", ""},
        {"null", ""},
    };
    struct fixture *f = *state;
    given_processes(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = format(f, "i%zu", i);
        given(f, id, "a", "p", format(f, ", 'purchaseStartDate': %s", cases[i].date));
        expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'dimensions': ['DEMAND_DIMENSION_QUARTER']}",
                     format(f, "{'lines': [{'quarter': '%s', 'possibleCount': 1}]}", cases[i].quarter));
        expect(f, "AnnulIntention", format(f, "{'name': 'intentions/%s', 'reason': 'r'}", id), "OK");
    }
    /* What is not known comes last. */
    given(f, "y", "a", "p", "");
    given(f, "x", "a", "p", ", 'purchaseStartDate': {'date': '2027-05'}");
    given(f, "z", "b", "p", ", 'purchaseStartDate': {'date': '2027-02'}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'dimensions': ['DEMAND_DIMENSION_QUARTER']}",
                 "{'lines': [{'quarter': '2027-Q1'}, {'quarter': '2027-Q2'}, {'quarter': ''}]}");
}

/* ---- who, where ---------------------------------------------------------------------------------------------------------- */

static void lines_are_told_apart_by_who_and_where(void **state)
{
    struct fixture *f = *state;
    given_processes(f);
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'regionCode': 'DK'}}", "OK");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/b', 'regionCode': 'NO'}}", "OK");
    given(f, "i1", "a", "p", tonnes(f, "1"));
    given(f, "i2", "a", "q", tonnes(f, "2"));
    given(f, "i3", "b", "p", tonnes(f, "4"));
    given(f, "i4", "c", "p", tonnes(f, "8"));
    given(f, "i5", "c", "p", "");
    expect_reply(f, "SummariseDemand", "{'centre': 'centres/c', 'dimensions': ['DEMAND_DIMENSION_REGION']}",
                 "{'lines': [{'regionCode': 'DK', 'possibleQuantity': {'value': '3'}, 'organisation': ''}, {'regionCode': 'NO',"
                 " 'possibleQuantity': {'value': '4'}}, {'regionCode': '', 'unitCode': '', 'unquantifiedCount': 1,"
                 " 'possibleQuantity': null}, {'regionCode': '', 'unquantifiedCount': 0, 'possibleQuantity': {'value': '8'}}],"
                 " 'unquantifiedCount': 1}");
    expect_reply(f, "SummariseDemand",
                 "{'centre': 'centres/c', 'dimensions': ['DEMAND_DIMENSION_ORGANISATION', 'DEMAND_DIMENSION_PROCESS']}",
                 "{'lines': [{'process': 'processes/p', 'organisation': 'organisations/a', 'possibleQuantity': {'value': '1'}},"
                 " {'process': 'processes/p', 'organisation': 'organisations/b', 'possibleQuantity': {'value': '4'}},"
                 " {'process': 'processes/p', 'organisation': 'organisations/c', 'unitCode': ''},"
                 " {'process': 'processes/p', 'organisation': 'organisations/c', 'possibleQuantity': {'value': '8'}},"
                 " {'process': 'processes/q', 'organisation': 'organisations/a', 'possibleQuantity': {'value': '2'}}]}");
}

/* R7: a body that was merged is one, and from its succession on its successor stands behind what it declared. */
static void no_body_counts_twice(void **state)
{
    static const char by_body[] = "{'process': 'processes/p', 'effectiveDate': '%s', 'dimensions':"
                                  " ['DEMAND_DIMENSION_ORGANISATION', 'DEMAND_DIMENSION_REGION']}";
    struct fixture *f = *state;
    given_processes(f);
    given_organisations(f, "old new");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/new', 'regionCode': 'DK'}}", "OK");
    given(f, "i1", "a", "p", tonnes(f, "1"));
    given(f, "i2", "b", "p", tonnes(f, "2"));
    given(f, "i3", "old", "p", tonnes(f, "4"));
    given(f, "i4", "new", "p", tonnes(f, "8"));
    const char *before = next_second(f);
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect(f, "SucceedOrganisation",
           "{'name': 'organisations/old', 'date': {'date': '2022-05-20'}, 'successors': [{'organisation': 'organisations/new',"
           " 'kind': 'SUCCESSION_KIND_MERGED'}]}",
           "OK");
    expect_reply(f, "SummariseDemand", format(f, by_body, "2022-05-19"),
                 "{'lines': [{'organisation': 'organisations/new', 'regionCode': 'DK', 'possibleQuantity': {'value': '8'}},"
                 " {'organisation': 'organisations/a', 'possibleQuantity': {'value': '3'}, 'possibleCount': 2,"
                 " 'organisationCount': 1}, {'organisation': 'organisations/old', 'possibleQuantity': {'value': '4'}}],"
                 " 'declaringOrganisationCount': 3}");
    expect_reply(f, "SummariseDemand", format(f, by_body, "2022-05-20"),
                 "{'lines': [{'organisation': 'organisations/new', 'regionCode': 'DK', 'possibleQuantity': {'value': '12'},"
                 " 'organisationCount': 1}, {'organisation': 'organisations/a', 'possibleQuantity': {'value': '3'}}],"
                 " 'declaringOrganisationCount': 2}");
    expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'readTime': '%s'}", before),
                 "{'lines': [{'organisationCount': 4}], 'declaringOrganisationCount': 4}");
}

/* ---- how firm ------------------------------------------------------------------------------------------------------------ */

static void given_letter(struct fixture *f, const char *letter, const char *binding, const char *organisation)
{
    expect(
        f, "CreateInstrument",
        format(f,
               "{'instrumentId': '%s', 'instrument': {'title': 'Letter', 'kind': 'KIND_LETTER_OF_INTENT', 'binding': 'BINDING_%s',"
               " 'centre': 'centres/c', 'texts': [{'languageCode': 'en', 'text': 'We intend to buy.'}]}}",
               letter, binding),
        "OK");
    expect(f, "OpenInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-03-01'}}", letter), "OK");
    given_signed(f, letter, organisation, "2022-04-01", false);
    expect(f, "ActivateInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-04-02'}}", letter), "OK");
}

static void lines_are_told_apart_by_what_binds(void **state)
{
    static const char by_binding[] = "{'process': 'processes/p', 'dimensions': ['DEMAND_DIMENSION_BINDING']}";
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_letter(f, "hard", "BINDING", "a");
    given_letter(f, "soft", "NON_BINDING", "a");
    given_letter(f, "vague", "UNKNOWN", "a");
    given(f, "i1", "a", "p", format(f, "%s, 'signatures': ['instruments/soft/signatures/a']", tonnes(f, "1")));
    given(f, "i2", "a", "p",
          format(f, "%s, 'signatures': ['instruments/soft/signatures/a', 'instruments/hard/signatures/a']", tonnes(f, "2")));
    given(f, "i3", "a", "p", format(f, "%s, 'signatures': ['instruments/vague/signatures/a']", tonnes(f, "4")));
    given(f, "i4", "b", "p", tonnes(f, "8"));
    expect_reply(f, "SummariseDemand", by_binding,
                 "{'lines': [{'binding': 'BINDING_BINDING', 'possibleQuantity': {'value': '2'}},"
                 " {'binding': 'BINDING_NON_BINDING', 'possibleQuantity': {'value': '1'}},"
                 " {'binding': 'BINDING_UNKNOWN', 'possibleQuantity': {'value': '4'}},"
                 " {'binding': '', 'possibleQuantity': {'value': '8'}}]}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}", "{'lines': [{'possibleQuantity': {'value': '15'}}]}");
}

/* R2: until the date for reaffirming they count apart, afterwards not. */
static void what_waits_to_be_reaffirmed_is_said(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "letter");
    given_signed(f, "letter", "b", "2022-04-03", true);
    given_signed(f, "letter", "c", "2022-04-03", true);
    given_revised(f, "letter");
    given_reaffirmed(f, "letter", "c", "2022-05-10");
    set_day(f, "2022-07-01");
    static const char line[] =
        "{'lines': [{'certainCount': %d, 'unreaffirmedCount': %d}], 'unreaffirmedCount': %d, 'lapsedCount': %d}";
    static const char asked[] = "{'process': 'processes/p', 'effectiveDate': '%s'}";
    expect_reply(f, "SummariseDemand", format(f, asked, "2022-04-30"), format(f, line, 2, 0, 0, 0));
    expect_reply(f, "SummariseDemand", format(f, asked, "2022-05-09"), format(f, line, 2, 2, 2, 0));
    expect_reply(f, "SummariseDemand", format(f, asked, "2022-05-31"),
                 "{'lines': [{'certainCount': 1, 'unreaffirmedCount': 0}, {'certainCount': 1, 'unreaffirmedCount': 1}],"
                 " 'unreaffirmedCount': 1, 'lapsedCount': 0}");
    expect_reply(f, "SummariseDemand", format(f, asked, "2022-06-01"), format(f, line, 1, 0, 0, 1));
}

/* ---- what is left -------------------------------------------------------------------------------------------------------- */

static void buy(struct fixture *f, const char *id, const char *value, const char *date)
{
    expect(f, "CreatePurchase",
           format(f,
                  "{'purchaseId': '%s', 'purchase': {'title': 'B', 'buyers': ['organisations/a'], 'process': 'processes/p',"
                  " 'fulfilments': [{'intention': 'intentions/i', 'quantity': {'value': '%s', 'unitCode': 'TNE'}}]}}",
                  id, value),
           "OK");
    expect(f, "AwardPurchase", format(f, "{'name': 'purchases/%s', 'date': %s}", id, date), "OK");
}

static void what_was_bought_is_taken_off(void **state)
{
    static const struct {
        const char *day;
        const char *left; /* certain and possible */
    } cases[] = {
        {"2022-05-09", "103 103"}, {"2022-05-10", "73 73"}, /* 30 on the day */
        {"2022-05-31", "73 73"},   {"2022-06-01", "53 73"}, /* 20 some day in June */
        {"2022-06-30", "53 53"},   {"2022-07-01", "3 3"},   /* the last 50 */
    };
    struct fixture *f = *state;
    given_processes(f);
    given_of_level(f, "COMMITMENT", "i", "a", "p", tonnes(f, "100"));
    given_of_level(f, "COMMITMENT", "k", "b", "p", tonnes(f, "3"));
    given(f, "u", "b", "p", "");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-05-02'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-05-03'}}", "OK");
    set_day(f, "2022-08-01");
    buy(f, "b1", "30", "{'date': '2022-05-10'}");
    const char *one = next_second(f);
    buy(f, "b2", "20", "{'date': '2022-06'}");
    buy(f, "b3", "50", "{'date': '2022-07-01'}");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *space = strchr(cases[i].left, ' ');
        expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'effectiveDate': '%s'}", cases[i].day),
                     format(f,
                            "{'lines': [{'certainQuantity': {'value': '103'}, 'possibleQuantity': {'value': '103'},"
                            " 'certainRemainingQuantity': {'value': '%.*s', 'unitCode': 'TNE'}, 'possibleRemainingQuantity':"
                            " {'value': '%s', 'unitCode': 'TNE'}}, {'unitCode': '', 'certainRemainingQuantity': null}]}",
                            (int)(space - cases[i].left), cases[i].left, space + 1));
    }
    /* As the registry knew it, only the first had been bought. */
    expect_reply(f, "SummariseDemand", format(f, "{'process': 'processes/p', 'readTime': '%s'}", one),
                 "{'lines': [{'certainRemainingQuantity': {'value': '73'}}, {}]}");
    /* A purchase that was not, after all, bought nothing. */
    expect(f, "AnnulPurchase", "{'name': 'purchases/b1', 'reason': 'r'}", "OK");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p'}",
                 "{'lines': [{'certainRemainingQuantity': {'value': '33'}}, {}]}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_asked_about_is_named),
        cmocka_unit_test(codes_stand_for_all_below_them),
        TEST(demand_is_pooled_over_processes),
        TEST(the_window_is_certain_only_where_all_of_the_period_is_in_it),
        TEST(what_lies_outside_the_window_is_not_counted_at_all),
        TEST(the_quarter_is_named_where_it_is_certain),
        TEST(lines_are_told_apart_by_who_and_where),
        TEST(no_body_counts_twice),
        TEST(lines_are_told_apart_by_what_binds),
        TEST(what_waits_to_be_reaffirmed_is_said),
        TEST(what_was_bought_is_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
