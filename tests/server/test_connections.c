/* The table of connections. */
#include "service/connections.h"
#include "service/dispatch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 3 };

static const int64_t idle = (int64_t)HS_CONNECTION_IDLE_MS * 1000;
static const int64_t forgotten = (int64_t)HS_CONNECTION_FORGET_MS * 1000;

static int make(void **state)
{
    *state = hs_connections_new(MOST, NULL, NULL);
    return *state ? 0 : -1;
}

static int unmake(void **state)
{
    hs_connections_free(*state);
    return 0;
}

/* A call that begins and is not over. */
static struct hs_connection *enter(struct hs_connections *connections, uint64_t key, int64_t now)
{
    struct hs_connection *connection = NULL;

    assert_true(hs_connections_enter(connections, key, now, &connection));
    assert_non_null(connection);
    return connection;
}

static void refuses(struct hs_connections *connections, uint64_t key, int64_t now)
{
    struct hs_connection *connection = NULL;

    assert_false(hs_connections_enter(connections, key, now, &connection));
    assert_null(connection);
}

/* A call that begins and ends at once. */
static void call(struct hs_connections *connections, uint64_t key, int64_t now)
{
    hs_connections_leave(connections, enter(connections, key, now), now);
}

static struct hs_connections_figures count(struct hs_connections *connections, int64_t now)
{
    struct hs_connections_figures figures;

    hs_connections_count(connections, now, &figures);
    assert_int_equal(figures.most, MOST);
    return figures;
}

static void test_full(void **state)
{
    struct hs_connections *connections = *state;

    for (uint64_t key = 1; key <= MOST; key++)
        call(connections, key, 0);
    refuses(connections, 4, 0);
    refuses(connections, 4, idle - 1);
    call(connections, 2, idle - 1); /* those that are known go on */
    assert_int_equal(count(connections, idle - 1).known, MOST);
    assert_int_equal(count(connections, idle - 1).refused, 2);
}

static void test_the_longest_silent_gives_its_place(void **state)
{
    struct hs_connections *connections = *state;

    call(connections, 1, 0);
    call(connections, 2, 1);
    call(connections, 3, 2);
    call(connections, 1, 3);
    refuses(connections, 4, idle);
    call(connections, 4, idle + 1);    /* for 2 */
    refuses(connections, 2, idle + 1); /* 3 is not silent for so long yet */
    call(connections, 2, idle + 2);
    call(connections, 1, idle + 2);
    refuses(connections, 3, idle + 2);
    assert_int_equal(count(connections, idle + 2).known, MOST);
}

static void test_silent_ones_are_forgotten(void **state)
{
    struct hs_connections *connections = *state;

    call(connections, 1, 0);
    call(connections, 2, 1);
    assert_int_equal(count(connections, forgotten - 1).known, 2);
    assert_int_equal(count(connections, forgotten).known, 1);
    assert_int_equal(count(connections, forgotten + 1).known, 0);
    call(connections, 1, forgotten + 2);
    assert_int_equal(count(connections, forgotten + 2).known, 1);
}

/* A call under way is life, however long it takes. */
static void test_calls_under_way(void **state)
{
    struct hs_connections *connections = *state;
    struct hs_connection *first = enter(connections, 1, 0);

    assert_ptr_equal(enter(connections, 1, 0), first);
    call(connections, 2, 0);
    call(connections, 3, 0);
    call(connections, 4, idle);
    call(connections, 5, idle);
    refuses(connections, 6, idle);
    hs_connections_leave(connections, first, idle);
    assert_int_equal(count(connections, 2 * forgotten).known, 1);
    hs_connections_leave(connections, first, 2 * forgotten);
    assert_int_equal(count(connections, 2 * forgotten).known, 1);
    assert_int_equal(count(connections, 3 * forgotten).known, 0);
}

/* Times are read before the lock is taken, so that they may come out of order. */
static void test_times_out_of_order(void **state)
{
    struct hs_connections *connections = *state;

    call(connections, 1, 10 * idle);
    call(connections, 2, 9 * idle);
    call(connections, 3, 10 * idle);
    refuses(connections, 4, 0);
    refuses(connections, 4, 11 * idle - 1);
    call(connections, 4, 11 * idle);
}

static bool says(void *context)
{
    return *(const bool *)context;
}

static void test_crowded(void **state)
{
    bool crowded = false;
    struct hs_connections *connections = hs_connections_new(MOST, says, &crowded);

    (void)state;
    assert_non_null(connections);
    call(connections, 1, 0);
    crowded = true;
    refuses(connections, 2, 0);
    call(connections, 1, 0);
    crowded = false;
    call(connections, 2, 0);
    assert_int_equal(count(connections, 0).refused, 1);
    hs_connections_free(connections);
}

static void test_parked(void **state)
{
    struct hs_connections *connections = *state;
    struct hs_connection *one = enter(connections, 1, 0);
    struct hs_connection *other = enter(connections, 2, 0);

    for (int i = 0; i < HS_MAX_CONNECTION_PARKED; i++)
        assert_true(hs_connections_park(connections, one));
    assert_false(hs_connections_park(connections, one));
    assert_true(hs_connections_park(connections, other));
    hs_connections_unpark(connections, one);
    assert_true(hs_connections_park(connections, one));
    assert_false(hs_connections_park(connections, one));
}

/* Many come and go: each is found, places are used again, and of those that stay none is lost. */
static void test_many(void **state)
{
    enum { MANY = 1000, ROUNDS = 50 };
    struct hs_connections *connections = hs_connections_new(MANY, NULL, NULL);
    struct hs_connection *staying[MANY / 2];
    struct hs_connections_figures figures;
    uint64_t key = (uint64_t)1 << 33;
    int64_t now = 0;

    (void)state;
    assert_non_null(connections);
    for (size_t i = 0; i < MANY / 2; i++)
        staying[i] = enter(connections, key + 2 * i, now);
    for (int round = 0; round < ROUNDS; round++, now += idle) {
        uint64_t first = key + MANY + (uint64_t)round * MANY;
        for (uint64_t i = 0; i < MANY / 2; i++)
            call(connections, first + i, now);
        refuses(connections, first + MANY / 2, now);
    }
    for (size_t i = 0; i < MANY / 2; i++)
        assert_ptr_equal(enter(connections, key + 2 * i, now), staying[i]);
    hs_connections_count(connections, now, &figures);
    assert_int_equal(figures.known, MANY);
    assert_int_equal(figures.refused, ROUNDS);
    hs_connections_free(connections);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_full, make, unmake),
        cmocka_unit_test_setup_teardown(test_the_longest_silent_gives_its_place, make, unmake),
        cmocka_unit_test_setup_teardown(test_silent_ones_are_forgotten, make, unmake),
        cmocka_unit_test_setup_teardown(test_calls_under_way, make, unmake),
        cmocka_unit_test_setup_teardown(test_times_out_of_order, make, unmake),
        cmocka_unit_test(test_crowded),
        cmocka_unit_test_setup_teardown(test_parked, make, unmake),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
