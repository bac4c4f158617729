#include "store/list.h"

#include <string.h>

/* Columns of the SELECT before the keys of the ordering. */
enum { NAME, SEQUENCE, DELETED, BODY, FIRST_KEY };

/* A column of the ordering: a date has two. */
struct key {
    const char *column;
    bool descending;
};

struct keys {
    struct key keys[HS_TOKEN_MAX_KEYS];
    size_t count;
};

static bool find_keys(const struct hs_listing *listing, struct keys *out)
{
    for (size_t i = 0; i < listing->order.n_keys; i++) {
        const struct hs_order_key *key = &listing->order.keys[i];
        for (size_t cell = 0; cell < hs_column_width(key->column); cell++) {
            const char *column = hs_cell_column(key->column, 1, cell, listing->arena);
            if (column == NULL) {
                return false;
            }
            out->keys[out->count++] = (struct key){column, key->descending};
        }
    }
    return true;
}

/* ---- the statement ---------------------------------------------------------------------------------------------- */

static void append_cell(struct hs_sql *sql, const struct hs_cell *cell)
{
    if (cell->text != NULL) {
        hs_sql_bind_text(sql, cell->text);
    } else {
        hs_sql_bind_integer(sql, cell->integer);
    }
}

static void append_match(struct hs_sql *sql, const struct hs_bound_match *match)
{
    const struct hs_column *column = match->column;
    if (column->index_table != NULL) {
        hs_sql_append(sql, " AND r.id IN (SELECT owner FROM \"%s\" WHERE \"%s\"", column->index_table, column->sql);
    } else {
        hs_sql_append(sql, " AND (r.\"%s\"", column->sql);
    }
    if (match->cell.is_null) {
        hs_sql_append(sql, " IS NULL");
    } else {
        hs_sql_append(sql, " = ");
        append_cell(sql, &match->cell);
    }
    hs_sql_append(sql, ")");
}

/* The value of a key at the position. */
static void append_value(const struct hs_listing *listing, struct hs_sql *sql, const struct key *key,
                         const struct hs_token_key *value)
{
    if (value->by_name) {
        hs_sql_append(sql, "(SELECT \"%s\" FROM \"%s\" WHERE name = ", key->column, listing->table->resource->table);
        hs_sql_bind_text(sql, listing->position.name);
        hs_sql_append(sql, ")");
    } else {
        append_cell(sql, &value->cell);
    }
}

/* "the key comes after the position's": NULL is before every value. */
static void append_after(const struct hs_listing *listing, struct hs_sql *sql, const struct key *key,
                         const struct hs_token_key *value)
{
    if (value->cell.is_null) {
        hs_sql_append(sql, key->descending ? "0" : "r.\"%s\" IS NOT NULL", key->column);
    } else if (key->descending) {
        hs_sql_append(sql, "r.\"%s\" IS NULL OR r.\"%s\" < ", key->column, key->column);
        append_value(listing, sql, key, value);
    } else {
        hs_sql_append(sql, "r.\"%s\" > ", key->column);
        append_value(listing, sql, key, value);
    }
}

static void append_equal(const struct hs_listing *listing, struct hs_sql *sql, const struct key *key,
                         const struct hs_token_key *value)
{
    hs_sql_append(sql, "r.\"%s\" IS ", key->column);
    if (value->cell.is_null) {
        hs_sql_append(sql, "NULL");
    } else {
        append_value(listing, sql, key, value);
    }
}

/* (after1 OR (equal1 AND (after2 OR (equal2 AND name > ?)))) */
static void append_position(const struct hs_listing *listing, struct hs_sql *sql, const struct keys *keys)
{
    hs_sql_append(sql, " AND (");
    for (size_t i = 0; i < keys->count; i++) {
        append_after(listing, sql, &keys->keys[i], &listing->position.keys[i]);
        hs_sql_append(sql, " OR (");
        append_equal(listing, sql, &keys->keys[i], &listing->position.keys[i]);
        hs_sql_append(sql, " AND (");
    }
    hs_sql_append(sql, "r.name > ");
    hs_sql_bind_text(sql, listing->position.name);
    for (size_t i = 0; i < keys->count; i++) {
        hs_sql_append(sql, "))");
    }
    hs_sql_append(sql, ")");
}

