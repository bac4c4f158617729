/* What is to be bought, as far as confirmed intentions say: the tender of a release. */
#include "ocds/ocds_release.h"

#include "wire/decimal.h"

#include <string.h>

/* ---- status and values ------------------------------------------------------------------------------------------------------ */

static bool has_commitment(const struct ocds_facts *facts)
{
    for (size_t i = 0; i < facts->intentions.n; i++) {
        if (((const hensigt_intention *)facts->intentions.items[i])->level == HENSIGT_INTENTION_LEVEL_COMMITMENT) {
            return true;
        }
    }
    return false;
}

/* In the standard's closed code list: a purchase is planned once somebody is committed to it. */
static const char *status(const struct ocds_facts *facts)
{
    switch (facts->process->state) {
    case HENSIGT_PROCESS_STATE_CANCELLED:
        return "cancelled";
    case HENSIGT_PROCESS_STATE_COMPLETED:
        return "complete";
    default:
        return has_commitment(facts) ? "planned" : "planning";
    }
}

/* The sum of what the intentions may cost, of commitments only if `commitments`. NULL where one of them does not say, or in another
 * currency: a part is not the whole. */
static const hensigt_money *sum_values(struct hs_arena *arena, const struct ocds_facts *facts, bool commitments)
{
    hensigt_money *sum = hs_arena_alloc(arena, sizeof *sum);
    size_t n = 0;
    bool good = sum != NULL;
    for (size_t i = 0; good && i < facts->intentions.n; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)facts->intentions.items[i];
        const hensigt_money *value = intention->estimated_value;
        if (commitments && intention->level != HENSIGT_INTENTION_LEVEL_COMMITMENT) {
            continue;
        }
        good = value != NULL;
        if (good && n++ == 0) {
            *sum = *value;
        } else if (good) {
            good = hs_money_add(sum, value);
        }
    }
    return good && n > 0 ? sum : NULL;
}

/* ---- items ------------------------------------------------------------------------------------------------------------------ */

/* The confirmed intentions of one level in one unit ("" = those without a quantity). */
struct pool {
    hensigt_intention_level level;
    const char *unit;
    struct hs_decimal quantity;
    bool overflow;
    size_t n;
    size_t n_examples;
};

struct pools {
    struct pool *pools;
    size_t n;
};

static bool comes_before(const struct pool *pool, hensigt_intention_level level, const char *unit)
{
    return pool->level < level || (pool->level == level && strcmp(pool->unit, unit) < 0);
}

/* The pool of a level and unit, made in its place if it is not there; NULL without memory. */
static struct pool *find_pool(struct hs_arena *arena, struct pools *pools, hensigt_intention_level level, const char *unit)
{
    size_t i = 0;
    while (i < pools->n && comes_before(&pools->pools[i], level, unit)) {
        i++;
    }
    if (i < pools->n && pools->pools[i].level == level && strcmp(pools->pools[i].unit, unit) == 0) {
        return &pools->pools[i];
    }
    struct pool *grown = hs_arena_grow(arena, pools->pools, pools->n, sizeof *grown);
    if (grown == NULL) {
        return NULL;
    }
    pools->pools = grown;
    memmove(&grown[i + 1], &grown[i], (pools->n++ - i) * sizeof *grown);
    grown[i] = (struct pool){.level = level, .unit = unit};
    return &grown[i];
}

static struct pools pool_intentions(struct hs_arena *arena, const struct ocds_facts *facts)
{
    struct pools pools = {NULL, 0};
    for (size_t i = 0; i < facts->intentions.n; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)facts->intentions.items[i];
        const hensigt_quantity *quantity = intention->quantity;
        struct pool *pool = find_pool(arena, &pools, intention->level, quantity != NULL ? quantity->unit_code : "");
        struct hs_decimal value = {0, 0};
        if (pool == NULL) {
            break; /* the arena is at its end, and the text that is made in it will not be whole */
        }
        bool readable = quantity == NULL || hs_decimal_parse(quantity->value, &value);
        pool->overflow = pool->overflow || !readable || !hs_decimal_add(pool->quantity, value, &pool->quantity);
        pool->n++;
        pool->n_examples += intention->provenance != NULL && intention->provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
    }
    return pools;
}

