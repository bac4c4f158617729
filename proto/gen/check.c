#include "check.h"

#include <string.h>

static void check_comment(struct model *model, const struct element *element)
{
    if (element->comment[0] == '\0')
        model_complain(model, element, "has no comment before it");
}

static void check_enum(struct model *model, const struct model_enum *enumeration)
{
    struct pool *pool = &model->pool;
    check_comment(model, &enumeration->element);
    if (!names_is_pascal(enumeration->element.name))
        model_complain(model, &enumeration->element, "is not named in PascalCase");
    const char *prefix = pool_printf(pool, "%s_", names_upper(pool, enumeration->element.name));
    for (size_t i = 0; i < enumeration->n_values; i++) {
        const struct element *value = &enumeration->values[i].element;
        check_comment(model, value);
        if (!names_is_upper(value->name) || strncmp(value->name, prefix, strlen(prefix)) != 0)
            model_complain(model, value, "is not named in UPPER_SNAKE_CASE beginning with %s", prefix);
    }
}

/* Whether a message has the member `format` makes of `name`. */
static bool has_member(struct pool *pool, const struct model_message *message, const char *before, const char *name,
                       const char *after)
{
    return model_field(message, pool_printf(pool, "%s%s%s", before, name, after)) != NULL;
}

/* protoc-gen-c adds members of its own, and some names it cannot take. */
static void check_members(struct model *model, const struct model_message *message)
{
    struct pool *pool = &model->pool;
    for (size_t i = 0; i < message->n_fields; i++) {
        const struct model_field *field = &message->fields[i];
        if (strcmp(field->element.name, "base") == 0)
            model_complain(model, &field->element, "is named as protobuf-c's own member `base`");
        if (field->repeated && has_member(pool, message, "n_", field->element.name, ""))
            model_complain(model, &field->element, "is repeated, and its number of elements clashes with the field n_%s",
                           field->element.name);
    }
    for (size_t i = 0; i < message->proto->n_oneof_decl; i++) {
        const char *oneof = message->proto->oneof_decl[i]->name;
        if (has_member(pool, message, "", oneof, "_case"))
            model_complain(model, &message->element, "has a oneof %s, whose case clashes with the field %s_case", oneof, oneof);
    }
}

static void check_message(struct model *model, const struct model_message *message)
{
    if (message->proto->options && message->proto->options->map_entry)
        return; /* the compiler made it for a field that is refused */
    check_comment(model, &message->element);
    if (!names_is_pascal(message->element.name))
        model_complain(model, &message->element, "is not named in PascalCase");
    for (size_t i = 0; i < message->n_fields; i++) {
        check_comment(model, &message->fields[i].element);
        check_field(model, &message->fields[i]);
    }
    check_members(model, message);
}

/* Whether a file stands where its package says: hensigt.v1 in hensigt/v1/. */
static bool is_in_place(const struct model_file *file)
{
    const char *package = file->element.name;
    const char *path = file->base;
    for (; *package; package++, path++) {
        if (*path != (*package == '.' ? '/' : *package))
            return false;
    }
    return *path == '/' && strchr(path + 1, '/') == NULL;
}

static void check_file(struct model *model, const struct model_file *file)
{
    static const char root[] = "hensigt.";
    if (strncmp(file->element.name, root, sizeof root - 1) != 0)
        model_complain(model, &file->element, "is a package that the contract does not know: only hensigt.* and google.protobuf");
    else if (!is_in_place(file))
        model_complain(model, &file->element, "stands in a file that is not directly in the package's folder");
    if (!file->proto->syntax || strcmp(file->proto->syntax, "proto3") != 0)
        model_complain(model, &file->element, "is not written in proto3");
    for (size_t i = 0; i < file->n_messages; i++)
        check_message(model, &file->messages[i]);
    for (size_t i = 0; i < file->n_enums; i++)
        check_enum(model, &file->enums[i]);
    for (size_t i = 0; i < file->n_services; i++) {
        check_comment(model, &file->services[i].element);
        if (!names_is_pascal(file->services[i].element.name))
            model_complain(model, &file->services[i].element, "is not named in PascalCase");
        for (size_t j = 0; j < file->services[i].n_methods; j++)
            check_comment(model, &file->services[i].methods[j].element);
        check_service(model, &file->services[i]);
    }
}

void check_contract(struct model *model)
{
    for (size_t i = 0; i < model->n_files; i++) {
        if (model->files[i].ours)
            check_file(model, &model->files[i]);
    }
    for (size_t i = 0; i < model->n_resources; i++)
        check_resource(model, model->resources[i]);
    check_clashes(model);
}
