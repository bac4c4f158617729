/* CheckProcess: the gates of the next step, met or not, and who can supply what is missing. */
#include "printers/printers.h"

#include "text.h"
#include "typed.h"

#include "hensigt/v1/process.h"

static bool print_suppliers(struct hs_arena *arena, const struct screen *screen,
                            const hensigt_check_process_response_gate_check *gate)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < gate->n_suppliers; i++) {
        text_addf(&text, "%s%s", i == 0 ? "can be supplied by " : ", ", gate->suppliers[i]);
    }
    const char *suppliers = text_end(&text);
    fputs("    ", screen->out);
    return print_wrapped(arena, screen, 4, suppliers != NULL ? typed_text(arena, suppliers) : NULL);
}

static bool print_gate(struct hs_arena *arena, const struct screen *screen, const hensigt_check_process_response_gate_check *gate)
{
    screen_write(screen, gate->met ? STYLE_GOOD : STYLE_BAD, gate->met ? "  ✓ " : "  ✗ ");
    bool printed = print_wrapped(arena, screen, 4, gate->description);
    bool lacks = !gate->met && gate->n_suppliers > 0;
    return printed && (!lacks || print_suppliers(arena, screen, gate));
}

static bool print_steps(struct hs_arena *arena, const struct screen *screen, const hensigt_check_process_response *check)
{
    struct text text;
    text_init(&text, arena);
    text_add(&text, check->current_step);
    if (*check->next_step != '\0') {
        text_addf(&text, "%s→ %s (%s)", text.length > 0 ? " " : "", check->next_step, check->next_step_title);
    }
    bool printed = print_clean(arena, screen, STYLE_TITLE, check->process);
    fputc('\n', screen->out);
    return printed && print_wrapped(arena, screen, 0, text_end(&text));
}

bool print_gates(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_check_process_response *check = (const void *)reply;
    bool printed = print_steps(arena, screen, check);
    for (size_t i = 0; printed && i < check->n_gates; i++) {
        printed = print_gate(arena, screen, check->gates[i]);
    }
    screen_write(screen, check->ready ? STYLE_GOOD : STYLE_BAD, check->ready ? "It can go on." : "It cannot go on yet.");
    fputc('\n', screen->out);
    return printed && print_axes(arena, screen, reply);
}
