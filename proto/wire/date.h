/* Dates as day numbers, partial dates, times, and durations.
 *
 * A day is its number since 1970-01-01 in the proleptic Gregorian calendar; years go from 0001 to 9999. A time is the
 * number of microseconds since 1970-01-01T00:00:00Z, without leap seconds. */
#ifndef HS_DATE_H
#define HS_DATE_H

#include "hensigt/v1/common.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The open sides of a partial date: before and after every day. */
enum { HS_DAY_MIN = INT32_MIN, HS_DAY_MAX = INT32_MAX };

/** The first and the last second that a google.protobuf.Timestamp may hold: the years 0001 and 9999. */
#define HS_SECONDS_MIN INT64_C(-62135596800)
#define HS_SECONDS_MAX INT64_C(253402300799)

/** The most seconds that a google.protobuf.Duration may hold, either way: about 10,000 years. */
#define HS_DURATION_MAX INT64_C(315576000000)

/** Room for texts, with their NUL byte. */
enum {
    HS_DAY_SIZE = 11,          /**< "2022-04-12" */
    HS_PARTIAL_DATE_SIZE = 23, /**< "2022-05-01..2023-03-17" */
    HS_TIME_SIZE = 31,         /**< "2022-04-12T10:30:00.123456789Z" */
    HS_DURATION_SIZE = 32,     /**< "-315576000000.123456789s" */
};

/** The first and the last day of "2022", "2022-04" or "2022-04-12". False, and both untouched, where the text has none of
 *  these shapes or the day is not in the calendar. */
bool hs_date_parse(const char *text, int32_t *earliest, int32_t *latest);

/** Whether a text is shaped as a whole or partial date, be there such a day or not. */
bool hs_date_has_shape(const char *text);

/** A day as "2022-04-12"; "" for a day outside the years 0001 to 9999. */
void hs_day_text(int32_t day, char out[HS_DAY_SIZE]);

/** The first and the last day a partial date can mean; HS_DAY_MIN and HS_DAY_MAX for an open side. NULL, and a date of
 *  which only the wording is known, are open on both. False, and both untouched, where a member is no date. */
bool hs_partial_date_days(const hensigt_partial_date *date, int32_t *earliest, int32_t *latest);

/** The members of a partial date as read from its text form; each is "" where it is not given. */
struct hs_partial_text {
    char date[HS_DAY_SIZE];
    char earliest[HS_DAY_SIZE];
    char latest[HS_DAY_SIZE];
};

/** Reads `2022-04`, `2022-05..2023-03-17`, `..2020-09` or `2020-09..`. False, and *out untouched, for anything else and for
 *  an interval that ends before it starts. */
bool hs_partial_date_read(const char *text, struct hs_partial_text *out);

/** Writes the same form; "" for NULL and for a date of which only the wording is known. */
void hs_partial_date_text(const hensigt_partial_date *date, char out[HS_PARTIAL_DATE_SIZE]);

/** Reads an RFC 3339 time, with Z or an offset and up to nine digits of a second, upper-case letters only. False, and both
 *  untouched, for anything else and outside the years 0001 to 9999. */
bool hs_timestamp_parse(const char *text, int64_t *seconds, int32_t *nanos);

/** Writes a time in UTC, with 0, 3, 6 or 9 digits of a second. False, and *out untouched, outside the years 0001 to 9999
 *  or where nanos are not between 0 and 999,999,999. */
bool hs_timestamp_text(int64_t seconds, int32_t nanos, char out[HS_TIME_SIZE]);

/** hs_timestamp_parse in microseconds; a finer time is refused. */
bool hs_time_parse(const char *text, int64_t *microseconds);

/** hs_timestamp_text of microseconds: 0, 3 or 6 digits of a second. */
bool hs_time_text(int64_t microseconds, char out[HS_TIME_SIZE]);

/** Reads a duration such as "1.5s" or "-0.000001s": digits, up to nine of a fraction, "s". False, and both untouched, for
 *  anything else and beyond HS_DURATION_MAX. */
bool hs_duration_parse(const char *text, int64_t *seconds, int32_t *nanos);

/** Writes the same form, with 0, 3, 6 or 9 digits of a second. False, and *out untouched, beyond HS_DURATION_MAX, where
 *  nanos are not between -999,999,999 and 999,999,999, or where the two have different signs. */
bool hs_duration_text(int64_t seconds, int32_t nanos, char out[HS_DURATION_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
