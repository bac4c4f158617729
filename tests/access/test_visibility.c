/* What a caller may see: intentions visible to the partners, in every way of reading.
 *
 * The process p is led by centre c; `member` is a member of its partnership, `former` was one. The intention `hidden` is of
 * `holder`, which is no member, and visible to the partners; `shown` is like it and visible to all. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static const struct viewer {
    const char *key; /* NULL = the owner */
    bool sees;
} viewers[] = {
    {NULL, true},           {"boss", true},    {"editor-of-c", true}, {"member", true},     {"holder", true},
    {"editor-of-d", false}, {"former", false}, {"outsider", false},   {"registrar", false}, {"reader", false},
};

static const char *method_as(struct fixture *f, const char *method, const struct viewer *viewer)
{
    return viewer->key ? format(f, "%s as %s", method, viewer->key) : method;
}

static void given_intention(struct fixture *f, const char *id, const char *members)
{
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/holder', 'process': 'processes/p', 'level':"
                  " 'LEVEL_COMMITMENT'%s}}",
                  id, members),
           "OK");
}

static void given_submitted_intention(struct fixture *f, const char *id, const char *members)
{
    given_intention(f, id, members);
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
}

static void confirm(struct fixture *f, const char *id)
{
    expect(f, "ConfirmIntention",
           format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", id), "OK");
}

static const char partners[] = ", 'visibility': 'VISIBILITY_PARTNERS', 'quantity': {'value': '5', 'unitCode': 'TNE'}";
static const char everyone[] = ", 'quantity': {'value': '7', 'unitCode': 'TNE'}";

static void given_everything(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "holder member former outsider");
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D'}}", "OK");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-04-01'}}}", "OK");
    given_member(f, "member", "PARTNER");
    given_member(f, "former", "PARTNER");
    expect(f, "EndMembership", "{'name': 'partnerships/p/memberships/former-partner', 'endDate': {'date': '2022-05-31'}}", "OK");
    given_submitted_intention(f, "hidden", partners);
    confirm(f, "hidden");
    given_submitted_intention(f, "shown", everyone);
    confirm(f, "shown");
    given_key(f, "boss", "OWNER", "");
    given_key(f, "editor-of-c", "CENTRE_EDITOR", "'centres': ['centres/c']");
    given_key(f, "editor-of-d", "CENTRE_EDITOR", "'centres': ['centres/d']");
    given_key(f, "registrar", "REGISTRAR", "");
    given_key(f, "reader", "READER", "");
}

/* Calls as every viewer: whoever sees gets the one outcome and reply, the others the other. */
static void each_viewer(struct fixture *f, const char *method, const char *request, const char *seen, const char *unseen)
{
    for (size_t i = 0; i < COUNT(viewers); i++) {
        const char *expected = viewers[i].sees ? seen : unseen;
        if (*expected == '{')
            expect_reply(f, method_as(f, method, &viewers[i]), request, expected);
        else
            expect(f, method_as(f, method, &viewers[i]), request, expected);
    }
}

static void by_name(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    const char *then = next_second(f);
    static const char not_there[] = "NOT_FOUND RESOURCE_NOT_FOUND";
    each_viewer(f, "GetIntention", "{'name': 'intentions/hidden'}", "{'name': 'intentions/hidden'}", not_there);
    each_viewer(f, "GetIntention", "{'name': 'intentions/shown'}", "OK", "OK");
    each_viewer(f, "GetDeclaration", "{'name': 'intentions/hidden'}", "OK", not_there);
    each_viewer(f, "ListRevisions", "{'name': 'intentions/hidden'}", "{'revisions': [{}, {}, {}]}", not_there);
    /* Later knowledge of something else makes `then` a moment of the past. */
    expect(f, "CreateSource", "{'sourceId': 'later', 'source': {'title': 'L'}}", "OK");
    each_viewer(f, "GetIntention", format(f, "{'name': 'intentions/hidden', 'readTime': '%s'}", then), "OK", not_there);
    each_viewer(f, "GetIntention", format(f, "{'name': 'intentions/shown', 'readTime': '%s'}", then), "OK", "OK");
}

