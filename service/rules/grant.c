/* GrantService: what centres are paid. */
#include "hensigt/v1/grant_service.h"

#include "service/rules/dates.h"
#include "service/rules/names.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/format.h"

#include "hensigt/v1/centre.h"

#include <stdio.h>
#include <string.h>

/* "statements[29].contributions[49].organisation" and the like. */
enum { PATH_SIZE = 112 };

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

static hensigt_money *new_money(struct hs_call *call, const char *currency_code)
{
    hensigt_money *money = (hensigt_money *)hs_arena_new(call->arena, &hensigt__v1__money__descriptor);
    if (money)
        money->currency_code = (char *)currency_code;
    else
        hs_no_memory(call);
    return money;
}

/* What the contributions of a statement come to. False where they do not add up: they are of several currencies. */
static bool sum_contributions(const hensigt_grant_statement *statement, hensigt_money *sum)
{
    *sum = (hensigt_money)HENSIGT_MONEY_INIT;
    sum->currency_code = statement->amount->currency_code;
    for (size_t i = 0; i < statement->n_contributions; i++)
        if (!statement->contributions[i]->amount || !hs_money_add(sum, statement->contributions[i]->amount))
            return false;
    return true;
}

/* Of an amount that is none, nothing is made: it would be found wrong once more. */
static bool is_amount(const hensigt_money *amount)
{
    const char *rule;
    return amount && hs_format_check(HS_FORMAT_CURRENCY, amount->currency_code, &rule);
}

static void set_remainder(struct hs_call *call, hensigt_grant_statement *statement)
{
    hensigt_money sum;
    hensigt_money difference = HENSIGT_MONEY_INIT;
    statement->remainder = NULL;
    if (!is_amount(statement->amount) || statement->n_contributions == 0 || !sum_contributions(statement, &sum) ||
        !hs_money_subtract(statement->amount, &sum, &difference))
        return; /* there is none, or check says what is wrong */
    statement->remainder = new_money(call, statement->amount->currency_code);
    if (statement->remainder)
        *statement->remainder = difference;
}

/* The least and the most that a statement says: they are not added, and neither is the right one. */
static void set_range(hensigt_grant *grant)
{
    hensigt_money *lowest = NULL;
    hensigt_money *highest = NULL;
    for (size_t i = 0; i < grant->n_statements; i++) {
        hensigt_money *amount = grant->statements[i]->amount;
        if (is_amount(amount) && (!lowest || hs_money_compare(amount, lowest) < 0))
            lowest = amount;
        if (is_amount(amount) && (!highest || hs_money_compare(amount, highest) > 0))
            highest = amount;
    }
    grant->lowest_amount = lowest;
    grant->highest_amount = highest;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_grant *grant = (hensigt_grant *)after;
    (void)before;
    for (size_t i = 0; i < grant->n_statements; i++)
        set_remainder(call, grant->statements[i]);
    set_range(grant);
}

/* ---- the invariants of a statement --------------------------------------------------------------------------------------- */

/* Where a violation lies within the contributions of a statement. */
struct place {
    struct hs_call *call;
    const hensigt_grant_statement *statement;
    size_t index; /* of the statement */
};

static void violate(const struct place *place, size_t contribution, const char *field, const char *reason, const char *text)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "statements[%zu].contributions[%zu].%s", place->index, contribution, field);
    hs_call_violation(place->call, path, reason, "%s", text);
}

static bool same_contributor(const hensigt_grant_contribution *a, const hensigt_grant_contribution *b)
{
    return (*a->organisation || *a->contributor) && strcmp(a->organisation, b->organisation) == 0 &&
           strcmp(a->contributor, b->contributor) == 0;
}

static void check_contributor(const struct place *place, size_t index)
{
    const hensigt_grant_contribution *contribution = place->statement->contributions[index];
    if (!*contribution->organisation && !*contribution->contributor)
        violate(place, index, "organisation", "REQUIRED", "must be given, or the contributor in words");
    if (*contribution->organisation && *contribution->contributor)
        violate(place, index, "organisation", "EXCLUSIVE", "must not be given beside the contributor in words");
    for (size_t i = 0; i < index; i++) {
        if (!same_contributor(place->statement->contributions[i], contribution))
            continue;
        violate(place, index, *contribution->organisation ? "organisation" : "contributor", "DUPLICATE",
                "must not be given twice in one statement");
        return;
    }
}

/* Taken off the amount one after the other: so no sum is too large to be made. What is in another currency is told by itself. */
static bool exceed(const hensigt_grant_statement *statement)
{
    hensigt_money rest = *statement->amount;
    for (size_t i = 0; i < statement->n_contributions; i++) {
        const hensigt_money *part = statement->contributions[i]->amount;
        if (!part || strcmp(part->currency_code, rest.currency_code) != 0)
            continue;
        if (hs_money_compare(part, &rest) > 0)
            return true;
        hs_money_subtract(&rest, part, &rest);
    }
    return false;
}

