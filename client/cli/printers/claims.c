/* CheckClaims: which figures disagree, by what they are about. */
#include "printers/printers.h"

#include "text.h"

#include "hensigt/v1/report.h"

#include <string.h>

typedef hensigt_check_claims_response report_type;
typedef hensigt_check_claims_response_disagreement disagreement_type;

enum { INDENT = 2 };

/* "partners: stated 30 (2020-09); the registry knows 5". */
static const char *sentence(struct hs_arena *arena, const disagreement_type *disagreement)
{
    struct text text;
    text_init(&text, arena);
    text_addf(&text, "%s: stated ", disagreement->metric);
    for (size_t i = 0; i < disagreement->n_texts; i++) {
        const char *before = i == 0 ? "" : i + 1 < disagreement->n_texts ? ", " : " and ";
        text_addf(&text, "%s%s", before, disagreement->texts[i]);
    }
    if (*disagreement->computed != '\0') {
        text_addf(&text, "; the registry knows %s", disagreement->computed);
    } else if (disagreement->uncertain) {
        text_add(&text, "; their dates leave open whether they are about the same time");
    }
    return text_end(&text);
}

static const char *claims(struct hs_arena *arena, const disagreement_type *disagreement)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < disagreement->n_metric_claims; i++) {
        text_addf(&text, "%s%s", i > 0 ? ", " : "", disagreement->metric_claims[i]);
    }
    return text_end(&text);
}

static bool print_disagreement(struct hs_arena *arena, const struct screen *screen, const disagreement_type *disagreement)
{
    fprintf(screen->out, "%*s", INDENT, "");
    bool printed = print_wrapped(arena, screen, INDENT, sentence(arena, disagreement));
    fprintf(screen->out, "%*s", 2 * INDENT, "");
    return printed && print_wrapped(arena, screen, 2 * INDENT, claims(arena, disagreement));
}

static bool print_subject(struct hs_arena *arena, const struct screen *screen, const report_type *report, size_t i)
{
    const char *subject = report->disagreements[i]->subject;
    if (i > 0 && strcmp(subject, report->disagreements[i - 1]->subject) == 0) {
        return true;
    }
    bool printed = print_clean(arena, screen, STYLE_TITLE, subject);
    fputc('\n', screen->out);
    return printed;
}

bool print_claims(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const report_type *report = (const void *)reply;
    bool printed = true;
    for (size_t i = 0; printed && i < report->n_disagreements; i++) {
        printed = print_subject(arena, screen, report, i) && print_disagreement(arena, screen, report->disagreements[i]);
    }
    if (report->n_disagreements == 0) {
        fputs("No claims disagree.\n", screen->out);
    }
    if ((size_t)report->disagreement_count > report->n_disagreements) {
        fprintf(screen->out, "\n%zu of %d disagreements are shown.\n", report->n_disagreements, report->disagreement_count);
    }
    fprintf(screen->out, "\n%d claim%s compared, %d of them with what the registry computes.\n", report->metric_claim_count,
            report->metric_claim_count == 1 ? " was" : "s were", report->computed_count);
    return printed && print_known(arena, screen, reply);
}
