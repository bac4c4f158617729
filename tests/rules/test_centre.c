/* Centres: from planned to active to merged or ended, and what follows what. */
#include "fixture.h"

static void create(struct fixture *f, const char *id, const char *members)
{
    expect(f, "CreateCentre", format(f, "{'centreId': '%s', 'centre': {'title': '%s'%s}}", id, id, members), "OK");
}

static void create_active(struct fixture *f, const char *id)
{
    create(f, id, ", 'openDate': {'date': '2020'}");
    expect(f, "ActivateCentre", format(f, "{'name': 'centres/%s'}", id), "OK");
}

static void a_centre_begins_as_planned(void **state)
{
    struct fixture *f = *state;
    expect_reply(f, "CreateCentre", "{'centre': {'title': 'C', 'state': 'STATE_ACTIVE', 'mergeCentre': 'centres/x'}}",
                 "{'state': 'STATE_PLANNED', 'mergeCentre': ''}");
}

static void activating_needs_a_day_of_opening(void **state)
{
    struct fixture *f = *state;
    create(f, "a", "");
    create(f, "b", ", 'openDate': {'date': '2022-02-04'}");
    expect(f, "ActivateCentre", "{'name': 'centres/a'}", "FAILED_PRECONDITION centres/a:OPEN_DATE");
    expect_reply(f, "GetCentre", "{'name': 'centres/a'}", "{'state': 'STATE_PLANNED'}");
    expect_reply(f, "ActivateCentre", "{'name': 'centres/a', 'openDate': {'date': '2022-05'}}",
                 "{'state': 'STATE_ACTIVE', 'openDate': {'date': '2022-05'}}");
    expect_reply(f, "ActivateCentre", "{'name': 'centres/b'}", "{'state': 'STATE_ACTIVE', 'openDate': {'date': '2022-02-04'}}");
    expect(f, "ActivateCentre", "{'name': 'centres/b'}", "FAILED_PRECONDITION centres/b:WRONG_STATE");
    assert_string_equal(description(f, 0), "centres/b is active; ActivateCentre needs it to be planned");
    /* What the state needs is not taken away by a correction. */
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/b'}, 'updateMask': 'openDate'}",
           "INVALID_ARGUMENT centre.open_date:REQUIRED");
}

static void ending_keeps_the_order_of_dates(void **state)
{
    static const struct expectation calls[] = {
        {"EndCentre", "{'name': 'centres/a'}", "INVALID_ARGUMENT end_date:REQUIRED"},
        {"EndCentre", "{'name': 'centres/a', 'endDate': {'date': '2019'}}", "INVALID_ARGUMENT end_date:INTERVAL"},
        {"EndCentre", "{'name': 'centres/a', 'endDate': {'date': '2022-05-31'}}", "OK"},
        {"EndCentre", "{'name': 'centres/a', 'endDate': {'date': '2022-05-31'}}", "FAILED_PRECONDITION centres/a:WRONG_STATE"},
        {"ActivateCentre", "{'name': 'centres/a'}", "FAILED_PRECONDITION centres/a:WRONG_STATE"},
        {"MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/b', 'endDate': {'date': '2022'}}",
         "FAILED_PRECONDITION centres/a:WRONG_STATE"},
        /* Corrections stay possible; the end cannot be taken back by one. */
        {"UpdateCentre", "{'centre': {'name': 'centres/a', 'endDate': {'date': '2022-05-30'}, 'title': 'A'}}", "OK"},
        {"UpdateCentre", "{'centre': {'name': 'centres/a'}, 'updateMask': 'endDate'}", "INVALID_ARGUMENT centre.end_date:REQUIRED"},
        /* A planned centre can be given up. */
        {"EndCentre", "{'name': 'centres/c', 'endDate': {'date': '2022-05'}}", "OK"},
    };
    struct fixture *f = *state;
    create_active(f, "a");
    create_active(f, "b");
    create(f, "c", "");
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetCentre", "{'name': 'centres/a'}",
                 "{'state': 'STATE_ENDED', 'title': 'A', 'endDate': {'date': '2022-05-30'}}");
}

static void merging_makes_the_target_a_successor(void **state)
{
    struct fixture *f = *state;
    create_active(f, "coi");
    create_active(f, "co-pi");
    expect_reply(
        f, "MergeCentre", "{'name': 'centres/coi', 'targetCentre': 'centres/co-pi', 'endDate': {'date': '2021-12-31'}}",
        "{'name': 'centres/coi', 'state': 'STATE_MERGED', 'mergeCentre': 'centres/co-pi', 'endDate': {'date': '2021-12-31'}}");
    expect_reply(f, "GetCentre", "{'name': 'centres/co-pi'}",
                 "{'state': 'STATE_ACTIVE', 'predecessors': [{'centre': 'centres/coi', 'date': {'date': '2022-01-01'}}]}");
    expect(f, "MergeCentre", "{'name': 'centres/co-pi', 'targetCentre': 'centres/coi', 'endDate': {'date': '2022'}}",
           "INVALID_ARGUMENT target_centre:CYCLE");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/coi', 'predecessors': [{'centre': 'centres/co-pi'}]}}",
           "INVALID_ARGUMENT centre.predecessors[0].centre:CYCLE");
}

