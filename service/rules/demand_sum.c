#include "service/rules/demand.h"

#include "service/rules/transition.h"
#include "wire/decimal.h"

#include <stdlib.h>
#include <string.h>

/* The sums of one line: of those that count for certain, and of all that may. */
struct sum {
    struct hs_decimal quantity;
    hensigt_money value;
    int32_t count;
};

/* What is summed together, and its sums. */
struct line {
    hensigt_intention_level level;
    hensigt_intention_confirmation_kind kind;
    const char *unit_code;     /* "" = without a quantity */
    const char *currency_code; /* "" = without a value */
    struct sum certain;
    struct sum possible;
    struct hs_names organisations;
    int32_t examples;
    int32_t unreaffirmed;
};

struct summing {
    struct hs_call *call;
    struct line *lines;
    size_t count;
};

static int compare_numbers(int a, int b)
{
    return (a > b) - (a < b);
}

static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left;
    const struct line *b = right;
    int order = compare_numbers((int)a->level, (int)b->level);
    if (order == 0)
        order = compare_numbers((int)a->kind, (int)b->kind);
    if (order == 0)
        order = strcmp(a->unit_code, b->unit_code);
    return order != 0 ? order : strcmp(a->currency_code, b->currency_code);
}

static struct line key_of(struct hs_arena *arena, const hensigt_intention *intention)
{
    const hensigt_money *value = intention->estimated_value;
    struct line key = {
        .level = intention->level,
        .kind = intention->confirmation->kind,
        .unit_code = intention->quantity ? intention->quantity->unit_code : "",
        .currency_code = value ? value->currency_code : "",
        .organisations = {.arena = arena},
    };
    hensigt_money zero = HENSIGT_MONEY_INIT;
    if (value)
        zero.currency_code = value->currency_code;
    key.certain.value = zero;
    key.possible.value = zero;
    return key;
}

/* There are few lines: a process has few units and currencies. */
static struct line *line_of(struct summing *summing, const hensigt_intention *intention)
{
    struct line key = key_of(summing->call->arena, intention);
    for (size_t i = 0; i < summing->count; i++)
        if (compare_lines(&summing->lines[i], &key) == 0)
            return &summing->lines[i];
    void *grown = hs_arena_grow(summing->call->arena, summing->lines, summing->count, sizeof *summing->lines);
    if (!grown)
        return NULL;
    summing->lines = grown;
    summing->lines[summing->count] = key;
    return &summing->lines[summing->count++];
}

static bool add_to_sum(struct sum *sum, const hensigt_intention *intention)
{
    struct hs_decimal quantity;
    sum->count++;
    if (intention->quantity &&
        !(hs_decimal_parse(intention->quantity->value, &quantity) && hs_decimal_add(sum->quantity, quantity, &sum->quantity)))
        return false;
    return !intention->estimated_value || hs_money_add(&sum->value, intention->estimated_value);
}

static enum hs_code add_standing(struct summing *summing, const struct hs_standing *standing)
{
    const hensigt_intention *intention = standing->intention;
    struct line *line = line_of(summing, intention);
    if (!line)
        return hs_no_memory(summing->call);
    bool fits = add_to_sum(&line->possible, intention);
    if (standing->counts == HS_CERTAINLY)
        fits = add_to_sum(&line->certain, intention) && fits;
    if (!fits)
        return hs_status_fail(summing->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                              "the sum with %s has too many digits to be exact", intention->name);
    hs_names_add(&line->organisations, standing->organisation);
    if (intention->provenance && intention->provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE)
        line->examples++;
    line->unreaffirmed += standing->unreaffirmed != HS_NEVER;
    return line->organisations.failed ? hs_no_memory(summing->call) : HS_OK;
}

/* ---- the reply --------------------------------------------------------------------------------------------------------- */

static hensigt_quantity *quantity_of(struct hs_arena *arena, const struct line *line, const struct sum *sum)
{
    char text[HS_DECIMAL_SIZE];
    hensigt_quantity *quantity = (hensigt_quantity *)hs_arena_new(arena, &hensigt__v1__quantity__descriptor);
    hs_decimal_text(sum->quantity, text);
    if (quantity) {
        quantity->value = hs_arena_string(arena, text);
        quantity->unit_code = hs_arena_string(arena, line->unit_code);
    }
    return quantity && quantity->value && quantity->unit_code ? quantity : NULL;
}

static hensigt_money *value_of(struct hs_arena *arena, const struct sum *sum)
{
    hensigt_money *value = (hensigt_money *)hs_arena_new(arena, &hensigt__v1__money__descriptor);
    if (value)
        *value = sum->value;
    return value;
}

