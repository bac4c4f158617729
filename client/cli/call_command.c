#include "call_command.h"

#include "help.h"
#include "input.h"
#include "output.h"
#include "remote.h"
#include "words.h"

#include "json/json.h"

#include <string.h>
#include <unistd.h>

/* Equal, where a dot may stand for the slash between service and method. */
static bool same_name(const char *name, const char *full)
{
    while (*name != '\0' && (*name == *full || (*name == '.' && *full == '/'))) {
        name++;
        full++;
    }
    return *name == *full;
}

static bool is_called(const struct hs_method *method, const char *name)
{
    const char *short_service = strrchr(method->service->full_name, '.');
    const char *behind_package = method->full_name + (short_service != NULL ? short_service + 1 - method->service->full_name : 0);
    return same_name(name, method->name) || same_name(name, behind_package) || same_name(name, method->full_name);
}

const struct hs_method *call_method_at(size_t i)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        if (i < service->n_methods) {
            return &service->methods[i];
        }
        i -= service->n_methods;
    }
    return NULL;
}

static const char *method_name(const void *context, size_t i)
{
    (void)context;
    return call_method_at(i)->name;
}

static size_t method_count(void)
{
    size_t n = 0;
    while (call_method_at(n) != NULL) {
        n++;
    }
    return n;
}

const struct hs_method *call_find_method(const char *name)
{
    const struct hs_method *method = NULL;
    for (size_t i = 0; (method = call_method_at(i)) != NULL; i++) {
        if (is_called(method, name)) {
            return method;
        }
    }
    return NULL;
}

static enum exit_code no_such_method(const struct cli *cli, const char *name)
{
    const char *near = words_nearest(name, method_count(), method_name, NULL);
    return near != NULL ? cli_usage(cli, "call", "'%s' is no method; did you mean %s?", name, near)
                        : cli_usage(cli, "call", "'%s' is no method; 'hensigt describe' lists them", name);
}

static enum exit_code call_run(struct cli *cli, char **arguments)
{
    const char *name = NULL;
    size_t n_words = 0;
    ProtobufCMessage *request = NULL;
    ProtobufCMessage *reply = NULL;
    cli->options.output = OUTPUT_JSON;
    enum exit_code code = command_words(cli, &call_entry, arguments, 1, &name, &n_words);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        (void)help_command(cli, call_entry.name);
        return EXIT_OK;
    }
    if (name == NULL) {
        return cli_usage(cli, "call", "which method? 'hensigt describe' lists them");
    }
    const struct hs_method *method = call_find_method(name);
    if (method == NULL) {
        return no_such_method(cli, name);
    }
    if (cli->options.data == NULL && isatty(fileno(cli->in)) == 1) {
        fputs("The request in JSON, then Ctrl-D:\n", cli->err.out);
    }
    code = input_message(cli, cli->options.data != NULL ? cli->options.data : "-", method->input, &request);
    code = code == EXIT_OK ? remote_call(cli, method, request, 0, NULL, cli->arena, &reply) : code;
    return code == EXIT_OK ? output_reply(cli, method, reply) : code;
}

const struct command call_entry = {
    .name = "call",
    .arguments = "METHOD",
    .brief = "Calls a method with a request in JSON from standard input, and writes the answer as JSON.",
    .text =
        "METHOD is its name, such as GetCentre or hensigt.v1.CentreService/GetCentre. The request is the canonical JSON form of "
        "its message; an empty input is an empty message.",
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_WRITE | OPTIONS_DATA | OPTIONS_REPLY,
    .run = call_run,
};
