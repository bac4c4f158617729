#include "import_line.h"

#include "errors.h"

#include "google/protobuf/any_tables.h"
#include "wire/guard.h"
#include "wire/rules.h"
#include "json/json.h"

#include <string.h>

/* The largest packed resource that the registry keeps. */
enum { MAX_RESOURCE = 48 * 1024 };

/* The type within an Any, if it is a resource. */
static const struct hs_message *resource_type(const pb_any *any)
{
    const char *slash = strrchr(any->type_url, '/');
    const struct hs_message *type = slash != NULL ? hs_contract_message(slash + 1) : NULL;
    return type != NULL && type->resource != NULL ? type : NULL;
}

/* What the rules of the contract say of the resource; the registry will say what the others among which it stands make wrong. */
static bool check_rules(struct hs_arena *arena, int32_t number, const pb_any *any, const struct hs_message *type,
                        struct hs_status *status)
{
    struct hs_guard_report report;
    ProtobufCMessage *message = hs_guard_unpack(arena, type->descriptor, any->value.data, any->value.len, true, &report);
    if (message == NULL) {
        return false;
    }
    (void)hs_rules_check(type, message, HS_RULES_KEEP_OUTPUT, "", number, status);
    return true;
}

static void write_violations(const struct cli *cli, const struct hs_status *status)
{
    for (size_t i = 0; i < status->message.n_field_violations; i++) {
        const hensigt_rpc_field_violation *violation = status->message.field_violations[i];
        errors_violation(cli, &(struct violation){violation->line, violation->field, violation->reason, violation->description});
    }
}

/* Whether what was read may be sent; otherwise what is wrong has been written, or *no_memory is set. */
static bool is_right(const struct cli *cli, struct hs_arena *arena, int32_t number, const pb_any *any, import_line_visit visit,
                     void *context, bool *no_memory)
{
    const struct hs_message *type = resource_type(any);
    struct hs_status status;
    hs_status_init(&status, arena);
    if (type == NULL) {
        hs_status_field(&status, number, "@type", "UNKNOWN_TYPE", "must be a kind of resource, such as hensigt.v1.Centre");
    } else if (any->value.len > MAX_RESOURCE) {
        hs_status_field(&status, number, "", "TOO_LARGE", "takes %zu bytes packed, at most %d are kept", any->value.len,
                        MAX_RESOURCE);
    } else if (!check_rules(arena, number, any, type, &status)) {
        *no_memory = true;
        return false;
    }
    if (hs_status_code(&status) == HS_OK) {
        return true;
    }
    visit(context);
    write_violations(cli, &status);
    return false;
}

pb_any *import_line_read(const struct cli *cli, struct hs_arena *arena, int32_t number, const char *text, size_t size,
                         import_line_visit visit, void *context, bool *no_memory)
{
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, arena);
    pb_any *any = (pb_any *)hs_json_parse(&pb_any_type, text, size, &errors);
    if (errors.no_memory) {
        *no_memory = true;
        return NULL;
    }
    if (any == NULL) {
        visit(context);
        errors_of_json_line(cli, number, &errors);
        return NULL;
    }
    return is_right(cli, arena, number, any, visit, context, no_memory) ? any : NULL;
}
