/* How often it is told that a key was refused. */
#include "service/refused_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_a_burst_is_cut(void **state)
{
    struct hs_refused_keys refused = {0};
    int64_t silent = -1;

    (void)state;
    for (int i = 0; i < HS_REFUSED_KEYS_SHOWN; i++) {
        assert_true(hs_refused_keys_tell(&refused, 1000 + i, &silent));
        assert_int_equal(silent, 0);
    }
    silent = -1;
    for (int i = 0; i < 5; i++)
        assert_false(hs_refused_keys_tell(&refused, 2000 + i, &silent));
    assert_int_equal(silent, -1);
    assert_false(hs_refused_keys_tell(&refused, 1000 + HS_REFUSED_KEYS_SPAN_US - 1, &silent));
}

static void test_the_next_span_tells_how_many_were_not(void **state)
{
    struct hs_refused_keys refused = {0};
    int64_t silent = -1;

    (void)state;
    for (int i = 0; i < HS_REFUSED_KEYS_SHOWN + 7; i++)
        (void)hs_refused_keys_tell(&refused, 1000, &silent);
    assert_true(hs_refused_keys_tell(&refused, 1000 + HS_REFUSED_KEYS_SPAN_US, &silent));
    assert_int_equal(silent, 7);
    assert_true(hs_refused_keys_tell(&refused, 1001 + HS_REFUSED_KEYS_SPAN_US, &silent));
    assert_int_equal(silent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_burst_is_cut),
        cmocka_unit_test(test_the_next_span_tells_how_many_were_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
