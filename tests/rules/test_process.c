/* Processes: steps forward when their gates are met, back with a reason, and who can supply what is missing. */
#include "fixture.h"

#include <string.h>

/* ---- beginning ----------------------------------------------------------------------------------------------------------- */

static void a_process_follows_a_published_model(void **state)
{
    static const struct expectation calls[] = {
        {"CreateProcessModel",
         "{'processModelId': 'draft', 'processModel': {'title': 'D', 'steps': [{'step': 'need', 'title': 'A'},"
         " {'step': 'b', 'title': 'B', 'firstPurchase': true}]}}",
         "OK"},
        {"CreateProcess", "{'process': {'title': 'X', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/draft'}}",
         "FAILED_PRECONDITION processModels/draft:WRONG_STATE"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/draft'}}",
         "FAILED_PRECONDITION processModels/draft:WRONG_STATE"},
        {"PublishProcessModel", "{'name': 'processModels/draft'}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/draft'}}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/m'}}", "OK"},
        {"OpenProcess", "{'name': 'processes/p'}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/draft'}}",
         "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'title': 'P2'}}", "OK"},
    };
    struct fixture *f = *state;
    given_process(f);
    expect_each(f, calls, COUNT(calls));
}

static void opening_begins_the_first_step(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect_reply(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02'}}",
                 "{'state': 'STATE_OPEN', 'currentStep': 'need', 'startDate': {'date': '2022-02'},"
                 " 'stepRuns': [{'step': 'need', 'state': 'STEP_STATE_RUNNING', 'startDate': {'date': '2022-02'}}]}");
    expect(f, "OpenProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(description(f, 0), "processes/p is open; OpenProcess needs it to be draft");
    expect(f, "DeleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
}

/* A date of which only the year is known is not in the future as long as it may have come; gates are judged as of today then. */
static void a_step_may_be_dated_by_its_year(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-07-01");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022'}, 'step': 'purchase'}",
           "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022'}, 'step': 'letter'}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2023'}}", "INVALID_ARGUMENT date:FUTURE");
}

static void a_plan_gives_way_to_the_day_of_opening(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "UpdateProcess", "{'process': {'name': 'processes/p', 'startDate': {'date': '2023'}}}", "OK");
    expect_reply(f, "OpenProcess", "{'name': 'processes/p'}", "{'startDate': {'date': '2022-06-01'}}");
}

/* ---- forward and back ---------------------------------------------------------------------------------------------------- */

static void steps_go_forward_and_back(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-03-01'}, 'step': 'letter'}", "OK");
    expect(f, "RevertProcess", "{'name': 'processes/p', 'date': {'date': '2022-04-01'}, 'reason': 'the market was not ready'}",
           "OK");
    expect_reply(
        f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-05-01'}}",
        "{'currentStep': 'letter', 'stepRuns': ["
        "{'step': 'need', 'state': 'STEP_STATE_COMPLETED', 'startDate': {'date': '2022-02-01'}, 'endDate': {'date': '2022-03-01'}},"
        "{'step': 'letter', 'state': 'STEP_STATE_REVERTED', 'startDate': {'date': '2022-03-01'}, 'endDate': {'date': '2022-04-01'},"
        " 'reason': 'the market was not ready'},"
        "{'step': 'dialogue', 'state': 'STEP_STATE_COMPLETED', 'startDate': {'date': '2022-04-01'},"
        " 'endDate': {'date': '2022-05-01'}, 'reason': ''},"
        "{'step': 'letter', 'state': 'STEP_STATE_RUNNING', 'startDate': {'date': '2022-05-01'}}]}");
}

static void each_step_says_where_it_comes_from(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK");
    expect(f, "OpenProcess",
           "{'name': 'processes/p', 'date': {'date': '2022-02-01'}, 'provenance': {'sources': ['sources/s'], 'basis': "
           "'BASIS_STATED'}}",
           "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'provenance': {'sources': ['sources/none']}}",
           "NOT_FOUND step_runs[1].provenance.sources[0]:REFERENCE_NOT_FOUND");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'provenance': {'basis': 'BASIS_INFERRED'}}", "OK");
    expect_reply(f, "RevertProcess", "{'name': 'processes/p', 'reason': 'r', 'provenance': {'basis': 'BASIS_EXAMPLE'}}",
                 "{'stepRuns': [{'provenance': {'sources': ['sources/s'], 'basis': 'BASIS_STATED'}},"
                 " {'provenance': {'basis': 'BASIS_INFERRED'}}, {'provenance': {'basis': 'BASIS_EXAMPLE'}}]}");
    expect(f, "DeleteSource", "{'name': 'sources/s'}", "FAILED_PRECONDITION processes/p:REFERRED_TO");
}

