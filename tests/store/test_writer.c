#include "gate.h"
#include "support.h"

#include "store/db.h"

#include <stdlib.h>
#include <string.h>

/* ---- groups ----------------------------------------------------------------------------------------------------- */

enum { GROUP = 8 };

static void waiting_writes_share_a_commit(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, tasks[GROUP];
    struct hs_store_stats before, after;
    close_gate(f, &gate, &held);
    for (int i = 0; i < GROUP; i++) {
        task_init(&tasks[i], put_organisation, new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x"));
        task_submit(f, &tasks[i]);
    }
    hs_store_get_stats(f->store, &before);
    assert_int_equal(before.queue, GROUP);
    assert_int_equal(before.ledger_rows, 0);
    open_gate(&gate, &held);
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(task_wait(&tasks[i]), HS_OK);
        assert_int_equal(tasks[i].end, HS_WRITE_COMMITTED);
        assert_int_equal(tasks[i].write.sequence, i + 1);
        assert_int_equal(tasks[i].runs, 1);
        task_free(&tasks[i]);
    }
    put(f, "Organisation", &new_organisation(f, "last", "x")->base, 0, NULL);
    hs_store_get_stats(f->store, &after);
    /* The last one may not be counted yet. */
    assert_in_range(after.commits, 2, 3);
    assert_in_range(after.writes, 1 + GROUP, 2 + GROUP);
    fixture_close(f);
    fixture_open(f);
    hs_store_get_stats(f->store, &after);
    assert_int_equal(after.ledger_rows, GROUP + 1);
    assert_int_equal(after.schema_version >= 1, 1);
    assert_true(after.database_bytes > 0);
}

/* A write in the middle of a group that the engine refuses takes no other with it. */
static void a_write_that_fails_takes_no_other_with_it(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, tasks[GROUP];
    close_gate(f, &gate, &held);
    for (int i = 0; i < GROUP; i++) {
        hensigt_organisation *organisation = new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x");
        organisation->parent_organisation = i == 3 ? "organisations/nobody" : i == 5 ? "organisations/o4" : "";
        task_init(&tasks[i], put_organisation, organisation);
        task_submit(f, &tasks[i]);
    }
    open_gate(&gate, &held);
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(task_wait(&tasks[i]), i == 3 ? HS_INVALID_ARGUMENT : HS_OK);
        assert_int_equal(tasks[i].end, HS_WRITE_COMMITTED);
        assert_int_equal(tasks[i].write.sequence, i < 3 ? i + 1 : i == 3 ? 0 : i);
        task_free(&tasks[i]);
    }
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), GROUP - 1);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), GROUP - 1);
}

static enum hs_code put_on_trial(struct task *task, struct hs_view *view)
{
    enum hs_code code = put_organisation(task, view);
    assert_true(hs_view_exists(view, "organisations/trial"));
    task->write.undo = true;
    return code;
}

/* A trial ends well, leaves nothing, is not remembered by its request id, and the writes around it stay. */
static void a_trial_is_undone_though_it_ends_well(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, before, trial, after;
    close_gate(f, &gate, &held);
    task_init(&before, put_organisation, new_organisation(f, "before", "x"));
    task_init(&trial, put_on_trial, new_organisation(f, "trial", "x"));
    task_init(&after, put_organisation, new_organisation(f, "after", "x"));
    set_request_id(&trial, 7, 7);
    task_submit(f, &before);
    task_submit(f, &trial);
    task_submit(f, &after);
    open_gate(&gate, &held);
    assert_int_equal(task_wait(&before), HS_OK);
    assert_int_equal(task_wait(&trial), HS_OK);
    assert_int_equal(task_wait(&after), HS_OK);
    assert_int_equal(trial.write.sequence, 0);
    assert_int_equal(after.write.sequence, 2);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), 2);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 2);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM request"), 0);
    task_free(&before);
    task_free(&trial);
    task_free(&after);
}

/* Finding out who has a value defers references for a moment; the next write's are checked at once again. */
static void a_taken_value_leaves_the_next_write_alone(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, tasks[3];
    hensigt_organisation *first = new_organisation(f, "first", "x");
    add_identifier(f, first, "TEST", "1");
    put(f, "Organisation", &first->base, 0, NULL);
    close_gate(f, &gate, &held);
    for (int i = 0; i < 3; i++) {
        hensigt_organisation *organisation = new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x");
        add_identifier(f, organisation, "TEST", i == 0 ? "1" : i == 1 ? "2" : "3");
        organisation->parent_organisation = i == 1 ? "organisations/nobody" : "";
        task_init(&tasks[i], put_organisation, organisation);
        task_submit(f, &tasks[i]);
    }
    open_gate(&gate, &held);
    assert_int_equal(task_wait(&tasks[0]), HS_ALREADY_EXISTS);
    assert_int_equal(task_wait(&tasks[1]), HS_INVALID_ARGUMENT);
    assert_int_equal(task_wait(&tasks[2]), HS_OK);
    for (int i = 0; i < 3; i++) {
        task_free(&tasks[i]);
    }
}

