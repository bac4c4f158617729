/* <base>_tables.h and .c: what the contract says beyond protobuf-c's descriptors, as the structs of proto/wire/contract.h. */
#include "emit.h"

#include <inttypes.h>
#include <string.h>

void emit_tables_header(struct text *out, const struct model_file *file)
{
    emit_banner(out, "The tables of", file->element.file);
    emit_guard(out, file->guard, "_TABLES");
    text_printf(out, "#include \"wire/contract.h\"\n");
    emit_open(out);
    text_printf(out, "\n");
    for (size_t i = 0; i < file->n_messages; i++) {
        const struct model_message *message = &file->messages[i];
        text_printf(out, "extern const struct hs_message %s_type;\n", message->short_name);
        if (message->resource)
            text_printf(out, "extern const struct hs_resource %s_resource;\n", message->short_name);
    }
    for (size_t i = 0; i < file->n_services; i++) {
        const struct model_service *service = &file->services[i];
        text_printf(out, "\nextern const struct hs_service %s_type;\n", service->short_name);
        text_printf(out, "extern const struct hs_method %s_methods[%zu];\n", service->short_name, service->n_methods);
        for (size_t j = 0; j < service->n_methods; j++)
            text_printf(out, "#define %s_method (%s_methods[%zu])\n", service->methods[j].function, service->short_name, j);
    }
    emit_close(out);
}

/* A member of an initialiser, where it is not zero. */
static void emit_number(struct text *out, const char *member, uint32_t value)
{
    if (value)
        text_printf(out, ", .%s = %" PRIu32, member, value);
}

static void emit_string(struct text *out, const char *member, const char *value)
{
    if (value[0] == '\0')
        return;
    text_printf(out, ", .%s = ", member);
    text_literal(out, value);
}

/* "FORMAT_DAY" -> HS_FORMAT_DAY. Unknown numbers cannot come: the options are compiled into this program. */
static void emit_constant(struct text *out, const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);
    text_printf(out, "HS_%s", found ? found->name : "");
}

static void emit_flags(struct text *out, const field_rules *rules)
{
    const struct {
        bool set;
        const char *flag;
    } flags[] = {
        {rules->required, "HS_FIELD_REQUIRED"},   {rules->output_only, "HS_FIELD_OUTPUT_ONLY"},
        {rules->immutable, "HS_FIELD_IMMUTABLE"}, {rules->non_negative, "HS_FIELD_NON_NEGATIVE"},
        {rules->distinct, "HS_FIELD_DISTINCT"},   {rules->partial, "HS_FIELD_PARTIAL"},
        {rules->person, "HS_FIELD_PERSON"},
    };
    const char *separator = ", .flags = ";
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flags[i].set) {
            text_printf(out, "%s%s", separator, flags[i].flag);
            separator = " | ";
        }
    }
}

static void emit_field(struct text *out, const struct model_field *field)
{
    const field_rules *rules = field->rules;
    text_printf(out, "    {.json_name = ");
    text_literal(out, field->json_name);
    if (field->message)
        text_printf(out, ", .message = &%s_type", field->message->short_name);
    emit_string(out, "reference", rules->reference);
    if (rules->maximum)
        text_printf(out, ", .maximum = %" PRId64, rules->maximum);
    emit_number(out, "min_length", rules->min_length);
    emit_number(out, "max_length", rules->max_length);
    emit_number(out, "max_items", rules->max_items);
    emit_flags(out, rules);
    if (rules->format) {
        text_printf(out, ", .format = ");
        emit_constant(out, &hensigt__options__v1__format__descriptor, (int)rules->format);
    }
    emit_number(out, "position", field->position);
    text_printf(out, "},\n");
}

static void emit_resource(struct text *out, const struct model_resource *resource)
{
    const char *name = resource->message->short_name;
    text_printf(out, "\nconst struct hs_resource %s_resource = {\n    .kind = ", name);
    text_literal(out, resource->kind);
    emit_string(out, "singular", resource->singular);
    emit_string(out, "collection", resource->collection);
    emit_string(out, "table", resource->snake);
    text_printf(out, ",\n    .pattern = ");
    text_literal(out, resource->pattern);
    if (resource->parent)
        text_printf(out, ",\n    .parent = &%s_resource", resource->parent->message->short_name);
    text_printf(out, ",\n    .message = &%s_type,\n    .columns = ", name);
    text_literal(out, resource->columns);
    emit_string(out, "centre_field", resource->centre_field);
    emit_string(out, "organisation_field", resource->organisation_field);
    emit_string(out, "search", resource->search);
    text_printf(out, ",\n};\n");
}

