/* Comma-separated values as RFC 4180 has them, and as spreadsheets write them: records, cells, and what a cell must not begin with.
 */
#ifndef CLI_CSV_TEXT_H
#define CLI_CSV_TEXT_H

#include "wire/arena.h"
#include "wire/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** What stands before the text of a file that says so to be UTF-8. */
#define CSV_MARK "\xEF\xBB\xBF"

/** Adds one cell. A text that a spreadsheet would take for a formula gets an apostrophe in front, which csv_unguard takes off
 * again; numbers are left as they are. */
void csv_add_cell(struct hs_buffer *buffer, const char *text);

/** Adds one cell as it is, quoted where that is needed. */
void csv_add_plain(struct hs_buffer *buffer, const char *text);

/** A cell's text without the apostrophe that csv_add_cell put in front: within `cell`. */
const char *csv_unguard(const char *cell);

/** Reads records: lines, of which a quoted cell may hold several. */
struct csv_reader {
    FILE *in;
    char delimiter; /**< parts cells; 0 = a comma, semicolon or tab does */
    char *text;     /**< the record last read, without its line end; NUL bytes may be in it */
    size_t length;  /**< of it */
    size_t bytes;   /**< taken from the file for it */
    int32_t line;   /**< where it began, from 1 */
    /* the reader's own */
    size_t room;
    char *next;
    size_t next_room;
    int32_t lines;
    bool failed;
};

/** Reads the next record; false at the end, where reader->failed tells whether memory ran out (what ferror says is the caller's).
 */
bool csv_read(struct csv_reader *reader);

/** Frees what a reader holds; its file stays open. */
void csv_reader_free(struct csv_reader *reader);

/** The character that parts the cells of a record: the first comma, semicolon or tab outside quotation marks; a comma without one.
 */
char csv_find_delimiter(const char *text, size_t length);

/** The cells of a record. */
struct csv_cells {
    const char **texts;
    size_t n;
};

/** Parts a record into its cells, which live in the arena. False with *error in words, NULL without memory. */
bool csv_part(struct hs_arena *arena, const char *text, size_t length, char delimiter, struct csv_cells *cells, const char **error);

#endif
