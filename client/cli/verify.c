/* hensigt intention verify, hensigt signature verify */
#include "signing.h"

#include "help.h"
#include "input.h"
#include "remote.h"
#include "resource_name.h"
#include "sheet.h"
#include "value.h"

#include "crypto/declaration.h"
#include "crypto/statement.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/signature_tables.h"

#include <string.h>

enum { VERIFY_KEY };

static const struct option_help verify_flags[] = {
    {"public-key", "BASE64", "The organisation's public key as you know it yourself; without it, the one beside the signature."},
    {NULL, NULL, NULL},
};

/* What was found of a resource that an organisation signed. */
struct finding {
    const char *fault; /* in words, or NULL: it holds */
    const char *organisation;
    const hensigt_signed_declaration *signed_bytes; /* NULL where there are none */
    const ProtobufCMessage *said;                   /* what was signed, NULL likewise */
};

/* A kind of resource that carries something signed. */
struct subject {
    const struct command *command;
    const char *noun;
    const struct hs_message *type;
    const struct hs_resource *resource;
    const struct hs_method *get;
    struct finding (*find)(struct hs_arena *arena, const ProtobufCMessage *message);
};

/* ---- the kinds ----------------------------------------------------------------------------------------------------------- */

static const char absent[] = "carries no signed declaration";
static const char mismatch[] = "says something else than what was signed";
static const char not_signed[] = "carries a signature that does not hold";

static const hensigt_signed_declaration *bytes_of(const hensigt_intention_confirmation *confirmation)
{
    return confirmation != NULL ? confirmation->signed_declaration : NULL;
}

static const char *declaration_fault(enum hs_declaration_fault fault)
{
    switch (fault) {
    case HS_DECLARATION_ABSENT:
        return absent;
    case HS_DECLARATION_MISMATCH:
        return mismatch;
    case HS_DECLARATION_SIGNATURE:
        return not_signed;
    default:
        return NULL;
    }
}

static struct finding find_declaration(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const hensigt_intention *intention = (const hensigt_intention *)message;
    struct finding finding = {.fault = declaration_fault(hs_declaration_verify(arena, intention)),
                              .organisation = intention->organisation,
                              .signed_bytes = bytes_of(intention->confirmation)};
    const hensigt_declaration *said =
        finding.signed_bytes != NULL ? hs_declaration_unpack(arena, &finding.signed_bytes->declaration) : NULL;
    finding.said = said != NULL ? &said->base : NULL;
    return finding;
}

static const char *statement_fault(enum hs_statement_fault fault)
{
    switch (fault) {
    case HS_STATEMENT_ABSENT:
        return absent;
    case HS_STATEMENT_MISMATCH:
        return mismatch;
    case HS_STATEMENT_SIGNATURE:
        return not_signed;
    default:
        return NULL;
    }
}

static struct finding find_statement(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const hensigt_signature *signature = (const hensigt_signature *)message;
    struct finding finding = {.fault = statement_fault(hs_statement_verify(arena, signature)),
                              .organisation = signature->organisation,
                              .signed_bytes = bytes_of(signature->confirmation)};
    const hensigt_signing_statement *said =
        finding.signed_bytes != NULL ? hs_statement_unpack(arena, &finding.signed_bytes->declaration) : NULL;
    finding.said = said != NULL ? &said->base : NULL;
    return finding;
}

/* ---- verifying ----------------------------------------------------------------------------------------------------------- */

static enum exit_code get(struct cli *cli, const struct subject *subject, const char *word, ProtobufCMessage **out)
{
    const char *error = NULL;
    const char *name = resource_name_full(cli->arena, subject->resource, word);
    ProtobufCMessage *request = hs_arena_new(cli->arena, subject->get->input->descriptor);
    if (name == NULL || request == NULL) {
        return cli_no_memory(cli);
    }
    if (!value_set_path(cli->arena, request, "name", name, &error)) {
        return cli_usage(cli, subject->command->name, "'%s' %s", word, error != NULL ? error : "is no name");
    }
    return remote_call(cli, subject->get, request, 0, NULL, cli->arena, out);
}

