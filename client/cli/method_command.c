#include "method_command.h"

#include "any_name.h"
#include "help.h"
#include "input.h"
#include "new_key.h"
#include "output.h"
#include "paging.h"
#include "remote.h"
#include "request.h"

#include <string.h>

unsigned method_command_options(const struct hs_method *method)
{
    return OPTIONS_HELP | OPTIONS_CALL | OPTIONS_DATA | OPTIONS_REPLY | (method->write ? OPTIONS_WRITE : 0u) |
           (paging_list(method).field != NULL ? OPTIONS_LIST : 0u) | (new_key_is_for(method) ? OPTIONS_KEY : 0u);
}

/* A field and its text, as given. */
struct given {
    const char *flag;
    const char *path;
    struct member member;
    const char *text;
};

/* The command line of one method, read but not yet put into the request: --data comes before the flags, wherever it stands. */
struct reading {
    struct cli *cli;
    struct request request;
    const char *command; /* "centre create" */
    struct given *fields;
    size_t n_fields;
    const char **words;
    size_t n_words;
};

static enum exit_code add_field(struct reading *reading, struct given given)
{
    struct given *fields = hs_arena_grow(reading->cli->arena, reading->fields, reading->n_fields, sizeof *fields);
    if (fields == NULL) {
        return cli_no_memory(reading->cli);
    }
    fields[reading->n_fields++] = given;
    reading->fields = fields;
    return EXIT_OK;
}

static enum exit_code add_word(struct reading *reading, const char *word)
{
    const char **words = hs_arena_grow(reading->cli->arena, reading->words, reading->n_words, sizeof *words);
    if (words == NULL) {
        return cli_no_memory(reading->cli);
    }
    words[reading->n_words++] = word;
    reading->words = words;
    return EXIT_OK;
}

static enum exit_code read_flag(struct reading *reading, struct arguments *arguments, const struct argument *argument)
{
    struct cli *cli = reading->cli;
    unsigned takes = method_command_options(reading->request.method);
    const char *error = NULL;
    const char *path = NULL;
    struct member member;
    switch (options_take(&cli->options, takes, cli->arena, arguments, argument, &error)) {
    case OPTION_TAKEN:
        return EXIT_OK;
    case OPTION_WRONG:
        return cli_wrong_flag(cli, reading->command, argument->flag, error);
    default:
        break;
    }
    if (!request_find(&reading->request, argument->flag, takes, &path, &member, &error)) {
        return cli_wrong_flag(cli, reading->command, argument->flag, error);
    }
    bool is_bool = member.field->type == PROTOBUF_C_TYPE_BOOL;
    const char *text = !is_bool ? arguments_value(arguments, argument) : argument->value != NULL ? argument->value : "true";
    if (text == NULL) {
        return cli_wrong_flag(cli, reading->command, argument->flag, "needs a value");
    }
    return add_field(reading, (struct given){.flag = argument->flag, .path = path, .member = member, .text = text});
}

static enum exit_code read_arguments(struct reading *reading, char **rest)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    enum exit_code code = EXIT_OK;
    while (code == EXIT_OK && arguments_next(&arguments, reading->cli->arena, &argument)) {
        code = argument.word != NULL ? add_word(reading, argument.word) : read_flag(reading, &arguments, &argument);
    }
    return code;
}

static enum exit_code put_data(struct reading *reading)
{
    struct cli *cli = reading->cli;
    ProtobufCMessage *data = NULL;
    if (cli->options.data == NULL) {
        return EXIT_OK;
    }
    enum exit_code code = input_message(cli, cli->options.data, request_data_type(reading->request.method), &data);
    if (code != EXIT_OK) {
        return code;
    }
    return request_set_data(&reading->request, data) ? EXIT_OK : cli_no_memory(cli);
}

/* Words that are one text become one word. */
static bool join_words(struct reading *reading)
{
    const char *text = reading->words[0];
    for (size_t i = 1; text != NULL && i < reading->n_words; i++) {
        text = hs_arena_printf(reading->cli->arena, "%s %s", text, reading->words[i]);
    }
    reading->words[0] = text;
    reading->n_words = 1;
    return text != NULL;
}

/* The word as the request takes it. */
static enum exit_code find_word(struct reading *reading, struct member member, const char **word)
{
    const struct hs_method *method = reading->request.method;
    const struct hs_message *type = method->verb == HS_VERB_UPDATE ? method->resource->message : method->input;
    const char *error = NULL;
    if (member.field == NULL || method->verb == HS_VERB_CREATE || !any_name_is_for(type, member)) {
        return EXIT_OK;
    }
    enum exit_code code = any_name_whole(reading->cli, member, *word, word, &error);
    return error != NULL ? cli_usage(reading->cli, reading->command, "%s", error) : code;
}

