#include "remote.h"

#include "errors.h"
#include "input.h"
#include "value.h"

#include "wire/date.h"
#include "wire/status.h"

#include <inttypes.h>
#include <string.h>

/* A service that nothing listens for is reported after this time, however long a call may take. */
enum { UNREACHABLE_MS = 3000 };

static enum exit_code open_channel(struct cli *cli, bool polled)
{
    const char *key = NULL;
    if (!options_add_environment(&cli->options, cli->arena)) {
        return cli_no_memory(cli);
    }
    if (cli->options.n_endpoints == 0) {
        cli_say(cli, "where is the service? Give --endpoint or set HENSIGT_ENDPOINT: ipc://PATH or tcp://ADDRESS:PORT");
        return EXIT_USAGE;
    }
    if (cli->options.key_file != NULL) {
        enum exit_code code = input_key(cli, cli->options.key_file, &key);
        if (code != EXIT_OK) {
            return code;
        }
    }
    struct hensigt_channel_options options = {
        .endpoints = cli->options.endpoints,
        .n_endpoints = cli->options.n_endpoints,
        .access_key = key,
        .unreachable_ms = UNREACHABLE_MS,
        .polled = polled,
    };
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    enum exit_code code = EXIT_OK;
    if (hensigt_channel_open(&cli->channel, &options, &error) != 0) {
        cli_say(cli, "%s", error.message);
        code = error.code == HS_INVALID_ARGUMENT ? EXIT_USAGE : EXIT_LOCAL;
    }
    hensigt_error_clear(&error);
    return code;
}

enum exit_code remote_open_polled(struct cli *cli)
{
    return open_channel(cli, true);
}

static void write_receipt(const struct cli *cli, const struct hensigt_receipt *receipt)
{
    char time[HS_TIME_SIZE] = "";
    (void)hs_time_text(receipt->write_time, time);
    fprintf(cli->err.out, "receipt %" PRId64 " ", receipt->sequence);
    for (size_t i = 0; i < sizeof receipt->chain_hash; i++) {
        fprintf(cli->err.out, "%02x", receipt->chain_hash[i]);
    }
    fprintf(cli->err.out, " %s\n", time);
}

enum exit_code remote_call(struct cli *cli, const struct hs_method *method, const ProtobufCMessage *request, uint32_t timeout_ms,
                           const char *repeat, struct hs_arena *arena, ProtobufCMessage **reply)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_receipt receipt = {0};
    ProtobufCMessage *received = NULL;
    enum exit_code code = cli->channel != NULL ? EXIT_OK : open_channel(cli, false);
    if (code != EXIT_OK) {
        return code;
    }
    struct hensigt_call_options options = {
        .timeout_ms = cli->options.timeout_ms > 0 ? cli->options.timeout_ms : timeout_ms,
        .request_id = cli->options.has_request_id ? cli->options.request_id : NULL,
        .receipt = &receipt,
    };
    if (hensigt_call(cli->channel, method, &options, request, &received, &error) != 0) {
        code = errors_of_call(cli, &error, repeat);
    } else {
        ProtobufCMessage *copy = hs_arena_message(arena, received);
        code = copy != NULL ? EXIT_OK : cli_no_memory(cli);
        *reply = copy != NULL ? copy : *reply;
        if (method->write && cli->options.receipt) {
            write_receipt(cli, &receipt);
        }
    }
    protobuf_c_message_free_unpacked(received, NULL);
    hensigt_error_clear(&error);
    return code;
}

/* The method that returns one resource of a kind; NULL if there is none. */
static const struct hs_method *get_method(const struct hs_resource *kind)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        for (size_t i = 0; i < service->n_methods; i++) {
            if (service->methods[i].verb == HS_VERB_GET && service->methods[i].resource == kind) {
                return &service->methods[i];
            }
        }
    }
    return NULL;
}

enum exit_code remote_find(struct cli *cli, const struct hs_resource *kind, const char *name, bool *found)
{
    const struct hs_method *method = get_method(kind);
    const char *wrong = NULL;
    *found = false;
    if (method == NULL) {
        return EXIT_OK;
    }
    ProtobufCMessage *request = hs_arena_new(cli->arena, method->input->descriptor);
    if (request == NULL || !value_set(cli->arena, request, member_named(method->input, "name"), name, &wrong)) {
        return cli_no_memory(cli);
    }
    enum exit_code code = cli->channel != NULL ? EXIT_OK : open_channel(cli, false);
    if (code != EXIT_OK) {
        return code;
    }
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_call_options options = {.timeout_ms = cli->options.timeout_ms};
    ProtobufCMessage *received = NULL;
    if (hensigt_call(cli->channel, method, &options, request, &received, &error) == 0) {
        *found = true;
    } else if (error.code != HS_NOT_FOUND && error.code != HS_PERMISSION_DENIED && error.code != HS_INVALID_ARGUMENT) {
        code = errors_of_call(cli, &error, NULL);
    }
    protobuf_c_message_free_unpacked(received, NULL);
    hensigt_error_clear(&error);
    return code;
}

const struct hs_method *remote_method(const char *full_name)
{
    return hs_contract_method(full_name, strlen(full_name));
}
