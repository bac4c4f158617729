#include "ocds/ocds_export.h"

#include "access.h"
#include "help.h"
#include "listing.h"
#include "new_file.h"
#include "ocds/ocds_release.h"
#include "resource_name.h"

#include "crypto/crypto.h"
#include "hensigt/v1/organisation_tables.h"
#include "hensigt/v1/process_tables.h"
#include "wire/ascii.h"

#include <stdint.h>
#include <string.h>

/* Stands for the prefix that a publisher has not yet registered; nobody has it. */
static const char no_prefix[] = "ocds-000000";

/* What one process takes at most while its release is written. */
static const size_t process_memory = (size_t)1 << 30;

/* One run of the command. */
struct ocds_export {
    struct cli *cli;
    const char *file;
    const char **processes; /* names; those to be written */
    size_t n_processes;
    bool named; /* the user named them */
    struct ocds_how how;
    struct ocds_style style;
    const char *publisher; /* a name, or an organisation of the registry */
    const char *uri;
    const char *licence;
    /* what was made */
    struct hs_buffer releases;
    size_t n_releases;
    size_t n_examples;
    char newest[OCDS_TIME_SIZE]; /* the latest date of a release */
    const char *centre;          /* the organisation of the centre that leads all processes; "" = there are several */
    const hensigt_organisation *publishing;
};

/* ---- the processes ---------------------------------------------------------------------------------------------------------- */

static bool add_process(struct ocds_export *export, const char *name)
{
    const char **names = hs_arena_grow(export->cli->arena, export->processes, export->n_processes, sizeof *names);
    const char *copy = names != NULL ? hs_arena_string(export->cli->arena, name) : NULL;
    if (copy == NULL) {
        return false;
    }
    names[export->n_processes++] = copy;
    export->processes = names;
    return true;
}

static enum exit_code take_process(struct cli *cli, void *context, const ProtobufCMessage *process)
{
    struct ocds_export *export = context;
    bool example = get_message(process, "provenance") != NULL &&
                   get_number(get_message(process, "provenance"), "basis") == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
    if (example && !export->how.examples) {
        export->n_examples++;
        return EXIT_OK;
    }
    return add_process(export, get_string(process, "name")) ? EXIT_OK : cli_no_memory(cli);
}

/* All processes but drafts, which are nobody's business yet. */
static enum exit_code find_processes(struct ocds_export *export)
{
    const struct listing listing = {.filter = "-state=DRAFT"};
    return export->named ? EXIT_OK : listing_each(export->cli, &hensigt_process_resource, &listing, take_process, export);
}

/* ---- the releases ----------------------------------------------------------------------------------------------------------- */

/* Keeps who leads the processes, if it is one. */
static bool see_centre(struct ocds_export *export, const struct ocds_facts *facts)
{
    const char *organisation = facts->centre->organisation;
    if (export->centre == NULL) {
        export->centre = hs_arena_string(export->cli->arena, organisation);
    } else if (strcmp(export->centre, organisation) != 0) {
        export->centre = "";
    }
    return export->centre != NULL;
}

static enum exit_code write_release(struct ocds_export *export, struct hs_arena *arena, const char *process)
{
    struct cli *cli = export->cli;
    struct ocds_facts facts;
    char time[OCDS_TIME_SIZE];
    enum exit_code code = ocds_gather(cli, arena, process, &export->how, &facts);
    if (code != EXIT_OK) {
        return code;
    }
    if (facts.process->state == HENSIGT_PROCESS_STATE_DRAFT) {
        cli_say(cli, "%s is a draft: nothing of it is published before it is opened", process);
        return EXIT_PRECONDITION;
    }
    ocds_change_time(&facts, time);
    if (strcmp(time, export->newest) > 0) {
        strcpy(export->newest, time);
    }
    export->n_examples += facts.n_examples;
    hs_buffer_text(&export->releases, export->n_releases++ > 0 ? "," : "");
    hs_buffer_text(&export->releases, "\n    ");
    return see_centre(export, &facts) && ocds_release(arena, &facts, &export->style, &export->releases) ? EXIT_OK
                                                                                                        : cli_no_memory(cli);
}

static enum exit_code write_releases(struct ocds_export *export)
{
    enum exit_code code = EXIT_OK;
    struct hs_arena arena;
    hs_arena_init(&arena, process_memory);
    for (size_t i = 0; code == EXIT_OK && i < export->n_processes; i++) {
        hs_arena_reset(&arena);
        code = write_release(export, &arena, export->processes[i]);
    }
    hs_arena_free(&arena);
    if (code == EXIT_OK && export->n_releases == 0) {
        cli_say(export->cli, "there is no process to publish: a package holds one release or more");
        return EXIT_PRECONDITION;
    }
    return code;
}

/* ---- the package ------------------------------------------------------------------------------------------------------------ */

