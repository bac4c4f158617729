/* MetricClaimService: figures that sources give. */
#include "hensigt/v1/metric_claim_service.h"

#include "service/rules/dates.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include <string.h>

/* The longest that a year can be, from its first to its last day. */
enum { DAYS_OF_YEAR = 366 };

static const char percent[] = "P1";
static const char pieces[] = "C62";

static void check_one_of(struct hs_call *call, const char *path, const char *given, const char *other, const char *other_path)
{
    if (!*given && !*other)
        hs_call_violation(call, path, "REQUIRED", "must be given, or %s", other_path);
    else if (*given && *other)
        hs_call_violation(call, path, "EXCLUSIVE", "must not be given beside %s", other_path);
}

/* Whether a metric is a share of a whole by its key: `innovative-share-buyer`. */
static bool is_share(const char *metric)
{
    static const char word[] = "share";
    for (const char *found = strstr(metric, word); found; found = strstr(found + 1, word)) {
        char after = found[sizeof word - 1];
        if ((found == metric || found[-1] == '-') && (after == '\0' || after == '-'))
            return true;
    }
    return false;
}

static void check_value(struct hs_call *call, const hensigt_metric_claim *claim)
{
    static const struct hs_decimal hundred = {.mantissa = 100};
    struct hs_decimal value;
    if (!hs_decimal_parse(claim->value, &value))
        return;
    bool share = strcmp(claim->unit_code, percent) == 0 && is_share(claim->metric);
    if (share && (value.mantissa < 0 || hs_decimal_compare(value, hundred) > 0))
        hs_call_violation(call, "value", "RANGE", "must be from 0 to 100 of a share in per cent, found %s", claim->value);
    else if (strcmp(claim->unit_code, pieces) == 0 && value.mantissa < 0)
        hs_call_violation(call, "value", "NEGATIVE", "must not be negative of a number of things, found %s", claim->value);
}

/* What is stated of each year is about a year or a part of one, whatever the days that are not known. */
static void check_year(struct hs_call *call, const hensigt_metric_claim *claim)
{
    int64_t last = hs_date_earliest(claim->end_date);
    int64_t first = hs_date_latest(claim->start_date);
    bool known = last != HS_DAY_MIN && first != HS_DAY_MAX;
    if (claim->period_kind == HENSIGT_PERIOD_KIND_YEARLY && known && last - first + 1 > DAYS_OF_YEAR)
        hs_call_violation(call, "end_date", "PERIOD", "must not lie more than a year after the start_date of a yearly figure");
}

static void check_period(struct hs_call *call, const hensigt_metric_claim *claim)
{
    bool accumulated = claim->period_kind == HENSIGT_PERIOD_KIND_ACCUMULATED;
    hs_dates_check(call, "end_date", claim->start_date, claim->end_date);
    check_year(call, claim);
    if (accumulated && !hs_date_given(claim->end_date) && !hs_date_given(claim->state_date))
        hs_call_violation(call, "end_date", "REQUIRED",
                          "must be given of an accumulated figure, or state_date, be it in words: until when");
}

/* What was observed lies behind whoever states it, what is expected or aimed at before them. */
static void check_statement(struct hs_call *call, const hensigt_metric_claim *claim)
{
    bool ahead = claim->nature == HENSIGT_METRIC_CLAIM_NATURE_FORECAST || claim->nature == HENSIGT_METRIC_CLAIM_NATURE_TARGET;
    if (hs_date_given(claim->state_date) && hs_date_earliest(claim->state_date) > call->today)
        hs_call_violation(call, "state_date", "FUTURE", "must not lie after today, %s", hs_call_day_text(call, call->today));
    if (ahead && hs_date_given(claim->state_date))
        hs_date_require_order(call, "end_date", claim->end_date, claim->state_date, "the day of the statement, of what lies ahead");
    if (claim->nature != HENSIGT_METRIC_CLAIM_NATURE_OBSERVED || !hs_date_given(claim->start_date))
        return;
    if (hs_date_earliest(claim->start_date) > call->today)
        hs_call_violation(call, "start_date", "FUTURE", "must not lie after today, %s, of what was observed",
                          hs_call_day_text(call, call->today));
    else if (hs_date_certainly_before(claim->state_date, claim->start_date))
        hs_call_violation(call, "start_date", "INTERVAL", "must not lie after the day of the statement, of what was observed");
}

static void check_basis(struct hs_call *call, const hensigt_metric_claim *claim)
{
    const hensigt_metric_claim_basis *basis = claim->basis;
    if (basis && basis->population_size > 0 && basis->sample_size > basis->population_size)
        hs_call_violation(call, "basis.sample_size", "RANGE", "must not be more than the population_size, %d, found %d",
                          basis->population_size, basis->sample_size);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_metric_claim *claim = (const hensigt_metric_claim *)after;
    (void)before;
    check_one_of(call, "subject", claim->subject, claim->region_code, "region_code");
    check_one_of(call, "unit_code", claim->unit_code, claim->currency_code, "currency_code");
    check_value(call, claim);
    check_period(call, claim);
    check_statement(call, claim);
    check_basis(call, claim);
}

const struct hensigt_metric_claim_service hensigt_metric_claim_service_implementation = {0};

const struct hs_rules hensigt_metric_claim_rules = {.check = check};