static void in_lists(void **state)
{
    static const char all[] = "{'intentions': [{'name': 'intentions/hidden'}, {'name': 'intentions/shown'}], 'nextPageToken': ''}";
    static const char rest[] = "{'intentions': [{'name': 'intentions/shown'}], 'nextPageToken': ''}";
    static const char none[] = "{'intentions': []}";
    struct fixture *f = *state;
    given_everything(f);
    const char *then = next_second(f);
    expect(f, "CreateSource", "{'sourceId': 'later', 'source': {'title': 'L'}}", "OK");
    each_viewer(f, "ListIntentions", "{}", all, rest);
    each_viewer(f, "ListIntentions", "{'showDeleted': true}", all, rest);
    each_viewer(f, "ListIntentions", "{'filter': 'visibility = PARTNERS'}", "{'intentions': [{'name': 'intentions/hidden'}]}",
                none);
    each_viewer(f, "ListIntentions", "{'filter': 'quantity.unit_code = \\\"TNE\\\"', 'orderBy': 'update_time'}", all, rest);
    each_viewer(f, "ListIntentions", format(f, "{'readTime': '%s'}", then), all, rest);
    each_viewer(f, "ListIntentions", format(f, "{'readTime': '%s', 'filter': 'visibility = PARTNERS'}", then),
                "{'intentions': [{'name': 'intentions/hidden'}]}", none);
}

/* A page holds as many as it would if the hidden ones were not there, and the last one says that it is. */
static void in_pages(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    for (int i = 0; i < 4; i++) {
        given_intention(f, format(f, "h%d", i), partners);
        given_intention(f, format(f, "p%d", i), everyone);
    }
    const char *then = next_second(f);
    expect(f, "CreateSource", "{'sourceId': 'later', 'source': {'title': 'L'}}", "OK");
    const char *const times[] = {"", format(f, ", 'readTime': '%s'", then)};
    for (size_t i = 0; i < COUNT(times); i++) {
        expect_reply(f, "ListIntentions as reader", format(f, "{'pageSize': 2%s}", times[i]),
                     "{'intentions': [{'name': 'intentions/p0'}, {'name': 'intentions/p1'}]}");
        const char *token = reply_string(f, "nextPageToken");
        expect_reply(f, "ListIntentions as reader", format(f, "{'pageSize': 2%s, 'pageToken': '%s'}", times[i], token),
                     "{'intentions': [{'name': 'intentions/p2'}, {'name': 'intentions/p3'}]}");
        token = reply_string(f, "nextPageToken");
        expect_reply(f, "ListIntentions as reader", format(f, "{'pageSize': 2%s, 'pageToken': '%s'}", times[i], token),
                     "{'intentions': [{'name': 'intentions/shown'}], 'nextPageToken': ''}");
    }
}

static void in_changes(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    for (size_t i = 0; i < COUNT(viewers); i++) {
        expect(f, method_as(f, "ListChanges", &viewers[i]), "{'pageSize': 1000}", "OK");
        assert_int_equal(strstr(reply_text(f), "intentions/hidden") != NULL, viewers[i].sees);
        assert_non_null(strstr(reply_text(f), "intentions/shown"));
        expect_reply(f, method_as(f, "ListChanges", &viewers[i]), "{'resources': ['intentions/hidden']}",
                     viewers[i].sees ? "{'changes': [{}, {}, {}]}" : "{'changes': []}");
        /* Keys are the owner's to see. */
        bool owns = !viewers[i].key || strcmp(viewers[i].key, "boss") == 0;
        expect(f, method_as(f, "ListChanges", &viewers[i]), "{'kinds': ['AccessKey']}", "OK");
        assert_int_equal(strstr(reply_text(f), "accessKeys/reader") != NULL, owns);
        assert_int_equal(strstr(reply_text(f), "secretHash") != NULL, owns);
    }
}

/* ---- reports ------------------------------------------------------------------------------------------------------------ */

static void reports_count_what_they_hide(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    each_viewer(f, "SummariseDemand", "{'process': 'processes/p'}",
                "{'lines': [{'certainCount': 2, 'certainQuantity': {'value': '12'}}], 'hiddenCount': 0}",
                "{'lines': [{'certainCount': 1, 'certainQuantity': {'value': '7'}}], 'hiddenCount': 1}");
    /* Those that do not count are not counted as hidden either. */
    given_intention(f, "hidden-draft", partners);
    given_submitted_intention(f, "hidden-submitted", partners);
    each_viewer(f, "SummariseDemand", "{'process': 'processes/p'}", "{'hiddenCount': 0, 'unconfirmedCount': 1}",
                "{'hiddenCount': 1, 'unconfirmedCount': 0}");
    each_viewer(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2022-03-31'}",
                "{'lines': [], 'hiddenCount': 0}", "{'lines': [], 'hiddenCount': 0}");
}

