/* A store in a folder of its own, and writes that a test waits for. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include "store/store.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/event.h"
#include "hensigt/v1/intention.h"
#include "hensigt/v1/membership.h"
#include "hensigt/v1/organisation.h"
#include "hensigt/v1/partnership.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_model.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

extern const struct hs_contract hs_contract;

/** What most tests need. */
struct fixture {
    char folder[64];
    char path[96];
    struct hs_store_options options;
    struct hs_store *store; /**< NULL while it is closed */
    struct hs_arena arena;
    struct hs_status status;
    _Atomic int64_t now; /**< what the store's clock says */
};

/** Makes the folder; does not open the store. */
void fixture_begin(struct fixture *f);
/** Opens the store; the test fails where it cannot be. */
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);
/** Closes the store and removes the folder. */
void fixture_end(struct fixture *f);

/** For cmocka: a fixture with an open store as *state. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/** A status that begins anew, in the fixture's arena. */
struct hs_status *fresh_status(struct fixture *f);

/** One write that a test can wait for. */
struct task {
    struct hs_write write;
    struct hs_arena arena;
    struct hs_status status;
    enum hs_code (*body)(struct task *task, struct hs_view *view); /**< what it does */
    void *context;
    int runs;
    int replays;
    int64_t replayed; /**< the sequence it was replayed with */
    enum hs_write_end end;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/** Prepares a task. It must not be moved afterwards. */
void task_init(struct task *task, enum hs_code (*body)(struct task *task, struct hs_view *view), void *context);
void task_free(struct task *task);
/** Submits it; the test fails if the queue does not take it. */
void task_submit(struct fixture *f, struct task *task);
/** Waits until `done` was called; returns the status's code. */
enum hs_code task_wait(struct task *task);

/** One put in one write, waited for. Returns its code; f->status holds a copy of the outcome. `sequence` may be NULL. */
enum hs_code put(struct fixture *f, const char *kind, ProtobufCMessage *message, unsigned how, int64_t *sequence);

/** The reason in a status's ErrorInfo; "" if there is none. */
const char *reason_of(const struct hs_status *status);
/** The value of a key in its metadata; "" if there is none. */
const char *metadatum_of(const struct hs_status *status, const char *key);
/** Fails unless the only field violation is this one. */
void assert_violation(const struct hs_status *status, const char *field, const char *reason);

/** New messages in the fixture's arena. */
hensigt_organisation *new_organisation(struct fixture *f, const char *id, const char *title);
void add_identifier(struct fixture *f, hensigt_organisation *organisation, const char *scheme, const char *value);
hensigt_partial_date *new_date(struct fixture *f, const char *date);

/** Reads a resource as it is now (0) or was known; NULL with f->status set. */
ProtobufCMessage *get(struct fixture *f, const char *name, int64_t read_time);

/** The names that a query lists, separated by spaces, in the fixture's arena; "!REASON" or the violation's reason where it fails.
 */
const char *list(struct fixture *f, const struct hs_query *query, const char **next);

/** Runs a script on the file with a connection of its own. */
void run_sql(struct fixture *f, const char *sql);
/** The first column of the first row as a number. */
int64_t ask_sql(struct fixture *f, const char *sql);
int64_t ask_sql_in(const char *path, const char *sql);

#endif
