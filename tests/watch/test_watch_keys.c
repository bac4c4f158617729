/* Waiting for changes with an access key: what it may not see wakes nobody, and a key that is revoked is answered nothing. */
#include "../rules/fixture.h"
#include "support.h"

#include <string.h>

static const char partners[] = "'VISIBILITY_PARTNERS'";
static const char public[] = "'VISIBILITY_PUBLIC'";

static void enter_intention(struct fixture *f, const char *id, const char *visibility)
{
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/holder', 'process': 'processes/p', 'level':"
                  " 'LEVEL_COMMITMENT', 'visibility': %s}}",
                  id, visibility),
           "OK");
}

/* Waits for changes of intentions that are made from now on; NULL = as the owner. */
static void wait_as(struct fixture *f, struct asked *asked, const char *key)
{
    size_t size;
    expect(f, "ListChanges", "{'pageSize': 1000}", "OK");
    const char *request =
        format(f, "{'kinds': ['Intention'], 'afterSequence': '%s', 'wait': '60s'}", reply_string(f, "lastSequence"));
    const uint8_t *envelope = envelope_with(f, key ? token_of(f, key) : NULL, "ListChanges", request, &size);
    ask_packed(dispatch_of(f), asked, key ? HS_TRUST_KEY : HS_TRUST_OWNER, envelope, size);
}

static void given_holder(struct fixture *f)
{
    given_organisations(f, "holder");
    given_process(f);
    given_key(f, "reader", "READER", "");
}

static void test_woken_by_what_may_be_seen_only(void **state)
{
    struct fixture *f = *state;
    struct asked owner, reader, holder;
    given_holder(f);
    given_key(f, "holder", "SIGNATORY", "'organisations': ['organisations/holder']");
    wait_as(f, &reader, "reader");
    wait_as(f, &owner, NULL);
    wait_as(f, &holder, "holder");
    enter_intention(f, "hidden", partners);
    assert_string_equal(changes_of(&owner)->changes[0]->name, "intentions/hidden");
    assert_string_equal(changes_of(&holder)->changes[0]->name, "intentions/hidden");
    enter_intention(f, "shown", public);
    assert_int_equal(changes_of(&reader)->n_changes, 1);
    assert_string_equal(changes_of(&reader)->changes[0]->name, "intentions/shown");
    assert_int_equal(changes_of(&reader)->last_sequence, changes_of(&owner)->last_sequence + 1);
    asked_free(&owner);
    asked_free(&reader);
    asked_free(&holder);
}

static void test_revoked_while_waiting(void **state)
{
    struct fixture *f = *state;
    struct asked reader;
    given_holder(f);
    wait_as(f, &reader, "reader");
    expect(f, "RevokeAccessKey", "{'name': 'accessKeys/reader', 'reason': 'lost'}", "OK");
    enter_intention(f, "shown", public);
    asked_wait(&reader);
    assert_int_equal(code_of(&reader), HS_UNAUTHENTICATED);
    assert_string_equal(reason_of(&reader), "ACCESS_KEY_REVOKED");
    asked_free(&reader);
}

static void test_without_a_key(void **state)
{
    struct fixture *f = *state;
    struct asked asked;
    size_t size;
    const uint8_t *envelope = envelope_with(f, NULL, "ListChanges", "{'wait': '60s'}", &size);
    ask_packed(dispatch_of(f), &asked, HS_TRUST_KEY, envelope, size);
    assert_true(asked_is_over(&asked));
    assert_int_equal(code_of(&asked), HS_UNAUTHENTICATED);
    asked_free(&asked);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_woken_by_what_may_be_seen_only),
        TEST(test_revoked_while_waiting),
        TEST(test_without_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
