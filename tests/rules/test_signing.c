/* SignInstrument: a signing as a whole, all or nothing. */
#include "letters.h"

#include "crypto/crypto.h"
#include "crypto/sign.h"

#include "hensigt/v1/instrument.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is made ---------------------------------------------------------------------------------------------------------- */

static void a_signing_makes_signatures_and_intentions(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    const char *first = format(f, "{'number': 1, 'text': 'A and B', 'signatories': [%s, %s]}",
                               signatory(f, "a",
                                         format(f, "'signer': {'person': 'P', 'title': 'Mayor'}, 'intentions': [%s]",
                                                intending(f, "x", "'quantity': {'value': '5', 'unitCode': 'TNE'}"))),
                               signatory(f, "b", ""));
    const char *second = format(
        f, "{'number': 2, 'text': 'C', 'signatories': [%s]}",
        signatory(f, "c",
                  format(f, "'intentions': [%s, {'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}]", intending(f, "y", ""))));
    expect_reply(
        f, "SignInstrument", signing(f, "i", "2022-04-01", format(f, "%s, %s", first, second)),
        "{'signatures': [{'name': 'instruments/i/signatures/a', 'organisation': 'organisations/a', 'revision': 1, 'date': {'date':"
        " '2022-04-01'}, 'line': {'number': 1, 'text': 'A and B'}, 'signer': {'person': 'P', 'title': 'Mayor'}, 'state':"
        " 'STATE_ACTIVE', 'confirmation': {'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'revision': 1}},"
        " {'name': 'instruments/i/signatures/b', 'line': {'number': 1, 'text': 'A and B'}, 'signer': null},"
        " {'name': 'instruments/i/signatures/c', 'line': {'number': 2, 'text': 'C'}}],"
        " 'intentions': [{'name': 'intentions/x', 'organisation': 'organisations/a', 'signatures': ['instruments/i/signatures/a'],"
        " 'state': 'STATE_CONFIRMED', 'revision': 1, 'confirmation': {'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source':"
        " 'sources/s', 'date': {'date': '2022-04-01'}, 'revision': 1}},"
        " {'name': 'intentions/y', 'organisation': 'organisations/c'}, {'level': 'LEVEL_COMMITMENT', 'signatures':"
        " ['instruments/i/signatures/c']}]}");
    expect_reply(f, "ListSignatures", "{'parent': 'instruments/i'}", "{'signatures': [{}, {}, {}]}");
    expect_reply(f, "SummariseDemand", "{'process': 'processes/p', 'effectiveDate': '2022-04-01'}",
                 "{'committingOrganisationCount': 1, 'declaringOrganisationCount': 1}");
}

static void a_document_says_when_it_was_signed(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect_reply(f, "SignInstrument",
                 format(f,
                        "{'name': 'instruments/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'lines':"
                        " [{'signatories': [%s]}]}",
                        signatory(f, "a", "")),
                 "{'signatures': [{'date': {'date': '2022-05-01'}, 'line': null}]}");
}

static void a_majority_private_body_signs_with_a_flag(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'control': 'CONTROL_MAJORITY_PRIVATE'}}", "OK");
    expect_reply(
        f, "SignInstrument",
        signing(f, "i", "2022-04-01", format(f, "{'signatories': [%s, %s]}", signatory(f, "a", ""), signatory(f, "b", ""))),
        "{'signatures': [{'flags': ['FLAG_NO_IDENTIFIER', 'FLAG_MAJORITY_PRIVATE']}, {'flags': ['FLAG_NO_IDENTIFIER']}]}");
}

/* An entry that was merged has no flags of its own. */
static void a_merged_name_signs_with_the_flags_of_its_body(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'control': 'CONTROL_MAJORITY_PRIVATE'}}", "OK");
    expect(f, "MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/b']}", "OK");
    expect_reply(f, "SignInstrument", signing(f, "i", "2022-04-01", format(f, "{'signatories': [%s]}", signatory(f, "b", ""))),
                 "{'signatures': [{'organisation': 'organisations/b', 'flags': ['FLAG_NO_IDENTIFIER', 'FLAG_MAJORITY_PRIVATE']}]}");
}

