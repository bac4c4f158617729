#include "service/rules/compare.h"

#include "service/annulment.h"
#include "service/rules/claim_text.h"
#include "service/rules/dates.h"
#include "service/rules/fulfilment.h"
#include "service/rules/transition.h"
#include "wire/decimal.h"

#include "hensigt/v1/adoption.h"
#include "hensigt/v1/grant.h"
#include "hensigt/v1/metric_claim.h"
#include "hensigt/v1/metric_claim_tables.h"
#include "hensigt/v1/purchase.h"

#include <string.h>

typedef hensigt_compare_centres_response_cell comparison_cell;

/* Figures with a row of their own; all others share one. */
enum figure { SAVINGS, PROCUREMENTS, ADOPTERS, PARTNERS, N_FIGURES };
static const char *const metrics[N_FIGURES] = {
    [SAVINGS] = "savings",
    [PROCUREMENTS] = "procurements-assisted",
    [ADOPTERS] = "adopters",
    [PARTNERS] = "partners",
};

static const char innovative_share[] = "innovative-share";

static void mark_known(comparison_cell *cell)
{
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
}

/* What had been stated by the day. What says no date is taken as stated. */
static bool was_stated(const struct hs_comparison *comparison, const hensigt_partial_date *date)
{
    return !hs_date_given(date) || hs_date_reached(date, comparison->day) != HS_NEVER;
}

/* " (2022-02-05)"; nothing of a date that is not given. */
static const char *in_brackets(const struct hs_comparison *comparison, const char *what, const hensigt_partial_date *date)
{
    const char *text = hs_date_given(date) ? hs_compare_date(comparison, date) : "";
    if (!text)
        return NULL;
    return *text ? hs_arena_printf(comparison->call->arena, " (%s%s)", what, text) : "";
}

/* ---- what it was paid ---------------------------------------------------------------------------------------------------- */

static const char *period_words(hensigt_period_kind kind)
{
    switch (kind) {
    case HENSIGT_PERIOD_KIND_YEARLY:
        return " a year";
    case HENSIGT_PERIOD_KIND_ACCUMULATED:
        return " in all";
    default:
        return "";
    }
}

/* "19 600 000 DKK a year (stated 2021-06-10)", one for each statement: they are never added. */
static bool write_grant(const struct hs_comparison *comparison, const hensigt_grant *grant, comparison_cell *cell)
{
    struct hs_arena *arena = comparison->call->arena;
    for (size_t i = 0; i < grant->n_statements; i++) {
        const hensigt_grant_statement *statement = grant->statements[i];
        if (!was_stated(comparison, statement->state_date))
            continue;
        const char *amount = hs_money_words(arena, statement->amount);
        const char *stated = in_brackets(comparison, "stated ", statement->state_date);
        if (!amount || !stated ||
            !hs_compare_text(comparison, cell, hs_arena_printf(arena, "%s%s%s", amount, period_words(grant->period_kind), stated)))
            return false;
    }
    return true;
}

/* What is to be paid later is planned, where nothing is paid yet. */
static bool write_funding(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                          comparison_cell *cell)
{
    bool written = true;
    (void)argument;
    for (size_t i = 0; written && i < compared->grants.count; i++) {
        const hensigt_grant *grant = (const hensigt_grant *)compared->grants.messages[i];
        size_t before = cell->n_texts;
        if (hs_annulled(&grant->base) || hs_dates_over(grant->end_date, comparison->day))
            continue;
        written = write_grant(comparison, grant, cell);
        if (cell->n_texts == before)
            continue;
        if (hs_date_given(grant->start_date) && hs_date_reached(grant->start_date, comparison->day) == HS_NEVER)
            cell->state = cell->state == HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN
                              ? cell->state
                              : HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_PLANNED;
        else
            mark_known(cell);
    }
    return written;
}

/* ---- what sources claim --------------------------------------------------------------------------------------------------- */

/* "more than 200 (2022)", with "signatories: " before it where the row has several metrics. */
static bool write_claim(const struct hs_comparison *comparison, const hensigt_metric_claim *claim, const char *prefix,
                        comparison_cell *cell)
{
    struct hs_arena *arena = comparison->call->arena;
    const char *text = hs_claim_text(arena, claim);
    const char *stated = in_brackets(comparison, "", hs_date_given(claim->state_date) ? claim->state_date : claim->end_date);
    mark_known(cell);
    return text && stated &&
           hs_compare_text(comparison, cell, hs_arena_printf(arena, "%s%s%s%s", prefix, *prefix ? ": " : "", text, stated));
}

static bool counts(const struct hs_comparison *comparison, const hensigt_metric_claim *claim)
{
    return !hs_annulled(&claim->base) && was_stated(comparison, claim->state_date);
}

