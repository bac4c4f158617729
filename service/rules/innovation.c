#include "service/rules/innovation.h"

#include "service/annulment.h"
#include "service/dispatch.h"
#include "service/rules/claim_text.h"
#include "service/rules/dates.h"
#include "service/rules/percentage.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include "hensigt/v1/metric_claim_tables.h"
#include "hensigt/v1/organisation.h"
#include "hensigt/v1/purchase.h"
#include "hensigt/v1/purchase_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef hensigt_summarise_innovation_response_line response_line;
typedef hensigt_summarise_innovation_response_value_share response_value_share;
typedef hensigt_summarise_innovation_response_published response_published;

/* The published figures that stand beside the computed ones: "innovative-share-buyer" and the like. */
static const char metric_prefix[] = "innovative-share";

/* Room for a country's code and its NUL byte. */
enum { REGION_SIZE = 8 };

/* Whether something is new, and whether anybody said so. */
struct novelty {
    bool known;
    bool innovative;
};

/* Of purchases in one currency: their value, and that of those which are known to be new or not, for the buyer and for the market.
 */
struct values {
    const char *currency_code;
    hensigt_money value;
    hensigt_money buyer_known;
    hensigt_money buyer_innovative;
    hensigt_money market_known;
    hensigt_money market_innovative;
};

struct line {
    const char *region_code;
    int32_t year;
    int32_t count;
    int32_t buyer_known;
    int32_t buyer_innovative;
    int32_t market_known;
    int32_t market_innovative;
    int32_t examples;
    struct values *values;
    size_t n_values;
};

struct summing {
    struct hs_call *call;
    const hensigt_summarise_innovation_request *request;
    int64_t read_time;
    struct hs_arena scratch; /* of one look at a purchase's buyers */
    struct line *lines;
    size_t count;
    response_published **published;
    size_t n_published;
};

/* ---- when and where ------------------------------------------------------------------------------------------------------ */

/* Whether something that lies between two years, 0 = open, may lie in those asked for. */
static bool is_asked(const struct summing *summing, int32_t first, int32_t last)
{
    const hensigt_summarise_innovation_request *request = summing->request;
    bool too_late = request->end_year != 0 && first != 0 && first > request->end_year;
    bool too_early = request->start_year != 0 && last != 0 && last < request->start_year;
    return !too_late && !too_early;
}

/* Finds the country of all buyers; "" where it is not known of one, or they have several. */
static void find_region(struct summing *summing, const hensigt_purchase *purchase, char region[REGION_SIZE])
{
    struct hs_call look = *summing->call;
    look.arena = &summing->scratch;
    *region = '\0';
    for (size_t i = 0; i < purchase->n_buyers; i++) {
        const hensigt_organisation *buyer =
            (const hensigt_organisation *)hs_call_find(&look, purchase->buyers[i], summing->read_time);
        bool differs = !buyer || (i > 0 && strcmp(region, buyer->region_code) != 0);
        snprintf(region, REGION_SIZE, "%s", differs ? "" : buyer->region_code);
        if (differs)
            break;
    }
    hs_arena_reset(&summing->scratch);
}

/* ---- sums ---------------------------------------------------------------------------------------------------------------- */

static struct line *line_of(struct summing *summing, const char *region_code, int32_t year)
{
    for (size_t i = 0; i < summing->count; i++)
        if (summing->lines[i].year == year && strcmp(summing->lines[i].region_code, region_code) == 0)
            return &summing->lines[i];
    struct line *grown = hs_arena_grow(summing->call->arena, summing->lines, summing->count, sizeof *grown);
    char *region = hs_arena_string(summing->call->arena, region_code);
    if (!grown || !region)
        return NULL;
    summing->lines = grown;
    grown[summing->count] = (struct line){.region_code = region, .year = year};
    return &grown[summing->count++];
}

static struct values *values_of(struct summing *summing, struct line *line, const char *currency_code)
{
    for (size_t i = 0; i < line->n_values; i++)
        if (strcmp(line->values[i].currency_code, currency_code) == 0)
            return &line->values[i];
    struct values *grown = hs_arena_grow(summing->call->arena, line->values, line->n_values, sizeof *grown);
    char *code = hs_arena_string(summing->call->arena, currency_code);
    if (!grown || !code)
        return NULL;
    hensigt_money zero = HENSIGT_MONEY_INIT;
    zero.currency_code = code;
    line->values = grown;
    grown[line->n_values] = (struct values){.currency_code = code,
                                            .value = zero,
                                            .buyer_known = zero,
                                            .buyer_innovative = zero,
                                            .market_known = zero,
                                            .market_innovative = zero};
    return &grown[line->n_values++];
}

static bool add_where(bool wanted, hensigt_money *total, const hensigt_money *amount)
{
    return !wanted || hs_money_add(total, amount);
}