/* Whether the key beside the signature is the one that the verifier trusts. */
static bool is_trusted(const char *trusted, const ProtobufCBinaryData *public_key)
{
    uint8_t key[HS_SHA256_SIZE];
    size_t size = 0;
    return trusted == NULL || (hs_base64url_decode(trusted, key, sizeof key, &size) && size == public_key->len &&
                               memcmp(key, public_key->data, size) == 0);
}

static enum exit_code verify(const struct cli *cli, const struct subject *subject, const ProtobufCMessage *message,
                             const char *trusted)
{
    char text[HS_BASE64URL_SIZE(HS_SHA256_SIZE)];
    struct finding finding = subject->find(cli->arena, message);
    const hensigt_signed_declaration *declared = finding.signed_bytes;
    const char *name = get_string(message, "name");
    if (finding.fault == NULL && !is_trusted(trusted, &declared->public_key)) {
        finding.fault = "is signed by another key than the one given";
    }
    if (finding.fault != NULL) {
        cli_say(cli, "%s%s %s", *name ? "" : "the ", *name ? name : subject->noun, finding.fault);
        return EXIT_INVALID;
    }
    hs_base64url_encode(declared->public_key.data, declared->public_key.len, text);
    fprintf(cli->out.out, "The signature holds. %s signed this with %s (public key %s%s):\n\n", finding.organisation,
            declared->signing_key, text, trusted != NULL ? ", the one given" : "");
    return finding.said != NULL && sheet_print(cli->arena, &cli->out, finding.said) ? EXIT_OK : cli_no_memory(cli);
}

/* From a file or standard input (--data), with no service in between, or else from the service. */
static enum exit_code run(struct cli *cli, char **arguments, const struct subject *subject)
{
    struct own_flags given = {.word = NULL};
    ProtobufCMessage *message = NULL;
    enum exit_code code = own_flags_read(cli, subject->command, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, subject->command->name) ? EXIT_OK : EXIT_USAGE;
    }
    if ((given.word == NULL) == (cli->options.data == NULL)) {
        return cli_usage(cli, subject->command->name, "which %s? NAME asks the service, --data FILE needs none", subject->noun);
    }
    if (!hs_crypto_init()) {
        return EXIT_LOCAL;
    }
    code = cli->options.data != NULL ? input_message(cli, cli->options.data, subject->type, &message)
                                     : get(cli, subject, given.word, &message);
    return code == EXIT_OK ? verify(cli, subject, message, given.values[VERIFY_KEY]) : code;
}

/* ---- the commands -------------------------------------------------------------------------------------------------------- */

static enum exit_code verify_intention(struct cli *cli, char **arguments)
{
    static const struct subject subject = {.command = &verify_entry,
                                           .noun = "intention",
                                           .type = &hensigt_intention_type,
                                           .resource = &hensigt_intention_resource,
                                           .get = &hensigt_get_intention_method,
                                           .find = find_declaration};
    return run(cli, arguments, &subject);
}

static enum exit_code verify_signature(struct cli *cli, char **arguments)
{
    static const struct subject subject = {.command = &verify_signature_entry,
                                           .noun = "signature",
                                           .type = &hensigt_signature_type,
                                           .resource = &hensigt_signature_resource,
                                           .get = &hensigt_get_signature_method,
                                           .find = find_statement};
    return run(cli, arguments, &subject);
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
    .run = verify_intention,
};

const struct command verify_signature_entry = {
    .name = "signature verify",
    .arguments = "NAME | --data FILE",
    .brief = "Verifies a signature of an instrument that was made with a key, and shows what was signed.",
    .text =
        "With --data it needs no service: FILE holds the signature as JSON, as 'hensigt signature get NAME --output json' wrote "
        "it; - is standard input. The hash that was signed is that of all that the revision says (InstrumentContent); "
        "'hensigt instrument get-signing-statement' gives it.",
    .flags = verify_flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_DATA,
    .run = verify_signature,
};
