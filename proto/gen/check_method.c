/* Resources and their methods: the conventions that the generic engine builds on. */
#include "check.h"
#include "resources.h"

#include <string.h>

#define TIMESTAMP "google.protobuf.Timestamp"
#define FIELD_MASK "google.protobuf.FieldMask"
#define ANNULMENT "hensigt.v1.Annulment"

/* Whether a field is singular and of a type: "string", "int32", "bool", or the full name of a message. */
static bool is_of_type(const struct model_field *field, const char *type)
{
    static const struct {
        const char *name;
        proto_type type;
    } scalars[] = {
        {"string", GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_STRING},
        {"int32", GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_INT32},
        {"bool", GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_BOOL},
    };
    bool same = field->message && strcmp(field->message->element.full_name, type) == 0;
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        same = same || (field->type == scalars[i].type && strcmp(scalars[i].name, type) == 0);
    return same && !field->repeated;
}

/* `message` must have a field of this name and type; `why` names the convention. */
static void expect_field(struct model *model, const struct model_message *message, const char *name, const char *type,
                         const char *why)
{
    const struct model_field *field = model_field(message, name);
    if (!field)
        model_complain(model, &message->element, "lacks the field `%s %s` (%s)", type, name, why);
    else if (!is_of_type(field, type))
        model_complain(model, &field->element, "is not of type `%s` (%s)", type, why);
}

static void check_columns(struct model *model, const struct model_resource *resource)
{
    const char *column = resource->columns;
    while (*column) {
        size_t size = strcspn(column, ",");
        const char *path = pool_prefix(&model->pool, column, size);
        if (!model_path(resource->message, path))
            model_complain(model, &resource->message->element, "has a column `%s`, which is no field of it", path);
        column += size;
        column += *column == ',';
    }
}

/* What a search reads must be there, and be text. */
static void check_search(struct model *model, const struct model_resource *resource)
{
    const char *at = resource->search;
    while (*at) {
        size_t size = strcspn(at, ",");
        const char *path = pool_prefix(&model->pool, at, size);
        const struct model_field *field = model_path(resource->message, path);
        if (!field)
            model_complain(model, &resource->message->element, "has `%s` in its search, which is no field of it", path);
        else if (field->type != GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_STRING)
            model_complain(model, &resource->message->element, "has `%s` in its search, which is no string", path);
        at += size;
        at += *at == ',';
    }
}

/* A field through which a resource belongs to others: a reference, or its own name. */
static void check_belonging(struct model *model, const struct model_resource *resource, const char *option, const char *name)
{
    const struct model_field *field = name[0] ? model_field(resource->message, name) : NULL;
    bool refers = field && is_of_type(field, "string") && (strcmp(name, "name") == 0 || field->rules->reference[0]);
    if (name[0] && !refers)
        model_complain(model, &resource->message->element, "has the %s `%s`, which is neither its name nor a reference", option,
                       name);
}

void check_resource(struct model *model, const struct model_resource *resource)
{
    static const struct {
        const char *name;
        const char *type;
    } meta[] = {
        {"name", "string"}, {"etag", "string"}, {"create_time", TIMESTAMP}, {"update_time", TIMESTAMP}, {"delete_time", TIMESTAMP},
    };
    for (size_t i = 0; i < sizeof meta / sizeof *meta; i++)
        expect_field(model, resource->message, meta[i].name, meta[i].type, "every resource has it");
    check_columns(model, resource);
    check_search(model, resource);
    check_belonging(model, resource, "centre_field", resource->centre_field);
    check_belonging(model, resource, "organisation_field", resource->organisation_field);
    for (size_t i = 0; i < model->n_resources; i++) {
        const struct model_resource *other = model->resources[i];
        if (other == resource)
            break;
        if (strcmp(other->pattern, resource->pattern) == 0 || strcmp(other->kind, resource->kind) == 0)
            model_complain(model, &resource->message->element, "has the kind or the pattern of %s",
                           other->message->element.full_name);
    }
}

static void expect_parent(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    if (resource->parent)
        expect_field(model, method->input, "parent", "string", "its resource stands under another");
}

static void check_create(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    struct pool *pool = &model->pool;
    expect_parent(model, method, resource);
    expect_field(model, method->input, pool_printf(pool, "%s_id", resource->snake), "string", "AIP-133");
    expect_field(model, method->input, resource->snake, resource->message->element.full_name, "AIP-133");
}

static void check_get(struct model *model, const struct model_method *method)
{
    expect_field(model, method->input, "name", "string", "AIP-131");
    expect_field(model, method->input, "read_time", TIMESTAMP, "history by read time");
}

static void check_list(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    expect_parent(model, method, resource);
    expect_field(model, method->input, "page_size", "int32", "AIP-158");
    expect_field(model, method->input, "page_token", "string", "AIP-158");
    expect_field(model, method->input, "filter", "string", "AIP-160");
    expect_field(model, method->input, "order_by", "string", "AIP-132");
    expect_field(model, method->input, "show_deleted", "bool", "AIP-164");
    expect_field(model, method->input, "read_time", TIMESTAMP, "history by read time");
    expect_field(model, method->output, "next_page_token", "string", "AIP-158");
    expect_field(model, method->output, "read_time", TIMESTAMP, "history by read time");
    const struct model_field *first = method->output->n_fields ? &method->output->fields[0] : NULL;
    if (!first || !first->repeated || first->message != resource->message ||
        strcmp(first->element.name, resource->plural_snake) != 0)
        model_complain(model, &method->output->element, "does not begin with the field `repeated %s %s` (AIP-132)", resource->kind,
                       resource->plural_snake);
}

