#include "service/rules/demand_lines.h"

#include "service/rules/transition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* A reply of 64 KiB holds fewer, whatever they are. */
    MAX_LINES = 2000,
    /* Room for what a key says: two names of resources, a few codes and numbers. */
    KEY_SIZE = 512,
};

/* The sums of one line: of those that count for certain, or of all that may. */
struct sum {
    struct hs_decimal quantity;
    struct hs_decimal remaining;
    hensigt_money value;
    int32_t count;
};

struct hs_demand_line {
    struct hs_demand_key key;
    struct sum certain;
    struct sum possible;
    uint32_t *bodies;
    size_t n_bodies;
    size_t capacity; /* of bodies */
    int32_t examples;
    int32_t unquantified;
};

/* ---- adding -------------------------------------------------------------------------------------------------------------- */

static enum hs_code too_many(struct hs_call *call)
{
    return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "TOO_MANY_LINES",
                          "more than %d lines do not fit into a reply: ask for fewer dimensions, or about less", MAX_LINES);
}

enum hs_code hs_demand_too_large(struct hs_call *call, const hensigt_intention *intention)
{
    return hs_status_fail(call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE", "the sum with %s has too many digits to be exact",
                          intention->name);
}

static bool copy_key(struct hs_arena *arena, const struct hs_demand_key *key, struct hs_demand_key *out)
{
    *out = *key;
    out->unit_code = hs_arena_string(arena, key->unit_code);
    out->currency_code = hs_arena_string(arena, key->currency_code);
    out->region_code = hs_arena_string(arena, key->region_code);
    out->process = hs_arena_string(arena, key->process);
    out->organisation = hs_arena_string(arena, key->organisation);
    return out->unit_code && out->currency_code && out->region_code && out->process && out->organisation;
}

static bool begin_line(struct hs_demand_lines *lines, const struct hs_demand_key *key, size_t number)
{
    struct hs_arena *arena = lines->call->arena;
    hensigt_money zero = HENSIGT_MONEY_INIT;
    void *grown = hs_arena_grow(arena, lines->lines, number, sizeof *lines->lines);
    if (!grown)
        return false;
    lines->lines = grown;
    struct hs_demand_line *line = &lines->lines[number];
    *line = (struct hs_demand_line){0};
    if (!copy_key(arena, key, &line->key))
        return false;
    zero.currency_code = (char *)line->key.currency_code;
    line->certain.value = zero;
    line->possible.value = zero;
    return true;
}

/* The line of a key; NULL with the call failed. */
static struct hs_demand_line *line_of(struct hs_demand_lines *lines, const struct hs_demand_key *key)
{
    char text[KEY_SIZE];
    bool is_new = false;
    snprintf(text, sizeof text, "%d %d %d %d %s %s %s %s %s %s", (int)key->level, (int)key->kind, (int)key->binding,
             key->unreaffirmed, key->unit_code, key->currency_code, key->region_code, key->quarter, key->process,
             key->organisation);
    uint32_t number = hs_number(&lines->keys, text, &is_new);
    if (lines->keys.failed || (is_new && !begin_line(lines, key, number)))
        hs_no_memory(lines->call);
    else if (lines->keys.count > MAX_LINES)
        too_many(lines->call);
    return hs_status_code(lines->call->status) == HS_OK ? &lines->lines[number] : NULL;
}

