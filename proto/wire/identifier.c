#include "wire/identifier.h"

#include "wire/ascii.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MAX_DIGITS = 10, MODULUS = 11 };

/* A register whose numbers are checked. */
struct scheme {
    const char *code;
    const char *prefix;         /* the country, which may stand before a number */
    int digits;                 /* of a number, check digit included */
    int hyphen;                 /* the digits before the stored form's hyphen; 0 = it has none */
    int8_t weights[MAX_DIGITS]; /* the weighted sum is a multiple of 11; all zero = the Luhn formula */
    const char *form_rule;
    const char *check_rule;
};

static const struct scheme schemes[] = {
    {.code = "DK-CVR",
     .prefix = "DK",
     .digits = 8,
     .weights = {2, 7, 6, 5, 4, 3, 2, 1},
     .form_rule = "must be a Danish CVR number: 8 digits",
     .check_rule = "must be a Danish CVR number whose check digit is right (modulus 11)"},
    {.code = "NO-BRC",
     .prefix = "NO",
     .digits = 9,
     .weights = {3, 2, 7, 6, 5, 4, 3, 2, 1},
     .form_rule = "must be a Norwegian organisation number: 9 digits",
     .check_rule = "must be a Norwegian organisation number whose check digit is right (modulus 11)"},
    {.code = "FI-PRO",
     .prefix = "FI",
     .digits = 8,
     .hyphen = 7,
     .weights = {7, 9, 10, 5, 8, 4, 2, 1},
     .form_rule = "must be a Finnish business id: 7 digits, a hyphen, a check digit",
     .check_rule = "must be a Finnish business id whose check digit is right (modulus 11)"},
    {.code = "SE-ON",
     .prefix = "SE",
     .digits = 10,
     .form_rule = "must be a Swedish organisation number: 10 digits",
     .check_rule = "must be a Swedish organisation number whose check digit is right (Luhn)"},
};

static const struct scheme *find_scheme(const char *code)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (strcmp(schemes[i].code, code) == 0) {
            return &schemes[i];
        }
    }
    return NULL;
}

/* Collects a number's digits; false unless there are exactly as many as the register gives, not all of them zero. */
static bool read_number(const struct scheme *scheme, const char *value, char digits[MAX_DIGITS])
{
    int count = 0;
    bool zero = true;
    value += strspn(value, " ");
    if (strncmp(value, scheme->prefix, strlen(scheme->prefix)) == 0) {
        value += strlen(scheme->prefix);
    }
    for (; *value != '\0'; value++) {
        if (*value == ' ' || *value == '-') {
            continue;
        }
        if (!hs_is_digit(*value) || count == scheme->digits) {
            return false;
        }
        digits[count++] = *value;
        zero = zero && *value == '0';
    }
    return count == scheme->digits && !zero;
}

static bool luhn_is_right(const char *digits, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        int doubled = i % 2 == 1 ? digit * 2 : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
}

static bool check_digit_is_right(const struct scheme *scheme, const char digits[MAX_DIGITS])
{
    if (scheme->weights[0] == 0) {
        return luhn_is_right(digits, scheme->digits);
    }
    int sum = 0;
    for (int i = 0; i < scheme->digits; i++) {
        sum += scheme->weights[i] * (digits[i] - '0');
    }
    return sum % MODULUS == 0;
}

/* Copies a value of an unknown scheme without the spaces around it. */
static bool copy_trimmed(const char *value, char *out, size_t size, const char **rule)
{
    value += strspn(value, " ");
    size_t length = strlen(value);
    while (length > 0 && value[length - 1] == ' ') {
        length--;
    }
    if (length == 0) {
        *rule = "must not be blank";
        return false;
    }
    if (length >= size) {
        *rule = "is too long for an identifier";
        return false;
    }
    memmove(out, value, length);
    out[length] = '\0';
    return true;
}

bool hs_identifier_normalise(const char *scheme_code, const char *value, char *out, size_t size, const char **rule)
{
    const struct scheme *scheme = find_scheme(scheme_code);
    char digits[MAX_DIGITS];
    char text[MAX_DIGITS + sizeof "-"];
    if (scheme == NULL) {
        return copy_trimmed(value, out, size, rule);
    }
    if (!read_number(scheme, value, digits)) {
        *rule = scheme->form_rule;
        return false;
    }
    if (!check_digit_is_right(scheme, digits)) {
        *rule = scheme->check_rule;
        return false;
    }
    int before = scheme->hyphen > 0 ? scheme->hyphen : scheme->digits;
    int length = snprintf(text, sizeof text, "%.*s%s%.*s", before, digits, scheme->hyphen > 0 ? "-" : "", scheme->digits - before,
                          digits + before);
    if ((size_t)length >= size) {
        *rule = "is too long for an identifier";
        return false;
    }
    memcpy(out, text, (size_t)length + 1);
    return true;
}

bool hs_identifier_has_shape(const char *scheme_code, const char *value)
{
    const struct scheme *scheme = find_scheme(scheme_code);
    char digits[MAX_DIGITS];
    return scheme == NULL || read_number(scheme, value, digits);
}
