#include "signing.h"

#include "help.h"
#include "output.h"
#include "remote.h"
#include "resource_name.h"
#include "secret_file.h"
#include "sheet.h"
#include "value.h"

#include "crypto/crypto.h"
#include "crypto/declaration.h"
#include "crypto/sign.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/signing_key_tables.h"

#include <string.h>

/* ---- own flags ----------------------------------------------------------------------------------------------------------- */

static bool take_own(const struct command *command, struct arguments *arguments, const struct argument *argument,
                     struct own_flags *out)
{
    for (size_t i = 0; command->flags[i].flag != NULL; i++) {
        if (strcmp(argument->flag, command->flags[i].flag) == 0) {
            out->values[i] = arguments_value(arguments, argument);
            return true;
        }
    }
    return false;
}

enum exit_code own_flags_read(struct cli *cli, const struct command *command, char **rest, struct own_flags *out)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    while (arguments_next(&arguments, cli->arena, &argument)) {
        const char *error = "is no flag of this command";
        if (argument.word != NULL && out->word != NULL) {
            return cli_usage(cli, command->name, "'%s' is one word too many", argument.word);
        }
        if (argument.word != NULL) {
            out->word = argument.word;
        } else if (!take_own(command, &arguments, &argument, out) &&
                   options_take(&cli->options, command->takes, cli->arena, &arguments, &argument, &error) != OPTION_TAKEN) {
            return cli_wrong_flag(cli, command->name, argument.flag, error);
        }
    }
    return EXIT_OK;
}

/* ---- hensigt signing-key generate ------------------------------------------------------------------------------------------- */

enum { GENERATE_FILE };

static const struct option_help generate_flags[] = {
    {"private-key-file", "FILE", "Where the private key is kept: a new file that only you can read. Required."},
    {NULL, NULL, NULL},
};

static enum exit_code generate(struct cli *cli, const char *file)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t public_key[HS_SIGN_PUBLIC_SIZE];
    char text[HS_BASE64URL_SIZE(HS_SIGN_SEED_SIZE)];
    hs_random(seed, sizeof seed);
    hs_sign_public_key(seed, public_key);
    hs_base64url_encode(seed, sizeof seed, text);
    enum exit_code code = secret_file_write(cli, file, text);
    if (code == EXIT_OK) {
        hs_base64url_encode(public_key, sizeof public_key, text);
        fprintf(cli->out.out, "%s\n", text);
    }
    hs_bytes_forget(seed, sizeof seed);
    return code;
}