/* Finds who publishes: whom the user names, else the body of the centre that leads the processes. */
static enum exit_code find_publisher(struct ocds_export *export)
{
    struct cli *cli = export->cli;
    const ProtobufCMessage *found = NULL;
    const char *name = export->publisher != NULL ? export->publisher : export->centre;
    if (*name == '\0') {
        return cli_usage(cli, "export ocds", "who publishes this? No one body leads all of these processes: give --publisher");
    }
    if (hs_contract_resource_of_name(name, false) != &hensigt_organisation_resource) {
        return EXIT_OK;
    }
    enum exit_code code = ocds_get(cli, cli->arena, name, NULL, &found);
    export->publishing = (const hensigt_organisation *)found;
    return code;
}

static void write_publisher(struct ocds_export *export, struct ocds_json *json)
{
    const hensigt_organisation *organisation = export->publishing;
    const hensigt_organisation_identifier *identifier = organisation != NULL ? ocds_identifier(organisation) : NULL;
    ocds_json_object(json, "publisher");
    ocds_json_text(json, "name", organisation != NULL ? organisation->title : export->publisher);
    if (identifier != NULL) {
        ocds_json_text(json, "scheme", identifier->scheme);
        ocds_json_text(json, "uid", identifier->value);
    }
    ocds_json_close(json);
}

/* Where the package has no address of its own, it is named by the hash of its releases (RFC 6920). */
static const char *package_uri(const struct ocds_export *export)
{
    uint8_t digest[HS_SHA256_SIZE];
    char text[HS_BASE64URL_SIZE(HS_SHA256_SIZE)];
    if (export->uri != NULL) {
        return export->uri;
    }
    hs_sha256(export->releases.text, export->releases.length, digest);
    hs_base64url_encode(digest, sizeof digest, text);
    return hs_arena_printf(export->cli->arena, "ni:///sha-256;%s", text);
}

static enum exit_code write_package(struct ocds_export *export, FILE *out)
{
    struct hs_buffer text = {0};
    struct ocds_json json;
    const char *uri = package_uri(export);
    ocds_json_init(&json, &text, 0);
    ocds_json_object(&json, NULL);
    ocds_json_text(&json, "uri", uri);
    ocds_json_text(&json, "version", "1.1");
    ocds_json_text(&json, "publishedDate", export->newest);
    write_publisher(export, &json);
    ocds_json_text(&json, "license", export->licence);
    hs_buffer_text(&text, ",\n  \"releases\": [");
    hs_buffer_add(&text, export->releases.text, export->releases.length);
    hs_buffer_text(&text, "\n  ]");
    ocds_json_close(&json);
    hs_buffer_char(&text, '\n');
    bool whole = uri != NULL && !text.failed && !export->releases.failed;
    if (whole) {
        (void)fwrite(text.text, 1, text.length, out);
    }
    hs_buffer_free(&text);
    return whole ? EXIT_OK : cli_no_memory(export->cli);
}

static void write_notes(const struct ocds_export *export)
{
    FILE *err = export->cli->err.out;
    if (strcmp(export->style.prefix, no_prefix) == 0) {
        fprintf(
            err,
            "%s stands for an ocid prefix that nobody has registered: before publishing, register one and give --ocid-prefix.\n",
            no_prefix);
    }
    if (export->n_examples > 0) {
        fprintf(err, "%zu %s of example data %s left out; --examples shows %s, too.\n", export->n_examples,
                export->n_examples == 1 ? "entry" : "entries", export->n_examples == 1 ? "is" : "are",
                export->n_examples == 1 ? "it" : "them");
    }
}

static enum exit_code run(struct ocds_export *export)
{
    struct new_file file;
    enum exit_code code = find_processes(export);
    code = code == EXIT_OK ? write_releases(export) : code;
    code = code == EXIT_OK ? find_publisher(export) : code;
    code = code == EXIT_OK ? new_file_open(export->cli, export->file, &file) : code;
    if (code != EXIT_OK) {
        return code;
    }
    code = new_file_end(export->cli, &file, write_package(export, file.out));
    if (code == EXIT_OK) {
        write_notes(export);
    }
    return code;
}

/* ---- arguments -------------------------------------------------------------------------------------------------------------- */

/* Registered prefixes are `ocds-` and six letters or digits. */
static bool is_prefix(const char *text)
{
    static const char start[] = "ocds-";
    size_t length = strlen(text);
    bool good = length == sizeof start - 1 + 6 && strncmp(text, start, sizeof start - 1) == 0;
    for (const char *c = text + (good ? sizeof start - 1 : length); *c != '\0'; c++) {
        good = good && (hs_is_lower(*c) || hs_is_digit(*c));
    }
    return good;
}

