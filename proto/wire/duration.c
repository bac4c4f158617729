#include "wire/ascii.h"
#include "wire/calendar.h"
#include "wire/date.h"

#include <stdio.h>
#include <string.h>

/* Reads whole seconds; false where there are none, or more than a duration may have. */
static bool read_seconds(const char **text, int64_t *seconds)
{
    const char *start = *text;
    int64_t value = 0;
    for (; hs_is_digit(**text); ++*text) {
        value = value * 10 + (**text - '0');
        if (value > HS_DURATION_MAX) {
            return false;
        }
    }
    *seconds = value;
    return *text != start;
}

bool hs_duration_parse(const char *text, int64_t *seconds, int32_t *nanos)
{
    bool negative = *text == '-';
    int64_t whole;
    int32_t fraction;
    text += negative ? 1 : 0;
    if (!read_seconds(&text, &whole) || !hs_read_fraction(&text, &fraction) || strcmp(text, "s") != 0) {
        return false;
    }
    *seconds = negative ? -whole : whole;
    *nanos = negative ? -fraction : fraction;
    return true;
}

bool hs_duration_text(int64_t seconds, int32_t nanos, char out[HS_DURATION_SIZE])
{
    bool negative = seconds < 0 || nanos < 0;
    char fraction[HS_FRACTION_SIZE];
    if (seconds < -HS_DURATION_MAX || seconds > HS_DURATION_MAX || nanos < -HS_MAX_NANOS || nanos > HS_MAX_NANOS ||
        (seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0)) {
        return false;
    }
    hs_fraction_text(negative ? -nanos : nanos, fraction);
    snprintf(out, HS_DURATION_SIZE, "%s%lld%ss", negative ? "-" : "", (long long)(negative ? -seconds : seconds), fraction);
    return true;
}
