/* What went wrong, for people and for the shell. */
#include "support.h"

#include "errors.h"

#include "wire/status.h"

#include <string.h>

static void every_code_has_its_exit_code(void **state)
{
    (void)state;
    static const struct {
        enum hs_code code;
        enum exit_code exit;
    } codes[] = {
        {HS_OK, 0},
        {HS_CANCELLED, 9},
        {HS_UNKNOWN, 11},
        {HS_INVALID_ARGUMENT, 3},
        {HS_DEADLINE_EXCEEDED, 9},
        {HS_NOT_FOUND, 4},
        {HS_ALREADY_EXISTS, 5},
        {HS_PERMISSION_DENIED, 6},
        {HS_RESOURCE_EXHAUSTED, 9},
        {HS_FAILED_PRECONDITION, 7},
        {HS_ABORTED, 8},
        {HS_OUT_OF_RANGE, 3},
        {HS_UNIMPLEMENTED, 11},
        {HS_INTERNAL, 11},
        {HS_UNAVAILABLE, 9},
        {HS_DATA_LOSS, 11},
        {HS_UNAUTHENTICATED, 6},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_int_equal((int)exit_code_of((int)codes[i].code, false), (int)codes[i].exit);
        assert_non_null(exit_code_meaning((int)codes[i].exit));
    }
    assert_int_equal(exit_code_of(HS_UNAVAILABLE, true), 10);
    assert_int_equal(exit_code_of(4711, false), 11);
    assert_null(exit_code_meaning(12));
}

/* A call's error with a status from JSON; the exit code. */
static enum exit_code report(struct run *run, const char *json, const char *message, bool unknown)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    error.status = json != NULL ? (hensigt_rpc_status *)message_of(run, "hensigt.rpc.v1.Status", json) : NULL;
    error.code = error.status != NULL ? (int)error.status->code : HS_UNAVAILABLE;
    error.outcome_unknown = unknown;
    error.request_id[0] = 0xAB;
    strcpy(error.message, message);
    enum exit_code code = errors_of_call(&run->cli, &error, NULL);
    run_flush(run);
    return code;
}

static void every_violation_is_said(void **state)
{
    struct run *run = *state;
    assert_int_equal(
        report(run,
               "{\"code\":\"CODE_INVALID_ARGUMENT\",\"errorInfo\":{\"reason\":\"FIELD_VIOLATIONS\"},\"fieldViolations\":["
               "{\"field\":\"centre.offices[2].start_date\",\"reason\":\"FORMAT\",\"description\":\"must be a date\"},"
               "{\"field\":\"centre.title\",\"reason\":\"REQUIRED\",\"description\":\"must be given\",\"line\":7}]}",
               "centre.offices[2].start_date: must be a date", false),
        EXIT_INVALID);
    assert_string_equal(run->err, "hensigt: INVALID_ARGUMENT: the request breaks 2 rules\n"
                                  "  centre.offices[2].start_date: must be a date (FORMAT)\n"
                                  "  line 7: centre.title: must be given (REQUIRED)\n");
    assert_string_equal(run->out != NULL ? run->out : "", "");
}

static void a_violation_that_is_the_whole_error_is_said_once(void **state)
{
    struct run *run = *state;
    assert_int_equal(report(run,
                            "{\"code\":\"CODE_NOT_FOUND\",\"errorInfo\":{\"reason\":\"REFERENCE_NOT_FOUND\"},\"fieldViolations\":[{"
                            "\"field\":\"centre.organisation\",\"reason\":\"REFERENCE_NOT_FOUND\",\"description\":"
                            "\"organisations/x does not exist\"}]}",
                            "centre.organisation: organisations/x does not exist", false),
                     EXIT_NOT_FOUND);
    assert_string_equal(run->err,
                        "hensigt: NOT_FOUND: centre.organisation: organisations/x does not exist (REFERENCE_NOT_FOUND)\n");
}

