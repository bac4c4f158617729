#include "ocds/ocds_standing.h"

#include "access.h"
#include "paging.h"
#include "remote.h"

#include <stdlib.h>
#include <string.h>

static const char list_standings[] = "hensigt.v1.IntentionService/ListStandings";

struct reading {
    struct hs_arena *arena;
    struct ocds_list *out;
};

static enum exit_code take_page(struct cli *cli, void *context, ProtobufCMessage *message)
{
    const struct reading *reading = context;
    const hensigt_list_standings_response *page = (const hensigt_list_standings_response *)message;
    struct ocds_list *out = reading->out;
    for (size_t i = 0; i < page->n_standings; i++) {
        const ProtobufCMessage **items = hs_arena_grow(reading->arena, out->items, out->n, sizeof *items);
        const ProtobufCMessage *copy = hs_arena_message(reading->arena, &page->standings[i]->base);
        if (items == NULL || copy == NULL) {
            return cli_no_memory(cli);
        }
        out->items = items;
        out->items[out->n++] = copy;
    }
    return EXIT_OK;
}

enum exit_code ocds_read_standings(struct cli *cli, struct hs_arena *arena, const char *process, ProtobufCMessage *read_time,
                                   struct ocds_list *out)
{
    struct reading reading = {.arena = arena, .out = out};
    hensigt_list_standings_request *request =
        (hensigt_list_standings_request *)hs_arena_new(arena, &hensigt__v1__list_standings_request__descriptor);
    char *name = hs_arena_string(arena, process);
    if (request == NULL || name == NULL) {
        return cli_no_memory(cli);
    }
    request->process = name;
    request->read_time = (Google__Protobuf__Timestamp *)read_time;
    return paging_each(cli, remote_method(list_standings), &request->base, 0, take_page, &reading);
}

static int compare_intention(const void *name, const void *item)
{
    return strcmp(name, ((const hensigt_intention_standing *)*(const ProtobufCMessage *const *)item)->intention);
}

const hensigt_intention_standing *ocds_standing_of(const struct ocds_list *standings, const char *intention)
{
    const ProtobufCMessage **found =
        standings->n > 0 ? bsearch(intention, standings->items, standings->n, sizeof *standings->items, compare_intention) : NULL;
    return found != NULL ? (const hensigt_intention_standing *)*found : NULL;
}

bool ocds_is_demand(const hensigt_intention_standing *standing)
{
    return standing->standing == HENSIGT_INTENTION_STANDING_STANDING_COUNTS ||
           standing->standing == HENSIGT_INTENTION_STANDING_STANDING_MAY_COUNT ||
           standing->standing == HENSIGT_INTENTION_STANDING_STANDING_UNREAFFIRMED;
}
