#include "wire/identifier.h"

#include "wire/ascii.h"
#include "wire/reference.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    LUHN_MODULUS = 10,
    ISO7064_MODULUS = 97,
};

static bool is_character(const struct hs_scheme *scheme, char c)
{
    return hs_is_digit(c) || (scheme->letters && hs_is_upper(c));
}

/* Collects a number's characters; false unless there are exactly as many as the register gives, not all of them zero. */
static bool read_number(const struct hs_scheme *scheme, const char *value, char number[HS_SCHEME_MAX_LENGTH])
{
    size_t count = 0;
    bool zero = true;
    value += strspn(value, " ");
    if (strncmp(value, scheme->prefix, strlen(scheme->prefix)) == 0) {
        value += strlen(scheme->prefix);
    }
    for (; *value != '\0'; value++) {
        if (*value == ' ' || *value == '-') {
            continue;
        }
        if (!is_character(scheme, *value) || count == scheme->length) {
            return false;
        }
        number[count++] = *value;
        zero = zero && *value == '0';
    }
    return count == scheme->length && !zero;
}

static bool luhn_is_right(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        int doubled = i % 2 == 1 ? digit * 2 : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % LUHN_MODULUS == 0;
}

/* A letter counts as two decimal digits: A is 10, Z is 35. */
static bool iso7064_is_right(const char *number, size_t count)
{
    int remainder = 0;
    for (size_t i = 0; i < count; i++) {
        int value = hs_is_digit(number[i]) ? number[i] - '0' : number[i] - 'A' + 10;
        remainder = (remainder * (value < 10 ? 10 : 100) + value) % ISO7064_MODULUS;
    }
    return remainder == 1;
}

static int weighted_remainder(const char *digits, size_t count, const int16_t *weights, int modulus)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i] * (digits[i] - '0');
    }
    return sum % modulus;
}

static bool last_digit_is_right(const struct hs_scheme *scheme, const char *digits)
{
    size_t before = scheme->length - 1U;
    int expected = weighted_remainder(digits, before, scheme->weights, scheme->modulus);
    if (expected > 9) {
        expected = weighted_remainder(digits, before, scheme->second_weights, scheme->modulus);
    }
    return digits[before] - '0' == (expected > 9 ? 0 : expected);
}

static bool check_digit_is_right(const struct hs_scheme *scheme, const char *number)
{
    switch (scheme->check) {
    case HS_CHECK_NONE:
        return true;
    case HS_CHECK_LUHN:
        return luhn_is_right(number, scheme->length);
    case HS_CHECK_ISO7064:
        return iso7064_is_right(number, scheme->length);
    case HS_CHECK_SUM:
        return weighted_remainder(number, scheme->length, scheme->weights, scheme->modulus) == scheme->remainder;
    case HS_CHECK_DIGIT:
        return last_digit_is_right(scheme, number);
    }
    return false;
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
    const struct hs_scheme *scheme = hs_scheme_find(scheme_code);
    char number[HS_SCHEME_MAX_LENGTH];
    char text[HS_SCHEME_MAX_LENGTH + sizeof "-"];
    if (scheme == NULL) {
        return copy_trimmed(value, out, size, rule);
    }
    if (!read_number(scheme, value, number)) {
        *rule = scheme->form_rule;
        return false;
    }
    if (!check_digit_is_right(scheme, number)) {
        *rule = scheme->check_rule;
        return false;
    }
    int before = scheme->hyphen > 0 ? scheme->hyphen : scheme->length;
    int length = snprintf(text, sizeof text, "%.*s%s%.*s", before, number, scheme->hyphen > 0 ? "-" : "", scheme->length - before,
                          number + before);
    if ((size_t)length >= size) {
        *rule = "is too long for an identifier";
        return false;
    }
    memcpy(out, text, (size_t)length + 1);
    return true;
}

bool hs_identifier_has_shape(const char *scheme_code, const char *value)
{
    const struct hs_scheme *scheme = hs_scheme_find(scheme_code);
    char number[HS_SCHEME_MAX_LENGTH];
    return scheme == NULL || read_number(scheme, value, number);
}
