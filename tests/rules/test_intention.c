/* Intentions: drafted, submitted, confirmed, rejected, withdrawn, annulled; and what is refused on the way. */
#include "fixture.h"

static const char draft[] = "{'intentionId': '%s', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
                            " 'level': 'LEVEL_%s'%s}}";

static void given_draft(struct fixture *f, const char *id, const char *level)
{
    expect(f, "CreateIntention", format(f, draft, id, level, ""), "OK");
}

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b");
}

static void an_intention_begins_as_a_draft(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect_reply(f, "CreateIntention",
                 format(f, draft, "i", "COMMITMENT",
                        ", 'state': 'STATE_CONFIRMED', 'revision': 7, 'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}"),
                 "{'state': 'STATE_DRAFT', 'revision': 1, 'visibility': 'VISIBILITY_PUBLIC', 'confirmation': null}");
}

static void a_revision_counts_changes_of_content(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "i", "COMMITMENT");
    expect_reply(f, "UpdateIntention", "{'intention': {'name': 'intentions/i', 'requirement': 'R'}}", "{'revision': 2}");
    expect_reply(f, "UpdateIntention", "{'intention': {'name': 'intentions/i', 'requirement': 'R'}}", "{'revision': 2}");
    expect_reply(f, "UpdateIntention", "{'intention': {'name': 'intentions/i', 'quantity': {'value': '5', 'unitCode': 'TNE'}}}",
                 "{'revision': 3}");
    expect_reply(f, "SubmitIntention", "{'name': 'intentions/i'}", "{'revision': 3, 'state': 'STATE_SUBMITTED'}");
    expect_reply(f, "ConfirmIntention as a", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
                 "{'revision': 3, 'confirmation': {'revision': 3}}");
}

static void wrong_intentions_are_refused(void **state)
{
    static const struct {
        const char *level;
        const char *members;
        const char *violations;
    } cases[] = {
        {"COMMITMENT", "'quantity': {'value': '-1', 'unitCode': 'TNE'}", "intention.quantity.value:NEGATIVE"},
        {"COMMITMENT", "'quantity': {'value': 'many', 'unitCode': 'TNE'}", "intention.quantity.value:FORMAT"},
        {"COMMITMENT", "'estimatedValue': {'currencyCode': 'DKK', 'units': -1}", "intention.estimated_value.units:NEGATIVE"},
        {"COMMITMENT", "'estimatedValue': {'currencyCode': 'DKK', 'nanos': -1}", "intention.estimated_value.nanos:NEGATIVE"},
        {"COMMITMENT", "'purchaseStartDate': {'date': '2024'}, 'purchaseEndDate': {'date': '2023'}",
         "intention.purchase_end_date:INTERVAL"},
        {"COMMITMENT", "'replacedIntention': 'intentions/commitment'", "intention.replaced_intention:LEVEL"},
        {"DECLARATION", "'replacedIntention': 'intentions/declaration'", "intention.replaced_intention:LEVEL"},
        {"COMMITMENT", "'replacedIntention': 'intentions/of-b'", "intention.replaced_intention:ORGANISATION"},
        {"COMMITMENT", "'replacedIntention': 'intentions/elsewhere'", "intention.replaced_intention:PROCESS"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "commitment", "COMMITMENT");
    given_draft(f, "declaration", "DECLARATION");
    given_submitted(f, "of-b", "b", "DECLARATION");
    expect(f, "CreateProcess",
           "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m'}}",
           "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'elsewhere', 'intention': {'organisation': 'organisations/a', 'process': 'processes/q',"
           " 'level': 'LEVEL_DECLARATION'}}",
           "OK");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateIntention", format(f, draft, "x", cases[i].level, format(f, ", %s", cases[i].members)),
               format(f, "INVALID_ARGUMENT %s", cases[i].violations));
    expect(f, "CreateIntention", format(f, draft, "x", "COMMITMENT", ", 'replacedIntention': 'intentions/none'"),
           "NOT_FOUND intention.replaced_intention:REFERENCE_NOT_FOUND");
    expect(f, "CreateIntention", format(f, draft, "x", "COMMITMENT", ", 'replacedIntention': 'intentions/declaration'"), "OK");
}

