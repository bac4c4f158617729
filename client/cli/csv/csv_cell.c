#include "csv/csv_cell.h"

#include "amount.h"
#include "csv/csv_text.h"
#include "text.h"
#include "value.h"
#include "value_form.h"
#include "words.h"

#include "crypto/crypto.h"
#include "wire/ascii.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/member.h"
#include "json/json.h"

#include <inttypes.h>
#include <string.h>

enum { NANOS_PER_UNIT = 1000000000 };

/* Parts the values of a repeated field, and makes the character behind it one of a value. */
static const char separator[] = "|";
static const char escape[] = "\\";

/* How an empty value among others is written. */
static const char empty_value[] = "\"\"";

static bool is_empty(const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        if (hs_member_count(message, &message->descriptor->fields[i]) > 0) {
            return false;
        }
    }
    return message->n_unknown_fields == 0;
}

/* ---- showing ---------------------------------------------------------------------------------------------------------------- */

static const char *bytes_text(struct hs_arena *arena, const ProtobufCBinaryData *bytes)
{
    char *text = hs_arena_alloc(arena, HS_BASE64URL_SIZE(bytes->len));
    if (text != NULL) {
        hs_base64url_encode(bytes->data, bytes->len, text);
    }
    return text;
}

/* One value that is no message. */
static const char *scalar_text(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, size_t i)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return value_string(message, member, i);
    case PROTOBUF_C_TYPE_BOOL:
        return value_number(message, member, i) != 0 ? "yes" : "no";
    case PROTOBUF_C_TYPE_ENUM:
        return words_enum_kebab(arena, member.field->descriptor, (int)value_number(message, member, i));
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_text(arena, value_bytes(message, member, i));
    default:
        return hs_arena_printf(arena, "%" PRId64, value_number(message, member, i));
    }
}

/* Adds one value of several, so that it can be told from its neighbours. */
static void add_value(struct text *text, const char *value)
{
    if (*value == '\0') {
        text_add(text, empty_value);
        return;
    }
    bool like_empty = strcmp(value, empty_value) == 0;
    size_t length = strlen(value);
    for (size_t i = 0; i < length; i++) {
        bool special = value[i] == *separator || value[i] == *escape || like_empty;
        bool outer_space = value[i] == ' ' && (i == 0 || i + 1 == length);
        text_add(text, special || outer_space ? escape : "");
        text_add_bytes(text, value + i, 1);
    }
}

static const char *scalars_text(struct hs_arena *arena, const ProtobufCMessage *holder, struct member member)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < value_count(holder, member); i++) {
        const char *value = scalar_text(arena, holder, member, i);
        if (value == NULL) {
            return NULL;
        }
        text_add(&text, i > 0 ? separator : "");
        add_value(&text, value);
    }
    return text_end(&text);
}

static const char *message_text(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const char *type = message->descriptor->name;
    char date[HS_PARTIAL_DATE_SIZE];
    if (strcmp(type, "hensigt.v1.PartialDate") != 0) {
        return value_form_of(type)->show(arena, message);
    }
    hs_partial_date_text((const hensigt_partial_date *)message, date);
    return hs_arena_string(arena, date);
}

static const char *list_text(struct hs_arena *arena, const ProtobufCMessage *holder, struct member member)
{
    struct hs_json_errors errors;
    struct hs_buffer buffer = {0};
    char *text = NULL;
    bool printed = true;
    if (value_count(holder, member) == 0) {
        return "";
    }
    hs_json_errors_init(&errors, arena);
    for (size_t i = 0; printed && i < value_count(holder, member); i++) {
        hs_buffer_char(&buffer, i == 0 ? '[' : ',');
        printed = hs_json_print(member.rules->message, value_message(holder, member, i), 0, &buffer, &errors);
    }
    hs_buffer_char(&buffer, ']');
    if (printed && !buffer.failed) {
        text = hs_arena_string(arena, buffer.text);
    }
    hs_buffer_free(&buffer);
    return text;
}

/* What a column shows of a message that holds its field. */
static const char *field_text(struct hs_arena *arena, const struct csv_column *column, const ProtobufCMessage *holder)
{
    struct member member = csv_column_member(column);
    const ProtobufCMessage *message = NULL;
    switch (column->shape) {
    case CSV_SCALARS:
        return scalars_text(arena, holder, member);
    case CSV_JSON:
        return list_text(arena, holder, member);
    case CSV_AMOUNT:
        message = value_message(holder, member, 0);
        return message != NULL ? amount_text(arena, get_number(message, "units"), (int32_t)get_number(message, "nanos")) : "";
    case CSV_TEXT:
        message = value_message(holder, member, 0);
        return message != NULL ? message_text(arena, message) : "";
    default:
        return value_count(holder, member) > 0 ? scalar_text(arena, holder, member, 0) : "";
    }
}

