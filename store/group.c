#include "store/store_internal.h"

#include <string.h>

/* How long a redaction waits for readers of what it overwrote; those that go on for longer are waited for between later writes. */
enum { PURGE_WAIT_MICROS = 30000000 };

/* How an attempt to carry out writes in one transaction ended. */
enum outcome {
    OUTCOME_DECIDED,     /**< each write's status says what became of it */
    OUTCOME_ROLLED_BACK, /**< an error took the whole transaction with it, the writes before it too */
    OUTCOME_UNKNOWN,     /**< the commit failed, and may be found on the disk or not; or the transaction cannot be ended */
};

static enum hs_code execute(struct hs_view *view, const char *sql, struct hs_status *status)
{
    return hs_db_run(&view->db, hs_db_prepare(&view->db, sql, status), status);
}

static bool is_rolled_back(const struct hs_view *view)
{
    return sqlite3_get_autocommit(view->db.handle) != 0;
}

/* ---- one write -------------------------------------------------------------------------------------------------- */

/* The time a write will have: later than every row before it, whatever the clock says. */
static enum hs_code set_time(struct hs_view *view, struct hs_status *status)
{
    const struct hs_store_options *options = &view->store->options;
    struct hs_ledger_head head = {0};
    enum hs_code code = hs_ledger_head(view, &head, status);
    int64_t now = options->clock(options->context);
    view->read_time = head.sequence > 0 ? head.time : 1;
    view->write_time = now > head.time ? now : head.time + 1;
    return code;
}

static void forget_run(struct hs_write *write)
{
    write->undo = false;
    write->sequence = 0;
    write->write_time = 0;
    memset(write->chain_hash, 0, sizeof write->chain_hash);
}

static bool has_request_id(const struct hs_write *write)
{
    static const uint8_t none[HS_STORE_REQUEST_ID_SIZE];
    return memcmp(write->request_id, none, sizeof none) != 0;
}

static enum hs_code replay(struct hs_view *view, struct hs_write *write, int64_t sequence)
{
    struct hs_ledger_head head = {0};
    enum hs_code code = sequence != 0 ? hs_ledger_receipt(view, sequence, &head, write->status) : HS_OK;
    if (code != HS_OK) {
        return code;
    }
    write->sequence = head.sequence;
    write->write_time = head.time;
    memcpy(write->chain_hash, head.chain_hash, sizeof write->chain_hash);
    return write->replay(write, view, sequence);
}

static enum hs_code run_once(struct hs_view *view, struct hs_write *write)
{
    enum hs_request_known known = HS_REQUEST_NEW;
    int64_t sequence = 0;
    enum hs_code code = HS_OK;
    if (!has_request_id(write)) {
        return write->run(write, view);
    }
    code = hs_request_find(view, write, &known, &sequence, write->status);
    if (code != HS_OK) {
        return code;
    }
    switch (known) {
    case HS_REQUEST_REPEATED:
        return replay(view, write, sequence);
    case HS_REQUEST_REUSED:
        return hs_status_fail(write->status, HS_INVALID_ARGUMENT, "REQUEST_ID_REUSED",
                              "this request id was used for another request; a new request needs a new id");
    default:
        break;
    }
    code = write->run(write, view);
    return code == HS_OK ? hs_request_remember(view, write, write->status) : code;
}

/* Everything a write does within its savepoint. */
static enum hs_code run_checked(struct hs_view *view, struct hs_write *write)
{
    enum hs_code code = set_time(view, write->status);
    if (code == HS_OK) {
        code = run_once(view, write);
    }
    if (code == HS_OK) {
        code = hs_status_code(write->status);
    }
    if (code == HS_OK) {
        code = hs_view_broken(view, write->status);
    }
    if (code == HS_OK && write->alone && !write->undo) {
        code = hs_foreign_keys_check(view, write->status);
    }
    return code;
}

/* Undoes a write, or failing that the whole transaction. False if neither can be done: then nothing may be committed. */
static bool undo(struct hs_view *view, struct hs_write *write)
{
    if (is_rolled_back(view) ||
        (execute(view, "ROLLBACK TO write", write->status) == HS_OK && execute(view, "RELEASE write", write->status) == HS_OK)) {
        return true;
    }
    sqlite3_exec(view->db.handle, "ROLLBACK", NULL, NULL, NULL);
    return is_rolled_back(view);
}

/* Runs a write in its savepoint. Afterwards its status stands, or the transaction is gone; false if it can neither be kept nor
 * ended. */
static bool run_write(struct hs_view *view, struct hs_write *write)
{
    bool ended = true;
    hs_status_init(write->status, write->status->arena);
    forget_run(write);
    view->write = write;
    view->broken = HS_OK;
    enum hs_code code = execute(view, "SAVEPOINT write", write->status);
    if (code == HS_OK) {
        code = run_checked(view, write);
    }
    bool is_trial = code == HS_OK && write->undo;
    if (code == HS_OK && !is_trial && !is_rolled_back(view)) {
        code = execute(view, "RELEASE write", write->status);
    }
    if (code != HS_OK) {
        hs_status_fail(write->status, code, "WRITE_FAILED", "the write failed");
    }
    if (code != HS_OK || is_trial) {
        forget_run(write);
        ended = undo(view, write);
    }
    view->write = NULL;
    return ended;
}