/* ---- what is refused --------------------------------------------------------------------------------------------------------- */

static void expect_nothing(struct fixture *f)
{
    expect_reply(f, "ListSignatures", "{'parent': 'instruments/i'}", "{'signatures': []}");
    expect_reply(f, "ListIntentions", "{}", "{'intentions': []}");
}

static void everything_wrong_with_a_signing_is_told_at_once_and_nothing_is_kept(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    const char *good =
        format(f, "{'signatories': [%s]}", signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "x", ""))));
    const char *second = format(
        f, "{'signatories': [%s, {'organisation': 'organisations/c', 'capacity': 'CAPACITY_SUPPORTER', 'intentions': [%s]}]}",
        signatory(f, "b",
                  format(f, "'intentions': [%s, %s]", intending(f, "y", ""),
                         intending(f, "z", "'purchaseStartDate': {'date': '2024'}, 'purchaseEndDate': {'date': '2023'}"))),
        intending(f, "w", "'organisation': 'organisations/a'"));
    const char *third = format(f, "{'signatories': [%s]}", signatory(f, "a", ""));
    expect(f, "SignInstrument",
           format(f, "{'name': 'instruments/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'lines': [%s, %s, %s]}", good,
                  second, third),
           "INVALID_ARGUMENT source:REQUIRED lines[1].signatories[0].intentions[1].purchase_end_date:INTERVAL"
           " lines[1].signatories[1].intentions:NOT_APPLICABLE lines[1].signatories[1].intentions[0].organisation:ORGANISATION"
           " lines[2].signatories[0].organisation:DUPLICATE");
    expect_nothing(f);
    expect(f, "SignInstrument", signing(f, "i", "2022-04-01", format(f, "%s, %s", good, second)),
           "INVALID_ARGUMENT lines[1].signatories[0].intentions[1].purchase_end_date:INTERVAL"
           " lines[1].signatories[1].intentions:NOT_APPLICABLE lines[1].signatories[1].intentions[0].organisation:ORGANISATION");
    expect_nothing(f);
}

static void the_contract_names_what_it_refuses_by_its_place(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-02-30",
                   format(f, "{'signatories': [%s]}, {'signatories': []}",
                          signatory(f, "a",
                                    format(f, "'intentions': [%s]",
                                           intending(f, "x", "'quantity': {'value': '-1', 'unitCode': 'TNE'}"))))),
           "INVALID_ARGUMENT lines[0].signatories[0].intentions[0].quantity.value:NEGATIVE lines[1].signatories:REQUIRED"
           " date.date:IMPOSSIBLE_DATE");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01", format(f, "{'signatories': [%s]}", signatory(f, "a", "'intentions': [{}]"))),
           "INVALID_ARGUMENT lines[0].signatories[0].intentions[0].process:REQUIRED"
           " lines[0].signatories[0].intentions[0].level:REQUIRED");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "a", "'intentions': [{'name': 'centres/c', 'process': 'processes/p', 'level': 1}]"))),
           "INVALID_ARGUMENT lines[0].signatories[0].intentions[0].name:FORMAT");
    expect_nothing(f);
}

static void what_does_not_exist_is_named(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(
        f, "SignInstrument",
        signing(f, "i", "2022-04-01",
                format(f, "{'signatories': [%s, %s]}", signatory(f, "none", format(f, "'intentions': [%s]", intending(f, "x", ""))),
                       signatory(f, "a", "'intentions': [{'process': 'processes/none', 'level': 1}]"))),
        "NOT_FOUND lines[0].signatories[0].organisation:REFERENCE_NOT_FOUND"
        " lines[0].signatories[1].intentions[0].process:REFERENCE_NOT_FOUND");
    expect_nothing(f);
    expect(f, "SignInstrument", signing(f, "none", "2022-04-01", format(f, "{'signatories': [%s]}", signatory(f, "a", ""))),
           "NOT_FOUND RESOURCE_NOT_FOUND");
}

