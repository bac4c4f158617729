/* CompareCentres: a row for each point, a column for each centre. */
#include "printers/printers.h"

#include "grid.h"
#include "text.h"

#include "hensigt/v1/report.h"

#include <string.h>

typedef hensigt_compare_centres_response_cell cell_type;

/* "centres/co-pi" -> "co-pi". */
static const char *last_segment(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

/* Whether the counts say more than the texts that were counted. */
static bool count_tells(const cell_type *cell)
{
    return cell->possible_count > 0 &&
           (cell->certain_count != cell->possible_count || (size_t)cell->possible_count != cell->n_texts);
}

/* What a cell says, a line for each thing; a gap says nothing. */
static const char *cell_text(struct hs_arena *arena, const cell_type *cell)
{
    struct text text;
    text_init(&text, arena);
    if (cell->state == HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT) {
        text_add(&text, "no");
    } else if (cell->state == HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_PLANNED) {
        text_add(&text, "planned");
    }
    if (count_tells(cell)) {
        const char *range = print_range(arena, cell->certain_count, cell->possible_count);
        text_add(&text, range != NULL ? range : "");
    }
    for (size_t i = 0; i < cell->n_texts; i++) {
        text_addf(&text, "%s%s%s", text.length > 0 ? "\n" : "", cell->n_texts > 1 ? "· " : "", cell->texts[i]);
    }
    return text_end(&text);
}

static enum screen_style cell_style(const cell_type *cell)
{
    switch (cell->state) {
    case HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT:
        return STYLE_BAD;
    case HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_GAP:
        return STYLE_DIM;
    default:
        return STYLE_PLAIN;
    }
}

static void add_point(struct grid *grid, const hensigt_compare_centres_response *report,
                      const hensigt_compare_centres_response_point *point)
{
    grid_lines(grid, *point->title != '\0' ? point->title : point->point, STYLE_TITLE);
    for (size_t i = 0; i < report->n_centres; i++) {
        if (i < point->n_cells) {
            grid_lines(grid, cell_text(grid->arena, point->cells[i]), cell_style(point->cells[i]));
        } else {
            grid_cell(grid, "");
        }
    }
}

bool print_comparison(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_compare_centres_response *report = (const void *)reply;
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "POINT", 0);
    for (size_t i = 0; i < report->n_centres; i++) {
        grid_column(&grid, last_segment(report->centres[i]), 0);
    }
    grid_lines(&grid, "Name", STYLE_TITLE);
    for (size_t i = 0; i < report->n_centres; i++) {
        grid_lines(&grid, i < report->n_titles ? report->titles[i] : "", STYLE_TITLE);
    }
    for (size_t i = 0; i < report->n_points; i++) {
        add_point(&grid, report, report->points[i]);
    }
    if (!grid_print(&grid, screen, 0, GRID_SPACED)) {
        return false;
    }
    fputc('\n', screen->out);
    screen_write(screen, STYLE_DIM, "– is a gap: the registry knows nothing about it.");
    fputc('\n', screen->out);
    return print_axes(arena, screen, reply);
}
