/* The flags that are no fields, and how the command line is read. */
#include "support.h"

#include "options.h"

#include <stdlib.h>
#include <string.h>

static void flags_and_words_are_told_apart(void **state)
{
    struct run *run = *state;
    char *argv[] = {"--title=a=b", "word", "-", "-h", "-o=json", "--", "--word", NULL};
    static const struct argument expected[] = {
        {.flag = "title", .value = "a=b"},   {.word = "word"},   {.word = "-"}, {.flag = "help"},
        {.flag = "output", .value = "json"}, {.word = "--word"},
    };
    struct arguments arguments = {.rest = argv};
    struct argument argument;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(arguments_next(&arguments, &run->arena, &argument));
        if (expected[i].word != NULL) {
            assert_string_equal(argument.word, expected[i].word);
            continue;
        }
        assert_null(argument.word);
        assert_string_equal(argument.flag, expected[i].flag);
        if (expected[i].value != NULL) {
            assert_string_equal(argument.value, expected[i].value);
        } else {
            assert_null(argument.value);
        }
    }
    assert_false(arguments_next(&arguments, &run->arena, &argument));
}

/* Takes one flag with its value (NULL = none follows) into `options`; the error, or NULL where it is taken. */
static const char *take(struct run *run, struct options *options, unsigned takes, const char *flag, const char *value)
{
    char *argv[] = {value != NULL ? hs_arena_string(&run->arena, value) : NULL, NULL};
    struct arguments arguments = {.rest = argv};
    struct argument argument = {.flag = flag};
    const char *error = "unknown";
    return options_take(options, takes, &run->arena, &arguments, &argument, &error) == OPTION_TAKEN ? NULL : error;
}

static void options_are_taken(void **state)
{
    struct run *run = *state;
    struct options options = {0};
    assert_null(take(run, &options, OPTIONS_CALL, "endpoint", "ipc:///a"));
    assert_null(take(run, &options, OPTIONS_CALL, "endpoint", "tcp://127.0.0.1:1"));
    assert_int_equal(options.n_endpoints, 2);
    assert_string_equal(options.endpoints[1], "tcp://127.0.0.1:1");
    assert_null(take(run, &options, OPTIONS_REPLY, "output", "jsonl"));
    assert_int_equal(options.output, OUTPUT_JSONL);
    assert_null(take(run, &options, OPTIONS_LIST, "limit", "12"));
    assert_int_equal(options.limit, 12);
    assert_null(take(run, &options, OPTIONS_WRITE, "receipt", NULL));
    assert_true(options.receipt);
}

static void times_have_units(void **state)
{
    struct run *run = *state;
    static const struct {
        const char *text;
        uint32_t ms;
    } times[] = {{"10", 10000}, {"10s", 10000}, {"1.5s", 1500}, {"500ms", 500}, {"2m", 120000}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct options options = {0};
        assert_null(take(run, &options, OPTIONS_CALL, "timeout", times[i].text));
        assert_int_equal(options.timeout_ms, times[i].ms);
    }
    static const char *const wrong[] = {"", "s", "-1", "0", "1h", "1 s", "nan", "99999m", "0x10"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct options options = {0};
        assert_non_null(take(run, &options, OPTIONS_CALL, "timeout", wrong[i]));
        assert_int_equal(options.timeout_ms, 0);
    }
}

static void request_ids_are_32_digits(void **state)
{
    struct run *run = *state;
    static const uint8_t expected[] = {0x01, 0x93, 0x5f, 0x2a, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff};
    struct options options = {0};
    assert_null(take(run, &options, OPTIONS_WRITE, "request-id", "01935f2a-0000-7000-8000-0000000000FF"));
    assert_memory_equal(options.request_id, expected, sizeof expected);
    assert_null(take(run, &options, OPTIONS_WRITE, "request-id", "01935f2a0000700080000000000000ff"));
    assert_non_null(take(run, &options, OPTIONS_WRITE, "request-id", "01935f2a"));
    assert_non_null(take(run, &options, OPTIONS_WRITE, "request-id", "01935f2a0000700080000000000000ff0"));
    assert_non_null(take(run, &options, OPTIONS_WRITE, "request-id", "g1935f2a0000700080000000000000ff"));
}

static void what_a_command_does_not_take_is_unknown(void **state)
{
    struct run *run = *state;
    struct options options = {0};
    assert_string_equal(take(run, &options, OPTIONS_CALL, "limit", "1"), "unknown");
    assert_string_equal(take(run, &options, OPTIONS_CALL, "timeout", NULL), "needs a value");
    assert_string_equal(take(run, &options, OPTIONS_REPLY, "output", "xml"), "must be table, json or jsonl, not 'xml'");
    assert_string_equal(take(run, &options, OPTIONS_LIST, "limit", "0"), "must be a whole number from 1, not '0'");
}

static void the_environment_fills_what_is_missing(void **state)
{
    struct run *run = *state;
    struct options options = {0};
    setenv("HENSIGT_ENDPOINT", "ipc:///a,,tcp://127.0.0.1:1", 1);
    setenv("HENSIGT_KEY_FILE", "/key", 1);
    assert_true(options_add_environment(&options, &run->arena));
    assert_int_equal(options.n_endpoints, 2);
    assert_string_equal(options.endpoints[0], "ipc:///a");
    assert_string_equal(options.endpoints[1], "tcp://127.0.0.1:1");
    assert_string_equal(options.key_file, "/key");
    options = (struct options){.key_file = "/mine"};
    assert_null(take(run, &options, OPTIONS_CALL, "endpoint", "ipc:///b"));
    assert_true(options_add_environment(&options, &run->arena));
    assert_int_equal(options.n_endpoints, 1);
    assert_string_equal(options.key_file, "/mine");
    unsetenv("HENSIGT_ENDPOINT");
    unsetenv("HENSIGT_KEY_FILE");
}

static void a_command_line_can_be_typed_again(void **state)
{
    struct run *run = *state;
    char *argv[] = {"/usr/bin/hensigt", "centre", "create", "--title", "Ærø's centre", "", "--", "x", NULL};
    run->cli.argv = argv;
    assert_string_equal(cli_command_line(&run->cli, "request-id", "0193"),
                        "hensigt centre create --title 'Ærø'\\''s centre' '' --request-id 0193 -- x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(flags_and_words_are_told_apart, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(options_are_taken, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(times_have_units, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(request_ids_are_32_digits, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(what_a_command_does_not_take_is_unknown, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(the_environment_fills_what_is_missing, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_command_line_can_be_typed_again, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
