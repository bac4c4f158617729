#include "request.h"

#include "options.h"
#include "resource_name.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <string.h>

struct member request_container(const struct hs_method *method)
{
    const struct hs_message *input = method->input;
    bool has_one = method->verb == HS_VERB_CREATE || method->verb == HS_VERB_UPDATE;
    for (size_t i = 0; has_one && i < input->descriptor->n_fields; i++) {
        if (input->fields[i].message != NULL && input->fields[i].message == method->resource->message) {
            return member_at(input, i);
        }
    }
    return (struct member){NULL, NULL};
}

static bool is_id(struct member member)
{
    return member.rules->format == HS_FORMAT_RESOURCE_ID;
}

static bool is_required_text(struct member member)
{
    return member.field->type == PROTOBUF_C_TYPE_STRING && !member_repeats(member) &&
           (member.rules->flags & HS_FIELD_REQUIRED) != 0;
}

static bool is_list_of_names(struct member member)
{
    return member.field->type == PROTOBUF_C_TYPE_STRING && member_repeats(member) &&
           member.rules->format == HS_FORMAT_RESOURCE_NAME;
}

static bool is_name(struct member member)
{
    return member.field->type == PROTOBUF_C_TYPE_STRING && !member_repeats(member) &&
           member.rules->format == HS_FORMAT_RESOURCE_NAME;
}

/* The first field, in the order of the contract, that is so; NULLs if there is none. */
static struct member first_field(const struct hs_message *type, bool (*is_so)(struct member member))
{
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        if (is_so(member)) {
            return member;
        }
    }
    return (struct member){NULL, NULL};
}

struct member request_word(const struct hs_method *method)
{
    if (method->verb == HS_VERB_CREATE) {
        return first_field(method->input, is_id);
    }
    if (method->verb == HS_VERB_UPDATE) {
        return member_named(method->resource->message, "name");
    }
    struct member member = member_named(method->input, "name");
    if (member.field == NULL) {
        member = first_field(method->input, is_required_text);
    }
    if (member.field == NULL) {
        member = first_field(method->input, is_list_of_names);
    }
    return member.field != NULL ? member : first_field(method->input, is_name);
}

bool request_word_has_parent(const struct hs_method *method)
{
    return method->verb == HS_VERB_CREATE && method->resource->parent != NULL;
}

bool request_joins_words(const struct hs_method *method)
{
    struct member word = request_word(method);
    return word.field != NULL && strcmp(word.field->name, "query") == 0 && is_required_text(word);
}

const struct hs_method *request_plain_query(const struct hs_service *service)
{
    return service->n_methods == 1 && request_joins_words(&service->methods[0]) ? &service->methods[0] : NULL;
}

bool request_offers(const struct hs_method *method, bool in_container, struct member member)
{
    if ((member.rules->flags & HS_FIELD_OUTPUT_ONLY) != 0) {
        return false;
    }
    if (!in_container) {
        return member.field != request_container(method).field;
    }
    bool own = strcmp(member.field->name, "name") == 0;
    bool etag = strcmp(member.field->name, "etag") == 0;
    bool fixed = method->verb == HS_VERB_UPDATE && (member.rules->flags & HS_FIELD_IMMUTABLE) != 0;
    return !own && !fixed && !(etag && method->verb == HS_VERB_CREATE);
}

bool request_init(struct request *request, struct hs_arena *arena, const struct hs_method *method)
{
    *request = (struct request){.arena = arena, .method = method, .container = request_container(method)};
    request->message = hs_arena_new(arena, method->input->descriptor);
    return request->message != NULL;
}

ProtobufCMessage *request_resource(struct request *request)
{
    return value_enter(request->arena, request->message, request->container);
}

static const char *refuse_output(struct member member)
{
    return (member.rules->flags & HS_FIELD_OUTPUT_ONLY) != 0 ? "is set by the registry, not by its callers" : NULL;
}

/* The flags that a misspelt one may have meant. */
struct candidates {
    const struct request *request;
    unsigned takes;
};

static size_t candidate_count(const struct request *request)
{
    size_t of_container = request->container.field != NULL ? request->container.rules->message->descriptor->n_fields : 0;
    return options_count() + request->method->input->descriptor->n_fields + of_container;
}

