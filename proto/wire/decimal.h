/* Exact decimal numbers and sums of money: never a rounding, never a silent overflow. */
#ifndef HS_DECIMAL_H
#define HS_DECIMAL_H

#include "hensigt/v1/common.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HS_DECIMAL_MAX_DIGITS = 18, /**< of a number as written: fits the mantissa whatever the digits */
    HS_DECIMAL_MAX_SCALE = 9,   /**< digits after the point */
    HS_DECIMAL_SIZE = 23,       /**< room for a text with sign, point and NUL byte */
};

/** The number mantissa / 10^scale. A zeroed struct is 0. */
struct hs_decimal {
    int64_t mantissa;
    int scale; /**< 0 to HS_DECIMAL_MAX_SCALE: the digits after the point, trailing zeros included */
};

/** Reads plain notation: optional minus, digits without needless leading zeros, optional point and digits; "-0" is 0.
 *  False, and *out untouched, for anything else and past the two limits. */
bool hs_decimal_parse(const char *text, struct hs_decimal *out);

/** Writes the same form, with as many digits after the point as the scale says. */
void hs_decimal_text(struct hs_decimal number, char out[HS_DECIMAL_SIZE]);

/** a + b with the larger of both scales. False, and *sum untouched, where the sum does not fit. */
bool hs_decimal_add(struct hs_decimal a, struct hs_decimal b, struct hs_decimal *sum);

/** Less than, equal to or greater than 0 as a is to b; 1.50 equals 1.5. */
int hs_decimal_compare(struct hs_decimal a, struct hs_decimal b);

/** Adds `amount` to `total`, which must be of the same currency. False, and `total` untouched, where the currencies differ,
 *  the sum does not fit, or nanos of either are out of range. */
bool hs_money_add(hensigt_money *total, const hensigt_money *amount);

/** a - b, of one currency, where 0 <= b <= a. False, and *difference untouched, for anything else. */
bool hs_money_subtract(const hensigt_money *a, const hensigt_money *b, hensigt_money *difference);

/** Whether `part` is at most `percentage` per cent of `whole`, exactly. The currencies are not looked at; neither amount may be
 *  negative, nor the percentage. */
bool hs_money_within_share(const hensigt_money *part, const hensigt_money *whole, struct hs_decimal percentage);

/** Less than, equal to or greater than 0 as a's number is to b's; the currencies are not looked at. */
int hs_money_compare(const hensigt_money *a, const hensigt_money *b);

#ifdef __cplusplus
}
#endif
#endif
