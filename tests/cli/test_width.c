/* The columns of text, and what must not reach a terminal. */
#include "support.h"

#include "width.h"

#include <string.h>

static void widths_count_columns_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(width_of(""), 0);
    assert_int_equal(width_of("Fællesoffentlig"), 15);
    assert_int_equal(width_of("Näringslivets høyde"), 19);
    assert_int_equal(width_of("a\u0301\u0302b"), 2); /* combining marks */
    assert_int_equal(width_of("調達"), 4);           /* wide characters */
    assert_int_equal(width_of("\xFF\xFE"), 2);       /* no UTF-8: each byte is shown as one character */
}

static void a_prefix_never_parts_a_character(void **state)
{
    (void)state;
    assert_int_equal(width_prefix("ærø", 2), strlen("ær"));
    assert_int_equal(width_prefix("調達", 3), strlen("調"));
    assert_int_equal(width_prefix("a\u0301b", 1), strlen("a\u0301"));
    assert_int_equal(width_prefix("ab", 9), 2);
    assert_int_equal(width_prefix("ab", 0), 0);
}

static void a_cut_text_ends_in_an_ellipsis(void **state)
{
    struct run *run = *state;
    assert_string_equal(width_cut(&run->arena, "Leverandørutvikling", 19), "Leverandørutvikling");
    assert_string_equal(width_cut(&run->arena, "Leverandørutvikling", 11), "Leverandør…");
    assert_string_equal(width_cut(&run->arena, "to be cut", 6), "to be…");
    assert_string_equal(width_cut(&run->arena, "to be cut", 7), "to be…"); /* no space before it */
    assert_string_equal(width_cut(&run->arena, "abc", 1), "…");
    assert_string_equal(width_cut(&run->arena, "abc", 0), "");
}

static void what_a_terminal_would_obey_is_replaced(void **state)
{
    struct run *run = *state;
    const char *harmless = "Ærø – “10 %”";
    assert_ptr_equal(width_clean(&run->arena, harmless, ' '), harmless);
    assert_string_equal(width_clean(&run->arena, "a\033[31mb", ' '), "a\uFFFD[31mb");
    assert_string_equal(width_clean(&run->arena,
                                    "a\xC2\x9B"
                                    "b",
                                    ' '),
                        "a\uFFFDb");                                            /* CSI as one character */
    assert_string_equal(width_clean(&run->arena, "x\u202Ey", ' '), "x\uFFFDy"); /* writing from the right */
    assert_string_equal(width_clean(&run->arena, "bad \xFF", ' '), "bad \uFFFD");
    assert_string_equal(width_clean(&run->arena, "one\ntwo\tthree", ' '), "one two three");
    assert_string_equal(width_clean(&run->arena, "one\ntwo", '\n'), "one\ntwo");
    assert_null(width_clean(&run->arena, NULL, ' '));
}

/* The lines that a text is wrapped to, parted by bars. */
static const char *wrap(struct run *run, const char *text, size_t columns)
{
    const char *lines = "";
    for (size_t next = 0; *text != '\0'; text += next) {
        size_t size = width_line(text, columns, &next);
        lines = hs_arena_printf(&run->arena, "%s%s%.*s", lines, *lines != '\0' ? "|" : "", (int)size, text);
    }
    return lines;
}

static void lines_break_between_words_if_they_can(void **state)
{
    struct run *run = *state;
    assert_string_equal(wrap(run, "one two three", 7), "one two|three");
    assert_string_equal(wrap(run, "one two three", 8), "one two|three");
    assert_string_equal(wrap(run, "one  two", 3), "one|two");
    assert_string_equal(wrap(run, "one\ntwo three", 20), "one|two three");
    assert_string_equal(wrap(run, "one two three", 0), "one two three");
    assert_string_equal(wrap(run, "hovedorganisation", 6), "hovedo|rganis|ation");
    assert_string_equal(wrap(run, "fagbevaegelsens-hovedorganisation", 20), "fagbevaegelsens-|hovedorganisation");
    assert_string_equal(wrap(run, "調達調達", 3), "調|達|調|達");
    assert_string_equal(wrap(run, "調", 1), "調"); /* never without progress */
    assert_string_equal(wrap(run, "12\u00A0500 TNE", 4), "12\u00A05|00|TNE");
}

static void the_widest_line_and_word_are_found(void **state)
{
    (void)state;
    assert_int_equal(width_of_lines("one\nthree three\n"), 11);
    assert_int_equal(width_of_words("one\nthree fourth"), 6);
    assert_int_equal(width_of_lines(""), 0);
    assert_int_equal(width_of_words(""), 0);
}

static void an_interval_is_parted_between_its_dates(void **state)
{
    (void)state;
    assert_int_equal(width_first_date("2022-05..2023-03-17"), 9);
    assert_int_equal(width_of_dates("2022-05..2023-03-17"), 10);
    assert_int_equal(width_of_dates("2022-05-01..2023"), 12);
    assert_int_equal(width_first_date("2022-05-01"), 0);
    assert_int_equal(width_of_dates("2022-05-01"), 10);
    assert_int_equal(width_first_date("..2020-09"), 0);
    assert_int_equal(width_of_dates("..2020-09"), 9);
    assert_int_equal(width_first_date("2020-09.."), 0);
    assert_int_equal(width_first_date("in May..or June"), 0);
    assert_int_equal(width_of_dates("in May..or June"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(widths_count_columns_not_bytes, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_prefix_never_parts_a_character, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_cut_text_ends_in_an_ellipsis, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(what_a_terminal_would_obey_is_replaced, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(lines_break_between_words_if_they_can, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(the_widest_line_and_word_are_found, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(an_interval_is_parted_between_its_dates, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
