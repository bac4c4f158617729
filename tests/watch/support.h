/* A registry in a folder of its own, behind a dispatcher, and calls that end later. */
#ifndef TESTS_WATCH_SUPPORT_H
#define TESTS_WATCH_SUPPORT_H

#include "service/dispatch.h"

#include "hensigt/rpc/v1/envelope.h"
#include "hensigt/v1/ledger.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** What a test works on. */
struct registry {
    char folder[64];
    char path[96];
    struct hs_store *store;
    struct hs_dispatch *dispatch;
};

/** Opens one in an empty folder; `queue` is how many writes may wait (0 = the default). */
void registry_begin(struct registry *registry, unsigned queue);
void registry_end(struct registry *registry);

/** For cmocka: one with defaults as *state. */
int registry_setup(void **state);
int registry_teardown(void **state);

/** A call under way. */
struct asked {
    struct hs_exchange exchange;
    uint8_t *request;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int replies;               /**< how often it was answered or dropped */
    bool dropped;              /**< another of the same origin gets the reply */
    hensigt_rpc_reply *reply;  /**< NULL until it is answered */
    ProtobufCMessage *message; /**< the reply's body, made when first asked for */
};

/** Hands a call to dispatch. `timeout_ms` 0 = none is named. It is in use until asked_free. */
void ask(struct registry *registry, struct asked *asked, const char *method, const ProtobufCMessage *body, int64_t timeout_ms,
         uint64_t origin);
/** The same with a packed envelope, which is copied. */
void ask_packed(struct hs_dispatch *dispatch, struct asked *asked, enum hs_trust trust, const uint8_t *envelope, size_t size);
/** Waits for its end; the test fails if that does not come. */
void asked_wait(struct asked *asked);
bool asked_is_over(struct asked *asked);
void asked_free(struct asked *asked);
/** Of one that is over: its code, its reason, and its body. */
int code_of(struct asked *asked);
const char *reason_of(struct asked *asked);
const ProtobufCMessage *body_of(struct asked *asked, const ProtobufCMessageDescriptor *type);

/** Asks, and waits. */
int ask_now(struct registry *registry, struct asked *asked, const char *method, const ProtobufCMessage *body);

/** Begins to enter an organisation, a municipality, "organisations/<id>". */
void ask_for_organisation(struct registry *registry, struct asked *asked, const char *id);
/** Enters it, and returns its sequence number in the ledger. */
int64_t enter(struct registry *registry, const char *id);
/** Enters "centres/<id>". */
int64_t enter_centre(struct registry *registry, const char *id);

/** Asks for changes. */
void ask_for_changes(struct registry *registry, struct asked *asked, const hensigt_list_changes_request *request);
/** The answer, which must be OK. */
const hensigt_list_changes_response *changes_of(struct asked *asked);

/** A wait of so many milliseconds; lives for ever. */
Google__Protobuf__Duration *wait_of(int milliseconds);

#endif
