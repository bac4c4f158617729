#include "service/standard.h"
#include "wire/member.h"

#include <stdio.h>
#include <string.h>

/* Long enough for the deepest path of the contract with an index at each repeated field; a longer one is cut in the message. */
enum { PATH_SIZE = 256 };

struct walk {
    struct hs_call *call;
    const struct hs_message *type;
    const ProtobufCMessage *before; /* the resource before its change, or NULL */
    char path[PATH_SIZE];
};

static bool refers_to(const struct hs_message *type, const ProtobufCMessage *message, const char *name)
{
    for (unsigned i = 0; message && i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        const struct hs_field *rule = &type->fields[i];
        if (!rule->reference && !rule->message)
            continue;
        size_t count = hs_member_count(message, field);
        for (size_t k = 0; k < count; k++)
            if (rule->reference ? strcmp(hs_member_text(message, field, k), name) == 0
                                : refers_to(rule->message, hs_member_message(message, field, k), name))
                return true;
    }
    return false;
}

/* What the resource refers to already is there, since it cannot be deleted, though the caller may not see it. */
static bool stood_before(const struct walk *walk, const char *name)
{
    return refers_to(walk->type, walk->before, name);
}

static bool is_there(struct hs_call *call, const char *name)
{
    return hs_view_exists(call->view, name) || (call->import && hs_view_staged_line(call->view, call->import, name) > 0);
}

static void check_name(struct walk *walk, const char *name)
{
    struct hs_call *call = walk->call;
    if (!*name || is_there(call, name) || stood_before(walk, name))
        return;
    hs_status_fail(call->status, HS_NOT_FOUND, "REFERENCE_NOT_FOUND", "%s%s: %s does not exist", call->prefix, walk->path, name);
    hs_call_violation(call, walk->path, "REFERENCE_NOT_FOUND", "%s does not exist", name);
}

static void walk_message(struct walk *walk, const struct hs_message *type, const ProtobufCMessage *message);

static void walk_value(struct walk *walk, const struct hs_field *rule, const ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field, size_t index)
{
    if (rule->reference)
        check_name(walk, hs_member_text(message, field, index));
    else
        walk_message(walk, rule->message, hs_member_message(message, field, index));
}

static void walk_message(struct walk *walk, const struct hs_message *type, const ProtobufCMessage *message)
{
    size_t length = strlen(walk->path);
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        const struct hs_field *rule = &type->fields[i];
        if (!rule->reference && !rule->message)
            continue;
        const char *dot = length > 0 ? "." : "";
        bool repeats = field->label == PROTOBUF_C_LABEL_REPEATED;
        size_t count = hs_member_count(message, field);
        for (size_t k = 0; k < count; k++) {
            snprintf(walk->path + length, PATH_SIZE - length, "%s%s", dot, field->name);
            if (repeats)
                snprintf(walk->path + strlen(walk->path), PATH_SIZE - strlen(walk->path), "[%zu]", k);
            walk_value(walk, rule, message, field, k);
        }
        walk->path[length] = '\0';
    }
}

enum hs_code hs_references_check(struct hs_call *call, const struct hs_message *type, const ProtobufCMessage *before,
                                 const ProtobufCMessage *after)
{
    struct walk walk = {.call = call, .type = type, .before = before};
    walk_message(&walk, type, after);
    return hs_status_code(call->status);
}
