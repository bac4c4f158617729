#include "store/store_internal.h"

#include "crypto/crypto.h"

#include <string.h>

/* The chain hash of a row is SHA-256 over, in this order, with numbers in big-endian order:
 *   the chain hash of the row before, 32 bytes (zero before the first row)
 *   sequence, time, previous, 8 bytes each; imported, 1 byte
 *   caller, method, name, each as its length in 4 bytes and its bytes
 *   the digest, 32 bytes: SHA-256 over the salt, 16 bytes, and the body
 * so that a body can be taken out with its salt, and the chain still verifies and tells nothing of it. */

static void hash_number(struct hs_sha256 *hash, uint64_t number, unsigned bytes)
{
    uint8_t data[sizeof number];
    for (unsigned i = 0; i < bytes; i++) {
        data[i] = (uint8_t)(number >> 8 * (bytes - 1 - i));
    }
    hs_sha256_add(hash, data, bytes);
}

static void hash_text(struct hs_sha256 *hash, const char *text)
{
    size_t length = strlen(text);
    hash_number(hash, length, 4);
    hs_sha256_add(hash, text, length);
}

void hs_ledger_digest(const uint8_t salt[HS_SALT_SIZE], const uint8_t *body, size_t size, uint8_t out[HS_STORE_HASH_SIZE])
{
    struct hs_sha256 hash;
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, salt, HS_SALT_SIZE);
    hs_sha256_add(&hash, body, size);
    hs_sha256_end(&hash, out);
}

void hs_ledger_chain(const uint8_t previous[HS_STORE_HASH_SIZE], const struct hs_ledger_seal *seal, uint8_t out[HS_STORE_HASH_SIZE])
{
    struct hs_sha256 hash;
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, previous, HS_STORE_HASH_SIZE);
    hash_number(&hash, (uint64_t)seal->sequence, 8);
    hash_number(&hash, (uint64_t)seal->time, 8);
    hash_number(&hash, (uint64_t)seal->previous, 8);
    hash_number(&hash, seal->imported, 1);
    hash_text(&hash, seal->caller);
    hash_text(&hash, seal->method);
    hash_text(&hash, seal->name);
    hs_sha256_add(&hash, seal->digest, HS_STORE_HASH_SIZE);
    hs_sha256_end(&hash, out);
}

/* Reads sequence, time and chain from the row a statement stands on. */
static enum hs_code read_head(sqlite3_stmt *statement, struct hs_ledger_head *out, struct hs_status *status)
{
    const void *chain = sqlite3_column_blob(statement, 2);
    if (chain == NULL || sqlite3_column_bytes(statement, 2) != HS_STORE_HASH_SIZE) {
        return hs_status_fail(status, HS_DATA_LOSS, "LEDGER_DAMAGED", "ledger row %lld has no chain hash",
                              (long long)sqlite3_column_int64(statement, 0));
    }
    out->sequence = sqlite3_column_int64(statement, 0);
    out->time = sqlite3_column_int64(statement, 1);
    memcpy(out->chain_hash, chain, HS_STORE_HASH_SIZE);
    return HS_OK;
}

enum hs_code hs_ledger_head(struct hs_view *view, struct hs_ledger_head *out, struct hs_status *status)
{
    struct hs_ledger_head head = {0};
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT seq, time, chain FROM ledger ORDER BY seq DESC LIMIT 1", status);
    enum hs_step step = statement != NULL ? hs_db_step(&view->db, statement, status) : HS_STEP_FAILED;
    enum hs_code code = step == HS_STEP_FAILED ? hs_status_code(status) : HS_OK;
    if (step == HS_STEP_ROW) {
        code = read_head(statement, &head, status);
    }
    hs_db_release(&view->db, statement);
    if (code == HS_OK) {
        *out = head;
    }
    return code;
}

enum hs_code hs_ledger_receipt(struct hs_view *view, int64_t sequence, struct hs_ledger_head *out, struct hs_status *status)
{
    enum hs_code code = HS_OK;
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT seq, time, chain FROM ledger WHERE seq = ?1", status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, sequence);
    switch (hs_db_step(&view->db, statement, status)) {
    case HS_STEP_ROW:
        code = read_head(statement, out, status);
        break;
    case HS_STEP_DONE:
        code = hs_status_fail(status, HS_NOT_FOUND, "LEDGER_ROW_NOT_FOUND", "the ledger has no row %lld", (long long)sequence);
        break;
    default:
        code = hs_status_code(status);
        break;
    }
    hs_db_release(&view->db, statement);
    return code;
}

enum hs_code hs_word_id(struct hs_view *view, const char *word, int64_t *out, struct hs_status *status)
{
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT id FROM word WHERE word = ?1", status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_text(statement, 1, word, -1, SQLITE_STATIC);
    enum hs_step step = hs_db_step(&view->db, statement, status);
    if (step == HS_STEP_ROW) {
        *out = sqlite3_column_int64(statement, 0);
    }
    hs_db_release(&view->db, statement);
    if (step != HS_STEP_DONE) {
        return step == HS_STEP_ROW ? HS_OK : hs_status_code(status);
    }
    statement = hs_db_prepare(&view->db, "INSERT INTO word (word) VALUES (?1)", status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, word, -1, SQLITE_STATIC);
    }
    enum hs_code code = hs_db_run(&view->db, statement, status);
    if (code == HS_OK) {
        *out = sqlite3_last_insert_rowid(view->db.handle);
    }
    return code;
}