static bool write_claims(const struct hs_comparison *comparison, const struct hs_compared *compared, int figure,
                         comparison_cell *cell)
{
    for (size_t i = 0; i < compared->claims.count; i++) {
        const hensigt_metric_claim *claim = (const hensigt_metric_claim *)compared->claims.messages[i];
        if (strcmp(claim->metric, metrics[figure]) == 0 && counts(comparison, claim) && !write_claim(comparison, claim, "", cell))
            return false;
    }
    return true;
}

static bool has_own_row(const char *metric)
{
    for (size_t i = 0; i < N_FIGURES; i++)
        if (strcmp(metric, metrics[i]) == 0)
            return true;
    return false;
}

static bool write_other_claims(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                               comparison_cell *cell)
{
    (void)argument;
    for (size_t i = 0; i < compared->claims.count; i++) {
        const hensigt_metric_claim *claim = (const hensigt_metric_claim *)compared->claims.messages[i];
        if (!has_own_row(claim->metric) && counts(comparison, claim) && !write_claim(comparison, claim, claim->metric, cell))
            return false;
    }
    return true;
}

/* What was measured in the centre's country: "buyer: 46 % (2019-05-20)". */
static bool write_innovative_share(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                                   comparison_cell *cell)
{
    struct hs_collection claims;
    const struct hs_match match = {.path = "region_code", .value = compared->centre->region_code};
    (void)argument;
    if (!*compared->centre->region_code)
        return true;
    if (hs_collect(comparison->call, &hensigt_metric_claim_resource, NULL, &match, 1, comparison->read_time, &claims) != HS_OK)
        return false;
    for (size_t i = 0; i < claims.count; i++) {
        const hensigt_metric_claim *claim = (const hensigt_metric_claim *)claims.messages[i];
        bool is_share = strncmp(claim->metric, innovative_share, sizeof innovative_share - 1) == 0;
        const char *of = is_share ? claim->metric + sizeof innovative_share - 1 : "";
        if (is_share && counts(comparison, claim) && !write_claim(comparison, claim, *of == '-' ? of + 1 : of, cell))
            return false;
    }
    return true;
}

/* ---- what the registry computes beside the claims ------------------------------------------------------------------------- */

/* Purchases that are taken together: how many stand on the day, and what they save. */
struct bought {
    size_t certain;
    size_t possible;
    hensigt_money certain_savings;
    hensigt_money possible_savings;
};

static void count_in(struct bought *bought, enum hs_truth stands)
{
    bought->certain += stands == HS_CERTAINLY;
    bought->possible += stands != HS_NEVER;
}

/* "3 purchases in the registry", "2 to 3 ...", "up to 1 purchase ...". */
static const char *bought_words(struct hs_arena *arena, const struct bought *bought)
{
    const char *noun = bought->possible == 1 ? "purchase" : "purchases";
    if (bought->certain == bought->possible)
        return hs_arena_printf(arena, "%zu %s in the registry", bought->certain, noun);
    if (bought->certain == 0)
        return hs_arena_printf(arena, "up to %zu %s in the registry", bought->possible, noun);
    return hs_arena_printf(arena, "%zu to %zu %s in the registry", bought->certain, bought->possible, noun);
}

static const char *savings_words(struct hs_arena *arena, const struct bought *bought)
{
    const char *least = hs_money_words(arena, &bought->certain_savings);
    const char *most = hs_money_words(arena, &bought->possible_savings);
    if (!least || !most || hs_money_compare(&bought->certain_savings, &bought->possible_savings) == 0)
        return least ? most : NULL;
    return bought->certain == 0 ? hs_arena_printf(arena, "up to %s", most) : hs_arena_printf(arena, "%s to %s", least, most);
}

static bool write_procurements(const struct hs_comparison *comparison, const struct hs_compared *compared, int figure,
                               comparison_cell *cell)
{
    struct bought bought = {0};
    if (!write_claims(comparison, compared, figure, cell))
        return false;
    for (size_t i = 0; i < compared->purchases.count; i++)
        count_in(&bought, hs_purchase_stands((const hensigt_purchase *)compared->purchases.messages[i], comparison->day));
    if (bought.possible == 0)
        return true;
    mark_known(cell);
    return hs_compare_text(comparison, cell, bought_words(comparison->call->arena, &bought));
}

/* What a purchase saves, where it stands on the day or may. */
static const hensigt_purchase_savings *savings_on(const struct hs_comparison *comparison, const hensigt_purchase *purchase)
{
    return hs_purchase_stands(purchase, comparison->day) == HS_NEVER ? NULL : purchase->savings;
}

static bool is_same_kind(const hensigt_purchase_savings *a, const hensigt_purchase_savings *b)
{
    return a->period_kind == b->period_kind && strcmp(a->amount->currency_code, b->amount->currency_code) == 0;
}

