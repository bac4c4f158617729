#include "service/rules/fulfilment.h"

#include "service/rules/names.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/purchase_tables.h"

#include <stdlib.h>
#include <string.h>

bool hs_purchase_was_awarded(const hensigt_purchase *purchase)
{
    return purchase->state == HENSIGT_PURCHASE_STATE_AWARDED ||
           (purchase->state == HENSIGT_PURCHASE_STATE_CANCELLED && hs_date_given(purchase->award_date));
}

/* ---- reading ------------------------------------------------------------------------------------------------------------- */

/* Purchases on their way to a list of fulfilments. */
struct reading {
    struct hs_call *call;
    struct hs_names wanted; /* intentions, sorted */
    struct hs_names taken;  /* purchases */
    struct hs_fulfilments *out;
};

static bool fulfils_wanted(const struct reading *reading, const hensigt_purchase *purchase)
{
    for (size_t i = 0; i < purchase->n_fulfilments; i++)
        if (hs_names_have(&reading->wanted, purchase->fulfilments[i]->intention))
            return true;
    return false;
}

/* Adds what a purchase fulfils: of the wanted intentions, or with NULL of all. False without memory. */
static bool add_purchase(struct hs_arena *arena, struct hs_fulfilments *out, const hensigt_purchase *purchase,
                         const struct hs_names *wanted)
{
    for (size_t i = 0; i < purchase->n_fulfilments; i++) {
        const hensigt_purchase_fulfilment *fulfilment = purchase->fulfilments[i];
        if (wanted && !hs_names_have(wanted, fulfilment->intention))
            continue;
        void *grown = hs_arena_grow(arena, out->fulfilments, out->count, sizeof *out->fulfilments);
        if (!grown)
            return false;
        out->fulfilments = grown;
        out->fulfilments[out->count++] =
            (struct hs_fulfilment){.intention = fulfilment->intention, .quantity = fulfilment->quantity, .purchase = purchase};
    }
    return true;
}

/* The same purchase is met for each intention that it fulfils, most often for those that follow each other. */
static bool is_taken(const struct reading *reading, const char *name)
{
    for (size_t i = reading->taken.count; i > 0; i--)
        if (strcmp(reading->taken.names[i - 1], name) == 0)
            return true;
    return false;
}

static enum hs_code take_purchase(void *context, ProtobufCMessage *message)
{
    struct reading *reading = context;
    struct hs_arena *arena = reading->call->arena;
    const hensigt_purchase *purchase = (const hensigt_purchase *)message;
    if (is_taken(reading, purchase->name) || !hs_purchase_was_awarded(purchase) || !fulfils_wanted(reading, purchase))
        return HS_OK;
    purchase = (const hensigt_purchase *)hs_arena_message(arena, message);
    if (!purchase)
        return hs_no_memory(reading->call);
    hs_names_add(&reading->taken, purchase->name);
    bool added = add_purchase(arena, reading->out, purchase, &reading->wanted);
    return added && !reading->taken.failed ? HS_OK : hs_no_memory(reading->call);
}

static int compare_fulfilments(const void *left, const void *right)
{
    const struct hs_fulfilment *a = left;
    const struct hs_fulfilment *b = right;
    int order = strcmp(a->intention, b->intention);
    return order != 0 ? order : strcmp(a->purchase->name, b->purchase->name);
}

static void sort(struct hs_fulfilments *fulfilments)
{
    if (fulfilments->count > 0)
        qsort(fulfilments->fulfilments, fulfilments->count, sizeof *fulfilments->fulfilments, compare_fulfilments);
}

enum hs_code hs_fulfilments_read(struct hs_call *call, const char *const *intentions, size_t count, int64_t read_time,
                                 struct hs_fulfilments *out)
{
    struct reading reading = {.call = call, .wanted = {.arena = call->arena}, .taken = {.arena = call->arena}, .out = out};
    enum hs_code code = HS_OK;
    *out = (struct hs_fulfilments){0};
    for (size_t i = 0; i < count; i++)
        hs_names_add(&reading.wanted, intentions[i]);
    hs_names_sort(&reading.wanted);
    if (reading.wanted.failed)
        return hs_no_memory(call);
    if (read_time != 0 && count > 0)
        code = hs_call_scan(call, &hensigt_purchase_resource, NULL, NULL, 0, read_time, take_purchase, &reading);
    for (size_t i = 0; code == HS_OK && read_time == 0 && i < reading.wanted.count; i++) {
        const struct hs_match match = {.path = "fulfilments.intention", .value = reading.wanted.names[i]};
        code = hs_call_scan(call, &hensigt_purchase_resource, NULL, &match, 1, 0, take_purchase, &reading);
    }
    sort(out);
    return code;
}