/* What was replaced does not count, though the caller may not see by what. */
static void a_hidden_commitment_replaces_all_the_same(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    expect(f, "CreateIntention",
           "{'intentionId': 'before', 'intention': {'organisation': 'organisations/holder', 'process': 'processes/p', 'level':"
           " 'LEVEL_DECLARATION', 'quantity': {'value': '3', 'unitCode': 'TNE'}}}",
           "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/before'}", "OK");
    confirm(f, "before");
    given_submitted_intention(f, "instead", format(f, "%s, 'replacedIntention': 'intentions/before'", partners));
    confirm(f, "instead");
    expect_reply(f, "SummariseDemand as reader", "{'process': 'processes/p'}",
                 "{'lines': [{'level': 'LEVEL_COMMITMENT', 'certainCount': 1}], 'replacedCount': 1, 'hiddenCount': 2}");
}

/* A gate is met or not, whoever asks; but nobody is named by an intention that the caller may not see. */
static void gates_are_the_same_for_all_and_name_nobody(void **state)
{
    static const char model[] =
        "{'processModelId': 'gated', 'processModel': {'title': 'G', 'centre': 'centres/c', 'steps': [{'step': 'need', 'title': "
        "'N'},"
        " {'step': 'purchase', 'title': 'P', 'firstPurchase': true, 'gates': [{'kind': 'GATE_KIND_CONFIRMED_COMMITMENTS',"
        " 'minimum': %d}]}]}}";
    struct fixture *f = *state;
    given_everything(f);
    expect(f, "CreateProcessModel", format(f, model, 1), "OK");
    expect(f, "PublishProcessModel", "{'name': 'processModels/gated'}", "OK");
    expect(
        f, "CreateProcess",
        "{'processId': 'g', 'process': {'title': 'G', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/gated'}}",
        "OK");
    expect(f, "OpenProcess", "{'name': 'processes/g'}", "OK");
    const char *request = "{'intentionId': 'g', 'intention': {'organisation': 'organisations/outsider', 'process': 'processes/g',"
                          " 'level': 'LEVEL_COMMITMENT', 'visibility': 'VISIBILITY_PARTNERS'}}";
    expect(f, "CreateIntention", request, "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/g'}", "OK");
    expect(f, "CheckProcess as reader", "{'name': 'processes/g'}", "OK");
    assert_non_null(strstr(reply_text(f), "are none"));
    assert_null(strstr(reply_text(f), "organisations/outsider"));
    expect(f, "CheckProcess as outsider", "{'name': 'processes/g'}", "OK");
    assert_non_null(strstr(reply_text(f), "organisations/outsider"));
    confirm(f, "g");
    expect_reply(f, "CheckProcess as reader", "{'name': 'processes/g'}", "{'ready': true}");
}

/* ---- changes of mind --------------------------------------------------------------------------------------------------- */

/* Hidden from now on is hidden for ever; and what was hidden once stays so, though the intention is shown now. */
static void neither_the_past_nor_the_present_tells(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    given_intention(f, "closed", everyone);
    given_intention(f, "opened", partners);
    const char *then = next_second(f);
    expect(f, "UpdateIntention", "{'intention': {'name': 'intentions/closed', 'visibility': 'VISIBILITY_PARTNERS'}}", "OK");
    expect(f, "UpdateIntention", "{'intention': {'name': 'intentions/opened', 'visibility': 'VISIBILITY_PUBLIC'}}", "OK");
    each_viewer(f, "GetIntention", format(f, "{'name': 'intentions/closed', 'readTime': '%s'}", then), "OK",
                "NOT_FOUND RESOURCE_NOT_FOUND");
    each_viewer(f, "GetIntention", format(f, "{'name': 'intentions/opened', 'readTime': '%s'}", then), "OK",
                "NOT_FOUND RESOURCE_NOT_FOUND");
    each_viewer(f, "GetIntention", "{'name': 'intentions/opened'}", "OK", "OK");
    each_viewer(f, "ListRevisions", "{'name': 'intentions/closed'}", "{'revisions': [{}, {}]}", "NOT_FOUND RESOURCE_NOT_FOUND");
    each_viewer(f, "ListRevisions", "{'name': 'intentions/opened'}", "{'revisions': [{}, {}]}", "{'revisions': [{}]}");
    each_viewer(f, "ListChanges", "{'resources': ['intentions/closed', 'intentions/opened']}", "{'changes': [{}, {}, {}, {}]}",
                "{'changes': [{'name': 'intentions/opened'}]}");
}

