#include "findings.h"

#include <string.h>

static const char *kept(const struct cli *cli, const char *text)
{
    const char *copy = hs_arena_string(cli->arena, text);
    return copy != NULL ? copy : "";
}

void findings_add(const struct cli *cli, struct findings *findings, const struct violation *violation)
{
    size_t place = findings->n_shown;
    findings->count++;
    while (place > 0 && findings->shown[place - 1].line > violation->line) {
        place--;
    }
    if (place == FINDINGS_SHOWN) {
        return;
    }
    size_t behind = findings->n_shown - place;
    if (findings->n_shown == FINDINGS_SHOWN) {
        behind--; /* the last one gives way */
    } else {
        findings->n_shown++;
    }
    memmove(&findings->shown[place + 1], &findings->shown[place], behind * sizeof *findings->shown);
    findings->shown[place] = (struct violation){violation->line, kept(cli, violation->field), kept(cli, violation->reason),
                                                kept(cli, violation->description)};
}

void findings_add_all(const struct cli *cli, struct findings *findings, hensigt_rpc_field_violation *const *violations,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const hensigt_rpc_field_violation *one = violations[i];
        findings_add(cli, findings, &(struct violation){one->line, one->field, one->reason, one->description});
    }
}

void findings_write(const struct cli *cli, const struct findings *findings)
{
    for (size_t i = 0; i < findings->n_shown; i++) {
        errors_violation(cli, &findings->shown[i]);
    }
    if (findings->count > findings->n_shown) {
        fprintf(cli->err.out, "  and %zu more\n", findings->count - findings->n_shown);
    }
}
