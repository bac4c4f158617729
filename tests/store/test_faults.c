#include "faults.h"
#include "support.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole store is gone through at every eighth point of failure: each adds to it, and the chain shows what went wrong before. */
enum { GROUP = 3, MAX_POINTS = 2000, POINTS_PER_CHECK = 8, MEGABYTES_THAT_SPILL = 24 };

/* A group of writes that the writer takes together: they are submitted while it is held. */
struct group {
    struct fixture *fixture;
    struct task held;
    struct task tasks[GROUP];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool reached, open;
};

static enum hs_code put_organisation(struct task *task, struct hs_view *view)
{
    hensigt_organisation *organisation = task->context;
    return hs_view_put(view, hs_contract_resource("Organisation"), &organisation->base, 0, &task->status);
}

static enum hs_code wait_until_open(struct task *task, struct hs_view *view)
{
    struct group *group = task->context;
    (void)view;
    pthread_mutex_lock(&group->lock);
    group->reached = true;
    pthread_cond_signal(&group->changed);
    while (!group->open) {
        pthread_cond_wait(&group->changed, &group->lock);
    }
    pthread_mutex_unlock(&group->lock);
    return HS_OK;
}

static void hold(struct group *group, struct fixture *f)
{
    memset(group, 0, sizeof *group);
    group->fixture = f;
    pthread_mutex_init(&group->lock, NULL);
    pthread_cond_init(&group->changed, NULL);
    task_init(&group->held, wait_until_open, group);
    task_submit(f, &group->held);
    pthread_mutex_lock(&group->lock);
    while (!group->reached) {
        pthread_cond_wait(&group->changed, &group->lock);
    }
    pthread_mutex_unlock(&group->lock);
}

/* Three puts of new organisations, each with a request id. */
static void submit(struct group *group, int round)
{
    struct fixture *f = group->fixture;
    for (int i = 0; i < GROUP; i++) {
        struct task *task = &group->tasks[i];
        hensigt_organisation *organisation = new_organisation(f, hs_arena_printf(&f->arena, "r%d-%d", round, i), "x");
        add_identifier(f, organisation, "TEST", hs_arena_printf(&f->arena, "%d-%d", round, i));
        task_init(task, put_organisation, organisation);
        memset(task->write.request_id, i + 1, sizeof task->write.request_id);
        memcpy(task->write.request_id + 4, &round, sizeof round);
        task_submit(f, task);
    }
}

static void let_go(struct group *group)
{
    pthread_mutex_lock(&group->lock);
    group->open = true;
    pthread_cond_signal(&group->changed);
    pthread_mutex_unlock(&group->lock);
}

static void finish(struct group *group)
{
    task_wait(&group->held);
    for (int i = 0; i < GROUP; i++) {
        task_wait(&group->tasks[i]);
    }
}

static void release(struct group *group)
{
    task_free(&group->held);
    for (int i = 0; i < GROUP; i++) {
        task_free(&group->tasks[i]);
    }
    pthread_mutex_destroy(&group->lock);
    pthread_cond_destroy(&group->changed);
}

static bool exists(struct fixture *f, const char *name)
{
    return ask_sql(f, hs_arena_printf(&f->arena, "SELECT count(*) FROM organisation WHERE name = '%s'", name)) == 1;
}

/* Ledger and columns are whole. */
static void assert_whole(struct fixture *f)
{
    struct hs_view *view = NULL;
    struct hs_verification found = {0};
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, 0, 1000000, &found, &f->status), HS_OK);
    assert_int_equal(found.broken, 0);
    assert_int_equal(hs_view_check(view, &f->status), HS_OK);
    hs_view_close(view);
}

/* ---- the commit ------------------------------------------------------------------------------------------------- */

/* A sync that fails leaves the outcome unknown: the group says so, nothing else is written, and whatever is found after opening the
 * store again, each request is carried out once. */
