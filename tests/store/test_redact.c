/* Redaction in the store: whole or not at all, though the process dies; and gone from the files, though somebody reads. */
#include "support.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PERSON "Zanzibarius Åqvist"

enum { CENTRES = 20, VERSIONS = 2 };

/* How a redaction goes. */
struct redaction {
    int found;  /* bodies */
    int die_at; /* at the nth of them; 0 = never */
    int fail_at;
};

static enum hs_code take(void *context, const struct hs_redacted *found)
{
    struct redaction *redaction = context;
    (void)found;
    redaction->found++;
    if (redaction->found == redaction->die_at)
        kill(getpid(), SIGKILL);
    return redaction->found == redaction->fail_at ? HS_RESOURCE_EXHAUSTED : HS_OK;
}

static enum hs_code redact(struct task *task, struct hs_view *view)
{
    struct redaction *redaction = task->context;
    redaction->found = 0;
    return hs_view_redact(view, PERSON, take, redaction, &task->status);
}

static void submit(struct fixture *f, struct task *task, struct redaction *redaction)
{
    task_init(task, redact, redaction);
    task->write.purge = true;
    task_submit(f, task);
}

static enum hs_code run(struct fixture *f, struct redaction *redaction)
{
    struct task task;
    submit(f, &task, redaction);
    enum hs_code code = task_wait(&task);
    task_free(&task);
    return code;
}

static void put_centre(struct fixture *f, int number, const char *title)
{
    char name[32];
    hensigt_centre *centre = (hensigt_centre *)hs_arena_new(&f->arena, &hensigt__v1__centre__descriptor);
    hensigt_centre_office *office = (hensigt_centre_office *)hs_arena_new(&f->arena, &hensigt__v1__centre__office__descriptor);
    snprintf(name, sizeof name, "centres/c%d", number);
    centre->name = hs_arena_string(&f->arena, name);
    centre->title = hs_arena_string(&f->arena, title);
    office->kind = HENSIGT_CENTRE_OFFICE_KIND_DIRECTOR;
    office->person = hs_arena_string(&f->arena, PERSON);
    centre->offices = hs_arena_alloc(&f->arena, sizeof *centre->offices);
    centre->offices[centre->n_offices++] = office;
    assert_int_equal(put(f, "Centre", &centre->base, 0, NULL), HS_OK);
}

static int given_centres(void **state)
{
    int code = fixture_setup(state);
    for (int i = 0; code == 0 && i < CENTRES * VERSIONS; i++)
        put_centre(*state, i % CENTRES, i < CENTRES ? "first" : "second");
    return code;
}

/* Bodies with the name, of resources and of the ledger. */
static int64_t count_bodies(struct fixture *f)
{
    return ask_sql(f, "SELECT (SELECT count(*) FROM centre WHERE instr(body, CAST('" PERSON "' AS BLOB)) > 0)"
                      " + (SELECT count(*) FROM ledger WHERE instr(body, CAST('" PERSON "' AS BLOB)) > 0)");
}

static bool has_name(const char *path)
{
    static const char name[] = PERSON;
    FILE *file = fopen(path, "rb");
    size_t at = 0;
    for (int c = file ? fgetc(file) : EOF; c != EOF && at < sizeof name - 1; c = fgetc(file))
        at = c == (unsigned char)name[at] ? at + 1 : c == (unsigned char)name[0];
    if (file)
        fclose(file);
    return at == sizeof name - 1;
}

static bool files_have_name(struct fixture *f)
{
    char wal[120];
    snprintf(wal, sizeof wal, "%s-wal", f->path);
    return has_name(f->path) || has_name(wal);
}

static void expect_whole(struct fixture *f)
{
    struct hs_verification verification;
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_check(view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, 0, 1000, &verification, fresh_status(f)), HS_OK);
    assert_int_equal(verification.broken, 0);
    assert_true(verification.complete);
    hs_view_close(view);
}