static enum hs_code put_and_fail(struct task *task, struct hs_view *view)
{
    enum hs_code code = put_organisation(task, view);
    assert_int_equal(code, HS_OK);
    return hs_status_fail(&task->status, HS_FAILED_PRECONDITION, "NOT_TODAY", "not today");
}

static void what_a_failed_write_did_is_undone(void **state)
{
    struct fixture *f = *state;
    struct task task;
    task_init(&task, put_and_fail, new_organisation(f, "oslo", "Oslo"));
    set_request_id(&task, 1, 1);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_FAILED_PRECONDITION);
    assert_int_equal(task.write.sequence, 0);
    task_free(&task);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), 0);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 0);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM request"), 0);
}

static enum hs_code put_two(struct task *task, struct hs_view *view)
{
    struct fixture *f = task->context;
    const struct hs_resource *kind = hs_contract_resource("Organisation");
    int64_t time = hs_view_write_time(view);
    enum hs_code code = hs_view_put(view, kind, &new_organisation(f, "a", "A")->base, 0, &task->status);
    assert_true(hs_view_exists(view, "organisations/a"));
    if (code == HS_OK) {
        code = hs_view_put(view, kind, &new_organisation(f, "b", "B")->base, 0, &task->status);
    }
    assert_int_equal(hs_view_write_time(view), time);
    assert_int_equal(hs_view_read_time(view), time);
    return code;
}

static void one_write_has_one_time(void **state)
{
    struct fixture *f = *state;
    struct task task;
    task_init(&task, put_two, f);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_OK);
    assert_int_equal(task.write.sequence, 2);
    assert_int_equal(task.write.write_time, f->now);
    task_free(&task);
    assert_int_equal(ask_sql(f, "SELECT count(DISTINCT time) FROM ledger"), 1);
}

static void a_write_sees_those_before_it_in_its_group(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, first, second;
    close_gate(f, &gate, &held);
    task_init(&first, put_organisation, new_organisation(f, "a", "A"));
    task_submit(f, &first);
    hensigt_organisation *part = new_organisation(f, "b", "B");
    part->parent_organisation = "organisations/a";
    task_init(&second, put_organisation, part);
    task_submit(f, &second);
    open_gate(&gate, &held);
    assert_int_equal(task_wait(&first), HS_OK);
    assert_int_equal(task_wait(&second), HS_OK);
    task_free(&first);
    task_free(&second);
}

/* ---- alone ------------------------------------------------------------------------------------------------------ */

static enum hs_code put_in_wrong_order(struct task *task, struct hs_view *view)
{
    struct fixture *f = task->context;
    const struct hs_resource *kind = hs_contract_resource("Organisation");
    hensigt_organisation *part = new_organisation(f, "b", "B");
    part->parent_organisation = "organisations/a";
    enum hs_code code = hs_view_put(view, kind, &part->base, 0, &task->status);
    return code == HS_OK ? hs_view_put(view, kind, &new_organisation(f, "a", "A")->base, 0, &task->status) : code;
}

static enum hs_code put_dangling(struct task *task, struct hs_view *view)
{
    struct fixture *f = task->context;
    hensigt_organisation *part = new_organisation(f, "b", "B");
    part->parent_organisation = "organisations/a";
    return hs_view_put(view, hs_contract_resource("Organisation"), &part->base, 0, &task->status);
}

static void a_write_alone_may_refer_forward(void **state)
{
    struct fixture *f = *state;
    struct task task;
    task_init(&task, put_in_wrong_order, f);
    task.write.alone = true;
    task.write.imported = true;
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_OK);
    task_free(&task);
    assert_int_equal(ask_sql(f, "SELECT sum(imported) FROM ledger"), 2);

    struct hs_view *view = NULL;
    struct hs_verification found = {0};
    run_sql(f, "UPDATE ledger SET imported = 2 WHERE seq = 1");
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, 0, 10, &found, &f->status), HS_OK);
    assert_int_equal(found.broken, 1);
    hs_view_close(view);
}

