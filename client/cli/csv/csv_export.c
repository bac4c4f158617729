#include "csv/csv_export.h"

#include "csv/csv_cell.h"
#include "csv/csv_text.h"
#include "export.h"
#include "help.h"
#include "listing.h"
#include "manual.h"
#include "new_file.h"
#include "progress.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* One run of the command. */
struct csv_export {
    struct cli *cli;
    const char *kind_word;          /* NULL = all kinds, into a folder */
    const char *target;             /* a file or the folder; NULL = standard output */
    const struct hs_resource *kind; /* NULL = all */
    const char *filter;
    char delimiter;
    ProtobufCMessage *read_time;
    struct progress progress;
    /* the table being written */
    const struct new_file *file;
    bool begun; /* it has its header */
    struct csv_columns columns;
    struct hs_arena arena; /* of one row */
    struct hs_buffer row;
    int64_t n_rows;
};

static enum exit_code write_row(struct csv_export *export)
{
    hs_buffer_text(&export->row, "\r\n"); /* as RFC 4180 has it */
    if (export->row.failed) {
        return cli_no_memory(export->cli);
    }
    (void)fwrite(export->row.text, 1, export->row.length, export->file->out);
    return EXIT_OK;
}

static void part_cells(struct csv_export *export, size_t i)
{
    if (i > 0) {
        hs_buffer_char(&export->row, export->delimiter);
    }
}

/* Writes the header, once there is something to write or all has been read. A file begins with the mark by which spreadsheets know
 * UTF-8; a pipe does without. */
static enum exit_code begin_table(struct csv_export *export)
{
    if (export->begun) {
        return EXIT_OK;
    }
    export->begun = true;
    hs_buffer_reset(&export->row);
    hs_buffer_text(&export->row, export->file->temporary != NULL ? CSV_MARK : "");
    for (size_t i = 0; i < export->columns.n; i++) {
        part_cells(export, i);
        csv_add_plain(&export->row, export->columns.columns[i].path);
    }
    return write_row(export);
}

static enum exit_code write_resource(struct cli *cli, void *context, const ProtobufCMessage *resource)
{
    struct csv_export *export = context;
    enum exit_code code = begin_table(export);
    if (code != EXIT_OK) {
        return code;
    }
    hs_buffer_reset(&export->row);
    hs_arena_reset(&export->arena);
    for (size_t i = 0; i < export->columns.n; i++) {
        bool plain = false;
        const char *text = csv_cell_text(&export->arena, &export->columns.columns[i], resource, &plain);
        if (text == NULL) {
            return cli_no_memory(cli);
        }
        part_cells(export, i);
        (plain ? csv_add_plain : csv_add_cell)(&export->row, text);
    }
    export->n_rows++;
    progress_show(&export->progress, "Lines written:", export->n_rows, 0, 0, false);
    return write_row(export);
}

static enum exit_code write_table(struct csv_export *export, const struct hs_resource *kind, const struct new_file *file)
{
    const struct listing listing = {.filter = export->filter, .read_time = export->read_time};
    enum exit_code code = EXIT_OK;
    export->file = file;
    export->begun = false;
    if (!csv_columns_find(export->cli->arena, kind, &export->columns)) {
        return cli_no_memory(export->cli);
    }
    if (export->read_time != NULL) { /* something was ever written */
        code = listing_each(export->cli, kind, &listing, write_resource, export);
    }
    return code == EXIT_OK ? begin_table(export) : code;
}

static enum exit_code write_file(struct csv_export *export, const struct hs_resource *kind, const char *name)
{
    struct new_file file;
    enum exit_code code = new_file_open(export->cli, name, &file);
    if (code != EXIT_OK) {
        return code;
    }
    int64_t before = export->n_rows;
    code = new_file_end(export->cli, &file, write_table(export, kind, &file));
    progress_clear(&export->progress);
    if (code == EXIT_OK && file.temporary != NULL) {
        int64_t n = export->n_rows - before;
        fprintf(export->cli->err.out, "%" PRId64 " %s written to %s\n", n, n == 1 ? "line" : "lines", name);
    }
    return code;
}

/* Every kind that readers may list, each in a file named after it: access keys are not for another registry. */
static enum exit_code write_folder(struct csv_export *export)
{
    struct cli *cli = export->cli;
    const struct hs_resource **order = hs_arena_alloc(cli->arena, (hs_contract.n_resources + 1) * sizeof *order);
    if (order == NULL) {
        return cli_no_memory(cli);
    }
    if (mkdir(export->target, 0777) != 0 && errno != EEXIST) {
        cli_say(cli, "%s cannot be made: %s", export->target, strerror(errno));
        return EXIT_LOCAL;
    }
    export_order(order);
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < hs_contract.n_resources; i++) {
        const struct hs_method *list = listing_method(order[i]);
        if (list == NULL || (list->roles & HS_ROLE_READER) == 0) {
            continue;
        }
        const char *name = hs_arena_printf(cli->arena, "%s/%s.csv", export->target, order[i]->singular);
        code = name != NULL ? write_file(export, order[i], name) : cli_no_memory(cli);
    }
    return code;
}

static enum exit_code run(struct csv_export *export)
{
    progress_init(&export->progress, &export->cli->err);
    enum exit_code code = listing_read_time(export->cli, &export->read_time);
    if (code != EXIT_OK) {
        return code;
    }
    hs_arena_init(&export->arena, SIZE_MAX);
    code = export->kind != NULL ? write_file(export, export->kind, export->target) : write_folder(export);
    hs_buffer_free(&export->row);
    hs_arena_free(&export->arena);
    return code;
}

