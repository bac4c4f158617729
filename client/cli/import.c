#include "import.h"

#include "csv/csv_import.h"
#include "findings.h"
#include "help.h"
#include "import_line.h"
#include "input.h"
#include "output.h"
#include "progress.h"
#include "remote.h"

#include "hensigt/v1/import.h"
#include "hensigt/v1/import_tables.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    ATOMIC_LINES = 50000,             /* the most that one commit takes */
    BATCH_LINES = 1000,               /* the most that one call stages */
    BATCH_BYTES = 60 * 1024,          /* likewise; the envelope comes on top */
    LINE_OVERHEAD = 8,                /* bytes of tags and lengths around one line */
    BATCH_MEMORY = 512 * 1024 * 1024, /* of the lines of one batch while they are read */
    LONG_CALL_MS = 10 * 60 * 1000,    /* for checking and committing tens of thousands of lines */
};

static const char repeat[] = "run the same import again: what is in the registry already stays as it is";

/* One run of the command. */
struct import {
    struct cli *cli;
    const char *file;
    int64_t chunk; /* lines of one commit */
    bool chunked;  /* the user said so */
    bool dry_run;
    bool csv; /* the file is a table, not lines of JSON */
    struct csv_import table;
    FILE *in;
    int64_t size; /* of the file in bytes; 0 = not known */
    int64_t read; /* bytes read of it */
    int32_t line; /* the last one read, from 1 */
    struct progress progress;
    /* the import under way */
    char name[128]; /* "" = none has begun */
    int64_t taken;  /* lines of it, staged or wrong */
    /* the lines read and not yet staged */
    struct hs_arena arena;
    hensigt_import_line lines[BATCH_LINES];
    hensigt_import_line *pointers[BATCH_LINES];
    size_t n_lines;
    size_t bytes;
    struct findings findings;
    /* what became of the lines */
    hensigt_import total;
};

static const struct hs_method *method_named(const char *name)
{
    char full[96];
    snprintf(full, sizeof full, "hensigt.v1.ImportService/%s", name);
    return remote_method(full);
}

/* A call about the import under way, which `request` names. */
static enum exit_code call(struct import *import, const char *method, const ProtobufCMessage *request, uint32_t timeout_ms,
                           ProtobufCMessage **reply)
{
    return remote_call(import->cli, method_named(method), request, timeout_ms, repeat, &import->arena, reply);
}

static enum exit_code start(struct import *import)
{
    hensigt_start_import_request request = HENSIGT_START_IMPORT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = call(import, "StartImport", &request.base, 0, &reply);
    if (code != EXIT_OK) {
        return code;
    }
    const char *name = ((const hensigt_import *)reply)->name;
    if (strlen(name) >= sizeof import->name) {
        cli_say(import->cli, "the service gave the import a name that is too long");
        return EXIT_SERVICE;
    }
    strcpy(import->name, name);
    return EXIT_OK;
}

/* Forgets the import under way. Should that fail, the service forgets it by itself. */
static void abandon(struct import *import)
{
    hensigt_abandon_import_request request = HENSIGT_ABANDON_IMPORT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    if (*import->name != '\0') {
        request.name = import->name;
        (void)call(import, "AbandonImport", &request.base, 0, &reply);
    }
    *import->name = '\0';
}

static void forget_batch(struct import *import)
{
    import->n_lines = 0;
    import->bytes = 0;
    hs_arena_reset(&import->arena);
}

/* Stages the lines of the batch, in an import that is begun if there is none. */
static enum exit_code stage(struct import *import)
{
    hensigt_append_import_request request = HENSIGT_APPEND_IMPORT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = EXIT_OK;
    if (import->n_lines > 0) {
        code = *import->name == '\0' ? start(import) : EXIT_OK;
        if (code == EXIT_OK) {
            request.name = import->name;
            request.lines = import->pointers;
            request.n_lines = import->n_lines;
            code = call(import, "AppendImport", &request.base, 0, &reply);
        }
    }
    forget_batch(import);
    progress_show(&import->progress, "Lines read:", import->line, import->read, import->size, false);
    return code;
}

