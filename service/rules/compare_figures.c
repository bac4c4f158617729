#include "service/rules/compare.h"

#include "service/annulment.h"
#include "service/rules/claim_text.h"
#include "service/rules/dates.h"
#include "service/rules/transition.h"

#include "hensigt/v1/adoption.h"
#include "hensigt/v1/grant.h"
#include "hensigt/v1/metric_claim.h"
#include "hensigt/v1/metric_claim_tables.h"

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
    {"procurements-assisted", "Procurements assisted", write_claims, PROCUREMENTS},
    {"adopters", "Bodies that adopted its method", write_claims, ADOPTERS},
    {"adoptions", "Taken up elsewhere", write_adoptions, 0},
    {"savings", "Savings", write_claims, SAVINGS},
    {"innovative-share", "Innovative share of purchases in its country", write_innovative_share, 0},
    {"other-claims", "Other figures", write_other_claims, 0},
};
const size_t hs_n_points_of_figures = sizeof hs_points_of_figures / sizeof hs_points_of_figures[0];