static void a_failed_sync_leaves_the_outcome_unknown(void **state)
{
    struct fixture *f = *state;
    struct group group, again;
    struct task behind;
    hold(&group, f);
    submit(&group, 1);
    /* The held write changes nothing, so that the next sync is that of the group's commit. */
    fault_after(FAULT_SYNC, 0, false, SQLITE_IOERR_FSYNC);
    task_init(&behind, put_organisation, new_organisation(f, "behind", "x"));
    behind.write.alone = true;
    task_submit(f, &behind);
    let_go(&group);
    finish(&group);
    task_wait(&behind);
    assert_true(fault_end());
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(group.tasks[i].end, HS_WRITE_UNKNOWN);
        assert_int_equal(hs_status_code(&group.tasks[i].status), HS_UNAVAILABLE);
        assert_string_equal(reason_of(&group.tasks[i].status), "OUTCOME_UNKNOWN");
        assert_int_equal(group.tasks[i].write.sequence, 0);
    }
    assert_int_equal(behind.end, HS_WRITE_COMMITTED);
    assert_int_equal(hs_status_code(&behind.status), HS_UNAVAILABLE);
    assert_string_equal(reason_of(&behind.status), "STORE_FAILED");
    assert_int_equal(behind.runs, 0);
    task_free(&behind);
    task_init(&behind, put_organisation, new_organisation(f, "behind", "x"));
    assert_int_equal(hs_store_submit(f->store, &behind.write), HS_UNAVAILABLE);
    task_free(&behind);

    fixture_close(f);
    fixture_open(f);
    hold(&again, f);
    submit(&again, 1);
    let_go(&again);
    finish(&again);
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(hs_status_code(&again.tasks[i].status), HS_OK);
        assert_int_equal(again.tasks[i].runs + again.tasks[i].replays, 1);
        assert_int_equal(again.tasks[i].write.sequence, i + 1);
    }
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), GROUP);
    assert_whole(f);
    release(&group);
    release(&again);
}

static void copy_file(const char *from, const char *to)
{
    char buffer[4096];
    size_t size = 0;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    while ((size = fread(buffer, 1, sizeof buffer, in)) > 0) {
        assert_int_equal(fwrite(buffer, 1, size, out), size);
    }
    fclose(in);
    fclose(out);
}

/* Whatever a crash right now would leave. */
static int64_t count_in_copy(struct fixture *f)
{
    const char *copy = hs_arena_printf(&f->arena, "%s.copy", f->path);
    copy_file(f->path, copy);
    copy_file(hs_arena_printf(&f->arena, "%s-wal", f->path), hs_arena_printf(&f->arena, "%s-wal", copy));
    return ask_sql_in(copy, "SELECT count(*) FROM ledger");
}

/* A full disk is certain to have kept the commit out, whichever of its writes it meets: neither the store nor a copy of its files
 * taken after the failed commit has anything of it, and the store goes on. */
static void a_full_disk_at_the_commit_keeps_it_out(void **state)
{
    struct fixture *f = *state;
    int64_t rows = 0;
    int point = 0;
    for (bool failed = true; failed; point++) {
        struct group group;
        assert_in_range(point, 0, MAX_POINTS);
        hold(&group, f);
        submit(&group, point);
        fault_after(FAULT_WRITE, point, true, SQLITE_FULL);
        let_go(&group);
        finish(&group);
        failed = fault_end();
        for (int i = 0; i < GROUP; i++) {
            assert_int_equal(group.tasks[i].end, HS_WRITE_COMMITTED);
            assert_int_equal(hs_status_code(&group.tasks[i].status), failed ? HS_RESOURCE_EXHAUSTED : HS_OK);
            assert_string_equal(reason_of(&group.tasks[i].status), failed ? "STORE_FULL" : "");
        }
        rows += failed ? 0 : GROUP;
        assert_int_equal(count_in_copy(f), rows);
        assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), rows);
        release(&group);
    }
    assert_true(point > 10);
    assert_whole(f);
}

