/* A person's name is taken out of the registry: everywhere, for ever, and provably nothing else. */
#include "fixture.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name that stands nowhere by chance, with a letter that folds. */
#define PERSON "Zanzibarius Åqvist"
#define OFFICE(person) "{'kind': 'OFFICE_KIND_DIRECTOR', 'person': '" person "', 'title': 'direktør'}"

/* How often bytes stand in a file, letters of ASCII in either case. 0 for a file that is not there. */
static int count_in_file(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "rb");
    size_t length = strlen(bytes), at = 0;
    int count = 0;
    if (!file)
        return 0;
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
        if (tolower(c) == tolower((unsigned char)bytes[at]))
            at++;
        else
            at = tolower(c) == tolower((unsigned char)bytes[0]);
        count += at == length;
        at = at == length ? 0 : at;
    }
    fclose(file);
    return count;
}

static int count_in_files(struct fixture *f, const char *bytes)
{
    return count_in_file(path_of(f), bytes) + count_in_file(format(f, "%s-wal", path_of(f)), bytes);
}

static void redact(struct fixture *f, const char *person, const char *reply)
{
    expect_reply(f, "RedactPerson", format(f, "{'person': '%s', 'reason': 'asked for it'}", person), reply);
}

/* A centre whose director was PERSON and is so again, after another. */
static void given_centre(struct fixture *f)
{
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'offices': [" OFFICE(PERSON) "]}}", "OK");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'offices': [" OFFICE("Somebody Else") "]}}", "OK");
    expect(f, "UpdateCentre",
           "{'centre': {'name': 'centres/c', 'offices': [" OFFICE("Somebody Else") ", " OFFICE(" " PERSON "\\n") "]}}", "OK");
}

static void the_name_goes_from_now_and_from_history(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    const char *before = next_second(f);
    expect_reply(f, "ListCentres", "{'filter': 'offices.person:\\'" PERSON "\\''}", "{'centres': []}");
    redact(f, " " PERSON " ",
           "{'reason': 'asked for it', 'resourceCount': 1, 'revisionCount': 2, 'stagedLineCount': 0,"
           " 'kindCounts': [{'kind': 'Centre', 'resourceCount': 1, 'revisionCount': 2}], 'resources': ['centres/c'],"
           " 'mentions': [], 'mentionCount': 0}");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}",
                 "{'offices': [{'person': 'Somebody Else'}, {'person': '[redacted]', 'title': 'direktør'}]}");
    expect_reply(f, "GetCentre", format(f, "{'name': 'centres/c', 'readTime': '%s'}", before),
                 "{'offices': [{'person': 'Somebody Else'}, {'person': '[redacted]'}]}");
    expect_reply(f, "ListRevisions", "{'name': 'centres/c'}",
                 "{'revisions': [{'resource': {'offices': [{'person': 'Somebody Else'}, {'person': '[redacted]'}]}},"
                 " {'resource': {'offices': [{'person': 'Somebody Else'}]}},"
                 " {'resource': {'offices': [{'person': '[redacted]'}]}}]}");
    expect_reply(f, "SearchResources", "{'query': 'zanzibarius'}", "{'hits': []}");
    expect_reply(f, "SearchResources", "{'query': 'somebody'}", "{'hits': [{'name': 'centres/c'}]}");
    assert_null(strstr(reply_text(f), PERSON));
    expect(f, "CheckStore", "{}", "OK");
}

static void nothing_is_left_in_the_files(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    for (int i = 0; i < 300; i++) {
        expect(f, "CreateCentre",
               format(f, "{'centreId': 'c%d', 'centre': {'title': '%0*d', 'offices': [" OFFICE(PERSON) "]}}", i, 1 + i % 300, i),
               "OK");
        if (i % 3 == 0)
            expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c%d', 'offices': [" OFFICE("N") "]}}", i), "OK");
        if (i % 5 == 0)
            expect(f, "DeleteCentre", format(f, "{'name': 'centres/c%d'}", i), "OK");
    }
    assert_true(count_in_files(f, "zanzibarius") > 300);
    redact(f, PERSON, "{'resourceCount': 201}");
    assert_int_equal(count_in_files(f, "zanzibarius"), 0);
    expect(f, "CheckStore", "{}", "OK");
    expect_reply(f, "VerifyLedger", "{}", "{'complete': true, 'brokenSequence': null}");
}

