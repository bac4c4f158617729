/* What the registry says of itself: its history, its health, its contract. */
#include "fixture.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- revisions ----------------------------------------------------------------------------------------------------------- */

static void revisions_come_newest_first(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'openDate': {'date': '2022'}}}", "OK");
    expect(f, "CreateCentre", "{'centreId': 'other', 'centre': {'title': 'O'}}", "OK");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'D'}}", "OK");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'D'}}", "OK"); /* changes nothing */
    expect(f, "ActivateCentre", "{'name': 'centres/c'}", "OK");
    expect_reply(f, "ListRevisions", "{'name': 'centres/c'}",
                 "{'nextPageToken': '', 'revisions': ["
                 "{'sequence': '4', 'caller': 'owner', 'method': 'hensigt.v1.CentreService/ActivateCentre', 'name': 'centres/c',"
                 " 'resource': {'@type': 'hensigt.v1.Centre', 'title': 'D', 'state': 'STATE_ACTIVE'}, 'imported': false},"
                 "{'sequence': '3', 'resource': {'title': 'D', 'state': 'STATE_PLANNED'}},"
                 "{'sequence': '1', 'resource': {'title': 'C'}}]}");
    expect(f, "ListRevisions", "{'name': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "ListRevisions", "{'name': 'nothing'}", "INVALID_ARGUMENT name:FORMAT");
    expect(f, "ListRevisions", "{'name': 'centres/c', 'pageSize': -1}", "INVALID_ARGUMENT page_size:NEGATIVE");
}

