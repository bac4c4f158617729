#include "csv/csv_import.h"

#include "csv/csv_cell.h"
#include "import_line.h"
#include "listing.h"
#include "resource_name.h"
#include "words.h"

#include "wire/member.h"

#include <string.h>
#include <strings.h>

static enum exit_code wrong(struct csv_import *table, int32_t line, const char *column, const char *reason, const char *text)
{
    if (text == NULL) {
        return cli_no_memory(table->cli);
    }
    findings_add(table->cli, table->findings, &(struct violation){line, column, reason, text});
    return EXIT_OK;
}

bool csv_import_is_table(const char *file)
{
    static const char ending[] = ".csv";
    size_t length = strlen(file);
    return length >= sizeof ending - 1 && strcasecmp(file + length - (sizeof ending - 1), ending) == 0;
}

/* ---- the header ------------------------------------------------------------------------------------------------------------- */

/* A text without the spaces around it, in the arena. */
static const char *trimmed(struct hs_arena *arena, const char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return hs_arena_bytes(arena, text, length);
}

/* Spreadsheets may say in a line of its own what parts cells: "sep=;". */
static bool names_delimiter(const struct csv_reader *reader)
{
    return reader->length == 5 && strncmp(reader->text, "sep=", 4) == 0;
}

static void drop_mark(struct csv_reader *reader)
{
    size_t size = sizeof CSV_MARK - 1;
    if (reader->length >= size && memcmp(reader->text, CSV_MARK, size) == 0) {
        reader->length -= size;
        memmove(reader->text, reader->text + size, reader->length + 1);
    }
}

/* Reads the record with the headings. False without one. */
static bool read_header(struct csv_import *table)
{
    struct csv_reader *reader = &table->reader;
    bool read = csv_read(reader);
    if (read) {
        drop_mark(reader);
    }
    if (read && names_delimiter(reader)) {
        table->delimiter = reader->text[4];
        return csv_read(reader);
    }
    table->delimiter = read ? csv_find_delimiter(reader->text, reader->length) : ',';
    return read;
}

/* Finds the names' column, and refuses two columns of one heading. */
static enum exit_code check_header(struct csv_import *table)
{
    struct csv_cells *header = &table->header;
    enum exit_code code = EXIT_OK;
    bool named = false;
    for (size_t i = 0; code == EXIT_OK && i < header->n; i++) {
        header->texts[i] = trimmed(table->cli->arena, header->texts[i]);
        if (header->texts[i] == NULL) {
            return cli_no_memory(table->cli);
        }
        bool again = false;
        for (size_t before = 0; before < i; before++) {
            again = again || (*header->texts[i] != '\0' && strcmp(header->texts[i], header->texts[before]) == 0);
        }
        if (again) {
            code = wrong(table, table->reader.line, header->texts[i], "DUPLICATE_COLUMN", "must stand in the header once");
        }
        if (strcmp(header->texts[i], "name") == 0) {
            table->name = i;
            named = true;
        }
    }
    if (code == EXIT_OK && !named) {
        code = wrong(table, table->reader.line, "name", "REQUIRED", "must be a column: it says what each line is about");
    }
    return code;
}

enum exit_code csv_import_begin(struct cli *cli, FILE *in, struct findings *findings, struct csv_import *table)
{
    const char *error = NULL;
    *table = (struct csv_import){.cli = cli, .findings = findings, .reader = {.in = in}};
    if (!read_header(table)) {
        return table->reader.failed ? cli_no_memory(cli)
                                    : wrong(table, 1, "", "EMPTY", "must begin with a line of column headings");
    }
    struct csv_reader *reader = &table->reader;
    enum exit_code code = EXIT_OK;
    reader->delimiter = table->delimiter;
    if (csv_part(cli->arena, reader->text, reader->length, table->delimiter, &table->header, &error)) {
        code = check_header(table);
    } else {
        code = wrong(table, reader->line, "", "CSV_SYNTAX", error);
    }
    return code == EXIT_OK && findings->count > 0 ? EXIT_INVALID : code;
}

static const char *path_at(const void *context, size_t i)
{
    const struct csv_columns *columns = context;
    return columns->columns[i].path;
}

