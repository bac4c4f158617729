/* What dates, times and durations share: the proleptic Gregorian calendar, and fractions of a second. */
#ifndef HS_CALENDAR_H
#define HS_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/** A day of the calendar. */
struct hs_civil {
    int year;  /**< 1 to 9999 */
    int month; /**< 1 to 12 */
    int day;   /**< 1 to 31 */
};

/** Reads exactly `digits` decimal digits and moves *text past them; false, and nothing changed, if there are fewer. */
bool hs_read_digits(const char **text, int digits, int *out);

enum {
    HS_MAX_NANOS = 999999999, /**< of a fraction of a second */
    HS_FRACTION_SIZE = 11,    /**< ".123456789" and its NUL byte */
};

/** Reads an optional point and one to nine digits as billionths of a second, and moves *text past them. False for a point
 *  without digits and for more of them. */
bool hs_read_fraction(const char **text, int32_t *nanos);

/** Writes the billionths of a second with a point and 3, 6 or 9 digits, as few as are exact; "" for 0. */
void hs_fraction_text(int32_t nanos, char out[HS_FRACTION_SIZE]);

/** Whether the calendar has this day, in the years 0001 to 9999. */
bool hs_civil_is_real(struct hs_civil civil);

/** The number of days in a month of a real year. */
int hs_month_days(int year, int month);

/** The day's number since 1970-01-01. */
int32_t hs_civil_to_day(struct hs_civil civil);

/** The day of a number. */
struct hs_civil hs_day_to_civil(int32_t day);

#endif
