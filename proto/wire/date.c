#include "wire/date.h"

#include "wire/calendar.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char between[] = "..";

/* Reads a whole or partial date up to `end`; month and day are 0 where they are not given. */
static bool read_shape(const char *text, const char *end, struct hs_civil *out)
{
    struct hs_civil civil = {0};
    if (!hs_read_digits(&text, 4, &civil.year)) {
        return false;
    }
    if (text != end && (*text++ != '-' || !hs_read_digits(&text, 2, &civil.month))) {
        return false;
    }
    if (text != end && (*text++ != '-' || !hs_read_digits(&text, 2, &civil.day))) {
        return false;
    }
    if (text != end) {
        return false;
    }
    *out = civil;
    return true;
}

static bool read_date(const char *text, const char *end, int32_t *earliest, int32_t *latest)
{
    struct hs_civil civil;
    if (!read_shape(text, end, &civil)) {
        return false;
    }
    size_t length = (size_t)(end - text);
    bool has_month = length > strlen("2022");
    bool has_day = length > strlen("2022-04");
    struct hs_civil first = {civil.year, has_month ? civil.month : 1, has_day ? civil.day : 1};
    if (!hs_civil_is_real(first)) {
        return false;
    }
    struct hs_civil last = {civil.year, has_month ? civil.month : 12, civil.day};
    if (!has_day) {
        last.day = hs_month_days(last.year, last.month);
    }
    *earliest = hs_civil_to_day(first);
    *latest = hs_civil_to_day(last);
    return true;
}

bool hs_date_parse(const char *text, int32_t *earliest, int32_t *latest)
{
    return read_date(text, text + strlen(text), earliest, latest);
}

bool hs_date_has_shape(const char *text)
{
    struct hs_civil civil;
    return read_shape(text, text + strlen(text), &civil);
}

void hs_day_text(int32_t day, char out[HS_DAY_SIZE])
{
    struct hs_civil civil = hs_day_to_civil(day);
    out[0] = '\0';
    if (hs_civil_is_real(civil)) {
        snprintf(out, HS_DAY_SIZE, "%04u-%02u-%02u", (unsigned)civil.year % 10000, (unsigned)civil.month % 100,
                 (unsigned)civil.day % 100);
    }
}

bool hs_partial_date_days(const hensigt_partial_date *date, int32_t *earliest, int32_t *latest)
{
    int32_t first = HS_DAY_MIN;
    int32_t last = HS_DAY_MAX;
    int32_t ignored;
    if (date != NULL && date->date[0] != '\0') {
        if (!hs_date_parse(date->date, &first, &last)) {
            return false;
        }
    } else if (date != NULL) {
        if (date->earliest[0] != '\0' && !hs_date_parse(date->earliest, &first, &ignored)) {
            return false;
        }
        if (date->latest[0] != '\0' && !hs_date_parse(date->latest, &ignored, &last)) {
            return false;
        }
    }
    *earliest = first;
    *latest = last;
    return true;
}

/* Reads one side of an interval, which may be empty, as far as `end`. `first` and `last` are its days. */
static bool read_side(const char *text, const char *end, char side[HS_DAY_SIZE], int32_t *first, int32_t *last)
{
    size_t length = (size_t)(end - text);
    if (length == 0) {
        return true;
    }
    if (!read_date(text, end, first, last)) {
        return false;
    }
    memcpy(side, text, length);
    side[length] = '\0';
    return true;
}

bool hs_partial_date_read(const char *text, struct hs_partial_text *out)
{
    struct hs_partial_text parts = {0};
    int32_t first = HS_DAY_MIN;
    int32_t last = HS_DAY_MAX;
    int32_t ignored;
    const char *end = text + strlen(text);
    const char *dots = strstr(text, between);
    bool good;
    if (dots == NULL) {
        good = text != end && read_side(text, end, parts.date, &first, &last);
    } else {
        const char *right = dots + strlen(between);
        good = (text != dots || right != end) && read_side(text, dots, parts.earliest, &first, &ignored) &&
               read_side(right, end, parts.latest, &ignored, &last) && first <= last;
    }
    if (good) {
        *out = parts;
    }
    return good;
}

void hs_partial_date_text(const hensigt_partial_date *date, char out[HS_PARTIAL_DATE_SIZE])
{
    out[0] = '\0';
    if (date == NULL) {
        return;
    }
    if (date->date[0] != '\0') {
        snprintf(out, HS_PARTIAL_DATE_SIZE, "%.10s", date->date);
    } else if (date->earliest[0] != '\0' || date->latest[0] != '\0') {
        snprintf(out, HS_PARTIAL_DATE_SIZE, "%.10s%s%.10s", date->earliest, between, date->latest);
    }
}