static void an_organisation_signs_a_revision_once(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_signed(f, "i", "a", "2022-04-01", true);
    const char *again = "{'signatories': [{'signatureId': 'again', 'organisation': 'organisations/a', 'capacity':"
                        " 'CAPACITY_SUPPORTER'}]}";
    expect(f, "SignInstrument", signing(f, "i", "2022-04-02", again),
           "FAILED_PRECONDITION instruments/i/signatures/a:ALREADY_SIGNED");
    assert_string_equal(suppliers(f, 0), "organisations/a, by WithdrawSignature of instruments/i/signatures/a");
    /* Nor under another name that it has. */
    expect(f, "MergeOrganisations", "{'name': 'organisations/b', 'duplicates': ['organisations/a']}", "OK");
    expect(f, "SignInstrument", signing(f, "i", "2022-04-02", format(f, "{'signatories': [%s]}", signatory(f, "b", ""))),
           "FAILED_PRECONDITION instruments/i/signatures/a:ALREADY_SIGNED");
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    /* Nor twice at once: what is refused with the call cannot be withdrawn. */
    expect(f, "SignInstrument",
           signing(f, "i", "2022-06-01",
                   format(f, "{'signatories': [%s, %s]}",
                          "{'signatureId': 'first', 'organisation': 'organisations/a', 'capacity': 'CAPACITY_SIGNATORY'}",
                          signatory(f, "b", ""))),
           "FAILED_PRECONDITION instruments/i/signatures/first:ALREADY_SIGNED");
    assert_string_equal(suppliers(f, 0), "");
    expect(f, "SignInstrument", signing(f, "i", "2022-06-01", again), "OK");
}

static void what_has_ended_signs_nothing_more(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    expect(f, "UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'endDate': {'date': '2022-04-01'}}}", "OK");
    expect(f, "SignInstrument", signing(f, "i", "2022-04-02", format(f, "{'signatories': [%s]}", signatory(f, "a", ""))),
           "FAILED_PRECONDITION organisations/a:ORGANISATION_ENDED");
    /* What it intended then, it intended: a letter may be entered after the end of who signed it. */
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}", signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "x", ""))))),
           "OK");
}

/* A date of which only the year is known may have come: it is judged as of today, on which the letter had not expired yet. */
static void what_was_signed_some_day_is_judged_today(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "'expireDate': {'date': '2022-09'}");
    expect(f, "SignInstrument",
           signing(f, "i", "2022",
                   format(f, "{'signatories': [%s]}", signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "x", ""))))),
           "OK");
}

static void a_supporter_of_the_process_holds_no_intention(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_member(f, "a", "SUPPORTER");
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}", signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "x", ""))))),
           "FAILED_PRECONDITION organisations/a:SUPPORTER");
    expect_nothing(f);
}

static void a_letter_is_signed_while_it_is_open_or_can_be_joined(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    const char *b = format(f, "{'signatories': [%s]}", signatory(f, "b", ""));
    given_draft(f, "draft", "");
    expect(f, "SignInstrument", signing(f, "draft", "2022-05-01", b), "FAILED_PRECONDITION instruments/draft:WRONG_STATE");
    assert_string_equal(suppliers(f, 0), "whoever may edit it, by OpenInstrument");
    given_active(f, "i");
    expect(f, "SignInstrument", signing(f, "i", "2022-05-01", b), "OK");
    given_open(f, "closed", "");
    given_signed(f, "closed", "a", "2022-04-01", false);
    expect(f, "ActivateInstrument", "{'name': 'instruments/closed'}", "OK");
    expect(f, "SignInstrument", signing(f, "closed", "2022-05-01", b), "FAILED_PRECONDITION instruments/closed:NOT_JOINABLE");
    assert_string_equal(suppliers(f, 0), "whoever may edit it, by ReviseInstrument");
    given_open(f, "expired", "'expireDate': {'date': '2022-05-10'}");
    expect(f, "SignInstrument", signing(f, "expired", "2022-05-11", b), "FAILED_PRECONDITION instruments/expired:EXPIRED");
    expect(f, "SignInstrument", signing(f, "expired", "2022-05-10", b), "OK");
    expect(f, "WithdrawInstrument", "{'name': 'instruments/i', 'reason': 'R'}", "OK");
    expect(f, "SignInstrument", signing(f, "i", "2022-05-01", format(f, "{'signatories': [%s]}", signatory(f, "c", ""))),
           "FAILED_PRECONDITION instruments/i:WRONG_STATE");
}

