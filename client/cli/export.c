#include "export.h"

#include "access.h"
#include "help.h"
#include "output.h"
#include "paging.h"
#include "progress.h"
#include "remote.h"
#include "value.h"
#include "words.h"

#include "google/protobuf/any.h"
#include "google/protobuf/any_tables.h"
#include "hensigt/v1/health.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One run of the command. */
struct export
{
    struct cli *cli;
    const char *file;      /* NULL = standard output */
    const char *temporary; /* what is written until all is there */
    FILE *out;
    bool *kinds; /* of hs_contract.resources: whether it is wanted; all are if none is named */
    bool named;
    struct progress progress;
    int64_t n_lines;
    ProtobufCMessage *read_time;
};

/* The moment whose knowledge is exported: one for all kinds. */
static enum exit_code find_read_time(struct export *export)
{
    hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    const struct hs_method *method = remote_method("hensigt.v1.HealthService/CheckHealth");
    enum exit_code code = remote_call(export->cli, method, &request.base, 0, NULL, export->cli->arena, &reply);
    if (code == EXIT_OK) {
        pb_timestamp *read_time = ((hensigt_check_health_response *)reply)->read_time;
        export->read_time = read_time != NULL ? &read_time->base : NULL; /* nothing was ever written */
    }
    return code;
}

static enum exit_code write_resource(struct export *export, struct hs_arena *arena, const ProtobufCMessage *resource)
{
    pb_any any = PB_ANY_INIT;
    size_t size = protobuf_c_message_get_packed_size(resource);
    any.type_url = hs_arena_printf(arena, "type.googleapis.com/%s", resource->descriptor->name);
    any.value = (ProtobufCBinaryData){.len = size, .data = hs_arena_alloc(arena, size)};
    if (any.type_url == NULL || any.value.data == NULL) {
        return cli_no_memory(export->cli);
    }
    (void)protobuf_c_message_pack(resource, any.value.data);
    export->n_lines++;
    return output_json(export->cli, export->out, &pb_any_type, &any.base, HS_JSON_SHORT_TYPES);
}

static enum exit_code write_page(struct cli *cli, void *context, ProtobufCMessage *page)
{
    struct export *export = context;
    struct member list = {NULL, NULL};
    enum exit_code code = EXIT_OK;
    struct hs_arena arena;
    hs_arena_init(&arena, SIZE_MAX);
    for (size_t i = 0; list.field == NULL && i < type_of(page)->descriptor->n_fields; i++) {
        struct member member = member_in_order(type_of(page), i);
        list = member_repeats(member) ? member : list;
    }
    for (size_t i = 0; code == EXIT_OK && i < value_count(page, list); i++) {
        code = write_resource(export, &arena, value_message(page, list, i));
    }
    progress_show(&export->progress, "Lines written:", export->n_lines, 0, 0, false);
    hs_arena_free(&arena);
    (void)cli;
    return code;
}

static const struct hs_method *list_method(const struct hs_resource *resource)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        for (size_t i = 0; i < service->n_methods; i++) {
            if (service->methods[i].verb == HS_VERB_LIST && service->methods[i].resource == resource) {
                return &service->methods[i];
            }
        }
    }
    return NULL;
}

/* A list of everything of a kind, deleted or not, under any parent. */
static ProtobufCMessage *list_request(struct export *export, const struct hs_method *method)
{
    const char *error = NULL;
    struct hs_arena *arena = export->cli->arena;
    ProtobufCMessage *request = hs_arena_new(arena, method->input->descriptor);
    struct member parent = member_named(method->input, "parent");
    struct member deleted = member_named(method->input, "show_deleted");
    struct member read_time = member_named(method->input, "read_time");
    if (request == NULL || (parent.field != NULL && !value_set(arena, request, parent, "-", &error)) ||
        (deleted.field != NULL && !value_set(arena, request, deleted, "true", &error))) {
        return NULL;
    }
    if (read_time.field != NULL) {
        ProtobufCMessage **place = value_add(arena, request, read_time);
        *place = export->read_time;
    }
    return request;
}

/* Whether a kind is named; where none is, whether readers may list it: access keys are not for another registry. */
static bool is_wanted(const struct export *export, const struct hs_resource *resource, const struct hs_method *list)
{
    for (size_t i = 0; export->named && i < hs_contract.n_resources; i++) {
        if (hs_contract.resources[i] == resource) {
            return export->kinds[i];
        }
    }
    return (list->roles & HS_ROLE_READER) != 0;
}

static enum exit_code write_kind(struct export *export, const struct hs_resource *resource)
{
    const struct hs_method *method = list_method(resource);
    if (method == NULL || !is_wanted(export, resource, method)) {
        return EXIT_OK;
    }
    ProtobufCMessage *request = list_request(export, method);
    return request != NULL ? paging_each(export->cli, method, request, 0, write_page, export) : cli_no_memory(export->cli);
}