/* ---- one transaction -------------------------------------------------------------------------------------------- */

/* Gives a failure of the transaction to those writes that have none of their own. */
static void fail_all(struct hs_write *first, enum hs_code code, const char *reason, const char *text)
{
    for (struct hs_write *write = first; write != NULL; write = write->next) {
        hs_status_fail(write->status, code, reason, "%s", text);
        forget_run(write);
    }
}

static bool begin(struct hs_view *view, struct hs_write *first)
{
    if (!is_rolled_back(view)) {
        /* Left by a rollback that found no memory. */
        sqlite3_exec(view->db.handle, "ROLLBACK", NULL, NULL, NULL);
    }
    enum hs_code code = execute(view, "BEGIN IMMEDIATE", first->status);
    if (code == HS_OK && first->alone) {
        code = hs_db_execute(&view->db, "PRAGMA defer_foreign_keys=ON", first->status);
    }
    if (code != HS_OK) {
        sqlite3_exec(view->db.handle, "ROLLBACK", NULL, NULL, NULL);
        fail_all(first, code, "STORE_BUSY", "no transaction could be begun");
    }
    return code == HS_OK;
}

/* A full disk fails before the commit's last frame is written, so that nothing of it can ever be found; the engine has rolled back.
 * After any other failure, of the sync above all, the commit may be on the disk. */
static enum outcome commit(struct hs_view *view, struct hs_write *first)
{
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "COMMIT", first->status);
    int rc = statement != NULL ? sqlite3_step(statement) : SQLITE_NOMEM;
    hs_db_release(&view->db, statement);
    if (rc == SQLITE_DONE) {
        return OUTCOME_DECIDED;
    }
    bool known = statement == NULL || (rc & 0xff) == SQLITE_FULL || (rc & 0xff) == SQLITE_BUSY;
    if (!is_rolled_back(view)) {
        sqlite3_exec(view->db.handle, "ROLLBACK", NULL, NULL, NULL);
    }
    if (known) {
        bool is_full = (rc & 0xff) == SQLITE_FULL;
        fail_all(first, is_full ? HS_RESOURCE_EXHAUSTED : HS_UNAVAILABLE, is_full ? "STORE_FULL" : "STORE_BUSY",
                 is_full ? "no room on the disk for the commit" : "the commit could not be begun");
        return OUTCOME_DECIDED;
    }
    fail_all(first, HS_UNAVAILABLE, "OUTCOME_UNKNOWN",
             "the commit failed; whether it holds is known after the store was opened again");
    return OUTCOME_UNKNOWN;
}

static enum outcome attempt(struct hs_view *view, struct hs_write *first)
{
    if (!begin(view, first)) {
        return OUTCOME_DECIDED;
    }
    for (struct hs_write *write = first; write != NULL; write = write->next) {
        if (!run_write(view, write)) {
            fail_all(first, HS_UNAVAILABLE, "STORE_FAILED", "the store could not undo a write and must be opened again");
            return OUTCOME_UNKNOWN;
        }
        if (is_rolled_back(view)) {
            hs_status_fail(write->status, HS_UNAVAILABLE, "ROLLED_BACK", "the store had to undo the write");
            forget_run(write);
            return OUTCOME_ROLLED_BACK;
        }
    }
    return commit(view, first);
}

/* ---- the group -------------------------------------------------------------------------------------------------- */

/* Calls `done` for every write; it may free the write. */
static void finish(struct hs_write *first, enum outcome outcome)
{
    while (first != NULL) {
        struct hs_write *write = first;
        first = write->next;
        write->done(write, outcome == OUTCOME_UNKNOWN ? HS_WRITE_UNKNOWN : HS_WRITE_COMMITTED);
    }
}

/* Runs each write by itself, so that the one that cannot be carried out takes no other with it. */
static enum outcome run_each(struct hs_view *view, struct hs_write *first)
{
    enum outcome outcome = OUTCOME_DECIDED;
    while (first != NULL && outcome != OUTCOME_UNKNOWN) {
        struct hs_write *write = first;
        first = write->next;
        write->next = NULL;
        outcome = attempt(view, write);
        finish(write, outcome);
    }
    if (first != NULL) {
        hs_group_refuse(first);
    }
    return outcome;
}

void hs_group_refuse(struct hs_write *first)
{
    fail_all(first, HS_UNAVAILABLE, "STORE_FAILED", "an earlier commit failed; the store must be opened again");
    finish(first, OUTCOME_DECIDED);
}

bool hs_group_commit(struct hs_view *view, struct hs_write *first)
{
    enum outcome outcome = attempt(view, first);
    if (outcome == OUTCOME_DECIDED && first->purge && hs_status_code(first->status) == HS_OK) {
        view->unpurged = true;
        view->rewritten = false;
        hs_purge(view, PURGE_WAIT_MICROS);
    }
    if (outcome == OUTCOME_ROLLED_BACK && first->next != NULL) {
        return run_each(view, first) != OUTCOME_UNKNOWN;
    }
    finish(first, outcome);
    return outcome != OUTCOME_UNKNOWN;
}