const struct hs_fulfilment *hs_fulfilments_of(const struct hs_fulfilments *fulfilments, const char *intention, size_t *count)
{
    size_t first = 0;
    size_t end = fulfilments->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(fulfilments->fulfilments[middle].intention, intention) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    while (end < fulfilments->count && strcmp(fulfilments->fulfilments[end].intention, intention) == 0)
        end++;
    *count = end - first;
    return *count > 0 ? fulfilments->fulfilments + first : NULL;
}

/* ---- judging ------------------------------------------------------------------------------------------------------------- */

enum hs_truth hs_purchase_stands(const hensigt_purchase *purchase, int32_t day)
{
    if (!hs_purchase_was_awarded(purchase))
        return HS_NEVER;
    enum hs_truth awarded = hs_date_reached(purchase->award_date, day);
    if (purchase->state != HENSIGT_PURCHASE_STATE_CANCELLED)
        return awarded;
    return hs_truth_and(awarded, hs_truth_not(hs_date_reached(purchase->cancel_date, day)));
}

static struct hs_decimal negated(struct hs_decimal number)
{
    return (struct hs_decimal){.mantissa = -number.mantissa, .scale = number.scale};
}

/* What is left of `whole`; 0 where more was bought than there was. */
static bool subtract(struct hs_decimal whole, struct hs_decimal bought, struct hs_decimal *out)
{
    if (!hs_decimal_add(whole, negated(bought), out))
        return false;
    if (out->mantissa < 0)
        *out = (struct hs_decimal){0};
    return true;
}

/* Adds what one fulfilment is worth, if it stands. */
static bool add_fulfilment(const struct hs_fulfilment *fulfilment, enum hs_truth stands, struct hs_fulfilled *out)
{
    struct hs_decimal quantity;
    bool fits = true;
    out->begun = hs_truth_or(out->begun, stands);
    if (stands == HS_NEVER || !fulfilment->quantity || !hs_decimal_parse(fulfilment->quantity->value, &quantity))
        return true;
    if (stands == HS_CERTAINLY)
        fits = hs_decimal_add(out->certain, quantity, &out->certain);
    return hs_decimal_add(out->possible, quantity, &out->possible) && fits;
}

bool hs_fulfilled_on(const struct hs_fulfilments *fulfilments, const hensigt_intention *intention, int32_t day,
                     struct hs_fulfilled *out)
{
    struct hs_fulfilled fulfilled = {0};
    struct hs_decimal quantity = {0};
    size_t count = 0;
    bool fits = true;
    const struct hs_fulfilment *all = hs_fulfilments_of(fulfilments, intention->name, &count);
    for (size_t i = 0; fits && i < count; i++)
        fits = add_fulfilment(&all[i], hs_purchase_stands(all[i].purchase, day), &fulfilled);
    if (!intention->quantity || !hs_decimal_parse(intention->quantity->value, &quantity)) {
        fulfilled.whole = fulfilled.begun;
    } else if (fits) {
        fits = subtract(quantity, fulfilled.possible, &fulfilled.certain_remaining) &&
               subtract(quantity, fulfilled.certain, &fulfilled.possible_remaining);
        if (hs_decimal_compare(fulfilled.possible, quantity) >= 0)
            fulfilled.whole = hs_decimal_compare(fulfilled.certain, quantity) >= 0 ? HS_CERTAINLY : HS_POSSIBLY;
        fulfilled.whole = hs_truth_and(fulfilled.whole, fulfilled.begun);
    }
    if (fits)
        *out = fulfilled;
    return fits;
}

/* ---- what is written ----------------------------------------------------------------------------------------------------- */

bool hs_fulfilments_replace(struct hs_arena *arena, struct hs_fulfilments *fulfilments, const hensigt_purchase *purchase)
{
    struct hs_fulfilments others = {0};
    bool added = true;
    for (size_t i = 0; added && i < fulfilments->count; i++) {
        void *grown = hs_arena_grow(arena, others.fulfilments, others.count, sizeof *others.fulfilments);
        added = grown != NULL;
        if (!added || strcmp(fulfilments->fulfilments[i].purchase->name, purchase->name) == 0)
            continue;
        others.fulfilments = grown;
        others.fulfilments[others.count++] = fulfilments->fulfilments[i];
    }
    if (added && hs_purchase_was_awarded(purchase))
        added = add_purchase(arena, &others, purchase, NULL);
    if (!added)
        return false;
    sort(&others);
    *fulfilments = others;
    return true;
}

/* The sum of several decimals has as many digits after the point as the longest of them: those that say nothing are left out. */
static struct hs_decimal shortest(struct hs_decimal number)
{
    while (number.scale > 0 && number.mantissa % 10 == 0) {
        number.mantissa /= 10;
        number.scale--;
    }
    return number;
}

