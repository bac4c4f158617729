#include "service/changes.h"

#include "service/fields.h"
#include "service/rules/transition.h"

#include <google/protobuf/any.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char type_prefix[] = "type.googleapis.com/";

int32_t hs_bounded(int32_t asked, int32_t otherwise, int32_t most)
{
    int32_t number = asked > 0 ? asked : otherwise;
    return number < most ? number : most;
}

/* ---- revisions ----------------------------------------------------------------------------------------------------------- */

static bool copy_bytes(struct hs_arena *arena, ProtobufCBinaryData *out, const void *data, size_t size)
{
    out->data = (uint8_t *)hs_arena_bytes(arena, data, size);
    out->len = size;
    return out->data != NULL;
}

static Google__Protobuf__Any *new_any(struct hs_arena *arena, const struct hs_ledger_row *row)
{
    Google__Protobuf__Any *any = (Google__Protobuf__Any *)hs_arena_new(arena, &google__protobuf__any__descriptor);
    if (!any)
        return NULL;
    any->type_url = hs_arena_printf(arena, "%s%s", type_prefix, row->resource->message->descriptor->name);
    return any->type_url && copy_bytes(arena, &any->value, row->body, row->size) ? any : NULL;
}

hensigt_revision *hs_revision_new(struct hs_arena *arena, const struct hs_ledger_row *row)
{
    hensigt_revision *revision = (hensigt_revision *)hs_arena_new(arena, &hensigt__v1__revision__descriptor);
    Google__Protobuf__Timestamp *time =
        (Google__Protobuf__Timestamp *)hs_arena_new(arena, &google__protobuf__timestamp__descriptor);
    if (!revision || !time)
        return NULL;
    hs_time_to_message(row->time, time);
    revision->sequence = row->sequence;
    revision->revise_time = time;
    revision->caller = hs_arena_string(arena, row->caller);
    revision->method = hs_arena_string(arena, row->method);
    revision->name = hs_arena_string(arena, row->name);
    revision->resource = new_any(arena, row);
    revision->imported = row->imported;
    bool complete = revision->caller && revision->method && revision->name && revision->resource &&
                    copy_bytes(arena, &revision->chain_hash, row->chain_hash, sizeof row->chain_hash);
    return complete ? revision : NULL;
}

/* ---- which are wanted ------------------------------------------------------------------------------------------------------ */

struct hs_change_filter {
    size_t size;
    size_t n_kinds;
    size_t n_resources;
    size_t n_parents;
    const struct hs_resource *kinds[]; /* behind them the names of resources, then those of parents, each with its NUL */
};

static const struct hs_resource *find_kind(const char *name)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        const struct hs_resource *resource = hs_contract.resources[i];
        if (strcmp(name, resource->kind) == 0 || strcmp(name, resource->singular) == 0)
            return resource;
    }
    return NULL;
}

static void check_kinds(const hensigt_list_changes_request *request, struct hs_status *status)
{
    char path[32];
    for (size_t i = 0; i < request->n_kinds; i++) {
        (void)snprintf(path, sizeof path, "kinds[%zu]", i);
        if (!find_kind(request->kinds[i]))
            hs_status_field(status, 0, path, "KIND", "must be a kind of resource, such as Intention");
    }
}

static size_t size_of_names(char *const *names, size_t n)
{
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += strlen(names[i]) + 1;
    return size;
}

static char *add_names(char *end, char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(names[i]) + 1;
        memcpy(end, names[i], size);
        end += size;
    }
    return end;
}

enum hs_code hs_change_filter_new(struct hs_change_filter **out, const hensigt_list_changes_request *request,
                                  struct hs_status *status)
{
    check_kinds(request, status);
    if (hs_status_code(status) != HS_OK)
        return hs_status_code(status);
    size_t size = sizeof(struct hs_change_filter) + request->n_kinds * sizeof(const struct hs_resource *) +
                  size_of_names(request->resources, request->n_resources) + size_of_names(request->parents, request->n_parents);
    struct hs_change_filter *filter = malloc(size);
    if (!filter)
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the conditions");
    *filter = (struct hs_change_filter){size, request->n_kinds, request->n_resources, request->n_parents};
    for (size_t i = 0; i < request->n_kinds; i++)
        filter->kinds[i] = find_kind(request->kinds[i]);
    char *end = (char *)&filter->kinds[filter->n_kinds];
    end = add_names(end, request->resources, request->n_resources);
    add_names(end, request->parents, request->n_parents);
    *out = filter;
    return HS_OK;
}

size_t hs_change_filter_size(const struct hs_change_filter *filter)
{
    return filter->size;
}

static bool has_kind(const struct hs_change_filter *filter, const struct hs_resource *kind)
{
    for (size_t i = 0; i < filter->n_kinds; i++)
        if (filter->kinds[i] == kind)
            return true;
    return filter->n_kinds == 0;
}