static void the_chain_holds_and_says_what_was_redacted(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    expect_reply(f, "VerifyLedger", "{'limit': 3}", "{'lastSequence': '3', 'redactedCount': null}");
    const char *hash = reply_string(f, "chainHash");
    redact(f, PERSON, "{}");
    expect_reply(f, "VerifyLedger", "{'limit': 3}",
                 format(f, "{'lastSequence': '3', 'brokenSequence': null, 'redactedCount': '2', 'chainHash': '%s'}", hash));
    expect_reply(f, "VerifyLedger", "{'afterSequence': 2}", "{'complete': true, 'brokenSequence': null, 'redactedCount': '1'}");
}

/* An etag is made from the content: the old one would tell the name to whoever guesses it. */
static void etags_follow_the_content(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    expect(f, "GetCentre", "{'name': 'centres/c'}", "OK");
    const char *etag = reply_string(f, "etag");
    redact(f, PERSON, "{}");
    expect(f, "GetCentre", "{'name': 'centres/c'}", "OK");
    const char *redacted = reply_string(f, "etag");
    assert_string_not_equal(redacted, etag);
    expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c', 'title': 'D', 'etag': '%s'}}", etag),
           "ABORTED ETAG_MISMATCH");
    expect(f, "UpdateCentre", format(f, "{'centre': {'name': 'centres/c', 'title': 'D', 'etag': '%s'}}", redacted), "OK");
}

/* Only the same name, and only where a person's name stands. */
static void other_texts_are_left_and_pointed_out(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateCentre",
           "{'centreId': 'c', 'centre': {'title': 'The centre of " PERSON
           "', 'offices': [" OFFICE(PERSON " Jr") ", " OFFICE("zanzibarius åqvist") "], 'provenance': {'note': 'says " PERSON
                                                                                    "'}}}",
           "OK");
    expect(f, "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'C'}}", "OK");
    redact(f, PERSON,
           "{'resourceCount': 0, 'revisionCount': 0, 'mentionCount': 3, 'mentions': ["
           "{'resource': 'centres/c', 'field': 'offices.person'}, {'resource': 'centres/c', 'field': 'provenance.note'},"
           " {'resource': 'centres/c', 'field': 'title'}]}");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}",
                 "{'offices': [{'person': '" PERSON " Jr'}, {'person': 'zanzibarius åqvist'}],"
                 " 'provenance': {'note': 'says " PERSON "'}}");
    expect_reply(f, "VerifyLedger", "{}", "{'complete': true, 'redactedCount': null}");
}

static void it_may_be_done_again(void **state)
{
    struct fixture *f = *state;
    given_centre(f);
    redact(f, PERSON, "{'revisionCount': 2}");
    redact(f, PERSON, "{'revisionCount': 0, 'resourceCount': 0, 'resources': []}");
    expect_reply(f, "VerifyLedger", "{}", "{'complete': true, 'redactedCount': '2'}");
    expect(f, "ListRedactions", "{}", "OK");
    assert_null(strstr(reply_text(f), "Zanzibarius"));
}

static void staged_lines_are_redacted(void **state)
{
    struct fixture *f = *state;
    expect(f, "StartImport", "{}", "OK");
    const char *name = reply_string(f, "name");
    expect(
        f, "AppendImport",
        format(f,
               "{'name': '%s', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Centre', 'name': 'centres/c', 'title': 'C',"
               " 'offices': [" OFFICE(PERSON) "]}}]}",
               name),
        "OK");
    redact(f, PERSON, "{'stagedLineCount': 1, 'revisionCount': 0, 'resourceCount': 0}");
    assert_int_equal(count_in_files(f, "zanzibarius"), 0);
    expect(f, "CommitImport", format(f, "{'name': '%s'}", name), "OK");
    expect_reply(f, "GetCentre", "{'name': 'centres/c'}", "{'offices': [{'person': '[redacted]'}]}");
}

static void verifiers_are_persons_too(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateOrganisation",
           "{'organisationId': 'o', 'organisation': {'title': 'O', 'kind': 'KIND_REGION',"
           " 'identifiers': [{'scheme': 'X', 'value': '1', 'verifier': '" PERSON "'}]}}",
           "OK");
    redact(f, PERSON, "{'kindCounts': [{'kind': 'Organisation', 'resourceCount': 1, 'revisionCount': 1}]}");
    expect_reply(f, "GetOrganisation", "{'name': 'organisations/o'}",
                 "{'identifiers': [{'value': '1', 'verifier': '[redacted]'}]}");
}

