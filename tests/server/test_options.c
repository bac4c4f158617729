/* The command line. */
#include "service/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAX_WORDS = 32 };

/* Parses the words of a line. */
static enum hs_exit parse(const char *words, struct hs_options *options, struct hs_refusal *refusal)
{
    static char copy[1024];
    char *argv[MAX_WORDS] = {NULL};
    int argc = 0;

    assert_true(strlen(words) < sizeof copy);
    memcpy(copy, words, strlen(words) + 1);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    return hs_options_parse(argc, argv, options, refusal);
}

static struct hs_options parsed(const char *words)
{
    struct hs_options options = {0};
    struct hs_refusal refusal = {""};

    assert_int_equal(parse(words, &options, &refusal), HS_EXIT_STOPPED);
    return options;
}

static void refuses(const char *words, const char *message)
{
    struct hs_options options = {.store = "untouched"};
    struct hs_refusal refusal = {""};

    assert_int_equal(parse(words, &options, &refusal), HS_EXIT_USAGE);
    assert_string_equal(refusal.message, message);
    assert_string_equal(options.store, "untouched");
}

static void test_defaults(void **state)
{
    struct hs_options options = parsed("hensigtd --store x.db");

    (void)state;
    assert_string_equal(options.store, "x.db");
    assert_int_equal(options.n_listen, 0);
    assert_int_equal(options.max_connections, 20000);
    assert_int_equal(options.log_level, HS_LOG_INFO);
    assert_int_equal(options.ready_fd, -1);
    assert_int_equal(options.worker_fd, -1);
    assert_int_equal(options.front_fd, -1);
    assert_false(options.help || options.version || options.allow_remote);
    assert_true(parsed("hensigtd --store x.db --allow-remote").allow_remote);
}

static void test_everything(void **state)
{
    struct hs_options options =
        parsed("hensigtd --listen ipc://a --store=x.db --listen=tcp://127.0.0.1:1 --log-level debug --ready-fd 3 --worker 4");

    (void)state;
    assert_int_equal(options.n_listen, 2);
    assert_string_equal(options.listen[0], "ipc://a");
    assert_string_equal(options.listen[1], "tcp://127.0.0.1:1");
    assert_int_equal(options.log_level, HS_LOG_DEBUG);
    assert_int_equal(options.ready_fd, 3);
    assert_int_equal(options.worker_fd, 4);
    assert_int_equal(parsed("hensigtd --front 5 --store x.db").front_fd, 5);
    assert_int_equal(parsed("hensigtd --request-id-hours 48 --store x.db").request_id_hours, 48);
    assert_int_equal(parsed("hensigtd --max-connections 100 --store x.db").max_connections, 100);
    assert_int_equal(parsed("hensigtd --request-ids 1000 --store x.db").request_ids, 1000);
}

static void test_questions_need_no_store(void **state)
{
    (void)state;
    assert_true(parsed("hensigtd --help").help);
    assert_true(parsed("hensigtd -h").help);
    assert_true(parsed("hensigtd --version").version);
}

static void test_refusals(void **state)
{
    (void)state;
    refuses("hensigtd", "--store FILE is missing");
    refuses("hensigtd --store=", "--store: the name is empty");
    refuses("hensigtd --store", "--store needs a value");
    refuses("hensigtd --store x --bogus", "unknown option --bogus");
    refuses("hensigtd -q --store x", "unknown option -q");
    refuses("hensigtd --store x y", "'y' is no option");
    refuses("hensigtd --store x --log-level loud", "--log-level: 'loud' is none of error, info, debug");
    refuses("hensigtd --store x --ready-fd -1", "--ready-fd: '-1' is no file descriptor");
    refuses("hensigtd --store x --ready-fd 3x", "--ready-fd: '3x' is no file descriptor");
    refuses("hensigtd --store x --worker 99999999999", "--worker: '99999999999' is no file descriptor");
    refuses("hensigtd --store x --request-id-hours 0", "--request-id-hours: '0' is no number from 1 to 8784");
    refuses("hensigtd --store x --request-ids many", "--request-ids: 'many' is no number from 1 to 1000000000");
    refuses("hensigtd --store x --max-connections 0", "--max-connections: '0' is no number from 1 to 1048576");
    refuses("hensigtd --help=x", "unknown option --help=x");
}

static void test_too_many_addresses(void **state)
{
    char words[512] = "hensigtd --store x";

    (void)state;
    for (int i = 0; i < HS_MAX_ENDPOINTS; i++)
        strncat(words, " --listen ipc://a", sizeof words - strlen(words) - 1);
    assert_int_equal(parsed(words).n_listen, HS_MAX_ENDPOINTS);
    strncat(words, " --listen ipc://a", sizeof words - strlen(words) - 1);
    refuses(words, "--listen: more than 8 addresses");
}

/* Every option and every exit code is explained. */
static void test_help(void **state)
{
    static const char *const words[] = {"--store FILE",
                                        "--listen URL",
                                        "--log-level LEVEL",
                                        "--ready-fd N",
                                        "--help",
                                        "--version",
                                        "65536 bytes",
                                        "107 bytes",
                                        "  128           calls that a client",
                                        " 4096           writes waiting",
                                        "20000           calls that wait",
                                        "1000 on one page",
                                        " 4096           of them on one connection",
                                        "20000           connections with calls under way",
#define EXIT_TEXT(number, name, text) "  " #number "  " text "\n",
                                        HS_EXITS(EXIT_TEXT)};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    assert_non_null(stream);
    hs_options_print_help(stream);
    assert_int_equal(fclose(stream), 0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_non_null(strstr(text, words[i]));
    assert_null(strstr(text, "worker_fd"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_everything),         cmocka_unit_test(test_questions_need_no_store),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_too_many_addresses), cmocka_unit_test(test_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
