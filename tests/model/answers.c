/* Answers, and what all calls have in common: ids, etags, roles and scopes (R10), bodies (R7). */
#include "model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void begin_answer(struct answer *a)
{
    a->n_refusals = 0;
    a->more_may_be_wrong = false;
    a->one_is_enough = false;
    a->reply[0] = '\0';
}

bool is_fine(const struct answer *a)
{
    return a->n_refusals == 0;
}

static void refuse_with(struct answer *a, const char *code, const char *format, va_list arguments)
{
    struct refusal *refusal = &a->refusals[a->n_refusals];
    if (a->n_refusals == (int)(sizeof a->refusals / sizeof *a->refusals))
        return;
    refusal->code = code;
    vsnprintf(refusal->text, sizeof refusal->text, format, arguments);
    a->n_refusals++;
}

void refuse(struct answer *a, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    refuse_with(a, code, format, arguments);
    va_end(arguments);
}

void invalid(struct answer *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    refuse_with(a, "INVALID_ARGUMENT", format, arguments);
    va_end(arguments);
}

void lack(struct answer *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    refuse_with(a, "FAILED_PRECONDITION", format, arguments);
    va_end(arguments);
}

void wrong_state(struct answer *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    refuse_with(a, "FAILED_PRECONDITION", format, arguments);
    va_end(arguments);
    a->more_may_be_wrong = true;
}

void say(struct answer *a, const char *format, ...)
{
    va_list arguments;
    size_t length = strlen(a->reply);
    va_start(arguments, format);
    vsnprintf(a->reply + length, sizeof a->reply - length, format, arguments);
    va_end(arguments);
}

void check_date(struct answer *a, const char *path, const struct when *date)
{
    if (!date->impossible)
        return;
    invalid(a, "%s.date:IMPOSSIBLE_DATE", path);
    a->more_may_be_wrong = true;
}

bool is_there(const struct entry *entry)
{
    return entry->made && !entry->deleted;
}

bool may_make(struct answer *a, const struct entry *entry)
{
    if (entry->made)
        refuse(a, "ALREADY_EXISTS", "%s", entry->deleted ? "ID_USED" : "RESOURCE_EXISTS");
    return is_fine(a);
}

void make(struct world *w, struct entry *entry)
{
    *entry = (struct entry){.made = true, .version = 1, .day = w->today};
}

void touch(struct entry *entry)
{
    entry->version++;
}

bool find(struct answer *a, const struct entry *entry, const struct step *s)
{
    if (!is_there(entry))
        refuse(a, "NOT_FOUND", entry->deleted ? "RESOURCE_DELETED" : "RESOURCE_NOT_FOUND");
    else if (s->etag == ETAG_OF_FIRST && entry->version != 1)
        refuse(a, "ABORTED", "ETAG_MISMATCH");
    return is_fine(a);
}

bool has_role(struct answer *a, const struct step *s, unsigned roles)
{
    int role = s->caller >= CALLER_SIGNATORY ? CALLER_SIGNATORY : s->caller >= CALLER_EDITOR ? CALLER_EDITOR : s->caller;
    if (role != CALLER_OWNER && !(roles & 1U << role))
        refuse(a, "PERMISSION_DENIED", "ROLE_MISSING");
    return is_fine(a);
}

/* What belongs to a body that ended is that one's who alone followed it (R7), and what ended speaks no more. */
static void check_speaks(const struct world *w, struct answer *a, int key, int organisation)
{
    const struct when today = on_day(w->today);
    bool ended = certainly_before(&w->organisations[body_of(w, key)].end, &today);
    if (organisation == NONE || body_of(w, key) != body_on(w, organisation, w->today))
        refuse(a, "PERMISSION_DENIED", "SCOPE_MISSING");
    else if (ended)
        refuse(a, "PERMISSION_DENIED", "SCOPE_ENDED");
}

bool in_scope(const struct world *w, struct answer *a, const struct step *s, int centre, int organisation)
{
    if (s->caller >= CALLER_SIGNATORY)
        check_speaks(w, a, s->caller - CALLER_SIGNATORY, organisation);
    else if (s->caller >= CALLER_EDITOR && centre != s->caller - CALLER_EDITOR)
        refuse(a, "PERMISSION_DENIED", "SCOPE_MISSING");
    return is_fine(a);
}

void check_voice(const struct world *w, struct answer *a, const struct step *s, int organisation, const struct when *date)
{
    if (s->caller >= CALLER_SIGNATORY && body_on(w, organisation, date->first) != body_of(w, s->caller - CALLER_SIGNATORY))
        invalid(a, "date:BEFORE_SUCCESSION");
}

/* ---- bodies ---------------------------------------------------------------------------------------------------------------- */

int body_of(const struct world *w, int organisation)
{
    while (w->organisations[organisation].merged != NONE)
        organisation = w->organisations[organisation].merged;
    return organisation;
}

int body_on(const struct world *w, int organisation, int day)
{
    for (int i = 0; i < ORGANISATIONS; i++) {
        organisation = body_of(w, organisation);
        const struct organisation *o = &w->organisations[organisation];
        if (o->n_successors != 1 || o->split || has_come(&o->from, day) != YES)
            break;
        organisation = o->successors[0];
    }
    return organisation;
}

void check_alive(const struct world *w, struct answer *a, int organisation, const struct when *date)
{
    const struct when today = on_day(w->today);
    if (certainly_before(&w->organisations[body_of(w, organisation)].end, date->given ? date : &today))
        lack(a, "organisations/o%d:ORGANISATION_ENDED", body_of(w, organisation));
}
