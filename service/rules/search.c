/* SearchService: finding resources by words, identifiers and codes. */
#include "hensigt/v1/search_service.h"

#include "service/rules/transition.h"

#include <string.h>

struct collection {
    struct hs_call *call;
    hensigt_search_resources_response *reply;
};

static enum hs_code add_hit(void *context, const struct hs_hit *hit)
{
    struct collection *collection = context;
    struct hs_arena *arena = collection->call->arena;
    hensigt_search_resources_response *reply = collection->reply;
    hensigt_search_resources_response_hit *added =
        (void *)hs_arena_new(arena, &hensigt__v1__search_resources_response__hit__descriptor);
    void *grown = hs_arena_grow(arena, reply->hits, reply->n_hits, sizeof *reply->hits);
    if (!added || !grown)
        return hs_no_memory(collection->call);
    added->name = hs_arena_string(arena, hit->name);
    added->kind = (char *)(uintptr_t)hit->resource->kind;
    added->title = hs_arena_string(arena, hit->title);
    added->region_code = hs_arena_string(arena, hit->region_code);
    added->field = (char *)(uintptr_t)hit->field;
    added->excerpt = hs_arena_string(arena, hit->excerpt);
    if (!added->name || !added->title || !added->region_code || !added->excerpt)
        return hs_no_memory(collection->call);
    reply->hits = grown;
    reply->hits[reply->n_hits++] = added;
    return HS_OK;
}

/* A kind by its name in the contract, or as people write it: `ProcessModel`, `process-model`. */
static const struct hs_resource *find_kind(const char *name)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        const struct hs_resource *resource = hs_contract.resources[i];
        if (strcmp(name, resource->kind) == 0 || strcmp(name, resource->singular) == 0)
            return resource;
    }
    return NULL;
}

/* The kinds asked for; NULL with the status set. */
static const struct hs_resource **read_kinds(struct hs_call *call, const hensigt_search_resources_request *request)
{
    const struct hs_resource **kinds = hs_arena_alloc(call->arena, request->n_kinds * sizeof *kinds);
    if (!kinds) {
        (void)hs_no_memory(call);
        return NULL;
    }
    for (size_t i = 0; i < request->n_kinds; i++) {
        kinds[i] = find_kind(request->kinds[i]);
        if (!kinds[i])
            hs_status_field(call->status, 0, hs_arena_printf(call->arena, "kinds[%zu]", i), "KIND", "there is no kind '%.40s'",
                            request->kinds[i]);
        else if (!kinds[i]->search)
            hs_status_field(call->status, 0, hs_arena_printf(call->arena, "kinds[%zu]", i), "NOT_SEARCHED", "a search finds no %s",
                            kinds[i]->kind);
    }
    return hs_status_code(call->status) == HS_OK ? kinds : NULL;
}

static enum hs_code search_resources(struct hs_call *call, const hensigt_search_resources_request *request,
                                     hensigt_search_resources_response *reply)
{
    struct collection collection = {.call = call, .reply = reply};
    struct hs_search_page page = {.next_page_token = ""};
    const struct hs_search_query query = {
        .text = request->query,
        .kinds = read_kinds(call, request),
        .n_kinds = request->n_kinds,
        .page_size = request->page_size,
        .page_token = request->page_token,
    };
    if (!query.kinds || hs_view_search(call->view, &query, add_hit, &collection, call->arena, &page, call->status) != HS_OK)
        return hs_status_code(call->status);
    reply->next_page_token = (char *)(uintptr_t)page.next_page_token;
    reply->more_matches = page.more_matches;
    reply->read_time = hs_call_shown_time(call, 0);
    return reply->read_time ? HS_OK : hs_no_memory(call);
}

const struct hensigt_search_service hensigt_search_service_implementation = {
    .search_resources = search_resources,
};
