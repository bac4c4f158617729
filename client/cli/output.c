#include "output.h"

#include "errors.h"
#include "grid.h"
#include "paging.h"
#include "printers/printers.h"
#include "sheet.h"
#include "table.h"
#include "words.h"

#include <errno.h>
#include <string.h>

enum exit_code output_json(const struct cli *cli, FILE *out, const struct hs_message *type, const ProtobufCMessage *message,
                           unsigned how)
{
    struct hs_buffer buffer = {0};
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, cli->arena);
    bool printed = hs_json_print(type, message, how, &buffer, &errors);
    enum exit_code code = EXIT_OK;
    if (printed && !buffer.failed) {
        hs_buffer_char(&buffer, '\n');
        (void)fwrite(buffer.text, 1, buffer.length, out);
    } else if (buffer.failed) {
        code = cli_no_memory(cli);
    } else {
        cli_say(cli, "the answer has no JSON form");
        errors_write_json(cli, &errors);
        code = EXIT_SERVICE;
    }
    hs_buffer_free(&buffer);
    return code;
}

static enum exit_code output_lines(const struct cli *cli, const struct hs_method *method, const ProtobufCMessage *reply)
{
    struct member list = paging_list(method);
    if (list.field == NULL) {
        return output_json(cli, cli->out.out, method->output, reply, 0);
    }
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < value_count(reply, list); i++) {
        code = output_json(cli, cli->out.out, list.rules->message, value_message(reply, list, i), 0);
    }
    return code;
}

static bool any_is_deleted(const ProtobufCMessage *reply, struct member list)
{
    struct member deleted = member_named(list.rules->message, "delete_time");
    for (size_t i = 0; deleted.field != NULL && i < value_count(reply, list); i++) {
        if (value_count(value_message(reply, list, i), deleted) > 0) {
            return true;
        }
    }
    return false;
}

/* The columns asked for, else those of the kind, and when they were deleted if some were; NULL = all, or no memory. */
static const char *choose_columns(const struct cli *cli, const ProtobufCMessage *reply, struct member list)
{
    const struct hs_resource *resource = list.rules->message->resource;
    if (cli->options.columns != NULL || resource == NULL) {
        return cli->options.columns;
    }
    return any_is_deleted(reply, list) ? hs_arena_printf(cli->arena, "%s,delete_time", resource->columns) : resource->columns;
}

static enum exit_code output_table(const struct cli *cli, const ProtobufCMessage *reply, struct member list)
{
    const char *columns = choose_columns(cli, reply, list);
    const char *error = NULL;
    struct grid grid;
    grid_init(&grid, cli->arena);
    enum table_columns which = cli->options.columns != NULL ? TABLE_ALL : TABLE_FILLED;
    if (!table_fill(&grid, reply, list, columns, which, &error)) {
        return error != NULL ? cli_usage(cli, "", "--columns: %s", error) : cli_no_memory(cli);
    }
    if (value_count(reply, list) == 0) {
        const char *words = words_sentence(cli->arena, list.field->name);
        fprintf(cli->err.out, "%s: none.\n", words != NULL ? words : list.field->name);
        return EXIT_OK;
    }
    return grid_print(&grid, &cli->out, 0, GRID_CUT) ? EXIT_OK : cli_no_memory(cli);
}

static enum exit_code output_people(const struct cli *cli, const struct hs_method *method, const ProtobufCMessage *reply)
{
    printer_function printer = printer_of(method->output->descriptor->name);
    struct member list = paging_list(method);
    if (list.field != NULL && (printer == NULL || cli->options.columns != NULL)) {
        return output_table(cli, reply, list);
    }
    bool printed = printer != NULL ? printer(cli->arena, &cli->out, reply) : sheet_print(cli->arena, &cli->out, reply);
    return printed ? EXIT_OK : cli_no_memory(cli);
}

enum exit_code output_reply(const struct cli *cli, const struct hs_method *method, const ProtobufCMessage *reply)
{
    switch (cli->options.output) {
    case OUTPUT_JSON:
        return output_json(cli, cli->out.out, method->output, reply, HS_JSON_PRETTY);
    case OUTPUT_JSONL:
        return output_lines(cli, method, reply);
    default:
        return output_people(cli, method, reply);
    }
}

enum exit_code output_finish(const struct cli *cli, enum exit_code code)
{
    bool written = fflush(cli->out.out) == 0 && !ferror(cli->out.out);
    if (!written && code == EXIT_OK) {
        cli_say(cli, "the output cannot be written: %s", strerror(errno));
        return EXIT_LOCAL;
    }
    return code;
}
