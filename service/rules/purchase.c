/* PurchaseService: what was bought. */
#include "hensigt/v1/purchase_service.h"

#include "service/rules/dates.h"
#include "service/rules/eforms.h"
#include "service/rules/purchase.h"
#include "service/rules/transition.h"
#include "wire/member.h"
#include "wire/utf8.h"

#include <stdio.h>
#include <string.h>

/* "suppliers[49].organisation" and the like. */
enum { PATH_SIZE = 80 };

enum {
    PLANNED = HS_STATE(HENSIGT_PURCHASE_STATE_PLANNED),
    AWARDED = HS_STATE(HENSIGT_PURCHASE_STATE_AWARDED),
    CANCELLED = HS_STATE(HENSIGT_PURCHASE_STATE_CANCELLED),
    ANNULLED = HS_STATE(HENSIGT_PURCHASE_STATE_ANNULLED),
};

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__purchase__state__descriptor;

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_purchase *purchase = (hensigt_purchase *)after;
    if (purchase->state == HENSIGT_PURCHASE_STATE_UNSPECIFIED)
        purchase->state = HENSIGT_PURCHASE_STATE_PLANNED;
    if (call->imported && before)
        hs_purchase_check_kept(call, (const hensigt_purchase *)before, purchase);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_amounts(struct hs_call *call, const hensigt_purchase *purchase)
{
    const hensigt_money *value = purchase->value;
    const hensigt_money *saved = purchase->savings ? purchase->savings->amount : NULL;
    if (value && saved && strcmp(value->currency_code, saved->currency_code) != 0)
        hs_call_violation(call, "savings.amount.currency_code", "CURRENCY", "must be that of the value, %s", value->currency_code);
}

static bool is_buyer(const hensigt_purchase *purchase, const char *organisation)
{
    for (size_t i = 0; i < purchase->n_buyers; i++)
        if (strcmp(purchase->buyers[i], organisation) == 0)
            return true;
    return false;
}

static bool is_same_party(const hensigt_purchase_party *a, const hensigt_purchase_party *b)
{
    return strcmp(a->organisation, b->organisation) == 0 && strcmp(a->title, b->title) == 0;
}

static void check_supplier(struct hs_call *call, const hensigt_purchase *purchase, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_purchase_party *supplier = purchase->suppliers[index];
    snprintf(path, sizeof path, "suppliers[%zu].organisation", index);
    if (!*supplier->organisation && !*supplier->title)
        hs_call_violation(call, path, "REQUIRED", "must be given, or the supplier in words");
    else if (*supplier->organisation && *supplier->title)
        hs_call_violation(call, path, "EXCLUSIVE", "must not be given beside the supplier in words");
    else if (is_buyer(purchase, supplier->organisation))
        hs_call_violation(call, path, "BUYER", "must not be one of the buyers");
    snprintf(path, sizeof path, "suppliers[%zu]", index);
    for (size_t i = 0; i < index; i++)
        if (is_same_party(purchase->suppliers[i], supplier)) {
            hs_call_violation(call, path, "DUPLICATE", "must not be given twice: suppliers[%zu] is the same", i);
            break;
        }
}

static void check_notice(struct hs_call *call, const hensigt_purchase *purchase, size_t index)
{
    char path[PATH_SIZE];
    char quote[HS_UTF8_QUOTE_SIZE];
    const hensigt_purchase_notice *notice = purchase->notices[index];
    snprintf(path, sizeof path, "notices[%zu].subtype", index);
    hs_utf8_quote(notice->subtype, quote);
    if (*notice->subtype && !hs_eforms_is_subtype(notice->subtype))
        hs_call_violation(call, path, "UNKNOWN_CODE", "must be a subtype of eForms (%s), found %s", hs_eforms_subtypes, quote);
    snprintf(path, sizeof path, "notices[%zu].notice_id", index);
    for (size_t i = 0; i < index; i++)
        if (strcmp(purchase->notices[i]->notice_id, notice->notice_id) == 0) {
            hs_call_violation(call, path, "DUPLICATE", "must not be given twice: notices[%zu] is %s too", i, notice->notice_id);
            break;
        }
}

