#include "service/rules/intention_check.h"

#include "service/annulment.h"
#include "service/changes.h"
#include "service/dispatch.h"
#include "service/rules/fulfilment.h"
#include "service/rules/intention_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "store/store.h"
#include "wire/date.h"

#include "hensigt/v1/intention_tables.h"

#include <string.h>

/* ---- one standing -------------------------------------------------------------------------------------------------------- */

static hensigt_intention_standing_standing name_of(const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    if (hs_annulled(&intention->base))
        return HENSIGT_INTENTION_STANDING_STANDING_ANNULLED;
    if (standing->counts == HS_CERTAINLY)
        return standing->unreaffirmed == HS_NEVER ? HENSIGT_INTENTION_STANDING_STANDING_COUNTS
                                                  : HENSIGT_INTENTION_STANDING_STANDING_UNREAFFIRMED;
    if (standing->counts == HS_POSSIBLY)
        return HENSIGT_INTENTION_STANDING_STANDING_MAY_COUNT;
    if (standing->confirmed == HS_NEVER)
        return HENSIGT_INTENTION_STANDING_STANDING_NOT_CONFIRMED;
    if (standing->withdrawn == HS_CERTAINLY)
        return HENSIGT_INTENTION_STANDING_STANDING_WITHDRAWN;
    if (standing->replaced == HS_CERTAINLY)
        return HENSIGT_INTENTION_STANDING_STANDING_REPLACED;
    return HENSIGT_INTENTION_STANDING_STANDING_LAPSED;
}

/* One look at the intentions of a process. */
struct look {
    struct hs_call *call;
    struct hs_intention_scope scope;
    struct hs_bodies bodies;
    struct hs_arena scratch; /* memory of one intention */
    const char *name;        /* the one that is looked for; NULL = a page of them */
    const char *after;       /* of a page: those behind this one */
    size_t limit;
    size_t bytes;
    hensigt_intention_standing *only;
    hensigt_list_standings_response *page;
};

static void begin(struct look *look, struct hs_call *call, const char *const *process, const char *effective_date,
                  const Google__Protobuf__Timestamp *read_time)
{
    *look = (struct look){.call = call,
                          .scope = {.processes = process,
                                    .n_processes = 1,
                                    .day = hs_call_effective_day(call, effective_date),
                                    .read_time = hs_call_read_time(call, read_time)}};
    hs_bodies_init(&look->bodies, call, look->scope.day, look->scope.read_time);
    hs_arena_init(&look->scratch, HS_REQUEST_MEMORY);
}

static bool stands_so(const hensigt_intention *intention, const struct hs_intention_standing *standing, int32_t day)
{
    struct hs_intention_standing then;
    return hs_intention_on(standing, intention, day, &then) && name_of(intention, &then) == name_of(intention, standing);
}

/* From when and until when it stands as it does on the day: between two turns nothing changes. */
static void set_dates(struct look *look, const hensigt_intention *intention, const struct hs_intention_standing *standing,
                      hensigt_intention_standing *out)
{
    struct hs_call *call = look->call;
    struct hs_turns turns = {.arena = &look->scratch};
    hs_arena_reset(&look->scratch);
    if (!hs_intention_turns(standing, intention, &turns) || turns.failed)
        return;
    hs_turns_sort(&turns);
    size_t next = 0;
    while (next < turns.count && turns.days[next] <= look->scope.day)
        next++;
    size_t first = next;
    while (first > 0 && stands_so(intention, standing, turns.days[first - 1] - 1))
        first--;
    while (next < turns.count && stands_so(intention, standing, turns.days[next]))
        next++;
    out->start_date = first > 0 ? hs_call_day_text(call, turns.days[first - 1]) : out->start_date;
    out->end_date = next < turns.count ? hs_call_day_text(call, turns.days[next] - 1) : out->end_date;
}

static enum hs_code fill(struct look *look, const hensigt_intention *intention, const struct hs_intention_standing *standing,
                         hensigt_intention_standing *out)
{
    struct hs_arena *arena = look->call->arena;
    const char *organisation = hs_arena_string(arena, intention->organisation);
    const char *replacing = hs_intention_replacing(standing, intention, look->scope.day);
    out->intention = hs_arena_string(arena, intention->name);
    out->standing = name_of(intention, standing);
    set_dates(look, intention, standing, out);
    if (organisation)
        out->organisation = (char *)(uintptr_t)hs_bodies_find(&look->bodies, organisation).name;
    if (replacing && out->standing == HENSIGT_INTENTION_STANDING_STANDING_REPLACED)
        out->replacing_intention = (char *)(uintptr_t)replacing;
    if (!organisation || !out->intention || !out->start_date || !out->end_date)
        hs_no_memory(look->call);
    return hs_status_code(look->call->status);
}

/* ---- CheckIntention ------------------------------------------------------------------------------------------------------ */

static enum hs_code take_only(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct look *look = context;
    return strcmp(intention->name, look->name) == 0 ? fill(look, intention, standing, look->only) : HS_OK;
}