static enum exit_code unknown_column(struct csv_import *table, const char *heading)
{
    const struct csv_columns *columns = &table->columns;
    const char *kind = columns->resource->singular;
    const char *near = words_nearest(heading, columns->n, path_at, columns);
    const char *text =
        near != NULL ? hs_arena_printf(table->cli->arena, "is no column of %s; did you mean %s?", kind, near)
                     : hs_arena_printf(table->cli->arena, "is no column of %s: see 'hensigt export csv %s --help'", kind, kind);
    return wrong(table, 1, heading, "UNKNOWN_COLUMN", text);
}

/* Finds what the cells show, once the kind is known. */
static enum exit_code match_columns(struct csv_import *table, const struct hs_resource *kind)
{
    struct hs_arena *arena = table->cli->arena;
    enum exit_code code = EXIT_OK;
    if (!csv_columns_find(arena, kind, &table->columns)) {
        return cli_no_memory(table->cli);
    }
    table->cells = hs_arena_alloc(arena, (table->header.n + 1) * sizeof *table->cells);
    table->given = hs_arena_alloc(arena, table->columns.n + 1);
    if (table->cells == NULL || table->given == NULL) {
        return cli_no_memory(table->cli);
    }
    for (size_t i = 0; code == EXIT_OK && i < table->header.n; i++) {
        const char *heading = table->header.texts[i];
        const struct csv_column *column = csv_column_named(&table->columns, heading);
        table->cells[i] = column;
        if (column != NULL) {
            table->given[column - table->columns.columns] = true;
        } else if (*heading != '\0') {
            code = unknown_column(table, heading);
        }
    }
    for (size_t i = 0; i < table->columns.n; i++) {
        table->partial = table->partial || (!table->given[i] && !csv_column_is_computed(&table->columns.columns[i]));
    }
    return code == EXIT_OK && table->findings->count > 0 ? EXIT_INVALID : code;
}

/* ---- the lines -------------------------------------------------------------------------------------------------------------- */

/* Whether a record has nothing in its cells: spreadsheets write such for lines once used. */
static bool is_blank(const struct csv_import *table)
{
    const char blanks[] = {table->delimiter, ' ', '\t', '\r', '\n', '\0'};
    return strspn(table->reader.text, blanks) == table->reader.length;
}

bool csv_import_next(struct csv_import *table)
{
    bool read = csv_read(&table->reader);
    while (read && is_blank(table)) {
        read = csv_read(&table->reader);
    }
    return read;
}

/* Where a table lacks columns, a line begins as the resource that is there. */
struct stored {
    struct hs_arena *arena;
    ProtobufCMessage *message;
};

static enum exit_code keep_stored(struct cli *cli, void *context, const ProtobufCMessage *resource)
{
    struct stored *stored = context;
    stored->message = hs_arena_message(stored->arena, resource);
    return stored->message != NULL ? EXIT_OK : cli_no_memory(cli);
}

static enum exit_code find_stored(struct csv_import *table, struct hs_arena *arena, const char *name, ProtobufCMessage **message)
{
    static const char *const renewed[] = {"etag", "update_time"};
    const struct hs_message *type = table->columns.resource->message;
    struct stored stored = {.arena = arena};
    const struct listing listing = {.filter = hs_arena_printf(arena, "name=\"%s\"", name), .deleted = true};
    if (listing.filter == NULL) {
        return cli_no_memory(table->cli);
    }
    enum exit_code code = listing_each(table->cli, table->columns.resource, &listing, keep_stored, &stored);
    for (size_t i = 0; stored.message != NULL && i < sizeof renewed / sizeof renewed[0]; i++) {
        hs_member_clear(stored.message, member_named(type, renewed[i]).field);
    }
    *message = stored.message;
    return code;
}

/* A resource without the fields that the table gives. */
static enum exit_code begin_resource(struct csv_import *table, struct hs_arena *arena, const char *name,
                                     ProtobufCMessage **resource)
{
    ProtobufCMessage *message = NULL;
    enum exit_code code = table->partial ? find_stored(table, arena, name, &message) : EXIT_OK;
    for (size_t i = 0; message != NULL && i < table->columns.n; i++) {
        if (table->given[i]) {
            csv_cell_clear(&table->columns.columns[i], message);
        }
    }
    if (message == NULL && code == EXIT_OK) {
        message = hs_arena_new(arena, table->columns.resource->message->descriptor);
        code = message != NULL ? EXIT_OK : cli_no_memory(table->cli);
    }
    *resource = message;
    return code;
}

