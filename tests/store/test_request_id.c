/* Request ids: a repeated write has one effect, and what is remembered is forgotten in time. */
#include "gate.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void a_repeated_request_is_replayed(void **state)
{
    struct fixture *f = *state;
    struct task first, again;
    task_init(&first, put_organisation, new_organisation(f, "oslo", "Oslo"));
    set_request_id(&first, 7, 1);
    task_submit(f, &first);
    assert_int_equal(task_wait(&first), HS_OK);
    put(f, "Organisation", &new_organisation(f, "other", "Other")->base, 0, NULL);

    task_init(&again, put_organisation, new_organisation(f, "oslo", "Oslo, but later"));
    set_request_id(&again, 7, 1);
    task_submit(f, &again);
    assert_int_equal(task_wait(&again), HS_OK);
    assert_int_equal(again.runs, 0);
    assert_int_equal(again.replays, 1);
    assert_int_equal(again.replayed, 1);
    assert_int_equal(again.write.sequence, first.write.sequence);
    assert_int_equal(again.write.write_time, first.write.write_time);
    assert_memory_equal(again.write.chain_hash, first.write.chain_hash, HS_STORE_HASH_SIZE);
    task_free(&first);
    task_free(&again);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 2);
}

static void a_request_id_serves_one_request(void **state)
{
    struct fixture *f = *state;
    struct task task;
    for (int i = 0; i < 3; i++) {
        task_init(&task, put_organisation, new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x"));
        set_request_id(&task, 7, i == 1 ? 2 : 1);
        task.write.caller = i == 2 ? "someone else" : "owner";
        task_submit(f, &task);
        assert_int_equal(task_wait(&task), i == 1 ? HS_INVALID_ARGUMENT : HS_OK);
        assert_string_equal(reason_of(&task.status), i == 1 ? "REQUEST_ID_REUSED" : "");
        assert_int_equal(task.runs, i == 1 ? 0 : 1);
        task_free(&task);
    }
}

static void a_repeat_in_the_same_group_is_replayed(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, tasks[2];
    close_gate(f, &gate, &held);
    for (int i = 0; i < 2; i++) {
        task_init(&tasks[i], put_organisation, new_organisation(f, "oslo", "Oslo"));
        set_request_id(&tasks[i], 7, 1);
        task_submit(f, &tasks[i]);
    }
    open_gate(&gate, &held);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(task_wait(&tasks[i]), HS_OK);
        assert_int_equal(tasks[i].runs, 1 - i);
        assert_int_equal(tasks[i].write.sequence, 1);
        task_free(&tasks[i]);
    }
}

static void a_write_that_changes_nothing_is_remembered_too(void **state)
{
    struct fixture *f = *state;
    struct task task;
    put(f, "Organisation", &new_organisation(f, "oslo", "Oslo")->base, 0, NULL);
    for (int i = 0; i < 2; i++) {
        task_init(&task, put_organisation, new_organisation(f, "oslo", "Oslo"));
        set_request_id(&task, 7, 1);
        task_submit(f, &task);
        assert_int_equal(task_wait(&task), HS_OK);
        assert_int_equal(task.runs, 1 - i);
        assert_int_equal(task.write.sequence, 1);
        task_free(&task);
    }
}

static void old_request_ids_are_forgotten(void **state)
{
    struct fixture *f = *state;
    enum { WRITES = 80 };
    fixture_close(f);
    f->options.request_id_seconds = 60;
    f->options.request_id_rows = 50;
    fixture_open(f);
    for (int i = 0; i < WRITES; i++) {
        struct task task;
        task_init(&task, put_organisation, new_organisation(f, "oslo", hs_arena_printf(&f->arena, "%d", i)));
        memset(task.write.request_id, i + 1, sizeof task.write.request_id);
        task_submit(f, &task);
        assert_int_equal(task_wait(&task), HS_OK);
        task_free(&task);
    }
    fixture_close(f);
    /* Forgotten after the 64th commit: the oldest 14; the 16 after it came on top. */
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM request"), 66);
    assert_int_equal(ask_sql(f, "SELECT min(seq) FROM request"), 15);

    f->now += 61 * INT64_C(1000000);
    fixture_open(f);
    for (int i = 0; i < 64; i++) {
        put(f, "Organisation", &new_organisation(f, "other", hs_arena_printf(&f->arena, "%d", i))->base, 0, NULL);
    }
    fixture_close(f);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM request"), 0);
    fixture_open(f);
}

/* After days of rest: a part after the 64th commit, the rest after the next. */
static void many_old_request_ids_are_forgotten_in_parts(void **state)
{
    struct fixture *f = *state;
    put(f, "Organisation", &new_organisation(f, "a", "A")->base, 0, NULL);
    fixture_close(f);
    run_sql(f, "INSERT INTO request (request_id, caller, time, digest, seq)"
               " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
               " SELECT CAST(i AS BLOB), 1, 0, zeroblob(32), 1 FROM n");
    for (int commits = 64; commits <= 65; commits++) {
        fixture_open(f);
        for (int i = 0; i < commits; i++) {
            put(f, "Organisation", &new_organisation(f, "a", hs_arena_printf(&f->arena, "%d of %d", i, commits))->base, 0, NULL);
        }
        fixture_close(f);
        assert_int_equal(ask_sql(f, "SELECT count(*) FROM request"), commits == 64 ? 40000 - 4 * 4096 : 0);
    }
    fixture_open(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_repeated_request_is_replayed),         TEST(a_request_id_serves_one_request),
        TEST(a_repeat_in_the_same_group_is_replayed), TEST(a_write_that_changes_nothing_is_remembered_too),
        TEST(old_request_ids_are_forgotten),          TEST(many_old_request_ids_are_forgotten_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
