#include "service/access.h"

#include "service/fields.h"
#include "service/rules/dates.h"
#include "service/rules/standing_body.h"
#include "wire/member.h"

#include <string.h>

/* Resources belong to a centre through others: a membership through its partnership and its process. Nothing is so deep. */
enum { MAX_STEPS = 8 };

/* How a resource of this kind belongs to what the caller's role is bound to; NULL = as its parent does. */
static const char *field_of(const struct hs_call *call, const struct hs_resource *resource)
{
    return call->caller->role == HS_ROLE_CENTRE_EDITOR ? resource->centre_field : resource->organisation_field;
}

/* The path of the request's field that decides for this caller. */
static const char *scope_of(const struct hs_call *call)
{
    bool own = call->caller->role == HS_ROLE_SIGNATORY && call->method->organisation_scope;
    return own ? call->method->organisation_scope : call->method->scope;
}

static bool is_itself(const char *field)
{
    return field && strcmp(field, "name") == 0;
}

/* The name of a resource's parent. */
static const char *parent_of(struct hs_arena *arena, const char *name)
{
    const char *id = strrchr(name, '/');
    const char *collection = id;
    while (collection && collection > name && collection[-1] != '/')
        collection--;
    return collection && collection > name ? hs_arena_bytes(arena, name, (size_t)(collection - name) - 1) : NULL;
}

/* The centre or organisation that a resource belongs to, or NULL if it belongs to none. */
static const char *find_owner(struct hs_call *call, const char *name)
{
    for (int step = 0; name && *name && step < MAX_STEPS; step++) {
        const struct hs_resource *resource = hs_contract_resource_of_name(name, false);
        const char *field = resource ? field_of(call, resource) : NULL;
        if (is_itself(field))
            return name;
        if (field) {
            const ProtobufCMessage *message = hs_call_find(call, name, 0);
            name = message ? hs_field_string(message, field) : NULL;
        } else {
            name = resource && resource->parent ? parent_of(call->arena, name) : NULL;
        }
    }
    return NULL;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static enum hs_code deny(struct hs_call *call, const char *what, const char *owner)
{
    hs_status_metadata(call->status, "resource", what);
    hs_status_metadata(call->status, "scope", owner);
    return hs_status_code(call->status);
}

static enum hs_code check_centre(struct hs_call *call, const char *what, const char *centre)
{
    if (is_among(centre, call->caller->centres, call->caller->n_centres))
        return HS_OK;
    hs_status_fail(call->status, HS_PERMISSION_DENIED, "SCOPE_MISSING", "%s belongs to %s, for which %s has no rights", what,
                   centre, call->caller->name);
    return deny(call, what, centre);
}

/* Who ended does nothing any more; whoever alone followed does it in its place (R7). */
static enum hs_code check_body(struct hs_call *call, const char *what, const char *organisation)
{
    struct hs_body body;
    if (!hs_body_on(call, organisation, call->today, &body))
        return hs_status_code(call->status);
    bool own = is_among(body.name, call->caller->organisations, call->caller->n_organisations);
    if (own && !body.ended)
        return HS_OK;
    if (own)
        hs_status_fail(call->status, HS_PERMISSION_DENIED, "SCOPE_ENDED",
                       "%s belongs to %s, which has ended: %s has no rights any more", what, body.name, call->caller->name);
    else
        hs_status_fail(call->status, HS_PERMISSION_DENIED, "SCOPE_MISSING", "%s belongs to %s, for which %s has no rights", what,
                       body.name, call->caller->name);
    return deny(call, what, body.name);
}

/* `what` belongs to `owner`, or with NULL to nobody. */
static enum hs_code check_owner(struct hs_call *call, const char *what, const char *owner)
{
    bool is_editor = call->caller->role == HS_ROLE_CENTRE_EDITOR;
    if (owner)
        return is_editor ? check_centre(call, what, owner) : check_body(call, what, owner);
    hs_status_fail(call->status, HS_PERMISSION_DENIED, "SCOPE_MISSING", "%s belongs to no %s, and %s has rights for some only",
                   what, is_editor ? "centre" : "organisation", call->caller->name);
    return deny(call, what, "");
}

/* ---- what the request names or holds ---------------------------------------------------------------------------------- */

/* A resource by its name. One that does not exist belongs to nobody; that it does not exist is the better answer. */
static enum hs_code check_named(struct hs_call *call, const char *name)
{
    if (!hs_contract_resource_of_name(name, false)) {
        hs_status_field(call->status, 0, scope_of(call), "FORMAT", "must be the name of a resource, not '%.40s'", name);
        return hs_status_code(call->status);
    }
    if (!hs_call_get(call, name, 0))
        return hs_status_code(call->status);
    return check_owner(call, name, find_owner(call, name));
}

/* A resource as the request gives it: what it would belong to. A name in it means nothing. */
static enum hs_code check_given(struct hs_call *call, const struct hs_resource *resource, const ProtobufCMessage *given)
{
    const char *field = field_of(call, resource);
    const char *through = field && !is_itself(field) ? hs_field_string(given, field) : "";
    if (*through && !hs_view_exists(call->view, through)) {
        hs_status_fail(call->status, HS_NOT_FOUND, "REFERENCE_NOT_FOUND", "%s: %s does not exist", field, through);
        hs_status_field(call->status, 0, hs_arena_printf(call->arena, "%s.%s", scope_of(call), field), "REFERENCE_NOT_FOUND",
                        "%s does not exist", through);
        return hs_status_code(call->status);
    }
    return check_owner(call, *through ? through : scope_of(call), *through ? find_owner(call, through) : NULL);
}

/* The resource in an update: the stored one must be the caller's, and stay it. */
static enum hs_code check_changed(struct hs_call *call, const struct hs_resource *resource, const ProtobufCMessage *given)
{
    const char *field = field_of(call, resource);
    bool moves = field && !is_itself(field) && *hs_field_string(given, field);
    enum hs_code code = check_named(call, hs_field_string(given, "name"));
    return code == HS_OK && moves ? check_given(call, resource, given) : code;
}

static enum hs_code check_value(struct hs_call *call, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                                size_t index)
{
    const struct hs_resource *holder = hs_contract_message(message->descriptor->name)->resource;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *given = hs_member_message(message, field, index);
        return check_given(call, hs_contract_message(given->descriptor->name)->resource, given);
    }
    if (holder && strcmp(field->name, "name") == 0)
        return check_changed(call, holder, message);
    return check_named(call, hs_member_text(message, field, index));
}