static void refused_steps(void **state)
{
    static const struct expectation calls[] = {
        {"AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"RevertProcess", "{'name': 'processes/p', 'reason': 'r'}", "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"CompleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-06-02'}}", "INVALID_ARGUMENT date:FUTURE"},
        {"OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK"},
        {"RevertProcess", "{'name': 'processes/p', 'reason': 'r'}", "FAILED_PRECONDITION processes/p:FIRST_STEP"},
        {"RevertProcess", "{'name': 'processes/p'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'none'}", "INVALID_ARGUMENT step:UNKNOWN_STEP"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'need'}", "FAILED_PRECONDITION processes/p:STEP_ORDER"},
        {"AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-01'}}", "INVALID_ARGUMENT date:INTERVAL"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'letter'}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'dialogue'}", "FAILED_PRECONDITION processes/p:STEP_ORDER"},
        {"RevertProcess", "{'name': 'processes/p', 'step': 'purchase', 'reason': 'r'}",
         "FAILED_PRECONDITION processes/p:STEP_ORDER"},
        {"RevertProcess", "{'name': 'processes/p', 'step': 'none', 'reason': 'r'}", "INVALID_ARGUMENT step:UNKNOWN_STEP"},
        {"CompleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:STEPS_LEFT"},
        {"AdvanceProcess", "{'name': 'processes/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"AdvanceProcess", "{'name': 'processes/p', 'etag': 'stale'}", "ABORTED ETAG_MISMATCH"},
    };
    struct fixture *f = *state;
    given_process(f);
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetProcess", "{'name': 'processes/p'}", "{'currentStep': 'letter', 'stepRuns': [{}, {}]}");
}

static void a_refused_step_says_who_can_help(void **state)
{
    static const char open_it[] = "whoever edits the process, by OpenProcess";
    static const char again[] = "{'process': {'name': 'processes/p', 'processModel': 'processModels/n'}}";
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CreateProcessModel",
           "{'processModelId': 'n', 'processModel': {'title': 'N', 'steps': [{'step': 'need', 'title': 'A'},"
           " {'step': 'b', 'title': 'B', 'firstPurchase': true}]}}",
           "OK");
    expect(f, "PublishProcessModel", "{'name': 'processModels/n'}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), open_it);
    expect(f, "CompleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), open_it);
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "UpdateProcess", again, "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the process, by CancelProcess and a new one");
    expect(f, "DeleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever edits the process, by CancelProcess; it stays readable");
    expect(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'r'}", "OK");
    expect(f, "DeleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), ""); /* what is over stays over */
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "");
}

static void a_process_ends_at_its_last_step(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-03-01");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-04-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:LAST_STEP");
    assert_string_equal(suppliers(f, 0), "whoever edits the process, by CompleteProcess");
    expect_reply(f, "CompleteProcess", "{'name': 'processes/p', 'date': {'date': '2022-05-01'}}",
                 "{'state': 'STATE_COMPLETED', 'currentStep': '', 'endDate': {'date': '2022-05-01'}, 'stepRuns': [{},"
                 " {'step': 'purchase', 'state': 'STEP_STATE_COMPLETED', 'endDate': {'date': '2022-05-01'}}]}");
    expect(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'r'}", "FAILED_PRECONDITION processes/p:WRONG_STATE");
    expect(f, "UpdateProcess", "{'process': {'name': 'processes/p', 'objective': 'as it was'}}", "OK"); /* a correction */
}

static void a_process_can_be_given_up(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    expect(f, "CreateProcess",
           "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m',"
           " 'startDate': {'date': '2023'}}}",
           "OK");
    expect(f, "OpenProcess", "{'name': 'processes/p'}", "OK");
    expect(f, "CancelProcess", "{'name': 'processes/p'}", "INVALID_ARGUMENT reason:REQUIRED");
    expect_reply(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'no money'}",
                 "{'state': 'STATE_CANCELLED', 'cancelReason': 'no money', 'endDate': {'date': '2022-06-01'}, 'currentStep': '',"
                 " 'stepRuns': [{'step': 'need', 'state': 'STEP_STATE_STOPPED', 'reason': 'no money'}]}");
    expect_reply(f, "CancelProcess", "{'name': 'processes/q', 'reason': 'r'}", "{'state': 'STATE_CANCELLED', 'stepRuns': []}");
}

/* ---- gates --------------------------------------------------------------------------------------------------------------- */

