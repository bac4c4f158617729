/* A registry in a folder of its own, called as a client calls it: bytes in, bytes out, through dispatch, on a real store.
 *
 * Requests and replies are written as canonical JSON with ' for ". A call's outcome is one text:
 *   OK
 *   NOT_FOUND RESOURCE_NOT_FOUND                                       code and reason, where there are no details
 *   INVALID_ARGUMENT centre.title:REQUIRED centre.state:...            code, and each field with the rule it broke
 *   FAILED_PRECONDITION processes/p:CONFIRMED_COMMITMENTS ...          code, and each subject with what it lacks
 * Every detail stands in it, in order, so that an expectation is exact. */
#ifndef TESTS_RULES_FIXTURE_H
#define TESTS_RULES_FIXTURE_H

#include "service/dispatch.h"

#include "hensigt/rpc/v1/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture;

/** For cmocka: an empty registry as *state. The clock stands at 2022-06-01T12:00:00Z. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/** Keeps the registry as it is, to come back to it later; once for each test. */
void keep_registry(struct fixture *f);
void restore_registry(struct fixture *f);

/** What the calls go to. */
struct hs_dispatch *dispatch_of(const struct fixture *f);
struct hs_store *store_of(const struct fixture *f);
/** The store's file. */
const char *path_of(const struct fixture *f);
/** The calls refused for want of a valid key, so far: "KEY METHOD REASON" each, with "; " between. */
const char *refusals(struct fixture *f);

/** Moves the clock to noon of a day: "2022-12-24". */
void set_day(struct fixture *f, const char *day);
/** Moves the clock on by a second; returns the time between what was written before and what will be, as RFC 3339. */
const char *next_second(struct fixture *f);

/** Calls a method by its own name ("CreateCentre") as the owner, or with an access key ("ConfirmIntention as a": accessKeys/a);
 * returns the outcome. Texts live until the fixture ends. A key that was not made by given_key is made when it is first used, for
 * the signatory of the organisation of the same id. */
const char *call(struct fixture *f, const char *method, const char *request);
/** Makes an access key of this id and role ("READER"), with further members: "'centres': ['centres/c']", or "". */
void given_key(struct fixture *f, const char *id, const char *role, const char *members);
/** The same call with a token of the test's own making. */
const char *call_with(struct fixture *f, const char *token, const char *method, const char *request);
/** A packed envelope of a call, with a token (or NULL). *size is set. It lives until the fixture ends. */
const uint8_t *envelope_with(struct fixture *f, const char *token, const char *method, const char *request, size_t *size);
/** Calls with such an envelope, made for the method and the token; the outcome as for call. */
const char *call_envelope(struct fixture *f, const char *token, const char *method, const uint8_t *envelope, size_t size);
/** The outcome of a packed reply. */
const char *outcome_in(struct fixture *f, const uint8_t *reply, size_t size);
/** What the owner shows where a key is demanded. */
extern const char owner_token[];
/** The token of a key that was made so. */
const char *token_of(struct fixture *f, const char *id);
/** The reply of the last call as JSON, or "{}". */
const char *reply_text(const struct fixture *f);
/** The envelope of the last reply. */
const hensigt_rpc_reply *reply_envelope(const struct fixture *f);
/** A member of the last reply, which must be a string: "etag". */
const char *reply_string(struct fixture *f, const char *member);
/** The suppliers of the last status's precondition violation `index`, separated by spaces. */
const char *suppliers(struct fixture *f, size_t index);
/** The text of the last status's violation `index`, of a field or a precondition. */
const char *description(const struct fixture *f, size_t index);
/** Calls with an envelope of the test's own making; the outcome as for call. */
const char *call_bytes(struct fixture *f, const uint8_t *envelope, size_t size);
/** Packs an envelope around a body of bytes; *size is set. The caller frees it. */
uint8_t *envelope_of(const char *full_method, const uint8_t *body, size_t body_size, size_t *size);

/** Fails the test unless the call ends so. */
void expect(struct fixture *f, const char *method, const char *request, const char *outcome);
/** Fails the test unless the call ends OK and every member of `reply` is in its reply with that value. Arrays must have the same
 *  length; an empty string, false, 0, [] or null also stands for a member that is left out. */
void expect_reply(struct fixture *f, const char *method, const char *request, const char *reply);

/** A call and how it must end. */
struct expectation {
    const char *method;
    const char *request;
    const char *outcome;
};
/** Makes the calls in order. */
void expect_each(struct fixture *f, const struct expectation *expectations, size_t count);

/** A formatted text that lives until the fixture ends. */
const char *format(struct fixture *f, const char *pattern, ...) __attribute__((format(printf, 2, 3)));

/** Organisations "organisations/<id>" for a list of ids separated by spaces. */
void given_organisations(struct fixture *f, const char *ids);
/** The active centre centres/c, the published model processModels/m of the steps need, dialogue, letter and purchase (the first
 * purchase), none with gates, and its draft processes/p, joinable, with partnerships/p. */
void given_process(struct fixture *f);
/** A membership of partnerships/p from 2022-01-01 on; its id is the organisation's and the role's: "a-partner". */
void given_member(struct fixture *f, const char *organisation, const char *role);
/** An intention of processes/p, submitted. */
void given_submitted(struct fixture *f, const char *intention, const char *organisation, const char *level);
/** The same, confirmed by its organisation's key from a date on. */
void given_confirmed(struct fixture *f, const char *intention, const char *organisation, const char *level, const char *date);

#define COUNT(array) (sizeof(array) / sizeof *(array))

#endif
