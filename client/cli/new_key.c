#include "new_key.h"

#include "input.h"
#include "secret_file.h"

#include "crypto/crypto.h"
#include "hensigt/v1/access_key.h"
#include "hensigt/v1/access_key_tables.h"

#include <string.h>
#include <unistd.h>

static const char command[] = "access-key create";

bool new_key_is_for(const struct hs_method *method)
{
    return method == &hensigt_create_access_key_method;
}

static enum exit_code write_fresh(struct cli *cli, const char *id, uint8_t secret[HS_KEY_SIZE])
{
    char text[HS_BASE64URL_SIZE(HS_KEY_SIZE)];
    hs_key_make(secret);
    hs_base64url_encode(secret, HS_KEY_SIZE, text);
    const char *key = hs_arena_printf(cli->arena, "%s.%s", id, text);
    return key != NULL ? secret_file_write(cli, cli->options.new_key_file, key) : cli_no_memory(cli);
}

static enum exit_code read_again(struct cli *cli, const char *id, uint8_t secret[HS_KEY_SIZE])
{
    const char *key = NULL;
    size_t length = strlen(id);
    size_t size = 0;
    enum exit_code code = input_key(cli, cli->options.new_key_file, &key);
    if (code != EXIT_OK) {
        return code;
    }
    if (strncmp(key, id, length) != 0 || key[length] != '.' || !hs_base64url_decode(key + length + 1, secret, HS_KEY_SIZE, &size) ||
        size != HS_KEY_SIZE) {
        return cli_usage(cli, command, "%s holds no key of the id %s", cli->options.new_key_file, id);
    }
    return EXIT_OK;
}

static enum exit_code put_hash(struct cli *cli, hensigt_access_key *key, const uint8_t secret[HS_KEY_SIZE])
{
    uint8_t *hash = hs_arena_alloc(cli->arena, HS_SHA256_SIZE);
    if (hash == NULL) {
        return cli_no_memory(cli);
    }
    hs_sha256(secret, HS_KEY_SIZE, hash);
    key->secret_hash = (ProtobufCBinaryData){.len = HS_SHA256_SIZE, .data = hash};
    return EXIT_OK;
}

enum exit_code new_key_make(struct cli *cli, ProtobufCMessage *message)
{
    hensigt_create_access_key_request *request = (hensigt_create_access_key_request *)message;
    uint8_t secret[HS_KEY_SIZE];
    if (*request->access_key_id == '\0' || request->access_key == NULL) {
        return cli_usage(cli, command, "a key that is made here needs its id as the first word, a title and a role");
    }
    if (!hs_crypto_init()) {
        cli_say(cli, "this system has no source of randomness");
        return EXIT_LOCAL;
    }
    bool again = cli->options.has_request_id && access(cli->options.new_key_file, F_OK) == 0;
    enum exit_code code =
        again ? read_again(cli, request->access_key_id, secret) : write_fresh(cli, request->access_key_id, secret);
    if (code == EXIT_OK) {
        code = put_hash(cli, request->access_key, secret);
    }
    hs_bytes_forget(secret, sizeof secret);
    return code;
}

void new_key_settle(const struct cli *cli, enum exit_code code)
{
    /* Nothing is known of a repeated attempt but that there was an earlier one. */
    if (code != EXIT_OK && code != EXIT_OUTCOME_UNKNOWN && !cli->options.has_request_id) {
        (void)unlink(cli->options.new_key_file);
    }
}
