/* AwardService: what financing schemes pay. */
#include "hensigt/v1/award_service.h"

#include "service/annulment.h"
#include "service/rules/dates.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/member.h"

#include "hensigt/v1/financing_scheme.h"

#include <string.h>

static const hensigt_financing_scheme *scheme_of(struct hs_call *call, const hensigt_award *award)
{
    const char *end = strstr(award->name, "/awards/");
    const char *parent = end ? hs_arena_bytes(call->arena, award->name, (size_t)(end - award->name)) : NULL;
    return parent ? (const hensigt_financing_scheme *)hs_call_find(call, parent, 0) : NULL;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static bool same_currency(const hensigt_money *a, const hensigt_money *b)
{
    return a && b && strcmp(a->currency_code, b->currency_code) == 0;
}

static void check_cost_base(struct hs_call *call, const hensigt_award *award)
{
    if (!award->amount || !award->cost_base)
        return;
    if (!same_currency(award->amount, award->cost_base))
        hs_call_violation(call, "cost_base.currency_code", "CURRENCY", "must be the currency of the amount");
    else if (hs_money_compare(award->amount, award->cost_base) > 0)
        hs_call_violation(call, "amount", "TOO_LARGE", "must not be more than the costs it is a part of");
}

/* Which limits of one share an award exceeds; bits. */
enum excess { WITHIN = 0, ABOVE_PERCENTAGE = 1 << 0, ABOVE_CAP = 1 << 1 };

static unsigned excess_over(const hensigt_award *award, const hensigt_financing_scheme_share *share)
{
    struct hs_decimal percentage;
    unsigned excess = WITHIN;
    bool measured = same_currency(award->amount, award->cost_base) && hs_decimal_parse(share->maximum_percentage, &percentage);
    if (measured && !hs_money_within_share(award->amount, award->cost_base, percentage))
        excess |= ABOVE_PERCENTAGE;
    if (same_currency(award->amount, share->cap) && hs_money_compare(award->amount, share->cap) > 0)
        excess |= ABOVE_CAP;
    return excess;
}

/* What an award exceeds whichever share of its scheme it may be. A share without an upper limit is that of somebody who pays the
 * rest, not the one that is awarded. */
static unsigned excess_over_all(const hensigt_award *award, const hensigt_financing_scheme *scheme)
{
    unsigned all = WITHIN;
    for (size_t i = 0; i < scheme->n_shares; i++) {
        const hensigt_financing_scheme_share *share = scheme->shares[i];
        if (!*share->maximum_percentage && !share->cap)
            continue;
        unsigned excess = excess_over(award, share);
        if (excess == WITHIN)
            return WITHIN;
        all |= excess;
    }
    return all;
}

static void check_shares(struct hs_call *call, const hensigt_award *award, const hensigt_financing_scheme *scheme)
{
    unsigned excess = excess_over_all(award, scheme);
    if (excess & ABOVE_PERCENTAGE)
        hs_call_violation(call, "amount", "SHARE", "must not be a larger part of the costs than %s pays", scheme->name);
    if (excess & ABOVE_CAP)
        hs_call_violation(call, "amount", "CAP", "must not be more than %s pays at most", scheme->name);
}

static void check_award_date(struct hs_call *call, const hensigt_award *award, const hensigt_financing_scheme *scheme)
{
    char end[HS_PARTIAL_DATE_SIZE];
    hs_date_require_order(call, "award_date", award->award_date, scheme->start_date, "the beginning of the scheme");
    if (!hs_date_certainly_before(scheme->end_date, award->award_date))
        return;
    hs_partial_date_text(scheme->end_date, end);
    hs_call_violation(call, "award_date", "INTERVAL", "must not lie after the end of %s, %s", scheme->name, end);
}

static bool same_terms(const hensigt_award *a, const hensigt_award *b)
{
    static const char *const fields[] = {"amount", "cost_base", "award_date"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(a->base.descriptor, fields[i]);
        if (!hs_member_same(&a->base, &b->base, field))
            return false;
    }
    return true;
}

/* A scheme that does not exist is refused as the parent. What was awarded under its terms stands when they change. */
static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_award *award = (const hensigt_award *)after;
    hs_date_require_come(call, "award_date", award->award_date);
    check_cost_base(call, award);
    if (before && same_terms((const hensigt_award *)before, award))
        return;
    const hensigt_financing_scheme *scheme = scheme_of(call, award);
    if (scheme) {
        check_award_date(call, award, scheme);
        check_shares(call, award, scheme);
    }
    if (scheme && call->imported && scheme->annulment && !award->annulment)
        hs_call_violation(call, "name", "WRONG_STATE", "must not be an award of %s, which is annulled", scheme->name);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_financing_scheme *scheme = scheme_of(call, (const hensigt_award *)after);
    (void)before;
    if (scheme && (change == HS_CHANGE_CREATE || change == HS_CHANGE_UPDATE))
        hs_annulment_refuse(call, &scheme->base);
}

const struct hensigt_award_service hensigt_award_service_implementation = {0};

const struct hs_rules hensigt_award_rules = {.check = check, .guard = guard};
