#include "grid.h"

#include "width.h"

#include <string.h>

enum {
    GAP = 2,         /* spaces between columns */
    LEAST_SOFT = 12, /* columns of free text give way down to this before firm ones do */
    LEAST_ANY = 6,   /* no column is narrower */
};

static const char nothing[] = "–";

void grid_init(struct grid *grid, struct hs_arena *arena)
{
    *grid = (struct grid){.arena = arena};
}

void grid_column(struct grid *grid, const char *title, unsigned flags)
{
    struct grid_column *columns = hs_arena_grow(grid->arena, grid->columns, grid->n_columns, sizeof *columns);
    if (columns == NULL || title == NULL) {
        grid->failed = true;
        return;
    }
    grid->columns = columns;
    columns[grid->n_columns++] = (struct grid_column){.title = title, .flags = flags};
}

void grid_cell_styled(struct grid *grid, const char *text, enum screen_style style)
{
    const char *clean = width_clean(grid->arena, text, ' ');
    struct grid_cell *cells = hs_arena_grow(grid->arena, grid->cells, grid->n_cells, sizeof *cells);
    if (clean == NULL || cells == NULL) {
        grid->failed = true;
        return;
    }
    bool empty = *clean == '\0';
    grid->cells = cells;
    cells[grid->n_cells++] = (struct grid_cell){.text = empty ? nothing : clean, .style = empty ? STYLE_DIM : style};
}

void grid_cell(struct grid *grid, const char *text)
{
    grid_cell_styled(grid, text, STYLE_PLAIN);
}

/* The widest text of a column, its title included. */
static size_t natural_width(const struct grid *grid, size_t column)
{
    size_t widest = width_of(grid->columns[column].title);
    for (size_t i = column; i < grid->n_cells; i += grid->n_columns) {
        size_t width = width_of(grid->cells[i].text);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t total_width(const size_t *widths, size_t n)
{
    size_t total = n > 0 ? (n - 1) * GAP : 0;
    for (size_t i = 0; i < n; i++) {
        total += widths[i];
    }
    return total;
}

/* Takes a column off the widest of those that may give way, again and again, until the table fits or none may. */
static void shrink(const struct grid *grid, size_t *widths, size_t room, bool firm_too, size_t least)
{
    size_t total = total_width(widths, grid->n_columns);
    while (total > room) {
        size_t widest = grid->n_columns;
        for (size_t i = 0; i < grid->n_columns; i++) {
            bool may = (firm_too || (grid->columns[i].flags & GRID_FIRM) == 0) && widths[i] > least;
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

static size_t *lay_out(const struct grid *grid, size_t room)
{
    size_t *widths = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *widths);
    if (widths == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < grid->n_columns; i++) {
        widths[i] = natural_width(grid, i);
    }
    if (room > 0) {
        shrink(grid, widths, room, false, LEAST_SOFT);
        shrink(grid, widths, room, true, LEAST_SOFT);
        shrink(grid, widths, room, true, LEAST_ANY);
    }
    return widths;
}

/* One line of one row: what is left of each cell. */
struct row {
    const struct grid *grid;
    const struct screen *screen;
    const size_t *widths;
    struct grid_cell *rest; /* of each column, the text not yet written */
    enum grid_excess excess;
};

/* Takes the next line off a cell's text; NULL without memory. */
static const char *take_line(struct row *row, size_t column)
{
    const char *text = row->rest[column].text;
    if (row->excess == GRID_CUT) {
        row->rest[column].text = "";
        return width_cut(row->grid->arena, text, row->widths[column]);
    }
    size_t next = 0;
    size_t size = width_line(text, row->widths[column], &next);
    row->rest[column].text = text + next;
    return hs_arena_bytes(row->grid->arena, text, size);
}

static bool write_line(struct row *row)
{
    size_t owed = 0; /* spaces that are written only if more text follows: lines do not end in spaces */
    for (size_t i = 0; i < row->grid->n_columns; i++) {
        const char *text = take_line(row, i);
        if (text == NULL) {
            return false;
        }
        size_t free = row->widths[i] - width_of(text);
        bool right = (row->grid->columns[i].flags & GRID_RIGHT) != 0;
        if (*text != '\0') {
            width_pad(row->screen->out, owed + (right ? free : 0));
            screen_write(row->screen, row->rest[i].style, text);
            owed = right ? 0 : free;
        } else {
            owed += row->widths[i];
        }
        owed += GAP;
    }
    fputc('\n', row->screen->out);
    return true;
}

static bool has_more(const struct row *row)
{
    for (size_t i = 0; i < row->grid->n_columns; i++) {
        if (*row->rest[i].text != '\0') {
            return true;
        }
    }
    return false;
}

static bool write_row(struct row *row, size_t indent, bool started)
{
    bool written = true;
    for (bool first = true; written && (first || has_more(row)); first = false) {
        width_pad(row->screen->out, first && started ? 0 : indent);
        written = write_line(row);
    }
    return written;
}

/* Whether some cell takes more than one line. */
static bool is_crowded(const struct grid *grid, const size_t *widths)
{
    for (size_t i = 0; i < grid->n_cells; i++) {
        if (width_of(grid->cells[i].text) > widths[i % grid->n_columns]) {
            return true;
        }
    }
    return false;
}

bool grid_print(const struct grid *grid, const struct screen *screen, size_t indent, bool started, enum grid_excess excess)
{
    size_t room = screen->width > indent ? screen->width - indent : screen->width;
    size_t *widths = grid->failed ? NULL : lay_out(grid, room);
    struct grid_cell *rest = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *rest);
    if (widths == NULL || rest == NULL) {
        return false;
    }
    struct row row = {.grid = grid, .screen = screen, .widths = widths, .rest = rest, .excess = excess};
    for (size_t i = 0; i < grid->n_columns; i++) {
        rest[i] = (struct grid_cell){.text = grid->columns[i].title, .style = STYLE_TITLE};
    }
    bool spaced = excess == GRID_SPACED && is_crowded(grid, widths);
    bool written = write_row(&row, indent, started);
    for (size_t i = 0; written && i + grid->n_columns <= grid->n_cells; i += grid->n_columns) {
        fputs(spaced ? "\n" : "", screen->out);
        memcpy(rest, grid->cells + i, grid->n_columns * sizeof *rest);
        written = write_row(&row, indent, false);
    }
    return written;
}

size_t grid_least_width(const struct grid *grid)
{
    size_t total = grid->n_columns > 0 ? (grid->n_columns - 1) * GAP : 0;
    for (size_t i = 0; i < grid->n_columns; i++) {
        size_t natural = natural_width(grid, i);
        bool firm = (grid->columns[i].flags & GRID_FIRM) != 0;
        total += firm || natural < LEAST_SOFT ? natural : LEAST_SOFT;
    }
    return total;
}
