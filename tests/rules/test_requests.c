/* What a caller can get wrong before any rule of the field is asked: each refused with its reason, and nothing changed. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char get_centre[] = "hensigt.v1.CentreService/GetCentre";
static const char create_centre[] = "hensigt.v1.CentreService/CreateCentre";

/* A call with a body of bytes; its outcome. */
static const char *send_body(struct fixture *f, const char *method, const void *body, size_t size)
{
    size_t length;
    uint8_t *envelope = envelope_of(method, body, size, &length);
    const char *outcome = call_bytes(f, envelope, length);
    free(envelope);
    return outcome;
}

static void expect_untouched(struct fixture *f)
{
    expect_reply(f, "CheckHealth", "{}", "{'lastSequence': null}");
}

/* ---- bytes --------------------------------------------------------------------------------------------------------------- */

static void envelopes_that_are_none(void **state)
{
    static const uint8_t truncated[] = {0x0a, 0x20, 'h'};
    static const uint8_t wrong_type[] = {0x08, 0x01};
    static const uint8_t short_id[] = {0x1a, 0x01, 'x'};
    struct fixture *f = *state;
    assert_string_equal(call_bytes(f, truncated, sizeof truncated), "INVALID_ARGUMENT MALFORMED_MESSAGE");
    assert_string_equal(call_bytes(f, wrong_type, sizeof wrong_type),
                        "INVALID_ARGUMENT hensigt.rpc.v1.Request.method:MALFORMED_MESSAGE");
    assert_string_equal(call_bytes(f, short_id, sizeof short_id), "INVALID_ARGUMENT REQUEST_ID");
    assert_string_equal(call_bytes(f, truncated, 0), "UNIMPLEMENTED METHOD_UNKNOWN");
    assert_string_equal(send_body(f, "hensigt.v1.CentreService/None", NULL, 0), "UNIMPLEMENTED METHOD_UNKNOWN");
    assert_string_equal(send_body(f, "GetCentre", NULL, 0), "UNIMPLEMENTED METHOD_UNKNOWN");
    expect_untouched(f);
}

static void bodies_that_are_none(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *outcome;
    } cases[] = {
        {"\x0a\x20h", 3, "INVALID_ARGUMENT MALFORMED_MESSAGE"},                                         /* truncated */
        {"\x0a\x02\xc3\x28", 4, "INVALID_ARGUMENT hensigt.v1.GetCentreRequest.name:MALFORMED_MESSAGE"}, /* not UTF-8 */
        {"\x0a\x02\x00x", 4, "INVALID_ARGUMENT hensigt.v1.GetCentreRequest.name:MALFORMED_MESSAGE"},    /* a NUL */
        {"\x08\x01", 2, "INVALID_ARGUMENT hensigt.v1.GetCentreRequest.name:MALFORMED_MESSAGE"},         /* another wire type */
        {"\x0b", 1, "INVALID_ARGUMENT MALFORMED_MESSAGE"},                                              /* a group */
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "INVALID_ARGUMENT MALFORMED_MESSAGE"},     /* no tag */
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *outcome = send_body(f, get_centre, cases[i].bytes, cases[i].size);
        if (strcmp(outcome, cases[i].outcome) != 0)
            fail_msg("%zu: expected %s\nfound %s", i, cases[i].outcome, outcome);
    }
}

static void writes_with_unknown_fields_are_refused(void **state)
{
    static const uint8_t unknown[] = {0xba, 0x3e, 0x01, 'x'}; /* field 999 */
    struct fixture *f = *state;
    assert_string_equal(send_body(f, create_centre, unknown, sizeof unknown), "INVALID_ARGUMENT MALFORMED_MESSAGE");
    assert_string_equal(send_body(f, get_centre, unknown, sizeof unknown), "INVALID_ARGUMENT name:REQUIRED");
    expect_untouched(f);
}

