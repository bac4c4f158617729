/* Keys: which let anyone in, until when, and what is told of those that do not. */
#include "fixture.h"

#include "crypto/crypto.h"
#include "service/access.h"
#include "store/store.h"

#include "hensigt/rpc/v1/envelope.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *list(struct fixture *f, const char *token)
{
    return call_with(f, token, "ListCentres", "{}");
}

/* ---- tokens -------------------------------------------------------------------------------------------------------------- */

static void a_key_lets_its_holder_in(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    assert_string_equal(list(f, token_of(f, "reader")), "OK");
    assert_string_equal(refusals(f), "");
}

static void the_owners_key_needs_no_row(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(call_with(f, owner_token, "ListAccessKeys", "{}"), "OK");
    assert_string_equal(list(f, format(f, "%.63s", owner_token)), "UNAUTHENTICATED ACCESS_KEY_INVALID");
    assert_string_equal(list(f, format(f, "%s0", owner_token)), "UNAUTHENTICATED ACCESS_KEY_INVALID");
    assert_string_equal(list(f, format(f, "1%s", owner_token + 1)), "UNAUTHENTICATED ACCESS_KEY_INVALID");
    assert_string_equal(list(f, "owner"), "UNAUTHENTICATED ACCESS_KEY_INVALID");
}

static void wrong_tokens_are_refused_alike(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    const char *good = token_of(f, "reader");
    const char *secret = strchr(good, '.') + 1;
    const char *const wrong[] = {
        ".",
        "reader",
        "reader.",
        format(f, ".%s", secret),
        format(f, "reader:%s", secret),
        format(f, "reader..%s", secret),
        format(f, "Reader.%s", secret),
        format(f, "../reader.%s", secret),
        format(f, "reader/x.%s", secret),
        format(f, "accessKeys/reader.%s", secret),
        format(f, "-.%s", secret),
        format(f, " %s", good),
        format(f, "%s ", good),
        format(f, "%s=", good),
        format(f, "%s.", good),
        format(f, "%.*s", (int)strlen(good) - 1, good),
        format(f, "%sA", good),
        format(f, "reader.%s%s", secret, secret),
        format(f, "reader.%.10s", secret),
        format(f, "nobody.%s", secret),
        format(f, "reader.%s", strchr(token_of(f, "other"), '.') + 1),
        format(f, "%0100d.%s", 7, secret),
    };
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (strcmp(list(f, wrong[i]), "UNAUTHENTICATED ACCESS_KEY_INVALID") != 0)
            fail_msg("'%s': %s", wrong[i], list(f, wrong[i]));
    assert_string_equal(list(f, ""), "UNAUTHENTICATED ACCESS_KEY_MISSING");
    assert_string_equal(list(f, good), "OK");
}

/* Who has no valid key is told so before anything else, and learns nothing. */
static void nothing_is_looked_at_before_the_key(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(call_with(f, "no.key", "GetCentre", "{}"), "UNAUTHENTICATED ACCESS_KEY_INVALID");
    assert_string_equal(call_with(f, "no.key", "CheckHealth", "{}"), "OK");
    assert_string_equal(call_with(f, "", "CheckHealth", "{}"), "OK");
}

/* ---- what is told of refused keys -------------------------------------------------------------------------------------- */

static void a_refusal_is_told_without_the_key(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    (void)list(f, "");
    (void)list(f, "secret-in-the-wrong-place");
    (void)call_with(f, format(f, "reader.%s", strchr(token_of(f, "other"), '.') + 1), "DeleteCentre", "{'name': 'centres/c'}");
    assert_string_equal(refusals(f), "- ListCentres ACCESS_KEY_MISSING; - ListCentres ACCESS_KEY_INVALID;"
                                     " accessKeys/reader DeleteCentre ACCESS_KEY_INVALID");
    assert_null(strstr(refusals(f), strchr(token_of(f, "other"), '.') + 1));
}

