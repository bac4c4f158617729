#include "service/rules/fulfilment.h"
#include "service/rules/purchase.h"

#include "service/batch.h"
#include "service/rules/collect.h"
#include "service/rules/intention_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/intention_tables.h"

#include <stdio.h>
#include <string.h>

/* "fulfilments[199].quantity.unit_code" and the like. */
enum { PATH_SIZE = 80 };

enum {
    /* Its organisation stands behind it: what can be fulfilled. */
    CONFIRMED = HS_STATE(HENSIGT_INTENTION_STATE_CONFIRMED) | HS_STATE(HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED),
    /* It did so at some time, and perhaps on the day of the award. */
    WAS_CONFIRMED = CONFIRMED | HS_STATE(HENSIGT_INTENTION_STATE_FULFILLED) | HS_STATE(HENSIGT_INTENTION_STATE_WITHDRAWN),
};

static const char *const by_other_date = "whoever edits the purchase, by another date or without this fulfilment";
static const char *const by_less = "whoever edits the purchase, by fulfilling less";

/* An intention whether or not the caller may see it: what it says bears on what may be written. */
static const hensigt_intention *find_intention(struct hs_call *call, const char *name)
{
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    const hensigt_intention *intention = (const hensigt_intention *)hs_call_find(call, name, 0);
    hs_view_set_reader(call->view, reader);
    return intention;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

/* As bodies go on the day of the award: merged entries are one, and a successor buys what was intended before it. */
static bool is_buyer(const hensigt_purchase *purchase, const char *organisation, struct hs_bodies *bodies)
{
    const char *body = hs_bodies_find(bodies, organisation).name;
    for (size_t i = 0; i < purchase->n_buyers; i++)
        if (strcmp(hs_bodies_find(bodies, purchase->buyers[i]).name, body) == 0)
            return true;
    return false;
}

/* What a fulfilment says by itself. */
static void check_alone(struct hs_call *call, const hensigt_purchase *purchase, size_t index)
{
    char path[PATH_SIZE];
    struct hs_decimal number;
    const hensigt_purchase_fulfilment *fulfilment = purchase->fulfilments[index];
    snprintf(path, sizeof path, "fulfilments[%zu].quantity.value", index);
    if (fulfilment->quantity && hs_decimal_parse(fulfilment->quantity->value, &number) && number.mantissa <= 0)
        hs_call_violation(call, path, "RANGE", "must be more than 0, found %s", fulfilment->quantity->value);
    snprintf(path, sizeof path, "fulfilments[%zu].intention", index);
    for (size_t i = 0; i < index; i++)
        if (strcmp(purchase->fulfilments[i]->intention, fulfilment->intention) == 0) {
            hs_call_violation(call, path, "DUPLICATE", "must not be given twice: fulfilments[%zu] is of %s too", i,
                              fulfilment->intention);
            break;
        }
}

static void check_quantity(struct hs_call *call, const char *path, const hensigt_purchase_fulfilment *fulfilment,
                           const hensigt_intention *intention)
{
    char below[2 * PATH_SIZE];
    struct hs_decimal part = {0};
    struct hs_decimal whole = {0};
    const hensigt_quantity *given = fulfilment->quantity;
    const hensigt_quantity *quantity = intention->quantity;
    if (!quantity && given) {
        hs_call_violation(call, path, "NOT_APPLICABLE", "must not be given: %s has no quantity and is fulfilled as a whole",
                          intention->name);
    } else if (quantity && !given) {
        hs_call_violation(call, path, "REQUIRED", "must be given: how much of the %s %s of %s", quantity->value,
                          quantity->unit_code, intention->name);
    } else if (quantity && strcmp(quantity->unit_code, given->unit_code) != 0) {
        snprintf(below, sizeof below, "%s.unit_code", path);
        hs_call_violation(call, below, "UNIT", "must be %s, the unit of %s, found %s", quantity->unit_code, intention->name,
                          given->unit_code);
    } else if (quantity && hs_decimal_parse(given->value, &part) && hs_decimal_parse(quantity->value, &whole) &&
               hs_decimal_compare(part, whole) > 0) {
        snprintf(below, sizeof below, "%s.value", path);
        hs_call_violation(call, below, "OVER_QUANTITY", "must not be more than the %s %s of %s, found %s", quantity->value,
                          quantity->unit_code, intention->name, given->value);
    }
}

static void check_against(struct hs_call *call, const hensigt_purchase *purchase, size_t index, const hensigt_intention *intention,
                          struct hs_bodies *bodies)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "fulfilments[%zu].intention", index);
    if (*purchase->process && strcmp(purchase->process, intention->process) != 0)
        hs_call_violation(call, path, "PROCESS", "must be of the purchase's process: %s is of %s", intention->name,
                          intention->process);
    if (!is_buyer(purchase, intention->organisation, bodies))
        hs_call_violation(call, path, "BUYER", "must be of one of the buyers: %s is of %s", intention->name,
                          intention->organisation);
    snprintf(path, sizeof path, "fulfilments[%zu].quantity", index);
    check_quantity(call, path, purchase->fulfilments[index], intention);
}

