#include "grid.h"

#include "width.h"

#include <string.h>

enum { NOTE_INDENT = 2 };

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

static void add_cell(struct grid *grid, const char *clean, enum screen_style style)
{
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
    add_cell(grid, width_clean(grid->arena, text, ' '), STYLE_PLAIN);
}

void grid_lines(struct grid *grid, const char *text, enum screen_style style)
{
    add_cell(grid, width_clean(grid->arena, text, '\n'), style);
}

void grid_note(struct grid *grid, const char *text)
{
    const char *clean = width_clean(grid->arena, text, ' ');
    struct grid_note *notes = hs_arena_grow(grid->arena, grid->notes, grid->n_notes, sizeof *notes);
    if (clean == NULL || notes == NULL) {
        grid->failed = true;
        return;
    }
    grid->notes = notes;
    notes[grid->n_notes++] = (struct grid_note){.text = clean, .row = grid->n_columns > 0 ? grid->n_cells / grid->n_columns : 0};
}

/* A table being written. */
struct writing {
    const struct grid *grid;
    const struct screen *screen;
    const size_t *widths;
    struct grid_cell *rest; /* of each column, the text of the row that is not yet written */
    size_t indent;
    bool cut;
};

/* Takes the next line off a cell's text; NULL without memory. */
static const char *take_line(struct writing *writing, size_t column)
{
    const char *text = writing->rest[column].text;
    bool is_date = (writing->grid->columns[column].flags & GRID_DATE) != 0;
    size_t first = is_date && width_of(text) > writing->widths[column] ? width_first_date(text) : 0;
    if (first > 0) {
        writing->rest[column].text = text + first;
        return hs_arena_bytes(writing->grid->arena, text, first);
    }
    if (writing->cut) {
        writing->rest[column].text = "";
        return width_cut(writing->grid->arena, text, writing->widths[column]);
    }
    size_t next = 0;
    size_t size = width_line(text, writing->widths[column], &next);
    writing->rest[column].text = text + next;
    return hs_arena_bytes(writing->grid->arena, text, size);
}

static bool write_line(struct writing *writing)
{
    FILE *out = writing->screen->out;
    size_t owed = writing->indent; /* spaces are written only when text follows: lines do not end in spaces */
    for (size_t i = 0; i < writing->grid->n_columns; i++) {
        const char *text = take_line(writing, i);
        if (text == NULL) {
            return false;
        }
        size_t width = width_of(text);
        size_t before = (writing->grid->columns[i].flags & GRID_RIGHT) != 0 ? writing->widths[i] - width : 0;
        if (width > 0) {
            width_pad(out, owed + before);
            screen_write(writing->screen, writing->rest[i].style, text);
            owed = writing->widths[i] - width - before;
        } else {
            owed += writing->widths[i];
        }
        owed += GRID_GAP;
    }
    fputc('\n', out);
    return true;
}

static bool has_more(const struct writing *writing)
{
    for (size_t i = 0; i < writing->grid->n_columns; i++) {
        if (*writing->rest[i].text != '\0') {
            return true;
        }
    }
    return false;
}

static bool write_row(struct writing *writing)
{
    bool written = write_line(writing);
    while (written && has_more(writing)) {
        written = write_line(writing);
    }
    return written;
}

/* Titles are wrapped even where cells are cut. */
static bool write_titles(struct writing *writing)
{
    bool cut = writing->cut;
    for (size_t i = 0; i < writing->grid->n_columns; i++) {
        writing->rest[i] = (struct grid_cell){.text = writing->grid->columns[i].title, .style = STYLE_TITLE};
    }
    writing->cut = false;
    bool written = write_row(writing);
    writing->cut = cut;
    return written;
}

static void write_notes(const struct writing *writing, size_t row)
{
    size_t indent = writing->indent + NOTE_INDENT;
    for (size_t i = 0; i < writing->grid->n_notes; i++) {
        const struct grid_note *note = &writing->grid->notes[i];
        if (note->row == row) {
            width_pad(writing->screen->out, indent);
            screen_wrap(writing->screen, writing->screen->width > 0 ? screen_text_width(writing->screen) : 0, indent, note->text);
        }
    }
}

/* Whether some cell takes more than one line. */
static bool is_crowded(const struct grid *grid, const size_t *widths)
{
    for (size_t i = 0; i < grid->n_cells; i++) {
        const char *text = grid->cells[i].text;
        if (strchr(text, '\n') != NULL || width_of(text) > widths[i % grid->n_columns]) {
            return true;
        }
    }
    return false;
}

bool grid_print(const struct grid *grid, const struct screen *screen, size_t indent, enum grid_excess excess)
{
    size_t room = screen->width > indent ? screen->width - indent : screen->width;
    size_t *widths = grid->failed ? NULL : grid_lay_out(grid, room, excess);
    struct grid_cell *rest = hs_arena_alloc(grid->arena, (grid->n_columns + 1) * sizeof *rest);
    if (widths == NULL || rest == NULL) {
        return false;
    }
    struct writing writing = {
        .grid = grid, .screen = screen, .widths = widths, .rest = rest, .indent = indent, .cut = excess == GRID_CUT};
    bool spaced = excess == GRID_SPACED && is_crowded(grid, widths);
    bool written = write_titles(&writing);
    for (size_t row = 0; written && (row + 1) * grid->n_columns <= grid->n_cells; row++) {
        fputs(spaced ? "\n" : "", screen->out);
        memcpy(rest, grid->cells + row * grid->n_columns, grid->n_columns * sizeof *rest);
        written = write_row(&writing);
        write_notes(&writing, row + 1);
    }
    return written;
}
