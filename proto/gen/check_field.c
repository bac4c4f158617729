#include "check.h"

#include <string.h>

#define TYPE(name) GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_##name

static bool is_text(const struct model_field *field)
{
    return field->type == TYPE(STRING);
}

static bool is_number(const struct model_field *field)
{
    bool is_decimal = is_text(field) && field->rules->format == HENSIGT__OPTIONS__V1__FORMAT__FORMAT_DECIMAL;
    return field->type == TYPE(INT32) || field->type == TYPE(INT64) || field->type == TYPE(UINT32) || is_decimal;
}

/* Whether it holds a type that has a sign. */
static bool is_amount(const struct model_field *field)
{
    const char *type = field->message ? field->message->element.full_name : "";
    return strcmp(type, "hensigt.v1.Money") == 0 || strcmp(type, "hensigt.v1.Quantity") == 0;
}

/* Why a field's kind is not used in the contract, or NULL. */
static const char *kind_refusal(const struct model_field *field)
{
    const char *reason = NULL;
    switch (field->type) {
    case TYPE(FLOAT):
    case TYPE(DOUBLE):
        reason = "is a floating-point number, whose sums differ with their order; use a decimal string";
        break;
    case TYPE(UINT64):
    case TYPE(FIXED64):
        reason = "is an unsigned 64-bit number, which neither SQLite nor JSON readers hold; use int64";
        break;
    case TYPE(FIXED32):
    case TYPE(SFIXED32):
    case TYPE(SFIXED64):
    case TYPE(SINT32):
    case TYPE(SINT64):
        reason = "is of a numeric kind that only changes the bytes; use int32, int64 or uint32";
        break;
    case TYPE(GROUP):
        reason = "is a group";
        break;
    default:
        break;
    }
    if (field->message && field->message->proto->options && field->message->proto->options->map_entry)
        reason = "is a map, whose order and uniqueness protobuf-c does not keep; use a repeated message";
    else if (field->proto->proto3_optional)
        reason = "is `optional`, which protobuf-c cannot generate; presence is by message-typed fields";
    return reason;
}

static void check_name(struct model *model, const struct model_field *field)
{
    const char *name = field->element.name;
    const char *refusal = names_refusal(name);
    if (!names_is_snake(name))
        model_complain(model, &field->element, "is not named in lower_snake_case");
    if (refusal)
        model_complain(model, &field->element, "%s", refusal);
    if (field->proto->json_name && strcmp(field->proto->json_name, field->json_name) != 0)
        model_complain(model, &field->element, "has a json_name of its own; JSON names follow from the names");
}

/* Each kind of `reference` must be a resource. */
static void check_reference(struct model *model, const struct model_field *field)
{
    const char *kind = field->rules->reference;
    while (*kind) {
        size_t size = strcspn(kind, "|");
        if (!model_resource(model, kind, size))
            model_complain(model, &field->element, "refers to `%.*s`, which is no resource", (int)size, kind);
        kind += size;
        kind += *kind == '|';
    }
}

/* Each rule must fit the kind of the field it is given. */
static void check_rules(struct model *model, const struct model_field *field)
{
    const field_rules *rules = field->rules;
    const struct element *element = &field->element;
    bool sized = is_text(field) || field->type == TYPE(BYTES);
    bool named = rules->format == HENSIGT__OPTIONS__V1__FORMAT__FORMAT_RESOURCE_NAME ||
                 rules->format == HENSIGT__OPTIONS__V1__FORMAT__FORMAT_PARENT;
    if ((rules->min_length || rules->max_length) && !sized)
        model_complain(model, element, "has a length but is neither a string nor bytes");
    if (rules->max_length && rules->min_length > rules->max_length)
        model_complain(model, element, "has a min_length above its max_length");
    if ((rules->max_items || rules->distinct) && !field->repeated)
        model_complain(model, element, "has max_items or distinct but is not repeated");
    if (rules->format && !is_text(field))
        model_complain(model, element, "has a format but is not a string");
    if (rules->reference[0] && !named)
        model_complain(model, element, "has a reference but neither FORMAT_RESOURCE_NAME nor FORMAT_PARENT");
    if (rules->non_negative && !is_number(field) && !is_amount(field))
        model_complain(model, element, "has non_negative but is neither a number nor an amount");
    if (rules->maximum && !is_number(field))
        model_complain(model, element, "has a maximum but is not a number");
    if (rules->partial && !field->message)
        model_complain(model, element, "is partial but is not a message");
    if (rules->required && rules->output_only)
        model_complain(model, element, "is both required and output_only");
    check_reference(model, field);
}

void check_field(struct model *model, const struct model_field *field)
{
    const char *refusal = kind_refusal(field);
    if (refusal)
        model_complain(model, &field->element, "%s", refusal);
    check_name(model, field);
    check_rules(model, field);
}