/* ---- what is left of an intention ---------------------------------------------------------------------------------------- */

/* The intentions that a purchase names. */
static void add_names(const hensigt_purchase *purchase, struct hs_names *out)
{
    for (size_t i = 0; i < purchase->n_fulfilments; i++)
        hs_names_add(out, purchase->fulfilments[i]->intention);
    hs_names_sort(out);
}

/* What others fulfil of the intentions that a purchase names. False with the call failed. */
static bool read_others(struct hs_call *call, const hensigt_purchase *purchase, struct hs_fulfilments *out)
{
    struct hs_names names = {.arena = call->arena};
    hensigt_purchase none = *purchase;
    none.n_fulfilments = 0;
    add_names(purchase, &names);
    if (names.failed)
        hs_no_memory(call);
    else if (hs_fulfilments_read(call, names.names, names.count, 0, out) == HS_OK &&
             !hs_fulfilments_replace(call->arena, out, &none))
        hs_no_memory(call);
    return hs_status_code(call->status) == HS_OK;
}

/* "purchases/a and purchases/b": those that stand on a day. */
static const char *standing_purchases(struct hs_arena *arena, const struct hs_fulfilment *others, size_t count, int32_t day)
{
    const char *words = NULL;
    for (size_t i = 0; i < count; i++)
        if (hs_purchase_stands(others[i].purchase, day) == HS_CERTAINLY)
            words = words ? hs_arena_printf(arena, "%s and %s", words, others[i].purchase->name) : others[i].purchase->name;
    return words ? words : "";
}

/* What makes a purchase fulfil more of an intention than there is. */
struct excess {
    const char *reason;
    const char *text;
};

/* What is in excess on one day, on which the purchase stands. False if nothing is. */
static bool exceeds_on(struct hs_call *call, const struct hs_fulfilments *others, const hensigt_intention *intention,
                       const hensigt_purchase_fulfilment *fulfilment, int32_t day, struct excess *out)
{
    struct hs_fulfilled fulfilled;
    struct hs_decimal part = {0};
    struct hs_decimal whole = {0};
    struct hs_decimal sum = {0};
    char already[HS_DECIMAL_SIZE];
    size_t count = 0;
    const struct hs_fulfilment *all = hs_fulfilments_of(others, intention->name, &count);
    const hensigt_quantity *quantity = intention->quantity;
    bool fits = hs_fulfilled_on(others, intention, day, &fulfilled);
    if (fits && !quantity) {
        if (fulfilled.begun != HS_CERTAINLY)
            return false;
        out->reason = "FULFILLED";
        out->text = hs_arena_printf(call->arena, "%s has no quantity and is fulfilled as a whole already, by %s", intention->name,
                                    standing_purchases(call->arena, all, count, day));
        return true;
    }
    fits = fits && fulfilment->quantity && hs_decimal_parse(quantity->value, &whole) &&
           hs_decimal_parse(fulfilment->quantity->value, &part) && hs_decimal_add(fulfilled.certain, part, &sum);
    if (fits && hs_decimal_compare(sum, whole) <= 0)
        return false;
    hs_decimal_text(fulfilled.certain, already);
    out->reason = "OVER_QUANTITY";
    out->text = hs_arena_printf(
        call->arena, "%s is about %s %s, of which %s %s are fulfilled already, by %s: %s %s more is too much", intention->name,
        quantity->value, quantity->unit_code, already, quantity->unit_code, standing_purchases(call->arena, all, count, day),
        fulfilment->quantity ? fulfilment->quantity->value : "", quantity->unit_code);
    return true;
}