/* processes/g in its first step, whose second step has these gates. */
static void given_gates(struct fixture *f, const char *gates, bool first_purchase)
{
    given_process(f);
    expect(
        f, "CreateProcessModel",
        format(f,
               "{'processModelId': 'g', 'processModel': {'title': 'G', 'steps': [{'step': 'a', 'title': 'A', 'firstPurchase': %s},"
               " {'step': 'b', 'title': 'Bee', 'firstPurchase': %s, 'gates': [%s]}]}}",
               first_purchase ? "false" : "true", first_purchase ? "true" : "false", gates),
        "OK");
    expect(f, "PublishProcessModel", "{'name': 'processModels/g'}", "OK");
    expect(f, "CreateProcess",
           "{'processId': 'g', 'process': {'title': 'G', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/g',"
           " 'joinable': true}}",
           "OK");
}

static void declarations_never_suffice_for_the_first_purchase(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a b c d e");
    given_member(f, "a", "NEED_OWNER");
    given_member(f, "b", "PARTNER");
    given_member(f, "c", "PARTNER");
    given_member(f, "d", "SUPPORTER");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'letter', 'date': {'date': '2022-02-02'}}", "OK");
    given_confirmed(f, "d1", "a", "DECLARATION", "2022-03-01");
    given_confirmed(f, "d2", "b", "DECLARATION", "2022-03-01");
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    assert_string_equal(description(f, 0), "purchase: 1 confirmed commitment to the first purchase is needed, there are none");
    assert_string_equal(suppliers(f, 0), "organisations/a organisations/b organisations/c");
    /* Whose declaration waits cannot help by confirming it. */
    given_submitted(f, "d3", "e", "DECLARATION");
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    assert_string_equal(suppliers(f, 0), "organisations/a organisations/b organisations/c");
    /* One that only waits to be confirmed does not suffice either; its organisation is the first that can help. */
    given_submitted(f, "c1", "c", "COMMITMENT");
    expect(f, "AdvanceProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    assert_string_equal(suppliers(f, 0), "organisations/c organisations/a organisations/b");
    expect(f, "ConfirmIntention as c",
           "{'name': 'intentions/c1', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '2022-05-01'}}", "OK");
    /* On the day before, the commitment did not hold. */
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-04-30'}}",
           "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    expect_reply(f, "AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-05-01'}}", "{'currentStep': 'purchase'}");
}

static void a_withdrawn_commitment_does_not_suffice(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-03-01");
    expect(f, "WithdrawIntention", "{'name': 'intentions/i', 'reason': 'r', 'date': {'date': '2022-05-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase'}",
           "FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS");
    /* Nobody can be named who could supply it. */
    assert_string_equal(suppliers(f, 0), "a member as NEED_OWNER or PARTNER, by an intention that it confirms");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'purchase', 'date': {'date': '2022-04-30'}}", "OK");
}

static void every_gate_that_is_not_met_is_named(void **state)
{
    struct fixture *f = *state;
    given_gates(f,
                "{'kind': 'GATE_KIND_NEED_OWNERS'}, {'kind': 'GATE_KIND_MEMBERS', 'minimum': 3},"
                " {'kind': 'GATE_KIND_EVENTS_HELD', 'eventKind': 'KIND_MARKET_DIALOGUE'},"
                " {'kind': 'GATE_KIND_CONFIRMED_DECLARATIONS', 'minimum': 2}",
                true);
    expect(f, "OpenProcess", "{'name': 'processes/g'}", "OK");
    expect(
        f, "AdvanceProcess", "{'name': 'processes/g'}",
        "FAILED_PRECONDITION processes/g:NEED_OWNERS processes/g:MEMBERS processes/g:EVENTS_HELD processes/g:CONFIRMED_DECLARATIONS"
        " processes/g:CONFIRMED_COMMITMENTS");
    assert_string_equal(description(f, 0), "b: 1 need owner is needed, there are none");
    assert_string_equal(description(f, 1), "b: 3 members (partners and need owners) are needed, there are none");
    assert_string_equal(description(f, 2), "b: 1 event held (market dialogue) is needed, there are none");
    assert_string_equal(description(f, 3), "b: 2 confirmed declarations of future requirements are needed, there are none");
    assert_string_equal(suppliers(f, 0), "an organisation that has the need, by a membership as NEED_OWNER");
    assert_string_equal(suppliers(f, 2), "the centre that leads the process, centres/c");
}

