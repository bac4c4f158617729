/* hensigt instrument sign-by-key */
#include "signing.h"

#include "help.h"
#include "output.h"
#include "remote.h"
#include "resource_name.h"
#include "secret_file.h"
#include "sheet.h"
#include "value.h"

#include "crypto/declaration.h"
#include "crypto/sign.h"
#include "crypto/statement.h"
#include "hensigt/v1/instrument_tables.h"
#include "hensigt/v1/signature_tables.h"
#include "hensigt/v1/signing_key_tables.h"

#include <string.h>

enum { SIGN_FILE, SIGN_KEY, SIGN_CAPACITY, SIGN_DATE, SIGN_REAFFIRM };

static const struct option_help flags[] = {
    {"private-key-file", "FILE", "The file that 'hensigt signing-key generate' made. Required."},
    {"signing-key", "NAME", "The organisation's signing key whose private part that is: hofor/key. Required."},
    {"capacity", "CHOICE", "One of signatory, supporter, facilitator; without it, signatory."},
    {"date", "DATE", "When it is signed; without it, today."},
    {"reaffirm", "NAME", "The organisation's signature of an earlier revision that this one reaffirms: letter/hofor."},
    {NULL, NULL, NULL},
};

/* What is signed, by whom and for whom. */
struct act {
    struct cli *cli;
    const struct own_flags *given;
    char *instrument;
    char *signing_key;
    char *organisation;
    char *reaffirmed; /* "" = none */
    hensigt_signature_capacity capacity;
    const hensigt_get_signing_statement_response *asked;
};

/* "organisations/o" of "organisations/o/signingKeys/k". NULL without memory. */
static char *organisation_of(struct hs_arena *arena, const char *signing_key)
{
    const char *parent = NULL;
    const char *id = NULL;
    bool parted = resource_name_part(arena, &hensigt_signing_key_resource, signing_key, &parent, &id);
    return hs_arena_string(arena, parted ? parent : signing_key);
}

static enum exit_code get_instrument(const struct act *act, const hensigt_instrument **out)
{
    hensigt_get_instrument_request request = HENSIGT_GET_INSTRUMENT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = act->instrument;
    enum exit_code code = remote_call(act->cli, &hensigt_get_instrument_method, &request.base, 0, NULL, act->cli->arena, &reply);
    *out = (const hensigt_instrument *)reply;
    return code;
}

/* Who reaffirms signs in the capacity in which it has signed. */
static enum exit_code find_capacity(struct act *act)
{
    struct cli *cli = act->cli;
    const char *error = NULL;
    const char *text = act->given->values[SIGN_CAPACITY];
    hensigt_get_signature_request request = HENSIGT_GET_SIGNATURE_REQUEST_INIT;
    hensigt_get_signing_statement_request parsed = HENSIGT_GET_SIGNING_STATEMENT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    act->capacity = HENSIGT_SIGNATURE_CAPACITY_SIGNATORY;
    if (*act->reaffirmed != '\0') {
        request.name = act->reaffirmed;
        enum exit_code code = remote_call(cli, &hensigt_get_signature_method, &request.base, 0, NULL, cli->arena, &reply);
        act->capacity = code == EXIT_OK ? ((const hensigt_signature *)reply)->capacity : act->capacity;
        return code;
    }
    if (text != NULL && !value_set_path(cli->arena, &parsed.base, "capacity", text, &error)) {
        return cli_wrong_flag(cli, sign_instrument_entry.name, "capacity", error);
    }
    act->capacity = text != NULL ? parsed.capacity : act->capacity;
    return EXIT_OK;
}

static enum exit_code get_statement(struct act *act)
{
    hensigt_get_signing_statement_request request = HENSIGT_GET_SIGNING_STATEMENT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    request.name = act->instrument;
    request.organisation = act->organisation;
    request.capacity = act->capacity;
    enum exit_code code =
        remote_call(act->cli, &hensigt_get_signing_statement_method, &request.base, 0, NULL, act->cli->arena, &reply);
    act->asked = (const hensigt_get_signing_statement_response *)reply;
    return code;
}

/* Whether what is to be signed is what the instrument says, down to its texts. */
static bool is_about(const struct act *act, const hensigt_instrument *instrument, const hensigt_signing_statement *said)
{
    uint8_t hash[HS_SHA256_SIZE];
    hensigt_signing_statement expected;
    hensigt_signature signature = HENSIGT_SIGNATURE_INIT;
    if (said == NULL || !hs_content_hash(act->cli->arena, instrument, hash)) {
        return false;
    }
    signature.organisation = act->organisation;
    signature.capacity = act->capacity;
    signature.revision = instrument->revision;
    signature.revision_hash = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
    hs_statement_fill(&signature, act->instrument, said->registry_id, &expected);
    return hs_signed_same(act->cli->arena, &said->base, &expected.base);
}

/* Nobody signs unseen: what is to be signed is checked against the instrument, and both are shown. */
static enum exit_code check_statement(const struct act *act)
{
    struct cli *cli = act->cli;
    const hensigt_instrument *instrument = NULL;
    enum exit_code code = get_instrument(act, &instrument);
    if (code != EXIT_OK) {
        return code;
    }
    const hensigt_signing_statement *said = hs_statement_unpack(cli->arena, &act->asked->statement);
    if (!is_about(act, instrument, said)) {
        cli_say(cli, "what the service gave to be signed is not what %s says: nothing was signed", act->instrument);
        return EXIT_SERVICE;
    }
    if (cli->options.output != OUTPUT_TABLE) {
        return EXIT_OK;
    }
    fputs("This is signed:\n\n", cli->out.out);
    bool shown = sheet_print(cli->arena, &cli->out, &said->base);
    fputs("\nof this instrument:\n\n", cli->out.out);
    shown = shown && sheet_print(cli->arena, &cli->out, &instrument->base);
    fputs("\nThe signature then:\n\n", cli->out.out);
    return shown ? EXIT_OK : cli_no_memory(cli);
}

