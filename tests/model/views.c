/* What a reply must hold of a resource, as JSON: what the model knows of it, and no more. */
#include "model.h"

void show_date(struct answer *a, const char *member, const struct when *date)
{
    if (date->given)
        say(a, ", '%s': {%s}", member, date->text);
    else
        say(a, ", '%s': null", member);
}

void show_organisation(const struct world *w, int organisation, struct answer *a)
{
    const struct organisation *o = &w->organisations[organisation];
    say(a, "{'name': 'organisations/o%d'", organisation);
    if (o->merged != NONE)
        say(a, ", 'state': 'STATE_MERGED', 'mergedOrganisation': 'organisations/o%d'", o->merged);
    else
        say(a, ", 'mergedOrganisation': ''");
    show_date(a, "endDate", &o->end);
    say(a, ", 'successors': [");
    for (int i = 0; i < o->n_successors; i++)
        say(a, "%s{'organisation': 'organisations/o%d'}", i > 0 ? ", " : "", o->successors[i]);
    say(a, "]}");
}

void show_centre(const struct world *w, int centre, struct answer *a)
{
    static const char *const states[] = {"PLANNED", "ACTIVE", "MERGED", "ENDED"};
    const struct centre *c = &w->centres[centre];
    int followed = 0;
    say(a, "{'name': 'centres/c%d', 'state': 'STATE_%s'", centre, states[c->state]);
    show_date(a, "openDate", &c->open);
    show_date(a, "endDate", &c->end);
    if (c->merged != NONE)
        say(a, ", 'mergeCentre': 'centres/c%d'", c->merged);
    for (int i = 0; i < CENTRES; i++)
        followed += c->follows[i];
    say(a, ", 'predecessors': [");
    for (int i = 0; i < followed; i++)
        say(a, "%s{}", i > 0 ? ", " : "");
    say(a, "]}");
}

void show_process(const struct world *w, int process, struct answer *a)
{
    static const char *const states[] = {"DRAFT", "OPEN", "COMPLETED", "CANCELLED"};
    static const char *const run_states[] = {"RUNNING", "COMPLETED", "REVERTED", "STOPPED"};
    const struct process *p = &w->processes[process];
    const struct model_step *steps = process_models[p->model].steps;
    say(a, "{'name': 'processes/p%d', 'state': 'STATE_%s', 'currentStep': '%s', 'joinable': %s", process, states[p->state],
        p->state == OPEN ? steps[p->runs[p->n_runs - 1].step].key : "", p->joinable ? "true" : "false");
    show_date(a, "startDate", &p->start);
    show_date(a, "endDate", &p->end);
    say(a, ", 'stepRuns': [");
    for (int i = 0; i < p->n_runs; i++) {
        say(a, "%s{'step': '%s', 'state': 'STEP_STATE_%s'", i > 0 ? ", " : "", steps[p->runs[i].step].key,
            run_states[p->runs[i].state]);
        show_date(a, "startDate", &p->runs[i].start);
        show_date(a, "endDate", &p->runs[i].end);
        say(a, "}");
    }
    say(a, "]}");
}

void show_membership(const struct world *w, int membership, struct answer *a)
{
    static const char *const states[] = {"ACTIVE", "ENDED", "ANNULLED"};
    const struct membership *m = &w->memberships[membership];
    say(a, "{'name': 'partnerships/q%d/memberships/m%02d', 'organisation': 'organisations/o%d', 'state': 'STATE_%s'",
        m->partnership, membership, m->organisation, states[m->state]);
    show_date(a, "startDate", &m->start);
    show_date(a, "endDate", &m->end);
    say(a, "}");
}

void show_intention(const struct world *w, int intention, struct answer *a)
{
    static const char *const states[] = {"DRAFT",     "SUBMITTED", "CONFIRMED", "REJECTED", "PARTIALLY_FULFILLED",
                                         "FULFILLED", "WITHDRAWN", "ANNULLED"};
    static const char *const units[] = {"", "KGM", "TNE"};
    const struct intention *i = &w->intentions[intention];
    int bought = fulfilled_ever(w, intention);
    say(a, "{'name': 'intentions/i%02d', 'organisation': 'organisations/o%d', 'level': '%s', 'state': 'STATE_%s', 'revision': %d",
        intention, i->organisation, i->level == COMMITMENT ? "LEVEL_COMMITMENT" : "LEVEL_DECLARATION", states[i->state],
        i->revision);
    if (i->confirmed.given)
        say(a, ", 'confirmation': {'kind': 'CONFIRMATION_KIND_%s', 'date': {%s}, 'revision': %d}",
            i->kind == BY_KEY ? "ACCESS_KEY" : "PUBLISHED_DOCUMENT", i->confirmed.text, i->revision);
    else
        say(a, ", 'confirmation': null");
    if (i->withdrawn.given)
        say(a, ", 'withdrawal': {'date': {%s}}", i->withdrawn.text);
    else
        say(a, ", 'withdrawal': null");
    if (i->unit != NO_UNIT && bought > 0)
        say(a, ", 'fulfilledQuantity': {'value': '%d', 'unitCode': '%s'}", bought, units[i->unit]);
    else
        say(a, ", 'fulfilledQuantity': null");
    say(a, ", 'signatures': [");
    for (int k = 0; k < i->n_signatures; k++)
        say(a, "%s'instruments/l%d/signatures/s%02d'", k > 0 ? ", " : "", w->signatures[i->signatures[k]].instrument,
            i->signatures[k]);
    say(a, "]}");
}

