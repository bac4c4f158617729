/* <base>.h: short names for the types of a file, with the contract's words. */
#include "emit.h"

static const char *type_label(const struct model_field *field)
{
    switch (field->type) {
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_STRING:
        return "string";
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_BYTES:
        return "bytes";
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_BOOL:
        return "bool";
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_INT64:
        return "int64";
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_INT32:
        return "int32";
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_UINT32:
        return "uint32";
    default:
        return field->message ? field->message->short_name : field->enumeration ? field->enumeration->short_name : "number";
    }
}

/* One field as a point of its message's comment. */
static void emit_field(struct text *out, const struct model_field *field)
{
    struct text words = {0};
    text_printf(&words, "`%s` (%s%s%s%s%s%s%s): %s", field->element.name, field->repeated ? "repeated " : "", type_label(field),
                field->oneof ? ", one of " : "", field->oneof ? field->oneof : "", field->rules->required ? ", required" : "",
                field->rules->output_only ? ", output only" : "", field->rules->immutable ? ", immutable" : "",
                field->element.comment);
    if (words.failed)
        out->failed = true;
    else
        emit_words(out, " *  - ", " *    ", words.data);
    text_free(&words);
}

/* The fields in the order in which they were declared. */
static void emit_fields(struct text *out, const struct model_message *message)
{
    for (size_t position = 0; position < message->n_fields; position++) {
        for (size_t i = 0; i < message->n_fields; i++) {
            if (message->fields[i].position == position)
                emit_field(out, &message->fields[i]);
        }
    }
}

static void emit_message(struct text *out, const struct model_file *file, const struct model_message *message)
{
    text_printf(out, "\n");
    if (file->ours && message->n_fields) {
        emit_words(out, "/** ", " *  ", message->element.comment);
        text_printf(out, " *\n");
        emit_fields(out, message);
        text_printf(out, " */\n");
    } else if (file->ours) {
        emit_comment(out, "", message->element.comment);
    }
    text_printf(out, "typedef %s %s;\n", message->c_type, message->short_name);
    text_printf(out, "#define %s_INIT %s__INIT\n\n", message->macro, message->c_upper);
    text_printf(out, "/** Frees a message that was unpacked, and all it holds. NULL is allowed. */\n");
    text_printf(out,
                "static inline void %s_free(%s *message)\n"
                "{\n"
                "    protobuf_c_message_free_unpacked(message ? &message->base : NULL, NULL);\n"
                "}\n",
                message->short_name, message->short_name);
}

static void emit_enum(struct text *out, const struct model_enum *enumeration)
{
    text_printf(out, "\n");
    emit_comment(out, "", enumeration->element.comment);
    text_printf(out, "typedef %s %s;\n", enumeration->c_type, enumeration->short_name);
    for (size_t i = 0; i < enumeration->n_values; i++) {
        const struct model_enum_value *value = &enumeration->values[i];
        emit_comment(out, "", value->element.comment);
        text_printf(out, "#define %s %s\n", value->alias, value->c_name);
    }
}

void emit_types_header(struct text *out, const struct model_file *file)
{
    emit_banner(out, "The types of", file->element.file);
    if (file->ours && file->element.comment[0])
        emit_comment(out, "", file->element.comment);
    emit_guard(out, file->guard, "");
    text_printf(out, "#include \"%s.pb-c.h\"\n", file->base);
    for (size_t i = 0; i < file->n_imports; i++)
        text_printf(out, "#include \"%s.h\"\n", file->imports[i]->base);
    emit_open(out);
    for (size_t i = 0; file->ours && i < file->n_enums; i++)
        emit_enum(out, &file->enums[i]);
    for (size_t i = 0; i < file->n_messages; i++)
        emit_message(out, file, &file->messages[i]);
    emit_close(out);
}