static enum hs_code insert(struct hs_view *view, const struct hs_ledger_entry *entry, const struct hs_ledger_seal *seal,
                           const uint8_t *salt, const uint8_t *chain, struct hs_status *status)
{
    int64_t caller = 0, method = 0;
    enum hs_code code = hs_word_id(view, entry->caller, &caller, status);
    if (code == HS_OK) {
        code = hs_word_id(view, entry->method, &method, status);
    }
    if (code != HS_OK) {
        return code;
    }
    sqlite3_stmt *statement =
        hs_db_prepare(&view->db,
                      "INSERT INTO ledger (seq, time, caller, method, imported, name, previous, salt, digest, chain, body)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                      status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, seal->sequence);
    sqlite3_bind_int64(statement, 2, seal->time);
    sqlite3_bind_int64(statement, 3, caller);
    sqlite3_bind_int64(statement, 4, method);
    sqlite3_bind_int64(statement, 5, seal->imported);
    sqlite3_bind_text(statement, 6, seal->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 7, seal->previous);
    sqlite3_bind_blob(statement, 8, salt, HS_SALT_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 9, seal->digest, HS_STORE_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 10, chain, HS_STORE_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 11, entry->body, (int)entry->size, SQLITE_STATIC);
    return hs_db_run(&view->db, statement, status);
}

enum hs_code hs_ledger_append(struct hs_view *view, const struct hs_ledger_entry *entry, struct hs_ledger_head *out,
                              struct hs_status *status)
{
    const struct hs_store_options *options = &view->store->options;
    struct hs_ledger_head head = {0};
    uint8_t salt[HS_SALT_SIZE], digest[HS_STORE_HASH_SIZE];
    enum hs_code code = hs_ledger_head(view, &head, status);
    if (code != HS_OK) {
        return code;
    }
    options->random(options->context, salt, sizeof salt);
    hs_ledger_digest(salt, entry->body, entry->size, digest);
    struct hs_ledger_seal seal = {
        .sequence = head.sequence + 1,
        .time = entry->time,
        .previous = entry->previous,
        .imported = entry->imported,
        .caller = entry->caller,
        .method = entry->method,
        .name = entry->name,
        .digest = digest,
    };
    struct hs_ledger_head next = {.sequence = seal.sequence, .time = seal.time};
    hs_ledger_chain(head.chain_hash, &seal, next.chain_hash);
    code = insert(view, entry, &seal, salt, next.chain_hash, status);
    if (code == HS_OK) {
        *out = next;
    }
    return code;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* One row on the way back through a resource's history. */
struct version {
    int64_t time;
    int64_t previous;
    char *name;
    const uint8_t *body;
    size_t size;
};

/* Reads a row; its name and body only if it was known at `read_time`. */
static enum hs_code read_version(struct hs_view *view, int64_t sequence, int64_t read_time, struct hs_arena *arena,
                                 struct version *out, struct hs_status *status)
{
    enum hs_code code = HS_OK;
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT time, previous, name, body FROM ledger WHERE seq = ?1", status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, sequence);
    enum hs_step step = hs_db_step(&view->db, statement, status);
    if (step == HS_STEP_DONE) {
        code = hs_status_fail(status, HS_DATA_LOSS, "LEDGER_DAMAGED", "ledger row %lld is missing", (long long)sequence);
    } else if (step == HS_STEP_FAILED) {
        code = hs_status_code(status);
    } else {
        *out = (struct version){.time = sqlite3_column_int64(statement, 0), .previous = sqlite3_column_int64(statement, 1)};
    }
    if (step == HS_STEP_ROW && out->time <= read_time) {
        out->name = hs_db_text(statement, 2, arena);
        out->size = (size_t)sqlite3_column_bytes(statement, 3);
        out->body = (const uint8_t *)hs_arena_bytes(arena, sqlite3_column_blob(statement, 3), out->size);
        code = out->name != NULL && out->body != NULL ? HS_OK : hs_out_of_memory(status);
    }
    hs_db_release(&view->db, statement);
    return code;
}

enum hs_code hs_ledger_version(struct hs_view *view, int64_t newest, int64_t read_time, struct hs_arena *arena,
                               struct hs_record *out, bool *found, struct hs_status *status)
{
    struct version version = {0};
    enum hs_code code = HS_OK;
    int64_t sequence = newest;
    while (code == HS_OK && sequence != 0) {
        code = read_version(view, sequence, read_time, arena, &version, status);
        if (code != HS_OK || version.time <= read_time) {
            break;
        }
        sequence = version.previous;
    }
    if (code != HS_OK) {
        return code;
    }
    *found = sequence != 0;
    if (*found) {
        *out = (struct hs_record){.name = version.name, .body = version.body, .size = version.size, .sequence = sequence};
    }
    return HS_OK;
}
