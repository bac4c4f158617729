#include "service/rules/demand.h"

#include "service/rules/numbering.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

struct reading {
    struct hs_call *call;
    struct hs_bodies bodies;
    struct hs_numbering names; /* of organisations: an intention does not outlive its visit */
    struct hs_demand *out;
};

static enum hs_code take(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct reading *reading = context;
    struct hs_demand *out = reading->out;
    uint32_t number = hs_number(&reading->names, intention->organisation, NULL);
    void *grown = hs_arena_grow(reading->call->arena, out->intenders, out->count, sizeof *out->intenders);
    if (reading->names.failed || !grown)
        return hs_no_memory(reading->call);
    out->intenders = grown;
    out->intenders[out->count++] = (struct hs_intender){
        .organisation = hs_bodies_find(&reading->bodies, reading->names.texts[number]).name,
        .level = intention->level,
        .state = intention->state,
        .counts = standing->counts,
        .hidden = standing->hidden,
    };
    return reading->bodies.failed ? hs_status_code(reading->call->status) : HS_OK;
}

enum hs_code hs_demand_read(struct hs_call *call, const char *process, int32_t day, int64_t read_time, struct hs_demand *out)
{
    struct reading reading = {.call = call, .names = {.arena = call->arena}, .out = out};
    const struct hs_intention_scope scope = {.processes = &process, .n_processes = 1, .day = day, .read_time = read_time};
    *out = (struct hs_demand){0};
    hs_bodies_init(&reading.bodies, call, day, read_time);
    return hs_intentions_each(call, &scope, take, &reading);
}

void hs_demand_organisations(const struct hs_demand *demand, enum hs_demand_view view, hensigt_intention_level level,
                             enum hs_truth at_least, struct hs_names *out)
{
    for (size_t i = 0; i < demand->count; i++) {
        const struct hs_intender *intender = &demand->intenders[i];
        bool wanted = view == HS_DEMAND_ALL || !intender->hidden;
        if (wanted && intender->level == level && intender->counts >= at_least)
            hs_names_add(out, intender->organisation);
    }
    hs_names_sort(out);
}
