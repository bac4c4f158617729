#include "store/list.h"

/* A walk over all names of a kind, each read back to the version that was known. */
struct walk {
    struct hs_listing *listing;
    struct hs_arena row; /* memory of one version */
};

static bool is_equal(void *context, const struct hs_cell *cell)
{
    return hs_cell_equal(context, cell);
}

static bool fulfils_matches(const struct hs_listing *listing, const ProtobufCMessage *message)
{
    for (size_t i = 0; i < listing->query->n_matches; i++) {
        struct hs_bound_match *match = &listing->matches[i];
        if (!hs_bind_each(match->column, message, is_equal, &match->cell)) {
            return false;
        }
    }
    return true;
}

static enum hs_code take_version(struct walk *walk, struct hs_record *record)
{
    struct hs_listing *listing = walk->listing;
    const struct hs_table *table = listing->table;
    ProtobufCMessage *message = hs_body_unpack(table->resource, record->body, record->size, &walk->row, listing->status);
    if (message == NULL) {
        return hs_status_code(listing->status);
    }
    record->resource = table->resource;
    record->deleted = hs_message_child(message, table->delete_time) != NULL;
    bool is_shown = (!record->deleted || listing->query->show_deleted) && fulfils_matches(listing, message) &&
                    hs_filter_matches(listing->filter, message);
    if (!is_shown) {
        return HS_OK;
    }
    if (!hs_view_may_read(listing->view, record)) {
        return hs_view_broken(listing->view, listing->status);
    }
    enum hs_code code = hs_listing_take(listing, record);
    if (code != HS_OK || listing->full || !hs_listing_is_paged(listing)) {
        return code;
    }
    listing->last.name = hs_arena_string(listing->arena, record->name);
    return listing->last.name != NULL ? HS_OK : hs_out_of_memory(listing->status);
}

static enum hs_code take_row(struct walk *walk, int64_t newest)
{
    struct hs_listing *listing = walk->listing;
    struct hs_record record = {0};
    bool found = false;
    hs_arena_reset(&walk->row);
    enum hs_code code =
        hs_ledger_version(listing->view, newest, listing->query->read_time, &walk->row, &record, &found, listing->status);
    return code == HS_OK && found ? take_version(walk, &record) : code;
}

static void write_sql(const struct hs_listing *listing, struct hs_sql *sql)
{
    hs_sql_append(sql, "SELECT r.ledger_seq FROM \"%s\" AS r WHERE 1", listing->table->resource->table);
    hs_list_append_parent(listing, sql);
    if (listing->has_position) {
        hs_sql_append(sql, " AND r.name > ");
        hs_sql_bind_text(sql, listing->position.name);
    }
    hs_sql_append(sql, " ORDER BY r.name");
}

enum hs_code hs_list_then(struct hs_listing *listing)
{
    struct walk walk = {.listing = listing};
    struct hs_sql sql;
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    hs_sql_init(&sql, listing->arena);
    write_sql(listing, &sql);
    sqlite3_stmt *statement = hs_list_prepare(listing, &sql);
    if (statement == NULL) {
        return hs_status_code(listing->status);
    }
    hs_arena_init(&walk.row, HS_VIEW_MEMORY);
    while (code == HS_OK && !listing->full && (step = hs_db_step(&listing->view->db, statement, listing->status)) == HS_STEP_ROW) {
        code = take_row(&walk, sqlite3_column_int64(statement, 0));
    }
    hs_arena_free(&walk.row);
    hs_db_release(&listing->view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(listing->status) : code;
}