static hensigt_quantity *quantity_of(struct hs_call *call, const hensigt_intention *intention, struct hs_decimal value)
{
    hensigt_quantity *quantity = (hensigt_quantity *)hs_arena_message(call->arena, &intention->quantity->base);
    char text[HS_DECIMAL_SIZE];
    if (!quantity)
        return NULL;
    hs_decimal_text(value, text);
    quantity->value = hs_arena_string(call->arena, text);
    return quantity->value ? quantity : NULL;
}

static enum hs_code set_remaining(struct hs_call *call, const hensigt_intention *intention, const struct hs_intention_scope *scope,
                                  hensigt_intention_standing *out)
{
    const char *name = intention->name;
    struct hs_fulfilments fulfilments;
    struct hs_fulfilled fulfilled;
    if (!intention->quantity || hs_fulfilments_read(call, &name, 1, scope->read_time, &fulfilments) != HS_OK)
        return hs_status_code(call->status);
    if (!hs_fulfilled_on(&fulfilments, intention, scope->day, &fulfilled))
        return hs_status_fail(call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE", "the purchases of %s add up to too many digits",
                              name);
    out->certain_remaining_quantity = quantity_of(call, intention, fulfilled.certain_remaining);
    out->possible_remaining_quantity = quantity_of(call, intention, fulfilled.possible_remaining);
    return out->certain_remaining_quantity && out->possible_remaining_quantity ? HS_OK : hs_no_memory(call);
}

enum hs_code hs_intention_check(struct hs_call *call, const hensigt_check_intention_request *request,
                                hensigt_intention_standing *reply)
{
    struct look look;
    const hensigt_intention *intention =
        (const hensigt_intention *)hs_call_get(call, request->name, hs_call_read_time(call, request->read_time));
    if (!intention)
        return hs_status_code(call->status);
    const char *process = intention->process;
    begin(&look, call, &process, request->effective_date, request->read_time);
    look.name = request->name;
    look.only = reply;
    if (hs_intentions_each(call, &look.scope, take_only, &look) == HS_OK)
        set_remaining(call, intention, &look.scope, reply);
    reply->effective_date = hs_call_day_text(call, look.scope.day);
    reply->read_time = hs_call_shown_time(call, look.scope.read_time);
    if (!reply->effective_date || !reply->read_time || !hs_standing_words(call, intention, reply))
        hs_no_memory(call);
    hs_arena_free(&look.scratch);
    return hs_status_code(call->status);
}

/* ---- ListStandings ------------------------------------------------------------------------------------------------------- */

static bool has_room(const struct look *look, size_t bytes)
{
    return look->page->n_standings < look->limit && look->bytes + bytes <= HS_STORE_MAX_PAGE_BYTES;
}

static enum hs_code take_next(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct look *look = context;
    struct hs_call *call = look->call;
    hensigt_list_standings_response *page = look->page;
    if (standing->hidden || strcmp(intention->name, look->after) <= 0 || *page->next_page_token)
        return HS_OK;
    hensigt_intention_standing *one =
        (hensigt_intention_standing *)hs_arena_new(call->arena, &hensigt__v1__intention_standing__descriptor);
    void *grown = hs_arena_grow(call->arena, page->standings, page->n_standings, sizeof *page->standings);
    if (!one || !grown)
        return hs_no_memory(call);
    page->standings = grown;
    if (fill(look, intention, standing, one) != HS_OK)
        return hs_status_code(call->status);
    size_t bytes = protobuf_c_message_get_packed_size(&one->base);
    if (!has_room(look, bytes)) {
        page->next_page_token = page->standings[page->n_standings - 1]->intention;
        return HS_OK;
    }
    look->bytes += bytes;
    page->standings[page->n_standings++] = one;
    return HS_OK;
}

enum hs_code hs_intention_list_standings(struct hs_call *call, const hensigt_list_standings_request *request,
                                         hensigt_list_standings_response *reply)
{
    struct look look;
    const char *process = request->process;
    if (*request->page_token && hs_contract_resource_of_name(request->page_token, false) != &hensigt_intention_resource)
        hs_call_violation(call, "page_token", "PAGE_TOKEN", "must be the next_page_token of the page before");
    else
        hs_call_get(call, process, hs_call_read_time(call, request->read_time));
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    begin(&look, call, &process, request->effective_date, request->read_time);
    look.after = request->page_token;
    look.limit = (size_t)hs_bounded(request->page_size, HS_STORE_DEFAULT_PAGE_SIZE, HS_STORE_MAX_PAGE_SIZE);
    look.page = reply;
    hs_intentions_each(call, &look.scope, take_next, &look);
    reply->effective_date = hs_call_day_text(call, look.scope.day);
    reply->read_time = hs_call_shown_time(call, look.scope.read_time);
    if (!reply->effective_date || !reply->read_time)
        hs_no_memory(call);
    hs_arena_free(&look.scratch);
    return hs_status_code(call->status);
}