static hensigt_quantity *quantity_of(struct hs_call *call, struct hs_decimal number, const char *unit_code)
{
    char text[HS_DECIMAL_SIZE];
    hensigt_quantity *quantity = (hensigt_quantity *)hs_arena_new(call->arena, &hensigt__v1__quantity__descriptor);
    hs_decimal_text(shortest(number), text);
    if (quantity) {
        quantity->value = hs_arena_string(call->arena, text);
        quantity->unit_code = hs_arena_string(call->arena, unit_code);
    }
    if (quantity && quantity->value && quantity->unit_code)
        return quantity;
    hs_no_memory(call);
    return NULL;
}

static hensigt_intention_state state_of(const struct hs_fulfilled *fulfilled)
{
    if (fulfilled->whole == HS_CERTAINLY)
        return HENSIGT_INTENTION_STATE_FULFILLED;
    return fulfilled->begun == HS_CERTAINLY ? HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED : HENSIGT_INTENTION_STATE_CONFIRMED;
}

void hs_fulfilments_apply(struct hs_call *call, const struct hs_fulfilments *fulfilments, hensigt_intention *intention)
{
    struct hs_fulfilled fulfilled;
    switch (intention->state) {
    case HENSIGT_INTENTION_STATE_CONFIRMED:
    case HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED:
    case HENSIGT_INTENTION_STATE_FULFILLED:
    case HENSIGT_INTENTION_STATE_WITHDRAWN:
        break;
    default:
        return;
    }
    /* After all days an award stands unless it was taken back. */
    if (!hs_fulfilled_on(fulfilments, intention, HS_DAY_MAX, &fulfilled)) {
        hs_status_fail(call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                       "what is fulfilled of %s has too many digits to be summed exactly", intention->name);
        return;
    }
    if (intention->state != HENSIGT_INTENTION_STATE_WITHDRAWN)
        intention->state = state_of(&fulfilled);
    intention->fulfilled_quantity = NULL;
    if (intention->quantity && fulfilled.begun == HS_CERTAINLY)
        intention->fulfilled_quantity = quantity_of(call, fulfilled.certain, intention->quantity->unit_code);
}

static const char *quantity_words(struct hs_arena *arena, const hensigt_quantity *quantity)
{
    const char *words = quantity ? hs_arena_printf(arena, "%s %s", quantity->value, quantity->unit_code) : "none of it";
    return words ? words : "";
}

static bool same_quantity(const hensigt_quantity *a, const hensigt_quantity *b)
{
    struct hs_decimal left = {0};
    struct hs_decimal right = {0};
    if (!a || !b)
        return a == b;
    return hs_decimal_parse(a->value, &left) && hs_decimal_parse(b->value, &right) && hs_decimal_compare(left, right) == 0;
}

void hs_fulfilments_check(struct hs_call *call, const char *path, const hensigt_intention *intention)
{
    struct hs_fulfilments fulfilments;
    const char *name = intention->name;
    hensigt_intention *expected = (hensigt_intention *)hs_arena_message(call->arena, &intention->base);
    if (!expected) {
        hs_no_memory(call);
        return;
    }
    if (hs_fulfilments_read(call, &name, 1, 0, &fulfilments) != HS_OK)
        return;
    hs_fulfilments_apply(call, &fulfilments, expected);
    const ProtobufCEnumDescriptor *states = &hensigt__v1__intention__state__descriptor;
    const char *found = hs_enum_words(call->arena, states, (int)intention->state);
    const char *right = hs_enum_words(call->arena, states, (int)expected->state);
    if (expected->state != intention->state)
        hs_call_violation(call, path ? path : "state", "FULFILMENTS", "%s must be %s, as the awarded purchases say; it is %s", name,
                          right ? right : "", found ? found : "");
    if (!same_quantity(intention->fulfilled_quantity, expected->fulfilled_quantity))
        hs_call_violation(call, path ? path : "fulfilled_quantity", "FULFILMENTS",
                          "%s says that %s is fulfilled, the awarded purchases say %s", name,
                          quantity_words(call->arena, intention->fulfilled_quantity),
                          quantity_words(call->arena, expected->fulfilled_quantity));
}

void hs_fulfilments_require_none(struct hs_call *call, const char *intention, const hensigt_partial_date *after)
{
    static const char *const remedy = "whoever edits the purchase, by CancelPurchase or AnnulPurchase";
    struct hs_fulfilments fulfilments;
    char date[HS_PARTIAL_DATE_SIZE];
    if (hs_fulfilments_read(call, &intention, 1, 0, &fulfilments) != HS_OK)
        return;
    for (size_t i = 0; i < fulfilments.count; i++) {
        const hensigt_purchase *purchase = fulfilments.fulfilments[i].purchase;
        bool stands = purchase->state == HENSIGT_PURCHASE_STATE_AWARDED;
        if (!stands || (after && !hs_date_certainly_before(after, purchase->award_date)))
            continue;
        hs_partial_date_text(purchase->award_date, date);
        hs_status_lack(call->status, "FULFILLED", purchase->name, &remedy, 1, "%s, awarded on %s, fulfils %s", purchase->name, date,
                       intention);
    }
}