/* The secret itself is nowhere in the registry, and its hash where only the owner sees it. */
static void the_secret_is_not_kept(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    expect(f, "GetAccessKey", "{'name': 'accessKeys/reader'}", "OK");
    assert_null(strstr(reply_text(f), strchr(token_of(f, "reader"), '.') + 1));
    expect(f, "ListRevisions as reader", "{'name': 'accessKeys/reader'}", "NOT_FOUND RESOURCE_NOT_FOUND");
    expect(f, "ListRevisions", "{'name': 'accessKeys/reader'}", "OK");
}

/* ---- the rows ------------------------------------------------------------------------------------------------------------ */

static void a_key_says_what_it_is_for(void **state)
{
    static const struct {
        const char *members;
        const char *outcome;
    } cases[] = {
        {"'role': 'ROLE_READER'", "OK"},
        {"'role': 'ROLE_UNSPECIFIED'", "INVALID_ARGUMENT access_key.role:REQUIRED"},
        {"'role': 'ROLE_CENTRE_EDITOR'", "INVALID_ARGUMENT access_key.centres:REQUIRED"},
        {"'role': 'ROLE_SIGNATORY'", "INVALID_ARGUMENT access_key.organisations:REQUIRED"},
        {"'role': 'ROLE_READER', 'centres': ['centres/c']", "INVALID_ARGUMENT access_key.centres:NOT_APPLICABLE"},
        {"'role': 'ROLE_CENTRE_EDITOR', 'centres': ['centres/c'], 'organisations': ['organisations/a']",
         "INVALID_ARGUMENT access_key.organisations:NOT_APPLICABLE"},
        {"'role': 'ROLE_CENTRE_EDITOR', 'centres': ['centres/none']", "NOT_FOUND access_key.centres[0]:REFERENCE_NOT_FOUND"},
        {"'role': 'ROLE_CENTRE_EDITOR', 'centres': ['centres/c']", "OK"},
        {"'role': 'ROLE_SIGNATORY', 'organisations': ['organisations/a']", "OK"},
        {"'role': 'ROLE_READER', 'expireTime': '2022-05-31T12:00:00Z'", "INVALID_ARGUMENT access_key.expire_time:PAST"},
    };
    struct fixture *f = *state;
    given_process(f);
    given_organisations(f, "a");
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(f, "CreateAccessKey",
               format(f, "{'accessKey': {'title': 'T', 'secretHash': '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU', %s}}",
                      cases[i].members),
               cases[i].outcome);
    expect(f, "CreateAccessKey", "{'accessKey': {'title': 'T', 'role': 'ROLE_READER', 'secretHash': 'AAAA'}}",
           "INVALID_ARGUMENT access_key.secret_hash:TOO_SHORT");
}

static void what_a_key_may_do_does_not_change(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    expect(f, "UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'role': 'ROLE_OWNER'}}",
           "INVALID_ARGUMENT access_key.role:IMMUTABLE");
    expect(f, "UpdateAccessKey",
           "{'accessKey': {'name': 'accessKeys/reader', 'secretHash': '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'}}",
           "INVALID_ARGUMENT access_key.secret_hash:IMMUTABLE");
    expect(f, "UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'title': 'Another'}}", "OK");
}

static void a_key_ends_at_its_time(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "'expireTime': '2022-06-10T12:00:00Z'");
    assert_string_equal(list(f, token_of(f, "reader")), "OK");
    set_day(f, "2022-06-09");
    assert_string_equal(list(f, token_of(f, "reader")), "OK");
    set_day(f, "2022-06-10"); /* noon */
    assert_string_equal(list(f, token_of(f, "reader")), "UNAUTHENTICATED ACCESS_KEY_EXPIRED");
    /* A wrong secret is not told that the key has expired. */
    assert_string_equal(list(f, format(f, "reader.%s", strchr(token_of(f, "other"), '.') + 1)),
                        "UNAUTHENTICATED ACCESS_KEY_INVALID");
    expect(f, "UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'expireTime': '2023-01-01T00:00:00Z'}}", "OK");
    assert_string_equal(list(f, token_of(f, "reader")), "OK");
    expect(f, "UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'expireTime': '2022-06-10T11:59:59Z'}}", "OK");
    assert_string_equal(list(f, token_of(f, "reader")), "UNAUTHENTICATED ACCESS_KEY_EXPIRED");
}

