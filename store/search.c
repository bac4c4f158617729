#include "store/search.h"
#include "store/page_token.h"

#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Resources that one search ranks. All municipalities of the Nordic countries, which share a word, are half as many. */
    MAX_RANKED = 2000,
    /* Rows of the index looked at in vain: of other kinds, which costs next to nothing, and hidden from the reader. */
    MAX_PASSED = 200000,
    MAX_HIDDEN = 20000,
    DEFAULT_PAGE_SIZE = 20,
    MAX_PAGE_SIZE = 100,
    HIT_ENVELOPE = 32, /* bytes around the texts of a hit in an answer */
};

/* A resource that fits. */
struct candidate {
    int64_t row; /* of the index */
    int64_t score;
    const char *name;
};

struct search {
    struct hs_view *view;
    const struct hs_search_query *query;
    struct hs_arena *arena;
    struct hs_status *status;
    struct hs_search_terms terms;
    bool wanted[HS_SEARCH_KINDS]; /* by the kind's number */
    struct candidate *candidates;
    size_t count;
    size_t passed, hidden;
    bool full; /* there were more than are ranked */
    struct hs_arena row;
};

/* ---- one resource ----------------------------------------------------------------------------------------------- */

static const struct hs_table *table_of_row(const struct hs_schema *schema, int64_t row)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct hs_search_kind *kind = schema->tables[i].search;
        if (kind != NULL && kind->id == (row & (HS_SEARCH_KINDS - 1))) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

/* A resource of the index, read into the arena of a row. */
struct found {
    const struct hs_table *table;
    struct hs_record record;
    ProtobufCMessage *message;
    struct hs_search_texts texts;
    struct hs_search_rank rank;
};

static enum hs_code read_record(struct search *search, int64_t row, struct hs_record *out)
{
    const struct hs_table *table = table_of_row(&search->view->store->schema, row);
    sqlite3_stmt *statement = table != NULL ? hs_db_prepare(&search->view->db, table->search->sql_find, search->status) : NULL;
    *out = (struct hs_record){.resource = NULL};
    if (statement == NULL) {
        return table != NULL ? hs_status_code(search->status) : HS_OK;
    }
    sqlite3_bind_int64(statement, 1, row / HS_SEARCH_KINDS);
    enum hs_step step = hs_db_step(&search->view->db, statement, search->status);
    enum hs_code code = step == HS_STEP_FAILED ? hs_status_code(search->status) : HS_OK;
    if (step == HS_STEP_ROW) {
        size_t size = (size_t)sqlite3_column_bytes(statement, 3);
        *out = (struct hs_record){
            .resource = table->resource,
            .name = hs_db_text(statement, 0, &search->row),
            .sequence = sqlite3_column_int64(statement, 1),
            .deleted = sqlite3_column_int64(statement, 2) != 0,
            .body = (const uint8_t *)hs_arena_bytes(&search->row, sqlite3_column_blob(statement, 3), size),
            .size = size,
        };
        code = out->name != NULL && out->body != NULL ? HS_OK : hs_out_of_memory(search->status);
    }
    hs_db_release(&search->view->db, statement);
    return code;
}

/* Reads and ranks a resource. *fits is false where it is not shown: hidden, or not what its words in the index say. */
static enum hs_code look_at(struct search *search, int64_t row, struct found *out, bool *fits)
{
    *fits = false;
    hs_arena_reset(&search->row);
    enum hs_code code = read_record(search, row, &out->record);
    if (code != HS_OK || out->record.resource == NULL || out->record.deleted) {
        return code;
    }
    if (!hs_view_shows(search->view, &out->record)) {
        search->hidden++;
        return hs_view_broken(search->view, search->status);
    }
    out->table = hs_schema_table(&search->view->store->schema, out->record.resource);
    out->message = hs_body_unpack(out->record.resource, out->record.body, out->record.size, &search->row, search->status);
    if (out->message == NULL) {
        return hs_status_code(search->status);
    }
    bool read = hs_search_texts(out->table->search, out->message, &search->row, &out->texts) &&
                hs_search_rank(out->table->search, &search->terms, &out->texts, &search->row, &out->rank, fits);
    return read ? HS_OK : hs_out_of_memory(search->status);
}

/* ---- candidates ------------------------------------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    int64_t left = ((const struct candidate *)a)->row, right = ((const struct candidate *)b)->row;
    return (left > right) - (left < right);
}

/* Better ones first, and by name among equals. */
static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->score != right->score) {
        return left->score > right->score ? -1 : 1;
    }
    return strcmp(left->name, right->name);
}