/* Each method from each state: the state it leads to, or NULL where it is refused. */
static void methods_are_allowed_from_their_states_only(void **state)
{
    enum { SUBMIT, CONFIRM, REJECT, WITHDRAW, ANNUL, UPDATE, DELETE, METHODS };
    static const struct {
        const char *method;
        const char *request;
    } methods[METHODS] = {
        [SUBMIT] = {"SubmitIntention", "{'name': 'intentions/%s'}"},
        [CONFIRM] = {"ConfirmIntention as a", "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}"},
        [REJECT] = {"RejectIntention", "{'name': 'intentions/%s', 'reason': 'r'}"},
        [WITHDRAW] = {"WithdrawIntention", "{'name': 'intentions/%s', 'reason': 'r'}"},
        [ANNUL] = {"AnnulIntention", "{'name': 'intentions/%s', 'reason': 'r'}"},
        [UPDATE] = {"UpdateIntention", "{'intention': {'name': 'intentions/%s', 'requirement': 'R'}}"},
        [DELETE] = {"DeleteIntention", "{'name': 'intentions/%s'}"},
    };
    static const struct {
        int way[3]; /* the methods that lead there from a draft, -1 at the end */
        const char *leads_to[METHODS];
    } cases[] = {
        {{-1}, {[SUBMIT] = "STATE_SUBMITTED", [UPDATE] = "STATE_DRAFT", [DELETE] = "STATE_DRAFT"}},
        {{SUBMIT, -1}, {[CONFIRM] = "STATE_CONFIRMED", [REJECT] = "STATE_REJECTED", [ANNUL] = "STATE_ANNULLED"}},
        {{SUBMIT, CONFIRM, -1}, {[WITHDRAW] = "STATE_WITHDRAWN", [ANNUL] = "STATE_ANNULLED"}},
        {{SUBMIT, REJECT, -1}, {[ANNUL] = "STATE_ANNULLED"}},
        {{SUBMIT, ANNUL, -1}, {NULL}},
    };
    struct fixture *f = *state;
    given_parties(f);
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int method = 0; method < METHODS; method++) {
            const char *id = format(f, "i%zu-%d", i, method);
            given_draft(f, id, "COMMITMENT");
            for (size_t k = 0; k < COUNT(cases[i].way) && cases[i].way[k] >= 0; k++)
                expect(f, methods[cases[i].way[k]].method, format(f, methods[cases[i].way[k]].request, id), "OK");
            const char *to = cases[i].leads_to[method];
            expect(f, methods[method].method, format(f, methods[method].request, id),
                   to ? "OK" : format(f, "FAILED_PRECONDITION intentions/%s:WRONG_STATE", id));
            if (to)
                assert_string_equal(reply_string(f, "state"), to);
        }
}

static void a_refusal_says_what_can_be_done(void **state)
{
    static const struct {
        const char *method;
        const char *request;
        const char *description;
        const char *supplier;
    } cases[] = {
        {"WithdrawIntention", "{'name': 'intentions/draft', 'reason': 'r'}",
         "intentions/draft is draft; WithdrawIntention needs it to be confirmed or partially fulfilled",
         "whoever may edit it, by DeleteIntention"},
        {"AnnulIntention", "{'name': 'intentions/draft', 'reason': 'r'}",
         "intentions/draft is draft; AnnulIntention needs it to be submitted or confirmed or rejected or partially fulfilled or "
         "fulfilled"
         " or withdrawn",
         "whoever may edit it, by DeleteIntention"},
        {"ConfirmIntention as a", "{'name': 'intentions/draft', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "intentions/draft is draft; ConfirmIntention needs it to be submitted", "whoever may edit it, by SubmitIntention"},
        {"WithdrawIntention", "{'name': 'intentions/submitted', 'reason': 'r'}",
         "intentions/submitted is submitted; WithdrawIntention needs it to be confirmed or partially fulfilled",
         "its organisation, by RejectIntention"},
        {"RejectIntention", "{'name': 'intentions/confirmed', 'reason': 'r'}",
         "intentions/confirmed is confirmed; RejectIntention needs it to be submitted", "its organisation, by WithdrawIntention"},
        {"DeleteIntention", "{'name': 'intentions/confirmed'}",
         "intentions/confirmed is confirmed; DeleteIntention needs it to be draft",
         "whoever may edit it, by AnnulIntention and a new one"},
        {"SubmitIntention", "{'name': 'intentions/rejected'}",
         "intentions/rejected is rejected; SubmitIntention needs it to be draft",
         "whoever may edit it, by CreateIntention of another"},
        {"ConfirmIntention as a", "{'name': 'intentions/rejected', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "intentions/rejected is rejected; ConfirmIntention needs it to be submitted",
         "whoever may edit it, by CreateIntention of another"},
        {"SubmitIntention", "{'name': 'intentions/confirmed'}",
         "intentions/confirmed is confirmed; SubmitIntention needs it to be draft", ""},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "draft", "COMMITMENT");
    given_submitted(f, "submitted", "a", "COMMITMENT");
    given_confirmed(f, "confirmed", "a", "COMMITMENT", "2022-05-01");
    given_submitted(f, "rejected", "a", "COMMITMENT");
    expect(f, "RejectIntention", "{'name': 'intentions/rejected', 'reason': 'r'}", "OK");
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(*call(f, cases[i].method, cases[i].request) == 'F');
        assert_string_equal(description(f, 0), cases[i].description);
        assert_string_equal(suppliers(f, 0), cases[i].supplier);
    }
}

