/* What the rules ask of an import: invariants of states, not guards of transitions; what is left out is completed, the same each
 * time. */
#include "fixture.h"

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

#define CENTRE(members) "{'@type': 'hensigt.v1.Centre', 'name': 'centres/c', 'title': 'C'" members "}"
#define ORGANISATION(id) "{'@type': 'hensigt.v1.Organisation', 'name': 'organisations/" id "', 'title': 'O', 'kind': 'KIND_REGION'}"
#define MODEL(state)                                                                                                               \
    "{'@type': 'hensigt.v1.ProcessModel', 'name': 'processModels/m', 'title': 'M', 'state': '" state "', 'steps': ["               \
    "{'step': 'a', 'title': 'A'}, {'step': 'b', 'title': 'B', 'firstPurchase': true}]}"
#define PROCESS(members)                                                                                                           \
    "{'@type': 'hensigt.v1.Process', 'name': 'processes/p', 'title': 'P', 'need': 'N', 'centre': 'centres/c',"                     \
    " 'processModel': 'processModels/m'" members "}"
#define PARTNERSHIP                                                                                                                \
    "{'@type': 'hensigt.v1.Partnership', 'name': 'partnerships/p', 'title': 'P', 'subject': 'processes/p', 'kind': "               \
    "'KIND_PROCESS'}"
#define MEMBERSHIP(members)                                                                                                        \
    "{'@type': 'hensigt.v1.Membership', 'name': 'partnerships/p/memberships/m', 'organisation': 'organisations/a'" members "}"
#define INTENTION(members)                                                                                                         \
    "{'@type': 'hensigt.v1.Intention', 'name': 'intentions/i', 'organisation': 'organisations/a', 'process': 'processes/p',"       \
    " 'level': 'LEVEL_COMMITMENT'" members "}"
#define EVENT                                                                                                                      \
    "{'@type': 'hensigt.v1.Event', 'name': 'events/e', 'title': 'E', 'kind': 'KIND_SUMMIT', 'dates': [{'date': {'date': "          \
    "'2022-05'}}]}"
#define BY_KEY "'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-05-01'}}"

static const char *const base[] = {CENTRE(", 'openDate': {'date': '2020'}"), MODEL("STATE_PUBLISHED"), PROCESS(""), PARTNERSHIP,
                                   ORGANISATION("a")};

static void given_base(struct fixture *f)
{
    assert_string_equal(import(f, base, COUNT(base)), "OK");
}

