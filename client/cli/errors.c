#include "errors.h"

#include "text.h"
#include "typed.h"
#include "width.h"

#include "wire/status.h"

#include <inttypes.h>
#include <string.h>

/* A text of the service's, without what a terminal would obey. */
static const char *clean(const struct cli *cli, const char *text)
{
    const char *cleaned = width_clean(cli->arena, text, ' ');
    return cleaned != NULL ? cleaned : "";
}

/* Writes a line that began at the margin and has come to a column, wrapped. */
static void write_wrapped(const struct cli *cli, size_t indent, const char *text)
{
    screen_wrap(&cli->err, cli->err.width > 0 ? screen_text_width(&cli->err) : 0, indent, clean(cli, text));
}

/* Whether a text begins with a name, so that it need not be said before it. */
static bool begins_with(const char *text, const char *name)
{
    size_t length = strlen(name);
    return length == 0 || (strncmp(text, name, length) == 0 && text[length] == ' ');
}

/* Where something is wrong, and what. */
static void write_finding(const struct cli *cli, const char *where, const char *what, const char *reason)
{
    const char *typed = typed_text(cli->arena, what);
    bool is_said = begins_with(what, where);
    const char *text =
        hs_arena_printf(cli->arena, "%s%s%s (%s)", is_said ? "" : where, is_said ? "" : ": ", typed != NULL ? typed : what, reason);
    fputs("  ", cli->err.out);
    write_wrapped(cli, 4, text != NULL ? text : what);
}

void errors_violation(const struct cli *cli, const struct violation *violation)
{
    const char *where = violation->field;
    if (violation->line > 0) {
        where = hs_arena_printf(cli->arena, "line %" PRId32 "%s%s", violation->line, *where != '\0' ? ": " : "", where);
    }
    write_finding(cli, where != NULL ? where : "", violation->description, violation->reason);
}

/* A single violation may be all that the headline says. */
static bool is_said(const hensigt_rpc_status *status, const struct hensigt_error *error)
{
    bool counted = status->error_info != NULL && strcmp(status->error_info->reason, "FIELD_VIOLATIONS") == 0;
    return !counted && status->n_field_violations == 1 && strstr(error->message, status->field_violations[0]->description) != NULL;
}

static void write_violations(const struct cli *cli, const hensigt_rpc_status *status, const struct hensigt_error *error)
{
    if (is_said(status, error)) {
        return;
    }
    for (size_t i = 0; i < status->n_field_violations; i++) {
        const hensigt_rpc_field_violation *violation = status->field_violations[i];
        errors_violation(cli, &(struct violation){violation->line, violation->field, violation->reason, violation->description});
    }
}

static void write_suppliers(const struct cli *cli, const hensigt_rpc_precondition_violation *lack)
{
    struct text text;
    text_init(&text, cli->arena);
    for (size_t i = 0; i < lack->n_suppliers; i++) {
        text_addf(&text, "%s%s", i == 0 ? "can be supplied by " : ", ", lack->suppliers[i]);
    }
    if (lack->n_suppliers > 0) {
        const char *words = text_end(&text);
        words = words != NULL ? typed_text(cli->arena, words) : NULL;
        fputs("    ", cli->err.out);
        write_wrapped(cli, 4, words != NULL ? words : "");
    }
}

static void write_lacks(const struct cli *cli, const hensigt_rpc_status *status)
{
    for (size_t i = 0; i < status->n_precondition_violations; i++) {
        const hensigt_rpc_precondition_violation *lack = status->precondition_violations[i];
        write_finding(cli, lack->subject, lack->description, lack->reason);
        write_suppliers(cli, lack);
    }
}

static void write_information(const struct cli *cli, const hensigt_rpc_status *status)
{
    for (size_t i = 0; status->error_info != NULL && i < status->error_info->n_metadata; i++) {
        const hensigt_rpc_metadatum *datum = status->error_info->metadata[i];
        fprintf(cli->err.out, "  %s: %s\n", clean(cli, datum->key), clean(cli, datum->value));
    }
    if (status->retry_delay != NULL) {
        fprintf(cli->err.out, "It may be tried again after %.3g s.\n",
                (double)status->retry_delay->seconds + (double)status->retry_delay->nanos / 1e9);
    }
}

