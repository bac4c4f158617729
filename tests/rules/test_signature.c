/* Declarations confirmed by signature: what holds, and everything that does not. */
#include "fixture.h"

#include "crypto/crypto.h"
#include "crypto/sign.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MOST = 4096 };

/* A private key for each letter. */
static void seed_of(char letter, uint8_t seed[HS_SIGN_SEED_SIZE])
{
    memset(seed, letter, HS_SIGN_SEED_SIZE);
}

static const char *base64(struct fixture *f, const uint8_t *bytes, size_t size)
{
    char text[HS_BASE64URL_SIZE(BYTES_MOST)];
    hs_base64url_encode(bytes, size, text);
    return format(f, "%s", text);
}

/* The signing key `key` of an organisation, whose private key is that of the letter. */
static void given_signing_key(struct fixture *f, const char *organisation, const char *key, char letter)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t public_key[HS_SIGN_PUBLIC_SIZE];
    seed_of(letter, seed);
    hs_sign_public_key(seed, public_key);
    expect(f, "CreateSigningKey",
           format(f, "{'parent': 'organisations/%s', 'signingKeyId': '%s', 'signingKey': {'title': 'K', 'publicKey': '%s'}}",
                  organisation, key, base64(f, public_key, sizeof public_key)),
           "OK");
}

static void given_parties(struct fixture *f)
{
    given_process(f);
    given_organisations(f, "a b");
    given_signing_key(f, "a", "k", 'a');
    given_signing_key(f, "b", "k", 'b');
    given_submitted(f, "i", "a", "DECLARATION");
}

struct signed_text {
    const char *declaration; /* in base64 */
    const char *signature;
};

/* The declaration of an intention, signed with the private key of the letter. */
static struct signed_text sign(struct fixture *f, const char *intention, char letter)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t bytes[BYTES_MOST];
    uint8_t signature[HS_SIGN_SIGNATURE_SIZE];
    size_t size = 0;
    expect(f, "GetDeclaration", format(f, "{'name': 'intentions/%s'}", intention), "OK");
    char *text = strdup(reply_string(f, "declaration"));
    for (char *c = text; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    text[strcspn(text, "=")] = '\0';
    assert_true(hs_base64url_decode(text, bytes, sizeof bytes, &size));
    free(text);
    seed_of(letter, seed);
    hs_sign(seed, bytes, size, signature);
    return (struct signed_text){.declaration = base64(f, bytes, size), .signature = base64(f, signature, sizeof signature)};
}

static const char *confirmation(struct fixture *f, const char *intention, struct signed_text given, const char *key)
{
    return format(f,
                  "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_KEY_SIGNATURE', 'signedDeclaration': {'declaration': '%s',"
                  " 'signature': '%s', 'signingKey': 'organisations/%s'}}",
                  intention, given.declaration, given.signature, key);
}

static void a_signed_declaration_confirms(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect_reply(f, "ConfirmIntention", confirmation(f, "i", sign(f, "i", 'a'), "a/signingKeys/k"),
                 "{'state': 'STATE_CONFIRMED', 'confirmation': {'kind': 'CONFIRMATION_KIND_KEY_SIGNATURE', 'revision': 1,"
                 " 'source': '', 'signedDeclaration': {'signingKey': 'organisations/a/signingKeys/k'}}}");
}

static void a_signature_that_does_not_hold_refuses_the_call(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "other", "a", "DECLARATION");
    struct signed_text good = sign(f, "i", 'a');
    struct signed_text by_b = sign(f, "i", 'b');
    struct signed_text other = sign(f, "other", 'a');
    struct signed_text mixed = {.declaration = good.declaration, .signature = other.signature};
    struct signed_text rubbish = {.declaration = "AAAA", .signature = good.signature};
    const struct {
        const char *request;
        const char *outcome;
    } cases[] = {
        {confirmation(f, "i", by_b, "a/signingKeys/k"), "INVALID_ARGUMENT signed_declaration.signature:SIGNATURE_INVALID"},
        {confirmation(f, "i", mixed, "a/signingKeys/k"), "INVALID_ARGUMENT signed_declaration.signature:SIGNATURE_INVALID"},
        {confirmation(f, "i", by_b, "b/signingKeys/k"), "INVALID_ARGUMENT signed_declaration.signing_key:WRONG_ORGANISATION"},
        {confirmation(f, "i", other, "a/signingKeys/k"), "INVALID_ARGUMENT signed_declaration.declaration:DECLARATION_MISMATCH"},
        {confirmation(f, "i", rubbish, "a/signingKeys/k"),
         "INVALID_ARGUMENT signed_declaration.declaration:DECLARATION_MISMATCH signed_declaration.signature:SIGNATURE_INVALID"},
        {confirmation(f, "i", good, "a/signingKeys/none"), "NOT_FOUND RESOURCE_NOT_FOUND"},
        {"{'name': 'intentions/i', 'kind': 'CONFIRMATION_KIND_KEY_SIGNATURE'}", "INVALID_ARGUMENT signed_declaration:REQUIRED"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(f, "ConfirmIntention", cases[i].request, cases[i].outcome);
        expect_reply(f, "GetIntention", "{'name': 'intentions/i'}", "{'state': 'STATE_SUBMITTED', 'confirmation': null}");
    }
}

static void a_signature_is_for_one_revision(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    expect(f, "CreateIntention",
           "{'intentionId': 'r', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': "
           "'LEVEL_DECLARATION'}}",
           "OK");
    struct signed_text early = sign(f, "r", 'a');
    expect(f, "UpdateIntention", "{'intention': {'name': 'intentions/r', 'requirement': 'More'}}", "OK");
    expect(f, "SubmitIntention", "{'name': 'intentions/r'}", "OK");
    expect(f, "ConfirmIntention", confirmation(f, "r", early, "a/signingKeys/k"),
           "INVALID_ARGUMENT signed_declaration.declaration:DECLARATION_MISMATCH");
    expect(f, "ConfirmIntention", confirmation(f, "r", sign(f, "r", 'a'), "a/signingKeys/k"), "OK");
}

static void a_revoked_key_signs_nothing_more(void **state)
{
    struct fixture *f = *state;
    given_parties(f);
    given_submitted(f, "before", "a", "DECLARATION");
    expect(f, "ConfirmIntention", confirmation(f, "before", sign(f, "before", 'a'), "a/signingKeys/k"), "OK");
    expect_reply(f, "RevokeSigningKey", "{'name': 'organisations/a/signingKeys/k', 'reason': 'Lost'}",
                 "{'state': 'STATE_REVOKED', 'revokeReason': 'Lost'}");
    expect(f, "ConfirmIntention", confirmation(f, "i", sign(f, "i", 'a'), "a/signingKeys/k"),
           "FAILED_PRECONDITION organisations/a/signingKeys/k:SIGNING_KEY_REVOKED");
    expect(f, "RevokeSigningKey", "{'name': 'organisations/a/signingKeys/k', 'reason': 'Again'}",
           "FAILED_PRECONDITION organisations/a/signingKeys/k:WRONG_STATE");
    expect_reply(f, "GetIntention", "{'name': 'intentions/before'}", "{'state': 'STATE_CONFIRMED'}");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_signed_declaration_confirms, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_signature_that_does_not_hold_refuses_the_call, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_signature_is_for_one_revision, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_revoked_key_signs_nothing_more, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