/* R11: contributions never come to more than what they are a part of. */
static void check_sum(const struct place *place)
{
    char path[PATH_SIZE];
    if (!place->statement->amount || !exceed(place->statement))
        return;
    snprintf(path, sizeof path, "statements[%zu].contributions", place->index);
    hs_call_violation(place->call, path, "SUM", "must not come to more than the amount");
}

static void check_contributions(const struct place *place)
{
    const hensigt_money *amount = place->statement->amount;
    for (size_t i = 0; i < place->statement->n_contributions; i++) {
        const hensigt_money *part = place->statement->contributions[i]->amount;
        check_contributor(place, i);
        if (amount && part && strcmp(part->currency_code, amount->currency_code) != 0)
            violate(place, i, "amount.currency_code", "CURRENCY", "must be the currency of the stated amount");
    }
    check_sum(place);
}

/* ---- the invariants of all statements together --------------------------------------------------------------------------- */

static bool same_sources(struct hs_call *call, const hensigt_provenance *a, const hensigt_provenance *b)
{
    struct hs_names known = {.arena = call->arena};
    size_t count = a ? a->n_sources : 0;
    if (count != (b ? b->n_sources : 0))
        return false;
    for (size_t i = 0; i < count; i++)
        hs_names_add(&known, a->sources[i]);
    hs_names_sort(&known);
    for (size_t i = 0; i < count; i++)
        if (!hs_names_have(&known, b->sources[i]))
            return false;
    return true;
}

static bool same_date(const hensigt_partial_date *a, const hensigt_partial_date *b)
{
    bool same_words = strcmp(a ? a->stated : "", b ? b->stated : "") == 0;
    bool same_days = hs_date_earliest(a) == hs_date_earliest(b) && hs_date_latest(a) == hs_date_latest(b);
    return same_days && (same_words || hs_date_earliest(a) != HS_DAY_MIN || hs_date_latest(a) != HS_DAY_MAX);
}

static bool same_amount(const hensigt_money *a, const hensigt_money *b)
{
    return a && b && strcmp(a->currency_code, b->currency_code) == 0 && hs_money_compare(a, b) == 0;
}

static bool same_statement(struct hs_call *call, const hensigt_grant_statement *a, const hensigt_grant_statement *b)
{
    return same_amount(a->amount, b->amount) && same_date(a->state_date, b->state_date) &&
           same_sources(call, a->provenance, b->provenance);
}

static void check_distinct(struct hs_call *call, const hensigt_grant *grant, size_t index)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < index; i++) {
        if (!same_statement(call, grant->statements[i], grant->statements[index]))
            continue;
        snprintf(path, sizeof path, "statements[%zu]", index);
        hs_call_violation(call, path, "DUPLICATE", "must not be given twice: statements[%zu] has its amount, date and sources", i);
        return;
    }
}

static void check_currency(struct hs_call *call, const hensigt_grant *grant, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_money *first = grant->statements[0]->amount;
    const hensigt_money *amount = grant->statements[index]->amount;
    if (!first || !amount || strcmp(first->currency_code, amount->currency_code) == 0)
        return;
    snprintf(path, sizeof path, "statements[%zu].amount.currency_code", index);
    hs_call_violation(call, path, "CURRENCY", "must be %s, the currency of the first statement", first->currency_code);
}

static void check_statement(struct hs_call *call, const hensigt_grant *grant, size_t index)
{
    char path[PATH_SIZE];
    const struct place place = {.call = call, .statement = grant->statements[index], .index = index};
    snprintf(path, sizeof path, "statements[%zu].state_date", index);
    hs_date_require_come(call, path, place.statement->state_date);
    check_contributions(&place);
    check_currency(call, grant, index);
    check_distinct(call, grant, index);
}

/* A centre that does not exist is refused as a reference. */
static void check_centre(struct hs_call *call, const hensigt_grant *grant)
{
    const hensigt_centre *centre = (const hensigt_centre *)hs_call_find(call, grant->centre, 0);
    char end[HS_PARTIAL_DATE_SIZE];
    if (!centre || !hs_date_certainly_before(centre->end_date, grant->start_date))
        return;
    hs_partial_date_text(centre->end_date, end);
    hs_call_violation(call, "start_date", "INTERVAL", "must not lie after the end of %s, %s", centre->name, end);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_grant *grant = (const hensigt_grant *)after;
    (void)before;
    for (size_t i = 0; i < grant->n_statements; i++)
        check_statement(call, grant, i);
    hs_dates_check(call, "end_date", grant->start_date, grant->end_date);
    /* What was entered in error stays as it is, whatever has become of the centre. */
    if (!grant->annulment)
        check_centre(call, grant);
}

const struct hensigt_grant_service hensigt_grant_service_implementation = {0};

const struct hs_rules hensigt_grant_rules = {.complete = complete, .check = check};