static const char *candidate(const void *context, size_t i)
{
    const struct candidates *candidates = context;
    const struct request *request = candidates->request;
    const struct hs_message *input = request->method->input;
    if (i < options_count()) {
        return options_name(candidates->takes, i);
    }
    i -= options_count();
    bool in_container = i >= input->descriptor->n_fields;
    struct member member =
        in_container ? member_at(request->container.rules->message, i - input->descriptor->n_fields) : member_at(input, i);
    return request_offers(request->method, in_container, member) ? words_kebab(request->arena, member.field->name) : NULL;
}

static const char *no_such_flag(const struct request *request, const char *flag, unsigned takes)
{
    struct candidates candidates = {.request = request, .takes = takes};
    const char *near = words_nearest(flag, candidate_count(request), candidate, &candidates);
    return near != NULL ? hs_arena_printf(request->arena, "is no flag of this command; did you mean --%s?", near)
                        : "is no flag of this command";
}

/* A field of the name within one that the request carries: "texts" -> "instrument.texts"; NULL if there is none. */
static const char *field_within(const struct request *request, const char *name)
{
    const struct hs_message *input = request->method->input;
    for (size_t i = 0; i < input->descriptor->n_fields; i++) {
        struct member outer = member_at(input, i);
        bool is_record = outer.field->type == PROTOBUF_C_TYPE_MESSAGE && !member_repeats(outer);
        struct member inner = is_record ? member_named(outer.rules->message, name) : (struct member){NULL, NULL};
        if (inner.field != NULL && (inner.rules->flags & HS_FIELD_OUTPUT_ONLY) == 0) {
            const char *path = hs_arena_printf(request->arena, "%s.%s", outer.field->name, name);
            return path != NULL ? words_kebab(request->arena, path) : NULL;
        }
    }
    return NULL;
}

/* The name of the field that a path begins with. */
static const char *first_name(struct hs_arena *arena, const char *path)
{
    return hs_arena_bytes(arena, path, strcspn(path, "."));
}

bool request_find(const struct request *request, const char *flag, unsigned takes, const char **path, struct member *member,
                  const char **error)
{
    const char *snake = words_snake(request->arena, flag);
    const char *first = snake != NULL ? first_name(request->arena, snake) : NULL;
    *error = NULL;
    if (first == NULL) {
        return false;
    }
    struct member top = member_named(request->method->input, first);
    const struct hs_message *resource = request->container.field != NULL ? request->container.rules->message : NULL;
    bool in_container = top.field == NULL && resource != NULL && member_named(resource, first).field != NULL;
    if (top.field == NULL && !in_container) {
        const char *within = field_within(request, first);
        *error = within != NULL ? hs_arena_printf(request->arena, "is no flag of this command; did you mean --%s?", within)
                                : no_such_flag(request, flag, takes);
        return false;
    }
    const char *full = in_container ? hs_arena_printf(request->arena, "%s.%s", request->container.field->name, snake) : snake;
    if (full == NULL || !value_find_path(request->arena, request->method->input, full, member, refuse_output, error)) {
        return false;
    }
    *path = full;
    return true;
}

static bool holds(const char *const *paths, size_t n, const char *path)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(paths[i], path) == 0) {
            return true;
        }
    }
    return false;
}

/* Adds a path to a set of them; false without memory. */
static bool add_path(struct hs_arena *arena, const char ***paths, size_t *n, const char *path)
{
    if (holds(*paths, *n, path)) {
        return true;
    }
    const char **more = hs_arena_grow(arena, *paths, *n, sizeof *more);
    if (more == NULL) {
        return false;
    }
    more[(*n)++] = path;
    *paths = more;
    return true;
}

/* The name and the etag of a resource say what is updated, not how. */
static bool add_change(struct request *request, const char *path)
{
    bool key = strcmp(path, "name") == 0 || strcmp(path, "etag") == 0;
    return key || add_path(request->arena, &request->changes, &request->n_changes, path);
}

const struct hs_message *request_data_type(const struct hs_method *method)
{
    struct member container = request_container(method);
    return container.field != NULL ? container.rules->message : method->input;
}

bool request_set_data(struct request *request, ProtobufCMessage *data)
{
    if (request->container.field == NULL) {
        request->message = data;
        return true;
    }
    const struct hs_message *type = request->container.rules->message;
    ProtobufCMessage **place = value_add(request->arena, request->message, request->container);
    *place = data;
    bool added = true;
    for (size_t i = 0; added && i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        bool changes = (member.rules->flags & HS_FIELD_OUTPUT_ONLY) == 0 && value_count(data, member) > 0;
        added = !changes || add_change(request, member.field->name);
    }
    return added;
}

