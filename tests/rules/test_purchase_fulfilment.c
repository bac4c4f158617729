/* What purchases fulfil: intentions in part and as a whole, never above their quantity, on any day; taken back, annulled, repeated,
 * at the same time, and imported. */
#include "fixture.h"

#include "store/store.h"

#include "hensigt/v1/intention.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* An intention of processes/p about a quantity of tonnes, or "" for one without, confirmed from a date on. */
static void given_intention(struct fixture *f, const char *id, const char *organisation, const char *level, const char *tonnes,
                            const char *date)
{
    const char *quantity = *tonnes ? format(f, ", 'quantity': {'value': '%s', 'unitCode': 'TNE'}", tonnes) : "";
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/p',"
                  " 'level': 'LEVEL_%s'%s}}",
                  id, organisation, level, quantity),
           "OK");
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
    if (*date)
        expect(f, format(f, "ConfirmIntention as %s", organisation),
               format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '%s'}}", id, date),
               "OK");
}

/* Process p in its step of the first purchase, with commitment c of a (100 t), declaration d of a (1000 t), e of b (without a
 * quantity), and s of b, which is only submitted. */
static void given_demand(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b x");
    given_intention(f, "c", "a", "COMMITMENT", "100", "2022-01-10");
    given_intention(f, "d", "a", "DECLARATION", "1000", "2022-01-10");
    given_intention(f, "e", "b", "DECLARATION", "", "2022-01-10");
    given_intention(f, "s", "b", "DECLARATION", "7", "");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-20'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-02-01'}}", "OK");
}

/* A planned purchase by a and b, for processes/p, of "d 400" and the like; without a number as a whole. */
static const char *purchase_of(struct fixture *f, const char *id, const char *intention, const char *tonnes)
{
    const char *quantity = *tonnes ? format(f, ", 'quantity': {'value': '%s', 'unitCode': 'TNE'}", tonnes) : "";
    return format(f,
                  "{'purchaseId': '%s', 'purchase': {'title': 'Bought', 'buyers': ['organisations/a', 'organisations/b'],"
                  " 'process': 'processes/p', 'fulfilments': [{'intention': 'intentions/%s'%s}]}}",
                  id, intention, quantity);
}

static void given_planned(struct fixture *f, const char *id, const char *intention, const char *tonnes)
{
    expect(f, "CreatePurchase", purchase_of(f, id, intention, tonnes), "OK");
}

static const char *award_on(struct fixture *f, const char *id, const char *date)
{
    return format(f, "{'name': 'purchases/%s', 'date': {'date': '%s'}}", id, date);
}

static void given_awarded(struct fixture *f, const char *id, const char *intention, const char *tonnes, const char *date)
{
    given_planned(f, id, intention, tonnes);
    expect(f, "AwardPurchase", award_on(f, id, date), "OK");
}

static void expect_intention(struct fixture *f, const char *id, const char *state, const char *fulfilled)
{
    const char *quantity = *fulfilled ? format(f, "{'value': '%s', 'unitCode': 'TNE'}", fulfilled) : "null";
    expect_reply(f, "GetIntention", format(f, "{'name': 'intentions/%s'}", id),
                 format(f, "{'state': 'STATE_%s', 'fulfilledQuantity': %s}", state, quantity));
}

/* ---- what is fulfilled --------------------------------------------------------------------------------------------------- */

static void what_is_planned_fulfils_nothing(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_planned(f, "p", "d", "400");
    expect_intention(f, "d", "CONFIRMED", "");
}

static void an_award_fulfils_in_part_and_then_all(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "400.50", "2022-03-01");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "400.5");
    given_awarded(f, "q", "d", "599.5", "2022-04-01");
    expect_intention(f, "d", "FULFILLED", "1000");
    expect(f, "WithdrawIntention", "{'name': 'intentions/d', 'reason': 'r'}", "FAILED_PRECONDITION intentions/d:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by CancelPurchase");
    expect_reply(f, "GetIntention", "{'name': 'intentions/d'}", "{'revision': 1}");
}