static enum exit_code check(struct import *import)
{
    hensigt_check_import_request request = HENSIGT_CHECK_IMPORT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = import->name;
    progress_show(&import->progress, "Lines checked:", import->line, import->read, import->size, true);
    enum exit_code code = call(import, "CheckImport", &request.base, LONG_CALL_MS, &reply);
    const hensigt_check_import_response *result = (const void *)reply;
    if (code == EXIT_OK) {
        findings_add_all(import->cli, &import->findings, result->violations, result->n_violations);
        import->findings.count += (size_t)result->violation_count - result->n_violations; /* those past what the service shows */
    }
    return code;
}

static enum exit_code commit(struct import *import)
{
    hensigt_commit_import_request request = HENSIGT_COMMIT_IMPORT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = import->name;
    enum exit_code code = call(import, "CommitImport", &request.base, LONG_CALL_MS, &reply);
    const hensigt_import *result = (const void *)reply;
    if (code == EXIT_OK) {
        import->total.created_count += result->created_count;
        import->total.updated_count += result->updated_count;
        import->total.unchanged_count += result->unchanged_count;
        *import->name = '\0';
    }
    return code;
}

/* Ends the import under way, if one is: what was staged is checked and then committed, or abandoned. What could be staged is
 * checked even where a line could not, so that everything wrong is found in one run. */
static enum exit_code finish(struct import *import)
{
    int64_t lines = import->taken;
    enum exit_code code = stage(import);
    if (code == EXIT_OK && *import->name != '\0') {
        code = check(import);
    }
    if (code == EXIT_OK && import->findings.count > 0) {
        code = EXIT_INVALID;
    }
    if (code == EXIT_OK && *import->name != '\0' && !import->dry_run) {
        code = commit(import);
    }
    if (code == EXIT_OK) {
        import->total.line_count += (int32_t)lines;
    }
    if (code != EXIT_UNAVAILABLE && code != EXIT_OUTCOME_UNKNOWN) {
        abandon(import);
    }
    import->taken = 0;
    return code;
}

/* Makes a resource of a line; *any is NULL where something is wrong with it. */
static enum exit_code read_line(struct import *import, const char *text, size_t size, pb_any **any)
{
    bool no_memory = false;
    if (import->csv) {
        return csv_import_row(&import->table, &import->arena, import->line, text, size, any);
    }
    *any = import_line_read(import->cli, &import->arena, import->line, text, size, &import->findings, &no_memory);
    return no_memory ? cli_no_memory(import->cli) : EXIT_OK;
}

static enum exit_code add_line(struct import *import, const char *text, size_t size)
{
    pb_any *any = NULL;
    enum exit_code code = read_line(import, text, size, &any);
    if (code != EXIT_OK) {
        return code;
    }
    import->taken++;
    if (any == NULL) {
        return EXIT_OK; /* reading goes on, to find all that is wrong */
    }
    hensigt_import_line *line = &import->lines[import->n_lines];
    *line = (hensigt_import_line)HENSIGT_IMPORT_LINE_INIT;
    line->line = import->line;
    line->resource = any;
    size_t bytes = protobuf_c_message_get_packed_size(&line->base) + LINE_OVERHEAD;
    if (import->bytes + bytes > BATCH_BYTES && import->n_lines > 0) {
        /* the line does not fit with the others: they go first, and it is read anew, since the batch's memory goes with them */
        code = stage(import);
        import->taken--;
        return code == EXIT_OK ? add_line(import, text, size) : code;
    }
    import->pointers[import->n_lines++] = line;
    import->bytes += bytes;
    return import->n_lines == BATCH_LINES ? stage(import) : EXIT_OK;
}

static bool is_blank(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && strchr(" \t\r\n", text[i]) != NULL && text[i] != '\0') {
        i++;
    }
    return i == size;
}

