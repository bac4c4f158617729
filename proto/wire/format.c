#include "wire/format.h"

#include "wire/ascii.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/language.h"
#include "wire/reference.h"
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

/* ---- codes that must be in a list, besides having its form --------------------------------------------------------------- */

static bool is_country(const char *text)
{
    return hs_code_find(&hs_countries, text) != NULL;
}

static bool is_currency(const char *text)
{
    return hs_code_find(&hs_currencies, text) != NULL;
}

static bool is_language(const char *text)
{
    const struct hs_code_list *list;
    char unknown[HS_SUBTAG_SIZE];
    return hs_language_is_known(text, &list, unknown);
}

static bool is_nuts_region(const char *text)
{
    return !hs_nuts_has_country(text) || hs_nuts_find(text) != NULL;
}

/* There are more registers than the known ones: only what is known to be a mistake is refused. */
static bool is_scheme(const char *text)
{
    const struct hs_code_entry *nearest = hs_code_nearest(&hs_schemes, text);
    return nearest == NULL || strcmp(nearest->code, text) == 0;
}

/* Gives a code that was found, if one was. */
static bool give(const struct hs_code_entry *found, struct hs_code_entry *out)
{
    if (found != NULL) {
        *out = *found;
    }
    return found != NULL;
}

static bool nearest_country(const char *text, struct hs_code_entry *out)
{
    return give(hs_code_nearest(&hs_countries, text), out);
}

static bool nearest_currency(const char *text, struct hs_code_entry *out)
{
    return give(hs_code_nearest(&hs_currencies, text), out);
}

/* Of a tag, what is meant by its first unknown part. */
static bool nearest_language(const char *text, struct hs_code_entry *out)
{
    const struct hs_code_list *list = &hs_languages;
    char unknown[HS_SUBTAG_SIZE];
    if (!hs_language_is_tag(text)) {
        return give(hs_code_nearest(list, text), out);
    }
    return !hs_language_is_known(text, &list, unknown) && give(hs_code_nearest(list, unknown), out);
}

static bool nearest_nuts_region(const char *text, struct hs_code_entry *out)
{
    const struct hs_nuts_region *region = hs_nuts_nearest(text);
    if (region != NULL) {
        *out = (struct hs_code_entry){region->code, region->name};
    }
    return region != NULL;
}

static bool nearest_scheme(const char *text, struct hs_code_entry *out)
{
    return give(hs_code_nearest(&hs_schemes, text), out);
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

/* The forms of codes: whether a text of the form is in its list, what is said where it is not, and which code may be meant. */
static const struct code {
    bool (*is_known)(const char *text);
    const char *rule;
    bool (*nearest)(const char *text, struct hs_code_entry *out);
} codes[] = {
    [HS_FORMAT_LANGUAGE] = {is_language,
                            "must be of a language, a script and a region that are known (ISO 639, ISO 15924, ISO 3166-1)",
                            nearest_language},
    [HS_FORMAT_REGION] = {is_country, "must be a country of ISO 3166-1", nearest_country},
    [HS_FORMAT_CURRENCY] = {is_currency, "must be a currency of ISO 4217", nearest_currency},
    [HS_FORMAT_NUTS] = {is_nuts_region, "must be a region of NUTS", nearest_nuts_region},
    [HS_FORMAT_SCHEME] = {is_scheme, "must be a register of org-id.guide by its present code", nearest_scheme},
};

/* NULL for a form that is not one of codes. */
static const struct code *code_of(enum hs_format format)
{
    bool is_code = (size_t)format < sizeof codes / sizeof codes[0] && codes[format].is_known != NULL;
    return is_code ? &codes[format] : NULL;
}

static bool has_form(enum hs_format format, const char *text)
{
    return (size_t)format >= sizeof forms / sizeof forms[0] || forms[format].check(text);
}

bool hs_format_check(enum hs_format format, const char *text, const char **rule)
{
    const struct code *code = code_of(format);
    if (!has_form(format, text)) {
        *rule = forms[format].rule;
        return false;
    }
    if (code != NULL && !code->is_known(text)) {
        *rule = code->rule;
        return false;
    }
    return true;
}

const char *hs_format_reason(enum hs_format format, const char *text)
{
    bool is_date = format == HS_FORMAT_DATE || (format == HS_FORMAT_DAY && strlen(text) == HS_DAY_SIZE - 1);
    if (is_date && hs_date_has_shape(text)) {
        return "IMPOSSIBLE_DATE";
    }
    return code_of(format) != NULL && has_form(format, text) ? "UNKNOWN_CODE" : "FORMAT";
}

bool hs_format_help(enum hs_format format, const char *text, struct hs_code_entry *out)
{
    const struct code *code = code_of(format);
    return code != NULL && code->nearest(text, out);
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