static void write_code(struct ocds_json *json, const char *key, const char *scheme, const char *code)
{
    ocds_json_object(json, key);
    ocds_json_text(json, "scheme", scheme);
    ocds_json_text(json, "id", code);
    ocds_json_close(json);
}

/* The codes of eForms' list innovative-acquisition (BT-776). */
static const char *innovation_code(hensigt_purchase_innovation innovation)
{
    switch (innovation) {
    case HENSIGT_PURCHASE_INNOVATION_MARKET:
        return "mar-nov";
    case HENSIGT_PURCHASE_INNOVATION_PROCESS:
        return "proc-innov";
    case HENSIGT_PURCHASE_INNOVATION_PRODUCT:
        return "prod-innov";
    case HENSIGT_PURCHASE_INNOVATION_RESEARCH:
        return "rd-act";
    default:
        return NULL;
    }
}

static bool purchases_have(const struct ocds_facts *facts, hensigt_purchase_innovation innovation)
{
    for (size_t i = 0; i < facts->purchases.n; i++) {
        const hensigt_purchase *purchase = (const hensigt_purchase *)facts->purchases.items[i];
        for (size_t k = 0; k < purchase->n_innovations; k++) {
            if (purchase->innovations[k] == innovation) {
                return true;
            }
        }
    }
    return false;
}

/* What the purchases of the process say is innovative about it. */
static void write_innovations(const struct ocds_facts *facts, struct ocds_json *json)
{
    static const hensigt_purchase_innovation innovations[] = {
        HENSIGT_PURCHASE_INNOVATION_MARKET, HENSIGT_PURCHASE_INNOVATION_PROCESS, HENSIGT_PURCHASE_INNOVATION_PRODUCT,
        HENSIGT_PURCHASE_INNOVATION_RESEARCH};
    for (size_t i = 0; i < sizeof innovations / sizeof innovations[0]; i++) {
        if (purchases_have(facts, innovations[i])) {
            write_code(json, NULL, "eu-innovative-acquisition", innovation_code(innovations[i]));
        }
    }
}

/* The codes of the process, of which `main` is the item's own; the others are said beside it where it stands for all of them. */
static void write_codes(const struct ocds_facts *facts, struct ocds_json *json, size_t main, bool with_others)
{
    const hensigt_process *process = facts->process;
    if (process->n_cpv_codes > 0) {
        write_code(json, "classification", "CPV", process->cpv_codes[main]);
    }
    ocds_json_list(json, "additionalClassifications");
    for (size_t i = 0; with_others && i < process->n_cpv_codes; i++) {
        if (i != main) {
            write_code(json, NULL, "CPV", process->cpv_codes[i]);
        }
    }
    write_innovations(facts, json);
    ocds_json_close(json);
}

static void write_pool(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json, const struct pool *pool)
{
    bool commitment = pool->level == HENSIGT_INTENTION_LEVEL_COMMITMENT;
    bool quantified = *pool->unit != '\0';
    char quantity[HS_DECIMAL_SIZE] = "";
    const char *examples = pool->n_examples > 0 ? hs_arena_printf(arena, "; %zu of them example data", pool->n_examples) : "";
    ocds_json_object(json, NULL);
    ocds_json_text(
        json, "id",
        hs_arena_printf(arena, "%s-%s", commitment ? "commitment" : "declaration", quantified ? pool->unit : "unquantified"));
    ocds_json_text(
        json, "description",
        hs_arena_printf(arena, "%s: %zu confirmed%s%s",
                        commitment ? "Commitments to the first purchase" : "Declarations of requirements for later purchases",
                        pool->n, quantified ? "" : ", without a quantity", examples != NULL ? examples : ""));
    write_codes(facts, json, 0, true);
    if (quantified && !pool->overflow) {
        hs_decimal_text(pool->quantity, quantity);
        ocds_json_number(json, "quantity", quantity);
        ocds_json_object(json, "unit");
        ocds_json_text(json, "scheme", "UNCEFACT");
        ocds_json_text(json, "id", pool->unit);
        ocds_json_close(json);
    }
    ocds_json_close(json);
}