/* `ocds-`, six letters or digits that the publisher was given, and its own identifier behind a hyphen. */
static void check_ocid(struct hs_call *call, const hensigt_purchase *purchase)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char scheme[] = "ocds-";
    enum { PUBLISHER = 6 };
    const char *ocid = purchase->ocid;
    const char *publisher = ocid + sizeof scheme - 1;
    bool good = strncmp(ocid, scheme, sizeof scheme - 1) == 0 && strspn(publisher, letters) == PUBLISHER &&
                publisher[PUBLISHER] == '-' && publisher[PUBLISHER + 1] != '\0';
    char quote[HS_UTF8_QUOTE_SIZE];
    hs_utf8_quote(ocid, quote);
    if (*ocid && !good)
        hs_call_violation(call, "ocid", "FORMAT", "must be of the form ocds-213czf-1234, found %s", quote);
}

static bool has_innovation(const hensigt_purchase *purchase, hensigt_purchase_innovation innovation)
{
    for (size_t i = 0; i < purchase->n_innovations; i++)
        if (purchase->innovations[i] == innovation)
            return true;
    return false;
}

/* What is new to the market is new to whoever buys it there; research may lead to nothing new. */
static void check_novelty(struct hs_call *call, const hensigt_purchase *purchase)
{
    bool market = has_innovation(purchase, HENSIGT_PURCHASE_INNOVATION_MARKET);
    bool other = has_innovation(purchase, HENSIGT_PURCHASE_INNOVATION_PROCESS) ||
                 has_innovation(purchase, HENSIGT_PURCHASE_INNOVATION_PRODUCT);
    bool new_to_market =
        purchase->market_novelty == HENSIGT_PURCHASE_NOVELTY_NEW || purchase->market_novelty == HENSIGT_PURCHASE_NOVELTY_IMPROVED;
    if (market && purchase->market_novelty == HENSIGT_PURCHASE_NOVELTY_NONE)
        hs_call_violation(call, "market_novelty", "CONTRADICTION", "must not be none where innovations has market");
    if (purchase->buyer_novelty != HENSIGT_PURCHASE_NOVELTY_NONE)
        return;
    if (market || other)
        hs_call_violation(call, "buyer_novelty", "CONTRADICTION", "must not be none where innovations has %s",
                          market ? "market" : "process or product");
    else if (new_to_market)
        hs_call_violation(call, "buyer_novelty", "CONTRADICTION", "must not be none of what is new or improved for the market");
}

/* What a purchase must have in some states, and may have in others. */
static void check_part(struct hs_call *call, const hensigt_purchase *purchase, const char *path, bool given, unsigned needed,
                       unsigned allowed)
{
    unsigned state = HS_STATE(purchase->state);
    const char *word = hs_enum_words(call->arena, states, (int)purchase->state);
    if (!given && (needed & state))
        hs_call_violation(call, path, "REQUIRED", "must be given of a purchase that is %s", word ? word : "");
    else if (given && !((needed | allowed) & state))
        hs_call_violation(call, path, "WRONG_STATE", "must not be given of a purchase that is %s", word ? word : "");
}

/* A date of which only the wording is known may have come. */
static void check_past(struct hs_call *call, const char *path, const hensigt_partial_date *date)
{
    if (hs_date_given(date) && hs_date_earliest(date) > call->today)
        hs_call_violation(call, path, "FUTURE", "must not lie after today, %s", hs_call_day_text(call, call->today));
}

static void check_state(struct hs_call *call, const hensigt_purchase *purchase)
{
    check_part(call, purchase, "award_date", hs_date_given(purchase->award_date), AWARDED, CANCELLED | ANNULLED);
    check_part(call, purchase, "cancel_date", hs_date_given(purchase->cancel_date), CANCELLED, ANNULLED);
    check_part(call, purchase, "cancel_reason", *purchase->cancel_reason != '\0', CANCELLED, ANNULLED);
    check_past(call, "award_date", purchase->award_date);
    check_past(call, "cancel_date", purchase->cancel_date);
    hs_date_require_order(call, "cancel_date", purchase->cancel_date, purchase->award_date, "the award");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_purchase *purchase = (const hensigt_purchase *)after;
    check_amounts(call, purchase);
    for (size_t i = 0; i < purchase->n_suppliers; i++)
        check_supplier(call, purchase, i);
    for (size_t i = 0; i < purchase->n_notices; i++)
        check_notice(call, purchase, i);
    check_ocid(call, purchase);
    check_novelty(call, purchase);
    check_state(call, purchase);
    hs_purchase_check_fulfilments(call, (const hensigt_purchase *)before, purchase);
}

