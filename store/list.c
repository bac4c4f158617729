#include "store/list.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked for ------------------------------------------------------------------------------------------ */

/* An enum's value by name or number. */
static bool read_enum(const struct hs_column *column, const char *text, int64_t *out)
{
    const struct hs_message *message = column->message[column->depth - 1];
    const ProtobufCEnumDescriptor *type = message->descriptor->fields[column->fields[column->depth - 1]].descriptor;
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(type, text);
    if (value != NULL) {
        *out = value->value;
    }
    return value != NULL;
}

static bool read_number(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (*text == '\0' || *end != '\0' || errno != 0) {
        return false;
    }
    *out = number;
    return true;
}

static bool read_value(const struct hs_column *column, const char *text, struct hs_cell *out)
{
    *out = (struct hs_cell){0};
    switch (column->type) {
    case HS_COLUMN_TEXT:
        out->is_null = *text == '\0';
        out->text = text;
        return true;
    case HS_COLUMN_ENUM:
        return read_enum(column, text, &out->integer) || read_number(text, &out->integer);
    case HS_COLUMN_INTEGER:
        return read_number(text, &out->integer);
    case HS_COLUMN_BOOL:
        out->integer = strcmp(text, "true") == 0;
        return out->integer == 1 || strcmp(text, "false") == 0;
    default:
        return false;
    }
}

static const struct hs_column *find_column(const struct hs_columns *columns, const char *path)
{
    for (size_t i = 0; i < columns->n_columns; i++) {
        if (strcmp(columns->columns[i].path, path) == 0) {
            return &columns->columns[i];
        }
    }
    return NULL;
}

/* Matches are written by programmers: a wrong one is a fault of theirs. */
static enum hs_code bind_matches(struct hs_listing *listing)
{
    const struct hs_query *query = listing->query;
    listing->matches = hs_arena_alloc(listing->arena, query->n_matches * sizeof *listing->matches);
    if (listing->matches == NULL) {
        return hs_out_of_memory(listing->status);
    }
    for (size_t i = 0; i < query->n_matches; i++) {
        struct hs_bound_match *match = &listing->matches[i];
        match->column = find_column(&listing->table->columns, query->matches[i].path);
        if (match->column == NULL || !read_value(match->column, query->matches[i].value, &match->cell)) {
            return hs_status_fail(listing->status, HS_INTERNAL, "MATCH_INVALID", "%s of a %s cannot be matched with \"%s\"",
                                  query->matches[i].path, query->resource->kind, query->matches[i].value);
        }
    }
    return HS_OK;
}

static enum hs_code read_page_size(struct hs_listing *listing)
{
    int32_t size = listing->query->page_size;
    if (size < 0 && !listing->query->all) {
        hs_status_field(listing->status, 0, "page_size", "NEGATIVE", "must not be negative");
        return hs_status_code(listing->status);
    }
    listing->page_size = size == 0 ? HS_STORE_DEFAULT_PAGE_SIZE : size < HS_STORE_MAX_PAGE_SIZE ? size : HS_STORE_MAX_PAGE_SIZE;
    return HS_OK;
}

/* The parent, unless it is absent or a wildcard. */
static void read_parent(struct hs_listing *listing)
{
    const char *parent = listing->query->parent;
    size_t length = parent != NULL ? strlen(parent) : 0;
    bool is_any = length == 0 || (parent[length - 1] == '-' && (length == 1 || parent[length - 2] == '/'));
    listing->parent = is_any ? NULL : parent;
}

static size_t key_count(const struct hs_order *order)
{
    size_t count = 0;
    for (size_t i = 0; i < order->n_keys; i++) {
        count += hs_column_width(order->keys[i].column);
    }
    return count;
}

static enum hs_code read_order(struct hs_listing *listing)
{
    enum hs_code code = hs_order_parse(&listing->table->columns, listing->query->order_by, &listing->order, listing->status);
    if (code == HS_OK && listing->query->read_time != 0 && listing->order.n_keys > 0) {
        hs_status_field(listing->status, 0, "order_by", "ORDER_READ_TIME", "with a read time the order is by name");
        code = hs_status_code(listing->status);
    }
    return code;
}

