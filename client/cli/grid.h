/* Columns and rows of text, laid out for a screen. */
#ifndef CLI_GRID_H
#define CLI_GRID_H

#include "screen.h"

#include "wire/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** Bits of a column. */
enum {
    GRID_RIGHT = 1 << 0, /**< aligned on the right: numbers, which are never cut */
    GRID_FIRM = 1 << 1,  /**< keeps its width while columns of free text can give way: dates, numbers, words of enums */
    GRID_KEY = 1 << 2,   /**< gives way last: the names that people copy */
    GRID_DATE = 1 << 3,  /**< its dates are never cut: an interval goes on in a second line */
};

/** What happens to a text that is wider than its column. */
enum grid_excess {
    GRID_CUT,    /**< it is cut, with an ellipsis */
    GRID_WRAP,   /**< it goes on in further lines */
    GRID_SPACED, /**< likewise, and then empty lines part the rows */
};

struct grid_column {
    const char *title;
    unsigned flags;
};

struct grid_cell {
    const char *text;
    enum screen_style style;
};

/** A remark on the rows above it. */
struct grid_note {
    const char *text;
    size_t row; /**< number of rows above it */
};

/** A table under construction. What is added must live as long as it. Where memory runs out, it remembers that. */
struct grid {
    struct hs_arena *arena;
    struct grid_column *columns;
    size_t n_columns;
    struct grid_cell *cells; /**< row by row */
    size_t n_cells;
    struct grid_note *notes;
    size_t n_notes;
    bool failed;
};

/** Begins an empty table. */
void grid_init(struct grid *grid, struct hs_arena *arena);

/** Adds a column; all of them come before the first cell. A NULL title is memory that was not there. */
void grid_column(struct grid *grid, const char *title, unsigned flags);

/** Adds the next cell of a row, cleaned for a terminal. The empty text is shown as a dash; NULL is memory that was not there. */
void grid_cell(struct grid *grid, const char *text);

/** The same in a style, and with the lines of the text kept apart; for tables that are wrapped. */
void grid_lines(struct grid *grid, const char *text, enum screen_style style);

/** Adds a remark on the rows so far, or on those since the last remark. */
void grid_note(struct grid *grid, const char *text);

/** Writes the table behind `indent` spaces. False without memory, perhaps after a part was written. */
bool grid_print(const struct grid *grid, const struct screen *screen, size_t indent, enum grid_excess excess);

/** The widths of the columns for `room` columns of screen in all (0 = without limit); NULL without memory. */
size_t *grid_lay_out(const struct grid *grid, size_t room, enum grid_excess excess);

/** The least width in which the table can be read when it is wrapped. */
size_t grid_least_width(const struct grid *grid);

/** Spaces between columns. */
enum { GRID_GAP = 2 };

#endif
