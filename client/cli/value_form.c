#include "value_form.h"

#include "access.h"
#include "record.h"
#include "resource_name.h"
#include "text.h"
#include "words.h"

#include "wire/ascii.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NANOS_PER_UNIT = 1000000000 };

/* What stands between groups of digits on screens: a space at which no line is broken. */
static const char digit_space[] = "\u00A0";

/* The unit code of UN/ECE Recommendation 20 that has a sign of its own. */
static const char per_cent[] = "P1";

static bool is_no_record(const char *text)
{
    return !record_looks_so(text);
}

static bool put_string(struct hs_arena *arena, ProtobufCMessage *message, const char *field, const char *text)
{
    char **place = value_add(arena, message, member_named(type_of(message), field));
    char *copy = hs_arena_string(arena, text);
    if (place == NULL || copy == NULL) {
        return false;
    }
    *place = copy;
    return true;
}

static void put_number(ProtobufCMessage *message, const char *field, int64_t number)
{
    struct member member = member_named(type_of(message), field);
    value_put_number((char *)message + member.field->offset, member, number);
}

/* PartialDate */

static bool set_date(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    struct hs_partial_text parts;
    if (!hs_partial_date_read(text, &parts)) {
        *error = hs_arena_printf(arena, "must be a date such as 2022-04-12, 2022-04, 2022 or 2022-05..2023-03, not '%s'", text);
        return false;
    }
    return put_string(arena, message, "date", parts.date) && put_string(arena, message, "earliest", parts.earliest) &&
           put_string(arena, message, "latest", parts.latest);
}

static const char *show_date(struct hs_arena *arena, const ProtobufCMessage *message)
{
    char text[HS_PARTIAL_DATE_SIZE];
    hs_partial_date_text((const hensigt_partial_date *)message, text);
    const char *stated = get_string(message, "stated");
    if (*stated == '\0') {
        return hs_arena_string(arena, text);
    }
    return hs_arena_printf(arena, "%s%s“%s”", text, *text != '\0' ? " " : "", stated);
}

/* Duration */

enum { MS_PER_SECOND = 1000, NANOS_PER_MS = 1000000 };

static bool set_duration(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"s", MS_PER_SECOND}, {"ms", 1}, {"m", 60 * MS_PER_SECOND}, {"h", 60 * 60 * MS_PER_SECOND}};
    enum { MAX_DIGITS = 9 };
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; digits > 0 && digits <= MAX_DIGITS && i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(text + digits, units[i].unit) == 0) {
            int64_t ms = strtoll(text, NULL, 10) * units[i].ms;
            put_number(message, "seconds", ms / MS_PER_SECOND);
            put_number(message, "nanos", ms % MS_PER_SECOND * NANOS_PER_MS);
            return true;
        }
    }
    *error = hs_arena_printf(arena, "must be a time such as 30s, 500ms or 2m, not '%s'", text);
    return false;
}

static const char *show_duration(struct hs_arena *arena, const ProtobufCMessage *message)
{
    int64_t ms = get_number(message, "nanos") / NANOS_PER_MS;
    return ms == 0 ? hs_arena_printf(arena, "%" PRId64 "s", get_number(message, "seconds"))
                   : hs_arena_printf(arena, "%" PRId64 "ms", get_number(message, "seconds") * MS_PER_SECOND + ms);
}

/* Numbers with a unit behind them */

/* The bytes of the space that a text begins with, which may be one that is shown between digits; 0 if it begins with none. */
static size_t space_length(const char *text)
{
    if (*text == ' ') {
        return 1;
    }
    return strncmp(text, digit_space, sizeof digit_space - 1) == 0 ? sizeof digit_space - 1 : 0;
}

/* Parts "1 250 000.50 DKK" into the number without its spaces and the word behind it; false if there are not both. */
static bool part_amount(struct hs_arena *arena, const char *text, char **number, const char **word)
{
    const char *last = NULL; /* what follows the last space */
    for (const char *at = text; *at != '\0'; at++) {
        last = space_length(at) > 0 ? at + space_length(at) : last;
    }
    char *digits = hs_arena_string(arena, text);
    if (last == NULL || *last == '\0' || digits == NULL) {
        return false;
    }
    size_t length = 0;
    for (const char *at = text; at<last; at += space_length(at)> 0 ? space_length(at) : 1) {
        if (space_length(at) == 0) {
            digits[length++] = *at;
        }
    }
    digits[length] = '\0';
    *number = digits;
    *word = last;
    return true;
}

/* A decimal number with its digits in groups of three. */
static const char *group_digits(struct hs_arena *arena, const char *number)
{
    struct text text;
    text_init(&text, arena);
    const char *digits = number + (*number == '-');
    size_t whole = strcspn(digits, ".");
    text_add_bytes(&text, number, (size_t)(digits - number));
    for (size_t i = 0; i < whole; i++) {
        bool between = i > 0 && (whole - i) % 3 == 0 && whole > 4;
        text_add(&text, between ? digit_space : "");
        text_add_bytes(&text, digits + i, 1);
    }
    text_add(&text, digits + whole);
    return text_end(&text);
}