static void invariants_hold_in_imports(void **state)
{
    static const struct {
        const char *line;
        const char *outcome;
    } cases[] = {
        {CENTRE(", 'state': 'STATE_ACTIVE'"), "INVALID_ARGUMENT open_date:REQUIRED"},
        {CENTRE(", 'state': 'STATE_ENDED'"), "INVALID_ARGUMENT end_date:REQUIRED"},
        {CENTRE(", 'state': 'STATE_MERGED', 'endDate': {'date': '2021'}"), "INVALID_ARGUMENT merge_centre:REQUIRED"},
        {CENTRE(", 'state': 'STATE_MERGED', 'endDate': {'date': '2021'}, 'mergeCentre': 'centres/c'"),
         "INVALID_ARGUMENT merge_centre:SELF"},
        {CENTRE(", 'state': 'STATE_PLANNED', 'mergeCentre': 'centres/d'"),
         "INVALID_ARGUMENT merge_centre:WRONG_STATE merge_centre:REFERENCE_NOT_FOUND"},
        {"{'@type': 'hensigt.v1.Organisation', 'name': 'organisations/b', 'title': 'B', 'kind': 'KIND_REGION', 'state': "
         "'STATE_ENDED'}",
         "INVALID_ARGUMENT end_date:REQUIRED"},
        {"{'@type': 'hensigt.v1.ProcessModel', 'name': 'processModels/x', 'title': 'X', 'state': 'STATE_PUBLISHED', 'steps': ["
         "{'step': 'a', 'title': 'A'}]}",
         "INVALID_ARGUMENT steps:TOO_FEW_ITEMS steps:FIRST_PURCHASE"},
        {PROCESS(", 'state': 'STATE_OPEN'"), "INVALID_ARGUMENT step_runs:REQUIRED"},
        {PROCESS(", 'state': 'STATE_OPEN', 'stepRuns': [{'step': 'x', 'state': 'STEP_STATE_RUNNING'}]"),
         "INVALID_ARGUMENT step_runs[0].step:UNKNOWN_STEP"},
        {PROCESS(", 'state': 'STATE_OPEN', 'stepRuns': [{'step': 'a', 'state': 'STEP_STATE_RUNNING'},"
                 " {'step': 'b', 'state': 'STEP_STATE_COMPLETED'}]"),
         "INVALID_ARGUMENT step_runs[0].state:WRONG_STATE step_runs[1].state:WRONG_STATE"},
        {PROCESS(", 'state': 'STATE_COMPLETED', 'stepRuns': [{'step': 'a', 'state': 'STEP_STATE_COMPLETED', 'startDate': {'date': "
                 "'2022'}},"
                 " {'step': 'b', 'state': 'STEP_STATE_COMPLETED', 'startDate': {'date': '2021'}}]"),
         "INVALID_ARGUMENT step_runs[1].start_date:INTERVAL"},
        {INTENTION(", 'state': 'STATE_CONFIRMED'"), "INVALID_ARGUMENT confirmation:REQUIRED"},
        {INTENTION(", 'state': 'STATE_DRAFT', " BY_KEY), "INVALID_ARGUMENT confirmation:WRONG_STATE"},
        {INTENTION(", 'state': 'STATE_WITHDRAWN', " BY_KEY), "INVALID_ARGUMENT withdrawal:REQUIRED"},
        {INTENTION(", 'state': 'STATE_CONFIRMED', 'withdrawal': {'date': {'date': '2022-06'}, 'reason': 'r'}, " BY_KEY),
         "INVALID_ARGUMENT withdrawal:WRONG_STATE"},
        {INTENTION(", 'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022-04'}, 'reason': 'r'}, " BY_KEY),
         "INVALID_ARGUMENT withdrawal.date:INTERVAL"},
        {INTENTION(", 'state': 'STATE_REJECTED'"), "INVALID_ARGUMENT reject_reason:REQUIRED"},
        {INTENTION(", 'state': 'STATE_ANNULLED'"), "INVALID_ARGUMENT annulment:REQUIRED"},
        {INTENTION(", 'state': 'STATE_SUBMITTED', 'annulment': {'reason': 'r'}"), "INVALID_ARGUMENT annulment:WRONG_STATE"},
        {INTENTION(", 'state': 'STATE_CONFIRMED', 'confirmation': {'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT',"
                   " 'date': {'date': '2022'}}"),
         "INVALID_ARGUMENT confirmation.source:REQUIRED"},
        {INTENTION(", 'state': 'STATE_CONFIRMED', 'fulfilledQuantity': {'value': '1', 'unitCode': 'TNE'}, " BY_KEY),
         "INVALID_ARGUMENT fulfilled_quantity.unit_code:UNIT fulfilled_quantity:FULFILMENTS"},
    };
    struct fixture *f = *state;
    given_base(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *outcome = import(f, &cases[i].line, 1);
        if (strcmp(outcome, cases[i].outcome) != 0)
            fail_msg("%s\nexpected %s\nfound    %s", cases[i].line, cases[i].outcome, outcome);
    }
    expect(f, "GetIntention", "{'name': 'intentions/i'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'state': 'STATE_ACTIVE'}");
}

static void guards_are_not_asked(void **state)
{
    static const char *const lines[] = {
        CENTRE(", 'state': 'STATE_ENDED', 'openDate': {'date': '2018'}, 'endDate': {'date': '2024-09-30'}"),
        PROCESS(", 'state': 'STATE_CANCELLED', 'cancelReason': 'r', 'endDate': {'date': '2022'}"),
        MEMBERSHIP(", 'role': 'ROLE_PARTNER', 'startDate': {'date': '2020'}, 'endDate': {'date': '2021'}"),
        INTENTION(", 'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022-06'}, 'reason': 'r'}, " BY_KEY),
    };
    struct fixture *f = *state;
    given_base(f);
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'state': 'STATE_ENDED'}");
    expect_reply(f, "GetMembership", "{'name': 'partnerships/p/memberships/m'}", "{'state': 'STATE_ENDED'}");
    expect_reply(f, "GetIntention", "{'name': 'intentions/i'}", "{'state': 'STATE_WITHDRAWN', 'revision': 1}");
}

static void a_process_follows_a_published_model(void **state)
{
    /* In whatever order the lines stand. */
    static const char *const lines[] = {PROCESS(""), MODEL("STATE_DRAFT"), CENTRE(", 'openDate': {'date': '2020'}")};
    struct fixture *f = *state;
    assert_string_equal(import(f, lines, COUNT(lines)), "INVALID_ARGUMENT process_model:NOT_PUBLISHED");
    assert_string_equal(import(f, base, COUNT(base)), "OK");
}