static enum exit_code set_flag(struct ocds_export *export, const char *flag, const char *value)
{
    struct cli *cli = export->cli;
    if (value == NULL || *value == '\0') {
        return cli_wrong_flag(cli, export_ocds_entry.name, flag, "needs a value");
    }
    if (strcmp(flag, "process") == 0) {
        const char *name = resource_name_full(cli->arena, &hensigt_process_resource, value);
        export->named = true;
        if (name != NULL && hs_contract_resource_of_name(name, false) != &hensigt_process_resource) {
            return cli_wrong_flag(cli, export_ocds_entry.name, flag, "must name a process, such as processes/x");
        }
        return name != NULL && add_process(export, name) ? EXIT_OK : cli_no_memory(cli);
    }
    if (strcmp(flag, "ocid-prefix") == 0) {
        export->style.prefix = value;
        return is_prefix(value) ? EXIT_OK
                                : cli_wrong_flag(cli, export_ocds_entry.name, flag,
                                                 "must be ocds- and six letters or digits, such as ocds-213czf");
    }
    const struct {
        const char *flag;
        const char **place;
    } texts[] = {{"publisher", &export->publisher},
                 {"uri", &export->uri},
                 {"license", &export->licence},
                 {"language", &export->style.language}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(flag, texts[i].flag) == 0) {
            *texts[i].place = value;
        }
    }
    return EXIT_OK;
}

/* Whether a flag is one of the command's own that take a value. */
static bool is_own_flag(const char *flag)
{
    for (const struct option_help *own = export_ocds_entry.flags; own->flag != NULL; own++) {
        if (*own->placeholder != '\0' && strcmp(flag, own->flag) == 0) {
            return true;
        }
    }
    return false;
}

static enum exit_code read_flag(struct ocds_export *export, struct arguments *arguments, const struct argument *argument)
{
    struct cli *cli = export->cli;
    const char *error = "is no flag of this command";
    if (strcmp(argument->flag, "examples") == 0 && argument->value == NULL) {
        export->how.examples = true;
        return EXIT_OK;
    }
    if (is_own_flag(argument->flag)) {
        return set_flag(export, argument->flag, arguments_value(arguments, argument));
    }
    enum option_result result = options_take(&cli->options, export_ocds_entry.takes, cli->arena, arguments, argument, &error);
    return result == OPTION_TAKEN ? EXIT_OK : cli_wrong_flag(cli, export_ocds_entry.name, argument->flag, error);
}

static enum exit_code read_arguments(struct ocds_export *export, char **rest)
{
    struct arguments arguments = {.rest = rest};
    struct argument argument;
    enum exit_code code = EXIT_OK;
    while (code == EXIT_OK && arguments_next(&arguments, export->cli->arena, &argument)) {
        if (argument.word == NULL) {
            code = read_flag(export, &arguments, &argument);
        } else if (export->file != NULL) {
            code = cli_usage(export->cli, export_ocds_entry.name, "'%s' is one word too many", argument.word);
        } else {
            export->file = argument.word;
        }
    }
    return code;
}

static enum exit_code export_ocds_run(struct cli *cli, char **arguments)
{
    struct ocds_export export = {.cli = cli, .style = {.prefix = no_prefix}};
    enum exit_code code = read_arguments(&export, arguments);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        (void)help_command(cli, export_ocds_entry.name);
        return EXIT_OK;
    }
    code = run(&export);
    hs_buffer_free(&export.releases);
    return code;
}

static const struct option_help flags[] = {
    {"process", "NAME", "Only this process. May be repeated; without it, all that are no drafts."},
    {"ocid-prefix", "PREFIX",
     "The publisher's registered prefix, such as ocds-213czf. Without it, ocds-000000, which is nobody's."},
    {"publisher", "NAME",
     "Who publishes: an organisation of the registry (organisations/co-pi), or a name. Without it, the body of the centre that "
     "leads the processes."},
    {"uri", "URL", "Where the package will be found. Without it, it is named by its hash."},
    {"license", "URL", "The licence of the data."},
    {"language", "CODE", "The language of the texts where nothing else is said: da."},
    {"examples", "", "Writes example data, too."},
    {NULL, NULL, NULL},
};

const struct command export_ocds_entry = {
    .name = "export ocds",
    .arguments = "[FILE]",
    .brief = "Writes processes as a package of planning releases of the Open Contracting Data Standard 1.1.",
    .text = "A release for each process: its need, its documents (what was signed, and the sources), its steps and events as "
            "milestones where a whole day is known, its parties, and what confirmed intentions add up to, apart by level and "
            "unit. Who committed, and who has the need, is a buyer; who only declared is an interestedParty; who leads the "
            "process for the others, and buys nothing, is the procuringEntity. Who was merged, or followed by one other body, is "
            "that one. Purchases that came of it are related "
            "processes, by their ocid or notices."
            "\n\n"
            "What is not confirmed, what only partners may see, and example data are left out. Amounts are given only where "
            "all intentions state them in one currency. The same facts always give the same package: dates are those of the "
            "latest change, and ids are made from what a release says. Where the standard's open code lists have no code, "
            "ours are: the roles owner, foundingMember, projectLead, partner, cooperatingBody, scalingPartner, "
            "knowledgePartner, supporter and potentialSupplier, the documents letterOfIntent, partnerDeclaration, "
            "statementOfDemand, greenDeal and agreement, the relationship purchase.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL,
    .run = export_ocds_run,
};
