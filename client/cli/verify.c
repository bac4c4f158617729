#include "signing.h"

#include "help.h"
#include "input.h"
#include "remote.h"
#include "resource_name.h"
#include "sheet.h"

#include "crypto/declaration.h"
#include "hensigt/v1/intention_tables.h"

#include <string.h>

enum { VERIFY_KEY };

static const struct option_help verify_flags[] = {
    {"public-key", "BASE64", "The organisation's public key as you know it yourself; without it, the one beside the signature."},
    {NULL, NULL, NULL},
};

/* The intention to verify: from a file or standard input (--data), with no service in between, or else from the service. */
static enum exit_code read_intention(struct cli *cli, const char *word, const hensigt_intention **out)
{
    hensigt_get_intention_request request = HENSIGT_GET_INTENTION_REQUEST_INIT;
    ProtobufCMessage *message = NULL;
    enum exit_code code = EXIT_OK;
    if (cli->options.data != NULL) {
        code = input_message(cli, cli->options.data, &hensigt_intention_type, &message);
    } else {
        const char *name = resource_name_full(cli->arena, &hensigt_intention_resource, word);
        request.name = hs_arena_string(cli->arena, name);
        code = request.name != NULL ? remote_call(cli, &hensigt_get_intention_method, &request.base, 0, NULL, cli->arena, &message)
                                    : cli_no_memory(cli);
    }
    *out = (const hensigt_intention *)message;
    return code;
}

/* Whether the key beside the signature is the one that the verifier trusts. */
static bool is_trusted(const char *trusted, const ProtobufCBinaryData *public_key)
{
    uint8_t key[HS_SHA256_SIZE];
    size_t size = 0;
    return trusted == NULL || (hs_base64url_decode(trusted, key, sizeof key, &size) && size == public_key->len &&
                               memcmp(key, public_key->data, size) == 0);
}

static const char *fault_in_words(enum hs_declaration_fault fault)
{
    switch (fault) {
    case HS_DECLARATION_ABSENT:
        return "carries no signed declaration";
    case HS_DECLARATION_MISMATCH:
        return "says something else than what was signed";
    case HS_DECLARATION_SIGNATURE:
        return "carries a signature that does not hold";
    default:
        return NULL;
    }
}

static enum exit_code verify(const struct cli *cli, const hensigt_intention *intention, const char *trusted)
{
    char text[HS_BASE64URL_SIZE(HS_SHA256_SIZE)];
    const char *fault = fault_in_words(hs_declaration_verify(cli->arena, intention));
    const hensigt_signed_declaration *declared =
        intention->confirmation != NULL ? intention->confirmation->signed_declaration : NULL;
    if (fault == NULL && !is_trusted(trusted, &declared->public_key)) {
        fault = "is signed by another key than the one given";
    }
    if (fault != NULL) {
        cli_say(cli, "%s %s", *intention->name ? intention->name : "the intention", fault);
        return EXIT_INVALID;
    }
    hs_base64url_encode(declared->public_key.data, declared->public_key.len, text);
    fprintf(cli->out.out, "The signature holds. %s signed this with %s (public key %s%s):\n\n", intention->organisation,
            declared->signing_key, text, trusted != NULL ? ", the one given" : "");
    const hensigt_declaration *declaration = hs_declaration_unpack(cli->arena, &declared->declaration);
    return declaration != NULL && sheet_print(cli->arena, &cli->out, &declaration->base) ? EXIT_OK : cli_no_memory(cli);
}

static enum exit_code verify_run(struct cli *cli, char **arguments)
{
    struct own_flags given = {.word = NULL};
    const hensigt_intention *intention = NULL;
    enum exit_code code = own_flags_read(cli, &verify_entry, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, verify_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    if ((given.word == NULL) == (cli->options.data == NULL)) {
        return cli_usage(cli, verify_entry.name, "which intention? NAME asks the service, --data FILE needs none");
    }
    if (!hs_crypto_init()) {
        return EXIT_LOCAL;
    }
    code = read_intention(cli, given.word, &intention);
    return code == EXIT_OK ? verify(cli, intention, given.values[VERIFY_KEY]) : code;
}

const struct command verify_entry = {
    .name = "intention verify",
    .arguments = "NAME | --data FILE",
    .brief = "Verifies the signature on an intention's declaration, and shows what was signed.",
    .text = "With --data it needs no service: FILE holds the intention as JSON, as 'hensigt intention get NAME --output json' "
            "wrote it; - is "
            "standard input. The registry's word is not taken for anything but the public key, and with --public-key not for that.",
    .flags = verify_flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_DATA,
    .run = verify_run,
};