static void request_id_text(const uint8_t id[HENSIGT_REQUEST_ID_SIZE], char out[2 * HENSIGT_REQUEST_ID_SIZE + 5])
{
    for (size_t i = 0; i < HENSIGT_REQUEST_ID_SIZE; i++) {
        bool group = i == 4 || i == 6 || i == 8 || i == 10; /* as a UUID is written */
        out += sprintf(out, "%s%02x", group ? "-" : "", id[i]);
    }
}

static void write_repeat(const struct cli *cli, const struct hensigt_error *error, const char *repeat)
{
    char id[2 * HENSIGT_REQUEST_ID_SIZE + 5];
    request_id_text(error->request_id, id);
    const char *command = repeat != NULL ? repeat : cli_command_line(cli, "request-id", id);
    bool reads_input = repeat == NULL && cli->options.data != NULL && strcmp(cli->options.data, "-") == 0;
    fprintf(cli->err.out, "The change may have been made or not. Repeating it like this is safe, and tells%s:\n  %s\n",
            reads_input ? " (with the same standard input)" : "", command != NULL ? command : id);
}

/* What went wrong in one sentence. The service's own message would repeat the first of the violations that follow. */
static const char *headline(const struct cli *cli, const struct hensigt_error *error)
{
    const hensigt_rpc_status *status = error->status;
    const char *reason = status != NULL && status->error_info != NULL ? status->error_info->reason : "";
    const char *text = error->message;
    if (strcmp(reason, "FIELD_VIOLATIONS") == 0 && status->n_field_violations > 0) {
        size_t n = status->n_field_violations;
        text = hs_arena_printf(cli->arena, "the request breaks %zu %s", n, n == 1 ? "rule" : "rules");
    } else if (strcmp(reason, "PRECONDITIONS") == 0 && status->n_precondition_violations > 0) {
        size_t n = status->n_precondition_violations;
        text = hs_arena_printf(cli->arena, "%zu %s missing", n, n == 1 ? "thing is" : "things are");
    } else if (*reason != '\0') {
        text = hs_arena_printf(cli->arena, "%s (%s)", error->message, reason);
    }
    return clean(cli, text != NULL ? text : error->message);
}

enum exit_code errors_of_call(const struct cli *cli, const struct hensigt_error *error, const char *repeat)
{
    const hensigt_rpc_status *status = error->status;
    cli_say(cli, "%s: %s", hs_code_name(error->code), headline(cli, error));
    if (status != NULL) {
        write_violations(cli, status, error);
        write_lacks(cli, status);
        write_information(cli, status);
    }
    if (error->outcome_unknown) {
        write_repeat(cli, error, repeat);
    }
    return exit_code_of(error->code, error->outcome_unknown);
}

struct violation errors_json_violation(const struct cli *cli, int32_t line, const struct hs_json_error *error)
{
    const char *field = error->path;
    if (*field == '\0' && error->column > 0) {
        field = line > 0 ? hs_arena_printf(cli->arena, "column %d", error->column)
                         : hs_arena_printf(cli->arena, "line %d, column %d", error->line, error->column);
    }
    return (struct violation){line, field != NULL ? field : "", error->reason, error->text};
}

void errors_write_json(const struct cli *cli, const struct hs_json_errors *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        struct violation violation = errors_json_violation(cli, 0, &errors->errors[i]);
        errors_violation(cli, &violation);
    }
}

enum exit_code errors_of_json(const struct cli *cli, const char *what, const struct hs_json_errors *errors)
{
    if (errors->no_memory) {
        return cli_no_memory(cli);
    }
    cli_say(cli, "%s cannot be read as what the method takes", what);
    errors_write_json(cli, errors);
    return EXIT_INVALID;
}