/* Any other error of a write at the commit is unknown; the store opens again and is whole. */
static void a_failed_write_at_the_commit_is_unknown(void **state)
{
    struct fixture *f = *state;
    int point = 0;
    for (bool failed = true; failed; point++) {
        struct group group;
        assert_in_range(point, 0, MAX_POINTS);
        hold(&group, f);
        submit(&group, point);
        fault_after(FAULT_WRITE, point, false, SQLITE_IOERR_WRITE);
        let_go(&group);
        finish(&group);
        failed = fault_end();
        for (int i = 0; i < GROUP; i++) {
            assert_int_equal(group.tasks[i].end, failed ? HS_WRITE_UNKNOWN : HS_WRITE_COMMITTED);
        }
        release(&group);
        fixture_close(f);
        fixture_open(f);
        assert_whole(f);
    }
    assert_true(point > 10);
}

/* ---- in the middle of a group ----------------------------------------------------------------------------------- */

/* Writes more than the engine keeps in memory, so that it must write to the disk before the commit. */
static enum hs_code stage_a_lot(struct task *task, struct hs_view *view)
{
    enum hs_code code = HS_OK;
    for (int i = 1; code == HS_OK && i <= MEGABYTES_THAT_SPILL * 1024 / 48; i++) {
        struct hs_staged staged = {.line = i, .name = "organisations/x", .body = task->context, .size = 48 * 1024};
        code = hs_view_stage(view, "import", &staged, &task->status);
    }
    return code;
}

static void a_full_disk_in_a_savepoint_takes_no_other_write_with_it(void **state)
{
    struct fixture *f = *state;
    struct group group;
    hold(&group, f);
    for (int i = 0; i < GROUP; i++) {
        bool is_large = i == 1;
        void *context = is_large ? hs_arena_alloc(&f->arena, 48 * 1024)
                                 : (void *)new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x");
        task_init(&group.tasks[i], is_large ? stage_a_lot : put_organisation, context);
        task_submit(f, &group.tasks[i]);
    }
    /* The first write to the disk is that of the large one, which is run a second time by itself. */
    fault_after(FAULT_WRITE, 0, false, SQLITE_FULL);
    let_go(&group);
    finish(&group);
    assert_true(fault_end());
    assert_int_equal(hs_status_code(&group.tasks[0].status), HS_OK);
    assert_int_equal(hs_status_code(&group.tasks[2].status), HS_OK);
    assert_int_equal(group.tasks[0].runs, 2);
    assert_int_equal(group.tasks[1].runs, 2);
    assert_int_equal(group.tasks[2].runs, 1);
    assert_int_equal(group.tasks[0].write.sequence, 1);
    assert_int_equal(group.tasks[2].write.sequence, 2);
    assert_int_equal(hs_status_code(&group.tasks[1].status), HS_OK);
    release(&group);
    assert_whole(f);
}

/* The same where the disk stays full until the large write was given up. */
static enum hs_code stage_until_full(struct task *task, struct hs_view *view)
{
    fault_after(FAULT_WRITE, 0, false, SQLITE_FULL);
    return stage_a_lot(task, view);
}

static void a_write_that_fills_the_disk_is_refused(void **state)
{
    struct fixture *f = *state;
    struct group group;
    hold(&group, f);
    for (int i = 0; i < GROUP; i++) {
        bool is_large = i == 1;
        void *context = is_large ? hs_arena_alloc(&f->arena, 48 * 1024)
                                 : (void *)new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x");
        task_init(&group.tasks[i], is_large ? stage_until_full : put_organisation, context);
        task_submit(f, &group.tasks[i]);
    }
    let_go(&group);
    finish(&group);
    assert_true(fault_end());
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(group.tasks[i].end, HS_WRITE_COMMITTED);
        assert_int_equal(hs_status_code(&group.tasks[i].status), i == 1 ? HS_RESOURCE_EXHAUSTED : HS_OK);
    }
    assert_string_equal(reason_of(&group.tasks[1].status), "STORE_FULL");
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM staged"), 0);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), 2);
    release(&group);
    assert_whole(f);
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

/* Wherever memory runs out while a group is carried out: what was acknowledged is there, what was refused is not, and what is
 * unknown is one of both. */
