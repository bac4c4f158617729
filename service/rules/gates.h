/* What a step needs before it may begin, and who can supply what is missing. AdvanceProcess and CheckProcess ask the same. */
#ifndef HS_RULES_GATES_H
#define HS_RULES_GATES_H

#include "service/call.h"
#include "service/rules/collect.h"
#include "service/rules/demand.h"
#include "service/rules/members.h"

#include "hensigt/v1/process.h"
#include "hensigt/v1/process_model.h"

/** What gates count, on one day, as known at one moment. */
struct hs_gate_facts {
    const hensigt_process *process;
    struct hs_members members;
    struct hs_demand demand;
    struct hs_collection events;      /**< of hensigt_event */
    struct hs_collection instruments; /**< of hensigt_instrument: those about the process */
    int32_t day;
};

/** Reads all of it. */
enum hs_code hs_gate_facts_read(struct hs_call *call, const hensigt_process *process, int32_t day, int64_t read_time,
                                struct hs_gate_facts *out);

/** The gates of a step as they stand; they live in the arena. */
struct hs_gate_checks {
    hensigt_check_process_response_gate_check **checks;
    size_t count;
};

/** Counts for each gate of a step what is there for certain. The step of the first purchase has a gate of one confirmed commitment
 * even where its model names none (R1). False without memory. */
bool hs_gates_check(struct hs_arena *arena, const struct hs_gate_facts *facts, const hensigt_process_model_step *step,
                    struct hs_gate_checks *out);

/** Whether all gates are met. */
bool hs_gates_met(const struct hs_gate_checks *checks);

/** Adds a lack for each gate of a step that is not met; its reason is the gate's kind (CONFIRMED_COMMITMENTS). */
void hs_gates_refuse(struct hs_call *call, const char *process, const char *step, const struct hs_gate_checks *checks);

#endif
