/* A person's name is taken out of everything that is stored (R12 of the field's rules). What is searched is the bytes of the
 * bodies, in which a name stands as it is written; only bodies that have it are unpacked. */
#include "store/redact.h"
#include "store/put.h"
#include "store/search.h"

#include <string.h>

/* One name on its way out. */
struct redaction {
    struct hs_view *view;
    const char *person;
    size_t length;
    hs_redacted_visitor *visit;
    void *context;
    struct hs_status *status;
    struct hs_redacted found; /* what is in hand */
    enum hs_code code;        /* of what `visit` said of mentions */
    int64_t replaced;         /* bodies */
};

/* A stored body with the name in it. Everything lives in the view's scratch. */
struct holder {
    const struct hs_table *table;
    int64_t id; /* of its row: in its own table, the ledger or staged */
    const char *name;
    const uint8_t *body;
    size_t size;
    ProtobufCMessage *before;
    ProtobufCMessage *after;
    int64_t sequence;
};

static void tell_mention(void *context, const char *path)
{
    struct redaction *redaction = context;
    struct hs_redacted found = redaction->found;
    found.place = HS_REDACTED_MENTION;
    found.path = path;
    if (redaction->code == HS_OK) {
        redaction->code = redaction->visit(redaction->context, &found);
    }
}

/* Reads the next row behind *id with the name in its body; *found is false behind the last. `sql` gives id, name, body, ledger_seq
 * for ?1 = id and ?2 = the name. */
static enum hs_code next_holder(struct redaction *redaction, const char *sql, int64_t id, struct holder *out, bool *found)
{
    struct hs_view *view = redaction->view;
    hs_arena_reset(&view->scratch);
    sqlite3_stmt *statement = hs_db_prepare(&view->db, sql, redaction->status);
    if (statement == NULL) {
        return hs_status_code(redaction->status);
    }
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_blob(statement, 2, redaction->person, (int)redaction->length, SQLITE_STATIC);
    enum hs_step step = hs_db_step(&view->db, statement, redaction->status);
    *found = step == HS_STEP_ROW;
    if (*found) {
        *out = (struct holder){.id = sqlite3_column_int64(statement, 0),
                               .name = hs_db_text(statement, 1, &view->scratch),
                               .size = (size_t)sqlite3_column_bytes(statement, 2),
                               .sequence = sqlite3_column_int64(statement, 3)};
        out->body = (const uint8_t *)hs_arena_bytes(&view->scratch, sqlite3_column_blob(statement, 2), out->size);
    }
    hs_db_release(&view->db, statement);
    if (step == HS_STEP_FAILED) {
        return hs_status_code(redaction->status);
    }
    return !*found || (out->name != NULL && out->body != NULL) ? HS_OK : hs_out_of_memory(redaction->status);
}

/* Takes the name out of the body in hand: holder->after without it, packed in put->body, under a new etag, which is made from the
 * content and would tell the name. *changed is false where the name only stands in other texts. */
static enum hs_code redact_body(struct redaction *redaction, struct holder *holder, struct hs_put *put, bool *changed)
{
    struct hs_arena *scratch = &redaction->view->scratch;
    const struct hs_resource *resource = holder->table->resource;
    const struct hs_redactor redactor = {
        .person = redaction->person, .length = redaction->length, .arena = scratch, .mention = tell_mention, .context = redaction};
    redaction->found.resource = resource;
    redaction->found.name = holder->name;
    holder->before = hs_body_unpack(resource, holder->body, holder->size, scratch, redaction->status);
    holder->after = hs_body_unpack(resource, holder->body, holder->size, scratch, redaction->status);
    if (holder->before == NULL || holder->after == NULL) {
        return hs_status_code(redaction->status);
    }
    int replaced = hs_redact_message(&redactor, resource->message, holder->after);
    *changed = replaced > 0;
    if (replaced < 0) {
        return hs_out_of_memory(redaction->status);
    }
    if (replaced == 0 || redaction->code != HS_OK) {
        return redaction->code;
    }
    redaction->replaced++;
    *put = (struct hs_put){.view = redaction->view,
                           .table = holder->table,
                           .scratch = scratch,
                           .status = redaction->status,
                           .message = holder->after,
                           .before = holder->before,
                           .name = holder->name,
                           .row = {.id = holder->id, .sequence = holder->sequence}};
    enum hs_code code = hs_put_pack_anew(put);
    return code == HS_OK ? redaction->visit(redaction->context, &redaction->found) : code;
}

/* ---- resources as they are ---------------------------------------------------------------------------------------- */

