#include "show.h"

#include "resource_name.h"
#include "text.h"
#include "value_form.h"
#include "words.h"

#include "crypto/crypto.h"
#include "wire/ascii.h"

#include "google/protobuf/timestamp.pb-c.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* The text of a field, "" if the message has no such one. */
static const char *text_named(const ProtobufCMessage *message, const char *name)
{
    struct member member = member_named(type_of(message), name);
    bool is_text = member.field != NULL && member.field->type == PROTOBUF_C_TYPE_STRING && !member_repeats(member);
    return is_text && value_count(message, member) > 0 ? value_string(message, member, 0) : "";
}

/* A number; in a cell with the unit or the currency that stands beside it in the message. */
static const char *show_number(struct hs_arena *arena, const ProtobufCMessage *message, const char *number, enum show_how how)
{
    const char *currency = text_named(message, "currency_code");
    const char *unit = *currency != '\0' ? currency : text_named(message, "unit_code");
    return value_form_amount(arena, number, how == SHOW_SHORT ? unit : "");
}

static const char *show_string(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, size_t i,
                               enum show_how how)
{
    const char *string = value_string(message, member, i);
    if (member.rules->format == HS_FORMAT_DECIMAL && *string != '\0') {
        return show_number(arena, message, string, how);
    }
    const struct hs_resource *kind = how == SHOW_SHORT ? resource_of_names(type_of(message), member) : NULL;
    return kind != NULL ? resource_name_short(arena, kind, string) : string;
}

/* A public key as it is typed. */
static const char *show_key(struct hs_arena *arena, const ProtobufCBinaryData *key, enum show_how how)
{
    enum { BEGINNING = 12 };
    char *text = hs_arena_alloc(arena, HS_BASE64URL_SIZE(key->len));
    if (text == NULL) {
        return NULL;
    }
    hs_base64url_encode(key->data, key->len, text);
    return how == SHOW_SHORT && strlen(text) > BEGINNING ? hs_arena_printf(arena, "%.*s…", BEGINNING, text) : text;
}

static const char *show_bytes(struct hs_arena *arena, const ProtobufCBinaryData *bytes, enum show_how how)
{
    enum { HASH = 32, BEGINNING = 6 };
    size_t most = how == SHOW_SHORT && bytes->len == HASH ? BEGINNING : HASH;
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < bytes->len && i < most; i++) {
        text_addf(&text, "%02x", bytes->data[i]);
    }
    if (bytes->len == HASH && most < HASH) {
        text_add(&text, "…");
    } else if (bytes->len > HASH) {
        text_addf(&text, "… (%zu bytes)", bytes->len);
    }
    return text_end(&text);
}

/* Dates, notes and parts of parts are left to the whole; an amount is what a part is about. */
static bool is_plain(struct member member)
{
    static const char *const amounts[] = {"hensigt.v1.Money", "hensigt.v1.Quantity"};
    bool plain = member.field->type != PROTOBUF_C_TYPE_MESSAGE;
    for (size_t i = 0; !plain && i < sizeof amounts / sizeof amounts[0]; i++) {
        plain = strcmp(((const ProtobufCMessageDescriptor *)member.field->descriptor)->name, amounts[i]) == 0;
    }
    return plain;
}

/* What identifies a message within a list: its plain values and amounts, one after the other. */
static const char *show_plain_values(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const struct hs_message *type = type_of(message);
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        if (!is_plain(member) || value_count(message, member) == 0) {
            continue;
        }
        const char *value = show_field(arena, message, member, SHOW_SHORT);
        text_addf(&text, "%s%s", text.length > 0 ? " " : "", value != NULL ? value : "");
    }
    return text_end(&text);
}

/* "2026-01-31T12:00:00.123456Z" -> "2026-01-31T12:00:00Z". */
static const char *drop_fraction(struct hs_arena *arena, const char *time)
{
    const char *point = time != NULL ? strchr(time, '.') : NULL;
    return point != NULL ? hs_arena_printf(arena, "%.*sZ", (int)(point - time), time) : time;
}

/* The date without its wording, unless that is all there is. */
static const char *drop_wording(struct hs_arena *arena, const char *date)
{
    const char *space = date != NULL ? strchr(date, ' ') : NULL;
    bool has_date = date != NULL && (hs_is_digit(*date) || *date == '.');
    return has_date && space != NULL ? hs_arena_bytes(arena, date, (size_t)(space - date)) : date;
}

static const char *show_message(struct hs_arena *arena, const ProtobufCMessage *message, enum show_how how)
{
    if (message == NULL) {
        return "";
    }
    const struct value_form *form = value_form_of(message->descriptor->name);
    if (form == NULL) {
        return show_plain_values(arena, message);
    }
    const char *text = form->show(arena, message);
    if (how == SHOW_SHORT && strcmp(form->type, "google.protobuf.Timestamp") == 0) {
        return drop_fraction(arena, text);
    }
    return how == SHOW_SHORT && strcmp(form->type, "hensigt.v1.PartialDate") == 0 ? drop_wording(arena, text) : text;
}

static bool has_expired(const ProtobufCMessage *message)
{
    struct member member = member_named(type_of(message), "expire_time");
    bool has_time = member.field != NULL && member_is(member, "google.protobuf.Timestamp") && value_count(message, member) > 0;
    return has_time && ((const Google__Protobuf__Timestamp *)value_message(message, member, 0))->seconds <= time(NULL);
}

/* What is active until it expires has expired when that time has passed: the registry does not write it down then. */
static const char *show_enum(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, size_t i)
{
    const char *word = words_enum(arena, member.field->descriptor, (int)value_number(message, member, i));
    bool is_active = word != NULL && strcmp(member.field->name, "state") == 0 && strcmp(word, "active") == 0;
    return is_active && has_expired(message) ? "expired" : word;
}

const char *show_value(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, size_t i, enum show_how how)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return show_string(arena, message, member, i, how);
    case PROTOBUF_C_TYPE_BYTES:
        return strcmp(member.field->name, "public_key") == 0 ? show_key(arena, value_bytes(message, member, i), how)
                                                             : show_bytes(arena, value_bytes(message, member, i), how);
    case PROTOBUF_C_TYPE_MESSAGE:
        return show_message(arena, value_message(message, member, i), how);
    case PROTOBUF_C_TYPE_ENUM:
        return show_enum(arena, message, member, i);
    case PROTOBUF_C_TYPE_BOOL:
        return value_number(message, member, i) != 0 ? "yes" : "no";
    default:
        return hs_arena_printf(arena, "%" PRId64, value_number(message, member, i));
    }
}

const char *show_field(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, enum show_how how)
{
    if (!member_repeats(member)) {
        return show_value(arena, message, member, 0, how);
    }
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < value_count(message, member); i++) {
        const char *value = show_value(arena, message, member, i, how);
        if (value == NULL) {
            return NULL;
        }
        text_addf(&text, "%s%s", i > 0 ? ", " : "", value);
    }
    return text_end(&text);
}

bool show_on_right(struct member member)
{
    if (member_repeats(member)) {
        return false;
    }
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return member.rules->format == HS_FORMAT_DECIMAL;
    case PROTOBUF_C_TYPE_MESSAGE:
        return member_is(member, "hensigt.v1.Money") || member_is(member, "hensigt.v1.Quantity");
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_BYTES:
        return false;
    default:
        return true;
    }
}

bool show_as_text(struct member member)
{
    return member.field->type != PROTOBUF_C_TYPE_MESSAGE || value_form_of(member.rules->message->descriptor->name) != NULL;
}
