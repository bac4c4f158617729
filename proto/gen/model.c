#include "model.h"
#include "check.h"
#include "options.h"
#include "resources.h"
#include "source.h"

#include <stdlib.h>
#include <string.h>

void model_complain(struct model *model, const struct element *element, const char *format, ...)
{
    if (model->n_errors == model->room_for_errors) {
        size_t room = model->room_for_errors ? 2 * model->room_for_errors : 16;
        struct model_error *larger = pool_array(&model->pool, room, sizeof *larger);
        if (!larger)
            return;
        if (model->n_errors)
            memcpy(larger, model->errors, model->n_errors * sizeof *larger);
        model->errors = larger;
        model->room_for_errors = room;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *text = pool_vprintf(&model->pool, format, arguments);
    va_end(arguments);
    model->errors[model->n_errors] = (struct model_error){*element, text, model->n_errors};
    model->n_errors++;
}

static int compare_errors(const void *left, const void *right)
{
    const struct model_error *a = left;
    const struct model_error *b = right;
    int order = strcmp(a->element.file, b->element.file);
    if (order == 0)
        order = (a->element.line > b->element.line) - (a->element.line < b->element.line);
    if (order == 0)
        order = (a->element.column > b->element.column) - (a->element.column < b->element.column);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

void model_print_errors(const struct model *model, struct text *out)
{
    for (size_t i = 0; i < model->n_errors; i++) {
        const struct element *element = &model->errors[i].element;
        text_printf(out, "%s%s:%d:%d: %s: %s", i ? "\n" : "", element->file, element->line, element->column, element->full_name,
                    model->errors[i].text);
    }
}

const struct model_field *model_field(const struct model_message *message, const char *name)
{
    for (size_t i = 0; i < message->n_fields; i++) {
        if (strcmp(message->fields[i].element.name, name) == 0)
            return &message->fields[i];
    }
    return NULL;
}

const struct model_field *model_path(const struct model_message *message, const char *path)
{
    const struct model_field *field = NULL;
    while (message) {
        size_t size = strcspn(path, ".");
        field = NULL;
        for (size_t i = 0; i < message->n_fields && !field; i++) {
            const char *name = message->fields[i].element.name;
            if (strlen(name) == size && memcmp(name, path, size) == 0)
                field = &message->fields[i];
        }
        if (!field || path[size] == '\0')
            return field;
        message = field->message;
        path += size + 1;
    }
    return NULL;
}

const struct model_resource *model_resource(const struct model *model, const char *kind, size_t length)
{
    for (size_t i = 0; i < model->n_resources; i++) {
        const char *candidate = model->resources[i]->kind;
        if (strlen(candidate) == length && memcmp(candidate, kind, length) == 0)
            return model->resources[i];
    }
    return NULL;
}

/* ---- declaring: every type gets its place and names ---- */

static size_t count_messages(proto_message *const *messages, size_t n)
{
    size_t count = n;
    for (size_t i = 0; i < n; i++)
        count += count_messages(messages[i]->nested_type, messages[i]->n_nested_type);
    return count;
}

static size_t count_enums(proto_message *const *messages, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += messages[i]->n_enum_type + count_enums(messages[i]->nested_type, messages[i]->n_nested_type);
    return count;
}

/* The name of an element within its file's package, with our prefix: "hensigt_centre_office". */
static const char *short_name(struct pool *pool, const struct model_file *file, const char *local)
{
    return pool_printf(pool, "%s_%s", file->prefix, names_snake(pool, local));
}

static const char *macro_name(struct pool *pool, const struct model_file *file, const char *local)
{
    return pool_printf(pool, "%s_%s", names_guard(pool, file->prefix), names_upper(pool, local));
}

static const char *local_name(struct pool *pool, const char *scope, const char *name)
{
    return *scope ? pool_printf(pool, "%s.%s", scope, name) : name;
}

static const char *full_name(struct pool *pool, const struct model_file *file, const char *local)
{
    return pool_printf(pool, "%s.%s", file->element.name, local);
}

/* `scope` is the local name of the message around the enum, or "". */
static void declare_enum(struct model *model, struct model_file *file, const proto_enum *proto, const char *scope,
                         const struct source_path *path)
{
    struct pool *pool = &model->pool;
    const char *local = local_name(pool, scope, proto->name);
    const char *name = full_name(pool, file, local);
    struct model_enum_value *values = pool_array(pool, proto->n_value, sizeof *values);
    if (!values)
        return;
    const char *c_prefix = names_c_upper(pool, name);
    const char *alias_prefix = *scope ? macro_name(pool, file, scope) : names_guard(pool, file->prefix);
    for (size_t i = 0; i < proto->n_value; i++) {
        const char *value = proto->value[i]->name;
        struct source_path at = {path, SOURCE_ENUM_VALUE, (int32_t)i};
        values[i].element = source_element(pool, file->proto, &at, value, pool_printf(pool, "%s.%s", name, value));
        values[i].c_name = pool_printf(pool, "%s__%s", c_prefix, value);
        values[i].alias = pool_printf(pool, "%s_%s", alias_prefix, value);
    }
    file->enums[file->n_enums++] = (struct model_enum){
        .element = source_element(pool, file->proto, path, proto->name, name),
        .c_type = names_c_type(pool, name),
        .short_name = short_name(pool, file, local),
        .values = values,
        .n_values = proto->n_value,
    };
}

static void declare_message(struct model *model, struct model_file *file, const proto_message *proto, const char *scope,
                            const struct source_path *path)
{
    struct pool *pool = &model->pool;
    const char *local = local_name(pool, scope, proto->name);
    const char *name = full_name(pool, file, local);
    file->messages[file->n_messages++] = (struct model_message){
        .element = source_element(pool, file->proto, path, proto->name, name),
        .file = file,
        .c_type = names_c_type(pool, name),
        .c_lower = names_c_lower(pool, name),
        .c_upper = names_c_upper(pool, name),
        .short_name = short_name(pool, file, local),
        .macro = macro_name(pool, file, local),
        .nested = *scope != '\0',
        .proto = proto,
    };
    for (size_t i = 0; i < proto->n_nested_type; i++) {
        struct source_path nested = {path, SOURCE_MESSAGE_NESTED, (int32_t)i};
        declare_message(model, file, proto->nested_type[i], local, &nested);
    }
    for (size_t i = 0; i < proto->n_enum_type; i++) {
        struct source_path nested = {path, SOURCE_MESSAGE_ENUM, (int32_t)i};
        declare_enum(model, file, proto->enum_type[i], local, &nested);
    }
}

static void declare_service(struct model *model, struct model_file *file, const proto_service *proto,
                            const struct source_path *path)
{
    struct pool *pool = &model->pool;
    const char *name = full_name(pool, file, proto->name);
    struct model_method *methods = pool_array(pool, proto->n_method, sizeof *methods);
    if (!methods)
        return;
    for (size_t i = 0; i < proto->n_method; i++) {
        const char *method = proto->method[i]->name;
        struct source_path at = {path, SOURCE_SERVICE_METHOD, (int32_t)i};
        methods[i] = (struct model_method){
            .element = source_element(pool, file->proto, &at, method, pool_printf(pool, "%s/%s", name, method)),
            .function = short_name(pool, file, method),
            .member = names_snake(pool, method),
            .verb_name = "",
            .proto = proto->method[i],
        };
    }
    file->services[file->n_services++] = (struct model_service){
        .element = source_element(pool, file->proto, path, proto->name, name),
        .short_name = short_name(pool, file, proto->name),
        .methods = methods,
        .n_methods = proto->n_method,
    };
}

static const char *base_name(struct pool *pool, const char *path)
{
    size_t size = strlen(path);
    size_t ending = strlen(".proto");
    bool has_ending = size > ending && strcmp(path + size - ending, ".proto") == 0;
    return pool_prefix(pool, path, has_ending ? size - ending : size);
}

/* Takes a file without what it refers to: that may be declared only by itself. */
static void declare_file(struct model *model, proto_file *proto)
{
    struct pool *pool = &model->pool;
    struct model_file *file = &model->files[model->n_files];
    const char *package = proto->package ? proto->package : "";
    struct source_path statement = {NULL, SOURCE_FILE_PACKAGE, SOURCE_SINGLE};
    *file = (struct model_file){
        .element = source_element(pool, proto, &statement, package, package),
        .base = base_name(pool, proto->name),
        .guard = names_guard(pool, base_name(pool, proto->name)),
        .prefix = names_prefix(pool, package),
        .ours = strcmp(package, "google.protobuf") != 0,
        .proto = proto,
        .messages = pool_array(pool, count_messages(proto->message_type, proto->n_message_type), sizeof *file->messages),
        .enums =
            pool_array(pool, proto->n_enum_type + count_enums(proto->message_type, proto->n_message_type), sizeof *file->enums),
        .services = pool_array(pool, proto->n_service, sizeof *file->services),
        .imports = pool_array(pool, proto->n_dependency, sizeof *file->imports),
    };
    if (pool->failed)
        return;
    model->n_files++;
    for (size_t i = 0; i < proto->n_message_type; i++) {
        struct source_path path = {NULL, SOURCE_FILE_MESSAGE, (int32_t)i};
        declare_message(model, file, proto->message_type[i], "", &path);
    }
    for (size_t i = 0; i < proto->n_enum_type; i++) {
        struct source_path path = {NULL, SOURCE_FILE_ENUM, (int32_t)i};
        declare_enum(model, file, proto->enum_type[i], "", &path);
    }
    for (size_t i = 0; i < proto->n_service; i++) {
        struct source_path path = {NULL, SOURCE_FILE_SERVICE, (int32_t)i};
        declare_service(model, file, proto->service[i], &path);
    }
}

/* ---- resolving: what refers to a type gets it ---- */

/* `type` is a full name with a dot before it, as the compiler gives it. */
static const struct model_message *find_message(const struct model *model, const char *type)
{
    for (size_t i = 0; type && i < model->n_messages; i++) {
        if (strcmp(model->messages[i]->element.full_name, type + 1) == 0)
            return model->messages[i];
    }
    return NULL;
}

static const struct model_enum *find_enum(const struct model *model, const char *type)
{
    for (size_t i = 0; type && i < model->n_files; i++) {
        const struct model_file *file = &model->files[i];
        for (size_t j = 0; j < file->n_enums; j++) {
            if (strcmp(file->enums[j].element.full_name, type + 1) == 0)
                return &file->enums[j];
        }
    }
    return NULL;
}

static int compare_fields(const void *left, const void *right)
{
    int32_t a = ((const struct model_field *)left)->number;
    int32_t b = ((const struct model_field *)right)->number;
    return (a > b) - (a < b);
}

static struct model_field resolve_field(struct model *model, const struct model_file *file, const struct model_message *message,
                                        size_t index, const struct source_path *path)
{
    static const field_rules no_rules = HENSIGT__OPTIONS__V1__FIELD_RULES__INIT;
    struct pool *pool = &model->pool;
    const proto_field *proto = message->proto->field[index];
    struct source_path at = {path, SOURCE_MESSAGE_FIELD, (int32_t)index};
    const char *name = pool_printf(pool, "%s.%s", message->element.full_name, proto->name);
    struct model_field field = {
        .element = source_element(pool, file->proto, &at, proto->name, name),
        .json_name = names_json(pool, proto->name),
        .type = proto->type,
        .repeated = proto->label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REPEATED,
        .number = proto->number,
        .position = (uint32_t)index,
        .oneof = proto->has_oneof_index ? message->proto->oneof_decl[proto->oneof_index]->name : NULL,
        .proto = proto,
    };
    if (proto->type == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_ENUM)
        field.enumeration = find_enum(model, proto->type_name);
    else
        field.message = find_message(model, proto->type_name);
    const field_rules *rules = file->ours ? options_field(model, &field.element, proto->options) : NULL;
    field.rules = rules ? rules : &no_rules;
    return field;
}

/* Resolves the message that `*next` points to and those nested in it, which follow it. */
static void resolve_message(struct model *model, const struct model_file *file, struct model_message **next,
                            const struct source_path *path)
{
    struct model_message *message = (*next)++;
    const proto_message *proto = message->proto;
    struct model_field *fields = pool_array(&model->pool, proto->n_field, sizeof *fields);
    for (size_t i = 0; fields && i < proto->n_field; i++)
        fields[i] = resolve_field(model, file, message, i, path);
    if (fields) {
        qsort(fields, proto->n_field, sizeof *fields, compare_fields);
        message->fields = fields;
        message->n_fields = proto->n_field;
    }
    if (file->ours)
        message->rules = options_resource(model, &message->element, proto->options);
    for (size_t i = 0; i < proto->n_nested_type; i++) {
        struct source_path nested = {path, SOURCE_MESSAGE_NESTED, (int32_t)i};
        resolve_message(model, file, next, &nested);
    }
}

static void resolve_methods(struct model *model, struct model_service *service)
{
    static const method_rules no_rules = HENSIGT__OPTIONS__V1__METHOD_RULES__INIT;
    for (size_t i = 0; i < service->n_methods; i++) {
        struct model_method *method = &service->methods[i];
        method->input = find_message(model, method->proto->input_type);
        method->output = find_message(model, method->proto->output_type);
        const method_rules *rules = options_method(model, &method->element, method->proto->options);
        method->rules = rules ? rules : &no_rules;
    }
}

static void resolve_file(struct model *model, struct model_file *file)
{
    for (size_t i = 0; i < file->proto->n_dependency; i++) {
        for (size_t j = 0; j < model->n_files; j++) {
            if (strcmp(model->files[j].proto->name, file->proto->dependency[i]) == 0)
                file->imports[file->n_imports++] = &model->files[j];
        }
    }
    struct model_message *next = file->messages;
    for (size_t i = 0; i < file->proto->n_message_type; i++) {
        struct source_path path = {NULL, SOURCE_FILE_MESSAGE, (int32_t)i};
        resolve_message(model, file, &next, &path);
    }
    for (size_t i = 0; i < file->n_services; i++)
        resolve_methods(model, &file->services[i]);
}

/* ---- the whole ---- */

static int compare_messages(const void *left, const void *right)
{
    return strcmp((*(struct model_message *const *)left)->element.full_name,
                  (*(struct model_message *const *)right)->element.full_name);
}

static int compare_services(const void *left, const void *right)
{
    return strcmp((*(struct model_service *const *)left)->element.full_name,
                  (*(struct model_service *const *)right)->element.full_name);
}

/* Lists messages and services over all files, sorted. */
static void list_all(struct model *model)
{
    size_t n_messages = 0;
    size_t n_services = 0;
    for (size_t i = 0; i < model->n_files; i++) {
        n_messages += model->files[i].n_messages;
        n_services += model->files[i].n_services;
    }
    model->messages = pool_array(&model->pool, n_messages, sizeof(struct model_message *));
    model->services = pool_array(&model->pool, n_services, sizeof(struct model_service *));
    if (model->pool.failed)
        return;
    for (size_t i = 0; i < model->n_files; i++) {
        struct model_file *file = &model->files[i];
        for (size_t j = 0; j < file->n_messages; j++)
            model->messages[model->n_messages++] = &file->messages[j];
        for (size_t j = 0; j < file->n_services; j++)
            model->services[model->n_services++] = &file->services[j];
    }
    qsort(model->messages, model->n_messages, sizeof(struct model_message *), compare_messages);
    qsort(model->services, model->n_services, sizeof(struct model_service *), compare_services);
}

bool model_build(struct model *model, const proto_request *request)
{
    *model = (struct model){0};
    model->files = pool_array(&model->pool, request->n_proto_file, sizeof *model->files);
    for (size_t i = 0; i < request->n_proto_file && !model->pool.failed; i++)
        declare_file(model, request->proto_file[i]);
    if (!model->pool.failed)
        list_all(model);
    for (size_t i = 0; i < model->n_files && !model->pool.failed; i++)
        resolve_file(model, &model->files[i]);
    if (!model->pool.failed)
        resources_build(model);
    if (!model->pool.failed)
        check_contract(model);
    if (model->n_errors)
        qsort(model->errors, model->n_errors, sizeof *model->errors, compare_errors);
    return !model->pool.failed && model->n_errors == 0;
}

void model_free(struct model *model)
{
    pool_free(&model->pool);
    *model = (struct model){0};
}