static void what_has_no_quantity_is_fulfilled_as_a_whole(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "e", "", "2022-03-01");
    expect_intention(f, "e", "FULFILLED", "");
    given_planned(f, "q", "e", "");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-04-01"), "FAILED_PRECONDITION intentions/e:FULFILLED");
    assert_string_equal(description(f, 0), "intentions/e has no quantity and is fulfilled as a whole already, by purchases/p");
}

static void never_above_the_quantity(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "400", "2022-03-01");
    given_awarded(f, "q", "d", "500", "2022-03-02");
    given_planned(f, "r", "d", "100.000000001");
    expect(f, "AwardPurchase", award_on(f, "r", "2022-04-01"), "FAILED_PRECONDITION intentions/d:OVER_QUANTITY");
    assert_string_equal(description(f, 0),
                        "intentions/d is about 1000 TNE, of which 900 TNE are fulfilled already, by purchases/p and purchases/q:"
                        " 100.000000001 TNE more is too much");
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by fulfilling less");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "900");
    expect_reply(f, "GetPurchase", "{'name': 'purchases/r'}", "{'state': 'STATE_PLANNED', 'awardDate': null}");
    expect(f, "CreatePurchase", purchase_of(f, "t", "d", "1000.1"),
           "INVALID_ARGUMENT purchase.fulfilments[0].quantity.value:OVER_QUANTITY");
}

/* In 2021 nothing was bought and in January all of it: an award that is entered later, for a day before the other was taken back,
 * would be too much for the days between. */
static void never_above_the_quantity_on_any_day(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "800", "2022-03-01");
    expect(f, "CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-05-01'}, 'reason': 'r'}", "OK");
    given_planned(f, "q", "d", "300");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-04-30"), "FAILED_PRECONDITION intentions/d:OVER_QUANTITY");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-02-10"), "FAILED_PRECONDITION intentions/d:OVER_QUANTITY");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-05-01"), "OK");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "300");
}

static void a_cancelled_award_opens_what_it_fulfilled(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "1000", "2022-03-01");
    given_awarded(f, "q", "e", "", "2022-03-01");
    expect_intention(f, "d", "FULFILLED", "1000");
    expect(f, "CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-04'}, 'reason': 'the supplier went bankrupt'}",
           "OK");
    expect(f, "AnnulPurchase", "{'name': 'purchases/q', 'reason': 'another need'}", "OK");
    expect_intention(f, "d", "CONFIRMED", "");
    expect_intention(f, "e", "CONFIRMED", "");
    expect_reply(f, "GetPurchase", "{'name': 'purchases/p'}",
                 "{'state': 'STATE_CANCELLED', 'awardDate': {'date': '2022-03-01'}, 'cancelDate': {'date': '2022-04'},"
                 " 'cancelReason': 'the supplier went bankrupt'}");
    expect(f, "AnnulPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "OK");
    expect_intention(f, "d", "CONFIRMED", "");
}

static void one_purchase_fulfils_several(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    expect(f, "CreatePurchase",
           "{'purchaseId': 'p', 'purchase': {'title': 'B', 'buyers': ['organisations/a', 'organisations/b'], 'fulfilments': ["
           "{'intention': 'intentions/e'}, {'intention': 'intentions/c', 'quantity': {'value': '100', 'unitCode': 'TNE'}},"
           "{'intention': 'intentions/d', 'quantity': {'value': '1', 'unitCode': 'TNE'}}]}}",
           "OK");
    expect_reply(f, "AwardPurchase", award_on(f, "p", "2022-03"),
                 "{'name': 'purchases/p', 'state': 'STATE_AWARDED', 'awardDate': {'date': '2022-03'}}");
    expect_intention(f, "c", "FULFILLED", "100");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "1");
    expect_intention(f, "e", "FULFILLED", "");
}