const char *value_form_amount(struct hs_arena *arena, const char *number, const char *unit)
{
    const char *grouped = group_digits(arena, number);
    unit = strcmp(unit, per_cent) == 0 ? "%" : unit;
    return grouped != NULL ? hs_arena_printf(arena, "%s%s%s", grouped, *unit != '\0' ? digit_space : "", unit) : NULL;
}

/* Money */

/* "100.000 DKK" is a hundred thousand to a Dane, and a hundred here: whether a point could stand between thousands. A number that
 * is shown with three digits behind it, and with more than three before it, has a space between those. */
static bool is_grouped_by_point(const char *text)
{
    static const char digits[] = "0123456789";
    text += *text == '-';
    size_t whole = strspn(text, digits);
    bool has_point = whole > 0 && whole <= 3 && *text != '0' && text[whole] == '.';
    return has_point && strspn(text + whole + 1, digits) == 3;
}

static bool set_money(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    char *number = NULL;
    const char *currency = NULL;
    struct hs_decimal amount;
    if (!part_amount(arena, text, &number, &currency) || !hs_decimal_parse(number, &amount)) {
        *error = hs_arena_printf(arena, "must be an amount and its currency such as '1250000.50 DKK', not '%s'", text);
        return false;
    }
    if (is_grouped_by_point(text)) {
        *error = hs_arena_printf(
            arena, "may mean a thousand times more: write '%.*s%s %s' without the point, or with two digits behind it",
            (int)strcspn(number, "."), number, strchr(number, '.') + 1, currency);
        return false;
    }
    int64_t one = 1;
    for (int i = 0; i < amount.scale; i++) {
        one *= 10;
    }
    put_number(message, "units", amount.mantissa / one);
    put_number(message, "nanos", amount.mantissa % one * (NANOS_PER_UNIT / one));
    return put_string(arena, message, "currency_code", currency);
}

static const char *show_money(struct hs_arena *arena, const ProtobufCMessage *message)
{
    int64_t units = get_number(message, "units");
    int64_t nanos = get_number(message, "nanos");
    const char *sign = units == 0 && nanos < 0 ? "-" : "";
    char fraction[16] = "";
    if (nanos != 0) {
        int length = snprintf(fraction, sizeof fraction, ".%09d", abs((int)nanos % NANOS_PER_UNIT));
        while (length > 3 && fraction[length - 1] == '0') { /* two digits of a unit stay: 19.50 */
            fraction[--length] = '\0';
        }
    }
    const char *number = hs_arena_printf(arena, "%s%" PRId64 "%s", sign, units, fraction);
    return number != NULL ? value_form_amount(arena, number, get_string(message, "currency_code")) : NULL;
}

/* Quantity */

static bool set_quantity(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    char *number = NULL;
    const char *unit = NULL;
    struct hs_decimal value;
    if (!part_amount(arena, text, &number, &unit) || !hs_decimal_parse(number, &value)) {
        *error = hs_arena_printf(arena, "must be a number and its unit code such as '1250 TNE', not '%s'", text);
        return false;
    }
    return put_string(arena, message, "value", number) &&
           put_string(arena, message, "unit_code", strcmp(unit, "%") == 0 ? per_cent : unit);
}

static const char *show_quantity(struct hs_arena *arena, const ProtobufCMessage *message)
{
    return value_form_amount(arena, get_string(message, "value"), get_string(message, "unit_code"));
}

/* LocalizedText */

static bool is_tagged_text(const char *text)
{
    return strncmp(text, "text=", 5) != 0 && strncmp(text, "language_code=", 14) != 0 && strncmp(text, "language-code=", 14) != 0;
}

static bool set_text(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    size_t length = strcspn(text, "=");
    char *language = hs_arena_bytes(arena, text, length);
    if (language == NULL) {
        return false;
    }
    if (text[length] != '=' || length == 0) {
        *error = hs_arena_printf(arena, "must be a language and a text such as 'da=Hensigt', not '%s'", text);
        return false;
    }
    return put_string(arena, message, "language_code", language) && put_string(arena, message, "text", text + length + 1);
}

static const char *show_text(struct hs_arena *arena, const ProtobufCMessage *message)
{
    return hs_arena_printf(arena, "%s: %s", get_string(message, "language_code"), get_string(message, "text"));
}

/* Timestamp */

static bool set_time(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    int64_t seconds = 0;
    int32_t nanos = 0;
    if (!hs_timestamp_parse(text, &seconds, &nanos)) {
        *error = hs_arena_printf(arena, "must be a time such as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00, not '%s'", text);
        return false;
    }
    put_number(message, "seconds", seconds);
    put_number(message, "nanos", nanos);
    return true;
}

static const char *show_time(struct hs_arena *arena, const ProtobufCMessage *message)
{
    char text[HS_TIME_SIZE] = "";
    (void)hs_timestamp_text(get_number(message, "seconds"), (int32_t)get_number(message, "nanos"), text);
    return hs_arena_string(arena, text);
}

