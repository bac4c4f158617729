#include "support.h"

#include <inttypes.h>
#include <string.h>

/* What one write does to an import. */
struct step {
    const char *import;
    int32_t line;
    const char *name;
    const char *body;
    int64_t older;
};

static enum hs_code stage(struct task *task, struct hs_view *view)
{
    const struct step *step = task->context;
    struct hs_staged staged = {
        .line = step->line, .name = step->name, .body = (const void *)step->body, .size = strlen(step->body)};
    return hs_view_stage(view, step->import, &staged, &task->status);
}

static enum hs_code unstage(struct task *task, struct hs_view *view)
{
    const struct step *step = task->context;
    return hs_view_unstage(view, step->import, step->older, &task->status);
}

static void run_step(struct fixture *f, enum hs_code (*body)(struct task *, struct hs_view *), struct step step)
{
    struct task task;
    task_init(&task, body, &step);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_OK);
    task_free(&task);
}

struct lines {
    struct fixture *fixture;
    const char *text;
};

static enum hs_code add_line(void *context, const struct hs_staged *staged)
{
    struct lines *lines = context;
    assert_ptr_equal(staged->resource, staged->line > 0 ? hs_contract_resource("Centre") : NULL);
    lines->text = hs_arena_printf(&lines->fixture->arena, "%s%s%" PRId32 ":%s=%.*s", lines->text, *lines->text != '\0' ? " " : "",
                                  staged->line, staged->name, (int)staged->size, (const char *)staged->body);
    return HS_OK;
}

static const char *staged(struct fixture *f, const char *import, int32_t after)
{
    struct lines lines = {f, ""};
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_staged(view, import, after, add_line, &lines, &f->status), HS_OK);
    hs_view_close(view);
    return lines.text;
}

static int32_t line_of(struct fixture *f, const char *import, const char *name)
{
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    int32_t line = hs_view_staged_line(view, import, name);
    hs_view_close(view);
    return line;
}

static int64_t count_of(struct fixture *f, const char *import)
{
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    int64_t count = hs_view_staged_count(view, import);
    hs_view_close(view);
    return count;
}

static void lines_come_in_their_order(void **state)
{
    struct fixture *f = *state;
    run_step(f, stage, (struct step){"i", 2, "centres/b", "B", 0});
    run_step(f, stage, (struct step){"j", 1, "centres/other", "O", 0});
    run_step(f, stage, (struct step){"i", 0, "", "head", 0});
    run_step(f, stage, (struct step){"i", 1, "centres/a", "A", 0});
    run_step(f, stage, (struct step){"i", INT32_MAX, "centres/b", "last", 0});
    assert_string_equal(staged(f, "i", 0), "1:centres/a=A 2:centres/b=B 2147483647:centres/b=last");
    assert_string_equal(staged(f, "i", -1), "0:=head 1:centres/a=A 2:centres/b=B 2147483647:centres/b=last");
    assert_string_equal(staged(f, "i", 2), "2147483647:centres/b=last");
    assert_string_equal(staged(f, "j", -1), "1:centres/other=O");
    assert_string_equal(staged(f, "none", -1), "");
    assert_int_equal(line_of(f, "i", "centres/b"), 2);
    assert_int_equal(line_of(f, "i", "centres/other"), 0);
    assert_int_equal(line_of(f, "none", "centres/b"), 0);
    assert_int_equal(count_of(f, "i"), 3);
    assert_int_equal(count_of(f, "none"), 0);
}

static void a_line_staged_again_is_replaced(void **state)
{
    struct fixture *f = *state;
    run_step(f, stage, (struct step){"i", 1, "centres/a", "A", 0});
    run_step(f, stage, (struct step){"i", 1, "centres/b", "B", 0});
    assert_string_equal(staged(f, "i", 0), "1:centres/b=B");
    assert_int_equal(line_of(f, "i", "centres/a"), 0);
}

static void an_import_is_forgotten_with_its_lines(void **state)
{
    struct fixture *f = *state;
    f->now = 1000;
    run_step(f, stage, (struct step){"old", 1, "centres/a", "A", 0});
    f->now = 2000;
    run_step(f, stage, (struct step){"i", 1, "centres/a", "A", 0});
    run_step(f, stage, (struct step){"j", 1, "centres/a", "A", 0});
    run_step(f, unstage, (struct step){.import = "i"});
    assert_string_equal(staged(f, "i", 0), "");
    assert_string_equal(staged(f, "j", 0), "1:centres/a=A");
    assert_string_equal(staged(f, "old", 0), "1:centres/a=A");
    run_step(f, unstage, (struct step){.import = "none", .older = 2000});
    assert_string_equal(staged(f, "old", 0), "");
    assert_string_equal(staged(f, "j", 0), "1:centres/a=A");
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM staged"), 1);
}

static void nothing_is_staged_outside_a_write(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    struct hs_staged line = {.line = 1, .name = "centres/a", .body = (const void *)"A", .size = 1};
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_stage(view, "i", &line, &f->status), HS_INTERNAL);
    assert_int_equal(hs_view_unstage(view, "i", 0, fresh_status(f)), HS_INTERNAL);
    hs_view_close(view);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_come_in_their_order),
        TEST(a_line_staged_again_is_replaced),
        TEST(an_import_is_forgotten_with_its_lines),
        TEST(nothing_is_staged_outside_a_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