static void a_key_that_is_revoked_or_deleted_is_over_at_once(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    given_key(f, "other", "READER", "");
    expect(f, "RevokeAccessKey", "{'name': 'accessKeys/reader', 'reason': 'lost'}", "OK");
    assert_string_equal(list(f, token_of(f, "reader")), "UNAUTHENTICATED ACCESS_KEY_REVOKED");
    assert_string_equal(list(f, token_of(f, "other")), "OK");
    expect(f, "RevokeAccessKey", "{'name': 'accessKeys/reader', 'reason': 'again'}",
           "FAILED_PRECONDITION accessKeys/reader:WRONG_STATE");
    expect(f, "UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'title': 'X'}}",
           "FAILED_PRECONDITION accessKeys/reader:WRONG_STATE");
    expect(f, "DeleteAccessKey", "{'name': 'accessKeys/other'}", "OK");
    assert_string_equal(list(f, token_of(f, "other")), "UNAUTHENTICATED ACCESS_KEY_INVALID");
}

/* ---- a write that waits ------------------------------------------------------------------------------------------------ */

/* A write that holds the writer until it is let go. */
struct hold {
    struct hs_write write;
    struct hs_arena arena;
    struct hs_status status;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool held, let_go, done;
};

static void set(struct hold *hold, bool *what)
{
    pthread_mutex_lock(&hold->lock);
    *what = true;
    pthread_cond_broadcast(&hold->changed);
    pthread_mutex_unlock(&hold->lock);
}

static void wait_for(struct hold *hold, const bool *what)
{
    pthread_mutex_lock(&hold->lock);
    while (!*what)
        pthread_cond_wait(&hold->changed, &hold->lock);
    pthread_mutex_unlock(&hold->lock);
}

static enum hs_code hold_writer(struct hs_write *write, struct hs_view *view)
{
    struct hold *hold = (struct hold *)write;
    (void)view;
    set(hold, &hold->held);
    wait_for(hold, &hold->let_go);
    return HS_OK;
}

static void hold_done(struct hs_write *write, enum hs_write_end end)
{
    struct hold *hold = (struct hold *)write;
    assert_int_equal(end, HS_WRITE_COMMITTED);
    set(hold, &hold->done);
}

static void begin_hold(struct hold *hold, struct hs_store *store)
{
    *hold = (struct hold){
        .write = {.caller = "test", .method = "Hold", .status = &hold->status, .run = hold_writer, .done = hold_done},
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
    };
    hs_arena_init(&hold->arena, 64 * 1024);
    hs_status_init(&hold->status, &hold->arena);
    assert_int_equal(hs_store_submit(store, &hold->write), HS_OK);
    wait_for(hold, &hold->held);
}

static void end_hold(struct hold *hold)
{
    wait_for(hold, &hold->done);
    hs_arena_free(&hold->arena);
    pthread_cond_destroy(&hold->changed);
    pthread_mutex_destroy(&hold->lock);
}

/* A call whose reply comes later. */
struct later {
    struct hs_exchange exchange;
    struct hold *hold; /* whose lock and condition are used */
    uint8_t *reply;
    size_t size;
    bool answered;
};

static void take_reply(struct hs_exchange *exchange, const uint8_t *reply, size_t size)
{
    struct later *later = (struct later *)exchange;
    later->reply = malloc(size + 1);
    memcpy(later->reply, reply, size);
    later->size = size;
    set(later->hold, &later->answered);
}

static void call_later(struct fixture *f, struct hold *hold, struct later *later, const char *token, const char *method,
                       const char *request)
{
    size_t size = 0;
    const uint8_t *envelope = envelope_with(f, token, method, request, &size);
    *later = (struct later){
        .exchange = {.request = envelope, .size = size, .trust = token ? HS_TRUST_KEY : HS_TRUST_OWNER, .reply = take_reply},
        .hold = hold,
    };
    hs_dispatch_take(dispatch_of(f), &later->exchange);
}

