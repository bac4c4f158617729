/* Orderings: what is accepted, and what is refused with its column. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

#define SORTABLE "title, joinable, start_date, state, delete_time"

struct fixture {
    struct sample sample;
    struct hs_arena arena;
    struct hs_status status;
};

static int setup(void **state)
{
    static struct fixture fixture;
    sample_open(&fixture.sample, SAMPLE_PROCESS);
    hs_arena_init(&fixture.arena, ARENA_BYTES);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    hs_arena_free(&fixture->arena);
    sample_close(&fixture->sample);
    return 0;
}

static void test_accepted(void **state)
{
    static const struct {
        const char *text;
        const char *keys; /* the paths, each with `-` before it if descending */
    } orders[] = {
        {NULL, ""},
        {"", ""},
        {" \n", ""},
        {"title", "title "},
        {" title  desc ", "-title "},
        {"title asc,startDate\tdesc", "title -start_date "},
        {"title,state,joinable , delete_time desc", "title state joinable -delete_time "},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct hs_order order;
        const char *keys = "";
        hs_status_init(&fixture->status, &fixture->arena);
        assert_int_equal(hs_order_parse(&fixture->sample.columns, orders[i].text, &order, &fixture->status), HS_OK);
        for (size_t j = 0; j < order.n_keys; j++) {
            keys =
                hs_arena_printf(&fixture->arena, "%s%s%s ", keys, order.keys[j].descending ? "-" : "", order.keys[j].column->path);
        }
        assert_string_equal(keys, orders[i].keys);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        const char *reason;
        const char *description;
    } orders[] = {
        {",", "ORDER_SYNTAX", "column 1: a field is expected"},
        {"title,", "ORDER_SYNTAX", "column 7: a field is expected"},
        {"title,,state", "ORDER_SYNTAX", "column 7: a field is expected"},
        {"title down", "ORDER_SYNTAX", "column 7: asc, desc or a comma is expected"},
        {"title DESC", "ORDER_SYNTAX", "column 7: asc, desc or a comma is expected"},
        {"title desc asc", "ORDER_SYNTAX", "column 12: a comma is expected"},
        {"title,state,joinable,delete_time,start_date", "ORDER_SYNTAX", "column 34: more than 4 fields"},
        {"colour", "ORDER_FIELD", "column 1: nothing can be ordered by colour; fields: " SORTABLE},
        {"title, cpv_codes", "ORDER_FIELD", "column 8: a resource can have several values of cpv_codes; fields: " SORTABLE},
        {"step_runs.step", "ORDER_FIELD", "column 1: a resource can have several values of step_runs.step; fields: " SORTABLE},
        {"start_date, startDate desc", "ORDER_FIELD", "column 13: ordered twice by startDate; fields: " SORTABLE},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct hs_order order = {.n_keys = 77};
        hs_status_init(&fixture->status, &fixture->arena);
        assert_int_equal(hs_order_parse(&fixture->sample.columns, orders[i].text, &order, &fixture->status), HS_INVALID_ARGUMENT);
        assert_int_equal(order.n_keys, 77);
        assert_int_equal(fixture->status.message.n_field_violations, 1);
        assert_string_equal(fixture->status.message.field_violations[0]->field, "order_by");
        assert_string_equal(fixture->status.message.field_violations[0]->reason, orders[i].reason);
        assert_string_equal(fixture->status.message.field_violations[0]->description, orders[i].description);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
