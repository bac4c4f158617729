/* Adoptions: from stage to stage, forward freely and back with a reason. */
#include "fixture.h"

static void given_adoption(struct fixture *f)
{
    given_organisations(f, "a b");
    expect_reply(f, "CreateAdoption",
                 "{'adoptionId': 'd', 'adoption': {'title': 'D', 'adopter': 'organisations/a', 'practice': 'P', 'origin':"
                 " 'organisations/b', 'stage': 'STAGE_ADOPTED', 'stageRuns': [{'stage': 'STAGE_ADOPTED'}]}}",
                 "{'stage': 'STAGE_EXPLORING', 'stageRuns': []}");
}

static const char *advance(struct fixture *f, const char *stage, const char *members)
{
    return format(f, "{'name': 'adoptions/d', 'stage': 'STAGE_%s'%s%s}", stage, *members ? ", " : "", members);
}

static void wrong_adoptions_are_refused(void **state)
{
    static const struct expectation calls[] = {
        {"CreateAdoption", "{'adoption': {'title': 'D', 'practice': 'P'}}", "INVALID_ARGUMENT adoption.adopter:REQUIRED"},
        {"CreateAdoption", "{'adoption': {'title': 'D', 'regionCode': 'DK'}}", "INVALID_ARGUMENT adoption.practice:REQUIRED"},
        {"CreateAdoption",
         "{'adoption': {'title': 'D', 'practice': 'P', 'adopter': 'organisations/a', 'origin': 'organisations/a'}}",
         "INVALID_ARGUMENT adoption.origin:SELF"},
        {"CreateAdoption", "{'adoption': {'title': 'D', 'practice': 'P', 'adopter': 'processes/p'}}",
         "INVALID_ARGUMENT adoption.adopter:FORMAT"},
        {"CreateAdoption", "{'adoption': {'title': 'D', 'practice': 'P', 'adopter': 'organisations/none'}}",
         "NOT_FOUND adoption.adopter:REFERENCE_NOT_FOUND"},
        {"CreateAdoption", "{'adoption': {'title': 'D', 'practice': 'P', 'adopter': 'organisations/a', 'regionCode': 'DK'}}", "OK"},
        {"CreateAdoption", "{'adoption': {'title': 'D', 'practice': 'P', 'regionCode': 'DK'}}", "OK"},
    };
    struct fixture *f = *state;
    given_organisations(f, "a");
    expect_each(f, calls, COUNT(calls));
}

static void stages_go_forward_freely(void **state)
{
    struct fixture *f = *state;
    given_adoption(f);
    expect(f, "AdvanceAdoption", advance(f, "ABANDONED", ""), "FAILED_PRECONDITION adoptions/d:WRONG_STATE");
    assert_string_equal(description(f, 0), "adoptions/d is exploring; AdvanceAdoption needs it to be adopted");
    assert_string_equal(suppliers(f, 0), "whoever may edit it, by AdvanceAdoption to rejected");
    expect(f, "AdvanceAdoption", advance(f, "EXPLORING", "'date': {'date': '2022-01'}"), "OK");
    expect(f, "AdvanceAdoption", advance(f, "EXPLORING", ""), "FAILED_PRECONDITION adoptions/d:WRONG_STATE");
    expect(f, "AdvanceAdoption", advance(f, "ADOPTED", "'date': {'date': '2021'}"), "INVALID_ARGUMENT date:INTERVAL");
    expect(f, "AdvanceAdoption", advance(f, "ADOPTED", "'date': {'date': '2022-06-02'}"), "INVALID_ARGUMENT date:FUTURE");
    expect_reply(f, "AdvanceAdoption", advance(f, "ADOPTED", ""),
                 "{'stage': 'STAGE_ADOPTED', 'stageRuns': [{'stage': 'STAGE_EXPLORING', 'date': {'date': '2022-01'}},"
                 " {'stage': 'STAGE_ADOPTED', 'date': {'date': '2022-06-01'}}]}");
    expect(f, "AdvanceAdoption", advance(f, "ABANDONED", "'reason': 'r'"), "OK");
    expect_reply(f, "ListAdoptions", "{'filter': 'stage = STAGE_ABANDONED'}", "{'adoptions': [{'name': 'adoptions/d'}]}");
}