static void a_predecessor_known_already_is_not_doubled(void **state)
{
    struct fixture *f = *state;
    create_active(f, "coi");
    create_active(f, "co-pi");
    expect(f, "UpdateCentre",
           "{'centre': {'name': 'centres/co-pi', 'predecessors': [{'centre': 'centres/coi', 'date': {'date': '2022'}}]}}", "OK");
    expect(f, "MergeCentre", "{'name': 'centres/coi', 'targetCentre': 'centres/co-pi', 'endDate': {'date': '2021-12'}}", "OK");
    expect_reply(f, "GetCentre", "{'name': 'centres/co-pi'}",
                 "{'predecessors': [{'centre': 'centres/coi', 'date': {'date': '2022'}}]}");
}

static void refused_merges_change_nothing(void **state)
{
    static const struct expectation calls[] = {
        {"MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/a', 'endDate': {'date': '2022'}}",
         "INVALID_ARGUMENT target_centre:SELF"},
        {"MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/none', 'endDate': {'date': '2022'}}",
         "NOT_FOUND target_centre:REFERENCE_NOT_FOUND"},
        {"MergeCentre", "{'name': 'centres/none', 'targetCentre': 'centres/a', 'endDate': {'date': '2022'}}",
         "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/planned', 'endDate': {'date': '2022'}}",
         "FAILED_PRECONDITION centres/planned:WRONG_STATE"},
        {"MergeCentre", "{'name': 'centres/planned', 'targetCentre': 'centres/planned-too', 'endDate': {'date': '2022'}}",
         "FAILED_PRECONDITION centres/planned:WRONG_STATE centres/planned-too:WRONG_STATE"},
        {"MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/b', 'endDate': {'date': '2019'}}",
         "INVALID_ARGUMENT end_date:INTERVAL"},
    };
    struct fixture *f = *state;
    create_active(f, "a");
    create_active(f, "b");
    create(f, "planned", "");
    create(f, "planned-too", "");
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetCentre", "{'name': 'centres/a'}", "{'state': 'STATE_ACTIVE', 'mergeCentre': ''}");
    expect_reply(f, "GetCentre", "{'name': 'centres/b'}", "{'predecessors': []}");
}

static void a_refused_merge_says_who_can_help(void **state)
{
    struct fixture *f = *state;
    create_active(f, "a");
    create_active(f, "b");
    create_active(f, "c");
    create(f, "planned", "");
    expect(f, "MergeCentre", "{'name': 'centres/planned', 'targetCentre': 'centres/a', 'endDate': {'date': '2022'}}",
           "FAILED_PRECONDITION centres/planned:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the centre, by ActivateCentre");
    expect(f, "MergeCentre", "{'name': 'centres/b', 'targetCentre': 'centres/c', 'endDate': {'date': '2022'}}", "OK");
    expect(f, "MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/b', 'endDate': {'date': '2022'}}",
           "FAILED_PRECONDITION centres/b:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "centres/c");
    expect(f, "EndCentre", "{'name': 'centres/c', 'endDate': {'date': '2022'}}", "OK");
    expect(f, "MergeCentre", "{'name': 'centres/a', 'targetCentre': 'centres/c', 'endDate': {'date': '2022'}}",
           "FAILED_PRECONDITION centres/c:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), ""); /* what has ended does not begin again */
}

static void wrong_centres_are_refused(void **state)
{
    static const struct {
        const char *members;
        const char *violations;
    } cases[] = {
        {"'predecessors': [{'centre': 'centres/x'}]", "centre.predecessors[0].centre:SELF"},
        {"'predecessors': [{'centre': 'centres/a'}, {'centre': 'centres/a'}]", "centre.predecessors[1].centre:DUPLICATE"},
        {"'offices': [{'kind': 'OFFICE_KIND_DIRECTOR', 'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}]",
         "centre.offices[0].end_date:INTERVAL"},
        {"'focusAreas': [{'title': 'T', 'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}]",
         "centre.focus_areas[0].end_date:INTERVAL"},
        {"'offers': [{'kind': 'OFFER_KIND_EXPORT', 'availability': 'AVAILABILITY_OFFERED', 'startDate': {'date': '2022'},"
         " 'endDate': {'date': '2021'}}]",
         "centre.offers[0].end_date:INTERVAL"},
        {"'decideDate': {'date': '2021-04'}, 'endDate': {'date': '2020'}", "centre.end_date:INTERVAL"},
        {"'establishDate': {'date': '2021-04'}, 'endDate': {'date': '2020'}", "centre.end_date:INTERVAL"},
    };
    struct fixture *f = *state;
    create_active(f, "a");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateCentre", format(f, "{'centreId': 'x', 'centre': {'title': 'X', %s}}", cases[i].members),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
}

static void only_planned_centres_are_deleted(void **state)
{
    struct fixture *f = *state;
    create(f, "a", "");
    create_active(f, "b");
    expect(f, "DeleteCentre", "{'name': 'centres/a'}", "OK");
    expect(f, "DeleteCentre", "{'name': 'centres/b'}", "FAILED_PRECONDITION centres/b:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the centre, by EndCentre; it stays readable");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_centre_begins_as_planned),
        TEST(activating_needs_a_day_of_opening),
        TEST(ending_keeps_the_order_of_dates),
        TEST(merging_makes_the_target_a_successor),
        TEST(a_predecessor_known_already_is_not_doubled),
        TEST(refused_merges_change_nothing),
        TEST(a_refused_merge_says_who_can_help),
        TEST(wrong_centres_are_refused),
        TEST(only_planned_centres_are_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
