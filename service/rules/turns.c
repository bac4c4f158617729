#include "service/rules/turns.h"

#include "service/rules/dates.h"
#include "wire/date.h"

#include <stdlib.h>

void hs_turns_add_day(struct hs_turns *turns, int32_t day)
{
    void *grown = hs_arena_grow(turns->arena, turns->days, turns->count, sizeof *turns->days);
    turns->failed = turns->failed || !grown;
    if (!grown)
        return;
    turns->days = grown;
    turns->days[turns->count++] = day;
}

void hs_turns_add(struct hs_turns *turns, const hensigt_partial_date *date, int32_t offset)
{
    int32_t earliest = hs_date_earliest(date);
    int32_t latest = hs_date_latest(date);
    if (earliest != HS_DAY_MIN)
        hs_turns_add_day(turns, earliest + offset);
    if (latest != HS_DAY_MAX && latest != earliest)
        hs_turns_add_day(turns, latest + offset);
}

static int compare_days(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

void hs_turns_sort(struct hs_turns *turns)
{
    size_t kept = 0;
    if (turns->count > 0)
        qsort(turns->days, turns->count, sizeof *turns->days, compare_days);
    for (size_t i = 0; i < turns->count; i++)
        if (kept == 0 || turns->days[kept - 1] != turns->days[i])
            turns->days[kept++] = turns->days[i];
    turns->count = kept;
}