static enum exit_code write_kinds(struct export *export)
{
    const struct hs_resource **order = hs_arena_alloc(export->cli->arena, (hs_contract.n_resources + 1) * sizeof *order);
    if (order == NULL) {
        return cli_no_memory(export->cli);
    }
    export_order(order);
    enum exit_code code = find_read_time(export);
    for (size_t i = 0; code == EXIT_OK && export->read_time != NULL && i < hs_contract.n_resources; i++) {
        code = write_kind(export, order[i]);
    }
    progress_clear(&export->progress);
    return code;
}

static enum exit_code cannot_write(const struct export *export)
{
    cli_say(export->cli, "%s cannot be written: %s", export->file, strerror(errno));
    return EXIT_LOCAL;
}

/* Into a file: under another name first, so that a half export is never taken for a whole one. */
static enum exit_code write_file(struct export *export)
{
    export->temporary = hs_arena_printf(export->cli->arena, "%s.part", export->file);
    if (export->temporary == NULL) {
        return cli_no_memory(export->cli);
    }
    export->out = fopen(export->temporary, "we");
    if (export->out == NULL) {
        return cannot_write(export);
    }
    enum exit_code code = write_kinds(export);
    bool written = !ferror(export->out);
    written = fclose(export->out) == 0 && written;
    if (code == EXIT_OK && (!written || rename(export->temporary, export->file) != 0)) {
        code = cannot_write(export);
    }
    if (code == EXIT_OK) {
        fprintf(export->cli->err.out, "%" PRId64 " resources written to %s\n", export->n_lines, export->file);
    } else {
        (void)unlink(export->temporary);
    }
    return code;
}

static const char *kind_at(const void *context, size_t i)
{
    (void)context;
    return hs_contract.resources[i]->singular;
}

static enum exit_code add_kind(struct export *export, const char *name)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        if (strcmp(name, hs_contract.resources[i]->kind) == 0 || strcmp(name, hs_contract.resources[i]->singular) == 0) {
            export->kinds[i] = true;
            return EXIT_OK;
        }
    }
    const char *near = words_nearest(name, hs_contract.n_resources, kind_at, NULL);
    return cli_usage(export->cli, "export", "--kinds: '%s' is no kind%s%s%s", name, near != NULL ? "; did you mean " : "",
                     near != NULL ? near : "", near != NULL ? "?" : "");
}

static enum exit_code add_kinds(struct export *export, const char *names)
{
    enum exit_code code = EXIT_OK;
    export->named = true;
    while (code == EXIT_OK && *names != '\0') {
        size_t length = strcspn(names, ",");
        const char *name = hs_arena_bytes(export->cli->arena, names, length);
        code = name != NULL ? add_kind(export, name) : cli_no_memory(export->cli);
        names += length + (names[length] == ',');
    }
    return code;
}

static enum exit_code read_flag(struct export *export, struct arguments *arguments, const struct argument *argument)
{
    struct cli *cli = export->cli;
    const char *error = "is no flag of this command";
    if (strcmp(argument->flag, "kinds") == 0) {
        const char *value = arguments_value(arguments, argument);
        return value != NULL ? add_kinds(export, value) : cli_wrong_flag(cli, "export", "kinds", "needs a value");
    }
    enum option_result result = options_take(&cli->options, export_entry.takes, cli->arena, arguments, argument, &error);
    return result == OPTION_TAKEN ? EXIT_OK : cli_wrong_flag(cli, "export", argument->flag, error);
}

static enum exit_code read_arguments(struct export *export, char **rest)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    enum exit_code code = EXIT_OK;
    while (code == EXIT_OK && arguments_next(&arguments, export->cli->arena, &argument)) {
        if (argument.word == NULL) {
            code = read_flag(export, &arguments, &argument);
        } else if (export->file != NULL) {
            code = cli_usage(export->cli, "export", "'%s' is one word too many", argument.word);
        } else {
            export->file = argument.word;
        }
    }
    return code;
}

static enum exit_code export_run(struct cli *cli, char **arguments)
{
    struct export export = {.cli = cli, .out = cli->out.out};
    export.kinds = hs_arena_alloc(cli->arena, hs_contract.n_resources + 1);
    if (export.kinds == NULL) {
        return cli_no_memory(cli);
    }
    progress_init(&export.progress, &cli->err);
    enum exit_code code = read_arguments(&export, arguments);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        (void)help_command(cli, export_entry.name);
        return EXIT_OK;
    }
    bool to_file = export.file != NULL && strcmp(export.file, "-") != 0;
    return to_file ? write_file(&export) : write_kinds(&export);
}

static const struct option_help flags[] = {
    {"kinds", "KINDS", "Only these kinds, separated by commas: centre,organisation."},
    {NULL, NULL, NULL},
};

const struct command export_entry = {
    .name = "export",
    .arguments = "[FILE]",
    .brief = "Writes everything the registry holds at one moment as lines of JSON, which 'hensigt import' takes in.",
    .text = "Kinds come behind those they refer to, and within a kind resources by name; deleted ones are written too, access keys "
            "only "
            "where --kinds names them. Without a FILE, or with -, it goes to standard output. A file appears under its name only "
            "when it "
            "is whole.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL,
    .run = export_run,
};