static void a_signing_is_not_before_the_opening_and_not_in_the_future(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    const char *a = format(f, "{'signatories': [%s]}", signatory(f, "a", ""));
    expect(f, "SignInstrument", signing(f, "i", "2022-02-28", a), "INVALID_ARGUMENT date:INTERVAL");
    expect(f, "SignInstrument", signing(f, "i", "2022-06-02", a), "INVALID_ARGUMENT date:FUTURE");
    expect(f, "SignInstrument", signing(f, "i", "2022", a), "OK");
}

static void only_the_revision_that_holds_is_signed(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_active(f, "i");
    given_revised(f, "i");
    static const char request[] = "{'name': 'instruments/i', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s',"
                                  " 'revision': %d, 'lines': [{'signatories': [%s]}]}";
    expect(f, "SignInstrument", format(f, request, 1, signatory(f, "b", "")), "FAILED_PRECONDITION instruments/i:WRONG_REVISION");
    assert_string_equal(description(f, 0), "revision 1 of instruments/i is not the one that holds, 2");
    assert_string_equal(suppliers(f, 0), "whoever signs, by SignInstrument with revision 2");
    expect(f, "SignInstrument", format(f, request, 3, signatory(f, "b", "")), "FAILED_PRECONDITION instruments/i:WRONG_REVISION");
    expect_reply(f, "SignInstrument", format(f, request, 2, signatory(f, "b", "")), "{'signatures': [{'revision': 2}]}");
    /* Who has signed an earlier one reaffirms. */
    expect(f, "SignInstrument", format(f, request, 0, "{'organisation': 'organisations/a', 'capacity': 'CAPACITY_SIGNATORY'}"),
           "FAILED_PRECONDITION instruments/i/signatures/a:UNREAFFIRMED");
    assert_string_equal(suppliers(f, 0), "organisations/a, by ReaffirmSignature");
}

/* ---- who signs --------------------------------------------------------------------------------------------------------------- */

static const char *own_signing(struct fixture *f, const char *kind, const char *signatories)
{
    return format(f, "{'name': 'instruments/i', 'kind': 'CONFIRMATION_KIND_%s', 'lines': [{'signatories': [%s]}]}", kind,
                  signatories);
}

static void by_its_key_an_organisation_signs_for_itself(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    const char *a = signatory(f, "a", format(f, "'intentions': [%s]", intending(f, "x", "")));
    const char *b = signatory(f, "b", "");
    expect(f, "SignInstrument", own_signing(f, "ACCESS_KEY", a), "PERMISSION_DENIED ROLE_MISSING");
    expect(f, "SignInstrument as editor", own_signing(f, "ACCESS_KEY", a), "PERMISSION_DENIED ROLE_MISSING");
    expect(f, "SignInstrument as a", own_signing(f, "ACCESS_KEY", b), "PERMISSION_DENIED SCOPE_MISSING");
    expect(f, "SignInstrument as a", own_signing(f, "ACCESS_KEY", format(f, "%s, %s", a, b)), "PERMISSION_DENIED SCOPE_MISSING");
    expect(f, "SignInstrument as a", signing(f, "i", "2022-04-01", format(f, "{'signatories': [%s]}", a)),
           "PERMISSION_DENIED ROLE_MISSING");
    expect_nothing(f);
    expect_reply(f, "SignInstrument as a", own_signing(f, "ACCESS_KEY", a),
                 "{'signatures': [{'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'confirmer': 'accessKeys/a'}}],"
                 " 'intentions': [{'confirmation': {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'confirmer': 'accessKeys/a'}}]}");
}

