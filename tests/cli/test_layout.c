/* Tables, sheets and reports as they stand on a screen of 80 columns, a wide one, and in a pipe: golden texts. */
#include "support.h"

#include "printers/printers.h"
#include "sheet.h"
#include "table.h"

#include <string.h>

static const size_t widths[] = {80, 120, 0};

static const char *golden_name(struct run *run, const char *base, size_t width)
{
    return width > 0 ? hs_arena_printf(&run->arena, "%s_%zu.txt", base, width) : hs_arena_printf(&run->arena, "%s_pipe.txt", base);
}

/* Shows a message once for each width, anew each time. */
static void show_all(const char *base, const char *type,
                     bool (*show)(struct hs_arena *, const struct screen *, const ProtobufCMessage *))
{
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        void *state = NULL;
        assert_int_equal(run_setup(&state), 0);
        struct run *run = state;
        const char *json = read_golden(run, hs_arena_printf(&run->arena, "%s.json", base));
        run->cli.out.width = widths[i];
        assert_true(show(&run->arena, &run->cli.out, message_of(run, type, json)));
        assert_golden(run, golden_name(run, base, widths[i]));
        assert_int_equal(run_teardown(&state), 0);
    }
}

static bool show_list(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message, const char *columns)
{
    struct grid grid;
    const char *error = NULL;
    grid_init(&grid, arena);
    bool filled =
        table_fill(&grid, message, member_at(hs_contract_message(message->descriptor->name), 0), columns, TABLE_FILLED, &error);
    return filled && grid_print(&grid, screen, 0, GRID_CUT);
}

static bool show_centres(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return show_list(arena, screen, message, hs_contract_resource("Centre")->columns);
}

static bool show_intentions(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return show_list(arena, screen, message, "name,organisation,level,state,quantity,estimated-value,requirement");
}

static bool show_memberships(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return show_list(arena, screen, message, "name,organisation,role,start-date,end-date,state");
}

static bool show_keys(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return show_list(arena, screen, message, "name,state,expire-time");
}

static bool show_claims(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return show_list(arena, screen, message, hs_contract_resource("MetricClaim")->columns);
}

static void tables(void **state)
{
    (void)state;
    show_all("memberships", "hensigt.v1.ListMembershipsResponse", show_memberships);
    show_all("keys", "hensigt.v1.ListAccessKeysResponse", show_keys);
    show_all("centres", "hensigt.v1.ListCentresResponse", show_centres);
    show_all("intentions", "hensigt.v1.ListIntentionsResponse", show_intentions);
    show_all("metric_claims", "hensigt.v1.ListMetricClaimsResponse", show_claims);
}

static void sheets(void **state)
{
    (void)state;
    show_all("centre", "hensigt.v1.Centre", sheet_print);
    show_all("model", "hensigt.v1.ProcessModel", sheet_print);
    show_all("letter", "hensigt.v1.Instrument", sheet_print);
}

static void reports(void **state)
{
    (void)state;
    show_all("comparison", "hensigt.v1.CompareCentresResponse", print_comparison);
    show_all("demand", "hensigt.v1.SummariseDemandResponse", print_demand);
    show_all("supplier", "hensigt.v1.SummariseDemandResponse", print_demand);
    show_all("gates", "hensigt.v1.CheckProcessResponse", print_gates);
    show_all("members", "hensigt.v1.CountMembershipsResponse", print_members);
    show_all("history", "hensigt.v1.ListRevisionsResponse", print_history);
    show_all("signatures", "hensigt.v1.CheckSignaturesResponse", print_signatures);
    show_all("outcomes", "hensigt.v1.SummariseOutcomesResponse", print_outcomes);
    show_all("years", "hensigt.v1.SummariseCentreYearsResponse", print_years);
    show_all("innovation", "hensigt.v1.SummariseInnovationResponse", print_innovation);
    show_all("claims", "hensigt.v1.CheckClaimsResponse", print_claims);
}

static void colours_are_for_terminals_only(void **state)
{
    struct run *run = *state;
    run->cli.out.colour = true;
    assert_true(print_gates(&run->arena, &run->cli.out,
                            message_of(run, "hensigt.v1.CheckProcessResponse", read_golden(run, "gates.json"))));
    assert_golden(run, "gates_colour.txt");
}

static void columns_can_be_chosen(void **state)
{
    struct run *run = *state;
    ProtobufCMessage *list = message_of(run, "hensigt.v1.ListCentresResponse", read_golden(run, "centres.json"));
    struct grid grid;
    const char *error = NULL;
    grid_init(&grid, &run->arena);
    assert_false(table_fill(&grid, list, member_named(hs_contract_message("hensigt.v1.ListCentresResponse"), "centres"),
                            "name,titel", TABLE_ALL, &error));
    assert_string_equal(error, "'titel' is no field of Centre; did you mean 'title'?");
}

/* What could not be made for want of memory is no cell, and a table without it is not written. */
static void a_table_that_lacks_something_is_not_written(void **state)
{
    struct run *run = *state;
    for (size_t lacking = 0; lacking < 4; lacking++) {
        struct grid grid;
        grid_init(&grid, &run->arena);
        grid_column(&grid, lacking == 0 ? NULL : "A", 0);
        grid_cell(&grid, lacking == 1 ? NULL : "a");
        grid_lines(&grid, lacking == 2 ? NULL : "b", STYLE_PLAIN);
        grid_note(&grid, lacking == 3 ? NULL : "c");
        assert_false(grid_print(&grid, &run->cli.out, 0, GRID_CUT));
    }
    run_flush(run);
    assert_string_equal(run->out, "");
}

/* With every limit of memory from nothing upwards, a sheet is written whole or said not to be, and never half for whole. */
static void little_memory_is_survived(void **state)
{
    struct run *run = *state;
    ProtobufCMessage *centre = message_of(run, "hensigt.v1.Centre", read_golden(run, "centre.json"));
    bool printed = false;
    for (size_t limit = 0; !printed; limit += 16) {
        struct hs_arena arena;
        hs_arena_init(&arena, limit);
        assert_int_equal(fseek(run->cli.out.out, 0, SEEK_SET), 0);
        printed = sheet_print(&arena, &run->cli.out, centre);
        hs_arena_free(&arena);
        assert_true(limit < 1024 * 1024);
    }
    assert_golden(run, "centre_80.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),
        cmocka_unit_test(sheets),
        cmocka_unit_test(reports),
        cmocka_unit_test_setup_teardown(colours_are_for_terminals_only, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(columns_can_be_chosen, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_table_that_lacks_something_is_not_written, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(little_memory_is_survived, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
