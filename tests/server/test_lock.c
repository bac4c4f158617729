/* One holder at a time. */
#include "folder.h"
#include "service/lock.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static void test_absent(void **state)
{
    struct hs_refusal refusal = {""};
    int fd = 7;

    (void)state;
    assert_int_equal(hs_lock_take("lock", false, &fd, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(fd, -1);
    assert_int_equal(folder_count(), 0);
}

static void test_held(void **state)
{
    struct hs_refusal refusal = {""};
    char expected[128];
    char text[64];
    int first = -1;
    int second = 7;

    (void)state;
    folder_write("lock", "4711000\nleft behind by a longer line\n", 0600);
    assert_int_equal(hs_lock_take("lock", false, &first, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(fcntl(first, F_GETFD), FD_CLOEXEC);
    folder_read("lock", text, sizeof text);
    (void)snprintf(expected, sizeof expected, "%ld\n", (long)getpid());
    assert_string_equal(text, expected);
    (void)snprintf(expected, sizeof expected, "lock: another hensigtd (process %ld) holds this store", (long)getpid());
    for (int create = 0; create <= 1; create++) {
        assert_int_equal(hs_lock_take("lock", create, &second, &refusal), HS_EXIT_IN_USE);
        assert_string_equal(refusal.message, expected);
        assert_int_equal(second, 7);
    }
    assert_int_equal(close(first), 0);
    assert_int_equal(hs_lock_take("lock", true, &second, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(close(second), 0);
}

/* A worker that outlives its supervisor for a moment still keeps others out. */
static void test_held_by_a_copy(void **state)
{
    struct hs_refusal refusal = {""};
    int first = -1;
    int second = 7;
    int copy;

    (void)state;
    assert_int_equal(hs_lock_take("lock", true, &first, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_mode("lock"), 0600);
    copy = dup(first);
    assert_int_equal(close(first), 0);
    assert_int_equal(hs_lock_take("lock", true, &second, &refusal), HS_EXIT_IN_USE);
    assert_int_equal(close(copy), 0);
}

static void test_cannot_be_made(void **state)
{
    struct hs_refusal refusal = {""};
    int fd = 7;

    (void)state;
    assert_int_equal(hs_lock_take("absent/lock", true, &fd, &refusal), HS_EXIT_FAILED);
    assert_string_equal(refusal.message, "absent/lock: No such file or directory");
    assert_int_equal(fd, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_absent, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_held, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_held_by_a_copy, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_cannot_be_made, folder_setup, folder_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
