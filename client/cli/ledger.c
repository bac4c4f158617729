#include "ledger.h"

#include "help.h"
#include "method_command.h"
#include "output.h"
#include "progress.h"
#include "remote.h"
#include "signing.h"

#include "hensigt/v1/ledger.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    PART_ROWS = 100000,      /* the most that one call looks at by the contract */
    PART_TIMEOUT_MS = 60000, /* for so many */
    PART_MEMORY = 1024 * 1024,
};

/* ---- show --------------------------------------------------------------------------------------------------------------- */

/* Help is this verb's own, not that of the method it calls. */
static bool asks_for_help(char **arguments)
{
    while (*arguments != NULL && strcmp(*arguments, "--help") != 0 && strcmp(*arguments, "-h") != 0) {
        arguments++;
    }
    return *arguments != NULL;
}

static enum exit_code show_run(struct cli *cli, char **arguments)
{
    if (asks_for_help(arguments)) {
        return help_command(cli, ledger_show_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    return method_command(cli, remote_method("hensigt.v1.LedgerService/ListRevisions"), arguments);
}

const struct command ledger_show_entry = {
    .name = "ledger show",
    .arguments = "NAME",
    .brief = "Shows what became of a resource: what changed, by whom, when, newest first.",
    .text = "NAME is its whole name, organisations/sand, or its id where no resource of another kind has that one. What was added "
            "stands behind +, what was taken away behind -.",
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY | OPTIONS_LIST,
    .run = show_run,
};

/* ---- verify --------------------------------------------------------------------------------------------------------------- */

/* A proof in parts. */
struct proof {
    struct cli *cli;
    hensigt_verify_ledger_request request;      /* after_sequence is where the next part begins */
    int64_t first;                              /* behind it the proof began */
    int64_t redacted;                           /* rows redacted, of the parts so far */
    const hensigt_verify_ledger_response *last; /* of the run's arena; NULL before the first part */
};

static enum exit_code verify_part(struct proof *proof)
{
    ProtobufCMessage *reply = NULL;
    struct hs_arena arena;
    hs_arena_init(&arena, PART_MEMORY);
    enum exit_code code = remote_call(proof->cli, remote_method("hensigt.v1.LedgerService/VerifyLedger"), &proof->request.base,
                                      PART_TIMEOUT_MS, NULL, &arena, &reply);
    const hensigt_verify_ledger_response *part = (const void *)reply;
    proof->redacted += code == EXIT_OK ? part->redacted_count : 0;
    bool is_last =
        code == EXIT_OK && (part->complete || part->broken_sequence != 0 || part->last_sequence <= proof->request.after_sequence);
    if (is_last) {
        hensigt_verify_ledger_response *last = (void *)hs_arena_message(proof->cli->arena, reply);
        code = last != NULL ? EXIT_OK : cli_no_memory(proof->cli);
        if (last != NULL) {
            last->redacted_count = proof->redacted; /* of all parts */
        }
        proof->last = last;
    } else if (code == EXIT_OK) {
        proof->request.after_sequence = part->last_sequence;
    }
    hs_arena_free(&arena);
    return code;
}

static void write_hash(FILE *out, const ProtobufCBinaryData *hash)
{
    for (size_t i = 0; i < hash->len; i++) {
        fprintf(out, "%02x", hash->data[i]);
    }
}

static void write_whole(const struct proof *proof)
{
    FILE *out = proof->cli->out.out;
    const hensigt_verify_ledger_response *last = proof->last;
    fprintf(out, "The chain holds: every row from %" PRId64 " to %" PRId64 " is as it was written", proof->first + 1,
            last->last_sequence);
    if (proof->redacted > 0) {
        fprintf(out, ", but for %" PRId64 " with a person's name redacted, of which only the place is proved", proof->redacted);
    }
    fprintf(out, ".\n");
    fprintf(out, "It ends in ");
    write_hash(out, &last->chain_hash);
    fprintf(out, "\n");
}

static enum exit_code conclude(const struct proof *proof)
{
    struct cli *cli = proof->cli;
    const hensigt_verify_ledger_response *last = proof->last;
    enum exit_code code = EXIT_OK;
    if (cli->options.output != OUTPUT_TABLE) {
        code = output_reply(cli, remote_method("hensigt.v1.LedgerService/VerifyLedger"), &last->base);
    } else if (last->broken_sequence == 0 && last->last_sequence == proof->first) {
        fprintf(cli->out.out, "There is nothing behind row %" PRId64 ".\n", proof->first);
    } else if (last->broken_sequence == 0) {
        write_whole(proof);
    }
    if (code == EXIT_OK && last->broken_sequence != 0) {
        cli_say(cli, "the chain breaks at row %" PRId64 ": %s", last->broken_sequence, last->description);
        if (last->broken_sequence > proof->first + 1) {
            fprintf(cli->err.out,
                    "The rows from %" PRId64 " to %" PRId64 " are as they were written; those behind it cannot be trusted.\n",
                    proof->first + 1, last->broken_sequence - 1);
        }
        code = EXIT_SERVICE;
    }
    return code;
}

static enum exit_code verify_ledger(struct proof *proof)
{
    struct progress progress;
    enum exit_code code = EXIT_OK;
    progress_init(&progress, &proof->cli->err);
    while (code == EXIT_OK && proof->last == NULL) {
        code = verify_part(proof);
        progress_show(&progress, "rows verified", proof->request.after_sequence, 0, 0, false);
    }
    progress_clear(&progress);
    return code == EXIT_OK ? conclude(proof) : code;
}

static bool read_sequence(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool good = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
    *out = good ? number : *out;
    return good;
}

static enum exit_code verify_run(struct cli *cli, char **arguments)
{
    struct own_flags given = {0};
    struct proof proof = {.cli = cli, .request = HENSIGT_VERIFY_LEDGER_REQUEST_INIT};
    enum exit_code code = own_flags_read(cli, &ledger_verify_entry, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, ledger_verify_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    if (given.word != NULL) {
        return cli_usage(cli, ledger_verify_entry.name, "'%s' is one word too many", given.word);
    }
    if (given.values[0] != NULL && !read_sequence(given.values[0], &proof.first)) {
        return cli_wrong_flag(cli, ledger_verify_entry.name, "after", "must be a sequence number");
    }
    proof.request.after_sequence = proof.first;
    proof.request.limit = PART_ROWS;
    return verify_ledger(&proof);
}

static const struct option_help verify_flags[] = {
    {"after", "NUMBER", "Begins behind this row, which is taken to be right; without it, at the first."},
    {NULL, NULL, NULL},
};

const struct command ledger_verify_entry = {
    .name = "ledger verify",
    .arguments = "[--after NUMBER]",
    .brief = "Computes the chain of hashes anew, row by row, and says where it breaks.",
    .text = "The last hash binds everything before it: compare it with one that was noted earlier, or with a receipt. A chain that "
            "breaks ends the program with exit code 11.",
    .flags = verify_flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY,
    .run = verify_run,
};
