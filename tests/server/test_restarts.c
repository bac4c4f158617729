/* When a worker that died is started again. Times are milliseconds of an imagined clock. */
#include "service/restarts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_a_death_now_and_then(void **state)
{
    struct hs_restarts restarts = {0};

    (void)state;
    for (int64_t now = 0; now < 100000; now += 2501) /* the fifth comes after the span */
        assert_int_equal(hs_restarts_after(&restarts, now), 0);
}

static void test_five_deaths_within_the_span(void **state)
{
    struct hs_restarts restarts = {0};

    (void)state;
    for (int64_t i = 0; i < HS_RESTART_DEATHS - 1; i++)
        assert_int_equal(hs_restarts_after(&restarts, 5000 + 2500 * i), 0);
    assert_int_equal(hs_restarts_after(&restarts, 15000), HS_RESTART_PAUSE_MS);
}

static void test_pauses_grow_to_a_limit_and_end(void **state)
{
    static const int64_t pauses[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
    struct hs_restarts restarts = {0};
    int64_t now = 0;

    (void)state;
    for (int i = 0; i < HS_RESTART_DEATHS - 1; i++)
        assert_int_equal(hs_restarts_after(&restarts, now), 0);
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        assert_int_equal(hs_restarts_after(&restarts, now), pauses[i]);
        now += pauses[i] + 10; /* it dies as soon as it was started */
    }
    assert_int_equal(hs_restarts_after(&restarts, now + HS_RESTART_SPAN_MS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_death_now_and_then),
        cmocka_unit_test(test_five_deaths_within_the_span),
        cmocka_unit_test(test_pauses_grow_to_a_limit_and_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
