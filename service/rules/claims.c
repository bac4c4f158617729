#include "service/rules/claims.h"

#include "service/annulment.h"
#include "wire/date.h"

#include <string.h>

/* Room for any decimal at the finest scale, a hundredfold. */
__extension__ typedef __int128 wide;

static const char percent[] = "P1";

/* ---- the same time ------------------------------------------------------------------------------------------------------- */

/* The last day of what a claim is about: of what was accumulated without one, the day on which it was stated. */
static const hensigt_partial_date *end_of(const hensigt_metric_claim *claim)
{
    bool accumulated = claim->period_kind == HENSIGT_PERIOD_KIND_ACCUMULATED;
    return accumulated && !hs_date_given(claim->end_date) ? claim->state_date : claim->end_date;
}

static bool is_known(const hensigt_partial_date *date)
{
    return hs_date_earliest(date) != HS_DAY_MIN || hs_date_latest(date) != HS_DAY_MAX;
}

static bool may_be_same(const hensigt_partial_date *a, const hensigt_partial_date *b)
{
    return hs_date_earliest(a) <= hs_date_latest(b) && hs_date_earliest(b) <= hs_date_latest(a);
}

/* "2018" and "2018" name the same bounds, whatever day each of them is. */
static bool is_same(const hensigt_partial_date *a, const hensigt_partial_date *b)
{
    return is_known(a) && hs_date_earliest(a) == hs_date_earliest(b) && hs_date_latest(a) == hs_date_latest(b);
}

/* Where what is accumulated began is often left out: all time. */
static bool starts_agree(const hensigt_metric_claim *a, const hensigt_metric_claim *b)
{
    bool neither = !is_known(a->start_date) && !is_known(b->start_date);
    return is_same(a->start_date, b->start_date) || (neither && a->period_kind == HENSIGT_PERIOD_KIND_ACCUMULATED);
}

static enum hs_truth same_time(const hensigt_metric_claim *a, const hensigt_metric_claim *b)
{
    if (starts_agree(a, b) && is_same(end_of(a), end_of(b)))
        return HS_CERTAINLY;
    if (a->period_kind == HENSIGT_PERIOD_KIND_ACCUMULATED)
        return may_be_same(end_of(a), end_of(b)) && may_be_same(a->start_date, b->start_date) ? HS_POSSIBLY : HS_NEVER;
    bool apart = hs_date_certainly_before(end_of(a), b->start_date) || hs_date_certainly_before(end_of(b), a->start_date);
    return apart ? HS_NEVER : HS_POSSIBLY;
}

enum hs_truth hs_claims_comparable(const hensigt_metric_claim *a, const hensigt_metric_claim *b)
{
    bool same = strcmp(a->subject, b->subject) == 0 && strcmp(a->region_code, b->region_code) == 0 &&
                strcmp(a->metric, b->metric) == 0 && strcmp(a->unit_code, b->unit_code) == 0 &&
                strcmp(a->currency_code, b->currency_code) == 0 && a->period_kind == b->period_kind && a->nature == b->nature;
    if (!same || hs_annulled(&a->base) || hs_annulled(&b->base))
        return HS_NEVER;
    return same_time(a, b);
}

/* ---- the same number ----------------------------------------------------------------------------------------------------- */

/* The numbers that fit a claim, times 20 at the finest scale: a twentieth is five per cent. */
struct range {
    wide low;
    wide high;
    bool without_low; /* `low` itself does not fit */
    bool without_high;
    bool no_low; /* there is none */
    bool no_high;
};

enum { PARTS = 20 };

static wide finest(struct hs_decimal number)
{
    wide value = number.mantissa;
    for (int scale = number.scale; scale < HS_DECIMAL_MAX_SCALE; scale++)
        value *= 10;
    return value;
}

/* How far from the value itself a number may be, in twentieths. */
static wide tolerance(const hensigt_metric_claim *claim, struct hs_decimal value)
{
    wide size = finest(value) < 0 ? -finest(value) : finest(value);
    if (claim->comparison == HENSIGT_METRIC_CLAIM_COMPARISON_ABOUT)
        return size;
    if (strcmp(claim->unit_code, percent) != 0)
        return 0;
    return finest((struct hs_decimal){.mantissa = PARTS / 2, .scale = value.scale}); /* half of the last digit */
}

/* A value that is no number, which is not stored, fits nothing: its range is that of 0. */
static struct range range_of(const hensigt_metric_claim *claim)
{
    struct hs_decimal value = {0};
    hs_decimal_parse(claim->value, &value);
    wide number = finest(value) * PARTS;
    struct range range = {.low = number, .high = number};
    switch (claim->comparison) {
    case HENSIGT_METRIC_CLAIM_COMPARISON_MORE_THAN:
        range.without_low = true;
        range.no_high = true;
        break;
    case HENSIGT_METRIC_CLAIM_COMPARISON_AT_LEAST:
        range.no_high = true;
        break;
    case HENSIGT_METRIC_CLAIM_COMPARISON_LESS_THAN:
        range.without_high = true;
        range.no_low = true;
        break;
    case HENSIGT_METRIC_CLAIM_COMPARISON_AT_MOST:
        range.no_low = true;
        break;
    default:
        range.low -= tolerance(claim, value);
        range.high += tolerance(claim, value);
        break;
    }
    return range;
}

/* Whether all of one range lies below all of another. */
static bool lies_below(const struct range *a, const struct range *b)
{
    if (a->no_high || b->no_low)
        return false;
    return a->high < b->low || (a->high == b->low && (a->without_high || b->without_low));
}

bool hs_claims_disagree(const hensigt_metric_claim *a, const hensigt_metric_claim *b)
{
    struct range left = range_of(a);
    struct range right = range_of(b);
    return lies_below(&left, &right) || lies_below(&right, &left);
}

bool hs_claim_allows(const hensigt_metric_claim *claim, struct hs_decimal number)
{
    struct range range = range_of(claim);
    struct range point = {.low = finest(number) * PARTS, .high = finest(number) * PARTS};
    return !lies_below(&range, &point) && !lies_below(&point, &range);
}