static void a_kill_in_the_middle_leaves_all(void **state)
{
    static const int moments[] = {1, CENTRES, CENTRES + 1, CENTRES * (1 + VERSIONS)};
    struct fixture *f = *state;
    fixture_close(f);
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        struct redaction redaction = {.die_at = moments[i]};
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            fixture_open(f);
            run(f, &redaction);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        fixture_open(f);
        assert_int_equal(count_bodies(f), CENTRES * (1 + VERSIONS));
        expect_whole(f);
        fixture_close(f);
    }
    fixture_open(f);
}

static void a_failure_in_the_middle_leaves_all(void **state)
{
    struct fixture *f = *state;
    struct redaction redaction = {.fail_at = CENTRES + 3};
    assert_int_equal(run(f, &redaction), HS_RESOURCE_EXHAUSTED);
    assert_int_equal(count_bodies(f), CENTRES * (1 + VERSIONS));
    expect_whole(f);
    redaction.fail_at = 0;
    assert_int_equal(run(f, &redaction), HS_OK);
    assert_int_equal(redaction.found, CENTRES * (1 + VERSIONS));
    assert_int_equal(count_bodies(f), 0);
    assert_false(files_have_name(f));
    expect_whole(f);
}

/* A snapshot that was open before keeps the old pages: they go once it is closed, and the redaction waits for that. */
static void readers_are_waited_for(void **state)
{
    static const char committed[] = "SELECT count(*) FROM setting WHERE key = 'unpurged'";
    struct fixture *f = *state;
    struct redaction redaction = {0};
    struct hs_record record;
    struct hs_view *view = NULL;
    struct task task;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    submit(f, &task, &redaction);
    while (ask_sql(f, committed) == 0)
        continue;
    assert_int_equal(hs_view_get(view, "centres/c0", 0, &f->arena, &record, fresh_status(f)), HS_OK);
    assert_true(files_have_name(f));
    hs_view_close(view);
    assert_int_equal(task_wait(&task), HS_OK);
    assert_false(files_have_name(f));
    assert_int_equal(ask_sql(f, committed), 0);
    task_free(&task);
}

/* What one process did not come to, the next one does before anything else. */
static void a_purge_is_made_up_for(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    run_sql(f, "PRAGMA secure_delete=OFF; DELETE FROM centre__offices; DELETE FROM centre; DELETE FROM ledger;"
               "INSERT INTO setting VALUES ('unpurged', '')");
    assert_true(files_have_name(f));
    fixture_open(f);
    fixture_close(f);
    assert_false(files_have_name(f));
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM setting WHERE key = 'unpurged'"), 0);
    fixture_open(f);
}

static int compare_nothing(void *context, int left_size, const void *left, int right_size, const void *right)
{
    (void)context, (void)left_size, (void)left, (void)right_size, (void)right;
    return 0;
}

/* An index that no other program can make anew: there a rewriting fails, as it does where the disk is full. */
static void given_odd_index(struct fixture *f)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_create_collation(db, "odd", SQLITE_UTF8, NULL, compare_nothing), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE odd (a TEXT COLLATE odd); CREATE INDEX oddly ON odd (a)", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

static void what_hinders_a_purge_is_told(void **state)
{
    struct fixture *f = *state;
    struct redaction redaction = {0};
    given_odd_index(f);
    assert_null(hs_store_purge_trouble(f->store));
    assert_int_equal(run(f, &redaction), HS_OK);
    assert_string_equal(hs_store_purge_trouble(f->store), "SQL logic error");
    run_sql(f, "DROP TABLE odd");
    assert_int_equal(run(f, &redaction), HS_OK);
    assert_null(hs_store_purge_trouble(f->store));
    assert_false(files_have_name(f));
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM setting WHERE key = 'unpurged'"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_centres, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_kill_in_the_middle_leaves_all), TEST(a_failure_in_the_middle_leaves_all), TEST(readers_are_waited_for),
        TEST(a_purge_is_made_up_for),          TEST(what_hinders_a_purge_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