/* Whether a message on the way to what a column shows is set without fields of its own. An amount of 0 is one, and shown as such.
 */
static bool shows_empty_message(const struct csv_column *column, const ProtobufCMessage *resource)
{
    const ProtobufCMessage *message = csv_column_holder(column, resource);
    if (message != NULL && column->shape == CSV_TEXT) {
        message = value_message(message, csv_column_member(column), 0);
    }
    return message != NULL && message != resource && is_empty(message);
}

const char *csv_cell_text(struct hs_arena *arena, const struct csv_column *column, const ProtobufCMessage *resource, bool *plain)
{
    const ProtobufCMessage *holder = csv_column_holder(column, resource);
    *plain = shows_empty_message(column, resource);
    if (*plain) {
        return CSV_EMPTY_MESSAGE;
    }
    return holder != NULL ? field_text(arena, column, holder) : "";
}

/* ---- setting ---------------------------------------------------------------------------------------------------------------- */

/* The words of spreadsheets for what is so and what is not, which they write in the language of their user. */
static const struct {
    const char *word;
    bool yes;
} truths[] = {{"yes", true},  {"true", true},   {"ja", true},     {"sand", true},    {"sann", true},
              {"sant", true}, {"tosi", true},   {"no", false},    {"false", false},  {"nej", false},
              {"nei", false}, {"falsk", false}, {"usann", false}, {"falskt", false}, {"epätosi", false}};

static bool same_letters(const char *text, const char *word)
{
    for (; *text != '\0' && *word != '\0'; text++, word++) {
        char lower = hs_is_upper(*text) ? (char)(*text - 'A' + 'a') : *text;
        if (lower != *word) {
            return false;
        }
    }
    return *text == *word;
}

static bool set_bool(ProtobufCMessage *holder, struct member member, const char *text, const char **error)
{
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) {
        if (same_letters(text, truths[i].word)) {
            value_put_number((char *)holder + member.field->offset, member, truths[i].yes);
            return true;
        }
    }
    *error = "must be yes or no";
    return false;
}

static bool has_decimal_comma(const char *text)
{
    return strchr(text, ',') != NULL && text[strspn(text, "-0123456789,. ")] == '\0';
}

static bool refuse_comma(struct hs_arena *arena, const char *text, const char **error)
{
    *error = hs_arena_printf(arena, "must be a number with a point, such as 1250.5, not '%s': a comma could mean either", text);
    return false;
}

static bool set_scalar(struct hs_arena *arena, ProtobufCMessage *holder, struct member member, const char *text, const char **error)
{
    if (member.field->type == PROTOBUF_C_TYPE_BOOL && !member_repeats(member)) {
        return set_bool(holder, member, text, error);
    }
    if (member.rules->format == HS_FORMAT_DECIMAL && has_decimal_comma(text)) {
        return refuse_comma(arena, text, error);
    }
    return value_set(arena, holder, member, text, error);
}

static bool set_amount(struct hs_arena *arena, ProtobufCMessage *money, const char *text, const char **error)
{
    const struct hs_message *type = type_of(money);
    struct member units = member_named(type, "units");
    struct member nanos = member_named(type, "nanos");
    struct hs_decimal amount;
    if (has_decimal_comma(text)) {
        return refuse_comma(arena, text, error);
    }
    if (!hs_decimal_parse(text, &amount)) {
        *error = hs_arena_printf(arena, "must be a number such as 1250000.50, not '%s'", text);
        return false;
    }
    int64_t one = 1;
    for (int i = 0; i < amount.scale; i++) {
        one *= 10;
    }
    value_put_number((char *)money + units.field->offset, units, amount.mantissa / one);
    value_put_number((char *)money + nanos.field->offset, nanos, amount.mantissa % one * (NANOS_PER_UNIT / one));
    return true;
}

/* Takes the next value of several out of *text, which then stands behind its separator or is NULL at the end. NULL without memory.
 */
static const char *take_value(struct hs_arena *arena, const char **text, bool *empty)
{
    const char *at = *text + strspn(*text, " ");
    char *value = hs_arena_alloc(arena, strlen(at) + 1);
    size_t length = 0;
    size_t kept = 0; /* spaces behind it are not, unless escaped */
    if (value == NULL) {
        return NULL;
    }
    *empty = strncmp(at, empty_value, 2) == 0 && (at[2] == '\0' || at[2] == *separator);
    for (; *at != '\0' && *at != *separator; at++) {
        bool escaped = *at == *escape && at[1] != '\0';
        at += escaped;
        value[length++] = *at;
        kept = escaped || *at != ' ' ? length : kept;
    }
    value[*empty ? 0 : kept] = '\0';
    *text = *at == *separator ? at + 1 : NULL;
    return value;
}

