/* How wide the columns of a grid are. */
#include "grid.h"

#include "width.h"

#include <stdint.h>

enum {
    LEAST_SOFT = 12, /* columns give way down to this, free text first */
    LEAST_KEY = 16,  /* and the names that people copy down to this */
    LEAST_ANY = 6,   /* no column is narrower */
    MOST_WORD = 20,  /* where room is short, longer words are parted rather than given a column of their width */
};

/* The widest of a column's cells, by some measure of a text. */
static size_t widest_cell(const struct grid *grid, size_t column, size_t (*measure)(const char *text))
{
    size_t widest = 0;
    for (size_t i = column; i < grid->n_cells; i += grid->n_columns) {
        size_t width = measure(grid->cells[i].text);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The width in which nothing is cut or wrapped. */
static size_t natural_width(const struct grid *grid, size_t column)
{
    return larger(widest_cell(grid, column, width_of_lines), width_of(grid->columns[column].title));
}

/* The width in which no cell is cut; the title may take several lines. */
static size_t cells_width(const struct grid *grid, size_t column)
{
    return larger(widest_cell(grid, column, width_of_lines), width_of_words(grid->columns[column].title));
}

/* The width below which a column of dates may not give way; other columns have none. */
static size_t dates_width(const struct grid *grid, size_t column)
{
    return (grid->columns[column].flags & GRID_DATE) != 0 ? widest_cell(grid, column, width_of_dates) : 0;
}

/* Below this a column may not give way: a date or a number that is cut is another one. */
static size_t floor_width(const struct grid *grid, size_t column)
{
    bool is_number = (grid->columns[column].flags & GRID_RIGHT) != 0;
    return is_number ? widest_cell(grid, column, width_of_lines) : dates_width(grid, column);
}

/* The width in which no word is parted, unless it is longer than `most`; the dates of an interval are words of their own. */
static size_t words_width(const struct grid *grid, size_t column, size_t most)
{
    bool has_dates = (grid->columns[column].flags & GRID_DATE) != 0;
    size_t words = smaller(widest_cell(grid, column, width_of_words), most);
    return larger(has_dates ? dates_width(grid, column) : words, width_of_words(grid->columns[column].title));
}

static size_t total_width(const size_t *widths, size_t n)
{
    size_t total = n > 0 ? (n - 1) * GRID_GAP : 0;
    for (size_t i = 0; i < n; i++) {
        total += widths[i];
    }
    return total;
}

/* Takes a column of screen off the widest of those that may give way, again and again, until the table fits or none may. Those
 * with any of the flags in `held` may not, and none below its own floor. */
static void shrink(const struct grid *grid, size_t *widths, const size_t *floors, size_t room, unsigned held, size_t least)
{
    size_t total = total_width(widths, grid->n_columns);
    while (total > room) {
        size_t widest = grid->n_columns;
        for (size_t i = 0; i < grid->n_columns; i++) {
            bool may = (grid->columns[i].flags & held) == 0 && widths[i] > larger(least, floors[i]);
            if (may && (widest == grid->n_columns || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        if (widest == grid->n_columns) {
            return;
        }
        widths[widest]--;
        total--;
    }
}

/* For cells that are cut: titles take several lines first, then free text gives way, then what can be read in part, and names
 * last. The words of titles stay whole as long as that is enough; `whole` are the floors for it. */
static void fit_cut(const struct grid *grid, size_t *widths, const size_t *floors, const size_t *whole, size_t room)
{
    for (size_t i = 0; i < grid->n_columns && total_width(widths, grid->n_columns) > room; i++) {
        widths[i] = cells_width(grid, i);
    }
    shrink(grid, widths, whole, room, GRID_FIRM | GRID_KEY, LEAST_SOFT);
    shrink(grid, widths, whole, room, GRID_KEY, LEAST_SOFT);
    shrink(grid, widths, whole, room, 0, LEAST_KEY);
    shrink(grid, widths, whole, room, GRID_KEY, LEAST_ANY);
    shrink(grid, widths, floors, room, GRID_KEY, LEAST_ANY);
    shrink(grid, widths, floors, room, 0, LEAST_ANY);
}

/* About how many lines a column's cells take together. */
static size_t count_lines(const struct grid *grid, size_t column, size_t width)
{
    size_t lines = 0;
    for (size_t i = column; i < grid->n_cells; i += grid->n_columns) {
        lines += (width_of(grid->cells[i].text) + width - 1) / width;
    }
    return lines;
}

/* Gives every column room for its words: for all of them if they fit, else for those that are not too long. */
static void fit_words(const struct grid *grid, size_t *widths, const size_t *floors, size_t room)
{
    static const size_t most[] = {SIZE_MAX, 2 * MOST_WORD, MOST_WORD};
    for (size_t m = 0; m < sizeof most / sizeof most[0]; m++) {
        for (size_t i = 0; i < grid->n_columns; i++) {
            widths[i] = words_width(grid, i, most[m]);
        }
        if (total_width(widths, grid->n_columns) <= room) {
            return;
        }
    }
    shrink(grid, widths, floors, room, 0, LEAST_ANY);
}

/* For cells that are wrapped: every column gets room for its words, and what is left goes to those that take most lines. */
static void fit_wrapped(const struct grid *grid, size_t *widths, const size_t *floors, size_t room)
{
    if (total_width(widths, grid->n_columns) <= room) {
        return;
    }
    fit_words(grid, widths, floors, room);
    for (size_t left = room - smaller(room, total_width(widths, grid->n_columns)); left > 0; left--) {
        size_t neediest = grid->n_columns;
        size_t most = 0;
        for (size_t i = 0; i < grid->n_columns; i++) {
            size_t lines = widths[i] < natural_width(grid, i) ? count_lines(grid, i, widths[i]) : 0;
            if (lines > most) {
                most = lines;
                neediest = i;
            }
        }
        if (neediest == grid->n_columns) {
            return;
        }
        widths[neediest]++;
    }
}

size_t *grid_lay_out(const struct grid *grid, size_t room, enum grid_excess excess)
{
    size_t *widths = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *widths);
    size_t *floors = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *floors);
    size_t *whole = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *whole);
    if (widths == NULL || floors == NULL || whole == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < grid->n_columns; i++) {
        widths[i] = natural_width(grid, i);
        floors[i] = floor_width(grid, i);
        whole[i] = larger(floors[i], width_of_words(grid->columns[i].title));
    }
    if (room > 0 && excess == GRID_CUT) {
        fit_cut(grid, widths, floors, whole, room);
    } else if (room > 0) {
        fit_wrapped(grid, widths, floors, room);
    }
    return widths;
}

size_t grid_least_width(const struct grid *grid)
{
    size_t total = grid->n_columns > 0 ? (grid->n_columns - 1) * GRID_GAP : 0;
    for (size_t i = 0; i < grid->n_columns; i++) {
        total += words_width(grid, i, MOST_WORD);
    }
    return total;
}