static enum exit_code take_line(struct import *import, const char *text, size_t size)
{
    if (import->taken == import->chunk && !import->chunked) {
        progress_clear(&import->progress);
        return cli_usage(import->cli, "import", "%s has more than %d lines, the most that are imported as one: give --chunk",
                         input_name(import->file), ATOMIC_LINES);
    }
    enum exit_code code = import->taken == import->chunk ? finish(import) : EXIT_OK;
    return code == EXIT_OK ? add_line(import, text, size) : code;
}

static enum exit_code take_lines(struct import *import)
{
    char *line = NULL;
    size_t room = 0;
    enum exit_code code = EXIT_OK;
    ssize_t size = 0;
    while (code == EXIT_OK && (size = getline(&line, &room, import->in)) >= 0) {
        import->line++;
        import->read += size;
        code = is_blank(line, (size_t)size) ? EXIT_OK : take_line(import, line, (size_t)size);
    }
    free(line);
    return code;
}

static enum exit_code take_records(struct import *import)
{
    struct csv_import *table = &import->table;
    enum exit_code code = csv_import_begin(import->cli, import->in, &import->findings, table);
    while (code == EXIT_OK && csv_import_next(table)) {
        import->line = table->reader.line;
        import->read += (int64_t)table->reader.bytes;
        code = take_line(import, table->reader.text, table->reader.length);
    }
    if (code == EXIT_OK && table->reader.failed) {
        code = cli_no_memory(import->cli);
    }
    csv_import_end(table);
    return code;
}

static enum exit_code take_file(struct import *import)
{
    enum exit_code code = import->csv ? take_records(import) : take_lines(import);
    if (code == EXIT_OK && ferror(import->in)) {
        cli_say(import->cli, "%s cannot be read: %s", input_name(import->file), strerror(errno));
        code = EXIT_LOCAL;
    }
    return code;
}

static enum exit_code report(struct import *import)
{
    const hensigt_import *total = &import->total;
    if (import->cli->options.output != OUTPUT_TABLE) {
        unsigned how = import->cli->options.output == OUTPUT_JSON ? HS_JSON_PRETTY : 0;
        return output_json(import->cli, import->cli->out.out, &hensigt_import_type, &total->base, how);
    }
    FILE *out = import->cli->out.out;
    const char *words = total->line_count == 1 ? "resource" : "resources";
    if (import->dry_run) {
        fprintf(out, "%" PRId32 " %s can be imported. Nothing was changed.\n", total->line_count, words);
    } else {
        fprintf(out, "%" PRId32 " %s: %" PRId32 " created, %" PRId32 " updated, %" PRId32 " unchanged.\n", total->line_count, words,
                total->created_count, total->updated_count, total->unchanged_count);
    }
    return EXIT_OK;
}

static enum exit_code run(struct import *import)
{
    enum exit_code code = take_file(import);
    code = code == EXIT_OK ? finish(import) : code;
    progress_clear(&import->progress);
    if (import->findings.count > 0) {
        cli_say(import->cli, "%s cannot be imported as it is", input_name(import->file));
        findings_write(import->cli, &import->findings);
    }
    if (code == EXIT_OK) {
        return report(import);
    }
    if (code != EXIT_UNAVAILABLE && code != EXIT_OUTCOME_UNKNOWN) {
        abandon(import);
    }
    if (import->total.line_count > 0 && !import->dry_run) {
        fprintf(import->cli->err.out, "The %" PRId32 " lines of the chunks before are imported; the rest is not.\n",
                import->total.line_count);
    } else if (code == EXIT_INVALID) {
        fputs("Nothing was imported.\n", import->cli->err.out);
    }
    return code;
}

static int64_t size_of(FILE *in)
{
    struct stat status;
    return fstat(fileno(in), &status) == 0 && S_ISREG(status.st_mode) ? (int64_t)status.st_size : 0;
}

