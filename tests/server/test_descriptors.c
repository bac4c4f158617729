/* File descriptors, few and many. */
#include "service/descriptors.h"
#include "service/dispatch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void allow(rlim_t most)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = most;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void test_fit(void **state)
{
    (void)state;
    allow(1024);
    assert_int_equal(hs_descriptors_most(), 1024);
    assert_int_equal(hs_descriptors_fit(100), 100);
    assert_int_equal(hs_descriptors_fit(1024 - HS_SPARE_DESCRIPTORS), 1024 - HS_SPARE_DESCRIPTORS);
    assert_int_equal(hs_descriptors_fit(20000), 1024 - HS_SPARE_DESCRIPTORS);
    allow(2 * HS_SPARE_DESCRIPTORS);
    assert_int_equal(hs_descriptors_fit(20000), HS_SPARE_DESCRIPTORS);
    allow(100);
    assert_int_equal(hs_descriptors_fit(20000), 50);
    allow(1);
    assert_int_equal(hs_descriptors_fit(20000), 1);
    allow(100);
}

static void test_scarce(void **state)
{
    int64_t open = hs_descriptors_open();
    int last = -1;
    int more = 0;

    (void)state;
    allow(100);
    while (!hs_descriptors_are_scarce()) {
        last = dup(STDERR_FILENO);
        assert_true(last >= 0);
        more++;
    }
    assert_in_range(last, 50, 99 - 30); /* there is room for those who are to be told */
    assert_int_equal(hs_descriptors_open(), open + more);
    while (more-- > 0)
        (void)close(last--);
    assert_false(hs_descriptors_are_scarce());
}

/* A few that are left from a crowded time do not make it one. */
static void test_left_behind(void **state)
{
    (void)state;
    allow(100);
    for (int fd = 50; fd < 100; fd += 5)
        assert_int_equal(dup2(STDERR_FILENO, fd), fd);
    assert_false(hs_descriptors_are_scarce());
    for (int fd = 50; fd < 100; fd += 5)
        (void)close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_scarce),
        cmocka_unit_test(test_left_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