static void no_memory_in_a_group(struct fixture *f, bool for_good)
{
    int point = 0;
    for (bool failed = true; failed; point++) {
        struct group group;
        assert_in_range(point, 0, MAX_POINTS);
        hold(&group, f);
        submit(&group, point);
        fault_after(FAULT_MEMORY, point, for_good, 0);
        let_go(&group);
        finish(&group);
        failed = fault_end();
        bool is_unknown = group.held.end == HS_WRITE_UNKNOWN;
        for (int i = 0; i < GROUP; i++) {
            struct task *task = &group.tasks[i];
            const char *name = ((hensigt_organisation *)task->context)->name;
            enum hs_code code = hs_status_code(&task->status);
            assert_true(code == HS_OK || code == HS_RESOURCE_EXHAUSTED || code == HS_UNAVAILABLE);
            is_unknown = is_unknown || task->end == HS_WRITE_UNKNOWN;
            if (task->end == HS_WRITE_COMMITTED) {
                assert_int_equal(exists(f, name), code == HS_OK);
            }
        }
        release(&group);
        if (is_unknown) {
            fixture_close(f);
            fixture_open(f);
        }
        if (!failed || point % POINTS_PER_CHECK == 0) {
            assert_whole(f);
        }
    }
    assert_true(point > 10);
}

static void no_memory_once_in_a_group(void **state)
{
    no_memory_in_a_group(*state, false);
}

static void no_memory_any_more_in_a_group(void **state)
{
    no_memory_in_a_group(*state, true);
}

/* A look-up that has no status to fail with. */
static enum hs_code look_without_memory(struct task *task, struct hs_view *view)
{
    fault_after(FAULT_MEMORY, 0, true, 0);
    const char *setting = hs_view_setting(view, "registry_id", &task->arena);
    assert_true(fault_end());
    assert_null(setting);
    return HS_OK;
}

static void a_look_that_fails_in_silence_fails_the_write(void **state)
{
    struct fixture *f = *state;
    struct task task;
    task_init(&task, look_without_memory, NULL);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_RESOURCE_EXHAUSTED);
    task_free(&task);
}

static void a_look_that_fails_in_silence_fails_the_view(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    struct hs_record record;
    fixture_close(f);
    f->options.readers = 1;
    fixture_open(f);
    put(f, "Organisation", &new_organisation(f, "a", "A")->base, 0, NULL);
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    fault_after(FAULT_MEMORY, 0, true, 0);
    assert_false(hs_view_exists(view, "organisations/a"));
    assert_true(fault_end());
    assert_int_equal(hs_view_get(view, "organisations/a", 0, &f->arena, &record, &f->status), HS_RESOURCE_EXHAUSTED);
    hs_view_close(view);
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_get(view, "organisations/a", 0, &f->arena, &record, &f->status), HS_OK);
    hs_view_close(view);
}

static void no_memory_while_opening(void **state)
{
    struct fixture *f = *state;
    int point = 0;
    fixture_close(f);
    for (bool failed = true; failed; point++) {
        struct hs_store *store = NULL;
        assert_in_range(point, 0, 100000);
        fresh_status(f);
        fault_after(FAULT_MEMORY, point, true, 0);
        enum hs_code code = hs_store_open(&store, &f->options, &f->status);
        failed = fault_end();
        assert_true(code == HS_OK || store == NULL);
        assert_true(code == HS_OK || code == HS_RESOURCE_EXHAUSTED || code == HS_UNAVAILABLE || code == HS_FAILED_PRECONDITION);
        hs_store_close(store);
        /* Each point costs a new connection or two; after the first hundred every 13th is enough. */
        point += point > 100 ? 12 : 0;
    }
    fixture_open(f);
    assert_whole(f);
}

static enum hs_code skip_record(void *context, const struct hs_record *record)
{
    (void)context, (void)record;
    return HS_OK;
}

static enum hs_code skip_row(void *context, const struct hs_ledger_row *row)
{
    (void)context, (void)row;
    return HS_OK;
}

