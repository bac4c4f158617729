/* FinancingSchemeService: how purchases are financed. */
#include "hensigt/v1/financing_scheme_service.h"

#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "wire/decimal.h"

#include "hensigt/v1/award.h"
#include "hensigt/v1/award_tables.h"

#include <stdio.h>
#include <string.h>

/* "shares[19].minimum_percentage" and the like. */
enum { PATH_SIZE = 80 };

typedef hensigt_financing_scheme_share scheme_share;

static void check_payer(struct hs_call *call, const char *path, const scheme_share *share)
{
    if (!*share->organisation && !*share->payer)
        hs_call_violation(call, path, "REQUIRED", "must be given, or the payer in words");
    else if (*share->organisation && *share->payer)
        hs_call_violation(call, path, "EXCLUSIVE", "must not be given beside the payer in words");
}

static bool same_share(const scheme_share *a, const scheme_share *b)
{
    return (*a->organisation || *a->payer) && strcmp(a->organisation, b->organisation) == 0 && strcmp(a->payer, b->payer) == 0 &&
           strcmp(a->cost_base, b->cost_base) == 0;
}

static void check_share(struct hs_call *call, const hensigt_financing_scheme *scheme, size_t index)
{
    const scheme_share *share = scheme->shares[index];
    struct hs_decimal minimum;
    struct hs_decimal maximum;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "shares[%zu].organisation", index);
    check_payer(call, path, share);
    for (size_t i = 0; i < index; i++) {
        if (!same_share(scheme->shares[i], share))
            continue;
        snprintf(path, sizeof path, "shares[%zu]", index);
        hs_call_violation(call, path, "DUPLICATE", "must not be given twice: shares[%zu] is of the same payer and base", i);
        break;
    }
    if (hs_decimal_parse(share->minimum_percentage, &minimum) && hs_decimal_parse(share->maximum_percentage, &maximum) &&
        hs_decimal_compare(minimum, maximum) > 0) {
        snprintf(path, sizeof path, "shares[%zu].minimum_percentage", index);
        hs_call_violation(call, path, "INTERVAL", "must not be more than the maximum, %s, found %s", share->maximum_percentage,
                          share->minimum_percentage);
    }
}

static bool is_first_of_base(const hensigt_financing_scheme *scheme, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(scheme->shares[i]->cost_base, scheme->shares[index]->cost_base) == 0)
            return false;
    return true;
}

/* The least that all pay of one base together can be no more than the base. */
static void check_base(struct hs_call *call, const hensigt_financing_scheme *scheme, size_t first)
{
    static const struct hs_decimal hundred = {.mantissa = 100};
    const char *base = scheme->shares[first]->cost_base;
    struct hs_decimal sum = {0};
    struct hs_decimal minimum;
    bool fits = true;
    for (size_t i = first; i < scheme->n_shares; i++)
        if (strcmp(scheme->shares[i]->cost_base, base) == 0 && hs_decimal_parse(scheme->shares[i]->minimum_percentage, &minimum))
            fits = hs_decimal_add(sum, minimum, &sum) && fits;
    if (!fits || hs_decimal_compare(sum, hundred) > 0)
        hs_call_violation(call, "shares", "SUM", "must not need more than 100 per cent together of %s%s",
                          *base ? "the base " : "what they are shares of", base);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_financing_scheme *scheme = (const hensigt_financing_scheme *)after;
    (void)before;
    for (size_t i = 0; i < scheme->n_shares; i++) {
        check_share(call, scheme, i);
        if (is_first_of_base(scheme, i))
            check_base(call, scheme, i);
    }
    hs_dates_check(call, "end_date", scheme->start_date, scheme->end_date);
}

/* Nothing can be awarded by what never was: its awards are annulled first. */
static void guard_annul(struct hs_call *call, const hensigt_financing_scheme *scheme)
{
    static const char *const remedy = "a registrar, by AnnulAward";
    struct hs_collection awards;
    if (hs_collect(call, &hensigt_award_resource, scheme->name, NULL, 0, 0, &awards) != HS_OK)
        return;
    for (size_t i = 0; i < awards.count; i++) {
        const hensigt_award *award = (const hensigt_award *)awards.messages[i];
        if (!award->annulment)
            hs_status_lack(call->status, "AWARD_STANDS", award->name, &remedy, 1, "%s is an award of %s", award->name,
                           scheme->name);
    }
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    (void)after;
    if (change == HS_CHANGE_ANNUL)
        guard_annul(call, (const hensigt_financing_scheme *)before);
}

const struct hensigt_financing_scheme_service hensigt_financing_scheme_service_implementation = {0};

const struct hs_rules hensigt_financing_scheme_rules = {.check = check, .guard = guard};