static void revisions_page_by_page(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': '1'}}", "OK");
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': '1'}}", "OK");
    for (int i = 2; i <= 5; i++)
        expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c', 'title': '%d'}}", i), "OK");
    expect_reply(f, "ListRevisions", "{'name': 'centres/c', 'pageSize': 2}",
                 "{'revisions': [{'resource': {'title': '5'}}, {'resource': {'title': '4'}}]}");
    const char *token = reply_string(f, "nextPageToken");
    /* What is written in between does not move the pages. */
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': '6'}}", "OK");
    expect_reply(f, "ListRevisions", format(f, "{'name': 'centres/c', 'pageSize': 2, 'pageToken': '%s'}", token),
                 "{'revisions': [{'resource': {'title': '3'}}, {'resource': {'title': '2'}}]}");
    const char *last = reply_string(f, "nextPageToken");
    expect_reply(f, "ListRevisions", format(f, "{'name': 'centres/c', 'pageSize': 2, 'pageToken': '%s'}", last),
                 "{'revisions': [{'resource': {'title': '1'}}], 'nextPageToken': ''}");
    expect(f, "ListRevisions", format(f, "{'name': 'centres/d', 'pageToken': '%s'}", token),
           "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect(f, "ListRevisions", "{'name': 'centres/c', 'pageToken': 'x'}", "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect(f, "ListRevisions", "{'name': 'centres/c', 'pageToken': '99999999999999999999-0'}",
           "INVALID_ARGUMENT page_token:PAGE_TOKEN");
}

/* A reply stays below what a connection's buffer takes. */
static void large_revisions_end_a_page(void **state)
{
    enum { WORDS = 19, LENGTH = 2000 };
    static const char word[] = "{'languageCode': 'da', 'text': '%0*d'}";
    struct fixture *f = *state;
    const char *purposes = format(f, word, LENGTH, 0);
    for (int i = 1; i < WORDS; i++)
        purposes = format(f, "%s, {'languageCode': 'da', 'text': '%0*d'}", purposes, LENGTH, i);
    expect(f, "CreateCentre", format(f, "{'centreId': 'c', 'centre': {'title': '1', 'purposes': [%s]}}", purposes), "OK");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': '2'}}", "OK");
    expect_reply(f, "ListRevisions", "{'name': 'centres/c'}", "{'revisions': [{'resource': {'title': '2'}}]}");
    expect_reply(f, "ListRevisions", format(f, "{'name': 'centres/c', 'pageToken': '%s'}", reply_string(f, "nextPageToken")),
                 "{'revisions': [{'resource': {'title': '1'}}], 'nextPageToken': ''}");
}

static void the_ledger_is_verified_in_parts(void **state)
{
    struct fixture *f = *state;
    expect_reply(f, "VerifyLedger", "{}", "{'lastSequence': null, 'complete': true, 'brokenSequence': null}");
    for (int i = 0; i < 3; i++)
        expect(f, "CreateCentre", "{'centre': {'title': 'C'}}", "OK");
    expect_reply(f, "VerifyLedger", "{'limit': 2}", "{'lastSequence': '2', 'complete': false, 'brokenSequence': null}");
    expect_reply(f, "VerifyLedger", "{'afterSequence': '2'}",
                 "{'lastSequence': '3', 'complete': true, 'brokenSequence': null, 'description': ''}");
    const char *hash = reply_string(f, "chainHash");
    expect_reply(f, "VerifyLedger", "{}", format(f, "{'lastSequence': '3', 'complete': true, 'chainHash': '%s'}", hash));
    expect(f, "VerifyLedger", "{'afterSequence': '-1'}", "INVALID_ARGUMENT after_sequence:NEGATIVE");
}

/* ---- health -------------------------------------------------------------------------------------------------------------- */

static void health(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre", "{'centre': {'title': 'C'}}", "OK");
    expect_reply(f, "CheckHealth", "{}",
                 "{'state': 'STATE_SERVING', 'version': '0.0.0', 'currentTime': '2022-06-01T12:00:00Z', 'readTime':"
                 " '2022-06-01T12:00:00Z', 'lastSequence': '1'}");
}

/* ---- reflection ---------------------------------------------------------------------------------------------------------- */

static void services_are_listed(void **state)
{
    struct fixture *f = *state;
    expect(f, "ListServices", "{}", "OK");
    json_t *reply = json_loads(reply_text(f), 0, NULL);
    const json_t *services = json_object_get(reply, "services");
    assert_int_equal(json_array_size(services), hs_contract.n_services);
    json_t *service;
    size_t i;
    bool found = false;
    json_array_foreach(services, i, service)
    {
        const json_t *method = json_array_get(json_object_get(service, "methods"), 0);
        assert_string_equal(json_string_value(json_object_get(service, "service")), hs_contract.services[i]->full_name);
        if (strcmp(hs_contract.services[i]->name, "CentreService") != 0)
            continue;
        found = true;
        assert_string_equal(json_string_value(json_object_get(method, "method")), "hensigt.v1.CentreService/CreateCentre");
        assert_string_equal(json_string_value(json_object_get(method, "inputType")), "hensigt.v1.CreateCentreRequest");
        assert_string_equal(json_string_value(json_object_get(method, "outputType")), "hensigt.v1.Centre");
        assert_true(json_is_true(json_object_get(method, "write")));
    }
    assert_true(found);
    json_decref(reply);
}

/* The number of bytes that a base64 text stands for. */
static size_t base64_size(const char *text)
{
    size_t length = strlen(text);
    size_t padding = length > 0 && text[length - 1] == '=' ? (text[length - 2] == '=' ? 2 : 1) : 0;
    return length / 4 * 3 - padding;
}

static void the_contract_comes_in_parts(void **state)
{
    struct fixture *f = *state;
    size_t offset = 0;
    size_t total = 0;
    do {
        expect(f, "GetDescriptorSet", format(f, "{'offset': %zu}", offset), "OK");
        json_t *reply = json_loads(reply_text(f), 0, NULL);
        size_t part = base64_size(json_string_value(json_object_get(reply, "data")));
        size_t next = (size_t)json_integer_value(json_object_get(reply, "nextOffset"));
        assert_true(part > 0 && part <= 48 * 1024);
        assert_int_equal(json_integer_value(json_object_get(reply, "totalSize")), hs_contract.descriptor_set_size);
        total += part;
        assert_true(next == 0 || next == total);
        offset = next;
        json_decref(reply);
    } while (offset > 0);
    assert_int_equal(total, hs_contract.descriptor_set_size);
    expect_reply(f, "GetDescriptorSet", format(f, "{'offset': %zu}", total), "{'data': '', 'nextOffset': 0}");
    expect(f, "GetDescriptorSet", format(f, "{'offset': %zu}", total + 1), "OUT_OF_RANGE OFFSET");
    expect(f, "GetDescriptorSet", "{'offset': -1}", "INVALID_ARGUMENT offset:NEGATIVE");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(revisions_come_newest_first),
        TEST(revisions_page_by_page),
        TEST(large_revisions_end_a_page),
        TEST(the_ledger_is_verified_in_parts),
        TEST(health),
        TEST(services_are_listed),
        TEST(the_contract_comes_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
