#include "service/rules/claim_text.h"

#include <inttypes.h>
#include <string.h>

enum {
    GROUP = 3,     /* digits between two spaces */
    TEXT_SIZE = 80 /* a number with its sign, spaces and fraction is far shorter */
};

/* The whole part of a number in groups of three digits; its sign and fraction stay as they are. */
static void group_digits(const char *number, char out[TEXT_SIZE])
{
    size_t length = 0;
    size_t sign = *number == '-';
    size_t digits = strspn(number + sign, "0123456789");
    for (size_t i = 0; number[i] && length + 2 < TEXT_SIZE; i++) {
        size_t left = i < sign + digits ? sign + digits - i : 0;
        if (i > sign && left > 0 && left % GROUP == 0)
            out[length++] = ' ';
        out[length++] = number[i];
    }
    out[length] = '\0';
}

static const char *sign_of(const hensigt_money *money)
{
    return money->units < 0 || money->nanos < 0 ? "-" : "";
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
}

char *hs_money_words(struct hs_arena *arena, const hensigt_money *money)
{
    char grouped[TEXT_SIZE];
    char *number =
        hs_arena_printf(arena, "%s%" PRIu64 ".%09" PRIu64, sign_of(money), magnitude(money->units), magnitude(money->nanos));
    if (!number)
        return NULL;
    for (char *end = number + strlen(number) - 1; *end == '0'; end--)
        *end = '\0';
    if (number[strlen(number) - 1] == '.')
        number[strlen(number) - 1] = '\0';
    group_digits(number, grouped);
    return hs_arena_printf(arena, "%s %s", grouped, money->currency_code);
}

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
    char value[TEXT_SIZE];
    group_digits(claim->value, value);
    return hs_arena_printf(arena, "%s%s%s%s%s", comparison_words(claim->comparison), value, *unit ? " " : "", unit,
                           nature_words(claim->nature));
}
