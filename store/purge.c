/* What a redaction overwrote is taken out of the files. The engine overwrites what it frees (secure_delete), but where it moved
 * records between pages before, copies of them stay in what is unused of a page; and older pages stand in the WAL until it is
 * emptied. So the whole file is written anew from what it holds (VACUUM), moved from the WAL to its place, and the WAL emptied.
 * That takes room for two more copies for a while, and a minute or so for a million resources. A mark that is committed with the
 * redaction tells whoever opens the file that this is still to be done. */
#include "store/store_internal.h"

enum {
    RETRY_MICROS = 1000000,         /**< until another look whether readers have let go of the WAL */
    RETRY_REWRITE_MICROS = 60000000 /**< until the file is written anew again, after that failed for want of room */
};

enum hs_code hs_purge_demand(struct hs_view *view, struct hs_status *status)
{
    return hs_db_execute(&view->db, "INSERT OR IGNORE INTO setting (key, value) VALUES ('unpurged', '')", status);
}

enum hs_code hs_purge_look(struct hs_view *view, struct hs_status *status)
{
    int64_t demanded = 0;
    enum hs_code code = hs_db_number(&view->db, "SELECT count(*) FROM setting WHERE key = 'unpurged'", 0, &demanded, status);
    view->unpurged = code == HS_OK && demanded > 0;
    return code;
}

static bool execute(struct hs_view *view, const char *sql)
{
    return sqlite3_exec(view->db.handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* Remembers why it could not be done. */
static bool rewrite(struct hs_view *view)
{
    int rc = sqlite3_exec(view->db.handle, "VACUUM", NULL, NULL, NULL);
    atomic_store(&view->purge_failure, rc);
    return rc == SQLITE_OK;
}

static bool empty_wal(struct hs_view *view, int64_t wait)
{
    bool empty = false;
    view->db.deadline = hs_db_now() + wait;
    do {
        empty = sqlite3_wal_checkpoint_v2(view->db.handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK;
    } while (!empty && hs_db_now() < view->db.deadline);
    view->db.deadline = 0;
    return empty;
}

void hs_purge(struct hs_view *view, int64_t wait)
{
    view->rewritten = view->rewritten || rewrite(view);
    if (view->rewritten && empty_wal(view, wait) && execute(view, "DELETE FROM setting WHERE key = 'unpurged'")) {
        view->unpurged = false;
        view->rewritten = false;
    }
    view->purge_again = hs_db_now() + (view->rewritten ? RETRY_MICROS : RETRY_REWRITE_MICROS);
}
