#include "service/rules/fulfilment.h"

#include "service/rules/names.h"
#include "service/rules/transition.h"

#include "hensigt/v1/purchase_tables.h"

#include <stdlib.h>
#include <string.h>

/* Unpacking a resource takes at most some 60 times its packed size. */
enum { ROW_MEMORY = 64 * HS_STORE_MAX_BODY };

/* ---- reading ------------------------------------------------------------------------------------------------------------- */

/* Purchases on their way to a list of fulfilments. */
struct reading {
    struct hs_call *call;
    struct hs_arena row;    /* memory of one purchase, until it is known to be wanted */
    struct hs_names wanted; /* intentions, sorted */
    struct hs_names taken;  /* purchases */
    struct hs_fulfilments *out;
};

static bool was_awarded(const hensigt_purchase *purchase)
{
    return purchase->state == HENSIGT_PURCHASE_STATE_AWARDED ||
           (purchase->state == HENSIGT_PURCHASE_STATE_CANCELLED && hs_date_given(purchase->award_date));
}

static bool fulfils_wanted(const struct reading *reading, const hensigt_purchase *purchase)
{
    for (size_t i = 0; i < purchase->n_fulfilments; i++)
        if (hs_names_have(&reading->wanted, purchase->fulfilments[i]->intention))
            return true;
    return false;
}

static enum hs_code take_fulfilments(struct reading *reading, const hensigt_purchase *purchase)
{
    struct hs_fulfilments *out = reading->out;
    for (size_t i = 0; i < purchase->n_fulfilments; i++) {
        const hensigt_purchase_fulfilment *fulfilment = purchase->fulfilments[i];
        if (!hs_names_have(&reading->wanted, fulfilment->intention))
            continue;
        void *grown = hs_arena_grow(reading->call->arena, out->fulfilments, out->count, sizeof *out->fulfilments);
        if (!grown)
            return hs_no_memory(reading->call);
        out->fulfilments = grown;
        out->fulfilments[out->count++] =
            (struct hs_fulfilment){.intention = fulfilment->intention, .quantity = fulfilment->quantity, .purchase = purchase};
    }
    return HS_OK;
}

static const hensigt_purchase *unpack(struct reading *reading, struct hs_arena *arena, const struct hs_record *record)
{
    ProtobufCMessage *message =
        protobuf_c_message_unpack(record->resource->message->descriptor, &arena->protobuf, record->size, record->body);
    if (!message)
        hs_no_memory(reading->call);
    return (const hensigt_purchase *)message;
}

/* The same purchase is met for each intention that it fulfils. */
static bool is_taken(const struct reading *reading, const char *name)
{
    for (size_t i = reading->taken.count; i > 0; i--)
        if (strcmp(reading->taken.names[i - 1], name) == 0)
            return true;
    return false;
}

static enum hs_code take_purchase(void *context, const struct hs_record *record)
{
    struct reading *reading = context;
    if (is_taken(reading, record->name))
        return HS_OK;
    hs_arena_reset(&reading->row);
    const hensigt_purchase *purchase = unpack(reading, &reading->row, record);
    if (!purchase || !was_awarded(purchase) || !fulfils_wanted(reading, purchase))
        return hs_status_code(reading->call->status);
    purchase = unpack(reading, reading->call->arena, record);
    if (!purchase)
        return hs_status_code(reading->call->status);
    hs_names_add(&reading->taken, purchase->name);
    return reading->taken.failed ? hs_no_memory(reading->call) : take_fulfilments(reading, purchase);
}

static enum hs_code read_purchases(struct reading *reading, const char *intention, int64_t read_time)
{
    struct hs_call *call = reading->call;
    const struct hs_match match = {.path = "fulfilments.intention", .value = intention};
    const struct hs_query query = {.resource = &hensigt_purchase_resource,
                                   .matches = &match,
                                   .n_matches = intention ? 1 : 0,
                                   .read_time = read_time,
                                   .all = true};
    return hs_view_list(call->view, &query, take_purchase, reading, call->arena, NULL, call->status);
}

static int compare_fulfilments(const void *left, const void *right)
{
    const struct hs_fulfilment *a = left;
    const struct hs_fulfilment *b = right;
    int order = strcmp(a->intention, b->intention);
    return order != 0 ? order : strcmp(a->purchase->name, b->purchase->name);
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
    hs_arena_init(&reading.row, ROW_MEMORY);
    if (read_time != 0 && count > 0)
        code = read_purchases(&reading, NULL, read_time);
    for (size_t i = 0; code == HS_OK && read_time == 0 && i < reading.wanted.count; i++)
        code = read_purchases(&reading, reading.wanted.names[i], read_time);
    hs_arena_free(&reading.row);
    if (out->count > 0)
        qsort(out->fulfilments, out->count, sizeof *out->fulfilments, compare_fulfilments);
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
    return fulfilments->fulfilments + first;
}

/* ---- judging ------------------------------------------------------------------------------------------------------------- */

static enum hs_truth lesser(enum hs_truth a, enum hs_truth b)
{
    return a < b ? a : b;
}

static enum hs_truth greater(enum hs_truth a, enum hs_truth b)
{
    return a > b ? a : b;
}

enum hs_truth hs_purchase_stands(const hensigt_purchase *purchase, int32_t day)
{
    if (!was_awarded(purchase))
        return HS_NEVER;
    enum hs_truth awarded = hs_date_reached(purchase->award_date, day);
    if (purchase->state != HENSIGT_PURCHASE_STATE_CANCELLED)
        return awarded;
    return lesser(awarded, (enum hs_truth)(HS_CERTAINLY - hs_date_reached(purchase->cancel_date, day)));
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
    out->begun = greater(out->begun, stands);
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
        fulfilled.whole = lesser(fulfilled.whole, fulfilled.begun);
    }
    if (fits)
        *out = fulfilled;
    return fits;
}