static void requests_that_are_too_deep_or_too_large(void **state)
{
    enum { DEPTH = 64, TOO_LARGE = HS_MAX_REQUEST };
    struct fixture *f = *state;
    /* A filter of parentheses within parentheses stands for depth: no message of the contract nests in itself. */
    char filter[DEPTH + 1];
    memset(filter, '(', DEPTH);
    filter[DEPTH] = '\0';
    expect(f, "ListCentres", format(f, "{'filter': '%s'}", filter), "INVALID_ARGUMENT filter:FILTER_TOO_LONG");
    uint8_t *body = calloc(TOO_LARGE, 1);
    assert_non_null(body);
    assert_string_equal(send_body(f, get_centre, body, TOO_LARGE), "INVALID_ARGUMENT REQUEST_TOO_LARGE");
    free(body);
    expect_untouched(f);
}

/* ---- fields -------------------------------------------------------------------------------------------------------------- */

static void wrong_fields(void **state)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{}", "INVALID_ARGUMENT centre:REQUIRED"},
        {"CreateCentre", "{'centre': {}}", "INVALID_ARGUMENT centre.title:REQUIRED"},
        {"CreateCentre", "{'centreId': 'Not An Id', 'centre': {'title': 'C', 'regionCode': 'Denmark'}}",
         "INVALID_ARGUMENT centre_id:FORMAT centre.region_code:FORMAT"},
        {"CreateCentre", "{'centre': {'title': 'C', 'openDate': {'date': '2022-02-30'}}}",
         "INVALID_ARGUMENT centre.open_date.date:IMPOSSIBLE_DATE"},
        {"CreateCentre", "{'centre': {'title': 'C', 'openDate': {'date': '2022', 'latest': '2023'}}}",
         "INVALID_ARGUMENT centre.open_date.date:INTERVAL"},
        {"CreateCentre", "{'centre': {'title': 'C', 'openDate': {}}}", "INVALID_ARGUMENT centre.open_date:REQUIRED"},
        {"CreateCentre", "{'centre': {'title': 'C', 'organisation': 'centres/c'}}", "INVALID_ARGUMENT centre.organisation:FORMAT"},
        {"CreateCentre", "{'centre': {'title': 'C', 'offices': [{'person': 'P'}, {'kind': 77}]}}",
         "INVALID_ARGUMENT centre.offices[0].kind:REQUIRED centre.offices[1].kind:UNKNOWN_ENUM_VALUE"},
        /* What the contract's rules refuse and what the resource's own rules refuse is said together. */
        {"CreateOrganisation",
         "{'organisationId': 'Bad', 'organisation': {'kind': 'KIND_AGENCY', 'identifiers': [{'scheme': 'DK-CVR', 'value': "
         "'12345678'}]}}",
         "INVALID_ARGUMENT organisation_id:FORMAT organisation.title:REQUIRED organisation.identifiers[0].value:CHECK_DIGIT"},
        {"GetCentre", "{}", "INVALID_ARGUMENT name:REQUIRED"},
        {"GetCentre", "{'name': 'centres/'}", "INVALID_ARGUMENT name:FORMAT"},
        {"GetCentre", "{'name': 'organisations/a'}", "INVALID_ARGUMENT name:FORMAT"},
        {"GetCentre", "{'name': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"UpdateCentre", "{'centre': {'title': 'C'}}", "INVALID_ARGUMENT centre.name:REQUIRED"},
        {"UpdateCentre", "{'centre': {'name': 'centres/none', 'title': 'C'}}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"DeleteCentre", "{'name': 'centres/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"CreateMembership",
         "{'parent': 'partnerships/none', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_OWNER'}}",
         "NOT_FOUND parent:REFERENCE_NOT_FOUND"},
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
    expect_untouched(f);
}

static void stale_etags(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C'}}", "OK");
    const char *first = reply_string(f, "etag");
    expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c', 'title': 'D', 'etag': '%s'}}", first), "OK");
    expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c', 'title': 'E', 'etag': '%s'}}", first),
           "ABORTED ETAG_MISMATCH");
    expect(f, "ActivateCentre", format(f, "{'name': 'centres/c', 'etag': '%s'}", first), "ABORTED ETAG_MISMATCH");
    expect(f, "DeleteCentre", format(f, "{'name': 'centres/c', 'etag': '%s'}", first), "ABORTED ETAG_MISMATCH");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'title': 'D', 'state': 'STATE_PLANNED'}");
}