static const char *outcome_later(struct fixture *f, struct later *later)
{
    wait_for(later->hold, &later->answered);
    const char *outcome = outcome_in(f, later->reply, later->size);
    free(later->reply);
    return outcome;
}

/* The key was valid when the write came, and is not when its turn comes. */
static void a_write_that_waits_is_done_with_the_rights_of_its_turn(void **state)
{
    struct fixture *f = *state;
    struct hold hold;
    struct later before, revocation, after;
    given_key(f, "registrar", "REGISTRAR", "");
    const char *token = token_of(f, "registrar");
    begin_hold(&hold, store_of(f));
    call_later(f, &hold, &before, token, "CreateSource", "{'sourceId': 'before', 'source': {'title': 'S'}}");
    call_later(f, &hold, &revocation, NULL, "RevokeAccessKey", "{'name': 'accessKeys/registrar', 'reason': 'lost'}");
    call_later(f, &hold, &after, token, "CreateSource", "{'sourceId': 'after', 'source': {'title': 'S'}}");
    set(&hold, &hold.let_go);
    assert_string_equal(outcome_later(f, &before), "OK");
    assert_string_equal(outcome_later(f, &revocation), "OK");
    assert_string_equal(outcome_later(f, &after), "UNAUTHENTICATED ACCESS_KEY_REVOKED");
    assert_string_equal(refusals(f), "accessKeys/registrar CreateSource ACCESS_KEY_REVOKED");
    end_hold(&hold);
    expect(f, "GetSource", "{'name': 'sources/before'}", "OK");
    expect(f, "GetSource", "{'name': 'sources/after'}", "NOT_FOUND RESOURCE_NOT_FOUND");
}

/* The envelope with a request id in it, so that its repetition is recognised. */
static const uint8_t *with_request_id(struct fixture *f, const uint8_t *envelope, size_t *size)
{
    static uint8_t id[HS_STORE_REQUEST_ID_SIZE] = {1, 2, 3};
    hensigt_rpc_request *request = hensigt__rpc__v1__request__unpack(NULL, *size, envelope);
    assert_non_null(request);
    request->request_id = (ProtobufCBinaryData){.len = sizeof id, .data = id};
    *size = hensigt__rpc__v1__request__get_packed_size(request);
    uint8_t *longer = (uint8_t *)(uintptr_t)format(f, "%*s", (int)*size, "");
    hensigt__rpc__v1__request__pack(request, longer);
    request->request_id = (ProtobufCBinaryData){0};
    hensigt__rpc__v1__request__free_unpacked(request, NULL);
    return longer;
}

/* What a write did before is told again to who may still ask. */
static void a_repetition_that_waits_is_answered_with_the_rights_of_its_turn(void **state)
{
    struct fixture *f = *state;
    struct hold hold;
    struct later revocation, again;
    uint8_t *reply = NULL;
    size_t reply_size = 0, size = 0;
    given_key(f, "registrar", "REGISTRAR", "");
    const uint8_t *envelope =
        envelope_with(f, token_of(f, "registrar"), "CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", &size);
    envelope = with_request_id(f, envelope, &size);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(hs_dispatch_call(dispatch_of(f), HS_TRUST_KEY, envelope, size, &reply, &reply_size), HS_OK);
        assert_string_equal(outcome_in(f, reply, reply_size), "OK");
        free(reply);
    }
    begin_hold(&hold, store_of(f));
    call_later(f, &hold, &revocation, NULL, "RevokeAccessKey", "{'name': 'accessKeys/registrar', 'reason': 'lost'}");
    again =
        (struct later){.exchange = {.request = envelope, .size = size, .trust = HS_TRUST_KEY, .reply = take_reply}, .hold = &hold};
    hs_dispatch_take(dispatch_of(f), &again.exchange);
    set(&hold, &hold.let_go);
    assert_string_equal(outcome_later(f, &revocation), "OK");
    assert_string_equal(outcome_later(f, &again), "UNAUTHENTICATED ACCESS_KEY_REVOKED");
    end_hold(&hold);
}