static void an_editor_enters_intentions_of_its_own_processes_only(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D', 'openDate': {'date': '2022'}}}", "OK");
    expect(f, "CreateProcess",
           "{'processId': 'q', 'process': {'title': 'Q', 'need': 'N', 'centre': 'centres/d', 'processModel': 'processModels/m'}}",
           "OK");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    given_draft(f, "i", "");
    expect(f, "UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'processes': ['processes/p', 'processes/q']}}", "OK");
    expect(f, "OpenInstrument", "{'name': 'instruments/i', 'date': {'date': '2022-03-01'}}", "OK");
    expect(f, "SignInstrument as editor",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}",
                          signatory(f, "a", "'intentions': [{'process': 'processes/q', 'level': 'LEVEL_DECLARATION'}]"))),
           "PERMISSION_DENIED SCOPE_MISSING");
    expect_nothing(f);
}

/* ---- with a key of one's own ----------------------------------------------------------------------------------------------------
 */

enum { BYTES_MOST = 4096 };

static const char *base64(struct fixture *f, const uint8_t *bytes, size_t size)
{
    char text[HS_BASE64URL_SIZE(BYTES_MOST)];
    hs_base64url_encode(bytes, size, text);
    return format(f, "%s", text);
}

static void given_signing_key(struct fixture *f, const char *organisation)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t public_key[HS_SIGN_PUBLIC_SIZE];
    memset(seed, *organisation, sizeof seed);
    hs_sign_public_key(seed, public_key);
    expect(f, "CreateSigningKey",
           format(f, "{'parent': 'organisations/%s', 'signingKeyId': 'k', 'signingKey': {'title': 'K', 'publicKey': '%s'}}",
                  organisation, base64(f, public_key, sizeof public_key)),
           "OK");
}

