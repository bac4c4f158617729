#include "wire/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void prints_names_and_indexes(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 16);
    struct hs_path root = hs_path_field(NULL, "centre");
    struct hs_path offices = hs_path_field(&root, "offices");
    struct hs_path element = hs_path_element(&offices, 12);
    struct hs_path start = hs_path_field(&element, "start_date");
    assert_string_equal(hs_path_text(&arena, &start), "centre.offices[12].start_date");
    assert_string_equal(hs_path_text(&arena, &element), "centre.offices[12]");
    assert_string_equal(hs_path_text(&arena, &root), "centre");
    assert_string_equal(hs_path_text(&arena, NULL), "");
    hs_arena_free(&arena);
}

static void leaves_an_empty_root_out(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 16);
    struct hs_path root = hs_path_field(NULL, "");
    struct hs_path title = hs_path_field(&root, "title");
    struct hs_path inner = hs_path_field(&title, "text");
    struct hs_path element = hs_path_element(NULL, 0);
    struct hs_path below = hs_path_field(&element, "x");
    assert_string_equal(hs_path_text(&arena, &root), "");
    assert_string_equal(hs_path_text(&arena, &title), "title");
    assert_string_equal(hs_path_text(&arena, &inner), "title.text");
    assert_string_equal(hs_path_text(&arena, &below), "[0].x");
    hs_arena_free(&arena);
}

static void says_when_memory_is_out(void **state)
{
    struct hs_arena arena;
    struct hs_path root = hs_path_field(NULL, "centre");
    (void)state;
    hs_arena_init(&arena, 0);
    assert_null(hs_path_text(&arena, &root));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_names_and_indexes),
        cmocka_unit_test(leaves_an_empty_root_out),
        cmocka_unit_test(says_when_memory_is_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