/* All or nothing: the second of the two is too much. */
static void a_refused_award_changes_nothing(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "900", "2022-03-01");
    expect(
        f, "CreatePurchase",
        "{'purchaseId': 'q', 'purchase': {'title': 'B', 'buyers': ['organisations/a', 'organisations/b'], 'fulfilments': ["
        "{'intention': 'intentions/c', 'quantity': {'value': '5', 'unitCode': 'TNE'}},"
        "{'intention': 'intentions/d', 'quantity': {'value': '200', 'unitCode': 'TNE'}}, {'intention': 'intentions/s', 'quantity':"
        " {'value': '7', 'unitCode': 'TNE'}}]}}",
        "OK");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-03-02"),
           "FAILED_PRECONDITION intentions/d:OVER_QUANTITY intentions/s:WRONG_STATE");
    assert_string_equal(suppliers(f, 1), "its organisation, by ConfirmIntention");
    expect_intention(f, "c", "CONFIRMED", "");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "900");
    expect_intention(f, "s", "SUBMITTED", "");
}

/* ---- what a purchase may say --------------------------------------------------------------------------------------------- */

static void wrong_fulfilments_are_refused_all_at_once(void **state)
{
    static const struct {
        const char *fulfilments;
        const char *violations;
    } cases[] = {
        {"{'intention': 'intentions/d'}", "purchase.fulfilments[0].quantity:REQUIRED"},
        {"{'intention': 'intentions/e', 'quantity': {'value': '1', 'unitCode': 'TNE'}}",
         "purchase.fulfilments[0].quantity:NOT_APPLICABLE"},
        {"{'intention': 'intentions/d', 'quantity': {'value': '1', 'unitCode': 'KGM'}}",
         "purchase.fulfilments[0].quantity.unit_code:UNIT"},
        {"{'intention': 'intentions/d', 'quantity': {'value': '0', 'unitCode': 'TNE'}}",
         "purchase.fulfilments[0].quantity.value:RANGE"},
        {"{'intention': 'intentions/d', 'quantity': {'value': '-0.5', 'unitCode': 'TNE'}}",
         "purchase.fulfilments[0].quantity.value:RANGE"},
        {"{'intention': 'intentions/d', 'quantity': {'value': 'much', 'unitCode': 'TNE'}}",
         "purchase.fulfilments[0].quantity.value:FORMAT"},
        {"{'intention': 'intentions/e'}, {'intention': 'intentions/e'}", "purchase.fulfilments[1].intention:DUPLICATE"},
        {"{'intention': 'intentions/of-x'}", "purchase.fulfilments[0].intention:BUYER"},
        {"{'intention': 'intentions/elsewhere'}", "purchase.fulfilments[0].intention:PROCESS"},
        {"{'quantity': {'value': '1', 'unitCode': 'TNE'}}", "purchase.fulfilments[0].intention:REQUIRED"},
        {"{'intention': 'intentions/of-x'}, {'intention': 'intentions/elsewhere'}, {'intention': 'intentions/d', 'quantity': "
         "{'value':"
         " '-1', 'unitCode': 'KGM'}}, {'intention': 'intentions/d'}",
         "purchase.fulfilments[0].intention:BUYER purchase.fulfilments[1].intention:PROCESS"
         " purchase.fulfilments[2].quantity.value:RANGE purchase.fulfilments[2].quantity.unit_code:UNIT"
         " purchase.fulfilments[3].intention:DUPLICATE purchase.fulfilments[3].quantity:REQUIRED"},
    };
    struct fixture *f = *state;
    given_demand(f);
    given_intention(f, "of-x", "x", "DECLARATION", "", "2022-01-10");
    expect(f, "CreateProcess",
           "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m'}}",
           "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'elsewhere', 'intention': {'organisation': 'organisations/a', 'process': 'processes/q',"
           " 'level': 'LEVEL_DECLARATION'}}",
           "OK");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreatePurchase",
               format(f,
                      "{'purchase': {'title': 'B', 'buyers': ['organisations/a', 'organisations/b'], 'process': 'processes/p',"
                      " 'fulfilments': [%s]}}",
                      cases[i].fulfilments),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect(f, "CreatePurchase",
           "{'purchase': {'title': 'B', 'buyers': ['organisations/a'], 'fulfilments': [{'intention': 'intentions/none'}]}}",
           "NOT_FOUND purchase.fulfilments[0].intention:REFERENCE_NOT_FOUND");
}