static void emit_message(struct text *out, const struct model_message *message)
{
    const char *name = message->short_name;
    if (message->n_fields) {
        text_printf(out, "\nstatic const struct hs_field %s_fields[] = {\n", name);
        for (size_t i = 0; i < message->n_fields; i++)
            emit_field(out, &message->fields[i]);
        text_printf(out, "};\n");
    }
    text_printf(out, "\nconst struct hs_message %s_type = {\n    .descriptor = &%s__descriptor,\n", name, message->c_lower);
    if (message->n_fields)
        text_printf(out, "    .fields = %s_fields,\n", name);
    if (message->resource)
        text_printf(out, "    .resource = &%s_resource,\n", name);
    text_printf(out, "};\n");
    if (message->resource)
        emit_resource(out, message->resource);
}

static const char *verb_constant(enum model_verb verb)
{
    switch (verb) {
    case VERB_CREATE:
        return "HS_VERB_CREATE";
    case VERB_GET:
        return "HS_VERB_GET";
    case VERB_LIST:
        return "HS_VERB_LIST";
    case VERB_UPDATE:
        return "HS_VERB_UPDATE";
    case VERB_DELETE:
        return "HS_VERB_DELETE";
    case VERB_ANNUL:
        return "HS_VERB_ANNUL";
    case VERB_CUSTOM:
        break;
    }
    return "HS_VERB_CUSTOM";
}

static void emit_scope(struct text *out, const char *member, const char *path)
{
    if (!path[0])
        return;
    text_printf(out, "     .%s = ", member);
    text_literal(out, path);
    text_printf(out, ",\n");
}

static void emit_method(struct text *out, const struct model_service *service, const struct model_method *method)
{
    const method_rules *rules = method->rules;
    text_printf(out, "    {.name = ");
    text_literal(out, method->element.name);
    text_printf(out, ",\n     .full_name = ");
    text_literal(out, method->element.full_name);
    text_printf(out, ",\n     .verb_name = ");
    text_literal(out, method->verb_name);
    text_printf(out, ",\n     .service = &%s_type,\n     .input = &%s_type,\n     .output = &%s_type,\n", service->short_name,
                method->input->short_name, method->output->short_name);
    if (service->resource)
        text_printf(out, "     .resource = &%s_resource,\n", service->resource->message->short_name);
    emit_scope(out, "scope", rules->scope);
    emit_scope(out, "organisation_scope", rules->organisation_scope);
    text_printf(out, "     .verb = %s,\n     .cost = ", verb_constant(method->verb));
    emit_constant(out, &hensigt__options__v1__cost__descriptor, (int)rules->cost);
    for (size_t i = 0; i < rules->n_roles; i++) {
        text_printf(out, "%s", i ? " | " : ",\n     .roles = ");
        emit_constant(out, &hensigt__options__v1__role__descriptor, (int)rules->roles[i]);
    }
    text_printf(out, ",\n     .write = %s},\n", rules->effect == HENSIGT__OPTIONS__V1__EFFECT__EFFECT_WRITE ? "true" : "false");
}

static void emit_service(struct text *out, const struct model_service *service)
{
    text_printf(out, "\nconst struct hs_method %s_methods[%zu] = {\n", service->short_name, service->n_methods);
    for (size_t i = 0; i < service->n_methods; i++)
        emit_method(out, service, &service->methods[i]);
    text_printf(out, "};\n\nconst struct hs_service %s_type = {\n    .name = ", service->short_name);
    text_literal(out, service->element.name);
    text_printf(out, ",\n    .full_name = ");
    text_literal(out, service->element.full_name);
    text_printf(out, ",\n    .noun = ");
    text_literal(out, service->noun);
    text_printf(out, ",\n    .methods = %s_methods,\n    .n_methods = %zu,\n", service->short_name, service->n_methods);
    if (service->resource)
        text_printf(out, "    .resource = &%s_resource,\n", service->resource->message->short_name);
    text_printf(out, "};\n");
}

/* A resource may stand under one of a file that its own need not import. */
static void include_parents(struct text *out, const struct model_file *file)
{
    for (size_t i = 0; i < file->n_messages; i++) {
        const struct model_resource *resource = file->messages[i].resource;
        const struct model_file *other = resource && resource->parent ? resource->parent->message->file : file;
        bool known = other == file;
        for (size_t j = 0; j < file->n_imports; j++)
            known = known || file->imports[j] == other;
        if (!known)
            text_printf(out, "#include \"%s_tables.h\"\n", other->base);
    }
}

void emit_tables_source(struct text *out, const struct model_file *file)
{
    emit_banner(out, "The tables of", file->element.file);
    text_printf(out, "#include \"%s_tables.h\"\n\n#include \"%s.pb-c.h\"\n", file->base, file->base);
    for (size_t i = 0; i < file->n_imports; i++)
        text_printf(out, "#include \"%s_tables.h\"\n", file->imports[i]->base);
    include_parents(out, file);
    for (size_t i = 0; i < file->n_messages; i++)
        emit_message(out, &file->messages[i]);
    for (size_t i = 0; i < file->n_services; i++)
        emit_service(out, &file->services[i]);
}