/* ---- guards -------------------------------------------------------------------------------------------------------------- */

static void require_state(struct hs_call *call, const hensigt_purchase *purchase, unsigned allowed, const char *remedy)
{
    hs_state_require(call, purchase->name, states, (int)purchase->state, allowed, remedy);
}

static bool is_same(const ProtobufCMessage *before, const ProtobufCMessage *after, const char *field)
{
    return hs_member_same(before, after, protobuf_c_message_descriptor_get_field_by_name(before->descriptor, field));
}

/* What was cancelled stays so. */
static const char buy_another[] = "whoever edits the purchase, by CreatePurchase of another";

static bool is_cancelled(const hensigt_purchase *purchase)
{
    return purchase->state == HENSIGT_PURCHASE_STATE_CANCELLED;
}

/* What it fulfils is written into the intentions with its award. */
static void guard_update(struct hs_call *call, const hensigt_purchase *before, const ProtobufCMessage *after)
{
    const char *remedy =
        is_cancelled(before) ? buy_another : "whoever edits the purchase, by CancelPurchase or AnnulPurchase and a new one";
    const char *word = hs_enum_words(call->arena, states, (int)before->state);
    if (before->state == HENSIGT_PURCHASE_STATE_PLANNED)
        return;
    if (!is_same(&before->base, after, "process") || !is_same(&before->base, after, "fulfilments"))
        hs_status_lack(call->status, "WRONG_STATE", before->name, &remedy, 1,
                       "%s is %s; its process and what it fulfils can be changed while it is planned", before->name,
                       word ? word : "");
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_purchase *purchase = (const hensigt_purchase *)before;
    if (change == HS_CHANGE_UPDATE)
        guard_update(call, purchase, after);
    else if (change == HS_CHANGE_DELETE)
        require_state(call, purchase, PLANNED,
                      is_cancelled(purchase) ? "whoever edits the purchase, by AnnulPurchase; it stays readable"
                                             : "whoever edits the purchase, by CancelPurchase or AnnulPurchase; it stays readable");
}

const struct hs_rules hensigt_purchase_rules = {.complete = complete, .check = check, .guard = guard, .settle = hs_purchase_settle};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code award_purchase(struct hs_call *call, const hensigt_award_purchase_request *request, hensigt_purchase *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_purchase *purchase = (hensigt_purchase *)transition.after;
    hensigt_partial_date *date = hs_date_of_fact(call, request->date);
    require_state(call, purchase, PLANNED, is_cancelled(purchase) ? buy_another : NULL);
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    purchase->award_date = date;
    purchase->state = HENSIGT_PURCHASE_STATE_AWARDED;
    check(call, transition.before, &purchase->base);
    if (hs_status_code(call->status) == HS_OK)
        hs_purchase_require_award(call, purchase);
    return hs_transition_end(call, &transition, &reply->base);
}

static enum hs_code cancel_purchase(struct hs_call *call, const hensigt_cancel_purchase_request *request, hensigt_purchase *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_purchase *purchase = (hensigt_purchase *)transition.after;
    purchase->cancel_date = hs_date_of_fact(call, request->date);
    purchase->cancel_reason = request->reason;
    hs_date_require_order(call, "date", purchase->cancel_date, purchase->award_date, "the award");
    require_state(call, purchase, PLANNED | AWARDED, NULL);
    purchase->state = HENSIGT_PURCHASE_STATE_CANCELLED;
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_purchase_service hensigt_purchase_service_implementation = {
    .award_purchase = award_purchase,
    .cancel_purchase = cancel_purchase,
};
