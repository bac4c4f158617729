/* Lines of logfmt: one line each, whatever is in the values. */
#include "service/log.h"

#include <fcntl.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What follows the time of day, which must have its form. */
static const char *after_time(const char *text)
{
    static const char form[] = "^ts=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z ";
    regmatch_t match;
    regex_t regex;

    assert_int_equal(regcomp(&regex, form, REG_EXTENDED), 0);
    assert_int_equal(regexec(&regex, text, 1, &match, 0), 0);
    regfree(&regex);
    return text + match.rm_eo;
}

static void writes(struct hs_log_line *line, enum hs_log_level level, char *text, size_t size)
{
    int ends[2];
    ssize_t got;

    assert_int_equal(pipe(ends), 0);
    hs_log_write(&(struct hs_log){.fd = ends[1], .level = level}, line);
    assert_int_equal(close(ends[1]), 0);
    got = read(ends[0], text, size - 1);
    assert_true(got >= 0);
    text[got] = '\0';
    assert_int_equal(close(ends[0]), 0);
}

static void test_a_line(void **state)
{
    struct hs_log_line line;
    char text[512];

    (void)state;
    hs_log_begin(&line, HS_LOG_INFO, "slow call");
    hs_log_text(&line, "method", "hensigt.v1.CentreService/GetCentre");
    hs_log_number(&line, "duration_us", -9223372036854775807 - 1);
    writes(&line, HS_LOG_INFO, text, sizeof text);
    assert_string_equal(after_time(text), "level=info msg=\"slow call\" method=hensigt.v1.CentreService/GetCentre "
                                          "duration_us=-9223372036854775808\n");
}

static void test_values_are_quoted(void **state)
{
    struct hs_log_line line;
    char text[512];

    (void)state;
    hs_log_begin(&line, HS_LOG_ERROR, "x");
    hs_log_text(&line, "empty", "");
    hs_log_text(&line, "quote", "a\"b\\");
    hs_log_text(&line, "equals", "a=b");
    hs_log_text(&line, "lines", "a\nlevel=info\t\x7f");
    hs_log_text(&line, "letters", "Københavns");
    writes(&line, HS_LOG_ERROR, text, sizeof text);
    assert_string_equal(after_time(text), "level=error msg=x empty=\"\" quote=\"a\\\"b\\\\\" equals=\"a=b\" "
                                          "lines=\"a\\x0alevel=info\\x09\\x7f\" letters=Københavns\n");
}

static void test_a_long_line_is_cut(void **state)
{
    struct hs_log_line line;
    char value[4096];
    char text[8192];

    (void)state;
    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    hs_log_begin(&line, HS_LOG_INFO, "x");
    hs_log_text(&line, "long", value);
    hs_log_number(&line, "more", 1);
    writes(&line, HS_LOG_INFO, text, sizeof text);
    assert_int_equal(strlen(text), sizeof line.text);
    assert_ptr_equal(strchr(text, '\n'), text + sizeof line.text - 1);
}

static void test_levels(void **state)
{
    const struct hs_log log = {.level = HS_LOG_INFO};
    enum hs_log_level level = HS_LOG_ERROR;
    struct hs_log_line line;
    char text[512];

    (void)state;
    assert_true(hs_log_wants(&log, HS_LOG_ERROR));
    assert_true(hs_log_wants(&log, HS_LOG_INFO));
    assert_false(hs_log_wants(&log, HS_LOG_DEBUG));
    hs_log_begin(&line, HS_LOG_DEBUG, "x");
    writes(&line, HS_LOG_INFO, text, sizeof text);
    assert_string_equal(text, "");
    assert_true(hs_log_level_parse("debug", &level));
    assert_int_equal(level, HS_LOG_DEBUG);
    assert_false(hs_log_level_parse("DEBUG", &level));
    assert_false(hs_log_level_parse("", &level));
    assert_int_equal(level, HS_LOG_DEBUG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line),
        cmocka_unit_test(test_values_are_quoted),
        cmocka_unit_test(test_a_long_line_is_cut),
        cmocka_unit_test(test_levels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