/* Every value that the scope's path leads to. *found counts them. */
static enum hs_code check_path(struct hs_call *call, const ProtobufCMessage *message, const char *path, size_t *found)
{
    size_t length = strcspn(path, ".");
    const char *name = hs_arena_bytes(call->arena, path, length);
    const ProtobufCFieldDescriptor *field =
        name ? protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name) : NULL;
    size_t count = field ? hs_member_count(message, field) : 0;
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < count; i++) {
        if (path[length] == '.')
            code = check_path(call, hs_member_message(message, field, i), path + length + 1, found);
        else
            code = check_value(call, message, field, i);
        *found += path[length] == '\0';
    }
    return code;
}

void hs_access_require_voice(struct hs_call *call, const char *path, const char *organisation, const hensigt_partial_date *date)
{
    const struct hs_caller *caller = call->caller;
    struct hs_body body;
    if (caller->role != HS_ROLE_SIGNATORY || !hs_body_on(call, organisation, hs_date_earliest(date), &body))
        return;
    if (!is_among(body.name, caller->organisations, caller->n_organisations))
        hs_call_violation(call, path, "BEFORE_SUCCESSION", "must not lie before the day on which %s was followed", body.name);
}

enum hs_code hs_access_check_resource(struct hs_call *call, const char *name)
{
    return call->caller->role & HS_ROLES_BOUND ? check_named(call, name) : HS_OK;
}

enum hs_code hs_access_check_scope(struct hs_call *call, const ProtobufCMessage *request)
{
    size_t found = 0;
    enum hs_code code = check_path(call, request, scope_of(call), &found);
    if (code == HS_OK && found == 0) {
        hs_status_field(call->status, 0, scope_of(call), "REQUIRED", "must be given");
        code = hs_status_code(call->status);
    }
    return code;
}
