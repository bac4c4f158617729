#include "store/store_internal.h"

#include <string.h>

/* One row as it stands in the ledger. */
struct sealed {
    struct hs_ledger_seal seal;
    const uint8_t *salt, *body, *chain;
    size_t body_size;
    bool is_whole; /**< every part has its type and size */
};

static const uint8_t *bytes_of(sqlite3_stmt *statement, int column, int size)
{
    const uint8_t *bytes = sqlite3_column_blob(statement, column);
    return sqlite3_column_type(statement, column) == SQLITE_BLOB && sqlite3_column_bytes(statement, column) == size ? bytes : NULL;
}

static struct sealed read_sealed(sqlite3_stmt *statement)
{
    struct sealed row = {
        .seal =
            {
                .sequence = sqlite3_column_int64(statement, 0),
                .time = sqlite3_column_int64(statement, 1),
                .caller = (const char *)sqlite3_column_text(statement, 2),
                .method = (const char *)sqlite3_column_text(statement, 3),
                .name = (const char *)sqlite3_column_text(statement, 4),
                .imported = sqlite3_column_int64(statement, 5) != 0,
                .previous = sqlite3_column_int64(statement, 6),
                .digest = bytes_of(statement, 7, HS_STORE_HASH_SIZE),
            },
        .chain = bytes_of(statement, 8, HS_STORE_HASH_SIZE),
        .salt = bytes_of(statement, 9, HS_SALT_SIZE),
        .body = sqlite3_column_blob(statement, 10),
        .body_size = (size_t)sqlite3_column_bytes(statement, 10),
    };
    int64_t imported = sqlite3_column_int64(statement, 5);
    bool is_redacted = sqlite3_column_type(statement, 9) == SQLITE_NULL;
    row.is_whole = row.seal.caller != NULL && row.seal.method != NULL && row.seal.name != NULL && row.seal.digest != NULL &&
                   row.chain != NULL && (is_redacted || row.salt != NULL) && (imported == 0 || imported == 1);
    return row;
}

/* What does not fit in a row that follows `head`; NULL if all does. */
static const char *find_fault(const struct sealed *row, const struct hs_ledger_head *head)
{
    uint8_t hash[HS_STORE_HASH_SIZE];
    if (row->seal.sequence != head->sequence + 1) {
        return "a row is missing";
    }
    if (!row->is_whole) {
        return "a part of the row is missing";
    }
    if (row->salt != NULL) {
        hs_ledger_digest(row->salt, row->body, row->body_size, hash);
        if (memcmp(hash, row->seal.digest, sizeof hash) != 0) {
            return "the message is not the one that was written";
        }
    }
    hs_ledger_chain(head->chain_hash, &row->seal, hash);
    return memcmp(hash, row->chain, sizeof hash) != 0 ? "the row is not the one that was written" : NULL;
}

/* The row from which the chain goes on. */
static enum hs_code find_start(struct hs_view *view, int64_t after, struct hs_ledger_head *head, struct hs_status *status)
{
    *head = (struct hs_ledger_head){0};
    return after > 0 ? hs_ledger_receipt(view, after, head, status) : HS_OK;
}

static enum hs_code verify_rows(struct hs_view *view, sqlite3_stmt *statement, struct hs_ledger_head *head, int limit,
                                struct hs_verification *out, struct hs_status *status)
{
    enum hs_step step = HS_STEP_DONE;
    int count = 0;
    while (count < limit && (step = hs_db_step(&view->db, statement, status)) == HS_STEP_ROW) {
        struct sealed row = read_sealed(statement);
        out->reason = find_fault(&row, head);
        if (out->reason != NULL) {
            out->broken = row.seal.sequence;
            return HS_OK;
        }
        head->sequence = row.seal.sequence;
        head->time = row.seal.time;
        memcpy(head->chain_hash, row.chain, sizeof head->chain_hash);
        out->redacted += row.salt == NULL;
        count++;
    }
    out->complete = step == HS_STEP_DONE && count < limit;
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

enum hs_code hs_view_verify(struct hs_view *view, int64_t after, int limit, struct hs_verification *out, struct hs_status *status)
{
    struct hs_ledger_head head;
    struct hs_verification found = {0};
    sqlite3_stmt *statement = NULL;
    enum hs_code code = hs_view_broken(view, status);
    if (code == HS_OK) {
        code = find_start(view, after, &head, status);
    }
    if (code == HS_OK) {
        statement =
            hs_db_prepare(&view->db,
                          "SELECT l.seq, l.time, c.word, m.word, l.name, l.imported, l.previous, l.digest, l.chain, l.salt, l.body"
                          " FROM ledger AS l LEFT JOIN word AS c ON c.id = l.caller LEFT JOIN word AS m ON m.id = l.method"
                          " WHERE l.seq > ?1 ORDER BY l.seq",
                          status);
        code = statement != NULL ? HS_OK : hs_status_code(status);
    }
    if (code == HS_OK) {
        sqlite3_bind_int64(statement, 1, after);
        code = verify_rows(view, statement, &head, limit, &found, status);
    }
    hs_db_release(&view->db, statement);
    if (code == HS_OK) {
        found.last = head.sequence;
        memcpy(found.chain_hash, head.chain_hash, sizeof found.chain_hash);
        *out = found;
    }
    return code;
}