static enum hs_code skip_hit(void *context, const struct hs_hit *hit)
{
    (void)context, (void)hit;
    return HS_OK;
}

/* Reads in every way there is; returns the first failure. */
static enum hs_code read_all(struct fixture *f, struct hs_view *view, struct hs_arena *arena, struct hs_status *status)
{
    struct hs_query now = {.resource = hs_contract_resource("Organisation"), .filter = "title != \"7\"", .order_by = "title"};
    struct hs_query then = {.resource = now.resource, .read_time = f->now - 1, .page_size = 1};
    struct hs_verification found;
    struct hs_record record;
    const char *const *names = NULL;
    const char *next = NULL;
    const struct hs_search_query words = {.text = "3 DK-1", .page_size = 1};
    struct hs_search_page page;
    enum hs_code code = hs_view_get(view, "organisations/o1", f->now - 1, arena, &record, status);
    if (code == HS_OK) {
        code = hs_view_list(view, &now, skip_record, NULL, arena, &next, status);
    }
    if (code == HS_OK) {
        code = hs_view_list(view, &then, skip_record, NULL, arena, &next, status);
    }
    if (code == HS_OK) {
        code = hs_view_history(view, "organisations/o1", 0, 10, skip_row, NULL, status);
    }
    if (code == HS_OK) {
        code = hs_view_changes(view, 0, 10, skip_row, NULL, status);
    }
    if (code == HS_OK) {
        code = hs_view_referrers(view, "organisations/o1", 5, arena, &names, status) >= 0 ? HS_OK : hs_status_code(status);
    }
    if (code == HS_OK) {
        code = hs_view_search(view, &words, skip_hit, NULL, arena, &page, status);
    }
    if (code == HS_OK) {
        code = hs_view_verify(view, 0, 10, &found, status);
    }
    return code == HS_OK ? hs_view_check(view, status) : code;
}

static void no_memory_while_reading(void **state)
{
    struct fixture *f = *state;
    int point = 0;
    for (int i = 0; i < 5; i++) {
        f->now += 1000;
        hensigt_organisation *organisation = new_organisation(f, hs_arena_printf(&f->arena, "o%d", i % 3), "x");
        organisation->title = hs_arena_printf(&f->arena, "%d", i);
        assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    }
    for (bool failed = true; failed; point++) {
        struct hs_view *view = NULL;
        struct hs_arena arena;
        struct hs_status status;
        assert_in_range(point, 0, MAX_POINTS);
        hs_arena_init(&arena, 1024 * 1024);
        hs_status_init(&status, &arena);
        fault_after(FAULT_MEMORY, point, true, 0);
        enum hs_code code = hs_view_open(f->store, 0, &view, &status);
        if (code == HS_OK) {
            code = read_all(f, view, &arena, &status);
        }
        failed = fault_end();
        if (code != HS_OK && code != HS_RESOURCE_EXHAUSTED) {
            print_message("point %d: %s %s %s\n", point, hs_code_name((int)code), reason_of(&status), status.message.message);
        }
        /* The store may have answered from what it had before memory ran out. */
        assert_true(code == HS_RESOURCE_EXHAUSTED || (code == HS_OK && (point > 0 || !failed)));
        hs_view_close(view);
        hs_arena_free(&arena);
    }
    assert_true(point > 10);
    assert_whole(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_failed_sync_leaves_the_outcome_unknown),
        TEST(a_full_disk_at_the_commit_keeps_it_out),
        TEST(a_failed_write_at_the_commit_is_unknown),
        TEST(a_full_disk_in_a_savepoint_takes_no_other_write_with_it),
        TEST(a_write_that_fills_the_disk_is_refused),
        TEST(no_memory_once_in_a_group),
        TEST(no_memory_any_more_in_a_group),
        TEST(a_look_that_fails_in_silence_fails_the_write),
        TEST(a_look_that_fails_in_silence_fails_the_view),
        TEST(no_memory_while_opening),
        TEST(no_memory_while_reading),
    };
    faults_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