/* An amount that is not said is not nothing. */
static const char *lacks_amount(const struct csv_import *table, const struct csv_cells *cells, size_t currency)
{
    const struct csv_column *column = table->cells[currency];
    const struct csv_column *amount = column - 1; /* they stand together */
    if (column == table->columns.columns || amount->shape != CSV_AMOUNT || amount->depth + 1 != column->depth) {
        return NULL;
    }
    for (size_t i = 0; i < cells->n && i < table->header.n; i++) {
        if (table->cells[i] == amount && *cells->texts[i] != '\0') {
            return NULL;
        }
    }
    return table->given[amount - table->columns.columns] ? amount->path : NULL;
}

static enum exit_code set_cell(struct csv_import *table, struct hs_arena *arena, int32_t line, const struct csv_cells *cells,
                               size_t i, ProtobufCMessage *resource)
{
    const char *error = NULL;
    const char *cell = cells->texts[i];
    const struct csv_column *column = i < table->header.n ? table->cells[i] : NULL;
    if (*cell == '\0' || (column == NULL && cell[strspn(cell, " ")] == '\0')) {
        return EXIT_OK;
    }
    if (column == NULL) {
        return wrong(table, line, "", "CELL_WITHOUT_COLUMN",
                     hs_arena_printf(table->cli->arena, "has '%.60s' in cell %zu, which has no heading", cell, i + 1));
    }
    if (!csv_cell_set(arena, column, resource, cell, &error)) {
        return wrong(table, line, column->path, "FORMAT", error);
    }
    const char *lacking = lacks_amount(table, cells, i);
    return lacking != NULL ? wrong(table, line, lacking, "REQUIRED", "must be given where there is a currency") : EXIT_OK;
}

static enum exit_code pack(struct csv_import *table, struct hs_arena *arena, int32_t line, const ProtobufCMessage *resource,
                           pb_any **any)
{
    bool good = false;
    size_t size = protobuf_c_message_get_packed_size(resource);
    pb_any *packed = (pb_any *)hs_arena_new(arena, &google__protobuf__any__descriptor);
    uint8_t *bytes = hs_arena_alloc(arena, size + 1);
    if (packed == NULL || bytes == NULL) {
        return cli_no_memory(table->cli);
    }
    packed->type_url = hs_arena_printf(arena, "type.googleapis.com/%s", resource->descriptor->name);
    packed->value = (ProtobufCBinaryData){.len = protobuf_c_message_pack(resource, bytes), .data = bytes};
    if (packed->type_url == NULL || !import_line_check(table->cli, arena, line, packed, table->findings, &good)) {
        return cli_no_memory(table->cli);
    }
    *any = good ? packed : NULL;
    return EXIT_OK;
}

/* The kind that the first name is of is that of the table. */
static enum exit_code find_kind(struct csv_import *table, int32_t line, const char *name)
{
    const struct hs_resource *kind = hs_contract_resource_of_name(name, false);
    if (table->columns.resource != NULL) {
        return EXIT_OK;
    }
    if (kind == NULL) {
        return wrong(table, line, "name", *name == '\0' ? "REQUIRED" : "FORMAT",
                     hs_arena_printf(table->cli->arena, "must be a whole name such as centres/co-pi, not '%.60s'", name));
    }
    return match_columns(table, kind);
}

static enum exit_code set_cells(struct csv_import *table, struct hs_arena *arena, int32_t line, const struct csv_cells *cells,
                                const char *name, pb_any **any)
{
    size_t before = table->findings->count;
    ProtobufCMessage *resource = NULL;
    enum exit_code code = begin_resource(table, arena, name, &resource);
    for (size_t i = 0; code == EXIT_OK && i < cells->n; i++) {
        code = set_cell(table, arena, line, cells, i, resource);
    }
    if (code != EXIT_OK || table->findings->count > before) {
        return code;
    }
    return pack(table, arena, line, resource, any);
}

enum exit_code csv_import_row(struct csv_import *table, struct hs_arena *arena, int32_t line, const char *text, size_t size,
                              pb_any **any)
{
    const char *error = NULL;
    struct csv_cells cells;
    *any = NULL;
    if (!csv_part(arena, text, size, table->delimiter, &cells, &error)) {
        return wrong(table, line, "", "CSV_SYNTAX", error);
    }
    const char *name = table->name < cells.n ? csv_unguard(cells.texts[table->name]) : "";
    enum exit_code code = find_kind(table, line, name);
    if (code != EXIT_OK || table->columns.resource == NULL) {
        return code;
    }
    return set_cells(table, arena, line, &cells, name, any);
}

void csv_import_end(struct csv_import *table)
{
    csv_reader_free(&table->reader);
}