/* What is fulfilled together grows only on a day on which one of the purchases is awarded for certain. */
static bool exceeds(struct hs_call *call, const struct hs_fulfilments *others, const hensigt_intention *intention,
                    const hensigt_purchase *purchase, size_t index, struct excess *out)
{
    size_t count = 0;
    const hensigt_purchase_fulfilment *fulfilment = purchase->fulfilments[index];
    const struct hs_fulfilment *all = hs_fulfilments_of(others, intention->name, &count);
    int32_t day = hs_date_latest(purchase->award_date);
    bool found = hs_purchase_stands(purchase, day) == HS_CERTAINLY && exceeds_on(call, others, intention, fulfilment, day, out);
    for (size_t i = 0; !found && i < count; i++) {
        day = hs_date_latest(all[i].purchase->award_date);
        found = hs_purchase_stands(purchase, day) == HS_CERTAINLY && exceeds_on(call, others, intention, fulfilment, day, out);
    }
    return found;
}

/* An import may bring purchases and intentions in any order: it is checked when all are there. */
static void check_imported(struct hs_call *call, const hensigt_purchase *purchase)
{
    char path[PATH_SIZE];
    struct hs_fulfilments others = {0};
    if (!read_others(call, purchase, &others))
        return;
    for (size_t i = 0; i < purchase->n_fulfilments; i++) {
        struct excess excess = {0};
        const hensigt_intention *intention = find_intention(call, purchase->fulfilments[i]->intention);
        if (!intention)
            continue; /* refused as a reference */
        snprintf(path, sizeof path, "fulfilments[%zu].intention", i);
        hs_fulfilments_check(call, path, intention);
        snprintf(path, sizeof path, "fulfilments[%zu].quantity", i);
        if (exceeds(call, &others, intention, purchase, i, &excess))
            hs_call_violation(call, path, excess.reason, "%s", excess.text ? excess.text : "");
    }
}

static bool is_named_by(const hensigt_purchase *purchase, const char *intention)
{
    for (size_t i = 0; purchase && i < purchase->n_fulfilments; i++)
        if (strcmp(purchase->fulfilments[i]->intention, intention) == 0)
            return true;
    return false;
}

/* Nothing is told of an intention that the caller may not see, unless the purchase names it already. */
static bool may_tell(struct hs_call *call, const hensigt_purchase *before, const char *intention)
{
    return call->imported || hs_view_exists(call->view, intention) || is_named_by(before, intention);
}

void hs_purchase_check_fulfilments(struct hs_call *call, const hensigt_purchase *before, const hensigt_purchase *purchase)
{
    /* A draft may change until it is confirmed: of what is only planned, an import takes no notice. What is given up fulfils
     * nothing, whatever became of the intentions. */
    bool planned = purchase->state == HENSIGT_PURCHASE_STATE_PLANNED;
    bool stands = planned ? !call->imported : purchase->state == HENSIGT_PURCHASE_STATE_AWARDED;
    struct hs_bodies bodies;
    hs_bodies_init(&bodies, call, hs_date_judged(call, purchase->award_date), 0);
    for (size_t i = 0; i < purchase->n_fulfilments; i++) {
        const char *name = purchase->fulfilments[i]->intention;
        const hensigt_intention *intention = stands && may_tell(call, before, name) ? find_intention(call, name) : NULL;
        check_alone(call, purchase, i);
        if (intention)
            check_against(call, purchase, i, intention, &bodies);
    }
    if (call->imported)
        check_imported(call, purchase);
}

void hs_purchase_check_kept(struct hs_call *call, const hensigt_purchase *before, const hensigt_purchase *after)
{
    struct hs_names kept = {.arena = call->arena};
    if (!hs_purchase_was_awarded(before))
        return;
    add_names(after, &kept);
    for (size_t i = 0; i < before->n_fulfilments; i++)
        if (!hs_names_have(&kept, before->fulfilments[i]->intention))
            hs_call_violation(call, "fulfilments", "KEPT", "must keep that of %s: %s was awarded with it",
                              before->fulfilments[i]->intention, before->name);
    if (kept.failed)
        hs_no_memory(call);
}

/* ---- what an award needs ------------------------------------------------------------------------------------------------- */

static const char *why_not(const struct hs_intention_standing *earliest, const struct hs_intention_standing *latest)
{
    if (latest->confirmed == HS_NEVER)
        return "it was not confirmed by then";
    if (earliest->withdrawn == HS_CERTAINLY)
        return "it was withdrawn by then";
    return earliest->replaced == HS_CERTAINLY ? "a commitment had replaced it by then" : "its signatures had lapsed by then";
}

/* It must have been able to count on some day that the award's date can mean: confirmed by the last of them, and not over by the
 * first, or by the day of its confirmation. */