static void every_lack_is_said_with_who_can_supply_it(void **state)
{
    struct run *run = *state;
    assert_int_equal(
        report(run,
               "{\"code\":\"CODE_FAILED_PRECONDITION\",\"errorInfo\":{\"reason\":\"PRECONDITIONS\"},"
               "\"preconditionViolations\":[{\"reason\":\"CONFIRMED_COMMITMENTS\",\"subject\":\"processes/sand\","
               "\"description\":\"1 confirmed commitment is needed, there are none\",\"suppliers\":[\"organisations/hofor\","
               "\"organisations/kl\"]}]}",
               "x", false),
        EXIT_PRECONDITION);
    assert_string_equal(run->err, "hensigt: FAILED_PRECONDITION: 1 thing is missing\n"
                                  "  processes/sand: 1 confirmed commitment is needed, there are none\n"
                                  "    (CONFIRMED_COMMITMENTS)\n"
                                  "    can be supplied by organisations/hofor, organisations/kl\n");
}

static void a_lack_names_its_subject_once_and_the_command_that_helps(void **state)
{
    struct run *run = *state;
    assert_int_equal(
        report(run,
               "{\"code\":\"CODE_FAILED_PRECONDITION\",\"errorInfo\":{\"reason\":\"PRECONDITIONS\"},"
               "\"preconditionViolations\":[{\"reason\":\"WRONG_STATE\",\"subject\":\"instruments/sand\","
               "\"description\":\"instruments/sand is draft\",\"suppliers\":[\"whoever may edit it, by OpenInstrument\"]}]}",
               "x", false),
        EXIT_PRECONDITION);
    assert_string_equal(run->err, "hensigt: FAILED_PRECONDITION: 1 thing is missing\n"
                                  "  instruments/sand is draft (WRONG_STATE)\n"
                                  "    can be supplied by whoever may edit it, by 'instrument open'\n");
}

static void facts_and_reasons_are_kept(void **state)
{
    struct run *run = *state;
    assert_int_equal(
        report(run,
               "{\"code\":\"CODE_ABORTED\",\"errorInfo\":{\"reason\":\"ETAG_MISMATCH\",\"metadata\":[{\"key\":\"etag\","
               "\"value\":\"e\"}]},\"retryDelay\":\"1.500s\"}",
               "it has changed", false),
        EXIT_ABORTED);
    assert_string_equal(run->err, "hensigt: ABORTED: it has changed (ETAG_MISMATCH)\n"
                                  "  etag: e\n"
                                  "It may be tried again after 1.5 s.\n");
}

static void an_unknown_outcome_tells_how_to_repeat(void **state)
{
    struct run *run = *state;
    char *argv[] = {"hensigt", "centre", "delete", "coi", NULL};
    run->cli.argv = argv;
    assert_int_equal(report(run, NULL, "no answer came", true), EXIT_OUTCOME_UNKNOWN);
    assert_string_equal(run->err, "hensigt: UNAVAILABLE: no answer came\n"
                                  "The change may have been made or not. Repeating it like this is safe, and tells:\n"
                                  "  hensigt centre delete coi --request-id ab000000-0000-0000-0000-000000000000\n");
}

static void what_the_service_says_cannot_command_the_terminal(void **state)
{
    struct run *run = *state;
    (void)report(run, "{\"code\":\"CODE_NOT_FOUND\"}", "gone\033[2J", false);
    assert_string_equal(run->err, "hensigt: NOT_FOUND: gone\uFFFD[2J\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_exit_code),
        cmocka_unit_test_setup_teardown(every_violation_is_said, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_violation_that_is_the_whole_error_is_said_once, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(every_lack_is_said_with_who_can_supply_it, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_lack_names_its_subject_once_and_the_command_that_helps, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(facts_and_reasons_are_kept, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(an_unknown_outcome_tells_how_to_repeat, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(what_the_service_says_cannot_command_the_terminal, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
