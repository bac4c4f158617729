#include "options.h"

enum {
    OPTION_NUMBER = 50880, /* of all three extensions in options.proto */
};

static void *allocate(void *pool, size_t size)
{
    return pool_array(pool, size, 1);
}

static void release(void *pool, void *data)
{
    (void)pool;
    (void)data;
}

/* protobuf-c leaves the length before a length-delimited unknown field's bytes; the size of that length is returned. */
static size_t length_size(const ProtobufCMessageUnknownField *field)
{
    size_t size = 0;
    while (size < field->len && field->data[size] >= 0x80)
        size++;
    return size < field->len ? size + 1 : size;
}

/* Unpacks the one occurrence of our option. Several occurrences would have to be merged, which protobuf-c does not do rightly. */
static ProtobufCMessage *unpack(struct model *model, const struct element *element, const ProtobufCMessage *options,
                                const ProtobufCMessageDescriptor *type)
{
    const ProtobufCMessageUnknownField *found = NULL;
    for (size_t i = 0; options && i < options->n_unknown_fields; i++) {
        const ProtobufCMessageUnknownField *field = &options->unknown_fields[i];
        if (field->tag != OPTION_NUMBER)
            continue;
        if (found) {
            model_complain(model, element, "gives the option of type %s in several parts; write it once, as {...}", type->name);
            return NULL;
        }
        found = field;
    }
    if (!found)
        return NULL;
    ProtobufCAllocator allocator = {allocate, release, &model->pool};
    size_t skip = length_size(found);
    ProtobufCMessage *rules = NULL;
    if (found->wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
        rules = protobuf_c_message_unpack(type, &allocator, found->len - skip, found->data + skip);
    if (!rules || rules->n_unknown_fields) {
        model_complain(model, element, "has an option of type %s that this generator cannot read", type->name);
        return NULL;
    }
    return rules;
}

const field_rules *options_field(struct model *model, const struct element *element, const Google__Protobuf__FieldOptions *options)
{
    return (const field_rules *)unpack(model, element, options ? &options->base : NULL,
                                       &hensigt__options__v1__field_rules__descriptor);
}

const resource_rules *options_resource(struct model *model, const struct element *element,
                                       const Google__Protobuf__MessageOptions *options)
{
    return (const resource_rules *)unpack(model, element, options ? &options->base : NULL,
                                          &hensigt__options__v1__resource_rules__descriptor);
}

const method_rules *options_method(struct model *model, const struct element *element,
                                   const Google__Protobuf__MethodOptions *options)
{
    return (const method_rules *)unpack(model, element, options ? &options->base : NULL,
                                        &hensigt__options__v1__method_rules__descriptor);
}
