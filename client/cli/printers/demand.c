/* SummariseDemand: what is pooled behind a process, never added over levels, confirmations, units or currencies. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"
#include "text.h"

#include "hensigt/v1/report.h"

#include <string.h>

typedef hensigt_summarise_demand_response_line line_type;

static void add_enum(struct grid *grid, const ProtobufCMessage *line, const char *field)
{
    grid_cell(grid, show_field(grid->arena, line, member_named(type_of(line), field), SHOW_SHORT));
}

/* The certain and the possible sum, once where they are equal. */
static void add_sums(struct grid *grid, const ProtobufCMessage *line, const char *certain, const char *possible)
{
    const struct hs_message *type = type_of(line);
    const char *least = show_field(grid->arena, line, member_named(type, certain), SHOW_SHORT);
    const char *most = show_field(grid->arena, line, member_named(type, possible), SHOW_SHORT);
    if (least == NULL || most == NULL) {
        grid_cell(grid, NULL);
    } else if (strcmp(least, most) == 0) {
        grid_cell(grid, least);
    } else {
        grid_lines(grid, hs_arena_printf(grid->arena, "%s\nto %s", *least != '\0' ? least : "0", most), STYLE_PLAIN);
    }
}

static void add_line(struct grid *grid, const line_type *line, bool examples)
{
    add_enum(grid, &line->base, "level");
    add_enum(grid, &line->base, "confirmation_kind");
    grid_cell(grid, print_range(grid->arena, line->certain_count, line->possible_count));
    grid_cell(grid, hs_arena_printf(grid->arena, "%d", line->organisation_count));
    add_sums(grid, &line->base, "certain_quantity", "possible_quantity");
    add_sums(grid, &line->base, "certain_value", "possible_value");
    if (examples) {
        grid_cell(grid, line->example_count > 0 ? hs_arena_printf(grid->arena, "%d", line->example_count) : "");
    }
}

static int example_count(const hensigt_summarise_demand_response *report)
{
    int count = 0;
    for (size_t i = 0; i < report->n_lines; i++) {
        count += report->lines[i]->example_count;
    }
    return count;
}

static bool print_lines(struct hs_arena *arena, const struct screen *screen, const hensigt_summarise_demand_response *report)
{
    bool examples = example_count(report) > 0;
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "LEVEL", GRID_FIRM);
    grid_column(&grid, "CONFIRMED BY", 0);
    grid_column(&grid, "COUNT", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "BODIES", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "QUANTITY", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "VALUE", GRID_RIGHT | GRID_FIRM);
    if (examples) {
        grid_column(&grid, "EXAMPLE", GRID_RIGHT | GRID_FIRM);
    }
    for (size_t i = 0; i < report->n_lines; i++) {
        add_line(&grid, report->lines[i], examples);
    }
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

/* A count with its words, if there is something to count. */
static void print_count(const struct screen *screen, int count, const char *one, const char *several)
{
    if (count > 0) {
        fprintf(screen->out, "%d %s\n", count, count == 1 ? one : several);
    }
}

bool print_demand(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_summarise_demand_response *report = (const void *)reply;
    FILE *out = screen->out;
    bool printed = print_clean(arena, screen, STYLE_TITLE, report->process);
    fputs(report->n_lines > 0 ? "\n\n" : ": no confirmed intention counts.\n", out);
    printed = printed && (report->n_lines == 0 || print_lines(arena, screen, report));
    fputc('\n', out);
    print_count(screen, report->committing_organisation_count, "organisation commits to the first purchase",
                "organisations commit to the first purchase");
    print_count(screen, report->declaring_organisation_count, "organisation declares the same requirements for later purchases",
                "organisations declare the same requirements for later purchases");
    print_count(screen, report->unquantified_count, "intention names no quantity", "intentions name no quantity");
    print_count(screen, report->unconfirmed_count, "intention waits for confirmation and does not count",
                "intentions wait for confirmation and do not count");
    print_count(screen, report->withdrawn_count, "intention was withdrawn", "intentions were withdrawn");
    print_count(screen, report->replaced_count, "declaration was replaced by a commitment",
                "declarations were replaced by commitments");
    print_count(screen, example_count(report), "intention is EXAMPLE DATA, made up to show how this works",
                "intentions are EXAMPLE DATA, made up to show how this works");
    return printed && print_axes(arena, screen, reply);
}