bool request_set(struct request *request, const char *path, const char *text, const char **error)
{
    *error = NULL;
    if (!holds(request->flags, request->n_flags, path)) {
        size_t prefix = request->container.field != NULL ? strlen(request->container.field->name) : 0;
        bool in_container = prefix > 0 && strncmp(path, request->container.field->name, prefix) == 0 && path[prefix] == '.';
        if (!value_set_path(request->arena, request->message, path, "", error) ||
            !add_path(request->arena, &request->flags, &request->n_flags, path) ||
            (in_container && !add_change(request, path + prefix + 1))) {
            return false;
        }
    }
    return value_set_path(request->arena, request->message, path, text, error);
}

/* The word of a create: an id, or a whole name, which also says the parent. */
static bool set_id(struct request *request, const char *word, const char **error)
{
    const struct hs_resource *resource = request->method->resource;
    const char *full = resource_name_full(request->arena, resource, word);
    const char *parent = NULL;
    const char *id = word;
    if (full == NULL) {
        return false;
    }
    if (resource_name_part(request->arena, resource, full, &parent, &id)) {
        if (!value_set(request->arena, request->message, member_named(request->method->input, "parent"), parent, error)) {
            return false;
        }
    } else if (resource->parent == NULL && strchr(full, '/') != NULL) {
        id = resource_name_short(request->arena, resource, full);
    }
    return id != NULL && value_set(request->arena, request->message, request_word(request->method), id, error);
}

bool request_add_word(struct request *request, const char *word, const char **error)
{
    struct member member = request_word(request->method);
    *error = NULL;
    if (member.field == NULL) {
        *error = hs_arena_printf(request->arena, "'%s' is one word too many: this command takes flags only", word);
        return false;
    }
    bool of_resource = request->method->verb == HS_VERB_UPDATE;
    ProtobufCMessage *message = of_resource ? request_resource(request) : request->message;
    if (message == NULL) {
        return false;
    }
    if (request->method->verb == HS_VERB_CREATE) {
        return set_id(request, word, error);
    }
    return value_set(request->arena, message, member, word, error);
}

/* Names the fields to change: those that flags unset are not populated, so that the service could not tell. */
static bool set_mask(struct request *request, const char **error)
{
    struct member member = member_named(request->method->input, "update_mask");
    if (value_count(request->message, member) > 0) {
        return true;
    }
    if (request->n_changes == 0) {
        *error = "nothing is to be changed: give the fields to change as flags, or with --data";
        return false;
    }
    ProtobufCMessage *mask = value_enter(request->arena, request->message, member);
    bool added = mask != NULL;
    for (size_t i = 0; added && i < request->n_changes; i++) {
        const char **place = value_add(request->arena, mask, member_named(type_of(mask), "paths"));
        added = place != NULL;
        if (added) {
            *place = request->changes[i];
        }
    }
    return added;
}

/* A list beneath a parent shows all when no parent is named. */
static bool set_any_parent(struct request *request, const char **error)
{
    struct member parent = member_named(request->method->input, "parent");
    if (parent.field == NULL || parent.rules->format != HS_FORMAT_PARENT || value_count(request->message, parent) > 0) {
        return true;
    }
    return value_set(request->arena, request->message, parent, "-", error);
}

static bool lacks_word(struct request *request)
{
    struct member member = request_word(request->method);
    if (member.field == NULL) {
        return false;
    }
    if (request->method->verb == HS_VERB_UPDATE) {
        const ProtobufCMessage *resource = request_resource(request);
        return resource != NULL && value_count(resource, member) == 0;
    }
    return (member.rules->flags & HS_FIELD_REQUIRED) != 0 && value_count(request->message, member) == 0;
}

bool request_finish(struct request *request, const char **error)
{
    *error = NULL;
    if (!set_any_parent(request, error)) {
        return false;
    }
    /* Even of a resource without fields the service shall say which of them it must have. */
    if (request->method->verb == HS_VERB_CREATE && request_resource(request) == NULL) {
        return false;
    }
    if (lacks_word(request)) {
        const char *name = words_heading(request->arena, request_word(request->method).field->name);
        *error = name != NULL ? hs_arena_printf(request->arena, "%s is missing", name) : NULL;
        return false;
    }
    return request->method->verb != HS_VERB_UPDATE || set_mask(request, error);
}