static enum hs_code add_value(struct summing *summing, struct line *line, const hensigt_purchase *purchase, struct novelty buyer,
                              struct novelty market)
{
    const hensigt_money *amount = purchase->value;
    struct values *values = values_of(summing, line, amount->currency_code);
    if (!values)
        return hs_no_memory(summing->call);
    bool fits = hs_money_add(&values->value, amount) && add_where(buyer.known, &values->buyer_known, amount) &&
                add_where(buyer.innovative, &values->buyer_innovative, amount) &&
                add_where(market.known, &values->market_known, amount) &&
                add_where(market.innovative, &values->market_innovative, amount);
    return fits ? HS_OK
                : hs_status_fail(summing->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                                 "the sum with %s has too many digits to be exact", purchase->name);
}

static struct novelty novelty_of(hensigt_purchase_novelty novelty, bool improved_counts)
{
    bool improved = novelty == HENSIGT_PURCHASE_NOVELTY_IMPROVED;
    return (struct novelty){
        .known = novelty != HENSIGT_PURCHASE_NOVELTY_UNSPECIFIED && novelty != HENSIGT_PURCHASE_NOVELTY_UNKNOWN,
        .innovative = novelty == HENSIGT_PURCHASE_NOVELTY_NEW || (improved && improved_counts),
    };
}

static enum hs_code add_purchase(void *context, ProtobufCMessage *message)
{
    struct summing *summing = context;
    const hensigt_purchase *purchase = (const hensigt_purchase *)message;
    const hensigt_partial_date *date = purchase->award_date;
    char region[REGION_SIZE];
    if (purchase->state != HENSIGT_PURCHASE_STATE_AWARDED || hs_annulled(message))
        return HS_OK;
    if (!is_asked(summing, hs_day_year(hs_date_earliest(date)), hs_day_year(hs_date_latest(date))))
        return HS_OK;
    find_region(summing, purchase, region);
    if (*summing->request->region_code && strcmp(region, summing->request->region_code) != 0)
        return HS_OK;
    struct line *line = line_of(summing, region, hs_date_year(date));
    if (!line)
        return hs_no_memory(summing->call);
    struct novelty buyer = novelty_of(purchase->buyer_novelty, true);
    struct novelty market = novelty_of(purchase->market_novelty, false);
    line->count++;
    line->buyer_known += buyer.known;
    line->buyer_innovative += buyer.innovative;
    line->market_known += market.known;
    line->market_innovative += market.innovative;
    line->examples += purchase->provenance && purchase->provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
    return purchase->value ? add_value(summing, line, purchase, buyer, market) : HS_OK;
}

/* ---- what was published -------------------------------------------------------------------------------------------------- */

static const char *subject_of(const hensigt_metric_claim *claim)
{
    return *claim->subject ? claim->subject : claim->region_code;
}

static bool is_published(const struct summing *summing, const hensigt_metric_claim *claim)
{
    const char *region = summing->request->region_code;
    return strncmp(claim->metric, metric_prefix, sizeof metric_prefix - 1) == 0 && !hs_annulled(&claim->base) &&
           (!*region || strcmp(region, claim->region_code) == 0) &&
           is_asked(summing, hs_day_year(hs_date_earliest(claim->start_date)), hs_day_year(hs_date_latest(claim->end_date)));
}

/* A claim is kept as a copy: it lives no longer than the visit. */
static response_published *new_published(struct hs_arena *arena, const hensigt_metric_claim *visited)
{
    const hensigt_metric_claim *claim = (const hensigt_metric_claim *)hs_arena_message(arena, &visited->base);
    response_published *out =
        (response_published *)hs_arena_new(arena, &hensigt__v1__summarise_innovation_response__published__descriptor);
    if (!claim || !out)
        return NULL;
    out->metric_claim = claim->name;
    out->subject = (char *)subject_of(claim);
    out->metric = claim->metric;
    out->text = hs_claim_text(arena, claim);
    out->start_date = claim->start_date;
    out->end_date = claim->end_date;
    out->nature = claim->nature;
    return out->text ? out : NULL;
}

static enum hs_code add_claim(void *context, ProtobufCMessage *message)
{
    struct summing *summing = context;
    const hensigt_metric_claim *claim = (const hensigt_metric_claim *)message;
    struct hs_arena *arena = summing->call->arena;
    if (!is_published(summing, claim))
        return HS_OK;
    response_published *published = new_published(arena, claim);
    void *grown = hs_arena_grow(arena, summing->published, summing->n_published, sizeof(response_published *));
    if (!published || !grown)
        return hs_no_memory(summing->call);
    summing->published = grown;
    summing->published[summing->n_published++] = published;
    return HS_OK;
}

/* ---- the reply ----------------------------------------------------------------------------------------------------------- */

static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left;
    const struct line *b = right;
    int order = strcmp(a->region_code, b->region_code);
    return order != 0 ? order : (a->year > b->year) - (a->year < b->year);
}

static int compare_values(const void *left, const void *right)
{
    const struct values *a = left;
    const struct values *b = right;
    return strcmp(a->currency_code, b->currency_code);
}