/* An item for each level and unit of what is confirmed; before anything is, one for each code. */
static void write_items(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    struct pools pools = pool_intentions(arena, facts);
    ocds_json_list(json, "items");
    for (size_t i = 0; i < pools.n; i++) {
        write_pool(arena, facts, json, &pools.pools[i]);
    }
    for (size_t i = 0; pools.n == 0 && i < facts->process->n_cpv_codes; i++) {
        ocds_json_object(json, NULL);
        ocds_json_text(json, "id", hs_arena_printf(arena, "cpv-%s", facts->process->cpv_codes[i]));
        write_codes(facts, json, i, false);
        ocds_json_close(json);
    }
    ocds_json_close(json);
}

void ocds_tender(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    const hensigt_process *process = facts->process;
    ocds_json_object(json, "tender");
    ocds_json_text(json, "id", process->name);
    ocds_json_text(json, "title", process->title);
    ocds_translations(arena, json, "title", process->titles, process->n_titles);
    ocds_json_text(json, "description", process->objective);
    ocds_json_text(json, "status", status(facts));
    ocds_party_reference(arena, json, "procuringEntity", ocds_only_leader(facts));
    write_items(arena, facts, json);
    ocds_value(arena, json, "minValue", sum_values(arena, facts, true));
    ocds_value(arena, json, "value", sum_values(arena, facts, false));
    ocds_json_close(json);
}

/* ---- what came of it -------------------------------------------------------------------------------------------------------- */

static bool is_journal_number(const char *notice)
{
    size_t digits = strspn(notice, "0123456789");
    return digits > 0 && notice[digits] == '-' && strspn(notice + digits + 1, "0123456789") == 4 && strlen(notice) == digits + 5;
}

static void write_relation(struct ocds_json *json, const char *id, const char *title, const char *scheme, const char *identifier,
                           const char *address)
{
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", id);
    ocds_json_list(json, "relationship");
    ocds_json_text(json, NULL, "purchase");
    ocds_json_close(json);
    ocds_json_text(json, "title", title);
    ocds_json_text(json, "scheme", scheme);
    ocds_json_text(json, "identifier", identifier);
    ocds_json_text(json, "uri", address);
    ocds_json_close(json);
}

/* Each purchase is a contracting process of its own: by its ocid, else by its notices. */
static void write_purchase(struct hs_arena *arena, struct ocds_json *json, const hensigt_purchase *purchase)
{
    if (*purchase->ocid != '\0') {
        write_relation(json, purchase->name, purchase->title, "ocid", purchase->ocid, NULL);
    } else if (purchase->n_notices == 0) {
        write_relation(json, purchase->name, purchase->title, NULL, NULL, NULL);
    }
    for (size_t i = 0; *purchase->ocid == '\0' && i < purchase->n_notices; i++) {
        const hensigt_purchase_notice *notice = purchase->notices[i];
        const char *id = hs_arena_printf(arena, "%s/notices/%s", purchase->name, notice->notice_id);
        const char *scheme = is_journal_number(notice->notice_id) ? "eu-oj" : NULL;
        write_relation(json, id, purchase->title, scheme, notice->notice_id, notice->address);
    }
}

void ocds_related(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    ocds_json_list(json, "relatedProcesses");
    for (size_t i = 0; i < facts->purchases.n; i++) {
        write_purchase(arena, json, (const hensigt_purchase *)facts->purchases.items[i]);
    }
    ocds_json_close(json);
}
