#include "wire/format.h"

#include "wire/ascii.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/language.h"
#include "wire/rules.h"

#include <stdlib.h>
#include <string.h>

enum {
    ID_MAX_LENGTH = 63, /* of a DNS label, which ids are made to fit (AIP-122) */
    CPV_DIGITS = 8,
    NUTS_MIN_LENGTH = 2,
    NUTS_MAX_LENGTH = 5,
    UNIT_MAX_LENGTH = 3,
    FILTER_MAX_LENGTH = 4000,
    ORDER_MAX_LENGTH = 500,
    PORT_MAX = 65535,
};

/* Whether all of a text, from `least` to `most` bytes, is of one kind. */
static bool is_all(const char *text, bool (*kind)(char), size_t least, size_t most)
{
    size_t length = 0;
    while (kind(text[length])) {
        length++;
    }
    return text[length] == '\0' && length >= least && length <= most;
}

static bool any_text(const char *text)
{
    (void)text;
    return true;
}

static bool resource_id(const char *text)
{
    size_t length = 0;
    if (!hs_is_lower(text[0])) {
        return false;
    }
    while (hs_is_lower(text[length]) || hs_is_digit(text[length]) || text[length] == '-') {
        length++;
    }
    return text[length] == '\0' && length <= ID_MAX_LENGTH && text[length - 1] != '-';
}

static bool resource_name(const char *text)
{
    return hs_contract_resource_of_name(text, false) != NULL;
}

static bool parent(const char *text)
{
    return hs_contract_resource_of_name(text, true) != NULL;
}

static bool region(const char *text)
{
    return is_all(text, hs_is_upper, 2, 2);
}

static bool currency(const char *text)
{
    return is_all(text, hs_is_upper, 3, 3);
}

static bool cpv(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    return digits == CPV_DIGITS && (rest[0] == '\0' || (rest[0] == '-' && hs_is_digit(rest[1]) && rest[2] == '\0'));
}

static bool nuts(const char *text)
{
    return hs_is_upper(text[0]) && hs_is_upper(text[1]) && is_all(text, hs_is_upper_or_digit, NUTS_MIN_LENGTH, NUTS_MAX_LENGTH);
}

static bool decimal(const char *text)
{
    struct hs_decimal number;
    return hs_decimal_parse(text, &number);
}

static bool unit(const char *text)
{
    return is_all(text, hs_is_upper_or_digit, 1, UNIT_MAX_LENGTH);
}

static bool date(const char *text)
{
    int32_t earliest;
    int32_t latest;
    return hs_date_parse(text, &earliest, &latest);
}

static bool day(const char *text)
{
    return strlen(text) == HS_DAY_SIZE - 1 && date(text);
}

/* Moves past an optional ":8080". */
static bool skip_port(const char **text)
{
    if (**text != ':') {
        return true;
    }
    const char *start = ++*text;
    long port = 0;
    for (; hs_is_digit(**text) && port <= PORT_MAX; ++*text) {
        port = port * 10 + (**text - '0');
    }
    return *text != start && port > 0 && port <= PORT_MAX;
}

/* Moves past a host: a name, which may have letters beyond ASCII, or an address of digits, or one in brackets. */
static bool skip_host(const char **text)
{
    const char *start = *text;
    if (**text == '[') {
        *text += 1 + strspn(*text + 1, "0123456789abcdefABCDEF:.");
        return *text - start > 1 && *(*text)++ == ']';
    }
    while (hs_is_lower(**text) || hs_is_upper(**text) || hs_is_digit(**text) || **text == '.' || **text == '-' ||
           (unsigned char)**text >= 0x80) {
        ++*text;
    }
    return *text != start && *start != '.' && *start != '-';
}

static bool url(const char *text)
{
    static const char *const schemes[] = {"https://", "http://"};
    const char *rest = NULL;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0] && rest == NULL; i++) {
        size_t length = strlen(schemes[i]);
        rest = strncmp(text, schemes[i], length) == 0 ? text + length : NULL;
    }
    if (rest == NULL || !skip_host(&rest) || !skip_port(&rest) || strchr("/?#", *rest) == NULL) {
        return false;
    }
    while ((unsigned char)*rest > ' ' && *rest != 0x7F && strchr("\"<>\\^`{|}", *rest) == NULL) {
        rest++;
    }
    return *rest == '\0';
}

