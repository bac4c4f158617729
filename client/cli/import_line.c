#include "import_line.h"

#include "google/protobuf/any_tables.h"
#include "wire/guard.h"
#include "wire/member.h"
#include "wire/status.h"
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

static void check_name(struct hs_status *status, int32_t number, const struct hs_resource *resource,
                       const ProtobufCMessage *message)
{
    const char *name = hs_member_text(message, protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "name"), 0);
    if (*name == '\0') {
        hs_status_field(status, number, "name", "REQUIRED", "must be given");
    } else if (hs_contract_resource_of_name(name, false) != resource) {
        hs_status_field(status, number, "name", "FORMAT", "must be of the form %s, not '%.60s'", resource->pattern, name);
    }
}

/* Adds to the status what keeps the line from being staged: whatever else is wrong with it, the service says. False without memory.
 */
static bool check(struct hs_arena *arena, int32_t number, const pb_any *any, struct hs_status *status)
{
    struct hs_guard_report report;
    const struct hs_message *type = resource_type(any);
    if (type == NULL) {
        hs_status_field(status, number, "@type", "UNKNOWN_TYPE", "must be a kind of resource, such as hensigt.v1.Centre");
        return true;
    }
    if (any->value.len > MAX_RESOURCE) {
        hs_status_field(status, number, "", "TOO_LARGE", "takes %zu bytes packed, at most %d are kept", any->value.len,
                        MAX_RESOURCE);
        return true;
    }
    const ProtobufCMessage *message = hs_guard_unpack(arena, type->descriptor, any->value.data, any->value.len, true, &report);
    if (message != NULL) {
        check_name(status, number, type->resource, message);
    }
    return message != NULL;
}

bool import_line_check(const struct cli *cli, struct hs_arena *arena, int32_t number, const pb_any *any, struct findings *findings,
                       bool *good)
{
    struct hs_status status;
    hs_status_init(&status, arena);
    bool checked = check(arena, number, any, &status);
    findings_add_all(cli, findings, status.message.field_violations, status.message.n_field_violations);
    *good = checked && hs_status_code(&status) == HS_OK;
    return checked;
}

pb_any *import_line_read(const struct cli *cli, struct hs_arena *arena, int32_t number, const char *text, size_t size,
                         struct findings *findings, bool *no_memory)
{
    struct hs_json_errors errors;
    bool good = false;
    hs_json_errors_init(&errors, arena);
    pb_any *any = (pb_any *)hs_json_parse(&pb_any_type, text, size, &errors);
    for (size_t i = 0; i < errors.count; i++) {
        struct violation violation = errors_json_violation(cli, number, &errors.errors[i]);
        findings_add(cli, findings, &violation);
    }
    *no_memory = errors.no_memory || (any != NULL && !import_line_check(cli, arena, number, any, findings, &good));
    return good ? any : NULL;
}
