/* Events and sources: dates that contradict each other, steps that exist, and delegations that come from somewhere. */
#include "fixture.h"

static void an_event_began_within_the_span_of_its_dates(void **state)
{
    static const struct {
        const char *dates;
        const char *start;
    } cases[] = {
        {"", "null"},
        {"{'date': {'date': '2022-10', 'stated': 'end of October'}}",
         "{'date': '2022-10', 'earliest': '', 'stated': 'end of October'}"},
        {"{'date': {'date': '2022-12-12'}}, {'date': {'date': '2022-11-12'}}",
         "{'date': '', 'earliest': '2022-11-12', 'latest': '2022-12-12'}"},
        {"{'date': {'date': '2022-12'}}, {'date': {'date': '2022-12'}}", "{'date': '2022-12', 'earliest': '', 'latest': ''}"},
        {"{'date': {'date': '2022-12-12'}}, {'date': {'earliest': '2022-12-12', 'latest': '2022-12-12'}}",
         "{'date': '2022-12-12'}"},
        {"{'date': {'date': '2022'}}, {'date': {'latest': '2023-02'}}", "{'earliest': '', 'latest': '2023-02-28'}"},
        {"{'date': {'stated': 'in spring'}}, {'date': {'stated': 'before summer'}}", "{'stated': 'in spring'}"},
        {"{'date': {'earliest': '2022'}}, {'date': {'latest': '2021'}}", "null"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CreateEvent",
                     format(f, "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'startDate': {'date': '1999'}, 'dates': [%s]}}",
                            cases[i].dates),
                     format(f, "{'startDate': %s}", cases[i].start));
}

static void wrong_events_are_refused(void **state)
{
    static const struct {
        const char *members;
        const char *violations;
    } cases[] = {
        {"'step': 'need'", "event.process:REQUIRED"},
        {"'process': 'processes/p', 'step': 'none'", "event.step:UNKNOWN_STEP"},
        {"'dates': [{'date': {'date': '2022-05-02'}}], 'endDate': {'date': '2022-05-01'}", "event.end_date:INTERVAL"},
        {"'delegations': [{'title': 'T'}, {'headcount': 6}]", "event.delegations[1].title:REQUIRED"},
        {"'delegations': [{'title': 'T', 'headcount': -6}]", "event.delegations[0].headcount:NEGATIVE"},
        {"'hosts': ['centres/c', 'centres/c']", "event.hosts[1]:DUPLICATE"},
    };
    struct fixture *f = *state;
    given_process(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateEvent", format(f, "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', %s}}", cases[i].members),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect(f, "CreateEvent", "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'process': 'processes/none', 'step': 'need'}}",
           "NOT_FOUND event.process:REFERENCE_NOT_FOUND");
    expect(f, "CreateEvent",
           "{'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'process': 'processes/p', 'step': 'need', 'dates': [{'date': {'date': "
           "'2022-05'}}],"
           " 'endDate': {'date': '2022-05-01'}, 'delegations': [{'centre': 'centres/c', 'headcount': 6}]}}",
           "OK");
}

static void a_source_is_not_read_before_it_is_published(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateSource", "{'source': {'title': 'S', 'publishDate': {'date': '2022-05'}, 'retrieveDate': '2022-04-30'}}",
           "INVALID_ARGUMENT source.retrieve_date:INTERVAL");
    expect(f, "CreateSource", "{'source': {'title': 'S', 'publishDate': {'date': '2022-05'}, 'retrieveDate': '2022-05-01'}}", "OK");
    expect(f, "CreateSource", "{'source': {'title': 'S', 'retrieveDate': '2022-05-01'}}", "OK");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_event_began_within_the_span_of_its_dates),
        TEST(wrong_events_are_refused),
        TEST(a_source_is_not_read_before_it_is_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
