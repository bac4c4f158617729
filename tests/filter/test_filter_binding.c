/* Fields and values against the columns: every violation at once, each with its column. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

#define PROCESS_FIELDS                                                                                                             \
    "title, joinable, cpv_codes, step_runs.step, step_runs.state, step_runs.end_date, start_date, state, delete_time"

struct fixture {
    struct sample samples[SAMPLE_KINDS];
    struct hs_arena arena;
    struct hs_status status;
};

static int setup(void **state)
{
    static struct fixture fixture;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        sample_open(&fixture.samples[kind], (enum sample_kind)kind);
    }
    hs_arena_init(&fixture.arena, ARENA_BYTES);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        sample_close(&fixture->samples[kind]);
    }
    hs_arena_free(&fixture->arena);
    return 0;
}

static enum hs_code parse(struct fixture *fixture, enum sample_kind kind, const char *text)
{
    const struct hs_filter *filter = NULL;
    hs_arena_reset(&fixture->arena);
    hs_status_init(&fixture->status, &fixture->arena);
    return hs_filter_parse(&fixture->samples[kind].columns, text, &fixture->arena, &filter, &fixture->status);
}

struct refusal {
    enum sample_kind kind;
    const char *text;
    const char *description;
};

static void refuse_all(struct fixture *fixture, const struct refusal *refusals, size_t n, const char *reason)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(parse(fixture, refusals[i].kind, refusals[i].text), HS_INVALID_ARGUMENT);
        assert_int_equal(fixture->status.message.n_field_violations, 1);
        assert_string_equal(fixture->status.message.field_violations[0]->description, refusals[i].description);
        assert_string_equal(fixture->status.message.field_violations[0]->reason, reason);
        assert_string_equal(fixture->status.message.field_violations[0]->field, "filter");
    }
}

static void test_unknown_fields(void **state)
{
    static const struct refusal refusals[] = {
        {SAMPLE_PROCESS, "colour=red", "column 1: nothing can be filtered by colour; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "title=a need:*", "column 9: nothing can be filtered by need; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "step_runs:*", "column 1: nothing can be filtered by step_runs; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "step_runs.step.x=a", "column 1: nothing can be filtered by step_runs.step.x; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "title.=a", "column 1: nothing can be filtered by title.; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, ".title=a", "column 1: nothing can be filtered by .title; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "Title=a", "column 1: nothing can be filtered by Title; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "titl=a", "column 1: nothing can be filtered by titl; fields: " PROCESS_FIELDS},
        {SAMPLE_PROCESS, "42=a", "column 1: nothing can be filtered by 42; fields: " PROCESS_FIELDS},
    };
    refuse_all(*state, refusals, sizeof refusals / sizeof *refusals, "FILTER_FIELD");
}

static void test_wrong_values(void **state)
{
    static const struct refusal refusals[] = {
        {SAMPLE_PROCESS, "state=RUNNING", "column 7: state wants one of UNSPECIFIED, DRAFT, OPEN, COMPLETED, CANCELLED"},
        {SAMPLE_PROCESS, "state=opened", "column 7: state wants one of UNSPECIFIED, DRAFT, OPEN, COMPLETED, CANCELLED"},
        {SAMPLE_PROCESS, "state=ope", "column 7: state wants one of UNSPECIFIED, DRAFT, OPEN, COMPLETED, CANCELLED"},
        {SAMPLE_PROCESS, "state=2", "column 7: state wants one of UNSPECIFIED, DRAFT, OPEN, COMPLETED, CANCELLED"},
        {SAMPLE_PROCESS, "state=STEP_STATE_RUNNING", "column 7: state wants one of UNSPECIFIED, DRAFT, OPEN, COMPLETED, CANCELLED"},
        {SAMPLE_PROCESS, "state < OPEN", "column 1: state is compared with =, != or : only"},
        {SAMPLE_PROCESS, "state >= *", "column 1: state is compared with =, != or : only"},
        {SAMPLE_PROCESS, "state=OP*", "column 7: state wants a value without wildcard: it is no text"},
        {SAMPLE_PROCESS, "state=*", "column 7: state wants a value here: * alone goes with :"},
        {SAMPLE_PROCESS, "joinable=yes", "column 10: joinable wants true or false"},
        {SAMPLE_PROCESS, "joinable=1", "column 10: joinable wants true or false"},
        {SAMPLE_PROCESS, "joinable>true", "column 1: joinable is compared with =, != or : only"},
        {SAMPLE_PROCESS, "title>a*",
         "column 7: title wants a value without wildcard here: * goes with =, != and : (\\* is the character)"},
        {SAMPLE_PROCESS, "start_date=yesterday",
         "column 12: start_date wants a date such as 2022, 2022-04, 2022-04-12, 2022-05..2023-03-17 or ..2020-09"},
        {SAMPLE_PROCESS, "start_date=2022-02-30",
         "column 12: start_date wants a date such as 2022, 2022-04, 2022-04-12, 2022-05..2023-03-17 or ..2020-09"},
        {SAMPLE_PROCESS, "start_date=2022-04*", "column 12: start_date wants a value without wildcard: it is no text"},
        {SAMPLE_PROCESS, "start_date=..",
         "column 12: start_date wants a date such as 2022, 2022-04, 2022-04-12, 2022-05..2023-03-17 or ..2020-09"},
        {SAMPLE_PROCESS, "delete_time<2022-04-12",
         "column 13: delete_time wants a time such as 2022-10-28T09:00:00Z, no finer than microseconds"},
        {SAMPLE_PROCESS, "delete_time<2022-04-12T10:00:00.0000001Z",
         "column 13: delete_time wants a time such as 2022-10-28T09:00:00Z, no finer than microseconds"},
        {SAMPLE_INTENTION, "revision=1.5", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision=+1", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision=' 1'", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision=\"\"", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision=-", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision=9223372036854775808", "column 10: revision wants a whole number of at most 64 bits"},
        {SAMPLE_INTENTION, "revision>*", "column 10: revision wants a value here: * alone goes with :"},
    };
    refuse_all(*state, refusals, sizeof refusals / sizeof *refusals, "FILTER_TYPE");
}

static void test_all_at_once(void **state)
{
    struct fixture *fixture = *state;
    static const char *const reasons[] = {"FILTER_FIELD", "FILTER_TYPE", "FILTER_FIELD", "FILTER_TYPE"};
    assert_int_equal(parse(fixture, SAMPLE_PROCESS, "colour=red OR NOT (state=GONE AND title=a) (size>1 joinable=no)"),
                     HS_INVALID_ARGUMENT);
    assert_int_equal(fixture->status.message.n_field_violations, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(fixture->status.message.field_violations[i]->reason, reasons[i]);
    }
    assert_non_null(strstr(fixture->status.message.field_violations[2]->description, "column 45: "));
}

/* Ways of writing that all must be accepted. */
static void test_accepted(void **state)
{
    static const struct {
        enum sample_kind kind;
        const char *text;
    } accepted[] = {
        {SAMPLE_PROCESS, "stepRuns.endDate<2022-04 AND startDate:* AND cpvCodes:45000000 AND deleteTime:*"},
        {SAMPLE_PROCESS, "state=STATE_OPEN OR state=OPEN OR state!=UNSPECIFIED OR state:CANCELLED"},
        {SAMPLE_PROCESS, "state=open OR state=Open OR state=state-open OR step_runs.state=step_state_running"},
        {SAMPLE_PROCESS, "step_runs.state=STEP_STATE_RUNNING OR step_runs.state=RUNNING"},
        {SAMPLE_PROCESS, "joinable=true OR joinable!=FALSE OR joinable:TRUE OR joinable:* OR joinable='false'"},
        {SAMPLE_PROCESS, "title=\"*\" OR title!=* OR title:** OR title='*a' OR title:a* OR title!=*a* OR title<\"a\\*\""},
        {SAMPLE_PROCESS, "delete_time>=2022-10-28T11:00:00+02:00 OR delete_time<\"2022-10-28T09:00:00.123456Z\""},
        {SAMPLE_INTENTION, "revision=-9223372036854775808 OR estimated_value.units>\"9223372036854775807\" OR revision=007"},
        {SAMPLE_INTENTION, "estimatedValue.currencyCode=DKK estimated_value.currencyCode:NOK organisation=organisations/hofor"},
        {SAMPLE_INTENTION, "annulment.date=..2020-09 OR decision.date=2020.. OR decision.date!=2022-05..2023-03-17"},
    };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        if (parse(*state, accepted[i].kind, accepted[i].text) != HS_OK) {
            struct fixture *fixture = *state;
            fail_msg("%s: %s", accepted[i].text, fixture->status.message.field_violations[0]->description);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unknown_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_accepted, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