static bool add_to_sum(struct sum *sum, const hensigt_intention *intention, struct hs_decimal remaining)
{
    struct hs_decimal quantity;
    sum->count++;
    if (intention->quantity &&
        !(hs_decimal_parse(intention->quantity->value, &quantity) && hs_decimal_add(sum->quantity, quantity, &sum->quantity) &&
          hs_decimal_add(sum->remaining, remaining, &sum->remaining)))
        return false;
    return !intention->estimated_value || hs_money_add(&sum->value, intention->estimated_value);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void sort_bodies(struct hs_demand_line *line)
{
    size_t kept = 0;
    if (line->n_bodies > 0)
        qsort(line->bodies, line->n_bodies, sizeof *line->bodies, compare_numbers);
    for (size_t i = 0; i < line->n_bodies; i++)
        if (kept == 0 || line->bodies[kept - 1] != line->bodies[i])
            line->bodies[kept++] = line->bodies[i];
    line->n_bodies = kept;
}

static bool grow_bodies(struct hs_arena *arena, struct hs_demand_line *line)
{
    enum { FIRST = 4 };
    size_t capacity = line->capacity > 0 ? line->capacity * 2 : FIRST;
    uint32_t *grown = hs_arena_alloc(arena, capacity * sizeof *grown);
    if (!grown)
        return false;
    if (line->n_bodies > 0)
        memcpy(grown, line->bodies, line->n_bodies * sizeof *grown);
    line->bodies = grown;
    line->capacity = capacity;
    return true;
}

/* Where the array is full, those that are in it more than once make room: it grows with the bodies, not with their intentions. */
static bool add_body(struct hs_arena *arena, struct hs_demand_line *line, uint32_t body)
{
    if (line->n_bodies == line->capacity) {
        sort_bodies(line);
        if (line->n_bodies >= line->capacity / 2 && !grow_bodies(arena, line))
            return false;
    }
    line->bodies[line->n_bodies++] = body;
    return true;
}

static bool is_example(const hensigt_intention *intention)
{
    return intention->provenance && intention->provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
}

enum hs_code hs_demand_lines_add(struct hs_demand_lines *lines, const struct hs_demand_item *item)
{
    struct hs_call *call = lines->call;
    const hensigt_intention *intention = item->intention;
    struct hs_demand_line *line = line_of(lines, &item->key);
    if (!line)
        return hs_status_code(call->status);
    bool fits = add_to_sum(&line->possible, intention, item->possible_remaining);
    if (item->certain)
        fits = add_to_sum(&line->certain, intention, item->certain_remaining) && fits;
    if (!fits)
        return hs_demand_too_large(call, intention);
    line->examples += is_example(intention);
    line->unquantified += !intention->quantity;
    return add_body(call->arena, line, item->body) ? HS_OK : hs_no_memory(call);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

static int compare_values(int a, int b)
{
    return (a > b) - (a < b);
}

/* What is not known comes last. */
static int compare_known(const char *a, const char *b)
{
    if (!*a || !*b)
        return compare_values(!*a, !*b);
    return strcmp(a, b);
}

static int compare_bindings(hensigt_instrument_binding a, hensigt_instrument_binding b)
{
    if (a == HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED || b == HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED)
        return compare_values(a == HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED, b == HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED);
    return compare_values((int)a, (int)b);
}

static int compare_what(const struct hs_demand_key *a, const struct hs_demand_key *b)
{
    int order = strcmp(a->process, b->process);
    if (order == 0)
        order = compare_values((int)a->level, (int)b->level);
    if (order == 0)
        order = compare_known(a->quarter, b->quarter);
    if (order == 0)
        order = compare_known(a->region_code, b->region_code);
    return order != 0 ? order : strcmp(a->organisation, b->organisation);
}

static int compare_lines(const void *left, const void *right)
{
    const struct hs_demand_key *a = &((const struct hs_demand_line *)left)->key;
    const struct hs_demand_key *b = &((const struct hs_demand_line *)right)->key;
    int order = compare_what(a, b);
    if (order == 0)
        order = compare_bindings(a->binding, b->binding);
    if (order == 0)
        order = compare_values((int)a->kind, (int)b->kind);
    if (order == 0)
        order = strcmp(a->unit_code, b->unit_code);
    if (order == 0)
        order = strcmp(a->currency_code, b->currency_code);
    return order != 0 ? order : compare_values(a->unreaffirmed, b->unreaffirmed);
}

static hensigt_quantity *quantity_of(struct hs_arena *arena, const struct hs_demand_line *line, struct hs_decimal amount)
{
    char text[HS_DECIMAL_SIZE];
    hensigt_quantity *quantity = (hensigt_quantity *)hs_arena_new(arena, &hensigt__v1__quantity__descriptor);
    hs_decimal_text(amount, text);
    if (!quantity)
        return NULL;
    quantity->value = hs_arena_string(arena, text);
    quantity->unit_code = (char *)line->key.unit_code;
    return quantity->value ? quantity : NULL;
}

static hensigt_money *value_of(struct hs_arena *arena, const struct sum *sum)
{
    hensigt_money *value = (hensigt_money *)hs_arena_new(arena, &hensigt__v1__money__descriptor);
    if (value)
        *value = sum->value;
    return value;
}

static bool write_sums(struct hs_arena *arena, const struct hs_demand_line *line, hensigt_summarise_demand_response_line *out)
{
    bool complete = true;
    if (*line->key.unit_code) {
        out->certain_quantity = quantity_of(arena, line, line->certain.quantity);
        out->possible_quantity = quantity_of(arena, line, line->possible.quantity);
        out->certain_remaining_quantity = quantity_of(arena, line, line->certain.remaining);
        out->possible_remaining_quantity = quantity_of(arena, line, line->possible.remaining);
        complete =
            out->certain_quantity && out->possible_quantity && out->certain_remaining_quantity && out->possible_remaining_quantity;
    }
    if (*line->key.currency_code) {
        out->certain_value = value_of(arena, &line->certain);
        out->possible_value = value_of(arena, &line->possible);
        complete = complete && out->certain_value && out->possible_value;
    }
    return complete;
}

static hensigt_summarise_demand_response_line *write_line(struct hs_arena *arena, struct hs_demand_line *line)
{
    hensigt_summarise_demand_response_line *out =
        (hensigt_summarise_demand_response_line *)hs_arena_new(arena, &hensigt__v1__summarise_demand_response__line__descriptor);
    if (!out)
        return NULL;
    sort_bodies(line);
    out->level = line->key.level;
    out->confirmation_kind = line->key.kind;
    out->binding = line->key.binding;
    out->unit_code = (char *)line->key.unit_code;
    out->currency_code = (char *)line->key.currency_code;
    out->region_code = (char *)line->key.region_code;
    out->quarter = line->key.quarter;
    out->process = (char *)line->key.process;
    out->organisation = (char *)line->key.organisation;
    out->certain_count = line->certain.count;
    out->possible_count = line->possible.count;
    out->organisation_count = (int32_t)line->n_bodies;
    out->example_count = line->examples;
    out->unquantified_count = line->unquantified;
    out->unreaffirmed_count = line->key.unreaffirmed ? line->possible.count : 0;
    return write_sums(arena, line, out) ? out : NULL;
}

enum hs_code hs_demand_lines_write(struct hs_demand_lines *lines, hensigt_summarise_demand_response *reply)
{
    struct hs_arena *arena = lines->call->arena;
    size_t count = lines->keys.count;
    reply->lines = hs_arena_alloc(arena, (count + 1) * sizeof *reply->lines);
    if (!reply->lines)
        return hs_no_memory(lines->call);
    if (count > 0)
        qsort(lines->lines, count, sizeof *lines->lines, compare_lines);
    for (size_t i = 0; i < count; i++) {
        reply->lines[i] = write_line(arena, &lines->lines[i]);
        if (!reply->lines[i])
            return hs_no_memory(lines->call);
    }
    reply->n_lines = count;
    return HS_OK;
}