static enum hs_code redact_table(struct redaction *redaction, const struct hs_table *table, struct hs_arena *texts)
{
    const char *sql = hs_arena_printf(texts,
                                      "SELECT id, name, body, ledger_seq FROM \"%s\" WHERE id > ?1 AND instr(body, ?2) > 0"
                                      " ORDER BY id LIMIT 1",
                                      table->resource->table);
    struct holder holder = {.id = INT64_MIN};
    bool found = true;
    enum hs_code code = sql != NULL ? HS_OK : hs_out_of_memory(redaction->status);
    redaction->found.place = HS_REDACTED_NOW;
    while (code == HS_OK && found) {
        struct hs_put put;
        bool changed = false;
        code = next_holder(redaction, sql, holder.id, &holder, &found);
        if (code == HS_OK && found) {
            holder.table = table;
            code = redact_body(redaction, &holder, &put, &changed);
        }
        if (code == HS_OK && changed) {
            code = hs_put_write(&put, holder.sequence);
        }
    }
    return code;
}

static enum hs_code redact_tables(struct redaction *redaction)
{
    const struct hs_schema *schema = &redaction->view->store->schema;
    struct hs_arena texts;
    enum hs_code code = HS_OK;
    hs_arena_init(&texts, HS_VIEW_MEMORY);
    for (size_t i = 0; code == HS_OK && i < schema->n_tables; i++) {
        code = redact_table(redaction, &schema->tables[i], &texts);
    }
    hs_arena_free(&texts);
    return code;
}

/* ---- bodies in the ledger and in imports --------------------------------------------------------------------------- */

static enum hs_code write_body(struct redaction *redaction, const char *sql, const struct holder *holder, const struct hs_put *put)
{
    sqlite3_stmt *statement = hs_db_prepare(&redaction->view->db, sql, redaction->status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, holder->id);
        sqlite3_bind_blob(statement, 2, put->body, (int)put->size, SQLITE_STATIC);
    }
    return hs_db_run(&redaction->view->db, statement, redaction->status);
}

/* Rows whose names are of no kind, as the line that says what an import is, hold no resource. */
static enum hs_code redact_rows(struct redaction *redaction, enum hs_redacted_place place, const char *sql_next,
                                const char *sql_write)
{
    struct holder holder = {.id = INT64_MIN};
    enum hs_code code = HS_OK;
    bool found = true;
    redaction->found.place = place;
    while (code == HS_OK && found) {
        struct hs_put put;
        bool changed = false;
        code = next_holder(redaction, sql_next, holder.id, &holder, &found);
        holder.table = code == HS_OK && found ? hs_table_of_name(redaction->view->store, holder.name) : NULL;
        if (holder.table != NULL) {
            code = redact_body(redaction, &holder, &put, &changed);
        }
        if (code == HS_OK && changed) {
            code = write_body(redaction, sql_write, &holder, &put);
        }
    }
    return code;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

/* A digest of a request tells its content to whoever guesses it. Without one, the id alone says that a request is a repeat. */
static enum hs_code forget_digests(struct redaction *redaction)
{
    return hs_db_execute(&redaction->view->db, "UPDATE request SET digest = zeroblob(32) WHERE digest <> zeroblob(32)",
                         redaction->status);
}

enum hs_code hs_view_redact(struct hs_view *view, const char *person, hs_redacted_visitor *visit, void *context,
                            struct hs_status *status)
{
    struct redaction redaction = {.view = view, .visit = visit, .context = context, .status = status};
    hs_trim_person(person, &redaction.person, &redaction.length);
    if (view->write == NULL || redaction.length == 0) {
        return hs_status_fail(status, HS_INTERNAL, "NO_WRITE", "a name can only be redacted within a write");
    }
    char *trimmed = hs_arena_bytes(status->arena, redaction.person, redaction.length);
    if (trimmed == NULL) {
        return hs_out_of_memory(status);
    }
    redaction.person = trimmed;
    enum hs_code code = redact_tables(&redaction);
    bool search_changed = redaction.replaced > 0;
    if (code == HS_OK) {
        code = redact_rows(&redaction, HS_REDACTED_THEN,
                           "SELECT seq, name, body, 0 FROM ledger WHERE seq > ?1 AND instr(body, ?2) > 0 ORDER BY seq LIMIT 1",
                           "UPDATE ledger SET body = ?2, salt = NULL WHERE seq = ?1");
    }
    if (code == HS_OK) {
        code = redact_rows(&redaction, HS_REDACTED_STAGED,
                           "SELECT id, name, body, 0 FROM staged WHERE id > ?1 AND instr(body, ?2) > 0 ORDER BY id LIMIT 1",
                           "UPDATE staged SET body = ?2 WHERE id = ?1");
    }
    if (code == HS_OK && search_changed) {
        code = hs_search_compact(&view->db, status);
    }
    if (code == HS_OK && redaction.replaced > 0) {
        code = forget_digests(&redaction);
    }
    if (code == HS_OK) {
        code = hs_purge_demand(view, status);
    }
    return code;
}