static void wrong_requests_are_refused(void **state)
{
    static const struct expectation calls[] = {
        {"RedactPerson", "{'reason': 'r'}", "INVALID_ARGUMENT person:REQUIRED"},
        {"RedactPerson", "{'person': '  ', 'reason': 'r'}", "INVALID_ARGUMENT person:REQUIRED"},
        {"RedactPerson", "{'person': 'P'}", "INVALID_ARGUMENT reason:REQUIRED"},
        {"RedactPerson", "{'person': '[redacted]', 'reason': 'r'}", "INVALID_ARGUMENT person:REDACTED"},
        {"RedactPerson", "{'person': '" PERSON "', 'reason': 'as " PERSON " asked'}", "INVALID_ARGUMENT reason:NAMES_PERSON"},
    };
    struct fixture *f = *state;
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "CheckHealth", "{}", "{'lastSequence': null}");
}

/* ---- request ids --------------------------------------------------------------------------------------------------------- */

/* A call with a request id of one byte, repeated. */
static const char *call_as(struct fixture *f, uint8_t id, const char *method, const char *request)
{
    uint8_t request_id[HS_STORE_REQUEST_ID_SIZE];
    size_t size = 0, length = 0;
    memset(request_id, id, sizeof request_id);
    const uint8_t *plain = envelope_with(f, NULL, method, request, &length);
    hensigt_rpc_request *envelope = hensigt__rpc__v1__request__unpack(NULL, length, plain);
    assert_non_null(envelope);
    ProtobufCBinaryData none = envelope->request_id;
    envelope->request_id.data = request_id;
    envelope->request_id.len = sizeof request_id;
    size = hensigt__rpc__v1__request__get_packed_size(envelope);
    uint8_t *packed = malloc(size);
    assert_non_null(packed);
    hensigt__rpc__v1__request__pack(envelope, packed);
    envelope->request_id = none;
    hensigt__rpc__v1__request__free_unpacked(envelope, NULL);
    const char *outcome = call_bytes(f, packed, size);
    free(packed);
    return outcome;
}

static void a_repeat_gets_the_same_answer(void **state)
{
    static const char request[] = "{'person': '" PERSON "', 'reason': 'r'}";
    struct fixture *f = *state;
    given_centre(f);
    assert_string_equal(call_as(f, 1, "RedactPerson", request), "OK");
    ProtobufCBinaryData first = reply_envelope(f)->body;
    uint8_t *copy = malloc(first.len);
    assert_non_null(copy);
    memcpy(copy, first.data, first.len);
    assert_string_equal(call_as(f, 1, "RedactPerson", request), "OK");
    assert_int_equal(reply_envelope(f)->body.len, first.len);
    assert_memory_equal(reply_envelope(f)->body.data, copy, first.len);
    free(copy);
    expect_reply(f, "VerifyLedger", "{}", "{'lastSequence': '4'}");
}

/* The digest of a request is one more thing to try names against. */
static void digests_of_requests_are_forgotten(void **state)
{
    static const char create[] = "{'centreId': 'c', 'centre': {'title': 'C', 'offices': [" OFFICE(PERSON) "]}}";
    static const char other[] = "{'centreId': 'c', 'centre': {'title': 'C', 'offices': [" OFFICE("Another") "]}}";
    struct fixture *f = *state;
    assert_string_equal(call_as(f, 1, "CreateCentre", create), "OK");
    assert_string_equal(call_as(f, 1, "CreateCentre", other), "INVALID_ARGUMENT REQUEST_ID_REUSED");
    redact(f, PERSON, "{}");
    assert_string_equal(call_as(f, 1, "CreateCentre", create), "OK");
    assert_string_equal(call_as(f, 1, "CreateCentre", other), "OK");
    expect_reply(f, "VerifyLedger", "{}", "{'lastSequence': '2'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_name_goes_from_now_and_from_history),
        TEST(nothing_is_left_in_the_files),
        TEST(the_chain_holds_and_says_what_was_redacted),
        TEST(etags_follow_the_content),
        TEST(other_texts_are_left_and_pointed_out),
        TEST(it_may_be_done_again),
        TEST(staged_lines_are_redacted),
        TEST(verifiers_are_persons_too),
        TEST(wrong_requests_are_refused),
        TEST(a_repeat_gets_the_same_answer),
        TEST(digests_of_requests_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