/* The rule holds whichever of the two comes last, and looks at the day of the confirmation too. */
static void a_supporter_cannot_hold_an_intention(void **state)
{
    static const char intention[] = INTENTION(", 'state': 'STATE_CONFIRMED', " BY_KEY);
    static const char supporter[] = MEMBERSHIP(", 'role': 'ROLE_SUPPORTER', 'startDate': {'date': '2022-04'}");
    static const char was_supporter[] =
        MEMBERSHIP(", 'role': 'ROLE_SUPPORTER', 'startDate': {'date': '2022-04'}, 'endDate': {'date': '2022-05-02'}");
    static const char is_supporter[] = MEMBERSHIP(", 'role': 'ROLE_SUPPORTER', 'startDate': {'date': '2022-05-15'}");
    static const char before[] =
        MEMBERSHIP(", 'role': 'ROLE_SUPPORTER', 'startDate': {'date': '2021'}, 'endDate': {'date': '2022-04'}");
    static const struct {
        const char *lines[2];
        const char *outcome;
    } cases[] = {
        {{intention, supporter}, "INVALID_ARGUMENT organisation:SUPPORTER role:SUPPORTER"},
        {{supporter, intention}, "INVALID_ARGUMENT role:SUPPORTER organisation:SUPPORTER"},
        {{was_supporter, intention}, "INVALID_ARGUMENT role:SUPPORTER organisation:SUPPORTER"},
        {{is_supporter, intention}, "INVALID_ARGUMENT role:SUPPORTER organisation:SUPPORTER"},
        {{before, intention}, "OK"},
    };
    struct fixture *f = *state;
    given_base(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(import(f, cases[i].lines, 2), cases[i].outcome);
}

/* Though what stands on a line itself is found before what the others make wrong. */
static void what_is_wrong_is_told_by_line(void **state)
{
    static const char *const lines[] = {
        CENTRE(", 'organisation': 'organisations/none'"),
        "{'@type': 'hensigt.v1.Organisation', 'name': 'organisations/b', 'title': 'B'}",
        PROCESS(", 'state': 'STATE_OPEN'"),
        CENTRE(""),
    };
    struct fixture *f = *state;
    assert_string_equal(import(f, lines, COUNT(lines)),
                        "INVALID_ARGUMENT organisation:REFERENCE_NOT_FOUND kind:REQUIRED step_runs:REQUIRED"
                        " process_model:REFERENCE_NOT_FOUND name:DUPLICATE");
}

/* A second import of the same lines, a day later, changes nothing. */
static void what_is_left_out_is_completed_the_same_each_time(void **state)
{
    static const char *const lines[] = {
        CENTRE(", 'openDate': {'date': '2020'}"),
        ORGANISATION("a"),
        MEMBERSHIP(", 'role': 'ROLE_PARTNER'"),
        INTENTION(", 'state': 'STATE_CONFIRMED', " BY_KEY),
        EVENT,
    };
    struct fixture *f = *state;
    given_base(f);
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    expect_reply(f, "GetIntention", "{'name': 'intentions/i'}",
                 "{'visibility': 'VISIBILITY_PUBLIC', 'confirmation': {'confirmer': 'owner', 'revision': 1}}");
    expect_reply(f, "GetEvent", "{'name': 'events/e'}", "{'startDate': {'date': '2022-05'}}");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'state': 'STATE_ACTIVE'}");
    set_day(f, "2022-06-02");
    assert_string_equal(import(f, lines, COUNT(lines)), "OK");
    expect_reply(f, "ListRevisions", "{'name': 'intentions/i'}", "{'revisions': [{'imported': true}]}");
}

/* A line that leaves the state out does not take back what happened since. */
static void what_happened_since_stays(void **state)
{
    struct fixture *f = *state;
    given_base(f);
    expect(f, "OpenProcess", "{'name': 'processes/p'}", "OK");
    assert_string_equal(import(f, base, COUNT(base)), "OK");
    expect_reply(f, "GetProcess", "{'name': 'processes/p'}", "{'state': 'STATE_OPEN', 'currentStep': 'a'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(invariants_hold_in_imports),          TEST(guards_are_not_asked),
        TEST(a_process_follows_a_published_model), TEST(a_supporter_cannot_hold_an_intention),
        TEST(what_is_wrong_is_told_by_line),       TEST(what_is_left_out_is_completed_the_same_each_time),
        TEST(what_happened_since_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