static enum hs_code add_candidate(struct search *search, int64_t row)
{
    struct found found;
    bool fits = false;
    enum hs_code code = look_at(search, row, &found, &fits);
    if (code != HS_OK || !fits) {
        return code;
    }
    /* One that is hidden must not show in that there are more. */
    if (search->count == MAX_RANKED) {
        search->full = true;
        return HS_OK;
    }
    const char *name = hs_arena_string(search->arena, found.record.name);
    if (name == NULL) {
        return hs_out_of_memory(search->status);
    }
    search->candidates[search->count++] = (struct candidate){row, found.rank.score, name};
    return HS_OK;
}

/* Takes a row of the index unless an earlier expression gave it: those are the first `known` candidates, sorted by row. */
static enum hs_code take_row(struct search *search, int64_t row, size_t known)
{
    const struct candidate key = {.row = row};
    if (!search->wanted[row & (HS_SEARCH_KINDS - 1)]) {
        search->passed++;
        return HS_OK;
    }
    if (known > 0 && bsearch(&key, search->candidates, known, sizeof key, compare_rows) != NULL) {
        return HS_OK;
    }
    return add_candidate(search, row);
}

static bool has_enough(const struct search *search)
{
    return search->full || search->passed >= MAX_PASSED || search->hidden >= MAX_HIDDEN;
}

/* Adds what an expression finds, the oldest first: pages stay as they are while resources are added. */
static enum hs_code add_matches(struct search *search, const char *expression)
{
    size_t known = search->count;
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    if (expression == NULL) {
        return hs_out_of_memory(search->status);
    }
    sqlite3_stmt *statement =
        hs_db_prepare(&search->view->db, "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid", search->status);
    if (statement == NULL) {
        return hs_status_code(search->status);
    }
    if (known > 0) {
        qsort(search->candidates, known, sizeof *search->candidates, compare_rows);
    }
    sqlite3_bind_text(statement, 1, expression, -1, SQLITE_STATIC);
    while (code == HS_OK && !has_enough(search) &&
           (step = hs_db_step(&search->view->db, statement, search->status)) == HS_STEP_ROW) {
        code = take_row(search, sqlite3_column_int64(statement, 0), known);
    }
    hs_db_release(&search->view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(search->status) : code;
}

/* Whole titles first, then titles, then everything: where there is too much, the best is among what is ranked. */
static enum hs_code find_candidates(struct search *search)
{
    const char *words = hs_search_expression(&search->terms, search->arena);
    if (words == NULL) {
        return hs_out_of_memory(search->status);
    }
    enum hs_code code = add_matches(search, hs_arena_printf(search->arena, "title : \"%s\"", search->terms.whole));
    if (code == HS_OK) {
        code = add_matches(search, hs_arena_printf(search->arena, "title : (%s)", words));
    }
    if (code == HS_OK && !has_enough(search)) {
        code = add_matches(search, words);
    }
    if (code == HS_OK && search->count > 1) {
        qsort(search->candidates, search->count, sizeof *search->candidates, compare_candidates);
    }
    return code;
}

/* ---- a page ----------------------------------------------------------------------------------------------------- */

/* What must be as it was on the page before. */
static void digest_query(const struct hs_search_query *query, uint8_t out[HS_TOKEN_DIGEST_SIZE])
{
    static const char what[] = "search";
    struct hs_sha256 hash;
    uint8_t whole[HS_SHA256_SIZE];
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, what, sizeof what);
    hs_sha256_add(&hash, query->text, strlen(query->text) + 1);
    for (size_t i = 0; i < query->n_kinds; i++) {
        hs_sha256_add(&hash, query->kinds[i]->kind, strlen(query->kinds[i]->kind) + 1);
    }
    hs_sha256_end(&hash, whole);
    memcpy(out, whole, HS_TOKEN_DIGEST_SIZE);
}

/* The first candidate behind the position of a page token. */
static enum hs_code find_start(struct search *search, const uint8_t digest[HS_TOKEN_DIGEST_SIZE], size_t *out)
{
    struct hs_position position;
    const char *token = search->query->page_token;
    *out = 0;
    if (token == NULL || *token == '\0') {
        return HS_OK;
    }
    if (!hs_page_token_read(digest, token, 1, search->arena, &position)) {
        hs_status_field(search->status, 0, "page_token", "PAGE_TOKEN",
                        "is none that this query gave: all else must be as it was on the page before");
        return hs_status_code(search->status);
    }
    const struct candidate last = {.score = position.keys[0].cell.integer, .name = position.name};
    while (*out < search->count && compare_candidates(&search->candidates[*out], &last) <= 0) {
        ++*out;
    }
    return HS_OK;
}

/* What a resource is called; of kinds without titles, the first of what a search reads. */
static const char *title_of(const struct found *found, struct hs_arena *arena)
{
    int field = found->table->search->title;
    const char *title = field >= 0 ? hs_message_string(found->message, field) : "";
    if (*title == '\0' && found->texts.count > 0) {
        title = found->texts.texts[0].text;
    }
    return hs_search_excerpt(title, 0, arena);
}

