#include "wire/calendar.h"
#include "wire/date.h"

#include <stdio.h>
#include <string.h>

enum {
    DAY_SECONDS = 86400,
    HOUR_SECONDS = 3600,
    MINUTE_SECONDS = 60,
    SECOND_MICROS = 1000000,
    MICRO_NANOS = 1000,
};

/* Reads "10:30:00" as seconds of the day. */
static bool read_clock(const char **text, int *seconds)
{
    int hour;
    int minute;
    int second;
    if (!hs_read_digits(text, 2, &hour) || *(*text)++ != ':' || !hs_read_digits(text, 2, &minute) || *(*text)++ != ':' ||
        !hs_read_digits(text, 2, &second)) {
        return false;
    }
    *seconds = hour * HOUR_SECONDS + minute * MINUTE_SECONDS + second;
    return hour < 24 && minute < 60 && second < 60;
}

/* Reads "Z" or "+02:00" as seconds east of UTC. */
static bool read_offset(const char **text, int *seconds)
{
    char sign = *(*text)++;
    int hour;
    int minute;
    if (sign == 'Z') {
        *seconds = 0;
        return true;
    }
    if ((sign != '+' && sign != '-') || !hs_read_digits(text, 2, &hour) || *(*text)++ != ':' || !hs_read_digits(text, 2, &minute)) {
        return false;
    }
    int size = hour * HOUR_SECONDS + minute * MINUTE_SECONDS;
    *seconds = sign == '-' ? -size : size;
    return hour < 24 && minute < 60;
}

static bool is_in_range(int64_t seconds)
{
    return seconds >= HS_SECONDS_MIN && seconds <= HS_SECONDS_MAX;
}

bool hs_timestamp_parse(const char *text, int64_t *seconds, int32_t *nanos)
{
    struct hs_civil civil;
    int clock;
    int32_t fraction;
    int offset;
    if (!hs_read_digits(&text, 4, &civil.year) || *text++ != '-' || !hs_read_digits(&text, 2, &civil.month) || *text++ != '-' ||
        !hs_read_digits(&text, 2, &civil.day) || *text++ != 'T' || !hs_civil_is_real(civil)) {
        return false;
    }
    if (!read_clock(&text, &clock) || !hs_read_fraction(&text, &fraction) || !read_offset(&text, &offset) || *text != '\0') {
        return false;
    }
    int64_t total = (int64_t)hs_civil_to_day(civil) * DAY_SECONDS + clock - offset;
    if (!is_in_range(total)) {
        return false;
    }
    *seconds = total;
    *nanos = fraction;
    return true;
}

bool hs_timestamp_text(int64_t seconds, int32_t nanos, char out[HS_TIME_SIZE])
{
    if (!is_in_range(seconds) || nanos < 0 || nanos > HS_MAX_NANOS) {
        return false;
    }
    int64_t since = seconds - HS_SECONDS_MIN;
    int clock = (int)(since % DAY_SECONDS);
    char day[HS_DAY_SIZE];
    char fraction[HS_FRACTION_SIZE];
    hs_day_text((int32_t)(since / DAY_SECONDS + HS_SECONDS_MIN / DAY_SECONDS), day);
    hs_fraction_text(nanos, fraction);
    snprintf(out, HS_TIME_SIZE, "%sT%02u:%02u:%02u%sZ", day, (unsigned)(clock / HOUR_SECONDS) % 24,
             (unsigned)(clock / MINUTE_SECONDS) % 60, (unsigned)clock % 60, fraction);
    return true;
}

bool hs_time_parse(const char *text, int64_t *microseconds)
{
    int64_t seconds;
    int32_t nanos;
    if (!hs_timestamp_parse(text, &seconds, &nanos) || nanos % MICRO_NANOS != 0) {
        return false;
    }
    *microseconds = seconds * SECOND_MICROS + nanos / MICRO_NANOS;
    return true;
}

bool hs_time_text(int64_t microseconds, char out[HS_TIME_SIZE])
{
    int64_t seconds = microseconds / SECOND_MICROS;
    int64_t rest = microseconds % SECOND_MICROS;
    if (rest < 0) {
        rest += SECOND_MICROS;
        seconds--;
    }
    return hs_timestamp_text(seconds, (int32_t)rest * MICRO_NANOS, out);
}