static enum exit_code generate_run(struct cli *cli, char **arguments)
{
    struct own_flags given = {.word = NULL};
    enum exit_code code = own_flags_read(cli, &generate_entry, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, generate_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    if (given.word != NULL || given.values[GENERATE_FILE] == NULL) {
        return cli_usage(cli, generate_entry.name, "where is the private key to be kept? --private-key-file FILE");
    }
    return hs_crypto_init() ? generate(cli, given.values[GENERATE_FILE]) : EXIT_LOCAL;
}

const struct command generate_entry = {
    .name = "signing-key generate",
    .arguments = "--private-key-file FILE",
    .brief = "Makes a key pair for signing declarations, and writes the public key.",
    .text = "The private key stays in the file. What is written is given to the registry: hensigt signing-key create "
            "ORGANISATION/KEY --title TEXT --public-key BASE64.",
    .flags = generate_flags,
    .takes = OPTIONS_HELP,
    .run = generate_run,
};

/* ---- hensigt intention sign ---------------------------------------------------------------------------------------------------
 */

enum { SIGN_FILE, SIGN_KEY, SIGN_DATE };

static const struct option_help sign_flags[] = {
    {"private-key-file", "FILE", "The file that 'hensigt signing-key generate' made. Required."},
    {"signing-key", "NAME", "The organisation's signing key whose private part that is: hofor/key. Required."},
    {"date", "DATE", "From which date the confirmation holds in the field; without it, today."},
    {NULL, NULL, NULL},
};

static enum exit_code get_declaration(struct cli *cli, char *name, hensigt_get_declaration_response **out)
{
    hensigt_get_declaration_request request = HENSIGT_GET_DECLARATION_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = name;
    enum exit_code code = remote_call(cli, &hensigt_get_declaration_method, &request.base, 0, NULL, cli->arena, &reply);
    *out = (hensigt_get_declaration_response *)reply;
    return code;
}

static enum exit_code get_intention(struct cli *cli, char *name, const hensigt_intention **out)
{
    hensigt_get_intention_request request = HENSIGT_GET_INTENTION_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = name;
    enum exit_code code = remote_call(cli, &hensigt_get_intention_method, &request.base, 0, NULL, cli->arena, &reply);
    *out = (const hensigt_intention *)reply;
    return code;
}

/* Nobody signs unseen: what is to be signed must say what the intention says, and is shown before it is signed. */
static enum exit_code check_declaration(struct cli *cli, char *name, const hensigt_get_declaration_response *asked)
{
    uint8_t hash[HS_SHA256_SIZE];
    hensigt_declaration expected;
    const hensigt_intention *intention = NULL;
    enum exit_code code = get_intention(cli, name, &intention);
    if (code != EXIT_OK) {
        return code;
    }
    const hensigt_declaration *declaration = hs_declaration_unpack(cli->arena, &asked->declaration);
    if (declaration != NULL) {
        hs_declaration_fill(intention, intention->revision, declaration->registry_id, hash, &expected);
    }
    if (declaration == NULL || !hs_declaration_says(cli->arena, &asked->declaration, &expected)) {
        cli_say(cli, "what the service gave to be signed is not what %s says: nothing was signed", name);
        return EXIT_SERVICE;
    }
    if (cli->options.output != OUTPUT_TABLE) {
        return EXIT_OK;
    }
    fputs("This is signed:\n\n", cli->out.out);
    bool shown = sheet_print(cli->arena, &cli->out, &declaration->base);
    fputs("\nThe intention then:\n\n", cli->out.out);
    return shown ? EXIT_OK : cli_no_memory(cli);
}

static enum exit_code set_date(struct cli *cli, hensigt_confirm_intention_request *request, const char *date)
{
    const char *error = NULL;
    bool good = date == NULL || value_set_path(cli->arena, &request->base, "date", date, &error);
    return good ? EXIT_OK : cli_wrong_flag(cli, sign_entry.name, "date", error);
}

/* Signs what the service says is to be signed, after making sure that it is the declaration of this intention. */
static enum exit_code sign(struct cli *cli, char *name, char *signing_key, const struct own_flags *given)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t signature[HS_SIGN_SIGNATURE_SIZE];
    hensigt_get_declaration_response *asked = NULL;
    hensigt_signed_declaration declared = HENSIGT_SIGNED_DECLARATION_INIT;
    hensigt_confirm_intention_request request = HENSIGT_CONFIRM_INTENTION_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = set_date(cli, &request, given->values[SIGN_DATE]);
    code = code == EXIT_OK ? secret_file_read(cli, given->values[SIGN_FILE], seed) : code;
    code = code == EXIT_OK ? get_declaration(cli, name, &asked) : code;
    code = code == EXIT_OK ? check_declaration(cli, name, asked) : code;
    if (code == EXIT_OK) {
        hs_sign(seed, asked->declaration.data, asked->declaration.len, signature);
    }
    hs_bytes_forget(seed, sizeof seed);
    if (code != EXIT_OK) {
        return code;
    }
    declared.declaration = asked->declaration;
    declared.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    declared.signing_key = signing_key;
    request.name = name;
    request.kind = HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    request.signed_declaration = &declared;
    code = remote_call(cli, &hensigt_confirm_intention_method, &request.base, 0, NULL, cli->arena, &reply);
    return code == EXIT_OK ? output_reply(cli, &hensigt_confirm_intention_method, reply) : code;
}

static enum exit_code sign_run(struct cli *cli, char **arguments)
{
    struct own_flags given = {.word = NULL};
    enum exit_code code = own_flags_read(cli, &sign_entry, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, sign_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    if (given.word == NULL || given.values[SIGN_FILE] == NULL || given.values[SIGN_KEY] == NULL) {
        return cli_usage(cli, sign_entry.name, "which intention, with which key? NAME --signing-key NAME --private-key-file FILE");
    }
    const char *name = resource_name_full(cli->arena, &hensigt_intention_resource, given.word);
    const char *key = resource_name_full(cli->arena, &hensigt_signing_key_resource, given.values[SIGN_KEY]);
    char *own_name = hs_arena_string(cli->arena, name);
    char *own_key = hs_arena_string(cli->arena, key);
    if (name == NULL || key == NULL || own_name == NULL || own_key == NULL) {
        return cli_no_memory(cli);
    }
    return hs_crypto_init() ? sign(cli, own_name, own_key, &given) : EXIT_LOCAL;
}

const struct command sign_entry = {
    .name = "intention sign",
    .arguments = "NAME --signing-key NAME [flags]",
    .brief = "Confirms a submitted intention by a signature over its declaration.",
    .text = "The declaration says everything the organisation stands behind: the requirement, quantity, value and dates, in this "
            "registry, at "
            "this revision. It is kept with the signature, so that anyone can verify it: 'hensigt intention verify'.",
    .flags = sign_flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_WRITE | OPTIONS_REPLY,
    .run = sign_run,
};