static enum exit_code set_date(const struct act *act, ProtobufCMessage *request)
{
    const char *error = NULL;
    const char *date = act->given->values[SIGN_DATE];
    bool good = date == NULL || value_set_path(act->cli->arena, request, "date", date, &error);
    return good ? EXIT_OK : cli_wrong_flag(act->cli, sign_instrument_entry.name, "date", error);
}

static enum exit_code send_reaffirmation(const struct act *act, hensigt_signed_declaration *declared)
{
    struct cli *cli = act->cli;
    hensigt_reaffirm_signature_request request = HENSIGT_REAFFIRM_SIGNATURE_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = set_date(act, &request.base);
    request.name = act->reaffirmed;
    request.kind = HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    request.signed_statement = declared;
    code =
        code == EXIT_OK ? remote_call(cli, &hensigt_reaffirm_signature_method, &request.base, 0, NULL, cli->arena, &reply) : code;
    return code == EXIT_OK ? output_reply(cli, &hensigt_reaffirm_signature_method, reply) : code;
}

static enum exit_code send_signing(const struct act *act, hensigt_signed_declaration *declared)
{
    struct cli *cli = act->cli;
    hensigt_signing_line_signatory signatory = HENSIGT_SIGNING_LINE_SIGNATORY_INIT;
    hensigt_signing_line_signatory *signatories = &signatory;
    hensigt_signing_line line = HENSIGT_SIGNING_LINE_INIT;
    hensigt_signing_line *lines = &line;
    hensigt_sign_instrument_request request = HENSIGT_SIGN_INSTRUMENT_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    enum exit_code code = set_date(act, &request.base);
    signatory.organisation = act->organisation;
    signatory.capacity = act->capacity;
    signatory.signed_statement = declared;
    line.signatories = &signatories;
    line.n_signatories = 1;
    request.name = act->instrument;
    request.kind = HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    request.lines = &lines;
    request.n_lines = 1;
    code = code == EXIT_OK ? remote_call(cli, &hensigt_sign_instrument_method, &request.base, 0, NULL, cli->arena, &reply) : code;
    return code == EXIT_OK ? output_reply(cli, &hensigt_sign_instrument_method, reply) : code;
}

static enum exit_code sign(struct act *act)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t signature[HS_SIGN_SIGNATURE_SIZE];
    hensigt_signed_declaration declared = HENSIGT_SIGNED_DECLARATION_INIT;
    enum exit_code code = secret_file_read(act->cli, act->given->values[SIGN_FILE], seed);
    code = code == EXIT_OK ? find_capacity(act) : code;
    code = code == EXIT_OK ? get_statement(act) : code;
    code = code == EXIT_OK ? check_statement(act) : code;
    if (code == EXIT_OK) {
        hs_sign(seed, act->asked->statement.data, act->asked->statement.len, signature);
    }
    hs_bytes_forget(seed, sizeof seed);
    if (code != EXIT_OK) {
        return code;
    }
    declared.declaration = act->asked->statement;
    declared.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    declared.signing_key = act->signing_key;
    return *act->reaffirmed != '\0' ? send_reaffirmation(act, &declared) : send_signing(act, &declared);
}

static enum exit_code run(struct cli *cli, char **arguments)
{
    struct own_flags given = {.word = NULL};
    struct hs_arena *arena = cli->arena;
    enum exit_code code = own_flags_read(cli, &sign_instrument_entry, arguments, &given);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        return help_command(cli, sign_instrument_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    if (given.word == NULL || given.values[SIGN_FILE] == NULL || given.values[SIGN_KEY] == NULL) {
        return cli_usage(cli, sign_instrument_entry.name,
                         "which instrument, with which key? NAME --signing-key NAME --private-key-file FILE");
    }
    const char *reaffirmed = given.values[SIGN_REAFFIRM];
    struct act act = {
        .cli = cli,
        .given = &given,
        .instrument = hs_arena_string(arena, resource_name_full(arena, &hensigt_instrument_resource, given.word)),
        .signing_key = hs_arena_string(arena, resource_name_full(arena, &hensigt_signing_key_resource, given.values[SIGN_KEY])),
        .reaffirmed =
            hs_arena_string(arena, reaffirmed != NULL ? resource_name_full(arena, &hensigt_signature_resource, reaffirmed) : ""),
    };
    act.organisation = act.signing_key != NULL ? organisation_of(arena, act.signing_key) : NULL;
    if (act.instrument == NULL || act.organisation == NULL || act.reaffirmed == NULL) {
        return cli_no_memory(cli);
    }
    return hs_crypto_init() ? sign(&act) : EXIT_LOCAL;
}

const struct command sign_instrument_entry = {
    .name = "instrument sign-by-key",
    .arguments = "NAME --signing-key NAME [flags]",
    .brief = "Signs an instrument for an organisation, by a signature over what its revision says.",
    .text =
        "What is signed is the hash of all that the revision says, with the instrument, the organisation and its capacity, in this "
        "registry. It is checked against the instrument first, and kept with the signature, so that anyone can verify it: "
        "'hensigt signature verify'. Several signatures at once, and those of a published letter, are entered by "
        "'hensigt instrument sign'.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_WRITE | OPTIONS_REPLY,
    .run = run,
};
