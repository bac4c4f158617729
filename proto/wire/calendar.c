#include "wire/calendar.h"

#include "wire/ascii.h"

#include <stdio.h>

/* Years are counted from March here, so that the leap day is a year's last and months have a regular length.
 * A cycle of 400 years has 146,097 days. */
enum {
    CYCLE_YEARS = 400,
    CYCLE_DAYS = 146097,
    EPOCH_DAY = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

enum {
    MILLI_NANOS = 1000000,
    MICRO_NANOS = 1000,
    NANO_DIGITS = 9,
};

bool hs_read_digits(const char **text, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (!hs_is_digit(c)) {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    *text += digits;
    *out = value;
    return true;
}

bool hs_read_fraction(const char **text, int32_t *nanos)
{
    int32_t value = 0;
    int digits = 0;
    if (**text != '.') {
        *nanos = 0;
        return true;
    }
    for (++*text; hs_is_digit(**text); ++*text) {
        if (++digits > NANO_DIGITS) {
            return false;
        }
        value = value * 10 + (**text - '0');
    }
    for (int i = digits; i < NANO_DIGITS; i++) {
        value *= 10;
    }
    *nanos = value;
    return digits > 0;
}

void hs_fraction_text(int32_t nanos, char out[HS_FRACTION_SIZE])
{
    int digits = nanos == 0 ? 0 : nanos % MILLI_NANOS == 0 ? 3 : nanos % MICRO_NANOS == 0 ? 6 : NANO_DIGITS;
    snprintf(out, HS_FRACTION_SIZE, ".%09u", (unsigned)nanos % (HS_MAX_NANOS + 1u));
    out[digits > 0 ? digits + 1 : 0] = '\0';
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % CYCLE_YEARS == 0;
}

int hs_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool hs_civil_is_real(struct hs_civil civil)
{
    return civil.year >= 1 && civil.year <= 9999 && civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
           civil.day <= hs_month_days(civil.year, civil.month);
}

int32_t hs_civil_to_day(struct hs_civil civil)
{
    int month = (civil.month + 9) % 12;
    int year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    return year * 365 + year / 4 - year / 100 + year / CYCLE_YEARS + day_of_year - EPOCH_DAY;
}

struct hs_civil hs_day_to_civil(int32_t day)
{
    int64_t shifted = (int64_t)day + EPOCH_DAY;
    int64_t cycle = (shifted >= 0 ? shifted : shifted - (CYCLE_DAYS - 1)) / CYCLE_DAYS;
    int in_cycle = (int)(shifted - cycle * CYCLE_DAYS);
    int year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / (CYCLE_DAYS - 1)) / 365;
    int day_of_year = in_cycle - (365 * year + year / 4 - year / 100);
    int month = (5 * day_of_year + 2) / 153;
    struct hs_civil civil = {
        .month = month < 10 ? month + 3 : month - 9,
        .day = day_of_year - (153 * month + 2) / 5 + 1,
    };
    civil.year = (int)(cycle * CYCLE_YEARS) + year + (civil.month <= 2 ? 1 : 0);
    return civil;
}