static bool scheme(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (!hs_is_upper_or_digit(text[i]) && (text[i] != '-' || text[i + 1] == '-')) {
            return false;
        }
    }
    return hs_is_upper(text[0]) && text[length - 1] != '-';
}

/* The forms, by their numbers: how they are checked and what is said where they are not met. */
static const struct form {
    bool (*check)(const char *text);
    const char *rule;
} forms[] = {
    [HS_FORMAT_NONE] = {any_text, ""},
    [HS_FORMAT_RESOURCE_ID] =
        {resource_id,
         "must be a resource id: a lower-case letter, then at most 62 letters, digits or hyphens, not ending in a hyphen"},
    [HS_FORMAT_RESOURCE_NAME] = {resource_name, "must be a resource name such as centres/co-pi"},
    [HS_FORMAT_PARENT] = {parent, "must be the name of a parent such as partnerships/co-pi; - stands for any id"},
    [HS_FORMAT_LANGUAGE] = {hs_language_is_tag, "must be a BCP 47 language tag in its usual case, such as da or sv-FI"},
    [HS_FORMAT_REGION] = {region, "must be an ISO 3166-1 alpha-2 code: two upper-case letters, such as DK"},
    [HS_FORMAT_CURRENCY] = {currency, "must be an ISO 4217 code: three upper-case letters, such as NOK"},
    [HS_FORMAT_CPV] = {cpv, "must be a CPV code: 8 digits, with or without a hyphen and the check digit"},
    [HS_FORMAT_NUTS] = {nuts, "must be a NUTS code: two upper-case letters and at most three letters or digits, such as DK02"},
    [HS_FORMAT_DECIMAL] = {decimal,
                           "must be a decimal number such as 1250 or -0.5: at most 18 digits, at most 9 of them after the point"},
    [HS_FORMAT_UNIT] = {unit, "must be a UN/ECE unit code: 1 to 3 upper-case letters or digits, such as TNE"},
    [HS_FORMAT_DATE] = {date, "must be a date of the calendar: 2022, 2022-04 or 2022-04-12"},
    [HS_FORMAT_DAY] = {day, "must be a day of the calendar, such as 2022-04-12"},
    [HS_FORMAT_URL] = {url, "must be an absolute http or https address"},
    [HS_FORMAT_FILTER] = {any_text, ""},
    [HS_FORMAT_ORDER] = {any_text, ""},
    [HS_FORMAT_SCHEME] = {scheme,
                          "must be an identifier scheme of org-id.guide: upper-case letters, digits and hyphens, such as DK-CVR"},
    [HS_FORMAT_STEP] =
        {resource_id,
         "must be the key of a step: a lower-case letter, then at most 62 letters, digits or hyphens, not ending in a hyphen"},
};

bool hs_format_check(enum hs_format format, const char *text, const char **rule)
{
    if ((size_t)format >= sizeof forms / sizeof forms[0] || forms[format].check(text)) {
        return true;
    }
    *rule = forms[format].rule;
    return false;
}

const char *hs_format_stored(struct hs_arena *arena, enum hs_format format, const char *text)
{
    struct hs_decimal number;
    if (format == HS_FORMAT_CPV && strlen(text) > CPV_DIGITS) {
        return hs_arena_bytes(arena, text, CPV_DIGITS);
    }
    if (format == HS_FORMAT_DECIMAL && *text == '-' && hs_decimal_parse(text, &number) && number.mantissa == 0) {
        return text + 1;
    }
    return text;
}

size_t hs_format_max_length(enum hs_format format)
{
    switch (format) {
    case HS_FORMAT_FILTER:
        return FILTER_MAX_LENGTH;
    case HS_FORMAT_ORDER:
        return ORDER_MAX_LENGTH;
    default:
        return HS_DEFAULT_MAX_LENGTH;
    }
}