static void update_masks(void **state)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'regionCode': 'DK'}}", "OK"},
        {"UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'D'}, 'updateMask': 'none'}",
         "INVALID_ARGUMENT update_mask:FIELD_MASK"},
        {"UpdateCentre", "{'centre': {'name': 'centres/c'}, 'updateMask': 'title'}", "INVALID_ARGUMENT centre.title:REQUIRED"},
        {"UpdateCentre", "{'centre': {'name': 'centres/c', 'state': 'STATE_ACTIVE', 'regionCode': 'NO'}}", "OK"},
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'title': 'C', 'regionCode': 'NO', 'state': 'STATE_PLANNED'}");
    expect_reply(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'D'}, 'updateMask': '*'}",
                 "{'title': 'D', 'regionCode': ''}");
}

static void names_and_values_that_are_taken(void **state)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C'}}", "OK"},
        {"CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C'}}", "ALREADY_EXISTS RESOURCE_EXISTS"},
        {"DeleteCentre", "{'name': 'centres/c'}", "OK"},
        {"CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C'}}", "ALREADY_EXISTS ID_USED"},
        {"DeleteCentre", "{'name': 'centres/c'}", "NOT_FOUND RESOURCE_DELETED"},
        {"UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'D'}}", "NOT_FOUND RESOURCE_DELETED"},
        {"ActivateCentre", "{'name': 'centres/c'}", "NOT_FOUND RESOURCE_DELETED"},
        {"GetCentre", "{'name': 'centres/c'}", "OK"}, /* it stays readable */
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
}

static void what_others_refer_to_is_not_deleted(void **state)
{
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    given_member(f, "a", "PARTNER");
    expect(f, "CreateCentre", "{'centreId': 'planned', 'centre': {'title': 'P'}}", "OK");
    expect(f, "CreatePartnership",
           "{'partnershipId': 'x', 'partnership': {'title': 'X', 'subject': 'centres/planned', 'kind': 'KIND_FUNDING'}}", "OK");
    expect(f, "DeleteOrganisation", "{'name': 'organisations/a'}",
           "FAILED_PRECONDITION partnerships/p/memberships/a-partner:REFERRED_TO");
    expect(f, "DeleteCentre", "{'name': 'centres/planned'}", "FAILED_PRECONDITION partnerships/x:REFERRED_TO");
    expect(f, "DeleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION partnerships/p:REFERRED_TO");
    expect(f, "DeletePartnership", "{'name': 'partnerships/x'}", "OK");
    expect(f, "DeleteCentre", "{'name': 'centres/planned'}", "OK");
}

/* ---- lists --------------------------------------------------------------------------------------------------------------- */