static enum hs_code read_position(struct hs_listing *listing)
{
    const char *token = listing->query->page_token;
    if (token == NULL || *token == '\0') {
        return HS_OK;
    }
    uint8_t digest[HS_TOKEN_DIGEST_SIZE];
    hs_query_digest(listing->query, digest);
    listing->has_position = hs_page_token_read(digest, token, key_count(&listing->order), listing->arena, &listing->position);
    if (!listing->has_position) {
        hs_status_field(listing->status, 0, "page_token", "PAGE_TOKEN",
                        "is none that this query gave: all else must be as it was on the page before");
        return hs_status_code(listing->status);
    }
    return HS_OK;
}

/* Reads all of the query, so that every violation is found at once. */
static enum hs_code read_query(struct hs_listing *listing)
{
    enum hs_code code =
        hs_filter_parse(&listing->table->columns, listing->query->filter, listing->arena, &listing->filter, listing->status);
    enum hs_code order = read_order(listing);
    enum hs_code size = read_page_size(listing);
    code = code != HS_OK ? code : order != HS_OK ? order : size;
    if (code == HS_OK) {
        code = bind_matches(listing);
    }
    read_parent(listing);
    return code == HS_OK ? read_position(listing) : code;
}

/* ---- a page ----------------------------------------------------------------------------------------------------- */

bool hs_listing_is_paged(const struct hs_listing *listing)
{
    return !listing->query->all;
}

enum hs_code hs_listing_take(struct hs_listing *listing, const struct hs_record *record)
{
    static_assert(HS_STORE_MAX_BODY <= HS_STORE_MAX_PAGE_BYTES, "a page has room for any one resource");
    bool is_full = listing->count >= listing->page_size || listing->bytes + record->size > HS_STORE_MAX_PAGE_BYTES;
    if (hs_listing_is_paged(listing) && is_full) {
        listing->full = true;
        return HS_OK;
    }
    listing->count++;
    listing->bytes += record->size;
    return listing->visit(listing->context, record);
}

void hs_list_append_parent(const struct hs_listing *listing, struct hs_sql *sql)
{
    if (listing->parent == NULL) {
        return;
    }
    /* Names under a parent lie between "parent/" and the next string after all of them. */
    hs_sql_append(sql, " AND r.name > ");
    hs_sql_bind_text(sql, listing->parent);
    hs_sql_append(sql, " || '/' AND r.name < ");
    hs_sql_bind_text(sql, listing->parent);
    hs_sql_append(sql, " || '0'");
}

sqlite3_stmt *hs_list_prepare(struct hs_listing *listing, const struct hs_sql *sql)
{
    if (sql->failed) {
        hs_out_of_memory(listing->status);
        return NULL;
    }
    sqlite3_stmt *statement = hs_db_prepare(&listing->view->db, sql->text, listing->status);
    for (size_t i = 0; statement != NULL && i < sql->n_values; i++) {
        const struct hs_sql_value *value = &sql->values[i];
        struct hs_cell cell = {.text = value->text, .integer = value->integer};
        hs_cell_bind(statement, (int)i + 1, &cell);
    }
    return statement;
}

static enum hs_code write_token(const struct hs_listing *listing, const char **out)
{
    const char *token = "";
    if (listing->full) {
        uint8_t digest[HS_TOKEN_DIGEST_SIZE];
        hs_query_digest(listing->query, digest);
        token = hs_page_token_write(digest, &listing->last, listing->arena);
    }
    if (token == NULL) {
        return hs_out_of_memory(listing->status);
    }
    if (out != NULL) {
        *out = token;
    }
    return HS_OK;
}

enum hs_code hs_view_list(struct hs_view *view, const struct hs_query *query, hs_record_visitor *visit, void *context,
                          struct hs_arena *arena, const char **next_page_token, struct hs_status *status)
{
    struct hs_listing listing = {
        .view = view,
        .query = query,
        .table = hs_schema_table(&view->store->schema, query->resource),
        .arena = arena,
        .status = status,
        .visit = visit,
        .context = context,
        .hides = hs_view_hides(view, query->resource),
    };
    enum hs_code code = hs_view_broken(view, status);
    if (code == HS_OK && listing.table == NULL) {
        code = hs_status_fail(status, HS_INTERNAL, "NO_TABLE", "the store keeps no %s", query->resource->kind);
    }
    if (code == HS_OK) {
        code = read_query(&listing);
    }
    if (code == HS_OK && query->unread) {
        return HS_OK;
    }
    if (code == HS_OK) {
        bool is_now = query->read_time == 0 || query->read_time >= view->read_time;
        code = is_now ? hs_list_now(&listing) : hs_list_then(&listing);
    }
    return code == HS_OK ? write_token(&listing, next_page_token) : code;
}