static void require_counting(struct hs_call *call, const hensigt_purchase *purchase, const hensigt_intention *intention)
{
    struct hs_intention_standing earliest = {0};
    struct hs_intention_standing latest = {0};
    char date[HS_PARTIAL_DATE_SIZE];
    int32_t last = hs_date_latest(purchase->award_date);
    int32_t first = hs_date_earliest(purchase->award_date);
    int32_t confirmed = intention->confirmation ? hs_date_earliest(intention->confirmation->date) : first;
    if (hs_intention_stands(call, intention, first > confirmed ? first : confirmed, &earliest) != HS_OK ||
        hs_intention_stands(call, intention, last < call->today ? last : call->today, &latest) != HS_OK)
        return;
    bool over = earliest.confirmed != HS_NEVER && earliest.counts == HS_NEVER;
    if (latest.confirmed != HS_NEVER && !over)
        return;
    hs_partial_date_text(purchase->award_date, date);
    hs_status_lack(call->status, "DOES_NOT_COUNT", intention->name, &by_other_date, 1, "%s does not count on %s: %s",
                   intention->name, date, why_not(&earliest, &latest));
}

static void require_state(struct hs_call *call, const hensigt_intention *intention)
{
    bool is_draft = intention->state == HENSIGT_INTENTION_STATE_DRAFT;
    bool is_submitted = intention->state == HENSIGT_INTENTION_STATE_SUBMITTED;
    const char *confirm = is_submitted ? "its organisation, by ConfirmIntention" : NULL;
    hs_state_require(call, intention->name, &hensigt__v1__intention__state__descriptor, (int)intention->state, CONFIRMED,
                     is_draft ? "whoever may edit it, by SubmitIntention" : confirm);
}

/* Whether one intention can be fulfilled as the purchase says. */
struct question {
    const struct hs_fulfilments *others;
    const hensigt_purchase *purchase;
    size_t index;
};

static void ask_intention(struct hs_call *call, const void *context)
{
    const struct question *question = context;
    struct excess excess = {0};
    const hensigt_intention *intention = find_intention(call, question->purchase->fulfilments[question->index]->intention);
    if (!intention)
        return; /* refused as a reference */
    if (!(WAS_CONFIRMED & HS_STATE(intention->state))) {
        require_state(call, intention);
        return;
    }
    require_counting(call, question->purchase, intention);
    if (exceeds(call, question->others, intention, question->purchase, question->index, &excess))
        hs_status_lack(call->status, excess.reason, intention->name, &by_less, 1, "%s", excess.text ? excess.text : "");
}

void hs_purchase_require_intentions(struct hs_call *call, const void *context)
{
    struct hs_fulfilments others = {0};
    struct question question = {.others = &others, .purchase = context};
    if (!read_others(call, question.purchase, &others))
        return;
    for (; question.index < question.purchase->n_fulfilments; question.index++)
        hs_part_ask(call, ask_intention, &question);
}

/* ---- what follows -------------------------------------------------------------------------------------------------------- */

static void settle_intention(struct hs_call *call, const char *name, const struct hs_fulfilments *fulfilments)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, name, NULL, &transition))
        return;
    hs_fulfilments_apply(call, fulfilments, (hensigt_intention *)transition.after);
    if (hs_status_code(call->status) == HS_OK)
        hs_call_put(call, transition.before, transition.after);
}

static void settle_all(struct hs_call *call, const struct hs_names *names, const hensigt_purchase *after)
{
    struct hs_fulfilments fulfilments;
    if (hs_fulfilments_read(call, names->names, names->count, 0, &fulfilments) != HS_OK)
        return;
    if (!hs_fulfilments_replace(call->arena, &fulfilments, after)) {
        hs_no_memory(call);
        return;
    }
    for (size_t i = 0; i < names->count && hs_status_code(call->status) == HS_OK; i++)
        settle_intention(call, names->names[i], &fulfilments);
}

void hs_purchase_settle(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_purchase *known = (const hensigt_purchase *)before;
    const hensigt_purchase *purchase = (const hensigt_purchase *)after;
    struct hs_names names = {.arena = call->arena};
    bool was_awarded = known && known->state == HENSIGT_PURCHASE_STATE_AWARDED;
    bool is_awarded = purchase->state == HENSIGT_PURCHASE_STATE_AWARDED;
    if (was_awarded == is_awarded)
        return;
    add_names(purchase, &names);
    if (names.failed) {
        hs_no_memory(call);
        return;
    }
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    settle_all(call, &names, purchase);
    hs_view_set_reader(call->view, reader);
}