static void wrong_lists(void **state)
{
    static const struct expectation calls[] = {
        {"ListCentres", "{'filter': 'title = '}", "INVALID_ARGUMENT filter:FILTER_SYNTAX"},
        {"ListCentres", "{'filter': 'nothing = 1'}", "INVALID_ARGUMENT filter:FILTER_FIELD"},
        {"ListCentres", "{'filter': 'purposes:x'}", "INVALID_ARGUMENT filter:FILTER_FIELD"},
        {"ListCentres", "{'filter': 'state = ASLEEP'}", "INVALID_ARGUMENT filter:FILTER_TYPE"},
        {"ListCentres", "{'filter': 'openDate < soon'}", "INVALID_ARGUMENT filter:FILTER_TYPE"},
        {"ListCentres", "{'orderBy': 'nothing'}", "INVALID_ARGUMENT order_by:ORDER_FIELD"},
        {"ListCentres", "{'orderBy': 'title sideways'}", "INVALID_ARGUMENT order_by:ORDER_SYNTAX"},
        {"ListCentres", "{'pageSize': -1}", "INVALID_ARGUMENT page_size:NEGATIVE"},
        {"ListCentres", "{'pageToken': 'x'}", "INVALID_ARGUMENT page_token:PAGE_TOKEN"},
        {"ListMemberships", "{}", "INVALID_ARGUMENT parent:REQUIRED"},
        {"ListMemberships", "{'parent': 'centres/c'}", "INVALID_ARGUMENT parent:FORMAT"},
        {"ListMemberships", "{'parent': 'partnerships/none'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"ListMemberships", "{'parent': 'partnerships/none', 'readTime': '2022-01-01T00:00:00Z'}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"ListMemberships", "{'parent': 'partnerships/none', 'filter': '='}", "INVALID_ARGUMENT filter:FILTER_SYNTAX"},
        {"ListMemberships", "{'parent': 'partnerships/-'}", "OK"},
        {"ListCentres", "{'filter': 'state = PLANNED AND title:\\'C*\\''}", "OK"},
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
    expect(f, "ListCentres", "{'filter': 'state = PLANNED AND AND'}", "INVALID_ARGUMENT filter:FILTER_SYNTAX");
    assert_non_null(strstr(description(f, 0), "column 21"));
}

static void a_page_token_belongs_to_its_query(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre", "{'centreId': 'a', 'centre': {'title': 'A'}}", "OK");
    expect(f, "CreateCentre", "{'centreId': 'b', 'centre': {'title': 'B'}}", "OK");
    expect_reply(f, "ListCentres", "{'pageSize': 1}", "{'centres': [{'name': 'centres/a'}]}");
    const char *token = reply_string(f, "nextPageToken");
    expect(f, "ListCentres", format(f, "{'pageToken': '%s', 'filter': 'state = PLANNED'}", token),
           "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect(f, "ListSources", format(f, "{'pageToken': '%s'}", token), "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect_reply(f, "ListCentres", format(f, "{'pageSize': 1, 'pageToken': '%s'}", token),
                 "{'centres': [{'name': 'centres/b'}], 'nextPageToken': ''}");
}

/* ---- order --------------------------------------------------------------------------------------------------------------- */

/* INVALID_ARGUMENT before NOT_FOUND before ABORTED before FAILED_PRECONDITION. */
static void refusals_come_in_order(void **state)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{'centreId': 'a', 'centre': {'title': 'A', 'openDate': {'date': '2020'}}}", "OK"},
        {"ActivateCentre", "{'name': 'centres/a'}", "OK"},
        {"EndCentre", "{'name': 'centres/none', 'etag': 'stale'}", "INVALID_ARGUMENT end_date:REQUIRED"},
        {"EndCentre", "{'name': 'centres/none', 'etag': 'stale', 'endDate': {'date': '2022'}}", "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"ActivateCentre", "{'name': 'centres/a', 'etag': 'stale'}", "ABORTED ETAG_MISMATCH"},
        {"ActivateCentre", "{'name': 'centres/a'}", "FAILED_PRECONDITION centres/a:WRONG_STATE"},
        {"MergeCentre", "{'name': 'centres/a', 'etag': 'stale', 'targetCentre': 'centres/none', 'endDate': {'date': '2022'}}",
         "NOT_FOUND target_centre:REFERENCE_NOT_FOUND"},
        {"DeleteCentre", "{'name': 'centres/a', 'etag': 'stale'}", "ABORTED ETAG_MISMATCH"},
        {"DeleteCentre", "{'name': 'centres/a'}", "FAILED_PRECONDITION centres/a:WRONG_STATE"},
        {"CreateCentre",
         "{'centreId': 'a', 'centre': {'title': 'A', 'organisation': 'organisations/none',"
         " 'predecessors': [{'centre': 'centres/a'}]}}",
         "INVALID_ARGUMENT centre.predecessors[0].centre:SELF"},
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(envelopes_that_are_none),
        TEST(bodies_that_are_none),
        TEST(writes_with_unknown_fields_are_refused),
        TEST(requests_that_are_too_deep_or_too_large),
        TEST(wrong_fields),
        TEST(stale_etags),
        TEST(update_masks),
        TEST(names_and_values_that_are_taken),
        TEST(what_others_refer_to_is_not_deleted),
        TEST(wrong_lists),
        TEST(a_page_token_belongs_to_its_query),
        TEST(refusals_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