/* The same of the centres a key is for. */
static void a_write_that_waits_is_done_with_the_scope_of_its_turn(void **state)
{
    struct fixture *f = *state;
    struct hold hold;
    struct later change, after;
    given_process(f);
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D'}}", "OK");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    begin_hold(&hold, store_of(f));
    call_later(f, &hold, &change, NULL, "UpdateAccessKey",
               "{'accessKey': {'name': 'accessKeys/editor', 'centres': ['centres/d']}}");
    call_later(f, &hold, &after, token_of(f, "editor"), "UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'X'}}");
    set(&hold, &hold.let_go);
    assert_string_equal(outcome_later(f, &change), "OK");
    assert_string_equal(outcome_later(f, &after), "PERMISSION_DENIED SCOPE_MISSING");
    end_hold(&hold);
}

/* ---- comparing ----------------------------------------------------------------------------------------------------------- */

/* The linker leads every call of the comparison in constant time here (CMakeLists.txt). */
bool __real_hs_bytes_equal(const void *a, const void *b, size_t size);
bool __wrap_hs_bytes_equal(const void *a, const void *b, size_t size);

static size_t compared; /* bytes, by the last comparison; reads are answered on the thread that calls */

bool __wrap_hs_bytes_equal(const void *a, const void *b, size_t size)
{
    compared = size;
    return __real_hs_bytes_equal(a, b, size);
}

static void secrets_are_compared_in_constant_time(void **state)
{
    struct fixture *f = *state;
    given_key(f, "reader", "READER", "");
    const char *const wrong[] = {format(f, "reader.%s", strchr(token_of(f, "other"), '.') + 1), format(f, "1%s", owner_token + 1)};
    const size_t sizes[] = {HS_SHA256_SIZE, 64};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        compared = 0;
        assert_string_equal(call_with(f, wrong[i], "GetCentre", "{'name': 'centres/c'}"), "UNAUTHENTICATED ACCESS_KEY_INVALID");
        assert_int_equal(compared, sizes[i]);
    }
}

static void a_secret_is_right_in_every_bit_or_wrong(void **state)
{
    struct fixture *f = *state;
    uint8_t secret[HS_KEY_SIZE];
    char text[HS_BASE64URL_SIZE(HS_KEY_SIZE)];
    size_t size = 0;
    given_key(f, "reader", "READER", "");
    assert_true(hs_base64url_decode(strchr(token_of(f, "reader"), '.') + 1, secret, sizeof secret, &size));
    for (size_t bit = 0; bit < sizeof secret * 8; bit++) {
        secret[bit / 8] = (uint8_t)(secret[bit / 8] ^ 1u << bit % 8);
        hs_base64url_encode(secret, sizeof secret, text);
        assert_string_equal(list(f, format(f, "reader.%s", text)), "UNAUTHENTICATED ACCESS_KEY_INVALID");
        secret[bit / 8] = (uint8_t)(secret[bit / 8] ^ 1u << bit % 8);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_lets_its_holder_in),
        TEST(the_owners_key_needs_no_row),
        TEST(wrong_tokens_are_refused_alike),
        TEST(nothing_is_looked_at_before_the_key),
        TEST(a_refusal_is_told_without_the_key),
        TEST(the_secret_is_not_kept),
        TEST(a_key_says_what_it_is_for),
        TEST(what_a_key_may_do_does_not_change),
        TEST(a_key_ends_at_its_time),
        TEST(a_key_that_is_revoked_or_deleted_is_over_at_once),
        TEST(a_write_that_waits_is_done_with_the_rights_of_its_turn),
        TEST(a_repetition_that_waits_is_answered_with_the_rights_of_its_turn),
        TEST(a_write_that_waits_is_done_with_the_scope_of_its_turn),
        TEST(secrets_are_compared_in_constant_time),
        TEST(a_secret_is_right_in_every_bit_or_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