/* A draft may change after a purchase was planned on it. */
static void an_award_looks_again(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    expect(f, "CreateIntention",
           "{'intentionId': 'n', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_DECLARATION', 'quantity': {'value': '5', 'unitCode': 'TNE'}}}",
           "OK");
    given_planned(f, "p", "n", "5");
    expect(f, "AwardPurchase", award_on(f, "p", "2022-04-01"), "FAILED_PRECONDITION intentions/n:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever may edit it, by SubmitIntention");
    expect(f, "UpdateIntention", "{'intention': {'name': 'intentions/n', 'quantity': {'value': '4', 'unitCode': 'KGM'}}}", "OK");
    expect(f, "AwardPurchase", award_on(f, "p", "2022-04-01"), "INVALID_ARGUMENT fulfilments[0].quantity.unit_code:UNIT");
    expect(f, "CancelPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "OK"); /* it can be given up all the same */
}

/* ---- whether an intention counts ----------------------------------------------------------------------------------------- */

static void an_intention_must_count_on_the_date(void **state)
{
    static const struct {
        const char *intention;
        const char *date;
        const char *outcome;
        const char *why;
    } cases[] = {
        {"early", "2022-03-31", "DOES_NOT_COUNT", "intentions/early does not count on 2022-03-31: it was not confirmed by then"},
        {"early", "2022-04-01", NULL, NULL},
        {"early", "2022", NULL, NULL},
        {"gone", "2022-04-30", NULL, NULL},
        {"gone", "2022-05-01", "DOES_NOT_COUNT", "intentions/gone does not count on 2022-05-01: it was withdrawn by then"},
        {"gone", "2022-04", NULL, NULL},
        {"replaced", "2022-03-31", NULL, NULL},
        {"replaced", "2022-04-01", "DOES_NOT_COUNT",
         "intentions/replaced does not count on 2022-04-01: a commitment had replaced it by then"},
        {"never", "2022", "DOES_NOT_COUNT", "intentions/never does not count on 2022: a commitment had replaced it by then"},
    };
    struct fixture *f = *state;
    given_demand(f);
    given_intention(f, "early", "a", "DECLARATION", "", "2022-04-01");
    given_intention(f, "gone", "a", "DECLARATION", "", "2022-01-10");
    given_intention(f, "replaced", "a", "DECLARATION", "", "2022-01-10");
    given_intention(f, "never", "a", "DECLARATION", "", "2022-05-01");
    expect(f, "CreateIntention",
           "{'intentionId': 'sooner', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_COMMITMENT', 'replacedIntention': 'intentions/never'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/sooner'}", "OK");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/sooner', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-04-01'}}", "OK");
    expect(f, "WithdrawIntention", "{'name': 'intentions/gone', 'date': {'date': '2022-05-01'}, 'reason': 'r'}", "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'new', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_COMMITMENT', 'replacedIntention': 'intentions/replaced'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/new'}", "OK");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/new', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-04-01'}}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = format(f, "p%zu", i);
        given_planned(f, id, cases[i].intention, "");
        const char *refused = format(f, "FAILED_PRECONDITION intentions/%s:%s", cases[i].intention, cases[i].outcome);
        expect(f, "AwardPurchase", award_on(f, id, cases[i].date), cases[i].outcome ? refused : "OK");
        if (cases[i].outcome)
            assert_string_equal(description(f, 0), cases[i].why);
        else
            expect(f, "AnnulPurchase", format(f, "{'name': 'purchases/%s', 'reason': 'r'}", id), "OK");
    }
}