/* FieldMask */

static bool set_mask(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    struct member paths = member_named(type_of(message), "paths");
    (void)error;
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        char *path = hs_arena_bytes(arena, text, length);
        const char *snake = path != NULL ? words_snake(arena, path) : NULL;
        const char **place = snake != NULL ? value_add(arena, message, paths) : NULL;
        if (place == NULL) {
            return false;
        }
        *place = snake;
        text += length + (text[length] == ',');
    }
    return true;
}

static const char *show_mask(struct hs_arena *arena, const ProtobufCMessage *message)
{
    struct member paths = member_named(type_of(message), "paths");
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < value_count(message, paths); i++) {
        text_add(&text, i > 0 ? ", " : "");
        text_add(&text, value_string(message, paths, i));
    }
    return text_end(&text);
}

/* Any */

static bool refuse_any(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    (void)arena;
    (void)message;
    (void)text;
    *error = "has no text form: give it with --data";
    return false;
}

static const char *show_any(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const char *slash = strrchr(get_string(message, "type_url"), '/');
    return hs_arena_string(arena, slash != NULL ? slash + 1 : get_string(message, "type_url"));
}

static bool always(const char *text)
{
    (void)text;
    return true;
}

/* Provenance */

static const char *show_provenance(struct hs_arena *arena, const ProtobufCMessage *message)
{
    const struct hs_message *type = type_of(message);
    struct member basis = member_named(type, "basis");
    struct member sources = member_named(type, "sources");
    const char *note = get_string(message, "note");
    const char *words = words_enum(arena, basis.field->descriptor, (int)value_number(message, basis, 0));
    struct text text;
    text_init(&text, arena);
    text_add(&text, words != NULL ? words : "");
    for (size_t i = 0; i < value_count(message, sources); i++) {
        const char *name = resource_name_short(arena, resource_of_names(type, sources), value_string(message, sources, i));
        text_addf(&text, "%s%s", i > 0 ? ", " : text.length > 0 ? ": " : "", name != NULL ? name : "");
    }
    if (*note != '\0') {
        text_addf(&text, "%s%s", text.length > 0 ? "; " : "", note);
    }
    return words != NULL ? text_end(&text) : NULL;
}

static const struct value_form forms[] = {
    {"hensigt.v1.PartialDate", "DATE", "2022-04-12, 2022-04, 2022, or what is known of it: 2022-05..2023-03, ..2020-09, 2020-09..",
     is_no_record, set_date, show_date},
    {"hensigt.v1.Money", "AMOUNT", "a number and an ISO 4217 currency: '1250000.50 DKK'", is_no_record, set_money, show_money},
    {"hensigt.v1.Quantity", "QUANTITY", "a number and a UN/ECE Rec. 20 unit: '1250 TNE' (tonnes), '3 C62' (pieces)", is_no_record,
     set_quantity, show_quantity},
    {"hensigt.v1.LocalizedText", "LANGUAGE=TEXT", "a language tag and the text in it: 'da=Fælles udbud', 'sv-FI=...'",
     is_tagged_text, set_text, show_text},
    {"google.protobuf.Timestamp", "TIME", "RFC 3339: 2026-01-31T12:00:00Z, 2026-01-31T13:00:00+01:00", is_no_record, set_time,
     show_time},
    {"google.protobuf.Duration", "TIME", "a number and a unit: 30s, 500ms, 2m", is_no_record, set_duration, show_duration},
    {"google.protobuf.FieldMask", "FIELDS", "names of fields, separated by commas: title,provenance.note", always, set_mask,
     show_mask},
    {"google.protobuf.Any", "JSON", NULL, always, refuse_any, show_any},
    {"hensigt.v1.Provenance", "KEY=VALUE,...", NULL, NULL, NULL, show_provenance},
};

const struct value_form *value_form_of(const char *type)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(type, forms[i].type) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

const char *value_string_placeholder(const struct hs_field *rules)
{
    switch (rules->format) {
    case HS_FORMAT_RESOURCE_ID:
    case HS_FORMAT_STEP:
        return "ID";
    case HS_FORMAT_RESOURCE_NAME:
    case HS_FORMAT_PARENT:
        return "NAME";
    case HS_FORMAT_DATE:
    case HS_FORMAT_DAY:
        return "DATE";
    case HS_FORMAT_LANGUAGE:
    case HS_FORMAT_REGION:
    case HS_FORMAT_CURRENCY:
    case HS_FORMAT_CPV:
    case HS_FORMAT_NUTS:
    case HS_FORMAT_UNIT:
    case HS_FORMAT_SCHEME:
        return "CODE";
    case HS_FORMAT_DECIMAL:
        return "NUMBER";
    case HS_FORMAT_URL:
        return "URL";
    case HS_FORMAT_FILTER:
        return "FILTER";
    case HS_FORMAT_ORDER:
        return "FIELDS";
    default:
        return "TEXT";
    }
}