static bool is_below(const char *name, const char *parent)
{
    size_t length = strlen(parent);
    return strncmp(name, parent, length) == 0 && name[length] == '/';
}

bool hs_change_filter_matches(const struct hs_change_filter *filter, const struct hs_ledger_row *row)
{
    const char *given = (const char *)&filter->kinds[filter->n_kinds];
    bool is_named = filter->n_resources == 0;
    bool is_inside = filter->n_parents == 0;
    if (!has_kind(filter, row->resource))
        return false;
    for (size_t i = 0; i < filter->n_resources; i++, given += strlen(given) + 1)
        is_named = is_named || strcmp(row->name, given) == 0;
    for (size_t i = 0; is_named && !is_inside && i < filter->n_parents; i++, given += strlen(given) + 1)
        is_inside = is_below(row->name, given);
    return is_named && is_inside;
}

/* ---- listing ----------------------------------------------------------------------------------------------------------------- */

struct listing {
    struct hs_call *call;
    const struct hs_change_filter *filter;
    hensigt_list_changes_response *reply;
    size_t limit;
    size_t bytes;
    int looked_at; /* rows */
    bool full;     /* the next one that is wanted has no room */
};

static enum hs_code add_row(struct listing *listing, const struct hs_ledger_row *row)
{
    hensigt_list_changes_response *reply = listing->reply;
    hensigt_revision *revision = hs_revision_new(listing->call->arena, row);
    void *grown = hs_arena_grow(listing->call->arena, reply->changes, reply->n_changes, sizeof *reply->changes);
    if (!revision || !grown)
        return hs_no_memory(listing->call);
    reply->changes = grown;
    reply->changes[reply->n_changes++] = revision;
    listing->bytes += row->size + HS_REVISION_OVERHEAD;
    return HS_OK;
}

static bool is_visible(const struct listing *listing, const struct hs_ledger_row *row)
{
    const struct hs_record record = {
        .resource = row->resource, .name = row->name, .body = row->body, .size = row->size, .sequence = row->sequence};
    return hs_view_may_read(listing->call->view, &record);
}

static enum hs_code look_at(void *context, const struct hs_ledger_row *row)
{
    struct listing *listing = context;
    hensigt_list_changes_response *reply = listing->reply;
    enum hs_code code = HS_OK;
    listing->looked_at++;
    if (hs_change_filter_matches(listing->filter, row) && is_visible(listing, row)) {
        bool fits = reply->n_changes == 0 || listing->bytes + row->size + HS_REVISION_OVERHEAD <= HS_STORE_MAX_PAGE_BYTES;
        listing->full = reply->n_changes == listing->limit || !fits;
        code = listing->full ? HS_CANCELLED : add_row(listing, row);
    }
    if (code == HS_OK)
        reply->last_sequence = row->sequence;
    return code;
}

static enum hs_code list_from_memory(struct listing *listing, int64_t after)
{
    const struct hs_change_rows *rows = listing->call->changes;
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < rows->n; i++)
        if (rows->rows[i].sequence > after)
            code = look_at(listing, &rows->rows[i]);
    if (code == HS_OK)
        listing->reply->last_sequence = rows->last;
    return code;
}

static enum hs_code list_from_view(struct listing *listing, int64_t after)
{
    struct hs_call *call = listing->call;
    enum hs_code code = hs_view_changes(call->view, after, HS_CHANGES_SCAN, look_at, listing, call->status);
    if (code == HS_OK && listing->looked_at < HS_CHANGES_SCAN)
        listing->reply->last_sequence = hs_view_sequence(call->view);
    return code;
}

enum hs_code hs_changes_list(struct hs_call *call, const hensigt_list_changes_request *request,
                             hensigt_list_changes_response *reply)
{
    const struct hs_change_rows *rows = call->changes;
    struct hs_change_filter *filter = NULL;
    int64_t after = request->after_sequence;
    enum hs_code code = hs_change_filter_new(&filter, request, call->status);
    if (code != HS_OK)
        return code;
    struct listing listing = {.call = call, .filter = filter, .reply = reply};
    listing.limit = (size_t)hs_bounded(request->page_size, HS_STORE_DEFAULT_PAGE_SIZE, HS_STORE_MAX_PAGE_SIZE);
    reply->last_sequence = after;
    if (rows && rows->after <= after)
        code = list_from_memory(&listing, after);
    else if (after > hs_view_sequence(call->view))
        code = hs_status_fail(call->status, HS_OUT_OF_RANGE, "CURSOR_AHEAD", "the ledger ends at %lld: is this the same registry?",
                              (long long)hs_view_sequence(call->view));
    else
        code = list_from_view(&listing, after);
    free(filter);
    return listing.full ? HS_OK : code;
}
