#include "service/rules/dates.h"

#include "wire/date.h"

#include <stdio.h>
#include <stdlib.h>

/* "candidate_identifiers[19].end_date" and the like. */
enum { PATH_SIZE = 80 };

enum { SECONDS_OF_DAY = 24 * 60 * 60 };

enum hs_truth hs_truth_and(enum hs_truth a, enum hs_truth b)
{
    return a < b ? a : b;
}

enum hs_truth hs_truth_or(enum hs_truth a, enum hs_truth b)
{
    return a > b ? a : b;
}

enum hs_truth hs_truth_not(enum hs_truth truth)
{
    return (enum hs_truth)(HS_CERTAINLY - truth);
}

bool hs_date_given(const hensigt_partial_date *date)
{
    return date && (*date->date || *date->earliest || *date->latest || *date->stated);
}

int32_t hs_date_earliest(const hensigt_partial_date *date)
{
    int32_t earliest = HS_DAY_MIN;
    int32_t latest;
    hs_partial_date_days(date, &earliest, &latest);
    return earliest;
}

int32_t hs_date_latest(const hensigt_partial_date *date)
{
    int32_t earliest;
    int32_t latest = HS_DAY_MAX;
    hs_partial_date_days(date, &earliest, &latest);
    return latest;
}

enum hs_truth hs_date_reached(const hensigt_partial_date *date, int32_t day)
{
    if (hs_date_latest(date) <= day)
        return HS_CERTAINLY;
    return hs_date_earliest(date) <= day ? HS_POSSIBLY : HS_NEVER;
}

/* Whether the last day of something has not passed. */
static enum hs_truth goes_on(const hensigt_partial_date *end, int32_t day)
{
    if (!hs_date_given(end) || hs_date_earliest(end) >= day)
        return HS_CERTAINLY;
    return hs_date_latest(end) < day ? HS_NEVER : HS_POSSIBLY;
}

enum hs_truth hs_dates_hold(const hensigt_partial_date *start, const hensigt_partial_date *end, int32_t day)
{
    return hs_truth_and(hs_date_reached(start, day), goes_on(end, day));
}

enum hs_truth hs_dates_hold_known(const hensigt_partial_date *start, const hensigt_partial_date *end, int32_t day,
                                  const Google__Protobuf__Timestamp *known)
{
    if (!hs_date_given(start) && known && known->seconds / SECONDS_OF_DAY <= day)
        return goes_on(end, day);
    return hs_dates_hold(start, end, day);
}

bool hs_dates_over(const hensigt_partial_date *end, int32_t day)
{
    return goes_on(end, day) == HS_NEVER;
}

bool hs_date_certainly_before(const hensigt_partial_date *date, const hensigt_partial_date *other)
{
    return hs_date_latest(date) < hs_date_earliest(other);
}

void hs_dates_check(struct hs_call *call, const char *path, const hensigt_partial_date *start, const hensigt_partial_date *end)
{
    char from[HS_PARTIAL_DATE_SIZE];
    char until[HS_PARTIAL_DATE_SIZE];
    if (!hs_date_certainly_before(end, start))
        return;
    hs_partial_date_text(start, from);
    hs_partial_date_text(end, until);
    hs_call_violation(call, path, "INTERVAL", "must not lie before the beginning: %s is before %s", until, from);
}

void hs_dates_check_element(struct hs_call *call, const char *list, size_t index, const hensigt_partial_date *start,
                            const hensigt_partial_date *end)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s[%zu].end_date", list, index);
    hs_dates_check(call, path, start, end);
}

int32_t hs_date_judged(const struct hs_call *call, const hensigt_partial_date *date)
{
    int32_t latest = hs_date_latest(date);
    bool may_have_come = hs_date_earliest(date) <= call->today && latest > call->today;
    return may_have_come || latest == HS_DAY_MAX ? call->today : latest;
}

int32_t hs_day_year(int32_t day)
{
    char text[HS_DAY_SIZE];
    hs_day_text(day, text);
    return (int32_t)strtol(text, NULL, 10);
}

int32_t hs_date_year(const hensigt_partial_date *date)
{
    int32_t first = hs_day_year(hs_date_earliest(date));
    return first == hs_day_year(hs_date_latest(date)) ? first : 0;
}

bool hs_date_is_day(const hensigt_partial_date *date)
{
    return hs_date_earliest(date) == hs_date_latest(date);
}