static void only_events_of_the_gates_kind_count(void **state)
{
    static const char event[] =
        "{'event': {'title': 'E', 'kind': 'KIND_%s', 'process': 'processes/g', 'dates': [{'date': {'date': '2022-03'}}]}}";
    struct fixture *f = *state;
    given_gates(f,
                "{'kind': 'GATE_KIND_EVENTS_HELD', 'eventKind': 'KIND_WORKSHOP'}, {'kind': 'GATE_KIND_EVENTS_HELD', 'minimum': 2}",
                false);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    expect(f, "OpenProcess", "{'name': 'processes/g'}", "FAILED_PRECONDITION processes/g:CONFIRMED_COMMITMENTS");
    expect(f, "CreateEvent", format(f, event, "SEMINAR"), "OK");
    expect(f, "CreateEvent", format(f, event, "SUMMIT"), "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'g', 'intention': {'organisation': 'organisations/a', 'process': 'processes/g', 'level': "
           "'LEVEL_COMMITMENT'}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/g'}", "OK");
    expect(f, "ConfirmIntention as a", "{'name': 'intentions/g', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "OK");
    expect(f, "OpenProcess", "{'name': 'processes/g'}", "OK");
    expect_reply(f, "CheckProcess", "{'name': 'processes/g'}",
                 "{'gates': [{'foundCount': 0, 'met': false}, {'foundCount': 2, 'met': true}], 'ready': false}");
}

static void gates_of_the_first_step_hold_for_opening(void **state)
{
    static const struct expectation calls[] = {
        {"CreateProcessModel",
         "{'processModelId': 'o', 'processModel': {'title': 'O', 'steps': [{'step': 'a', 'title': 'A',"
         " 'gates': [{'kind': 'GATE_KIND_NEED_OWNERS'}]}, {'step': 'b', 'title': 'B', 'firstPurchase': true}]}}",
         "OK"},
        {"PublishProcessModel", "{'name': 'processModels/o'}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/o'}}", "OK"},
        {"OpenProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION processes/p:NEED_OWNERS"},
        {"CreateMembership",
         "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_NEED_OWNER'}}", "OK"},
        {"OpenProcess", "{'name': 'processes/p'}", "OK"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    expect_each(f, calls, COUNT(calls));
}

static void gates_of_the_steps_between_hold_too(void **state)
{
    static const struct expectation calls[] = {
        {"CreateProcessModel",
         "{'processModelId': 'o', 'processModel': {'title': 'O', 'steps': [{'step': 'a', 'title': 'A'}, {'step': 'b', 'title': 'B',"
         " 'gates': [{'kind': 'GATE_KIND_NEED_OWNERS'}]}, {'step': 'c', 'title': 'C'}, {'step': 'd', 'title': 'D', "
         "'firstPurchase': true}]}}",
         "OK"},
        {"PublishProcessModel", "{'name': 'processModels/o'}", "OK"},
        {"UpdateProcess", "{'process': {'name': 'processes/p', 'processModel': 'processModels/o'}}", "OK"},
        {"OpenProcess", "{'name': 'processes/p'}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'c'}", "FAILED_PRECONDITION processes/p:NEED_OWNERS"},
        {"AdvanceProcess", "{'name': 'processes/p', 'step': 'd'}",
         "FAILED_PRECONDITION processes/p:NEED_OWNERS processes/p:CONFIRMED_COMMITMENTS"},
    };
    struct fixture *f = *state;
    given_process(f);
    expect_each(f, calls, COUNT(calls));
}

/* ---- checking ------------------------------------------------------------------------------------------------------------ */

static void checking_says_what_advancing_would(void **state)
{
    struct fixture *f = *state;
    given_gates(f, "{'kind': 'GATE_KIND_EVENTS_HELD', 'minimum': 2}, {'kind': 'GATE_KIND_CONFIRMED_COMMITMENTS', 'minimum': 2}",
                true);
    given_organisations(f, "a b");
    expect_reply(
        f, "CheckProcess", "{'name': 'processes/g'}",
        "{'process': 'processes/g', 'currentStep': '', 'nextStep': 'a', 'nextStepTitle': 'A', 'ready': true, 'gates': []}");
    expect(f, "OpenProcess", "{'name': 'processes/g', 'date': {'date': '2022-01-10'}}", "OK");
    expect(
        f, "CreateEvent",
        "{'event': {'title': 'E', 'kind': 'KIND_WORKSHOP', 'process': 'processes/g', 'dates': [{'date': {'date': '2022-03-05'}}]}}",
        "OK");
    /* Two sources, two dates: on the 12th at the latest. */
    expect(f, "CreateEvent",
           "{'event': {'title': 'E', 'kind': 'KIND_WORKSHOP', 'process': 'processes/g', 'dates': [{'date': {'date': '2022-04-12'}},"
           " {'date': {'date': '2022-03-12'}}]}}",
           "OK");
    expect_reply(
        f, "CheckProcess", "{'name': 'processes/g', 'effectiveDate': '2022-04-11'}",
        "{'currentStep': 'a', 'nextStep': 'b', 'nextStepTitle': 'Bee', 'ready': false, 'effectiveDate': '2022-04-11', 'gates': ["
        "{'kind': 'GATE_KIND_EVENTS_HELD', 'requiredCount': 2, 'foundCount': 1, 'met': false,"
        " 'description': '2 events held are needed, there is 1', 'suppliers': ['the centre that leads the process, centres/c']},"
        "{'kind': 'GATE_KIND_CONFIRMED_COMMITMENTS', 'requiredCount': 2, 'foundCount': 0, 'met': false}]}");
    expect_reply(f, "CheckProcess", "{'name': 'processes/g', 'effectiveDate': '2022-04-12'}",
                 "{'ready': false, 'gates': [{'foundCount': 2, 'met': true, 'suppliers': []}, {'met': false}]}");
}

static void checking_at_a_day_gone_by(void **state)
{
    static const struct {
        const char *date;
        const char *current;
        const char *next;
    } cases[] = {
        {"2022-01-31", "", "need"},
        {"2022-02-01", "need", "dialogue"},
        {"2022-02-28", "need", "dialogue"},
        {"2022-03-01", "letter", "purchase"},
        {"2022-04-01", "dialogue", "letter"},
        {"2022-05-01", "dialogue", "letter"},
        {"2022-05-02", "", ""},
        {"2022-06-01", "", ""},
    };
    struct fixture *f = *state;
    given_process(f);
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'letter', 'date': {'date': '2022-03-01'}}", "OK");
    expect(f, "RevertProcess", "{'name': 'processes/p', 'reason': 'r', 'date': {'date': '2022-04-01'}}", "OK");
    expect(f, "CancelProcess", "{'name': 'processes/p', 'reason': 'r', 'date': {'date': '2022-05-01'}}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_reply(f, "CheckProcess", format(f, "{'name': 'processes/p', 'effectiveDate': '%s'}", cases[i].date),
                     format(f, "{'currentStep': '%s', 'nextStep': '%s'}", cases[i].current, cases[i].next));
}

static void checking_as_known_at_a_moment(void **state)
{
    struct fixture *f = *state;
    const char *before = next_second(f);
    given_process(f);
    given_organisations(f, "a");
    const char *draft = next_second(f);
    expect(f, "OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-02-01'}}", "OK");
    expect(f, "AdvanceProcess", "{'name': 'processes/p', 'step': 'letter', 'date': {'date': '2022-03-01'}}", "OK");
    const char *open = next_second(f);
    given_confirmed(f, "i", "a", "COMMITMENT", "2022-03-01");
    expect_reply(f, "CheckProcess", "{'name': 'processes/p'}", "{'nextStep': 'purchase', 'ready': true}");
    expect_reply(f, "CheckProcess", format(f, "{'name': 'processes/p', 'readTime': '%s'}", open),
                 format(f, "{'nextStep': 'purchase', 'ready': false, 'readTime': '%s'}", open));
    expect_reply(f, "CheckProcess", format(f, "{'name': 'processes/p', 'readTime': '%s'}", draft),
                 "{'currentStep': '', 'nextStep': 'need'}");
    expect(f, "CheckProcess", format(f, "{'name': 'processes/p', 'readTime': '%s'}", before), "NOT_FOUND RESOURCE_NOT_FOUND");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_process_follows_a_published_model),
        TEST(opening_begins_the_first_step),
        TEST(a_step_may_be_dated_by_its_year),
        TEST(a_plan_gives_way_to_the_day_of_opening),
        TEST(steps_go_forward_and_back),
        TEST(each_step_says_where_it_comes_from),
        TEST(refused_steps),
        TEST(a_refused_step_says_who_can_help),
        TEST(a_process_ends_at_its_last_step),
        TEST(a_process_can_be_given_up),
        TEST(declarations_never_suffice_for_the_first_purchase),
        TEST(a_withdrawn_commitment_does_not_suffice),
        TEST(every_gate_that_is_not_met_is_named),
        TEST(only_events_of_the_gates_kind_count),
        TEST(gates_of_the_first_step_hold_for_opening),
        TEST(gates_of_the_steps_between_hold_too),
        TEST(checking_says_what_advancing_would),
        TEST(checking_at_a_day_gone_by),
        TEST(checking_as_known_at_a_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