static enum exit_code read_flag(struct import *import, struct arguments *arguments, const struct argument *argument)
{
    struct cli *cli = import->cli;
    const char *error = "is no flag of this command";
    if (strcmp(argument->flag, "dry-run") == 0 && argument->value == NULL) {
        import->dry_run = true;
        return EXIT_OK;
    }
    if (strcmp(argument->flag, "csv") == 0 && argument->value == NULL) {
        import->csv = true;
        return EXIT_OK;
    }
    if (strcmp(argument->flag, "chunk") == 0) {
        const char *value = arguments_value(arguments, argument);
        import->chunked = true;
        bool good = value != NULL && options_read_count(value, &import->chunk) && import->chunk <= ATOMIC_LINES;
        return good ? EXIT_OK : cli_wrong_flag(cli, "import", "chunk", "needs a number of lines from 1 to 50000");
    }
    enum option_result result = options_take(&cli->options, import_entry.takes, cli->arena, arguments, argument, &error);
    return result == OPTION_TAKEN ? EXIT_OK : cli_wrong_flag(cli, "import", argument->flag, error);
}

static enum exit_code read_arguments(struct import *import, char **rest)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    enum exit_code code = EXIT_OK;
    while (code == EXIT_OK && arguments_next(&arguments, import->cli->arena, &argument)) {
        if (argument.word == NULL) {
            code = read_flag(import, &arguments, &argument);
        } else if (import->file != NULL) {
            code = cli_usage(import->cli, "import", "'%s' is one word too many", argument.word);
        } else {
            import->file = argument.word;
        }
    }
    return code;
}

static enum exit_code import_run(struct cli *cli, char **arguments)
{
    struct import *import = hs_arena_alloc(cli->arena, sizeof *import);
    if (import == NULL) {
        return cli_no_memory(cli);
    }
    *import = (struct import){.cli = cli, .chunk = ATOMIC_LINES, .total = HENSIGT_IMPORT_INIT};
    enum exit_code code = read_arguments(import, arguments);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        (void)help_command(cli, import_entry.name);
        return EXIT_OK;
    }
    if (import->file == NULL) {
        return cli_usage(cli, "import", "which file? - is standard input");
    }
    import->csv = import->csv || csv_import_is_table(import->file);
    import->in = input_open(cli, import->file);
    if (import->in == NULL) {
        return EXIT_LOCAL;
    }
    import->size = size_of(import->in);
    progress_init(&import->progress, &cli->err);
    hs_arena_init(&import->arena, BATCH_MEMORY);
    code = run(import);
    hs_arena_free(&import->arena);
    input_close(cli, import->in);
    return code;
}

static const struct option_help flags[] = {
    {"chunk", "LINES",
     "Commits after so many lines each, up to 50000; longer files need it. A run that stopped is simply repeated."},
    {"csv", "", "The file is a table (CSV) whatever its name; one that ends in .csv is."},
    {"dry-run", "", "Checks everything and changes nothing."},
    {NULL, NULL, NULL},
};

const struct command import_entry = {
    .name = "import",
    .arguments = "FILE",
    .brief =
        "Takes in resources from lines of JSON or a table (CSV): creates what is new, updates what differs, leaves what is equal.",
    .text = "Each line is a resource with its kind: {\"@type\": \"hensigt.v1.Centre\", \"name\": \"centres/co-pi\", ...}; "
            "blank lines are passed over; - is standard input. The order does not matter. All lines are taken in together or "
            "none is, and everything that is wrong is said at once, by line, field and rule. 'hensigt export' writes this "
            "form."
            "\n\n"
            "A file whose name ends in .csv is a table of one kind, as 'hensigt export csv' writes it and spreadsheets keep "
            "it: its first line has the columns' headings, 'name' among them, and commas, semicolons or tabs part its cells. "
            "An empty cell unsets a field; a column that is missing leaves it as it is. Dates are written 2022-04-12, numbers "
            "with a point.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY,
    .run = import_run,
};