void show_instrument(const struct world *w, int instrument, struct answer *a)
{
    static const char *const states[] = {"DRAFT", "OPEN", "ACTIVE", "SUPERSEDED", "WITHDRAWN", "ANNULLED"};
    const struct instrument *l = &w->instruments[instrument];
    say(a, "{'name': 'instruments/l%d', 'state': 'STATE_%s', 'revision': %d, 'joinable': %s", instrument, states[l->state],
        l->n_revisions, l->joinable ? "true" : "false");
    show_date(a, "activateDate", &l->active);
    if (l->ending.given)
        say(a, ", 'ending': {'date': {%s}}", l->ending.text);
    else
        say(a, ", 'ending': null");
    say(a, ", 'revisions': [");
    for (int i = 0; i < l->n_revisions; i++) {
        say(a, "%s{'revision': %d", i > 0 ? ", " : "", i + 1);
        show_date(a, "date", &l->revisions[i].date);
        show_date(a, "reaffirmDate", &l->revisions[i].reaffirm);
        say(a, "}");
    }
    say(a, "]}");
}

void show_signature(const struct world *w, int signature, struct answer *a)
{
    static const char *const states[] = {"ACTIVE", "WITHDRAWN", "ANNULLED"};
    const struct signature *g = &w->signatures[signature];
    say(a, "{'name': 'instruments/l%d/signatures/s%02d', 'organisation': 'organisations/o%d', 'revision': %d, 'state': 'STATE_%s'",
        g->instrument, signature, g->organisation, g->revision, states[g->state]);
    show_date(a, "date", &g->date);
    if (g->reaffirmed != NONE)
        say(a, ", 'reaffirmedSignature': 'instruments/l%d/signatures/s%02d'", g->instrument, g->reaffirmed);
    if (g->withdrawn.given)
        say(a, ", 'withdrawal': {'date': {%s}}", g->withdrawn.text);
    say(a, "}");
}

void show_purchase(const struct world *w, int purchase, struct answer *a)
{
    static const char *const states[] = {"PLANNED", "AWARDED", "CANCELLED", "ANNULLED"};
    const struct purchase *p = &w->purchases[purchase];
    say(a, "{'name': 'purchases/b%02d', 'state': 'STATE_%s'", purchase, states[p->state]);
    show_date(a, "awardDate", &p->award);
    show_date(a, "cancelDate", &p->cancel);
    say(a, "}");
}

/* ---- lists ----------------------------------------------------------------------------------------------------------------- */

typedef void show(const struct world *w, int index, struct answer *a);

static void begin_list(struct answer *a, const char *member)
{
    say(a, "{'%s': [", member);
}

static void add_to_list(const struct world *then, const struct entry *entry, int index, show *show_it, struct answer *a, int *n)
{
    if (!is_there(entry))
        return;
    say(a, "%s", (*n)++ > 0 ? ", " : "");
    show_it(then, index, a);
}

#define LIST(function, member, array, count, show_it)                                                                              \
    void function(const struct world *then, const struct world *now, const struct step *s, struct answer *a)                       \
    {                                                                                                                              \
        int n = 0;                                                                                                                 \
        (void)now;                                                                                                                 \
        (void)s;                                                                                                                   \
        begin_list(a, member);                                                                                                     \
        for (int i = 0; i < (count); i++)                                                                                          \
            add_to_list(then, &then->array[i].entry, i, show_it, a, &n);                                                           \
        say(a, "]}");                                                                                                              \
    }

LIST(ask_organisations, "organisations", organisations, ORGANISATIONS, show_organisation)
LIST(ask_centres, "centres", centres, CENTRES, show_centre)
LIST(ask_processes, "processes", processes, PROCESSES, show_process)
LIST(ask_instruments, "instruments", instruments, INSTRUMENTS, show_instrument)
LIST(ask_purchases, "purchases", purchases, PURCHASES, show_purchase)

/* Those of a partnership or of an instrument: s->who. */
void ask_memberships(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    int n = 0;
    (void)now;
    if (!is_there(&then->partnerships[s->who])) {
        refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
        return;
    }
    begin_list(a, "memberships");
    for (int i = 0; i < MEMBERSHIPS; i++)
        if (then->memberships[i].partnership == s->who)
            add_to_list(then, &then->memberships[i].entry, i, show_membership, a, &n);
    say(a, "]}");
}

void ask_letter_signatures(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    int n = 0;
    (void)now;
    if (!then->instruments[s->who].entry.made) {
        refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
        return;
    }
    begin_list(a, "signatures");
    for (int i = 0; i < SIGNATURES; i++)
        if (then->signatures[i].instrument == s->who)
            add_to_list(then, &then->signatures[i].entry, i, show_signature, a, &n);
    say(a, "]}");
}

/* What a caller may not see is not there. */
void ask_intentions(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    int n = 0;
    begin_list(a, "intentions");
    for (int i = 0; i < INTENTIONS; i++)
        if (is_there(&then->intentions[i].entry) && sees(now, s->caller, &now->intentions[i]))
            add_to_list(then, &then->intentions[i].entry, i, show_intention, a, &n);
    say(a, "]}");
}

void ask_intention(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    const struct intention *i = &then->intentions[s->who];
    if (!i->entry.made || !sees(now, s->caller, &now->intentions[s->who]))
        refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
    else
        show_intention(then, s->who, a);
}