static void a_write_alone_must_end_with_all_references_met(void **state)
{
    struct fixture *f = *state;
    struct task task;
    task_init(&task, put_dangling, f);
    task.write.alone = true;
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_INVALID_ARGUMENT);
    assert_violation(&task.status, "parent_organisation", "REFERENCE_NOT_FOUND");
    task_free(&task);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), 0);

    /* and the next write is checked at once again */
    task_init(&task, put_dangling, f);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_INVALID_ARGUMENT);
    task_free(&task);
}

/* ---- the queue -------------------------------------------------------------------------------------------------- */

static void a_late_write_is_not_begun(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, late, early;
    close_gate(f, &gate, &held);
    task_init(&late, put_organisation, new_organisation(f, "late", "x"));
    late.write.deadline = 1;
    task_submit(f, &late);
    task_init(&early, put_organisation, new_organisation(f, "early", "x"));
    early.write.deadline = hs_db_now() + INT64_C(3600000000);
    task_submit(f, &early);
    open_gate(&gate, &held);
    assert_int_equal(task_wait(&late), HS_DEADLINE_EXCEEDED);
    assert_int_equal(late.end, HS_WRITE_LATE);
    assert_int_equal(late.runs, 0);
    assert_int_equal(task_wait(&early), HS_OK);
    assert_int_equal(early.end, HS_WRITE_COMMITTED);
    task_free(&late);
    task_free(&early);
}

static void a_full_queue_refuses(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct task held, tasks[3];
    fixture_close(f);
    f->options.queue = 2;
    fixture_open(f);
    close_gate(f, &gate, &held);
    for (int i = 0; i < 3; i++) {
        task_init(&tasks[i], put_organisation, new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x"));
        enum hs_code code = hs_store_submit(f->store, &tasks[i].write);
        assert_int_equal(code, i < 2 ? HS_OK : HS_RESOURCE_EXHAUSTED);
    }
    assert_string_equal(reason_of(&tasks[2].status), "WRITE_QUEUE_FULL");
    open_gate(&gate, &held);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(task_wait(&tasks[i]), HS_OK);
    }
    assert_false(tasks[2].done);
    for (int i = 0; i < 3; i++) {
        task_free(&tasks[i]);
    }
}

static void closing_finishes_what_is_queued(void **state)
{
    struct fixture *f = *state;
    struct task tasks[GROUP];
    for (int i = 0; i < GROUP; i++) {
        task_init(&tasks[i], put_organisation, new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x"));
        task_submit(f, &tasks[i]);
    }
    fixture_close(f);
    for (int i = 0; i < GROUP; i++) {
        assert_true(tasks[i].done);
        assert_int_equal(hs_status_code(&tasks[i].status), HS_OK);
        task_free(&tasks[i]);
    }
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), GROUP);
    fixture_open(f);
}

/* ---- the log ---------------------------------------------------------------------------------------------------- */

enum { MEBIBYTE = 1024 * 1024, LINE_SIZE = 32 * 1024, LINES_PER_WRITE = 4 * MEBIBYTE / LINE_SIZE };

/* Writes four mebibytes. */
static enum hs_code stage_lines(struct task *task, struct hs_view *view)
{
    enum hs_code code = HS_OK;
    for (int i = 1; code == HS_OK && i <= LINES_PER_WRITE; i++) {
        struct hs_staged line = {.line = i, .name = "organisations/x", .body = task->context, .size = LINE_SIZE};
        code = hs_view_stage(view, "import", &line, &task->status);
    }
    return code;
}

/* Returns the bytes of the log afterwards. */
static int64_t write_mebibytes(struct fixture *f, int mebibytes)
{
    struct hs_store_stats stats;
    for (int i = 0; i < mebibytes / 4; i++) {
        struct task task;
        task_init(&task, stage_lines, hs_arena_alloc(&f->arena, LINE_SIZE));
        task_submit(f, &task);
        assert_int_equal(task_wait(&task), HS_OK);
        task_free(&task);
    }
    hs_store_get_stats(f->store, &stats);
    return stats.wal_bytes;
}

static void the_log_stays_small(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    assert_in_range(write_mebibytes(f, 40), 1, 20 * MEBIBYTE);
    /* A reader keeps what it sees; once it has gone, the log begins anew and gives room back. */
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_true(write_mebibytes(f, 100) > 80 * MEBIBYTE);
    hs_view_close(view);
    assert_in_range(write_mebibytes(f, 12), 1, 64 * MEBIBYTE);
}

/* ---- many at once ----------------------------------------------------------------------------------------------- */

enum { THREADS = 4, WRITES_EACH = 100 };

struct worker {
    struct fixture *fixture;
    int number;
    pthread_t thread;
    int64_t newest;
    bool failed;
};

