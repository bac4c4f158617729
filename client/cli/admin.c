#include "admin.h"

#include "help.h"
#include "output.h"
#include "remote.h"

#include "hensigt/v1/admin.h"

enum { CHECK_TIMEOUT_MS = 10 * 60 * 1000 }; /* the most that a call may take: it reads everything */

static enum exit_code stats_run(struct cli *cli, char **arguments)
{
    size_t n_words = 0;
    const struct hs_method *method = remote_method("hensigt.v1.AdminService/GetStats");
    hensigt_get_stats_request request = HENSIGT_GET_STATS_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = command_words(cli, &admin_stats_entry, arguments, 0, NULL, &n_words);
    if (code == EXIT_OK && cli->options.help) {
        return help_command(cli, admin_stats_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    code = code == EXIT_OK ? remote_call(cli, method, &request.base, 0, NULL, cli->arena, &reply) : code;
    return code == EXIT_OK ? output_reply(cli, method, reply) : code;
}

const struct command admin_stats_entry = {
    .name = "admin stats",
    .arguments = "",
    .brief = "Shows how the service is doing: calls and how long they took, what waits, commits, sizes.",
    .text = "The figures are those since the worker's start.",
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY,
    .run = stats_run,
};

static enum exit_code conclude(struct cli *cli, const hensigt_check_store_response *found)
{
    if (cli->options.output != OUTPUT_TABLE) {
        enum exit_code code = output_reply(cli, remote_method("hensigt.v1.AdminService/CheckStore"), &found->base);
        return code == EXIT_OK && found->n_differences > 0 ? EXIT_SERVICE : code;
    }
    if (found->n_differences == 0) {
        fprintf(cli->out.out, "Every resource agrees with its columns, and every intention with what was bought.\n");
        return EXIT_OK;
    }
    cli_say(cli, "what is stored does not agree with its columns:");
    for (size_t i = 0; i < found->n_differences; i++) {
        fprintf(cli->err.out, "  %s: %s\n", found->differences[i]->subject, found->differences[i]->place);
    }
    return EXIT_SERVICE;
}

static enum exit_code check_run(struct cli *cli, char **arguments)
{
    size_t n_words = 0;
    hensigt_check_store_request request = HENSIGT_CHECK_STORE_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = command_words(cli, &admin_check_entry, arguments, 0, NULL, &n_words);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, admin_check_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    code = remote_call(cli, remote_method("hensigt.v1.AdminService/CheckStore"), &request.base, CHECK_TIMEOUT_MS, NULL, cli->arena,
                       &reply);
    return code == EXIT_OK ? conclude(cli, (const void *)reply) : code;
}

const struct command admin_check_entry = {
    .name = "admin check",
    .arguments = "",
    .brief = "Proves that what is stored agrees with the columns by which it is found, resource by resource.",
    .text = "It reads the whole registry, while the service goes on. What differs ends the program with exit code 11.",
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY,
    .run = check_run,
};