static void what_was_bought_stays_bought(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "400", "2022-03-01");
    expect(f, "WithdrawIntention", "{'name': 'intentions/d', 'date': {'date': '2022-02'}, 'reason': 'no money'}",
           "FAILED_PRECONDITION purchases/p:FULFILLED");
    assert_string_equal(description(f, 0), "purchases/p, awarded on 2022-03-01, fulfils intentions/d");
    expect(f, "AnnulIntention", "{'name': 'intentions/d', 'reason': 'r'}", "FAILED_PRECONDITION purchases/p:FULFILLED");
    expect(f, "WithdrawIntention", "{'name': 'intentions/d', 'date': {'date': '2022-03-01'}, 'reason': 'no money'}", "OK");
    expect_intention(f, "d", "WITHDRAWN", "400");
    /* An earlier purchase may be entered later, and one may be taken back: it stays withdrawn. */
    given_awarded(f, "q", "d", "50", "2022-02-27");
    expect_intention(f, "d", "WITHDRAWN", "450");
    expect(f, "CancelPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "OK");
    expect_intention(f, "d", "WITHDRAWN", "50");
    expect(f, "AnnulPurchase", "{'name': 'purchases/q', 'reason': 'r'}", "OK");
    expect_intention(f, "d", "WITHDRAWN", "");
    expect(f, "AnnulIntention", "{'name': 'intentions/d', 'reason': 'r'}", "OK");
}

static void what_is_fulfilled_is_not_replaced_from_an_earlier_date(void **state)
{
    static const char confirm[] = "{'name': 'intentions/new', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '%s'}}";
    struct fixture *f = *state;
    given_demand(f);
    given_awarded(f, "p", "d", "400", "2022-03-01");
    expect(f, "CreateIntention",
           "{'intentionId': 'new', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_COMMITMENT', 'replacedIntention': 'intentions/d'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/new'}", "OK");
    expect(f, "ConfirmIntention as a", format(f, confirm, "2022-02-20"), "FAILED_PRECONDITION purchases/p:FULFILLED");
    expect(f, "ConfirmIntention as a", format(f, confirm, "2022-03-02"), "OK");
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "400");
}

/* ---- bodies that follow each other --------------------------------------------------------------------------------------- */

static void a_successor_buys_what_was_intended_before_it(void **state)
{
    struct fixture *f = *state;
    given_demand(f);
    given_organisations(f, "next");
    expect(f, "SucceedOrganisation",
           "{'name': 'organisations/b', 'date': {'date': '2022-05-01'}, 'successors': [{'organisation': 'organisations/next', "
           "'kind': 'SUCCESSION_KIND_MERGED'}]}",
           "OK");
    expect(
        f, "CreatePurchase",
        "{'purchaseId': 'p', 'purchase': {'title': 'B', 'buyers': ['organisations/next'], 'process': 'processes/p', 'fulfilments':"
        " [{'intention': 'intentions/e'}]}}",
        "OK");
    expect(f, "AwardPurchase", award_on(f, "p", "2022-04-01"), "INVALID_ARGUMENT fulfilments[0].intention:BUYER");
    expect(f, "AwardPurchase", award_on(f, "p", "2022-05-20"), "OK");
    expect_intention(f, "e", "FULFILLED", "");
    expect(f, "CreatePurchase", "{'purchaseId': 'q', 'purchase': {'title': 'B', 'buyers': ['organisations/b']}}", "OK");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-05-20"), "FAILED_PRECONDITION organisations/b:ORGANISATION_ENDED");
    assert_string_equal(suppliers(f, 0), "organisations/next");
    expect(f, "AwardPurchase", award_on(f, "q", "2022-04-20"), "OK");
}

/* ---- repeats and races --------------------------------------------------------------------------------------------------- */

