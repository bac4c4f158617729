/* Sums and gates where memory runs out at any point: the call fails with its code, and nothing half made is handed on. */
#include "service/rules/demand_lines.h"
#include "service/rules/gates.h"
#include "service/rules/intention_standing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Steps between one limit of memory and the next, smaller than anything that is allocated in one piece but texts. */
enum { STEP = 64, MOST = 1024 * 1024, INTENTIONS = 9, DAY = 19000 };

/* The intentions of a process: three organisations, of each a commitment in tonnes, a declaration in kroner and a draft. */
struct parties {
    hensigt_intention intentions[INTENTIONS];
    hensigt_intention_confirmation confirmations[INTENTIONS];
    hensigt_quantity quantity;
    hensigt_money value;
    hensigt_partial_date date;
    char names[INTENTIONS][16];
};

static void fill(struct parties *parties)
{
    static char *const organisations[] = {"organisations/a", "organisations/b", "organisations/c"};
    parties->quantity = (hensigt_quantity)HENSIGT_QUANTITY_INIT;
    parties->quantity.value = "1.5";
    parties->quantity.unit_code = "TNE";
    parties->value = (hensigt_money)HENSIGT_MONEY_INIT;
    parties->value.currency_code = "DKK";
    parties->value.units = 7;
    parties->date = (hensigt_partial_date)HENSIGT_PARTIAL_DATE_INIT;
    parties->date.date = "2022-01-01"; /* before DAY */
    for (size_t i = 0; i < INTENTIONS; i++) {
        hensigt_intention *intention = &parties->intentions[i];
        hensigt_intention_confirmation *confirmation = &parties->confirmations[i];
        bool is_commitment = i % 3 == 0;
        *intention = (hensigt_intention)HENSIGT_INTENTION_INIT;
        *confirmation = (hensigt_intention_confirmation)HENSIGT_INTENTION_CONFIRMATION_INIT;
        snprintf(parties->names[i], sizeof parties->names[i], "intentions/i%zu", i);
        confirmation->kind = HENSIGT_INTENTION_CONFIRMATION_KIND_ACCESS_KEY;
        confirmation->date = &parties->date;
        intention->name = parties->names[i];
        intention->organisation = organisations[i / 3];
        intention->level = is_commitment ? HENSIGT_INTENTION_LEVEL_COMMITMENT : HENSIGT_INTENTION_LEVEL_DECLARATION;
        intention->state = i % 3 == 2 ? HENSIGT_INTENTION_STATE_SUBMITTED : HENSIGT_INTENTION_STATE_CONFIRMED;
        intention->confirmation = i % 3 == 2 ? NULL : confirmation;
        intention->quantity = is_commitment ? &parties->quantity : NULL;
        intention->estimated_value = is_commitment ? NULL : &parties->value;
    }
}

/* A call that has nothing but memory and a status. */
struct lone {
    struct hs_arena arena;
    struct hs_status status;
    struct hs_call call;
};

static void begin(struct lone *lone, size_t limit)
{
    hs_arena_init(&lone->arena, limit);
    hs_status_init(&lone->status, &lone->arena);
    lone->call = (struct hs_call){.arena = &lone->arena, .status = &lone->status, .prefix = ""};
}

static enum hs_code sum(struct lone *lone, const struct parties *parties, hensigt_summarise_demand_response *reply)
{
    struct hs_demand_lines lines = {.call = &lone->call, .keys = {.arena = &lone->arena}};
    for (uint32_t i = 0; i < INTENTIONS; i++) {
        const hensigt_intention *intention = &parties->intentions[i];
        const struct hs_demand_item item = {
            .key = {.level = intention->level,
                    .unit_code = intention->quantity ? "TNE" : "",
                    .currency_code = intention->estimated_value ? "DKK" : "",
                    .region_code = "DK",
                    .process = "",
                    .organisation = ""},
            .intention = intention,
            .certain = true,
            .body = i,
        };
        if (hs_intention_judge(intention, HS_NEVER, DAY).counts == HS_CERTAINLY && hs_demand_lines_add(&lines, &item) != HS_OK)
            return hs_status_code(&lone->status);
    }
    return hs_demand_lines_write(&lines, reply);
}

