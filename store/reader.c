#include "store/store_internal.h"

const struct hs_reader *hs_view_set_reader(struct hs_view *view, const struct hs_reader *reader)
{
    const struct hs_reader *before = view->reader;
    view->reader = reader;
    return before;
}

bool hs_view_hides(const struct hs_view *view, const struct hs_resource *resource)
{
    return view->reader != NULL && view->reader->hides(view->reader, resource);
}

bool hs_view_shows(struct hs_view *view, const struct hs_record *record)
{
    return !hs_view_hides(view, record->resource) || view->reader->shows(view->reader, view, record);
}

/* A resource as it is now, read into an arena; false where it does not exist or cannot be read. */
static bool read_now(struct hs_view *view, const struct hs_table *table, const char *name, struct hs_arena *arena,
                     struct hs_record *out)
{
    struct hs_quiet quiet;
    struct hs_row row = {0};
    bool found = false;
    hs_quiet_begin(&quiet);
    enum hs_code code = hs_row_find(view, table, name, arena, &row, &found, &quiet.status);
    hs_quiet_end(&quiet, view, code);
    *out = (struct hs_record){
        .resource = table->resource,
        .name = name,
        .body = row.body,
        .size = row.size,
        .sequence = row.sequence,
        .deleted = row.deleted,
    };
    return code == HS_OK && found;
}

bool hs_view_shows_now(struct hs_view *view, const struct hs_table *table, const char *name)
{
    struct hs_record now;
    struct hs_arena arena;
    hs_arena_init(&arena, HS_VIEW_MEMORY);
    bool shown = read_now(view, table, name, &arena, &now) && hs_view_shows(view, &now);
    hs_arena_free(&arena);
    return shown;
}

bool hs_view_may_read(struct hs_view *view, const struct hs_record *record)
{
    const struct hs_table *table = hs_schema_table(&view->store->schema, record->resource);
    if (!hs_view_hides(view, record->resource)) {
        return true;
    }
    return table != NULL && view->reader->shows(view->reader, view, record) && hs_view_shows_now(view, table, record->name);
}