static void check_update(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    expect_field(model, method->input, resource->snake, resource->message->element.full_name, "AIP-134");
    expect_field(model, method->input, "update_mask", FIELD_MASK, "AIP-134");
}

static void check_delete(struct model *model, const struct model_method *method)
{
    expect_field(model, method->input, "name", "string", "AIP-135");
    expect_field(model, method->input, "etag", "string", "AIP-154");
}

static void check_annul(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    static const char why[] = "annulment of what was entered in error";
    expect_field(model, method->input, "name", "string", why);
    expect_field(model, method->input, "etag", "string", "AIP-154");
    expect_field(model, method->input, "reason", "string", why);
    expect_field(model, resource->message, "annulment", ANNULMENT, why);
}

static void check_standard(struct model *model, const struct model_method *method, const struct model_resource *resource)
{
    bool reads = method->verb == VERB_GET || method->verb == VERB_LIST;
    if (reads != (method->rules->effect == HENSIGT__OPTIONS__V1__EFFECT__EFFECT_READ))
        model_complain(model, &method->element, "is a standard method and must have %s", reads ? "EFFECT_READ" : "EFFECT_WRITE");
    if (method->verb != VERB_LIST && method->output != resource->message)
        model_complain(model, &method->element, "does not return %s", resource->message->element.full_name);
    switch (method->verb) {
    case VERB_CREATE:
        check_create(model, method, resource);
        break;
    case VERB_GET:
        check_get(model, method);
        break;
    case VERB_LIST:
        check_list(model, method, resource);
        break;
    case VERB_UPDATE:
        check_update(model, method, resource);
        break;
    case VERB_DELETE:
        check_delete(model, method);
        break;
    case VERB_ANNUL:
        check_annul(model, method, resource);
        break;
    case VERB_CUSTOM:
        break;
    }
}

/* A standard method of another resource would lose what the engine gives it. */
static void check_custom(struct model *model, const struct model_method *method)
{
    for (size_t i = 0; i < model->n_resources; i++) {
        if (resources_verb(model->resources[i], method->element.name) != VERB_CUSTOM)
            model_complain(model, &method->element, "is a standard method of %s and belongs in %sService",
                           model->resources[i]->kind, model->resources[i]->kind);
    }
}

static void check_scope(struct model *model, const struct model_method *method, const char *path)
{
    const struct model_field *scope = path[0] ? model_path(method->input, path) : NULL;
    bool scopes = scope && !scope->repeated && (is_of_type(scope, "string") || (scope->message && scope->message->resource));
    if (path[0] && !scopes)
        model_complain(model, &method->element, "has the scope `%s`, which is neither a name nor a resource in its request", path);
}

static void check_rules(struct model *model, const struct model_method *method)
{
    const method_rules *rules = method->rules;
    const struct element *element = &method->element;
    if (rules->effect == HENSIGT__OPTIONS__V1__EFFECT__EFFECT_UNSPECIFIED)
        model_complain(model, element, "does not say its effect");
    if (rules->cost == HENSIGT__OPTIONS__V1__COST__COST_UNSPECIFIED)
        model_complain(model, element, "does not say its cost");
    if (rules->effect == HENSIGT__OPTIONS__V1__EFFECT__EFFECT_WRITE && rules->cost == HENSIGT__OPTIONS__V1__COST__COST_WAIT)
        model_complain(model, element, "writes and waits: the writer never waits");
    for (size_t i = 0; i < rules->n_roles; i++) {
        if (rules->roles[i] == HENSIGT__OPTIONS__V1__ROLE__ROLE_UNSPECIFIED)
            model_complain(model, element, "lists ROLE_UNSPECIFIED: the owner may call everything and is never listed");
    }
    check_scope(model, method, rules->scope);
    check_scope(model, method, rules->organisation_scope);
}

static void check_method(struct model *model, const struct model_service *service, const struct model_method *method)
{
    const char *refusal = names_refusal(method->member);
    if (!names_is_pascal(method->element.name))
        model_complain(model, &method->element, "is not named in PascalCase");
    if (refusal)
        model_complain(model, &method->element, "becomes `%s`, which %s", method->member, refusal);
    if (method->proto->client_streaming || method->proto->server_streaming)
        model_complain(model, &method->element, "streams, which the envelope cannot carry");
    check_rules(model, method);
    if (method->verb == VERB_CUSTOM)
        check_custom(model, method);
    else
        check_standard(model, method, service->resource);
}

/* The command line tells methods by noun and verb. */
static void check_words(struct model *model, const struct model_service *service)
{
    for (size_t i = 0; i < service->n_methods; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(service->methods[i].verb_name, service->methods[j].verb_name) == 0)
                model_complain(model, &service->methods[i].element, "is `%s %s` on the command line, as %s is", service->noun,
                               service->methods[i].verb_name, service->methods[j].element.name);
        }
    }
    for (size_t i = 0; i < model->n_services && model->services[i] != service; i++) {
        if (strcmp(model->services[i]->noun, service->noun) == 0)
            model_complain(model, &service->element, "is `%s` on the command line, as %s is", service->noun,
                           model->services[i]->element.full_name);
    }
}

void check_service(struct model *model, const struct model_service *service)
{
    if (service->n_methods == 0)
        model_complain(model, &service->element, "has no methods");
    for (size_t i = 0; i < service->n_methods; i++)
        check_method(model, service, &service->methods[i]);
    check_words(model, service);
}
