#include "wire/decimal.h"

#include "wire/ascii.h"

#include <stdio.h>
#include <string.h>

__extension__ typedef __int128 wide;

enum { UNIT_NANOS = 1000000000, PER_CENT = 100 };

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

/* Reads digits into the mantissa and counts them; moves *text past them. */
static bool read_digits(const char **text, int64_t *mantissa, int *digits)
{
    const char *start = *text;
    for (; hs_is_digit(**text); ++*text) {
        if (++*digits > HS_DECIMAL_MAX_DIGITS) {
            return false;
        }
        *mantissa = *mantissa * 10 + (**text - '0');
    }
    return *text != start;
}

bool hs_decimal_parse(const char *text, struct hs_decimal *out)
{
    struct hs_decimal number = {0};
    int digits = 0;
    bool negative = *text == '-';
    if (negative) {
        text++;
    }
    if (text[0] == '0' && hs_is_digit(text[1])) {
        return false;
    }
    if (!read_digits(&text, &number.mantissa, &digits)) {
        return false;
    }
    if (*text == '.') {
        int before = digits;
        text++;
        if (!read_digits(&text, &number.mantissa, &digits) || digits - before > HS_DECIMAL_MAX_SCALE) {
            return false;
        }
        number.scale = digits - before;
    }
    if (*text != '\0') {
        return false;
    }
    if (negative) {
        number.mantissa = -number.mantissa;
    }
    *out = number;
    return true;
}

void hs_decimal_text(struct hs_decimal number, char out[HS_DECIMAL_SIZE])
{
    const char *sign = number.mantissa < 0 ? "-" : "";
    uint64_t size = number.mantissa < 0 ? 0 - (uint64_t)number.mantissa : (uint64_t)number.mantissa;
    uint64_t one = (uint64_t)power_of_ten(number.scale);
    if (number.scale == 0) {
        snprintf(out, HS_DECIMAL_SIZE, "%s%llu", sign, (unsigned long long)size);
    } else {
        snprintf(out, HS_DECIMAL_SIZE, "%s%llu.%0*llu", sign, (unsigned long long)(size / one), number.scale,
                 (unsigned long long)(size % one));
    }
}

/* The mantissa at a scale at least as large as the number's own. */
static wide mantissa_at(struct hs_decimal number, int scale)
{
    return (wide)number.mantissa * power_of_ten(scale - number.scale);
}

static int larger_scale(struct hs_decimal a, struct hs_decimal b)
{
    return a.scale > b.scale ? a.scale : b.scale;
}

static int compare(wide a, wide b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

bool hs_decimal_add(struct hs_decimal a, struct hs_decimal b, struct hs_decimal *sum)
{
    int scale = larger_scale(a, b);
    wide mantissa = mantissa_at(a, scale) + mantissa_at(b, scale);
    if (mantissa > INT64_MAX || mantissa < INT64_MIN) {
        return false;
    }
    *sum = (struct hs_decimal){(int64_t)mantissa, scale};
    return true;
}

int hs_decimal_compare(struct hs_decimal a, struct hs_decimal b)
{
    int scale = larger_scale(a, b);
    return compare(mantissa_at(a, scale), mantissa_at(b, scale));
}

static wide money_nanos(const hensigt_money *money)
{
    return (wide)money->units * UNIT_NANOS + money->nanos;
}

static bool nanos_are_in_range(const hensigt_money *money)
{
    return money->nanos > -UNIT_NANOS && money->nanos < UNIT_NANOS;
}

bool hs_money_add(hensigt_money *total, const hensigt_money *amount)
{
    if (strcmp(total->currency_code, amount->currency_code) != 0 || !nanos_are_in_range(total) || !nanos_are_in_range(amount)) {
        return false;
    }
    wide nanos = money_nanos(total) + money_nanos(amount);
    wide units = nanos / UNIT_NANOS;
    if (units > INT64_MAX || units < INT64_MIN) {
        return false;
    }
    total->units = (int64_t)units;
    total->nanos = (int32_t)(nanos % UNIT_NANOS);
    return true;
}

bool hs_money_subtract(const hensigt_money *a, const hensigt_money *b, hensigt_money *difference)
{
    if (strcmp(a->currency_code, b->currency_code) != 0 || !nanos_are_in_range(a) || !nanos_are_in_range(b) || money_nanos(b) < 0 ||
        money_nanos(b) > money_nanos(a)) {
        return false;
    }
    wide nanos = money_nanos(a) - money_nanos(b);
    difference->currency_code = a->currency_code;
    difference->units = (int64_t)(nanos / UNIT_NANOS);
    difference->nanos = (int32_t)(nanos % UNIT_NANOS);
    return true;
}

bool hs_money_within_share(const hensigt_money *part, const hensigt_money *whole, struct hs_decimal percentage)
{
    static const struct hs_decimal all = {.mantissa = PER_CENT};
    /* The whole in parts of which `mantissa` make the share; multiplied in two steps, since one would not fit 128 bits. */
    wide parts = (wide)PER_CENT * power_of_ten(percentage.scale);
    wide each = money_nanos(whole) / parts;
    wide rest = money_nanos(whole) % parts;
    if (hs_decimal_compare(percentage, all) >= 0) {
        return hs_money_compare(part, whole) <= 0;
    }
    return money_nanos(part) <= each * percentage.mantissa + rest * percentage.mantissa / parts;
}

int hs_money_compare(const hensigt_money *a, const hensigt_money *b)
{
    return compare(money_nanos(a), money_nanos(b));
}
