/* Several requests in one write: all of them or none, and a repeat that has one effect. */
#include "fixture.h"

#include "hensigt/rpc/v1/envelope.h"
#include "hensigt/v1/intention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 3, BATCH_MOST = 100 };

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b c");
}

static const char two_good[] =
    "{'requests': ["
    "{'intentionId': 'x', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
    "'LEVEL_DECLARATION'}},"
    "{'intentionId': 'y', 'intention': {'organisation': 'organisations/b', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT',"
    " 'replacedIntention': 'intentions/z'}}]}";

static void a_batch_is_entered_whole(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "CreateIntention",
           "{'intentionId': 'z', 'intention': {'organisation': 'organisations/b', 'process': 'processes/p', 'level': "
           "'LEVEL_DECLARATION'}}",
           "OK");
    expect_reply(
        f, "BatchCreateIntentions", two_good,
        "{'intentions': [{'name': 'intentions/x', 'state': 'STATE_DRAFT'}, {'name': 'intentions/y', 'state': 'STATE_DRAFT'}]}");
    expect(f, "GetIntention", "{'name': 'intentions/y'}", "OK");
}

static void one_wrong_request_refuses_the_batch_and_all_wrong_ones_are_named(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "BatchCreateIntentions",
           "{'requests': ["
           "{'intentionId': 'x', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
           "'LEVEL_DECLARATION'}},"
           "{'intentionId': 'y', 'intention': {'organisation': 'organisations/none', 'process': 'processes/p', 'level': "
           "'LEVEL_DECLARATION'}},"
           "{'intentionId': 'z', 'intention': {'organisation': 'organisations/c', 'process': 'processes/none', 'level': "
           "'LEVEL_DECLARATION'}}]}",
           "NOT_FOUND requests[1].intention.organisation:REFERENCE_NOT_FOUND requests[2].intention.process:REFERENCE_NOT_FOUND");
    expect(f, "GetIntention", "{'name': 'intentions/x'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void a_batch_is_confirmed_whole(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-05-01'}}}", "OK");
    given_submitted(f, "x", "a", "DECLARATION");
    given_submitted(f, "y", "b", "DECLARATION");
    static const char both[] =
        "{'requests': [{'name': 'intentions/x', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'},"
        "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}]}";
    expect(f, "BatchConfirmIntentions", format(f, both, "x"), "FAILED_PRECONDITION intentions/x:WRONG_STATE");
    expect_reply(f, "GetIntention", "{'name': 'intentions/x'}", "{'state': 'STATE_SUBMITTED'}");
    expect_reply(f, "BatchConfirmIntentions", format(f, both, "y"),
                 "{'intentions': [{'state': 'STATE_CONFIRMED'}, {'state': 'STATE_CONFIRMED'}]}");
}

static void a_batch_has_a_limit(void **state)
{
    struct fixture *f = *state;
    char request[64 * (BATCH_MOST + 2)] = "{'requests': [";
    given_parties(f);
    for (int i = 0; i <= BATCH_MOST; i++)
        strcat(request, i > 0 ? ",{'name': 'intentions/x', 'kind': 2}" : "{'name': 'intentions/x', 'kind': 2}");
    strcat(request, "]}");
    expect(f, "BatchConfirmIntentions", request, "INVALID_ARGUMENT requests:TOO_MANY_ITEMS");
}

/* The envelope of a batch of creations under a request id. The caller frees it. */
static uint8_t *pack_batch(const char *prefix, uint8_t request_id, size_t *size)
{
    hensigt_intention intention = HENSIGT_INTENTION_INIT;
    hensigt_create_intention_request requests[BATCH];
    hensigt_create_intention_request *ordered[BATCH];
    hensigt_batch_create_intentions_request batch = HENSIGT_BATCH_CREATE_INTENTIONS_REQUEST_INIT;
    hensigt_rpc_request envelope = HENSIGT_RPC_REQUEST_INIT;
    char ids[BATCH][16];
    uint8_t id[16];
    intention.organisation = "organisations/a";
    intention.process = "processes/p";
    intention.level = HENSIGT_INTENTION_LEVEL_DECLARATION;
    for (int i = 0; i < BATCH; i++) {
        snprintf(ids[i], sizeof ids[i], "%s%d", prefix, i);
        requests[i] = (hensigt_create_intention_request)HENSIGT_CREATE_INTENTION_REQUEST_INIT;
        requests[i].intention_id = ids[i];
        requests[i].intention = &intention;
        ordered[i] = &requests[i];
    }
    batch.requests = ordered;
    batch.n_requests = BATCH;
    memset(id, request_id, sizeof id);
    envelope.method = "hensigt.v1.IntentionService/BatchCreateIntentions";
    envelope.request_id = (ProtobufCBinaryData){.len = sizeof id, .data = id};
    envelope.body.len = protobuf_c_message_get_packed_size(&batch.base);
    envelope.body.data = malloc(envelope.body.len);
    assert_non_null(envelope.body.data);
    protobuf_c_message_pack(&batch.base, envelope.body.data);
    *size = protobuf_c_message_get_packed_size(&envelope.base);
    uint8_t *bytes = malloc(*size);
    assert_non_null(bytes);
    protobuf_c_message_pack(&envelope.base, bytes);
    free(envelope.body.data);
    return bytes;
}

static void a_repeated_batch_has_one_effect_and_the_same_reply(void **state)
{
    struct fixture *f = *state;
    size_t size;
    given_parties(f);
    uint8_t *batch = pack_batch("r", 1, &size);
    assert_string_equal(call_bytes(f, batch, size), "OK");
    const hensigt_rpc_reply *first = reply_envelope(f);
    /* Something else happens between. */
    expect(f, "SubmitIntention", "{'name': 'intentions/r1'}", "OK");
    assert_string_equal(call_bytes(f, batch, size), "OK");
    const hensigt_rpc_reply *again = reply_envelope(f);
    assert_int_equal(again->body.len, first->body.len);
    assert_memory_equal(again->body.data, first->body.data, first->body.len);
    assert_int_equal(again->receipt->sequence, first->receipt->sequence);
    expect_reply(f, "GetIntention", "{'name': 'intentions/r1'}", "{'state': 'STATE_SUBMITTED'}");
    expect_reply(f, "ListRevisions", "{'name': 'intentions/r2'}",
                 "{'revisions': [{'method': 'hensigt.v1.IntentionService/BatchCreateIntentions'}]}");
    free(batch);
    batch = pack_batch("q", 1, &size);
    assert_string_equal(call_bytes(f, batch, size), "INVALID_ARGUMENT REQUEST_ID_REUSED");
    free(batch);
    expect(f, "GetIntention", "{'name': 'intentions/q0'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_batch_is_entered_whole, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(one_wrong_request_refuses_the_batch_and_all_wrong_ones_are_named, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_batch_is_confirmed_whole, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_batch_has_a_limit, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_repeated_batch_has_one_effect_and_the_same_reply, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