static int compare_published(const void *left, const void *right)
{
    const response_published *a = *(response_published *const *)left;
    const response_published *b = *(response_published *const *)right;
    int order = strcmp(a->subject, b->subject);
    int32_t earliest = hs_date_earliest(a->start_date);
    int32_t other = hs_date_earliest(b->start_date);
    if (order == 0)
        order = (earliest > other) - (earliest < other);
    return order != 0 ? order : strcmp(a->metric_claim, b->metric_claim);
}

/* Whole units: a share in tenths of a per cent shows no more. */
static char *value_percentage(struct hs_arena *arena, const hensigt_money *part, const hensigt_money *whole)
{
    return hs_percentage(arena, part->units, whole->units);
}

static response_value_share *new_value_share(struct hs_arena *arena, const struct values *values)
{
    response_value_share *out =
        (response_value_share *)hs_arena_new(arena, &hensigt__v1__summarise_innovation_response__value_share__descriptor);
    if (!out)
        return NULL;
    out->value = (hensigt_money *)hs_arena_message(arena, &values->value.base);
    out->buyer_percentage = value_percentage(arena, &values->buyer_innovative, &values->buyer_known);
    out->market_percentage = value_percentage(arena, &values->market_innovative, &values->market_known);
    return out->value && out->buyer_percentage && out->market_percentage ? out : NULL;
}

static bool write_value_shares(struct hs_arena *arena, struct line *line, response_line *out)
{
    if (line->n_values == 0)
        return true;
    out->value_shares = hs_arena_alloc(arena, line->n_values * sizeof *out->value_shares);
    if (!out->value_shares)
        return false;
    qsort(line->values, line->n_values, sizeof *line->values, compare_values);
    for (size_t i = 0; i < line->n_values; i++) {
        out->value_shares[i] = new_value_share(arena, &line->values[i]);
        if (!out->value_shares[i])
            return false;
    }
    out->n_value_shares = line->n_values;
    return true;
}

static response_line *new_line(struct hs_arena *arena, struct line *line)
{
    response_line *out = (response_line *)hs_arena_new(arena, &hensigt__v1__summarise_innovation_response__line__descriptor);
    if (!out)
        return NULL;
    out->region_code = (char *)line->region_code;
    out->year = line->year;
    out->purchase_count = line->count;
    out->buyer_known_count = line->buyer_known;
    out->buyer_innovative_count = line->buyer_innovative;
    out->buyer_percentage = hs_percentage(arena, line->buyer_innovative, line->buyer_known);
    out->market_known_count = line->market_known;
    out->market_innovative_count = line->market_innovative;
    out->example_count = line->examples;
    out->market_percentage = hs_percentage(arena, line->market_innovative, line->market_known);
    return out->buyer_percentage && out->market_percentage && write_value_shares(arena, line, out) ? out : NULL;
}

static enum hs_code write_reply(struct summing *summing, hensigt_summarise_innovation_response *reply)
{
    struct hs_arena *arena = summing->call->arena;
    reply->read_time = hs_call_shown_time(summing->call, summing->read_time);
    reply->lines = hs_arena_alloc(arena, (summing->count + 1) * sizeof *reply->lines);
    if (!reply->lines || !reply->read_time)
        return hs_no_memory(summing->call);
    if (summing->count > 0)
        qsort(summing->lines, summing->count, sizeof *summing->lines, compare_lines);
    for (size_t i = 0; i < summing->count; i++) {
        reply->lines[i] = new_line(arena, &summing->lines[i]);
        if (!reply->lines[i])
            return hs_no_memory(summing->call);
    }
    reply->n_lines = summing->count;
    if (summing->n_published > 0)
        qsort(summing->published, summing->n_published, sizeof *summing->published, compare_published);
    reply->published = summing->published;
    reply->n_published = summing->n_published;
    return HS_OK;
}

enum hs_code hs_innovation(struct hs_call *call, const hensigt_summarise_innovation_request *request,
                           hensigt_summarise_innovation_response *reply)
{
    struct summing summing = {.call = call, .request = request, .read_time = hs_call_read_time(call, request->read_time)};
    if (request->end_year != 0 && request->start_year > request->end_year) {
        hs_call_violation(call, "end_year", "INTERVAL", "must not lie before the beginning: %d is before %d", request->end_year,
                          request->start_year);
        return hs_status_code(call->status);
    }
    hs_arena_init(&summing.scratch, HS_REQUEST_MEMORY);
    enum hs_code code = hs_call_scan(call, &hensigt_purchase_resource, NULL, NULL, 0, summing.read_time, add_purchase, &summing);
    if (code == HS_OK)
        code = hs_call_scan(call, &hensigt_metric_claim_resource, NULL, NULL, 0, summing.read_time, add_claim, &summing);
    hs_arena_free(&summing.scratch);
    return code == HS_OK ? write_reply(&summing, reply) : code;
}
