#include "command.h"

#include "admin.h"
#include "call_command.h"
#include "csv/csv_export.h"
#include "describe.h"
#include "export.h"
#include "help.h"
#include "import.h"
#include "ledger.h"
#include "method_command.h"
#include "ocds/ocds_export.h"
#include "request.h"
#include "signing.h"
#include "watch.h"
#include "words.h"

#include <string.h>

static enum exit_code help_run(struct cli *cli, char **arguments);

static const struct command help_entry = {
    .name = "help",
    .arguments = "[NOUN [VERB] | COMMAND | TOPIC]",
    .brief = "Explains the program, a noun, a verb, a command or a topic.",
    .text = "",
    .takes = OPTIONS_HELP,
    .run = help_run,
};

static const struct command *const commands[] = {&call_entry,
                                                 &describe_entry,
                                                 &import_entry,
                                                 &export_entry,
                                                 &export_csv_entry,
                                                 &export_ocds_entry,
                                                 &watch_entry,
                                                 &help_entry,
                                                 &generate_entry,
                                                 &sign_entry,
                                                 &verify_entry,
                                                 &sign_instrument_entry,
                                                 &verify_signature_entry,
                                                 &ledger_show_entry,
                                                 &ledger_verify_entry,
                                                 &admin_stats_entry,
                                                 &admin_check_entry};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *command_at(size_t i)
{
    return i < N_COMMANDS ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(name, commands[i]->name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

const struct hs_service *command_service(const char *noun)
{
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        if (strcmp(noun, hs_contract.services[i]->noun) == 0) {
            return hs_contract.services[i];
        }
    }
    return NULL;
}

static const struct hs_method *find_verb(const struct hs_service *service, const char *verb)
{
    for (size_t i = 0; i < service->n_methods; i++) {
        if (strcmp(verb, service->methods[i].verb_name) == 0) {
            return &service->methods[i];
        }
    }
    return NULL;
}

static const char *noun_at(const void *context, size_t i)
{
    (void)context;
    return i < N_COMMANDS ? commands[i]->name : hs_contract.services[i - N_COMMANDS]->noun;
}

static const char *verb_at(const void *context, size_t i)
{
    const struct hs_service *service = context;
    return service->methods[i].verb_name;
}

static enum exit_code no_such_noun(const struct cli *cli, const char *word)
{
    const char *near = words_nearest(word, N_COMMANDS + hs_contract.n_services, noun_at, NULL);
    return near != NULL ? cli_usage(cli, "", "'%s' is no noun or command; did you mean %s?", word, near)
                        : cli_usage(cli, "", "'%s' is no noun or command", word);
}

static enum exit_code no_such_verb(const struct cli *cli, const struct hs_service *service, const char *word)
{
    const char *near = words_nearest(word, service->n_methods, verb_at, service);
    return near != NULL ? cli_usage(cli, service->noun, "'%s' is no verb of %s; did you mean %s?", word, service->noun, near)
                        : cli_usage(cli, service->noun, "'%s' is no verb of %s", word, service->noun);
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* A command whose name is two words: a verb of the program's own behind a noun, or a kind of another command. */
static const struct command *find_of_two(const struct cli *cli, const char *first, const char *second)
{
    const char *name = second != NULL ? hs_arena_printf(cli->arena, "%s %s", first, second) : NULL;
    return name != NULL ? command_find(name) : NULL;
}

/* A noun and what follows it. */
static enum exit_code run_service(struct cli *cli, const struct hs_service *service, char **arguments)
{
    if (*arguments == NULL) {
        (void)help_service(cli, service);
        return EXIT_USAGE;
    }
    if (asks_for_help(*arguments)) {
        return help_service(cli, service);
    }
    const struct hs_method *method = find_verb(service, *arguments);
    const struct hs_method *query = request_plain_query(service);
    if (method == NULL && query != NULL) {
        return method_command(cli, query, arguments);
    }
    return method != NULL ? method_command(cli, method, arguments + 1) : no_such_verb(cli, service, *arguments);
}

/* `import` is a command and a noun: a verb behind it makes it the noun. */
static bool means_noun(const struct hs_service *service, const char *next)
{
    return service != NULL && next != NULL && find_verb(service, next) != NULL;
}

/* Takes the flags in front of the first word: how to call and how to show, which hold for every command. */
static enum exit_code take_first_flags(struct cli *cli, struct arguments *arguments)
{
    while (*arguments->rest != NULL && **arguments->rest == '-') {
        struct argument argument;
        const char *error = "is no flag of the program; flags of a verb come behind it";
        (void)arguments_next(arguments, cli->arena, &argument);
        bool is_flag = argument.flag != NULL;
        if (!is_flag) {
            return cli_usage(cli, "", "'%s' is no noun or command", argument.word);
        }
        if (options_take(&cli->options, OPTIONS_CALL | OPTIONS_REPLY, cli->arena, arguments, &argument, &error) != OPTION_TAKEN) {
            return cli_wrong_flag(cli, "", argument.flag, error);
        }
    }
    return EXIT_OK;
}

/* A whole command line that begins with a word. */
static enum exit_code run_word(struct cli *cli, char **arguments)
{
    const char *word = *arguments;
    const struct hs_service *service = command_service(word);
    const struct command *command = command_find(word);
    const struct command *of_two = find_of_two(cli, word, arguments[1]);
    if (of_two != NULL) {
        return of_two->run(cli, arguments + 2);
    }
    if (command != NULL && !means_noun(service, arguments[1])) {
        return command->run(cli, arguments + 1);
    }
    return service != NULL ? run_service(cli, service, arguments + 1) : no_such_noun(cli, word);
}

enum exit_code command_run(struct cli *cli, char **rest)
{
    struct arguments arguments = {.rest = rest};
    if (*rest != NULL && asks_for_help(*rest)) {
        return help_program(cli);
    }
    if (*rest != NULL && strcmp(*rest, "--version") == 0) {
        fprintf(cli->out.out, "hensigt %s\n", HENSIGT_VERSION);
        return EXIT_OK;
    }
    enum exit_code code = take_first_flags(cli, &arguments);
    if (code != EXIT_OK) {
        return code;
    }
    if (*arguments.rest == NULL) {
        (void)help_program(cli);
        return EXIT_USAGE;
    }
    return run_word(cli, arguments.rest);
}

enum exit_code command_words(struct cli *cli, const struct command *command, char **arguments, size_t most, const char **words,
                             size_t *n_words)
{
    struct arguments rest = {.rest = arguments};
    struct argument argument;
    while (arguments_next(&rest, cli->arena, &argument)) {
        const char *error = "is no flag of this command";
        if (argument.word != NULL && *n_words == most) {
            return cli_usage(cli, command->name, "'%s' is one word too many", argument.word);
        }
        if (argument.word != NULL) {
            words[(*n_words)++] = argument.word;
        } else if (options_take(&cli->options, command->takes, cli->arena, &rest, &argument, &error) != OPTION_TAKEN) {
            return cli_wrong_flag(cli, command->name, argument.flag, error);
        }
    }
    return EXIT_OK;
}

static enum exit_code help_run(struct cli *cli, char **arguments)
{
    const char *words[2] = {NULL, NULL};
    size_t n_words = 0;
    enum exit_code code = command_words(cli, &help_entry, arguments, 2, words, &n_words);
    if (code != EXIT_OK || n_words == 0) {
        return code != EXIT_OK ? code : help_program(cli);
    }
    const struct hs_service *service = command_service(words[0]);
    if (n_words == 2) {
        const struct hs_method *method = service != NULL ? find_verb(service, words[1]) : NULL;
        const struct command *own = find_of_two(cli, words[0], words[1]);
        if (own != NULL) {
            return help_command(cli, own->name) ? EXIT_OK : EXIT_USAGE;
        }
        if (method != NULL) {
            return help_method(cli, method);
        }
        return service != NULL ? no_such_verb(cli, service, words[1]) : no_such_noun(cli, words[0]);
    }
    if (help_command(cli, words[0]) || help_topic(cli, words[0])) {
        return EXIT_OK;
    }
    return service != NULL ? help_service(cli, service) : no_such_noun(cli, words[0]);
}