/* Writes, and expects every write of its own to be seen by a view opened after it was acknowledged. */
static void *work(void *context)
{
    struct worker *worker = context;
    struct hs_arena arena;
    hs_arena_init(&arena, 16 * 1024 * 1024);
    for (int i = 0; i < WRITES_EACH && !worker->failed; i++) {
        struct fixture local = {.store = worker->fixture->store};
        hs_arena_init(&local.arena, 16 * 1024 * 1024);
        struct task task;
        struct hs_status status;
        struct hs_view *view = NULL;
        struct hs_record record = {0};
        char *name = hs_arena_printf(&arena, "organisations/w%d-%d", worker->number, i % 10);
        hensigt_organisation *organisation =
            new_organisation(&local, name + strlen("organisations/"), hs_arena_printf(&arena, "%d", i));
        task_init(&task, put_organisation, organisation);
        memset(task.write.request_id, i + 1, sizeof task.write.request_id);
        task.write.request_id[0] = (uint8_t)worker->number;
        worker->failed = hs_store_submit(local.store, &task.write) != HS_OK || task_wait(&task) != HS_OK ||
                         task.write.sequence <= worker->newest;
        worker->newest = task.write.sequence;
        hs_status_init(&status, &arena);
        worker->failed = worker->failed || hs_view_open(local.store, 0, &view, &status) != HS_OK ||
                         hs_view_get(view, name, 0, &arena, &record, &status) != HS_OK || record.sequence != worker->newest ||
                         hs_view_read_time(view) < task.write.write_time;
        hs_view_close(view);
        task_free(&task);
        hs_arena_free(&local.arena);
    }
    hs_arena_free(&arena);
    return NULL;
}

static void many_threads_write_and_read(void **state)
{
    struct fixture *f = *state;
    struct worker workers[THREADS];
    struct hs_view *view = NULL;
    struct hs_verification found = {0};
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.fixture = f, .number = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_false(workers[i].failed);
    }
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, 0, 100000, &found, &f->status), HS_OK);
    assert_int_equal(found.last, THREADS * WRITES_EACH);
    assert_int_equal(found.broken, 0);
    assert_int_equal(hs_view_check(view, &f->status), HS_OK);
    hs_view_close(view);
}

static void a_view_is_waited_for_until_the_deadline(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL, *second = NULL;
    fixture_close(f);
    f->options.readers = 1;
    fixture_open(f);
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_open(f->store, hs_db_now() + 1000, &second, &f->status), HS_DEADLINE_EXCEEDED);
    hs_view_close(view);
    assert_int_equal(hs_view_open(f->store, hs_db_now() + INT64_C(3600000000), &second, fresh_status(f)), HS_OK);
    hs_view_close(second);
}

static enum hs_code ignore(void *context, const struct hs_record *record)
{
    (void)context, (void)record;
    return HS_OK;
}

static void a_long_read_stops_at_its_deadline(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    struct hs_query query = {.resource = hs_contract_resource("Organisation"), .filter = "title = \"*x*\"", .all = true};
    put(f, "Organisation", &new_organisation(f, "a", "A")->base, 0, NULL);
    run_sql(f, "INSERT INTO organisation (name, ledger_seq, deleted, title, body)"
               " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
               " SELECT 'organisations/n' || i, 1, 0, 'some title', x'00' FROM n");
    int64_t deadline = hs_db_now() + 200000;
    assert_int_equal(hs_view_open(f->store, deadline, &view, fresh_status(f)), HS_OK);
    while (hs_db_now() < deadline) {
    }
    assert_int_equal(hs_view_list(view, &query, ignore, NULL, &f->arena, NULL, &f->status), HS_DEADLINE_EXCEEDED);
    hs_view_close(view);
    /* The connection is as good as new. */
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_true(hs_view_exists(view, "organisations/a"));
    hs_view_close(view);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(waiting_writes_share_a_commit),
        TEST(a_trial_is_undone_though_it_ends_well),
        TEST(a_write_that_fails_takes_no_other_with_it),
        TEST(a_taken_value_leaves_the_next_write_alone),
        TEST(what_a_failed_write_did_is_undone),
        TEST(one_write_has_one_time),
        TEST(a_write_sees_those_before_it_in_its_group),
        TEST(a_write_alone_may_refer_forward),
        TEST(a_write_alone_must_end_with_all_references_met),
        TEST(a_late_write_is_not_begun),
        TEST(a_full_queue_refuses),
        TEST(closing_finishes_what_is_queued),
        TEST(the_log_stays_small),
        TEST(many_threads_write_and_read),
        TEST(a_view_is_waited_for_until_the_deadline),
        TEST(a_long_read_stops_at_its_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