/* Whether a purchase before this one saves in the same currency and kind of period: they were summed with it. */
static bool is_summed(const struct hs_comparison *comparison, const struct hs_compared *compared, size_t index,
                      const hensigt_purchase_savings *savings)
{
    for (size_t i = 0; i < index; i++) {
        const hensigt_purchase_savings *other = savings_on(comparison, (const hensigt_purchase *)compared->purchases.messages[i]);
        if (other && is_same_kind(other, savings))
            return true;
    }
    return false;
}

/* Sums what is saved as `savings` are. False, with the call failed, where the sum cannot be held. */
static bool sum_savings(const struct hs_comparison *comparison, const struct hs_compared *compared,
                        const hensigt_purchase_savings *savings, struct bought *out)
{
    hensigt_money zero = HENSIGT_MONEY_INIT;
    zero.currency_code = savings->amount->currency_code;
    *out = (struct bought){.certain_savings = zero, .possible_savings = zero};
    for (size_t i = 0; i < compared->purchases.count; i++) {
        const hensigt_purchase *purchase = (const hensigt_purchase *)compared->purchases.messages[i];
        const hensigt_purchase_savings *other = savings_on(comparison, purchase);
        if (!other || !is_same_kind(other, savings))
            continue;
        enum hs_truth stands = hs_purchase_stands(purchase, comparison->day);
        bool fits = hs_money_add(&out->possible_savings, other->amount);
        if (stands == HS_CERTAINLY)
            fits = hs_money_add(&out->certain_savings, other->amount) && fits;
        if (!fits) {
            hs_status_fail(comparison->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                           "the sum with %s has too many digits to be exact", purchase->name);
            return false;
        }
        count_in(out, stands);
    }
    return true;
}

/* "1 234 DKK a year (2 purchases in the registry)", one for each currency and kind of period; never added to what is claimed. */
static bool write_savings(const struct hs_comparison *comparison, const struct hs_compared *compared, int figure,
                          comparison_cell *cell)
{
    struct hs_arena *arena = comparison->call->arena;
    if (!write_claims(comparison, compared, figure, cell))
        return false;
    for (size_t i = 0; i < compared->purchases.count; i++) {
        struct bought bought;
        const hensigt_purchase_savings *savings = savings_on(comparison, (const hensigt_purchase *)compared->purchases.messages[i]);
        if (!savings || is_summed(comparison, compared, i, savings))
            continue;
        if (!sum_savings(comparison, compared, savings, &bought))
            return false;
        const char *amount = savings_words(arena, &bought);
        const char *purchases = bought_words(arena, &bought);
        mark_known(cell);
        if (!amount || !purchases ||
            !hs_compare_text(comparison, cell,
                             hs_arena_printf(arena, "%s%s (%s)", amount, period_words(savings->period_kind), purchases)))
            return false;
    }
    return true;
}

/* ---- what spread from it -------------------------------------------------------------------------------------------------- */

/* How far an adoption had come by the day; UNSPECIFIED where it had not begun. */
static hensigt_adoption_stage stage_on(const hensigt_adoption *adoption, int32_t day)
{
    hensigt_adoption_stage stage = HENSIGT_ADOPTION_STAGE_UNSPECIFIED;
    for (size_t i = 0; i < adoption->n_stage_runs; i++)
        if (hs_date_reached(adoption->stage_runs[i]->date, day) != HS_NEVER)
            stage = adoption->stage_runs[i]->stage;
    return stage;
}

/* "LUP i Danmark: deciding". */
static bool write_adoptions(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                            comparison_cell *cell)
{
    struct hs_arena *arena = comparison->call->arena;
    (void)argument;
    for (size_t i = 0; i < compared->adoptions.count; i++) {
        const hensigt_adoption *adoption = (const hensigt_adoption *)compared->adoptions.messages[i];
        hensigt_adoption_stage stage = stage_on(adoption, comparison->day);
        if (hs_annulled(&adoption->base) || stage == HENSIGT_ADOPTION_STAGE_UNSPECIFIED)
            continue;
        const char *words = hs_enum_words(arena, &hensigt__v1__adoption__stage__descriptor, (int)stage);
        mark_known(cell);
        if (!words || !hs_compare_text(comparison, cell, hs_arena_printf(arena, "%s: %s", adoption->title, words)))
            return false;
    }
    return true;
}

const struct hs_point hs_points_of_figures[] = {
    {"funding", "Funding", write_funding, 0},
    {"partners-claimed", "Partners, as stated", write_claims, PARTNERS},
    {"procurements-assisted", "Procurements assisted", write_procurements, PROCUREMENTS},
    {"adopters", "Bodies that adopted its method", write_claims, ADOPTERS},
    {"adoptions", "Taken up elsewhere", write_adoptions, 0},
    {"savings", "Savings", write_savings, SAVINGS},
    {"innovative-share", "Innovative share of purchases in its country", write_innovative_share, 0},
    {"other-claims", "Other figures", write_other_claims, 0},
};
const size_t hs_n_points_of_figures = sizeof hs_points_of_figures / sizeof hs_points_of_figures[0];