/* Who becomes a member sees from then on. */
static void rights_are_those_of_now(void **state)
{
    struct fixture *f = *state;
    given_everything(f);
    expect(f, "GetIntention as outsider", "{'name': 'intentions/hidden'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    given_member(f, "outsider", "NEED_OWNER");
    expect(f, "GetIntention as outsider", "{'name': 'intentions/hidden'}", "OK");
    expect(f, "AnnulMembership", "{'name': 'partnerships/p/memberships/outsider-need-owner', 'reason': 'r'}", "OK");
    expect(f, "GetIntention as outsider", "{'name': 'intentions/hidden'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

/* ---- writes ------------------------------------------------------------------------------------------------------------- */

/* A write tells no more than a read: not whose it is, nor that it is there. */
static void writes_tell_nothing_of_it(void **state)
{
    static const struct expectation calls[] = {
        {"SubmitIntention as editor-of-d", "{'name': 'intentions/hidden'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"SubmitIntention as editor-of-d", "{'name': 'intentions/shown'}", "PERMISSION_DENIED SCOPE_MISSING"},
        {"RejectIntention as outsider", "{'name': 'intentions/hidden', 'reason': 'r'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"RejectIntention as reader", "{'name': 'intentions/hidden', 'reason': 'r'}", "PERMISSION_DENIED ROLE_MISSING"},
        {"CreateIntention as outsider",
         "{'intention': {'organisation': 'organisations/outsider', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT',"
         " 'replacedIntention': 'intentions/hidden'}}",
         "NOT_FOUND intention.replaced_intention:REFERENCE_NOT_FOUND"},
        /* Not even what would be wrong with it. */
        {"CreatePurchase as registrar",
         "{'purchase': {'title': 'B', 'buyers': ['organisations/member'], 'fulfilments': [{'intention': 'intentions/hidden'}]}}",
         "NOT_FOUND purchase.fulfilments[0].intention:REFERENCE_NOT_FOUND"},
    };
    struct fixture *f = *state;
    given_everything(f);
    expect_each(f, calls, COUNT(calls));
    /* It refers, and is counted, but not named. */
    expect(f, "AnnulIntention", "{'name': 'intentions/shown', 'reason': 'r'}", "OK");
    expect(f, "DeleteSource", "{'name': 'sources/s'}",
           "FAILED_PRECONDITION intentions/hidden:REFERRED_TO intentions/shown:REFERRED_TO");
    expect(f, "DeleteSource as registrar", "{'name': 'sources/s'}",
           "FAILED_PRECONDITION a resource that is hidden from you:REFERRED_TO intentions/shown:REFERRED_TO");
}

/* What names it already can be carried on by whoever may carry it on. */
static void a_purchase_that_names_it_is_carried_on(void **state)
{
    static const struct expectation calls[] = {
        {"CreatePurchase",
         "{'purchaseId': 'b', 'purchase': {'title': 'B', 'buyers': ['organisations/holder'], 'fulfilments': [{'intention':"
         " 'intentions/hidden', 'quantity': {'value': '5', 'unitCode': 'TNE'}}]}}",
         "OK"},
        {"UpdatePurchase as registrar", "{'purchase': {'name': 'purchases/b', 'title': 'C'}}", "OK"},
        {"OpenProcess", "{'name': 'processes/p', 'date': {'date': '2022-04-01'}}", "OK"},
        {"AdvanceProcess", "{'name': 'processes/p', 'date': {'date': '2022-05-01'}, 'step': 'purchase'}", "OK"},
        {"AwardPurchase as registrar", "{'name': 'purchases/b'}", "OK"},
        {"CancelPurchase as registrar", "{'name': 'purchases/b', 'reason': 'r'}", "OK"},
        {"GetIntention as registrar", "{'name': 'intentions/hidden'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
    };
    struct fixture *f = *state;
    given_everything(f);
    expect_each(f, calls, COUNT(calls));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(by_name),
        TEST(in_lists),
        TEST(in_pages),
        TEST(in_changes),
        TEST(reports_count_what_they_hide),
        TEST(a_hidden_commitment_replaces_all_the_same),
        TEST(gates_are_the_same_for_all_and_name_nobody),
        TEST(neither_the_past_nor_the_present_tells),
        TEST(rights_are_those_of_now),
        TEST(writes_tell_nothing_of_it),
        TEST(a_purchase_that_names_it_is_carried_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