/* ---- confirming ---------------------------------------------------------------------------------------------------------- */

static void a_key_confirms_as_of_today(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "i", "a", "COMMITMENT");
    expect_reply(
        f, "ConfirmIntention as a", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
        "{'state': 'STATE_CONFIRMED', 'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'confirmer': 'accessKeys/a',"
        " 'date': {'date': '2022-06-01'}, 'source': '', 'revision': 1}}");
}

static void a_document_confirms_as_of_its_date(void **state)
{
    static const char confirm[] =
        "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/%s'%s}";
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "i", "a", "COMMITMENT");
    given_submitted(f, "k", "a", "COMMITMENT");
    expect(f, "CreateSource", "{'sourceId': 'letter', 'source': {'title': 'Letter', 'publishDate': {'date': '2022-04'}}}", "OK");
    expect(f, "CreateSource", "{'sourceId': 'undated', 'source': {'title': 'Undated'}}", "OK");
    expect(f, "ConfirmIntention", format(f, confirm, "i", "undated", ""), "INVALID_ARGUMENT date:REQUIRED");
    expect(f, "ConfirmIntention", format(f, confirm, "i", "none", ""), "NOT_FOUND source:REFERENCE_NOT_FOUND");
    expect_reply(f, "ConfirmIntention", format(f, confirm, "i", "letter", ""),
                 "{'confirmation': {'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'date': {'date': '2022-04'}, 'source': "
                 "'sources/letter'}}");
    expect_reply(f, "ConfirmIntention", format(f, confirm, "k", "undated", ", 'date': {'date': '2022-03-02'}"),
                 "{'confirmation': {'date': {'date': '2022-03-02'}}}");
    expect(f, "DeleteSource", "{'name': 'sources/letter'}", "FAILED_PRECONDITION intentions/i:REFERRED_TO");
}