static void sums(void **state)
{
    struct parties parties;
    size_t failures = 0;
    enum hs_code code = HS_RESOURCE_EXHAUSTED;
    (void)state;
    fill(&parties);
    for (size_t limit = 0; code != HS_OK && limit < MOST; limit += STEP) {
        struct lone lone;
        hensigt_summarise_demand_response reply = HENSIGT_SUMMARISE_DEMAND_RESPONSE_INIT;
        begin(&lone, limit);
        code = sum(&lone, &parties, &reply);
        if (code == HS_OK) {
            assert_int_equal(reply.n_lines, 2);
            assert_string_equal(reply.lines[0]->certain_quantity->value, "4.5");
            assert_int_equal(reply.lines[1]->certain_value->units, 21);
            assert_int_equal(reply.lines[1]->organisation_count, 3);
        } else {
            assert_int_equal(code, HS_RESOURCE_EXHAUSTED);
            failures++;
        }
        hs_arena_free(&lone.arena);
    }
    assert_int_equal(code, HS_OK);
    assert_true(failures > 10);
}

static bool check(struct lone *lone, const struct parties *parties, struct hs_gate_checks *out)
{
    hensigt_process process = HENSIGT_PROCESS_INIT;
    hensigt_process_model_step step = HENSIGT_PROCESS_MODEL_STEP_INIT;
    hensigt_process_model_gate gates[] = {HENSIGT_PROCESS_MODEL_GATE_INIT, HENSIGT_PROCESS_MODEL_GATE_INIT,
                                          HENSIGT_PROCESS_MODEL_GATE_INIT};
    hensigt_process_model_gate *pointers[] = {&gates[0], &gates[1], &gates[2]};
    struct hs_member members[] = {
        {.organisation = "organisations/a", .role = HENSIGT_MEMBERSHIP_ROLE_PARTNER, .holds = HS_CERTAINLY},
        {.organisation = "organisations/d", .role = HENSIGT_MEMBERSHIP_ROLE_PARTNER, .holds = HS_POSSIBLY},
    };
    struct hs_gate_facts facts = {.process = &process, .members = {.members = members, .count = 2}, .day = DAY};
    gates[0].kind = HENSIGT_PROCESS_MODEL_GATE_KIND_MEMBERS;
    gates[0].minimum = 2;
    gates[1].kind = HENSIGT_PROCESS_MODEL_GATE_KIND_EVENTS_HELD;
    gates[2].kind = HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_DECLARATIONS;
    gates[2].minimum = 5;
    step.gates = pointers;
    step.n_gates = 3;
    step.first_purchase = true;
    struct hs_intender intenders[INTENTIONS];
    for (size_t i = 0; i < INTENTIONS; i++) {
        const hensigt_intention *intention = &parties->intentions[i];
        intenders[i] = (struct hs_intender){.organisation = intention->organisation,
                                            .level = intention->level,
                                            .state = intention->state,
                                            .counts = hs_intention_judge(intention, HS_NEVER, DAY).counts};
    }
    facts.demand = (struct hs_demand){.intenders = intenders, .count = INTENTIONS};
    return hs_gates_check(&lone->arena, &facts, &step, out);
}

static void gates(void **state)
{
    struct parties parties;
    size_t failures = 0;
    bool done = false;
    (void)state;
    fill(&parties);
    for (size_t limit = 0; !done && limit < MOST; limit += STEP) {
        struct lone lone;
        struct hs_gate_checks checks = {0};
        begin(&lone, limit);
        done = check(&lone, &parties, &checks);
        if (done) {
            assert_int_equal(checks.count, 4);
            assert_false(checks.checks[0]->met);
            assert_string_equal(checks.checks[0]->suppliers[0], "organisations/d");
            assert_int_equal(checks.checks[2]->found_count, 3);
            assert_true(checks.checks[3]->met);
        } else {
            assert_int_equal(checks.count, 0);
            failures++;
        }
        hs_arena_free(&lone.arena);
    }
    assert_true(done);
    assert_true(failures > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
        cmocka_unit_test(gates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
