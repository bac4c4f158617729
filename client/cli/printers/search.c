/* SearchResources: what was found, the best first, and where it was found unless that shows in the title. */
#include "printers/printers.h"

#include "grid.h"

#include "hensigt/v1/search.h"
#include "wire/contract.h"

#include <string.h>

/* "ProcessModel" -> "process-model": what people type in front of the verb. */
static const char *noun_of(const char *kind)
{
    const struct hs_resource *resource = hs_contract_resource(kind);
    return resource != NULL ? resource->singular : kind;
}

static bool print_hits(struct hs_arena *arena, const struct screen *screen, const hensigt_search_resources_response *found)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "KIND", GRID_FIRM);
    grid_column(&grid, "TITLE", 0);
    grid_column(&grid, "NAME", GRID_KEY);
    grid_column(&grid, "FOUND", 0);
    for (size_t i = 0; i < found->n_hits; i++) {
        const hensigt_search_resources_response_hit *hit = found->hits[i];
        grid_cell(&grid, noun_of(hit->kind));
        grid_cell(&grid, hit->title);
        grid_cell(&grid, hit->name);
        grid_cell(&grid, strcmp(hit->excerpt, hit->title) == 0 ? "" : hit->excerpt);
    }
    return grid_print(&grid, screen, 0, GRID_CUT);
}

bool print_search(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_search_resources_response *found = (const void *)reply;
    if (found->n_hits == 0) {
        fputs("Nothing was found that has all these words.\n", screen->out);
        return true;
    }
    if (!print_hits(arena, screen, found)) {
        return false;
    }
    if (*found->next_page_token != '\0') {
        fprintf(screen->out, "\nThere are more: a further word narrows the search, --limit N shows more than %zu.\n",
                found->n_hits);
    }
    return true;
}