static void write_sql(const struct hs_listing *listing, struct hs_sql *sql, const struct keys *keys)
{
    hs_sql_append(sql, "SELECT r.name, r.ledger_seq, r.deleted, r.body");
    for (size_t i = 0; i < keys->count; i++) {
        hs_sql_append(sql, ", r.\"%s\"", keys->keys[i].column);
    }
    hs_sql_append(sql, " FROM \"%s\" AS r WHERE ", listing->table->resource->table);
    hs_filter_compile(listing->filter, sql);
    hs_sql_append(sql, listing->query->show_deleted ? "" : " AND r.deleted = 0");
    hs_list_append_parent(listing, sql);
    for (size_t i = 0; i < listing->query->n_matches; i++) {
        append_match(sql, &listing->matches[i]);
    }
    if (listing->has_position) {
        append_position(listing, sql, keys);
    }
    hs_sql_append(sql, " ORDER BY ");
    for (size_t i = 0; i < keys->count; i++) {
        hs_sql_append(sql, "r.\"%s\"%s, ", keys->keys[i].column, keys->keys[i].descending ? " DESC" : "");
    }
    hs_sql_append(sql, "r.name");
    /* How many rows a page takes is not known where some of them are hidden. */
    if (hs_listing_is_paged(listing) && !listing->hides) {
        hs_sql_append(sql, " LIMIT ");
        hs_sql_bind_integer(sql, listing->page_size + 1);
    }
}

/* ---- the records ------------------------------------------------------------------------------------------------ */

/* Remembers where the page may end. */
static bool remember(struct hs_listing *listing, sqlite3_stmt *statement, const struct keys *keys)
{
    struct hs_position *last = &listing->last;
    last->n_keys = keys->count;
    last->name = hs_db_text(statement, NAME, listing->arena);
    for (size_t i = 0; i < keys->count; i++) {
        struct hs_token_key *key = &last->keys[i];
        key->cell = hs_cell_read(statement, FIRST_KEY + (int)i);
        key->by_name = key->cell.text != NULL && strlen(key->cell.text) > HS_TOKEN_MAX_TEXT;
        if (key->by_name) {
            key->cell = (struct hs_cell){0};
        } else if (key->cell.text != NULL) {
            key->cell.text = hs_arena_string(listing->arena, key->cell.text);
            if (key->cell.text == NULL) {
                return false;
            }
        }
    }
    return last->name != NULL;
}

static enum hs_code take_row(struct hs_listing *listing, sqlite3_stmt *statement, const struct keys *keys)
{
    struct hs_record record = {
        .resource = listing->table->resource,
        .name = (const char *)sqlite3_column_text(statement, NAME),
        .body = sqlite3_column_blob(statement, BODY),
        .size = (size_t)sqlite3_column_bytes(statement, BODY),
        .sequence = sqlite3_column_int64(statement, SEQUENCE),
        .deleted = sqlite3_column_int64(statement, DELETED) != 0,
    };
    if (record.name == NULL || record.body == NULL) {
        return hs_out_of_memory(listing->status);
    }
    if (!hs_view_shows(listing->view, &record)) {
        return hs_view_broken(listing->view, listing->status);
    }
    enum hs_code code = hs_listing_take(listing, &record);
    if (code != HS_OK || listing->full || !hs_listing_is_paged(listing)) {
        return code;
    }
    return remember(listing, statement, keys) ? HS_OK : hs_out_of_memory(listing->status);
}

enum hs_code hs_list_now(struct hs_listing *listing)
{
    struct keys keys = {.count = 0};
    struct hs_sql sql;
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    hs_sql_init(&sql, listing->arena);
    if (!find_keys(listing, &keys)) {
        return hs_out_of_memory(listing->status);
    }
    write_sql(listing, &sql, &keys);
    sqlite3_stmt *statement = hs_list_prepare(listing, &sql);
    if (statement == NULL) {
        return hs_status_code(listing->status);
    }
    while (code == HS_OK && !listing->full && (step = hs_db_step(&listing->view->db, statement, listing->status)) == HS_STEP_ROW) {
        code = take_row(listing, statement, &keys);
    }
    hs_db_release(&listing->view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(listing->status) : code;
}
