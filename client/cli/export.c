#include "export.h"

#include "access.h"
#include "help.h"
#include "listing.h"
#include "new_file.h"
#include "output.h"
#include "progress.h"

#include "google/protobuf/any.h"
#include "google/protobuf/any_tables.h"

#include <inttypes.h>
#include <string.h>

/* One run of the command. */
struct export
{
    struct cli *cli;
    const char *file; /* NULL = standard output */
    FILE *out;
    bool *kinds; /* of hs_contract.resources: whether it is wanted; all are if none is named */
    bool named;
    struct progress progress;
    int64_t n_lines;
    ProtobufCMessage *read_time;
};

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

static enum exit_code write_one(struct cli *cli, void *context, const ProtobufCMessage *resource)
{
    struct export *export = context;
    struct hs_arena arena;
    (void)cli;
    hs_arena_init(&arena, SIZE_MAX);
    enum exit_code code = write_resource(export, &arena, resource);
    progress_show(&export->progress, "Lines written:", export->n_lines, 0, 0, false);
    hs_arena_free(&arena);
    return code;
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
    const struct hs_method *method = listing_method(resource);
    const struct listing listing = {.deleted = true, .read_time = export->read_time};
    if (method == NULL || !is_wanted(export, resource, method)) {
        return EXIT_OK;
    }
    return listing_each(export->cli, resource, &listing, write_one, export);
}

static enum exit_code write_kinds(struct export *export)
{
    const struct hs_resource **order = hs_arena_alloc(export->cli->arena, (hs_contract.n_resources + 1) * sizeof *order);
    if (order == NULL) {
        return cli_no_memory(export->cli);
    }
    export_order(order);
    enum exit_code code = listing_read_time(export->cli, &export->read_time); /* NULL: nothing was ever written */
    for (size_t i = 0; code == EXIT_OK && export->read_time != NULL && i < hs_contract.n_resources; i++) {
        code = write_kind(export, order[i]);
    }
    progress_clear(&export->progress);
    return code;
}

static enum exit_code write_file(struct export *export)
{
    struct new_file file;
    enum exit_code code = new_file_open(export->cli, export->file, &file);
    if (code != EXIT_OK) {
        return code;
    }
    export->out = file.out;
    code = new_file_end(export->cli, &file, write_kinds(export));
    if (code == EXIT_OK && file.temporary != NULL) {
        fprintf(export->cli->err.out, "%" PRId64 " resources written to %s\n", export->n_lines, export->file);
    }
    return code;
}

static enum exit_code add_kind(struct export *export, const char *name)
{
    const struct hs_resource *resource = listing_kind(export->cli, "export", name);
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        export->kinds[i] = export->kinds[i] || hs_contract.resources[i] == resource;
    }
    return resource != NULL ? EXIT_OK : EXIT_USAGE;
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
    struct export export = {.cli = cli};
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
    return write_file(&export);
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
