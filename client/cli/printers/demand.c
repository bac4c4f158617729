/* SummariseDemand: what is pooled behind processes, never added over levels, confirmations, units or currencies. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"
#include "text.h"
#include "width.h"

#include "hensigt/v1/report.h"

#include <string.h>

/* A range that is wider is written in two lines. */
enum { RANGE_WIDTH = 16 };

typedef hensigt_summarise_demand_response report_type;
typedef hensigt_summarise_demand_response_line line_type;

/* ---- columns ----------------------------------------------------------------------------------------------------------- */

static const char *field_of(struct hs_arena *arena, const line_type *line, const char *field)
{
    return show_field(arena, &line->base, member_named(type_of(&line->base), field), SHOW_SHORT);
}

/* "processes/p" -> "p": the column says of what kind it is. */
static const char *last_segment(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

/* The number before a unit: "1000" of "1000 TNE". */
static const char *number_of(struct hs_arena *arena, const char *amount, const char *unit)
{
    size_t length = strlen(amount);
    length -= length > strlen(unit) ? strlen(unit) : 0;
    while (length > 0 && (amount[length - 1] < '0' || amount[length - 1] > '9')) {
        length--;
    }
    return hs_arena_bytes(arena, amount, length);
}

/* The certain and the possible sum, once where they are equal: "1000–2500 TNE". */
static const char *range(struct hs_arena *arena, const line_type *line, const char *unit, const char *certain, const char *possible)
{
    const char *least = field_of(arena, line, certain);
    const char *most = field_of(arena, line, possible);
    if (least == NULL || most == NULL || strcmp(least, most) == 0) {
        return least != NULL ? most : NULL;
    }
    const char *number = number_of(arena, least, unit);
    const char *whole = number != NULL ? hs_arena_printf(arena, "%s–%s", number, most) : NULL;
    if (whole == NULL || width_of(whole) <= RANGE_WIDTH) {
        return whole;
    }
    return hs_arena_printf(arena, "%s–\n%s", number, most);
}

static bool always(const line_type *line)
{
    (void)line;
    return true;
}

static const char *level_cell(struct hs_arena *arena, const line_type *line)
{
    return field_of(arena, line, "level");
}

static bool has_quarter(const line_type *line)
{
    return *line->quarter != '\0';
}

static const char *quarter_cell(struct hs_arena *arena, const line_type *line)
{
    (void)arena;
    return line->quarter;
}

static bool has_region(const line_type *line)
{
    return *line->region_code != '\0';
}

static const char *region_cell(struct hs_arena *arena, const line_type *line)
{
    (void)arena;
    return line->region_code;
}

static bool has_organisation(const line_type *line)
{
    return *line->organisation != '\0';
}

static const char *organisation_cell(struct hs_arena *arena, const line_type *line)
{
    (void)arena;
    return last_segment(line->organisation);
}

static bool has_binding(const line_type *line)
{
    return line->binding != HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED;
}

static const char *binding_cell(struct hs_arena *arena, const line_type *line)
{
    return field_of(arena, line, "binding");
}

/* What it rests on, and whether that still holds. */
static const char *kind_cell(struct hs_arena *arena, const line_type *line)
{
    const char *kind = field_of(arena, line, "confirmation_kind");
    if (kind == NULL || line->unreaffirmed_count == 0) {
        return kind;
    }
    return hs_arena_printf(arena, "%s, %d unreaffirmed", kind, line->unreaffirmed_count);
}

/* That one organisation has one intention says nothing. */
static bool has_count(const line_type *line)
{
    return *line->organisation == '\0' || line->certain_count != 1 || line->possible_count != 1;
}

static const char *count_cell(struct hs_arena *arena, const line_type *line)
{
    return print_range(arena, line->certain_count, line->possible_count);
}

/* Of one organisation it is one. */
static bool has_bodies(const line_type *line)
{
    return !has_organisation(line);
}

static const char *bodies_cell(struct hs_arena *arena, const line_type *line)
{
    return print_range(arena, line->organisation_count, line->organisation_count);
}

static bool has_quantity(const line_type *line)
{
    return line->possible_quantity != NULL;
}

static const char *quantity_cell(struct hs_arena *arena, const line_type *line)
{
    return range(arena, line, line->unit_code, "certain_quantity", "possible_quantity");
}

static bool differ(const hensigt_quantity *a, const hensigt_quantity *b)
{
    return a != NULL && b != NULL && strcmp(a->value, b->value) != 0;
}

static bool has_been_bought(const line_type *line)
{
    return differ(line->certain_quantity, line->certain_remaining_quantity) ||
           differ(line->possible_quantity, line->possible_remaining_quantity);
}

static const char *remaining_cell(struct hs_arena *arena, const line_type *line)
{
    return range(arena, line, line->unit_code, "certain_remaining_quantity", "possible_remaining_quantity");
}

static bool has_value(const line_type *line)
{
    return line->possible_value != NULL;
}

static const char *value_cell(struct hs_arena *arena, const line_type *line)
{
    return range(arena, line, line->currency_code, "certain_value", "possible_value");
}

static bool has_examples(const line_type *line)
{
    return line->example_count > 0;
}

static const char *example_cell(struct hs_arena *arena, const line_type *line)
{
    return line->example_count > 0 ? hs_arena_printf(arena, "%d", line->example_count) : "";
}

/* A column, which is shown where it says something of some line. */
static const struct column {
    const char *title;
    unsigned flags;
    bool (*says)(const line_type *line);
    const char *(*cell)(struct hs_arena *arena, const line_type *line);
} columns[] = {
    {"LEVEL", GRID_FIRM, always, level_cell},
    {"QUARTER", GRID_FIRM, has_quarter, quarter_cell},
    {"REGION", GRID_FIRM, has_region, region_cell},
    {"ORGANISATION", GRID_KEY, has_organisation, organisation_cell},
    {"BINDING", 0, has_binding, binding_cell},
    {"CONFIRMED BY", 0, always, kind_cell},
    {"COUNT", GRID_RIGHT | GRID_FIRM, has_count, count_cell},
    {"BODIES", GRID_RIGHT | GRID_FIRM, has_bodies, bodies_cell},
    {"QUANTITY", GRID_RIGHT | GRID_FIRM, has_quantity, quantity_cell},
    {"REMAINING", GRID_RIGHT | GRID_FIRM, has_been_bought, remaining_cell},
    {"VALUE", GRID_RIGHT | GRID_FIRM, has_value, value_cell},
    {"EXAMPLE", GRID_RIGHT | GRID_FIRM, has_examples, example_cell},
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

static bool some_line(const report_type *report, bool (*says)(const line_type *line))
{
    for (size_t i = 0; i < report->n_lines; i++) {
        if (says(report->lines[i])) {
            return true;
        }
    }
    return false;
}

/* The lines from `start` to before `end`. */
static bool print_table(struct hs_arena *arena, const struct screen *screen, const report_type *report, size_t start, size_t end)
{
    bool shown[N_COLUMNS];
    struct grid grid;
    grid_init(&grid, arena);
    for (size_t i = 0; i < N_COLUMNS; i++) {
        shown[i] = some_line(report, columns[i].says);
        if (shown[i]) {
            grid_column(&grid, columns[i].title, columns[i].flags);
        }
    }
    for (size_t line = start; line < end; line++) {
        for (size_t i = 0; i < N_COLUMNS; i++) {
            if (shown[i]) {
                grid_lines(&grid, columns[i].cell(arena, report->lines[line]), STYLE_PLAIN);
            }
        }
    }
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

/* A table for each process, where the lines say of which they are. */
static bool print_lines(struct hs_arena *arena, const struct screen *screen, const report_type *report)
{
    bool printed = true;
    for (size_t start = 0, end; printed && start < report->n_lines; start = end) {
        const char *process = report->lines[start]->process;
        for (end = start + 1; end < report->n_lines && strcmp(report->lines[end]->process, process) == 0;) {
            end++;
        }
        if (*process != '\0' && *report->process == '\0') {
            fputs(start > 0 ? "\n" : "", screen->out);
            printed = print_clean(arena, screen, STYLE_TITLE, process);
            fputc('\n', screen->out);
        }
        printed = printed && print_table(arena, screen, report, start, end);
    }
    return printed;
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

static int example_count(const report_type *report)
{
    int count = 0;
    for (size_t i = 0; i < report->n_lines; i++) {
        count += report->lines[i]->example_count;
    }
    return count;
}

/* A count with its words, if there is something to count. */
static void print_count(const struct screen *screen, int count, const char *one, const char *several)
{
    if (count > 0) {
        fprintf(screen->out, "%d %s\n", count, count == 1 ? one : several);
    }
}

static void print_counts(const struct screen *screen, const report_type *report)
{
    print_count(screen, report->committing_organisation_count, "organisation commits to the first purchase",
                "organisations commit to the first purchase");
    print_count(screen, report->declaring_organisation_count, "organisation declares the same requirements for later purchases",
                "organisations declare the same requirements for later purchases");
    print_count(screen, report->unquantified_count, "intention names no quantity", "intentions name no quantity");
    print_count(screen, report->unreaffirmed_count, "intention rests on a signature that waits to be reaffirmed",
                "intentions rest on signatures that wait to be reaffirmed");
    print_count(screen, report->lapsed_count, "intention lapsed, since its signature was not reaffirmed or no longer holds",
                "intentions lapsed, since their signatures were not reaffirmed or no longer hold");
    print_count(screen, report->unconfirmed_count, "intention waits for confirmation and does not count",
                "intentions wait for confirmation and do not count");
    print_count(screen, report->withdrawn_count, "intention was withdrawn", "intentions were withdrawn");
    print_count(screen, report->replaced_count, "declaration was replaced by a commitment",
                "declarations were replaced by commitments");
    print_count(screen, report->hidden_count, "intention is shown to partners only, and is in none of these numbers",
                "intentions are shown to partners only, and are in none of these numbers");
    print_count(screen, example_count(report), "intention is EXAMPLE DATA, made up to show how this works",
                "intentions are EXAMPLE DATA, made up to show how this works");
}

/* What it is about: the process, or how many. */
static const char *title_of(struct hs_arena *arena, const report_type *report)
{
    if (*report->process != '\0') {
        return report->process;
    }
    return hs_arena_printf(arena, "%d %s", report->process_count, report->process_count == 1 ? "process" : "processes");
}

bool print_demand(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const report_type *report = (const void *)reply;
    const char *title = title_of(arena, report);
    bool printed = title != NULL && print_clean(arena, screen, STYLE_TITLE, title);
    fputs(report->n_lines > 0 ? "\n\n" : ": no confirmed intention counts.\n", screen->out);
    printed = printed && (report->n_lines == 0 || print_lines(arena, screen, report));
    fputc('\n', screen->out);
    print_counts(screen, report);
    return printed && print_axes(arena, screen, reply);
}