static bool add_empty(struct hs_arena *arena, ProtobufCMessage *holder, struct member member)
{
    void *place = value_add(arena, holder, member);
    if (place != NULL && member.field->type == PROTOBUF_C_TYPE_STRING) {
        *(const char **)place = protobuf_c_empty_string;
    }
    return place != NULL;
}

static bool set_scalars(struct hs_arena *arena, ProtobufCMessage *holder, struct member member, const char *text,
                        const char **error)
{
    while (text != NULL) {
        bool empty = false;
        const char *value = take_value(arena, &text, &empty);
        if (value == NULL) {
            return false;
        }
        if (*value == '\0' && !empty) {
            *error = "has nothing between two |";
            return false;
        }
        if (empty ? !add_empty(arena, holder, member) : !set_scalar(arena, holder, member, value, error)) {
            return false;
        }
    }
    return true;
}

static const char *list_error(struct hs_arena *arena, const struct hs_json_error *error, const char *name)
{
    size_t length = strlen(name);
    bool inside = strncmp(error->path, name, length) == 0 && error->path[length] == '[';
    return inside ? hs_arena_printf(arena, "has a wrong %s, which %s", error->path + length, error->text)
                  : hs_arena_printf(arena, "must be a list in JSON such as [{...},{...}]: %s", error->text);
}

/* Reads a list as what it is in its message's JSON, where nothing else may stand beside it. */
static bool set_list(struct hs_arena *arena, ProtobufCMessage *holder, struct member member, const char *text, const char **error)
{
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, arena);
    const char *object = hs_arena_printf(arena, "{\"%s\":%s}", member.rules->json_name, text);
    ProtobufCMessage *read = object != NULL ? hs_json_parse(type_of(holder), object, strlen(object), &errors) : NULL;
    if (object == NULL || errors.no_memory) {
        return false;
    }
    if (read == NULL) {
        *error = list_error(arena, &errors.errors[0], member.rules->json_name);
        return false;
    }
    hs_member_copy(read, holder, member.field);
    hs_member_clear(read, member.field);
    if (!is_empty(read)) {
        *error = "must be one list in JSON";
        return false;
    }
    return true;
}

/* The message within a message, made if it is not there. */
static ProtobufCMessage *enter(struct hs_arena *arena, ProtobufCMessage *message, const struct csv_column *column, size_t depth)
{
    for (size_t i = 0; message != NULL && i < depth; i++) {
        message = value_enter(arena, message, column->members[i]);
    }
    return message;
}

bool csv_cell_set(struct hs_arena *arena, const struct csv_column *column, ProtobufCMessage *resource, const char *cell,
                  const char **error)
{
    const char *text = csv_unguard(cell);
    struct member member = csv_column_member(column);
    bool within = column->shape == CSV_TEXT || column->shape == CSV_AMOUNT;
    *error = NULL;
    if (*text == '\0') {
        return true;
    }
    ProtobufCMessage *holder = enter(arena, resource, column, column->depth - !within);
    if (holder == NULL) {
        return false;
    }
    if (strcmp(cell, CSV_EMPTY_MESSAGE) == 0 && holder != resource) {
        return true;
    }
    switch (column->shape) {
    case CSV_SCALARS:
        return set_scalars(arena, holder, member, text, error);
    case CSV_JSON:
        return set_list(arena, holder, member, text, error);
    case CSV_AMOUNT:
        return set_amount(arena, holder, text, error);
    case CSV_TEXT:
        return value_form_of(holder->descriptor->name)->set(arena, holder, text, error);
    default:
        return set_scalar(arena, holder, member, text, error);
    }
}

static void clear_fields(ProtobufCMessage *message, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct member member = member_named(type_of(message), names[i]);
        value_clear(message, member);
    }
}

/* Unsets what a column shows; `depth` messages lead to it from here. */
static void clear_within(const struct csv_column *column, size_t depth, ProtobufCMessage *message)
{
    static const char *const date[] = {"date", "earliest", "latest"};
    static const char *const amount[] = {"units", "nanos"};
    struct member member = column->members[column->depth - depth];
    bool part = column->shape == CSV_AMOUNT || (column->shape == CSV_TEXT && member_is(member, "hensigt.v1.PartialDate"));
    if (depth == 1 && !part) {
        value_clear(message, member);
        return;
    }
    ProtobufCMessage *inner = hs_member_message(message, member.field, 0);
    if (inner == NULL) {
        return;
    }
    if (depth > 1) {
        clear_within(column, depth - 1, inner);
    } else if (column->shape == CSV_AMOUNT) {
        clear_fields(inner, amount, sizeof amount / sizeof amount[0]);
    } else {
        clear_fields(inner, date, sizeof date / sizeof date[0]);
    }
    if (is_empty(inner)) {
        value_clear(message, member);
    }
}

void csv_cell_clear(const struct csv_column *column, ProtobufCMessage *resource)
{
    clear_within(column, column->depth, resource);
}