static void going_back_needs_a_reason(void **state)
{
    static const char *const backwards[][2] = {{"ADOPTED", "EXPLORING"},
                                               {"DECIDING", "EXPLORING"},
                                               {"ADOPTED", "REJECTED"},
                                               {"REJECTED", "ADOPTED"},
                                               {"REJECTED", "DECIDING"}};
    struct fixture *f = *state;
    given_adoption(f);
    keep_registry(f);
    for (size_t i = 0; i < COUNT(backwards); i++) {
        expect(f, "AdvanceAdoption", advance(f, backwards[i][0], "'date': {'date': '2022-05'}"), "OK");
        expect(f, "AdvanceAdoption", advance(f, backwards[i][1], ""), "INVALID_ARGUMENT reason:REQUIRED");
        expect(f, "AdvanceAdoption", advance(f, backwards[i][1], "'date': {'date': '2022-04'}"),
               "INVALID_ARGUMENT date:INTERVAL reason:REQUIRED");
        expect(f, "AdvanceAdoption", advance(f, backwards[i][1], "'reason': 'r'"), "OK");
        restore_registry(f);
    }
    expect(f, "AdvanceAdoption", advance(f, "REJECTED", ""), "OK");
    expect(f, "AdvanceAdoption", advance(f, "ABANDONED", "'reason': 'r'"), "FAILED_PRECONDITION adoptions/d:WRONG_STATE");
}

static void what_was_decided_is_not_deleted(void **state)
{
    struct fixture *f = *state;
    given_adoption(f);
    expect(f, "AdvanceAdoption", advance(f, "DECIDING", ""), "OK");
    expect(f, "DeleteAdoption", "{'name': 'adoptions/d'}", "FAILED_PRECONDITION adoptions/d:WRONG_STATE");
    expect(f, "AnnulAdoption", "{'name': 'adoptions/d', 'reason': 'r'}", "OK");
    expect(f, "AdvanceAdoption", advance(f, "ADOPTED", ""), "FAILED_PRECONDITION adoptions/d:WRONG_STATE");
    expect(f, "CreateAdoption", "{'adoptionId': 'e', 'adoption': {'title': 'E', 'practice': 'P', 'regionCode': 'DK'}}", "OK");
    expect(f, "DeleteAdoption", "{'name': 'adoptions/e'}", "OK");
}

static void imported_runs_follow_each_other(void **state)
{
    static const struct {
        const char *runs;
        const char *violations;
    } cases[] = {
        {"{'stage': 'STAGE_ADOPTED', 'date': {'date': '2022'}}", ""},
        {"{'stage': 'STAGE_ABANDONED'}", "stage_runs[0].stage:WRONG_STATE"},
        {"{'stage': 'STAGE_ADOPTED'}, {'stage': 'STAGE_ADOPTED'}", "stage_runs[1].stage:WRONG_STATE stage_runs[1].reason:REQUIRED"},
        {"{'stage': 'STAGE_ADOPTED', 'date': {'date': '2022'}}, {'stage': 'STAGE_DECIDING', 'date': {'date': '2021'}}",
         "stage_runs[1].reason:REQUIRED stage_runs[1].date:INTERVAL"},
        {"{'stage': 'STAGE_EXPLORING', 'date': {'date': '2030'}}", "stage_runs[0].date:FUTURE"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(f, "StartImport", "{}", "OK");
        const char *import = reply_string(f, "name");
        expect(
            f, "AppendImport",
            format(
                f,
                "{'name': '%s', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Adoption', 'name': 'adoptions/d', 'title':"
                " 'D', 'practice': 'P', 'regionCode': 'DK', 'stageRuns': [%s]}}]}",
                import, cases[i].runs),
            "OK");
        expect(f, "CommitImport", format(f, "{'name': '%s'}", import),
               *cases[i].violations ? format(f, "INVALID_ARGUMENT %s", cases[i].violations) : "OK");
    }
    expect_reply(f, "GetAdoption", "{'name': 'adoptions/d'}", "{'stage': 'STAGE_ADOPTED'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(wrong_adoptions_are_refused),     TEST(stages_go_forward_freely),        TEST(going_back_needs_a_reason),
        TEST(what_was_decided_is_not_deleted), TEST(imported_runs_follow_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