static size_t decode(const char *base64_text, uint8_t *bytes, size_t capacity)
{
    size_t size = 0;
    char *text = strdup(base64_text);
    for (char *c = text; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    text[strcspn(text, "=")] = '\0';
    assert_true(hs_base64url_decode(text, bytes, capacity, &size));
    free(text);
    return size;
}

/* What organisations/`who` is to sign, signed with the key of `by`. */
static const char *signed_statement(struct fixture *f, const char *who, const char *by)
{
    uint8_t seed[HS_SIGN_SEED_SIZE];
    uint8_t bytes[BYTES_MOST];
    uint8_t signature[HS_SIGN_SIGNATURE_SIZE];
    expect(f, "GetSigningStatement",
           format(f, "{'name': 'instruments/i', 'organisation': 'organisations/%s', 'capacity': 'CAPACITY_SIGNATORY'}", who), "OK");
    size_t size = decode(reply_string(f, "statement"), bytes, sizeof bytes);
    memset(seed, *by, sizeof seed);
    hs_sign(seed, bytes, size, signature);
    return format(f, "'signedStatement': {'declaration': '%s', 'signature': '%s', 'signingKey': 'organisations/%s/signingKeys/k'}",
                  base64(f, bytes, size), base64(f, signature, sizeof signature), by);
}

static void a_signed_statement_signs(void **state)
{
    struct fixture *f = *state;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    given_signing_key(f, "a");
    given_signing_key(f, "b");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    const char *good = signed_statement(f, "a", "a");
    static const char path[] = "lines[0].signatories[0].";
    expect(f, "SignInstrument", own_signing(f, "KEY_SIGNATURE", signatory(f, "a", "")),
           format(f, "INVALID_ARGUMENT %ssigned_statement:REQUIRED", path));
    expect(f, "SignInstrument as a", own_signing(f, "ACCESS_KEY", signatory(f, "a", good)),
           format(f, "INVALID_ARGUMENT %ssigned_statement:NOT_APPLICABLE", path));
    expect(f, "SignInstrument", own_signing(f, "KEY_SIGNATURE", signatory(f, "b", good)),
           format(f, "INVALID_ARGUMENT %ssigned_statement.signing_key:WRONG_ORGANISATION", path));
    expect(f, "SignInstrument", own_signing(f, "KEY_SIGNATURE", signatory(f, "b", signed_statement(f, "a", "b"))),
           format(f, "INVALID_ARGUMENT %ssigned_statement.declaration:STATEMENT_MISMATCH", path));
    expect(f, "SignInstrument",
           own_signing(f, "KEY_SIGNATURE",
                       format(f, "{'organisation': 'organisations/a', 'capacity': 'CAPACITY_SUPPORTER', %s}", good)),
           format(f, "INVALID_ARGUMENT %ssigned_statement.declaration:STATEMENT_MISMATCH", path));
    expect(f, "SignInstrument",
           own_signing(f, "KEY_SIGNATURE", signatory(f, "a", format(f, "%s, 'intentions': [%s]", good, intending(f, "x", "")))),
           format(f, "INVALID_ARGUMENT %sintentions:NOT_APPLICABLE %sintentions[0].confirmation.signed_declaration:REQUIRED", path,
                  path));
    /* Whoever brings it. */
    expect_reply(f, "SignInstrument as editor", own_signing(f, "KEY_SIGNATURE", signatory(f, "a", good)),
                 "{'signatures': [{'confirmation': {'kind': 'CONFIRMATION_KIND_KEY_SIGNATURE', 'confirmer': 'accessKeys/editor',"
                 " 'signedDeclaration': {'signingKey': 'organisations/a/signingKeys/k'}}}]}");
    expect(f, "RevokeSigningKey", "{'name': 'organisations/b/signingKeys/k', 'reason': 'Lost'}", "OK");
    expect(f, "SignInstrument", own_signing(f, "KEY_SIGNATURE", signatory(f, "b", signed_statement(f, "b", "b"))),
           "FAILED_PRECONDITION organisations/b/signingKeys/k:SIGNING_KEY_REVOKED");
}

static void the_hash_can_be_made_again_from_the_content(void **state)
{
    struct fixture *f = *state;
    uint8_t bytes[BYTES_MOST];
    uint8_t hash[HS_SHA256_SIZE];
    struct hs_arena arena;
    given_parties_to_letters(f);
    given_open(f, "i", "");
    hs_arena_init(&arena, (size_t)1024 * 1024);
    expect(f, "GetSigningStatement",
           "{'name': 'instruments/i', 'organisation': 'organisations/a', 'capacity': 'CAPACITY_SIGNATORY'}", "OK");
    size_t size = decode(reply_string(f, "content"), bytes, sizeof bytes);
    hs_sha256(bytes, size, hash);
    size = decode(reply_string(f, "statement"), bytes, sizeof bytes);
    const hensigt_signing_statement *statement = (const hensigt_signing_statement *)protobuf_c_message_unpack(
        &hensigt__v1__signing_statement__descriptor, &arena.protobuf, size, bytes);
    assert_non_null(statement);
    assert_string_equal(statement->purpose, "hensigt.v1.SigningStatement");
    assert_string_equal(statement->instrument, "instruments/i");
    assert_string_equal(statement->organisation, "organisations/a");
    assert_int_equal(statement->revision, 1);
    assert_int_equal(statement->revision_hash.len, HS_SHA256_SIZE);
    assert_memory_equal(statement->revision_hash.data, hash, HS_SHA256_SIZE);
    hs_arena_free(&arena);
}

/* ---- once only -----------------------------------------------------------------------------------------------------------------
 */

/* The envelope of a request, with a request id. */
static uint8_t *with_request_id(struct fixture *f, const char *request, size_t *size)
{
    uint8_t id[16];
    size_t plain_size;
    const uint8_t *plain = envelope_with(f, NULL, "SignInstrument", request, &plain_size);
    hensigt_rpc_request *envelope =
        (hensigt_rpc_request *)protobuf_c_message_unpack(&hensigt__rpc__v1__request__descriptor, NULL, plain_size, plain);
    assert_non_null(envelope);
    memset(id, 7, sizeof id);
    const ProtobufCBinaryData none = envelope->request_id;
    envelope->request_id = (ProtobufCBinaryData){.len = sizeof id, .data = id};
    *size = protobuf_c_message_get_packed_size(&envelope->base);
    uint8_t *bytes = malloc(*size);
    assert_non_null(bytes);
    protobuf_c_message_pack(&envelope->base, bytes);
    envelope->request_id = none;
    protobuf_c_message_free_unpacked(&envelope->base, NULL);
    return bytes;
}

static void a_repeated_signing_has_one_effect_and_the_same_reply(void **state)
{
    /* More rows than are looked at first. */
    enum { INTENTIONS = 20 };
    struct fixture *f = *state;
    size_t size;
    const char *many = "";
    for (int i = 0; i < INTENTIONS; i++)
        many = format(f, "%s%s{'process': 'processes/p', 'level': 'LEVEL_DECLARATION'}", many, i > 0 ? ", " : "");
    many = format(f, "'intentions': [%s]", many);
    given_parties_to_letters(f);
    given_organisations(f, "d");
    given_open(f, "i", "");
    uint8_t *request =
        with_request_id(f,
                        signing(f, "i", "2022-04-01",
                                format(f, "{'signatories': [%s, %s]}, {'signatories': [%s, %s]}", signatory(f, "a", many),
                                       signatory(f, "b", many), signatory(f, "c", many), signatory(f, "d", many))),
                        &size);
    assert_string_equal(call_bytes(f, request, size), "OK");
    const hensigt_rpc_reply *first = reply_envelope(f);
    expect(f, "WithdrawSignature", "{'name': 'instruments/i/signatures/a', 'reason': 'R'}", "OK");
    assert_string_equal(call_bytes(f, request, size), "OK");
    const hensigt_rpc_reply *again = reply_envelope(f);
    assert_int_equal(again->body.len, first->body.len);
    assert_memory_equal(again->body.data, first->body.data, first->body.len);
    assert_int_equal(again->receipt->sequence, first->receipt->sequence);
    expect_reply(f, "ListSignatures", "{'parent': 'instruments/i'}", "{'signatures': [{'state': 'STATE_WITHDRAWN'}, {}, {}, {}]}");
    free(request);
}

static void a_signing_that_could_not_be_answered_is_not_done(void **state)
{
    enum { INTENTIONS = 18, LENGTH = 3900 };
    struct fixture *f = *state;
    char requirement[LENGTH + 1];
    const char *intentions = "";
    given_parties_to_letters(f);
    given_open(f, "i", "");
    memset(requirement, 'x', LENGTH);
    requirement[LENGTH] = '\0';
    for (int i = 0; i < INTENTIONS - 2; i++)
        intentions =
            format(f, "%s%s{'process': 'processes/p', 'level': 1, 'requirement': '%s'}", intentions, i > 0 ? "," : "", requirement);
    expect(f, "SignInstrument",
           signing(f, "i", "2022-04-01",
                   format(f, "{'signatories': [%s]}", signatory(f, "a", format(f, "'intentions': [%s]", intentions)))),
           "RESOURCE_EXHAUSTED REPLY_TOO_LARGE");
    expect_nothing(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(a_signing_makes_signatures_and_intentions),
        TEST(a_document_says_when_it_was_signed),
        TEST(a_majority_private_body_signs_with_a_flag),
        TEST(a_merged_name_signs_with_the_flags_of_its_body),
        TEST(everything_wrong_with_a_signing_is_told_at_once_and_nothing_is_kept),
        TEST(the_contract_names_what_it_refuses_by_its_place),
        TEST(what_does_not_exist_is_named),
        TEST(an_organisation_signs_a_revision_once),
        TEST(what_has_ended_signs_nothing_more),
        TEST(what_was_signed_some_day_is_judged_today),
        TEST(a_supporter_of_the_process_holds_no_intention),
        TEST(a_letter_is_signed_while_it_is_open_or_can_be_joined),
        TEST(a_signing_is_not_before_the_opening_and_not_in_the_future),
        TEST(only_the_revision_that_holds_is_signed),
        TEST(by_its_key_an_organisation_signs_for_itself),
        TEST(an_editor_enters_intentions_of_its_own_processes_only),
        TEST(a_signed_statement_signs),
        TEST(the_hash_can_be_made_again_from_the_content),
        TEST(a_repeated_signing_has_one_effect_and_the_same_reply),
        TEST(a_signing_that_could_not_be_answered_is_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
