#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5, WRITERS = 4, ACKNOWLEDGED = 60, NAME_SIZE = 40 };

/* One of the threads of the process that will be killed. */
struct writer {
    struct fixture *fixture;
    int round;
    int number;
    int pipe;
};

static enum hs_code put_organisation(struct task *task, struct hs_view *view)
{
    hensigt_organisation *organisation = task->context;
    return hs_view_put(view, hs_contract_resource("Organisation"), &organisation->base, 0, &task->status);
}

/* Writes for ever, and tells the name of each resource once its write is acknowledged. */
static void *write_for_ever(void *context)
{
    const struct writer *writer = context;
    for (int i = 0;; i++) {
        struct fixture local = {.store = writer->fixture->store};
        struct task task;
        char name[NAME_SIZE] = {0};
        hs_arena_init(&local.arena, 16 * 1024 * 1024);
        snprintf(name, sizeof name, "r%d-w%d-%d", writer->round, writer->number, i);
        task_init(&task, put_organisation, new_organisation(&local, name, "x"));
        bool ok = hs_store_submit(local.store, &task.write) == HS_OK && task_wait(&task) == HS_OK;
        if (!ok || write(writer->pipe, name, sizeof name) != (ssize_t)sizeof name) {
            _exit(1);
        }
        task_free(&task);
        hs_arena_free(&local.arena);
    }
    return NULL;
}

static void live_and_be_killed(struct fixture *f, int round, int pipe)
{
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    if (hs_store_open(&f->store, &f->options, fresh_status(f)) != HS_OK) {
        _exit(1);
    }
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.fixture = f, .round = round, .number = i, .pipe = pipe};
        if (pthread_create(&threads[i], NULL, write_for_ever, &writers[i]) != 0) {
            _exit(1);
        }
    }
    for (;;) {
        pause();
    }
}

/* Reads names until the process has told enough of them, kills it, and reads what it had told until then. */
static int read_and_kill(pid_t child, int pipe, char names[][NAME_SIZE], int capacity)
{
    int count = 0, status = 0;
    while (count < capacity && read(pipe, names[count], NAME_SIZE) == NAME_SIZE) {
        if (++count == ACKNOWLEDGED) {
            assert_int_equal(kill(child, SIGKILL), 0);
        }
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return count;
}

static void what_was_acknowledged_outlives_a_kill(void **state)
{
    struct fixture *f = *state;
    enum { CAPACITY = 100000 };
    char(*names)[NAME_SIZE] = malloc((size_t)CAPACITY * NAME_SIZE);
    assert_non_null(names);
    for (int round = 0; round < ROUNDS; round++) {
        int ends[2];
        struct hs_view *view = NULL;
        struct hs_verification found = {0};
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            live_and_be_killed(f, round, ends[1]);
        }
        close(ends[1]);
        int count = read_and_kill(child, ends[0], names, CAPACITY);
        close(ends[0]);
        assert_true(count >= ACKNOWLEDGED);

        fixture_open(f);
        assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
        for (int i = 0; i < count; i++) {
            assert_true(hs_view_exists(view, hs_arena_printf(&f->arena, "organisations/%s", names[i])));
        }
        assert_int_equal(hs_view_verify(view, 0, 1000000, &found, &f->status), HS_OK);
        assert_int_equal(found.broken, 0);
        assert_true(found.last >= count);
        assert_int_equal(hs_view_check(view, &f->status), HS_OK);
        hs_view_close(view);
        fixture_close(f);
    }
    free(names);
}

static int setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);
    assert_non_null(f);
    fixture_begin(f);
    *state = f;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_outlives_a_kill, setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