/* A packed envelope with a request id of its own. */
static const uint8_t *with_request_id(struct fixture *f, const char *method, const char *request, char digit, size_t *size)
{
    size_t length;
    uint8_t tag[] = {3 << 3 | 2, 16};
    const uint8_t *envelope = envelope_with(f, NULL, method, request, &length);
    uint8_t *bytes = malloc(length + sizeof tag + 16);
    assert_non_null(bytes);
    memcpy(bytes, envelope, length);
    memcpy(bytes + length, tag, sizeof tag);
    memset(bytes + length + sizeof tag, digit, 16);
    *size = length + sizeof tag + 16;
    return bytes;
}

static void a_repeated_award_has_one_effect_and_the_same_reply(void **state)
{
    struct fixture *f = *state;
    size_t size;
    given_demand(f);
    given_planned(f, "p", "d", "600");
    const uint8_t *envelope = with_request_id(f, "AwardPurchase", award_on(f, "p", "2022-03-01"), '7', &size);
    assert_string_equal(call_bytes(f, envelope, size), "OK");
    const ProtobufCBinaryData first = reply_envelope(f)->body;
    assert_string_equal(call_bytes(f, envelope, size), "OK");
    const ProtobufCBinaryData second = reply_envelope(f)->body;
    assert_true(first.len > 0);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "600");
    free((void *)(uintptr_t)envelope);
}

struct racer {
    struct hs_dispatch *dispatch;
    const uint8_t *envelope;
    size_t size;
    uint8_t *reply;
    size_t reply_size;
};

static void *race(void *context)
{
    struct racer *racer = context;
    hs_dispatch_call(racer->dispatch, HS_TRUST_OWNER, racer->envelope, racer->size, &racer->reply, &racer->reply_size);
    return NULL;
}

