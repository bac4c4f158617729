#include "service/rules/claim_text.h"

#include <string.h>

static const char *comparison_words(hensigt_metric_claim_comparison comparison)
{
    switch (comparison) {
    case HENSIGT_METRIC_CLAIM_COMPARISON_ABOUT:
        return "about ";
    case HENSIGT_METRIC_CLAIM_COMPARISON_MORE_THAN:
        return "more than ";
    case HENSIGT_METRIC_CLAIM_COMPARISON_LESS_THAN:
        return "less than ";
    case HENSIGT_METRIC_CLAIM_COMPARISON_AT_LEAST:
        return "at least ";
    case HENSIGT_METRIC_CLAIM_COMPARISON_AT_MOST:
        return "at most ";
    default:
        return "";
    }
}

static const char *nature_words(hensigt_metric_claim_nature nature)
{
    switch (nature) {
    case HENSIGT_METRIC_CLAIM_NATURE_ESTIMATED:
        return " (estimated)";
    case HENSIGT_METRIC_CLAIM_NATURE_FORECAST:
        return " (forecast)";
    case HENSIGT_METRIC_CLAIM_NATURE_TARGET:
        return " (target)";
    default:
        return "";
    }
}

/* The two units that everybody writes otherwise than Recommendation 20 does. */
static const char *unit_words(const hensigt_metric_claim *claim)
{
    if (*claim->currency_code)
        return claim->currency_code;
    if (strcmp(claim->unit_code, "P1") == 0)
        return "%";
    return strcmp(claim->unit_code, "C62") == 0 ? "" : claim->unit_code;
}

char *hs_claim_text(struct hs_arena *arena, const hensigt_metric_claim *claim)
{
    const char *unit = unit_words(claim);
    return hs_arena_printf(arena, "%s%s%s%s%s", comparison_words(claim->comparison), claim->value, *unit ? " " : "", unit,
                           nature_words(claim->nature));
}