static void one_kind_of_confirmation_is_never_taken_for_another(void **state)
{
    static const struct expectation calls[] = {
        {"ConfirmIntention", "{'name': 'intentions/i'}", "INVALID_ARGUMENT kind:REQUIRED"},
        {"ConfirmIntention", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT'}",
         "INVALID_ARGUMENT source:REQUIRED"},
        {"ConfirmIntention", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'source': 'sources/s'}",
         "INVALID_ARGUMENT source:NOT_APPLICABLE"},
        {"ConfirmIntention", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "PERMISSION_DENIED ROLE_MISSING"},
        {"ConfirmIntention as editor", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "PERMISSION_DENIED ROLE_MISSING"},
        {"ConfirmIntention as b", "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "PERMISSION_DENIED SCOPE_MISSING"},
        {"ConfirmIntention as a",
         "{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/none'}",
         "PERMISSION_DENIED ROLE_MISSING"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "i", "a", "COMMITMENT");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK");
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetIntention", "{'name': 'intentions/i'}", "{'state': 'STATE_SUBMITTED', 'confirmation': null}");
}

/* ---- what becomes of it -------------------------------------------------------------------------------------------------- */

static void reasons_are_needed_and_kept(void **state)
{
    static const struct expectation calls[] = {
        {"RejectIntention", "{'name': 'intentions/s'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"WithdrawIntention", "{'name': 'intentions/c'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"AnnulIntention", "{'name': 'intentions/c'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"WithdrawIntention", "{'name': 'intentions/c', 'reason': 'r', 'date': {'date': '2022-04'}}",
         "INVALID_ARGUMENT date:INTERVAL"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "s", "a", "COMMITMENT");
    given_confirmed(f, "c", "a", "COMMITMENT", "2022-05-01");
    given_confirmed(f, "d", "a", "COMMITMENT", "2022-05-01");
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "RejectIntention", "{'name': 'intentions/s', 'reason': 'not ours'}",
                 "{'state': 'STATE_REJECTED', 'rejectReason': 'not ours'}");
    expect_reply(f, "WithdrawIntention", "{'name': 'intentions/c', 'reason': 'no money'}",
                 "{'state': 'STATE_WITHDRAWN', 'withdrawal': {'date': {'date': '2022-06-01'}, 'reason': 'no money'},"
                 " 'confirmation': {'date': {'date': '2022-05-01'}}}");
    expect_reply(f, "AnnulIntention", "{'name': 'intentions/c', 'reason': 'another body'}",
                 "{'state': 'STATE_ANNULLED', 'annulment': {'reason': 'another body', 'date': '2022-06-01'}, 'withdrawal': {},"
                 " 'confirmation': {}}");
    expect_reply(f, "WithdrawIntention", "{'name': 'intentions/d', 'reason': 'r', 'date': {'date': '2022-05'}}",
                 "{'withdrawal': {'date': {'date': '2022-05'}}}");
}

static void nothing_is_added_to_a_process_that_is_over(void **state)
{
    static const struct expectation calls[] = {
        {"CancelProcess", "{'name': 'processes/p', 'reason': 'r'}", "OK"},
        {"CreateIntention",
         "{'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': 'LEVEL_DECLARATION'}}",
         "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"SubmitIntention", "{'name': 'intentions/d'}", "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"ConfirmIntention as a", "{'name': 'intentions/s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}",
         "FAILED_PRECONDITION processes/p:WRONG_STATE"},
        {"DeleteIntention", "{'name': 'intentions/d'}", "OK"},
        {"RejectIntention", "{'name': 'intentions/s', 'reason': 'r'}", "OK"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "d", "COMMITMENT");
    given_submitted(f, "s", "a", "COMMITMENT");
    expect_each(f, calls, COUNT(calls));
}

/* INVALID_ARGUMENT before NOT_FOUND before ABORTED before FAILED_PRECONDITION. */
static void refusals_come_in_order(void **state)
{
    static const struct expectation calls[] = {
        {"WithdrawIntention", "{'name': 'intentions/none', 'etag': 'stale'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"WithdrawIntention", "{'name': 'intentions/none', 'etag': 'stale', 'reason': 'r'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"WithdrawIntention", "{'name': 'intentions/d', 'etag': 'stale', 'reason': 'r'}", "ABORTED ETAG_MISMATCH"},
        {"WithdrawIntention", "{'name': 'intentions/d', 'reason': 'r'}", "FAILED_PRECONDITION intentions/d:WRONG_STATE"},
        {"ConfirmIntention",
         "{'name': 'intentions/d', 'etag': 'stale', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/none'}",
         "NOT_FOUND source:REFERENCE_NOT_FOUND"},
        {"ConfirmIntention", "{'name': 'intentions/none', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT'}",
         "INVALID_ARGUMENT source:REQUIRED"},
    };
    struct fixture *f = *state;
    given_parties(f);
    given_draft(f, "d", "COMMITMENT");
    expect_each(f, calls, COUNT(calls));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_intention_begins_as_a_draft),
        TEST(a_revision_counts_changes_of_content),
        TEST(wrong_intentions_are_refused),
        TEST(methods_are_allowed_from_their_states_only),
        TEST(a_refusal_says_what_can_be_done),
        TEST(a_key_confirms_as_of_today),
        TEST(a_document_confirms_as_of_its_date),
        TEST(one_kind_of_confirmation_is_never_taken_for_another),
        TEST(reasons_are_needed_and_kept),
        TEST(nothing_is_added_to_a_process_that_is_over),
        TEST(refusals_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