static enum exit_code put_words(struct reading *reading)
{
    struct cli *cli = reading->cli;
    if (reading->n_words > 1 && request_joins_words(reading->request.method) && !join_words(reading)) {
        return cli_no_memory(cli);
    }
    struct member member = request_word(reading->request.method);
    if (reading->n_words > 1 && member.field != NULL && !member_repeats(member)) {
        return cli_usage(cli, reading->command, "'%s' is one word too many", reading->words[1]);
    }
    for (size_t i = 0; i < reading->n_words; i++) {
        const char *error = NULL;
        enum exit_code code = find_word(reading, member, &reading->words[i]);
        if (code != EXIT_OK) {
            return code;
        }
        if (!request_add_word(&reading->request, reading->words[i], &error)) {
            return error != NULL ? cli_usage(cli, reading->command, "%s", error) : cli_no_memory(cli);
        }
    }
    return EXIT_OK;
}

/* The text of a field as the request takes it. A resource's own name is no flag, so the message that has the field tells nothing.
 */
static enum exit_code find_text(struct reading *reading, struct given *given)
{
    const char *error = NULL;
    if (given->member.rules->reference == NULL || !any_name_is_for(reading->request.method->input, given->member)) {
        return EXIT_OK;
    }
    enum exit_code code = any_name_whole(reading->cli, given->member, given->text, &given->text, &error);
    return error != NULL ? cli_wrong_flag(reading->cli, reading->command, given->flag, error) : code;
}

static enum exit_code put_fields(struct reading *reading)
{
    for (size_t i = 0; i < reading->n_fields; i++) {
        struct given *given = &reading->fields[i];
        const char *error = NULL;
        enum exit_code code = find_text(reading, given);
        if (code != EXIT_OK) {
            return code;
        }
        if (!request_set(&reading->request, given->path, given->text, &error)) {
            return cli_wrong_flag(reading->cli, reading->command, given->flag, error);
        }
    }
    return EXIT_OK;
}

static enum exit_code fill_request(struct reading *reading)
{
    const char *error = NULL;
    enum exit_code code = put_data(reading);
    code = code == EXIT_OK ? put_words(reading) : code;
    code = code == EXIT_OK ? put_fields(reading) : code;
    if (code == EXIT_OK && !request_finish(&reading->request, &error)) {
        code = error != NULL ? cli_usage(reading->cli, reading->command, "%s", error) : cli_no_memory(reading->cli);
    }
    return code;
}

static enum exit_code write_page(struct cli *cli, void *context, ProtobufCMessage *page)
{
    return output_reply(cli, context, page);
}

/* People read the best of what was found; programs get everything. */
static int64_t limit_of(const struct cli *cli, const struct hs_method *method)
{
    enum { FOUND_FOR_PEOPLE = 20 };
    bool is_search = request_joins_words(method) && cli->options.output == OUTPUT_TABLE;
    return cli->options.limit == 0 && is_search ? FOUND_FOR_PEOPLE : cli->options.limit;
}

/* Calls the method and shows what it answers; lines of JSON page by page, as they come. */
static enum exit_code carry_out(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request)
{
    ProtobufCMessage *reply = NULL;
    bool paged = paging_list(method).field != NULL;
    if (paged && cli->options.output == OUTPUT_JSONL) {
        void *context = (void *)method;
        return paging_each(cli, method, request, cli->options.limit, write_page, context);
    }
    enum exit_code code = paged ? paging_all(cli, method, request, limit_of(cli, method), &reply)
                                : remote_call(cli, method, request, 0, NULL, cli->arena, &reply);
    return code == EXIT_OK ? output_reply(cli, method, reply) : code;
}

/* The same for a key whose secret is made here: the file is there before the service knows of it. */
static enum exit_code carry_out_with_key(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request)
{
    enum exit_code code = new_key_make(cli, request);
    if (code != EXIT_OK) {
        return code;
    }
    code = carry_out(cli, method, request);
    new_key_settle(cli, code);
    return code;
}

enum exit_code method_command(struct cli *cli, const struct hs_method *method, char **arguments)
{
    struct reading reading = {.cli = cli};
    reading.command = hs_arena_printf(cli->arena, "%s %s", method->service->noun, method->verb_name);
    if (reading.command == NULL || !request_init(&reading.request, cli->arena, method)) {
        return cli_no_memory(cli);
    }
    enum exit_code code = read_arguments(&reading, arguments);
    if (cli->options.help && code == EXIT_OK) {
        return help_method(cli, method);
    }
    code = code == EXIT_OK ? fill_request(&reading) : code;
    if (code != EXIT_OK) {
        return code;
    }
    return cli->options.new_key_file != NULL ? carry_out_with_key(cli, method, reading.request.message)
                                             : carry_out(cli, method, reading.request.message);
}
