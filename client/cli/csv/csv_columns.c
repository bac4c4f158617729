#include "csv/csv_columns.h"

#include "manual.h"
#include "text.h"
#include "value_form.h"
#include "words.h"

#include <string.h>

/* Fields that the registry keeps whatever is imported, and that a spreadsheet would only bring out of step. */
static const char *const kept[] = {"etag", "create_time", "update_time", "delete_time"};

static bool is_kept(const char *name)
{
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (strcmp(name, kept[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Adds a copy of the path walked so far as a column; `last` is its last segment, NULL = that of the field itself. */
static bool add_column(struct hs_arena *arena, struct csv_columns *columns, const struct csv_column *walked, enum csv_shape shape,
                       const char *last)
{
    struct csv_column *grown = hs_arena_grow(arena, columns->columns, columns->n, sizeof *grown);
    struct text path;
    if (grown == NULL) {
        return false;
    }
    columns->columns = grown;
    text_init(&path, arena);
    for (size_t i = 0; i < walked->depth; i++) {
        text_addf(&path, "%s%s", i > 0 ? "." : "", walked->members[i].field->name);
    }
    if (last != NULL) {
        text_addf(&path, ".%s", last);
    }
    struct csv_column *column = &grown[columns->n];
    *column = *walked;
    column->shape = shape;
    column->path = text_end(&path);
    columns->n += column->path != NULL;
    return column->path != NULL;
}

static bool add_fields(struct hs_arena *arena, struct csv_columns *columns, const struct hs_message *type,
                       struct csv_column *walked);

/* The columns of a singular message. A partial date and an amount have a text for what a reader sees as one, and columns for the
 * rest. */
static bool add_message(struct hs_arena *arena, struct csv_columns *columns, struct csv_column *walked)
{
    const struct hs_message *type = csv_column_member(walked).rules->message;
    const char *name = type->descriptor->name;
    bool date = strcmp(name, "hensigt.v1.PartialDate") == 0;
    bool money = strcmp(name, "hensigt.v1.Money") == 0;
    bool own_text = strncmp(name, "google.protobuf.", strlen("google.protobuf.")) == 0;
    if (own_text || date) {
        if (!add_column(arena, columns, walked, CSV_TEXT, NULL)) {
            return false;
        }
    } else if (!money) {
        return add_fields(arena, columns, type, walked);
    } else if (!add_column(arena, columns, walked, CSV_AMOUNT, "amount")) {
        return false;
    }
    if (own_text) {
        return true;
    }
    walked->members[walked->depth++] = member_named(type, date ? "stated" : "currency_code");
    bool added = add_column(arena, columns, walked, CSV_SCALAR, NULL);
    walked->depth--;
    return added;
}

static bool add_field(struct hs_arena *arena, struct csv_columns *columns, struct csv_column *walked)
{
    struct member member = csv_column_member(walked);
    bool message = member.field->type == PROTOBUF_C_TYPE_MESSAGE;
    if (member_repeats(member)) {
        return add_column(arena, columns, walked, message ? CSV_JSON : CSV_SCALARS, NULL);
    }
    return message ? add_message(arena, columns, walked) : add_column(arena, columns, walked, CSV_SCALAR, NULL);
}

static bool add_fields(struct hs_arena *arena, struct csv_columns *columns, const struct hs_message *type,
                       struct csv_column *walked)
{
    bool added = walked->depth + 1 < CSV_MAX_DEPTH; /* an amount or a date needs one more */
    for (size_t i = 0; added && i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        if (type->resource == NULL || !is_kept(member.field->name)) {
            walked->members[walked->depth++] = member;
            added = add_field(arena, columns, walked);
            walked->depth--;
        }
    }
    return added;
}

bool csv_columns_find(struct hs_arena *arena, const struct hs_resource *resource, struct csv_columns *out)
{
    struct csv_columns columns = {.resource = resource};
    struct csv_column walked = {.depth = 0};
    if (!add_fields(arena, &columns, resource->message, &walked)) {
        return false;
    }
    *out = columns;
    return true;
}

const struct csv_column *csv_column_named(const struct csv_columns *columns, const char *path)
{
    for (size_t i = 0; i < columns->n; i++) {
        if (strcmp(columns->columns[i].path, path) == 0) {
            return &columns->columns[i];
        }
    }
    return NULL;
}

struct member csv_column_member(const struct csv_column *column)
{
    return column->members[column->depth - 1];
}

const ProtobufCMessage *csv_column_holder(const struct csv_column *column, const ProtobufCMessage *resource)
{
    const ProtobufCMessage *message = resource;
    for (size_t i = 0; message != NULL && i + 1 < column->depth; i++) {
        message = value_message(message, column->members[i], 0);
    }
    return message;
}

bool csv_column_is_computed(const struct csv_column *column)
{
    return (column->members[0].rules->flags & HS_FIELD_OUTPUT_ONLY) != 0;
}

/* ---- what it means ---------------------------------------------------------------------------------------------------------- */

static void add_choices(struct text *text, struct hs_arena *arena, const ProtobufCEnumDescriptor *type)
{
    const char *between = " One of ";
    for (unsigned i = 0; i < type->n_values; i++) {
        const char *word = words_enum_kebab(arena, type, type->values[i].value);
        if (word != NULL && *word != '\0') {
            text_addf(text, "%s%s", between, word);
            between = ", ";
        }
    }
    text_add(text, ".");
}

static void add_form(struct text *text, struct hs_arena *arena, const struct csv_column *column)
{
    struct member member = csv_column_member(column);
    const struct value_form *form = NULL;
    switch (column->shape) {
    case CSV_JSON:
        text_addf(text, " A list in JSON of %s.", strrchr(member.rules->message->descriptor->name, '.') + 1);
        return;
    case CSV_AMOUNT:
        text_add(text, " The number, with a point.");
        return;
    case CSV_TEXT:
        form = value_form_of(member.rules->message->descriptor->name);
        text_addf(text, " Form: %s", form->words);
        return;
    default:
        break;
    }
    if (member.field->type == PROTOBUF_C_TYPE_ENUM) {
        add_choices(text, arena, member.field->descriptor);
    } else if (member.field->type == PROTOBUF_C_TYPE_BOOL) {
        text_add(text, " yes, or empty.");
    } else if (member.field->type == PROTOBUF_C_TYPE_BYTES) {
        text_add(text, " Bytes in base64.");
    }
    text_add(text, column->shape == CSV_SCALARS ? " Several are parted by |." : "");
}

const char *csv_column_doc(struct hs_arena *arena, const struct csv_columns *columns, const struct csv_column *column)
{
    struct text text;
    const struct hs_message *type = columns->resource->message;
    text_init(&text, arena);
    for (size_t i = 0; i < column->depth; i++) {
        const char *name = hs_arena_printf(arena, "%s.%s", type->descriptor->name, column->members[i].field->name);
        bool last = i + 1 == column->depth;
        text_addf(&text, "%s%s", i > 0 ? " " : "", last ? manual_doc(arena, name) : manual_brief(arena, name));
        type = column->members[i].rules->message;
    }
    add_form(&text, arena, column);
    text_add(&text, csv_column_is_computed(column) ? " The registry sets it." : "");
    const char *doc = text_end(&text);
    return doc != NULL ? doc : "";
}