static enum hs_code visit_candidate(struct search *search, const struct candidate *candidate, hs_hit_visitor *visit, void *context,
                                    size_t *bytes)
{
    struct found found;
    bool fits = false;
    enum hs_code code = look_at(search, candidate->row, &found, &fits);
    if (code != HS_OK || !fits) {
        return code;
    }
    const struct hs_search_kind *kind = found.table->search;
    struct hs_hit hit = {
        .name = found.record.name,
        .resource = found.record.resource,
        .title = title_of(&found, &search->row),
        .region_code = kind->region_code >= 0 ? hs_message_string(found.message, kind->region_code) : "",
        .field = kind->fields[found.rank.field].path,
        .excerpt = hs_search_excerpt(found.rank.text, found.rank.at, &search->row),
    };
    if (hit.title == NULL || hit.excerpt == NULL) {
        return hs_out_of_memory(search->status);
    }
    *bytes += strlen(hit.name) + strlen(hit.title) + strlen(hit.field) + strlen(hit.excerpt) + HIT_ENVELOPE;
    return visit(context, &hit);
}

static enum hs_code write_token(struct search *search, const uint8_t digest[HS_TOKEN_DIGEST_SIZE], const struct candidate *last,
                                const char **out)
{
    const struct hs_position position = {.keys = {{.cell = {.integer = last->score}}}, .n_keys = 1, .name = last->name};
    *out = hs_page_token_write(digest, &position, search->arena);
    return *out != NULL ? HS_OK : hs_out_of_memory(search->status);
}

static enum hs_code visit_page(struct search *search, size_t page_size, hs_hit_visitor *visit, void *context, const char **next)
{
    uint8_t digest[HS_TOKEN_DIGEST_SIZE];
    size_t start = 0, bytes = 0, at = 0;
    digest_query(search->query, digest);
    enum hs_code code = find_start(search, digest, &start);
    for (at = start; code == HS_OK && at < search->count && at - start < page_size && bytes < HS_STORE_MAX_PAGE_BYTES; at++) {
        code = visit_candidate(search, &search->candidates[at], visit, context, &bytes);
    }
    *next = "";
    return code == HS_OK && at < search->count ? write_token(search, digest, &search->candidates[at - 1], next) : code;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

/* The kinds asked for, or all; without those of which the reader may see nothing. Asking for a kind that no search finds is wrong.
 */
static enum hs_code choose_kinds(struct search *search)
{
    const struct hs_schema *schema = &search->view->store->schema;
    const struct hs_search_query *query = search->query;
    for (size_t i = 0; query->n_kinds == 0 && i < schema->n_tables; i++) {
        if (schema->tables[i].search != NULL) {
            search->wanted[schema->tables[i].search->id] = true;
        }
    }
    for (size_t i = 0; i < query->n_kinds; i++) {
        const struct hs_table *table = hs_schema_table(schema, query->kinds[i]);
        if (table == NULL || table->search == NULL) {
            hs_status_field(search->status, 0, "kinds", "NOT_SEARCHED", "a search finds no %s", query->kinds[i]->kind);
            return hs_status_code(search->status);
        }
        search->wanted[table->search->id] = true;
    }
    return HS_OK;
}

static enum hs_code read_page_size(struct search *search, size_t *out)
{
    int32_t size = search->query->page_size;
    if (size < 0) {
        hs_status_field(search->status, 0, "page_size", "NEGATIVE", "must not be negative");
        return hs_status_code(search->status);
    }
    *out = size == 0 ? DEFAULT_PAGE_SIZE : size < MAX_PAGE_SIZE ? (size_t)size : MAX_PAGE_SIZE;
    return HS_OK;
}

enum hs_code hs_view_search(struct hs_view *view, const struct hs_search_query *query, hs_hit_visitor *visit, void *context,
                            struct hs_arena *arena, struct hs_search_page *out, struct hs_status *status)
{
    struct search search = {.view = view, .query = query, .arena = arena, .status = status};
    size_t page_size = 0;
    enum hs_code code = hs_view_broken(view, status);
    if (code != HS_OK) {
        return code;
    }
    search.candidates = hs_arena_alloc(arena, MAX_RANKED * sizeof *search.candidates);
    if (search.candidates == NULL) {
        return hs_out_of_memory(status);
    }
    hs_arena_init(&search.row, HS_VIEW_MEMORY);
    /* All that is wrong with a query is told at once. */
    (void)hs_search_parse(query->text, arena, &search.terms, status);
    (void)choose_kinds(&search);
    (void)read_page_size(&search, &page_size);
    code = hs_status_code(status);
    if (code == HS_OK) {
        code = find_candidates(&search);
    }
    if (code == HS_OK) {
        code = visit_page(&search, page_size, visit, context, &out->next_page_token);
    }
    out->more_matches = search.full;
    hs_arena_free(&search.row);
    return code;
}
