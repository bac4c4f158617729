/* Purchases: what one may say, from the plan to the award and what becomes of it, and what a first purchase needs of its process.
 */
#include "fixture.h"

static const char create[] = "{'purchaseId': '%s', 'purchase': {'title': 'B', 'buyers': ['organisations/a']%s}}";

static void given_planned(struct fixture *f, const char *id, const char *members)
{
    expect(f, "CreatePurchase", format(f, create, id, members), "OK");
}

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b s");
}

/* ---- what it may say ----------------------------------------------------------------------------------------------------- */

static void a_purchase_begins_as_a_plan(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect_reply(f, "CreatePurchase",
                 format(f, create, "p", ", 'state': 'STATE_AWARDED', 'awardDate': {'date': '2022'}, 'cancelReason': 'r'"),
                 "{'state': 'STATE_PLANNED', 'awardDate': null, 'cancelReason': ''}");
}

static void right_purchases_are_taken(void **state)
{
    static const char *const cases[] = {
        ", 'value': {'currencyCode': 'DKK', 'units': '0'}",
        (", 'value': {'currencyCode': 'DKK', 'units': '5'}, 'savings': {'amount': {'currencyCode': 'DKK', 'units': '1'},"
         " 'periodKind': 'PERIOD_KIND_YEARLY'}"),
        ", 'suppliers': [{'organisation': 'organisations/s'}, {'title': 'A company'}, {'title': 'Another'}]",
        (", 'notices': [{'noticeId': '1-2022', 'subtype': 'E3'}, {'noticeId': '2-2022', 'subtype': 'CEI'}, {'noticeId': '3-2022',"
         " 'subtype': '40'}, {'noticeId': '4-2022'}]"),
        ", 'ocid': 'ocds-213czf-000-00001'",
        ", 'innovations': ['INNOVATION_RESEARCH'], 'buyerNovelty': 'NOVELTY_NONE', 'marketNovelty': 'NOVELTY_NONE'",
        ", 'innovations': ['INNOVATION_MARKET'], 'buyerNovelty': 'NOVELTY_NEW', 'marketNovelty': 'NOVELTY_UNKNOWN'",
        ", 'buyerNovelty': 'NOVELTY_IMPROVED', 'marketNovelty': 'NOVELTY_NONE'",
        ", 'procedure': 'PROCEDURE_INNOVATION_PARTNERSHIP', 'cpvCodes': ['33100000-1'], 'process': 'processes/p'",
    };
    struct fixture *f = *state;
    given_parties(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        given_planned(f, format(f, "p%zu", i), cases[i]);
}

static void wrong_purchases_are_refused(void **state)
{
    static const struct {
        const char *members;
        const char *violations;
    } cases[] = {
        {", 'value': {'currencyCode': 'DKK', 'units': '-1'}", "purchase.value.units:NEGATIVE"},
        {", 'value': {'currencyCode': 'KRONE', 'units': '1'}", "purchase.value.currency_code:FORMAT"},
        {", 'savings': {'amount': {'currencyCode': 'DKK', 'nanos': -1}, 'periodKind': 'PERIOD_KIND_ONCE'}",
         "purchase.savings.amount.nanos:NEGATIVE"},
        {", 'savings': {}", "purchase.savings.amount:REQUIRED purchase.savings.period_kind:REQUIRED"},
        {", 'value': {'currencyCode': 'DKK', 'units': '1'}, 'savings': {'amount': {'currencyCode': 'NOK', 'units': '1'}, "
         "'periodKind':"
         " 'PERIOD_KIND_ONCE'}",
         "purchase.savings.amount.currency_code:CURRENCY"},
        {", 'suppliers': [{}]", "purchase.suppliers[0].organisation:REQUIRED"},
        {", 'suppliers': [{'organisation': 'organisations/s', 'title': 'S'}]", "purchase.suppliers[0].organisation:EXCLUSIVE"},
        {", 'suppliers': [{'organisation': 'organisations/a'}]", "purchase.suppliers[0].organisation:BUYER"},
        {", 'suppliers': [{'title': 'S'}, {'title': 'T'}, {'title': 'S'}]", "purchase.suppliers[2]:DUPLICATE"},
        {", 'notices': [{'noticeId': '1-2022', 'subtype': '41'}]", "purchase.notices[0].subtype:UNKNOWN_CODE"},
        {", 'notices': [{'noticeId': '1-2022', 'subtype': 'e3'}]", "purchase.notices[0].subtype:UNKNOWN_CODE"},
        {", 'notices': [{'subtype': '4'}]", "purchase.notices[0].notice_id:REQUIRED"},
        {", 'notices': [{'noticeId': '1-2022'}, {'noticeId': '1-2022', 'subtype': '16'}]",
         "purchase.notices[1].notice_id:DUPLICATE"},
        {", 'ocid': 'ocds-213czf-'", "purchase.ocid:FORMAT"},
        {", 'ocid': 'ocds-213czf'", "purchase.ocid:FORMAT"},
        {", 'ocid': 'ocds-213cz-1'", "purchase.ocid:FORMAT"},
        {", 'ocid': 'ocds-213CZF-1'", "purchase.ocid:FORMAT"},
        {", 'ocid': '213czf-1'", "purchase.ocid:FORMAT"},
        {", 'innovations': ['INNOVATION_MARKET'], 'marketNovelty': 'NOVELTY_NONE'", "purchase.market_novelty:CONTRADICTION"},
        {", 'innovations': ['INNOVATION_MARKET'], 'buyerNovelty': 'NOVELTY_NONE'", "purchase.buyer_novelty:CONTRADICTION"},
        {", 'innovations': ['INNOVATION_PRODUCT'], 'buyerNovelty': 'NOVELTY_NONE'", "purchase.buyer_novelty:CONTRADICTION"},
        {", 'marketNovelty': 'NOVELTY_NEW', 'buyerNovelty': 'NOVELTY_NONE'", "purchase.buyer_novelty:CONTRADICTION"},
        {", 'innovations': ['INNOVATION_MARKET', 'INNOVATION_MARKET']", "purchase.innovations[1]:DUPLICATE"},
        {", 'ocid': 'x', 'value': {'currencyCode': 'DKK', 'units': '-1'}, 'suppliers': [{'organisation': 'organisations/a'}], "
         "'notices':"
         " [{'noticeId': '1', 'subtype': 'Z'}]",
         "purchase.value.units:NEGATIVE purchase.suppliers[0].organisation:BUYER purchase.notices[0].subtype:UNKNOWN_CODE"
         " purchase.ocid:FORMAT"},
    };
    struct fixture *f = *state;
    given_parties(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreatePurchase", format(f, create, "x", cases[i].members),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect(f, "CreatePurchase", "{'purchase': {}}", "INVALID_ARGUMENT purchase.title:REQUIRED purchase.buyers:REQUIRED");
    expect(f, "CreatePurchase", "{'purchase': {'title': 'B', 'buyers': ['organisations/a', 'organisations/a']}}",
           "INVALID_ARGUMENT purchase.buyers[1]:DUPLICATE");
    expect(f, "CreatePurchase", "{'purchase': {'title': 'B', 'buyers': ['organisations/none'], 'process': 'processes/none'}}",
           "NOT_FOUND purchase.buyers[0]:REFERENCE_NOT_FOUND purchase.process:REFERENCE_NOT_FOUND");
}

/* ---- from state to state ------------------------------------------------------------------------------------------------- */

/* Each method from each state: the state it leads to, or NULL where it is refused. */
static void methods_are_allowed_from_their_states_only(void **state)
{
    enum { AWARD, CANCEL, ANNUL, UPDATE, DELETE, METHODS };
    static const struct {
        const char *method;
        const char *request;
    } methods[METHODS] = {
        [AWARD] = {"AwardPurchase", "{'name': 'purchases/%s', 'date': {'date': '2022-05-01'}}"},
        [CANCEL] = {"CancelPurchase", "{'name': 'purchases/%s', 'reason': 'r'}"},
        [ANNUL] = {"AnnulPurchase", "{'name': 'purchases/%s', 'reason': 'r'}"},
        [UPDATE] = {"UpdatePurchase", "{'purchase': {'name': 'purchases/%s', 'title': 'T'}}"},
        [DELETE] = {"DeletePurchase", "{'name': 'purchases/%s'}"},
    };
    static const struct {
        int way[3]; /* the methods that lead there from a plan, -1 at the end */
        const char *leads_to[METHODS];
    } cases[] = {
        {{-1},
         {[AWARD] = "STATE_AWARDED",
          [CANCEL] = "STATE_CANCELLED",
          [ANNUL] = "STATE_ANNULLED",
          [UPDATE] = "STATE_PLANNED",
          [DELETE] = "STATE_PLANNED"}},
        {{AWARD, -1}, {[CANCEL] = "STATE_CANCELLED", [ANNUL] = "STATE_ANNULLED", [UPDATE] = "STATE_AWARDED"}},
        {{CANCEL, -1}, {[ANNUL] = "STATE_ANNULLED", [UPDATE] = "STATE_CANCELLED"}},
        {{AWARD, CANCEL, -1}, {[ANNUL] = "STATE_ANNULLED", [UPDATE] = "STATE_CANCELLED"}},
        {{AWARD, ANNUL, -1}, {NULL}},
    };
    struct fixture *f = *state;
    given_parties(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int method = 0; method < METHODS; method++) {
            const char *id = format(f, "p%zu-%d", i, method);
            given_planned(f, id, "");
            for (size_t k = 0; k < COUNT(cases[i].way) && cases[i].way[k] >= 0; k++)
                expect(f, methods[cases[i].way[k]].method, format(f, methods[cases[i].way[k]].request, id), "OK");
            const char *to = cases[i].leads_to[method];
            expect(f, methods[method].method, format(f, methods[method].request, id),
                   to ? "OK" : format(f, "FAILED_PRECONDITION purchases/%s:WRONG_STATE", id));
            if (to)
                assert_string_equal(reply_string(f, "state"), to);
        }
}

static void a_refusal_says_what_can_be_done(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_planned(f, "p", "");
    expect(f, "AwardPurchase", "{'name': 'purchases/p'}", "OK");
    expect(f, "DeletePurchase", "{'name': 'purchases/p'}", "FAILED_PRECONDITION purchases/p:WRONG_STATE");
    assert_string_equal(description(f, 0), "purchases/p is awarded; DeletePurchase needs it to be planned");
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by CancelPurchase or AnnulPurchase; it stays readable");
    expect(f, "UpdatePurchase", "{'purchase': {'name': 'purchases/p', 'process': 'processes/p'}}",
           "FAILED_PRECONDITION purchases/p:WRONG_STATE");
    assert_string_equal(description(f, 0),
                        "purchases/p is awarded; its process and what it fulfils can be changed while it is planned");
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by CancelPurchase or AnnulPurchase and a new one");
    expect(f, "AwardPurchase", "{'name': 'purchases/p'}", "FAILED_PRECONDITION purchases/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "");
}

static void what_was_cancelled_is_not_to_be_cancelled_again(void **state)
{
    struct fixture *f = *state;
    static const char *const wrong_state = "FAILED_PRECONDITION purchases/p:WRONG_STATE";
    given_parties(f);
    given_planned(f, "p", "");
    expect(f, "CancelPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "OK");
    expect(f, "AwardPurchase", "{'name': 'purchases/p'}", wrong_state);
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by CreatePurchase of another");
    expect(f, "UpdatePurchase", "{'purchase': {'name': 'purchases/p', 'process': 'processes/p'}}", wrong_state);
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by CreatePurchase of another");
    expect(f, "DeletePurchase", "{'name': 'purchases/p'}", wrong_state);
    assert_string_equal(suppliers(f, 0), "whoever edits the purchase, by AnnulPurchase; it stays readable");
}

static void dates_are_those_of_facts(void **state)
{
    static const struct expectation calls[] = {
        {"AwardPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-06-02'}}", "INVALID_ARGUMENT date:FUTURE"},
        {"AwardPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-02-30'}}", "INVALID_ARGUMENT date.date:IMPOSSIBLE_DATE"},
        {"AwardPurchase", "{'name': 'purchases/p', 'etag': 'stale'}", "ABORTED ETAG_MISMATCH"},
        {"AwardPurchase", "{'name': 'purchases/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"AwardPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-05'}}", "OK"},
        {"CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-04-30'}}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-04-30'}, 'reason': 'r'}",
         "INVALID_ARGUMENT date:INTERVAL"},
        {"CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-07'}, 'reason': 'r'}", "INVALID_ARGUMENT date:FUTURE"},
        {"CancelPurchase", "{'name': 'purchases/p', 'date': {'date': '2022-05'}, 'reason': 'r'}", "OK"},
        {"AnnulPurchase", "{'name': 'purchases/p'}", "INVALID_ARGUMENT reason:REQUIRED"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_planned(f, "p", "");
    expect_each(f, calls, COUNT(calls));
    given_planned(f, "q", "");
    expect_reply(f, "AwardPurchase", "{'name': 'purchases/q'}", "{'awardDate': {'date': '2022-06-01'}}");
}

static void what_is_bought_of_is_not_deleted(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "CreateIntention",
           "{'intentionId': 'i', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_DECLARATION'}}",
           "OK");
    given_planned(f, "p", ", 'fulfilments': [{'intention': 'intentions/i'}]");
    expect(f, "DeleteIntention", "{'name': 'intentions/i'}", "FAILED_PRECONDITION purchases/p:REFERRED_TO");
    expect(f, "DeleteOrganisation", "{'name': 'organisations/a'}",
           "FAILED_PRECONDITION intentions/i:REFERRED_TO purchases/p:REFERRED_TO");
}

/* ---- what a first purchase needs ----------------------------------------------------------------------------------------- */

static const char of_process[] = ", 'process': 'processes/p'";
static const char award[] = "{'name': 'purchases/%s', 'date': {'date': '%s'}}";

static void advance(struct fixture *f)
{
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-01-20'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-02-01'}}", "OK");
}

static void the_step_must_be_reached_and_somebody_committed(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_member(f, "b", "NEED_OWNER");
    given_planned(f, "p", of_process);
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"),
           "FAILED_PRECONDITION processes/p:STEP_NOT_REACHED processes/p:CONFIRMED_COMMITMENTS");
    assert_string_equal(description(f, 0), "processes/p has not reached the step purchase, in which the first purchase is made");
    assert_string_equal(suppliers(f, 0), "whoever edits the process, by OpenProcess and AdvanceProcess");
    assert_string_equal(description(f, 1), "purchase: 1 confirmed commitment to the first purchase is needed, there are none");
    assert_string_equal(suppliers(f, 1), "organisations/b");
    /* Declarations alone never suffice. */
    given_confirmed(f, "d", "a", "DECLARATION", "2022-01-10");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"),
           "FAILED_PRECONDITION processes/p:STEP_NOT_REACHED processes/p:CONFIRMED_COMMITMENTS");
    given_confirmed(f, "c", "a", "COMMITMENT", "2022-01-10");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"), "FAILED_PRECONDITION processes/p:STEP_NOT_REACHED");
    advance(f);
    /* A commitment that is withdrawn again holds as long as it was not. */
    expect(f, "WithdrawIntention", "{'name': 'intentions/c', 'date': {'date': '2022-04-01'}, 'reason': 'r'}", "OK");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-04-01"), "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-01-09"), "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-03-31"), "OK");
    /* Later purchases need none; one before the first does. */
    given_planned(f, "q", of_process);
    expect(f, "AwardPurchase", format(f, award, "q", "2022-05-01"), "OK");
    given_planned(f, "r", of_process);
    expect(f, "AwardPurchase", format(f, award, "r", "2022-01-09"), "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
}

/* The process of what is fulfilled counts where the purchase names none; and going back does not undo what was reached. */
static void the_rule_holds_for_the_processes_of_intentions(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_confirmed(f, "d", "a", "DECLARATION", "2022-01-10");
    given_planned(f, "p", ", 'fulfilments': [{'intention': 'intentions/d'}]");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"),
           "FAILED_PRECONDITION processes/p:STEP_NOT_REACHED processes/p:CONFIRMED_COMMITMENTS");
    given_confirmed(f, "c", "b", "COMMITMENT", "2022-01-10");
    advance(f);
    expect(f, "RevertProcess", "{'name': 'processes/p', 'reason': 'r', 'date': {'date': '2022-02-10'}}", "OK");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"), "OK");
    given_planned(f, "q", "");
    expect(f, "AwardPurchase", format(f, award, "q", "2022-05-01"), "OK");
}

/* A supporter holds no intention, and may buy like anybody. */
static void a_supporter_may_buy(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_member(f, "b", "SUPPORTER");
    given_confirmed(f, "c", "a", "COMMITMENT", "2022-01-10");
    advance(f);
    expect(f, "CreatePurchase",
           "{'purchaseId': 'p', 'purchase': {'title': 'B', 'buyers': ['organisations/b'], 'process': 'processes/p'}}", "OK");
    expect(f, "AwardPurchase", format(f, award, "p", "2022-05-01"), "OK");
}

/* An intention that only partners see can be fulfilled by who sees it. */
static void hidden_intentions_are_fulfilled_by_who_sees_them(void **state)
{
    static const char fulfil[] = "{'purchaseId': '%s', 'purchase': {'title': 'B', 'buyers': ['organisations/a'], 'process':"
                                 " 'processes/p', 'fulfilments': [{'intention': 'intentions/h'}]}}";
    struct fixture *f = *state;
    given_parties(f);
    given_confirmed(f, "c", "a", "COMMITMENT", "2022-01-10");
    expect(f, "CreateIntention",
           "{'intentionId': 'h', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
           " 'LEVEL_DECLARATION', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/h'}", "OK");
    expect(f, "ConfirmIntention as a",
           "{'name': 'intentions/h', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-01-10'}}", "OK");
    advance(f);
    given_key(f, "registrar", "REGISTRAR", "");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    expect(f, "CreatePurchase as registrar", format(f, fulfil, "p"),
           "NOT_FOUND purchase.fulfilments[0].intention:REFERENCE_NOT_FOUND");
    expect(f, "CreatePurchase as editor", format(f, fulfil, "p"), "OK");
    expect(f, "AwardPurchase as editor", format(f, award, "p", "2022-05-01"), "OK");
    expect_reply(f, "GetIntention as a", "{'name': 'intentions/h'}", "{'state': 'STATE_FULFILLED'}");
    expect(f, "AnnulPurchase as editor", "{'name': 'purchases/p', 'reason': 'r'}", "OK");
    expect_reply(f, "GetIntention as a", "{'name': 'intentions/h'}", "{'state': 'STATE_CONFIRMED'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_purchase_begins_as_a_plan),
        TEST(right_purchases_are_taken),
        TEST(wrong_purchases_are_refused),
        TEST(methods_are_allowed_from_their_states_only),
        TEST(a_refusal_says_what_can_be_done),
        TEST(what_was_cancelled_is_not_to_be_cancelled_again),
        TEST(dates_are_those_of_facts),
        TEST(what_is_bought_of_is_not_deleted),
        TEST(the_step_must_be_reached_and_somebody_committed),
        TEST(the_rule_holds_for_the_processes_of_intentions),
        TEST(a_supporter_may_buy),
        TEST(hidden_intentions_are_fulfilled_by_who_sees_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