/* ---- arguments -------------------------------------------------------------------------------------------------------------- */

static enum exit_code set_delimiter(struct csv_export *export, const char *name)
{
    static const struct {
        const char *name;
        char delimiter;
    } delimiters[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {",", ','}, {";", ';'}};
    for (size_t i = 0; name != NULL && i < sizeof delimiters / sizeof delimiters[0]; i++) {
        if (strcmp(name, delimiters[i].name) == 0) {
            export->delimiter = delimiters[i].delimiter;
            return EXIT_OK;
        }
    }
    return cli_wrong_flag(export->cli, export_csv_entry.name, "delimiter", "must be comma, semicolon or tab");
}

static enum exit_code read_flag(struct csv_export *export, struct arguments *arguments, const struct argument *argument)
{
    struct cli *cli = export->cli;
    const char *error = "is no flag of this command";
    if (strcmp(argument->flag, "delimiter") == 0) {
        return set_delimiter(export, arguments_value(arguments, argument));
    }
    if (strcmp(argument->flag, "filter") == 0) {
        export->filter = arguments_value(arguments, argument);
        return export->filter != NULL ? EXIT_OK : cli_wrong_flag(cli, export_csv_entry.name, "filter", "needs a value");
    }
    enum option_result result = options_take(&cli->options, export_csv_entry.takes, cli->arena, arguments, argument, &error);
    return result == OPTION_TAKEN ? EXIT_OK : cli_wrong_flag(cli, export_csv_entry.name, argument->flag, error);
}

static enum exit_code read_word(struct csv_export *export, const char *word)
{
    if (export->kind == NULL && export->target == NULL) {
        export->kind = listing_find_kind(word);
        export->target = export->kind == NULL ? word : NULL;
        return EXIT_OK;
    }
    if (export->kind != NULL && export->target == NULL) {
        export->target = word;
        return EXIT_OK;
    }
    if (export->kind == NULL) { /* two words, and the first is no kind */
        (void)listing_kind(export->cli, export_csv_entry.name, export->target);
        return EXIT_USAGE;
    }
    return cli_usage(export->cli, export_csv_entry.name, "'%s' is one word too many", word);
}

static enum exit_code read_arguments(struct csv_export *export, char **rest)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    enum exit_code code = EXIT_OK;
    while (code == EXIT_OK && arguments_next(&arguments, export->cli->arena, &argument)) {
        code = argument.word != NULL ? read_word(export, argument.word) : read_flag(export, &arguments, &argument);
    }
    return code;
}

/* The columns of a kind, for those who fill in a table. */
static enum exit_code help_columns(struct csv_export *export)
{
    struct cli *cli = export->cli;
    struct manual_list list;
    if (!csv_columns_find(cli->arena, export->kind, &export->columns)) {
        return cli_no_memory(cli);
    }
    manual_usage(&cli->out, hs_arena_printf(cli->arena, "hensigt %s %s [FILE]", export_csv_entry.name, export->kind->singular));
    fputc('\n', cli->out.out);
    manual_paragraphs(&cli->out, manual_doc(cli->arena, export->kind->message->descriptor->name));
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < export->columns.n; i++) {
        const struct csv_column *column = &export->columns.columns[i];
        manual_add(&list, column->path, csv_column_doc(cli->arena, &export->columns, column));
    }
    manual_write(&list, "Columns");
    return EXIT_OK;
}

static enum exit_code export_csv_run(struct cli *cli, char **arguments)
{
    struct csv_export *export = hs_arena_alloc(cli->arena, sizeof *export);
    if (export == NULL) {
        return cli_no_memory(cli);
    }
    *export = (struct csv_export){.cli = cli, .delimiter = ','};
    enum exit_code code = read_arguments(export, arguments);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help && export->kind != NULL) {
        return help_columns(export);
    }
    if (cli->options.help) {
        (void)help_command(cli, export_csv_entry.name);
        return EXIT_OK;
    }
    if (export->kind == NULL && export->target == NULL) {
        return cli_usage(cli, export_csv_entry.name, "which kind, or into which folder with all kinds?");
    }
    if (export->kind == NULL && export->filter != NULL) {
        return cli_wrong_flag(cli, export_csv_entry.name, "filter", "needs a kind: the fields of kinds differ");
    }
    return run(export);
}

static const struct option_help flags[] = {
    {"filter", "FILTER", "Only the resources of the kind that fulfil it: see 'hensigt help filters'."},
    {"delimiter", "NAME",
     "What parts cells: comma, semicolon (which spreadsheets of countries with a decimal comma expect) or tab."},
    {NULL, NULL, NULL},
};

const struct command export_csv_entry = {
    .name = "export csv",
    .arguments = "KIND [FILE] | FOLDER",
    .brief =
        "Writes a kind as a table for spreadsheets, or all kinds into a folder, a file for each; 'hensigt import' takes them in.",
    .text = "A line for each resource that is not deleted, by name, and a column for each field, by its path; 'hensigt export "
            "csv KIND --help' explains the columns of a kind. Partial dates have their text form (2022-04, 2022-05..2023-03), "
            "numbers a point, texts their line ends. A field that repeats has its values in one cell: parted by |, or as JSON "
            "where they are messages. An apostrophe stands in front of a text that a spreadsheet would compute because it "
            "begins with = + - or @; importing takes it off."
            "\n\n"
            "What is in it is what you may see, intentions for partners only among it: mind where a table goes. The form is "
            "that of RFC 4180 in UTF-8. Files begin with a byte order mark, by which spreadsheets know that; standard output "
            "does not.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL,
    .run = export_csv_run,
};