static void of_two_awards_of_the_same_rest_one_is_refused(void **state)
{
    enum { RACERS = 4 };
    struct fixture *f = *state;
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int awarded = 0;
    given_demand(f);
    for (size_t i = 0; i < RACERS; i++) {
        const char *id = format(f, "p%zu", i);
        given_planned(f, id, "d", "600");
        racers[i] = (struct racer){.dispatch = dispatch_of(f)};
        racers[i].envelope = envelope_with(f, NULL, "AwardPurchase", award_on(f, id, "2022-03-01"), &racers[i].size);
    }
    for (size_t i = 0; i < RACERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    for (size_t i = 0; i < RACERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        const char *outcome = outcome_in(f, racers[i].reply, racers[i].reply_size);
        awarded += strcmp(outcome, "OK") == 0;
        if (strcmp(outcome, "OK") != 0)
            assert_string_equal(outcome, "FAILED_PRECONDITION intentions/d:OVER_QUANTITY");
        free(racers[i].reply);
    }
    assert_int_equal(awarded, 1);
    expect_intention(f, "d", "PARTIALLY_FULFILLED", "600");
}

/* ---- imports ------------------------------------------------------------------------------------------------------------- */

#define INTENTION(members)                                                                                                         \
    "{'@type': 'hensigt.v1.Intention', 'name': 'intentions/i', 'organisation': 'organisations/a', 'process': 'processes/p',"       \
    " 'level': 'LEVEL_DECLARATION', 'quantity': {'value': '10', 'unitCode': 'TNE'}, 'confirmation': {'kind':"                      \
    " 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-01-10'}}, " members "}"
#define PURCHASE(id, tonnes, members)                                                                                              \
    "{'@type': 'hensigt.v1.Purchase', 'name': 'purchases/" id "', 'title': 'B', 'buyers': ['organisations/a'], 'process':"         \
    " 'processes/p', 'fulfilments': [{'intention': 'intentions/i', 'quantity': {'value': '" tonnes                                 \
    "', 'unitCode': 'TNE'}}], " members "}"
#define AWARDED "'state': 'STATE_AWARDED', 'awardDate': {'date': '2022-03-01'}"
#define SOME "'state': 'STATE_PARTIALLY_FULFILLED', 'fulfilledQuantity': {'value': '4', 'unitCode': 'TNE'}"

static const char *import(struct fixture *f, const char *const *lines, size_t count)
{
    expect(f, "StartImport", "{}", "OK");
    const char *name = reply_string(f, "name");
    const char *all = "";
    for (size_t i = 0; i < count; i++)
        all = format(f, "%s%s{'line': %zu, 'resource': %s}", all, i > 0 ? ", " : "", i + 1, lines[i]);
    expect(f, "AppendImport", format(f, "{'name': '%s', 'lines': [%s]}", name, all), "OK");
    return call(f, "CommitImport", format(f, "{'name': '%s'}", name));
}

static void imports_keep_both_sides_equal(void **state)
{
    static const struct {
        const char *lines[3];
        const char *outcome;
    } cases[] = {
        {{INTENTION("'state': 'STATE_CONFIRMED'"), PURCHASE("p", "4", AWARDED)},
         "INVALID_ARGUMENT state:FULFILMENTS fulfilled_quantity:FULFILMENTS fulfilments[0].intention:FULFILMENTS"
         " fulfilments[0].intention:FULFILMENTS"},
        {{INTENTION(SOME)}, "INVALID_ARGUMENT state:FULFILMENTS fulfilled_quantity:FULFILMENTS"},
        {{PURCHASE("p", "5", AWARDED), INTENTION(SOME)},
         "INVALID_ARGUMENT fulfilments[0].intention:FULFILMENTS fulfilled_quantity:FULFILMENTS"},
        {{PURCHASE("p", "4",
                   "'state': 'STATE_CANCELLED', 'cancelReason': 'r', 'cancelDate': {'date': '2022-04'}, 'awardDate':"
                   " {'date': '2022-03'}"),
          INTENTION(SOME)},
         "INVALID_ARGUMENT fulfilments[0].intention:FULFILMENTS fulfilments[0].intention:FULFILMENTS state:FULFILMENTS"
         " fulfilled_quantity:FULFILMENTS"},
        {{PURCHASE("p", "4", "'state': 'STATE_AWARDED'"), INTENTION(SOME)}, "INVALID_ARGUMENT award_date:REQUIRED"},
        {{PURCHASE("p", "6", AWARDED), PURCHASE("q", "5", AWARDED),
          INTENTION("'state': 'STATE_FULFILLED', 'fulfilledQuantity': {'value': '11', 'unitCode': 'TNE'}")},
         "INVALID_ARGUMENT fulfilments[0].quantity:OVER_QUANTITY fulfilments[0].quantity:OVER_QUANTITY"},
        /* Nothing is left of nothing, and yet nothing has been bought. */
        {{"{'@type': 'hensigt.v1.Intention', 'name': 'intentions/z', 'organisation': 'organisations/a', 'process': 'processes/p',"
          " 'level': 'LEVEL_DECLARATION', 'quantity': {'value': '0', 'unitCode': 'TNE'}, 'state': 'STATE_CONFIRMED', "
          "'confirmation':"
          " {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-01-10'}}}"},
         "OK"},
        {{PURCHASE("p", "2.50", AWARDED), INTENTION(SOME), PURCHASE("q", "1.5", AWARDED)}, "OK"},
    };
    struct fixture *f = *state;
    given_demand(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = 0;
        while (count < COUNT(cases[i].lines) && cases[i].lines[count])
            count++;
        const char *outcome = import(f, cases[i].lines, count);
        if (strcmp(outcome, cases[i].outcome) != 0)
            fail_msg("%zu\nexpected %s\nfound    %s", i, cases[i].outcome, outcome);
    }
    /* What was awarded keeps what it was awarded with. */
    static const char *const dropped[] = {"{'@type': 'hensigt.v1.Purchase', 'name': 'purchases/p', 'title': 'B', 'buyers':"
                                          " ['organisations/a'], 'process': 'processes/p', 'state': 'STATE_AWARDED'}"};
    assert_string_equal(import(f, dropped, 1), "INVALID_ARGUMENT fulfilments:KEPT");
    /* A repeat changes nothing, and the next award counts what was imported. */
    static const char *const again[] = {PURCHASE("p", "2.50", AWARDED)};
    assert_string_equal(import(f, again, 1), "OK");
    given_awarded(f, "r", "i", "6", "2022-04-01");
    expect_intention(f, "i", "FULFILLED", "10");
}

/* ---- the proof ----------------------------------------------------------------------------------------------------------- */

/* A write around all rules: intentions/d says that nothing of it is fulfilled. */
struct forgery {
    struct hs_write write;
    struct hs_arena arena;
    struct hs_status status;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
};

static enum hs_code forge(struct hs_write *write, struct hs_view *view)
{
    struct forgery *forgery = (struct forgery *)write;
    struct hs_record record;
    if (hs_view_get(view, "intentions/d", 0, &forgery->arena, &record, &forgery->status) != HS_OK)
        return hs_status_code(&forgery->status);
    hensigt_intention *intention = (hensigt_intention *)protobuf_c_message_unpack(
        &hensigt__v1__intention__descriptor, &forgery->arena.protobuf, record.size, record.body);
    assert_non_null(intention);
    intention->state = HENSIGT_INTENTION_STATE_CONFIRMED;
    intention->fulfilled_quantity = NULL;
    return hs_view_put(view, record.resource, &intention->base, 0, &forgery->status);
}

static void end_forgery(struct hs_write *write, enum hs_write_end end)
{
    struct forgery *forgery = (struct forgery *)write;
    assert_int_equal(end, HS_WRITE_COMMITTED);
    pthread_mutex_lock(&forgery->lock);
    forgery->done = true;
    pthread_cond_signal(&forgery->ended);
    pthread_mutex_unlock(&forgery->lock);
}

static void the_check_proves_that_both_sides_say_the_same(void **state)
{
    struct fixture *f = *state;
    struct forgery forgery = {.write = {.caller = "owner", .method = "hensigt.v1.Test/Forge", .run = forge, .done = end_forgery},
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .ended = PTHREAD_COND_INITIALIZER};
    given_demand(f);
    given_awarded(f, "p", "d", "400", "2022-03-01");
    expect_reply(f, "CheckStore", "{}", "{'differences': []}");
    hs_arena_init(&forgery.arena, 1024 * 1024);
    hs_status_init(&forgery.status, &forgery.arena);
    forgery.write.status = &forgery.status;
    assert_int_equal(hs_store_submit(store_of(f), &forgery.write), HS_OK);
    pthread_mutex_lock(&forgery.lock);
    while (!forgery.done)
        pthread_cond_wait(&forgery.ended, &forgery.lock);
    pthread_mutex_unlock(&forgery.lock);
    hs_arena_free(&forgery.arena);
    expect_reply(f, "CheckStore", "{}",
                 "{'differences': [{'subject': 'intentions/d', 'place': 'state'}, {'subject': 'intentions/d', 'place':"
                 " 'fulfilled_quantity'}]}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_planned_fulfils_nothing),
        TEST(an_award_fulfils_in_part_and_then_all),
        TEST(what_has_no_quantity_is_fulfilled_as_a_whole),
        TEST(never_above_the_quantity),
        TEST(never_above_the_quantity_on_any_day),
        TEST(a_cancelled_award_opens_what_it_fulfilled),
        TEST(one_purchase_fulfils_several),
        TEST(a_refused_award_changes_nothing),
        TEST(wrong_fulfilments_are_refused_all_at_once),
        TEST(an_award_looks_again),
        TEST(an_intention_must_count_on_the_date),
        TEST(what_was_bought_stays_bought),
        TEST(what_is_fulfilled_is_not_replaced_from_an_earlier_date),
        TEST(a_successor_buys_what_was_intended_before_it),
        TEST(a_repeated_award_has_one_effect_and_the_same_reply),
        TEST(of_two_awards_of_the_same_rest_one_is_refused),
        TEST(imports_keep_both_sides_equal),
        TEST(the_check_proves_that_both_sides_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
