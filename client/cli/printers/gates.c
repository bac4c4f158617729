/* CheckProcess: the gates of the next step, met or not, and who can supply what is missing. */
#include "printers/printers.h"

#include "resource_name.h"
#include "width.h"

#include "hensigt/v1/process.h"

static bool print_gate(struct hs_arena *arena, const struct screen *screen, const hensigt_check_process_response_gate_check *gate)
{
    const char *clean = width_clean(arena, gate->description, ' ');
    size_t width = screen->width > 0 ? screen_text_width(screen) : 0;
    if (clean == NULL) {
        return false;
    }
    screen_write(screen, gate->met ? STYLE_GOOD : STYLE_BAD, gate->met ? "  ✓ " : "  ✗ ");
    screen_wrap(screen, width, 4, clean);
    bool printed = true;
    if (!gate->met && gate->n_suppliers > 0) {
        fputs("    can be supplied by ", screen->out);
        for (size_t i = 0; printed && i < gate->n_suppliers; i++) {
            fputs(i > 0 ? ", " : "", screen->out);
            printed = print_clean(arena, screen, STYLE_PLAIN, gate->suppliers[i]);
        }
        fputc('\n', screen->out);
    }
    return printed;
}

static bool print_steps(struct hs_arena *arena, const struct screen *screen, const hensigt_check_process_response *check)
{
    bool printed = print_clean(arena, screen, STYLE_TITLE, check->process);
    fputs(*check->current_step != '\0' ? ": " : "", screen->out);
    printed = printed && print_clean(arena, screen, STYLE_PLAIN, check->current_step);
    if (*check->next_step != '\0') {
        fputs(*check->current_step != '\0' ? " → " : ": → ", screen->out);
        printed = printed && print_clean(arena, screen, STYLE_PLAIN, check->next_step);
        fputs(" (", screen->out);
        printed = printed && print_clean(arena, screen, STYLE_PLAIN, check->next_step_title);
        fputc(')', screen->out);
    }
    fputc('\n', screen->out);
    return printed;
}

bool print_gates(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_check_process_response *check = (const void *)reply;
    bool printed = print_steps(arena, screen, check);
    for (size_t i = 0; printed && i < check->n_gates; i++) {
        printed = print_gate(arena, screen, check->gates[i]);
    }
    screen_write(screen, check->ready ? STYLE_GOOD : STYLE_BAD, check->ready ? "It can go on.\n" : "It cannot go on yet.\n");
    return printed && print_axes(arena, screen, reply);
}
