#include "service/fields.h"
#include "service/standard.h"
#include "wire/member.h"

#include <string.h>

/* The fields every resource has and no caller sets: they are never part of an update. */
static bool is_meta(const char *name)
{
    static const char *const meta[] = {"name", "etag", "create_time", "update_time", "delete_time"};
    for (size_t i = 0; i < sizeof meta / sizeof meta[0]; i++)
        if (strcmp(name, meta[i]) == 0)
            return true;
    return false;
}

struct update {
    struct hs_call *call;
    const char *path; /* as the mask has it */
};

static void copy_field(struct update *update, const struct hs_message *type, int index, const ProtobufCMessage *from,
                       ProtobufCMessage *to)
{
    const ProtobufCFieldDescriptor *field = &type->descriptor->fields[index];
    unsigned flags = type->fields[index].flags;
    if (flags & HS_FIELD_OUTPUT_ONLY)
        return;
    if ((flags & HS_FIELD_IMMUTABLE) && !hs_member_same(from, to, field)) {
        hs_call_violation(update->call, update->path, "IMMUTABLE", "cannot be changed after the resource was created");
        return;
    }
    hs_member_copy(from, to, field);
}

static void refuse_path(struct update *update)
{
    hs_status_field(update->call->status, update->call->line, "update_mask", "FIELD_MASK", "%s is no field of the resource",
                    update->path);
}

/* The sub-message that a dotted path enters; made where the target has none. NULL where the source has none: then the field is
 * cleared. */
static ProtobufCMessage *enter(struct update *update, const ProtobufCFieldDescriptor *field, ProtobufCMessage *to)
{
    ProtobufCMessage *inner = hs_field_message(to, field->name);
    if (!inner) {
        inner = hs_arena_new(update->call->arena, field->descriptor);
        hs_field_set_message(to, field->name, inner);
    }
    return inner;
}

static void apply_path(struct update *update, const struct hs_message *type, const char *path, const ProtobufCMessage *from,
                       ProtobufCMessage *to)
{
    size_t length = strcspn(path, ".");
    char *name = hs_arena_bytes(update->call->arena, path, length);
    int index = name ? hs_message_field(type, name) : -1;
    if (index < 0) {
        refuse_path(update);
        return;
    }
    const ProtobufCFieldDescriptor *field = &type->descriptor->fields[index];
    const struct hs_message *inner_type = type->fields[index].message;
    if (path[length] == '\0') {
        copy_field(update, type, index, from, to);
    } else if (!inner_type || field->label == PROTOBUF_C_LABEL_REPEATED) {
        refuse_path(update);
    } else if (!(type->fields[index].flags & (HS_FIELD_OUTPUT_ONLY | HS_FIELD_IMMUTABLE))) {
        const ProtobufCMessage *inner_from = hs_field_message(from, field->name);
        ProtobufCMessage *inner_to = enter(update, field, to);
        if (!inner_from)
            inner_from = hs_arena_new(update->call->arena, field->descriptor);
        if (inner_from && inner_to)
            apply_path(update, inner_type, path + length + 1, inner_from, inner_to);
        else
            hs_status_fail(update->call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the update");
    }
}

static void apply_fields(struct update *update, const struct hs_message *type, bool all, const ProtobufCMessage *from,
                         ProtobufCMessage *to)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        update->path = field->name;
        if (!is_meta(field->name) && (all || hs_member_count(from, field) > 0))
            copy_field(update, type, (int)i, from, to);
    }
}

enum hs_code hs_mask_apply(struct hs_call *call, const struct hs_message *type, const Google__Protobuf__FieldMask *mask,
                           const ProtobufCMessage *from, ProtobufCMessage *to)
{
    struct update update = {.call = call};
    if (!mask || mask->n_paths == 0) {
        apply_fields(&update, type, false, from, to);
    } else if (mask->n_paths == 1 && strcmp(mask->paths[0], "*") == 0) {
        apply_fields(&update, type, true, from, to);
    } else {
        for (size_t i = 0; i < mask->n_paths; i++) {
            update.path = mask->paths[i];
            if (!is_meta(update.path))
                apply_path(&update, type, update.path, from, to);
        }
    }
    return hs_status_code(call->status);
}
