#include "failing_malloc.h"
#include "wire/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void grows_as_it_is_added_to(void **state)
{
    struct hs_buffer buffer = {0};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        hs_buffer_text(&buffer, "ab");
        hs_buffer_char(&buffer, 'c');
        hs_buffer_printf(&buffer, "%d", i % 10);
    }
    assert_false(buffer.failed);
    assert_int_equal(buffer.length, 4000);
    assert_int_equal(strlen(buffer.text), 4000);
    assert_memory_equal(buffer.text + 3996, "abc9", 5);
    hs_buffer_reset(&buffer);
    assert_int_equal(buffer.length, 0);
    assert_string_equal(buffer.text, "");
    hs_buffer_add(&buffer, NULL, 0);
    assert_string_equal(buffer.text, "");
    hs_buffer_free(&buffer);
    hs_buffer_free(&buffer);
}

static void fits_texts_around_its_capacity(void **state)
{
    char text[600];
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t size = 250; size < 600; size++) {
        struct hs_buffer buffer = {0};
        hs_buffer_add(&buffer, text, size);
        hs_buffer_printf(&buffer, "%.*s", (int)size, text);
        assert_int_equal(buffer.length, 2 * size);
        assert_int_equal(strlen(buffer.text), 2 * size);
        hs_buffer_free(&buffer);
    }
}

static void drops_what_follows_a_failure(void **state)
{
    (void)state;
    for (int calls = 0; calls < 3; calls++) {
        struct hs_buffer buffer = {0};
        failing_malloc_after(calls);
        for (int i = 0; i < 300; i++) {
            hs_buffer_text(&buffer, "0123456789");
        }
        failing_malloc_after(-1);
        assert_true(buffer.failed);
        size_t length = buffer.length;
        hs_buffer_char(&buffer, 'x');
        hs_buffer_printf(&buffer, "%d", 1);
        assert_int_equal(buffer.length, length);
        hs_buffer_reset(&buffer);
        hs_buffer_text(&buffer, "again");
        assert_string_equal(buffer.text, "again");
        hs_buffer_free(&buffer);
    }
}

static void refuses_a_size_beyond_memory(void **state)
{
    struct hs_buffer buffer = {0};
    (void)state;
    hs_buffer_add(&buffer, "x", SIZE_MAX);
    assert_true(buffer.failed);
    hs_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_as_it_is_added_to),
        cmocka_unit_test(fits_texts_around_its_capacity),
        cmocka_unit_test(drops_what_follows_a_failure),
        cmocka_unit_test(refuses_a_size_beyond_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
