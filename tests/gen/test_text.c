/* Printing: growth, literals, and words within comments. */
#include "gen/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_growth(void **state)
{
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 5000; i++)
        text_printf(&text, "%04d,", i);
    assert_false(text.failed);
    assert_int_equal(text.size, 25000);
    assert_int_equal(strlen(text.data), 25000);
    assert_memory_equal(text.data + 24990, "4998,4999,", 10);
    text_free(&text);
    assert_null(text.data);
}

/* What was appended before memory ran out stays; nothing is added after it. */
static void test_failure_sticks(void **state)
{
    (void)state;
    struct text text = {0};
    text_append(&text, "kept", 4);
    text_append(&text, "", SIZE_MAX);
    assert_true(text.failed);
    text_append(&text, "lost", 4);
    text_printf(&text, "lost");
    assert_string_equal(text.data, "kept");
    text_free(&text);
}

static void test_literal(void **state)
{
    (void)state;
    struct text text = {0};
    text_literal(&text, "a\"b\\c\nd\te?\?/f\x7fg\xc3\xa6");
    assert_string_equal(text.data, "\"a\\\"b\\\\c\\nd\\011e?\\?/f\\177g\xc3\xa6\"");
    text_free(&text);
}

static void assert_wrapped(size_t width, const char *words, const char *expected)
{
    struct text text = {0};
    text_wrap(&text, "/* ", " * ", width, words);
    assert_string_equal(text.data, expected);
    text_free(&text);
}

static void test_wrap(void **state)
{
    (void)state;
    assert_wrapped(20, "", "/*\n");
    assert_wrapped(20, "short", "/* short\n");
    assert_wrapped(12, "one two three", "/* one two\n * three\n");
    assert_wrapped(13, "one two three", "/* one two\n * three\n");
    assert_wrapped(16, "one two three", "/* one two three\n");
    assert_wrapped(8, "a-word-longer-than-a-line b", "/* a-word-longer-than-a-line\n * b\n");
    assert_wrapped(20, "first\n\nsecond", "/* first\n *\n * second\n");
    assert_wrapped(8, "\xc3\xa6\xc3\xb8\xc3\xa5 \xc3\xa4", "/* \xc3\xa6\xc3\xb8\xc3\xa5 \xc3\xa4\n");
    assert_wrapped(40, "ends */ begins /* both /*/", "/* ends * / begins / * both / * /\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_failure_sticks),
        cmocka_unit_test(test_literal),
        cmocka_unit_test(test_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