static hensigt_summarise_demand_response_line *write_line(struct hs_arena *arena, struct line *line)
{
    hensigt_summarise_demand_response_line *out =
        (hensigt_summarise_demand_response_line *)hs_arena_new(arena, &hensigt__v1__summarise_demand_response__line__descriptor);
    if (!out)
        return NULL;
    bool complete = true;
    hs_names_sort(&line->organisations);
    out->level = line->level;
    out->confirmation_kind = line->kind;
    out->unit_code = hs_arena_string(arena, line->unit_code);
    out->currency_code = hs_arena_string(arena, line->currency_code);
    out->certain_count = line->certain.count;
    out->possible_count = line->possible.count;
    out->organisation_count = (int32_t)line->organisations.count;
    out->example_count = line->examples;
    out->unreaffirmed_count = line->unreaffirmed;
    if (*line->unit_code) {
        out->certain_quantity = quantity_of(arena, line, &line->certain);
        out->possible_quantity = quantity_of(arena, line, &line->possible);
        complete = out->certain_quantity && out->possible_quantity;
    }
    if (*line->currency_code) {
        out->certain_value = value_of(arena, &line->certain);
        out->possible_value = value_of(arena, &line->possible);
        complete = complete && out->certain_value && out->possible_value;
    }
    return complete && out->unit_code && out->currency_code ? out : NULL;
}

static enum hs_code write_lines(struct summing *summing, hensigt_summarise_demand_response *reply)
{
    struct hs_arena *arena = summing->call->arena;
    reply->lines = hs_arena_alloc(arena, (summing->count + 1) * sizeof *reply->lines);
    if (!reply->lines)
        return hs_no_memory(summing->call);
    if (summing->count > 0)
        qsort(summing->lines, summing->count, sizeof *summing->lines, compare_lines);
    for (size_t i = 0; i < summing->count; i++) {
        reply->lines[i] = write_line(arena, &summing->lines[i]);
        if (!reply->lines[i])
            return hs_no_memory(summing->call);
    }
    reply->n_lines = summing->count;
    return HS_OK;
}

static void count_standing(const struct hs_standing *standing, hensigt_summarise_demand_response *reply)
{
    if (standing->hidden) {
        reply->hidden_count += standing->counts != HS_NEVER;
        return;
    }
    reply->unconfirmed_count += standing->intention->state == HENSIGT_INTENTION_STATE_SUBMITTED;
    reply->unreaffirmed_count += standing->unreaffirmed != HS_NEVER;
    reply->lapsed_count += standing->lapsed == HS_CERTAINLY;
    reply->unquantified_count += standing->counts != HS_NEVER && !standing->intention->quantity;
    bool ended = standing->confirmed != HS_NEVER && standing->withdrawn == HS_CERTAINLY;
    reply->withdrawn_count += ended;
    reply->replaced_count += !ended && standing->confirmed != HS_NEVER && standing->replaced == HS_CERTAINLY;
}

static enum hs_code count_organisations(struct hs_call *call, const struct hs_demand *demand,
                                        hensigt_summarise_demand_response *reply)
{
    struct hs_names committing = {.arena = call->arena};
    struct hs_names declaring = {.arena = call->arena};
    hs_demand_organisations(demand, HS_DEMAND_SEEN, HENSIGT_INTENTION_LEVEL_COMMITMENT, HS_POSSIBLY, &committing);
    hs_demand_organisations(demand, HS_DEMAND_SEEN, HENSIGT_INTENTION_LEVEL_DECLARATION, HS_POSSIBLY, &declaring);
    reply->committing_organisation_count = (int32_t)committing.count;
    for (size_t i = 0; i < declaring.count; i++)
        reply->declaring_organisation_count += !hs_names_have(&committing, declaring.names[i]);
    return committing.failed || declaring.failed ? hs_no_memory(call) : HS_OK;
}

enum hs_code hs_demand_sum(struct hs_call *call, const struct hs_demand *demand, hensigt_summarise_demand_response *reply)
{
    struct summing summing = {.call = call};
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < demand->count; i++) {
        const struct hs_standing *standing = &demand->standings[i];
        count_standing(standing, reply);
        if (standing->counts != HS_NEVER && !standing->hidden)
            code = add_standing(&summing, standing);
    }
    if (code == HS_OK)
        code = count_organisations(call, demand, reply);
    return code == HS_OK ? write_lines(&summing, reply) : code;
}
