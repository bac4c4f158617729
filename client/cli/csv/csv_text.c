#include "csv/csv_text.h"

#include "wire/decimal.h"
#include "wire/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* Where these begin a cell, spreadsheets compute it, be it quoted or not. */
static const char formula_starts[] = "=+-@\t\r";

static bool is_number(const char *text)
{
    struct hs_decimal number;
    return hs_decimal_parse(text, &number);
}

/* Whether a text, behind any apostrophes, could be taken for something else than a text: for a formula, or for the mark of a
 * message without fields. */
static bool needs_guard(const char *text)
{
    const char *start = text + strspn(text, "'");
    return (*start != '\0' && strchr(formula_starts, *start) != NULL) || strcmp(start, "{}") == 0;
}

void csv_add_plain(struct hs_buffer *buffer, const char *text)
{
    size_t length = strlen(text);
    bool quoted = length > 0 && (strpbrk(text, "\",;\t\r\n") != NULL || *text == ' ' || text[length - 1] == ' ');
    if (!quoted) {
        hs_buffer_text(buffer, text);
        return;
    }
    hs_buffer_char(buffer, '"');
    for (; *text != '\0'; text++) {
        hs_buffer_text(buffer, *text == '"' ? "\"" : "");
        hs_buffer_char(buffer, *text);
    }
    hs_buffer_char(buffer, '"');
}

void csv_add_cell(struct hs_buffer *buffer, const char *text)
{
    if (!needs_guard(text) || is_number(text)) {
        csv_add_plain(buffer, text);
        return;
    }
    struct hs_buffer guarded = {0};
    hs_buffer_char(&guarded, '\'');
    hs_buffer_text(&guarded, text);
    buffer->failed = buffer->failed || guarded.failed;
    if (!guarded.failed) {
        csv_add_plain(buffer, guarded.text);
    }
    hs_buffer_free(&guarded);
}

const char *csv_unguard(const char *cell)
{
    return *cell == '\'' && needs_guard(cell) ? cell + 1 : cell;
}

/* Adds a line to the record; false without memory. */
static bool add_line(struct csv_reader *reader, size_t size)
{
    if (reader->length + size + 1 > reader->room) {
        size_t room = (reader->length + size + 1) * 2;
        char *text = realloc(reader->text, room);
        if (text == NULL) {
            return false;
        }
        reader->text = text;
        reader->room = room;
    }
    memcpy(reader->text + reader->length, reader->next, size);
    reader->length += size;
    reader->text[reader->length] = '\0';
    return true;
}

static bool is_delimiter(char delimiter, char c)
{
    return delimiter != '\0' ? c == delimiter : c == ',' || c == ';' || c == '\t';
}

/* Whether a line, which begins within a quoted cell if `quoted`, ends within one. Only at its beginning does a mark open a cell. */
static bool ends_quoted(const struct csv_reader *reader, size_t size, bool quoted)
{
    bool at_start = !quoted;
    for (size_t i = 0; i < size; i++) {
        char c = reader->next[i];
        bool doubled = quoted && c == '"' && i + 1 < size && reader->next[i + 1] == '"';
        if (doubled) {
            i++;
        } else if (c == '"' && (quoted || at_start)) {
            quoted = !quoted;
        }
        at_start = !quoted && is_delimiter(reader->delimiter, c);
    }
    return quoted;
}

static void drop_line_end(struct csv_reader *reader)
{
    if (reader->length > 0 && reader->text[reader->length - 1] == '\n') {
        reader->text[--reader->length] = '\0';
    }
    if (reader->length > 0 && reader->text[reader->length - 1] == '\r') {
        reader->text[--reader->length] = '\0';
    }
}

bool csv_read(struct csv_reader *reader)
{
    bool quoted = false;
    ssize_t size = 0;
    reader->length = 0;
    reader->bytes = 0;
    reader->line = reader->lines + 1;
    do {
        size = getline(&reader->next, &reader->next_room, reader->in);
        if (size < 0) {
            break;
        }
        reader->lines++;
        reader->bytes += (size_t)size;
        quoted = ends_quoted(reader, (size_t)size, quoted);
        reader->failed = !add_line(reader, (size_t)size);
    } while (quoted && !reader->failed);
    drop_line_end(reader);
    return reader->bytes > 0 && !reader->failed;
}

void csv_reader_free(struct csv_reader *reader)
{
    free(reader->text);
    free(reader->next);
    *reader = (struct csv_reader){0};
}

char csv_find_delimiter(const char *text, size_t length)
{
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted = quoted != (text[i] == '"');
        if (!quoted && (text[i] == ',' || text[i] == ';' || text[i] == '\t')) {
            return text[i];
        }
    }
    return ',';
}

static bool add_cell(struct hs_arena *arena, struct csv_cells *cells, const char *text)
{
    const char **texts = hs_arena_grow(arena, cells->texts, cells->n, sizeof *texts);
    if (texts == NULL) {
        return false;
    }
    texts[cells->n++] = text;
    cells->texts = texts;
    return true;
}

/* Reads a quoted cell that begins behind its quotation mark into `cell`. Returns what follows it, or NULL where it has no end. */
static const char *take_quoted(const char *text, char *cell)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' && text[1] != '"') {
            *cell = '\0';
            return text + 1;
        }
        text += *text == '"';
        *cell++ = *text;
    }
    return NULL;
}

/* Reads a cell into room for the whole record. Returns what follows it, NULL with the error. */
static const char *take_cell(const char *text, char delimiter, char *cell, const char **error)
{
    const char stops[] = {delimiter, '"', '\0'};
    if (*text != '"') {
        size_t length = strcspn(text, stops);
        memcpy(cell, text, length);
        cell[length] = '\0';
        if (text[length] == '"') {
            *error = "has a quotation mark within a cell that is not quoted; it is written \"...\"\"...\"";
            return NULL;
        }
        return text + length;
    }
    text = take_quoted(text + 1, cell);
    if (text == NULL) {
        *error = "has a quotation mark without its end";
    } else if (*text != '\0' && *text != delimiter) {
        *error = "has something between a quotation mark and the end of the cell";
        text = NULL;
    }
    return text;
}

static bool check_bytes(const char *text, size_t length, const char **error)
{
    if (!hs_utf8_is_valid(text, length) || memchr(text, '\0', length) != NULL) {
        *error = "must be UTF-8; a spreadsheet calls that 'CSV UTF-8'";
        return false;
    }
    return true;
}

bool csv_part(struct hs_arena *arena, const char *text, size_t length, char delimiter, struct csv_cells *cells, const char **error)
{
    *cells = (struct csv_cells){0};
    *error = NULL;
    if (!check_bytes(text, length, error)) {
        return false;
    }
    char *room = hs_arena_alloc(arena, 2 * length + 2); /* a cell takes its own length and a NUL byte at most */
    while (room != NULL && text != NULL) {
        text = take_cell(text, delimiter, room, error);
        if (text == NULL || !add_cell(arena, cells, room)) {
            return false;
        }
        room += strlen(room) + 1;
        text = *text == delimiter ? text + 1 : NULL;
    }
    return room != NULL;
}
