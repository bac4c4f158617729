/* Organisations, centres and what they are granted. */
#include "model.h"

enum { REGISTRAR = 1 << CALLER_REGISTRAR, EDITOR = 1 << CALLER_EDITOR };

/* ---- organisations --------------------------------------------------------------------------------------------------------- */

void take_create_organisation(struct world *w, const struct step *s, struct answer *a)
{
    struct organisation *o = &w->organisations[s->who];
    if (!has_role(a, s, REGISTRAR) || !may_make(a, &o->entry))
        return;
    *o = (struct organisation){.merged = NONE, .from = no_date(), .end = no_date()};
    make(w, &o->entry);
    show_organisation(w, s->who, a);
}

/* The old name of what was merged shows what stays, and so the etag of that: it is no etag of its own. */
static bool find_organisation(const struct world *w, struct answer *a, const struct step *s)
{
    find(a, &w->organisations[s->who].entry, s);
    if (w->organisations[s->who].merged != NONE && s->etag == ETAG_OF_NOW)
        refuse(a, "ABORTED", "ETAG_MISMATCH");
    return is_fine(a);
}

void take_update_organisation(struct world *w, const struct step *s, struct answer *a)
{
    struct organisation *o = &w->organisations[s->who];
    if (!has_role(a, s, REGISTRAR) || !find_organisation(w, a, s))
        return;
    if (o->merged != NONE)
        lack(a, "organisations/o%d:WRONG_STATE", s->who);
    if (!is_fine(a))
        return;
    touch(&o->entry);
    show_organisation(w, s->who, a);
}

/* What others point to is not deleted; each of them is named. Keys point to the organisations they speak for. */
static void check_not_referred_to(const struct world *w, struct answer *a, const struct step *s, int organisation)
{
    if (organisation < SIGNATORIES && s->caller == CALLER_OWNER)
        lack(a, "accessKeys/signatory%d:REFERRED_TO", organisation);
    else if (organisation < SIGNATORIES)
        lack(a, "a resource that is hidden from you:REFERRED_TO");
    for (int i = 0; i < ORGANISATIONS; i++) {
        const struct organisation *o = &w->organisations[i];
        bool names = o->merged == organisation;
        for (int k = 0; k < o->n_successors; k++)
            names |= o->successors[k] == organisation;
        if (is_there(&o->entry) && names)
            lack(a, "organisations/o%d:REFERRED_TO", i);
    }
    for (int i = 0; i < MEMBERSHIPS; i++)
        if (is_there(&w->memberships[i].entry) && w->memberships[i].organisation == organisation)
            lack(a, "partnerships/q%d/memberships/m%02d:REFERRED_TO", w->memberships[i].partnership, i);
    for (int i = 0; i < INTENTIONS; i++)
        if (is_there(&w->intentions[i].entry) && w->intentions[i].organisation == organisation)
            lack_intention(w, a, s->caller, i);
    for (int i = 0; i < SIGNATURES; i++)
        if (is_there(&w->signatures[i].entry) && w->signatures[i].organisation == organisation)
            lack(a, "instruments/l%d/signatures/s%02d:REFERRED_TO", w->signatures[i].instrument, i);
    for (int i = 0; i < PURCHASES; i++)
        for (int k = 0; k < w->purchases[i].n_buyers; k++)
            if (is_there(&w->purchases[i].entry) && w->purchases[i].buyers[k] == organisation)
                lack(a, "purchases/b%02d:REFERRED_TO", i);
}

void take_delete_organisation(struct world *w, const struct step *s, struct answer *a)
{
    struct organisation *o = &w->organisations[s->who];
    if (!has_role(a, s, REGISTRAR) || !find_organisation(w, a, s))
        return;
    if (o->merged != NONE)
        lack(a, "organisations/o%d:WRONG_STATE", s->who);
    else
        check_not_referred_to(w, a, s, s->who);
    if (is_fine(a))
        o->entry.deleted = true;
}

/* Whether a body is followed by another, at whatever date, directly or through others. */
static bool is_followed_by(const struct world *w, int body, int other, int depth)
{
    const struct organisation *o = &w->organisations[body];
    if (depth == 0)
        return false;
    for (int i = 0; i < o->n_successors; i++) {
        int next = body_of(w, o->successors[i]);
        if (next == other || is_followed_by(w, next, other, depth - 1))
            return true;
    }
    return false;
}

/* R4: a merge does not make a mere supporter of somebody who holds an intention. */
static void check_no_supporter(const struct world *w, struct answer *a, int organisation, const int *duplicates, int n)
{
    struct world after = *w;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < ORGANISATIONS; k++)
            if (k == duplicates[i] || w->organisations[k].merged == duplicates[i])
                after.organisations[k].merged = organisation;
    for (int process = 0; process < PROCESSES; process++)
        if (makes_supporter(w, &after, organisation, process)) {
            if (supports(w, organisation, process))
                lack(a, "organisations/o%d:SUPPORTER", organisation);
            for (int i = 0; i < n; i++)
                if (supports(w, duplicates[i], process))
                    lack(a, "organisations/o%d:SUPPORTER", duplicates[i]);
            a->one_is_enough = true; /* one of its names */
        }
}

void take_merge_organisations(struct world *w, const struct step *s, struct answer *a)
{
    int duplicates[2] = {s->a, s->b};
    int n = s->b == NONE ? 1 : 2;
    struct organisation *o = &w->organisations[s->who];
    for (int i = 0; i < n; i++)
        if (duplicates[i] == s->who)
            invalid(a, "duplicates[%d]:SELF", i);
    if (n == 2 && duplicates[0] == duplicates[1]) {
        begin_answer(a);
        invalid(a, "duplicates[1]:DUPLICATE");
        a->more_may_be_wrong = true;
        return;
    }
    has_role(a, s, REGISTRAR);
    for (int i = 0; i < n; i++)
        if (!is_there(&w->organisations[duplicates[i]].entry))
            refuse(a, "NOT_FOUND", "duplicates[%d]:REFERENCE_NOT_FOUND", i);
    find_organisation(w, a, s);
    if (!is_there(&o->entry))
        return;
    if (o->merged != NONE)
        wrong_state(a, "organisations/o%d:WRONG_STATE", s->who);
    for (int i = 0; i < n && o->merged == NONE; i++) {
        int body = duplicates[i];
        if (w->organisations[body].merged != NONE)
            wrong_state(a, "organisations/o%d:WRONG_STATE", body);
        /* One that follows the other is another body (R7): merged they would follow themselves. */
        else if (is_followed_by(w, s->who, body, ORGANISATIONS) || is_followed_by(w, body, s->who, ORGANISATIONS))
            lack(a, "organisations/o%d:RELATED", body);
    }
    if (is_fine(a))
        check_no_supporter(w, a, s->who, duplicates, n);
    if (!is_fine(a))
        return;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < ORGANISATIONS; k++)
            if (w->organisations[k].merged == duplicates[i]) {
                w->organisations[k].merged = s->who;
                touch(&w->organisations[k].entry);
            }
        w->organisations[duplicates[i]].merged = s->who;
        touch(&w->organisations[duplicates[i]].entry);
    }
    touch(&o->entry);
    show_organisation(w, s->who, a);
}

/* The last day of what is followed from a date on. */
static struct when day_before(const struct when *date)
{
    if (date->first == date->last)
        return on_day(date->first - 1);
    return between(date->first == DAY_OPEN_BEFORE ? DAY_OPEN_BEFORE : date->first - 1,
                   date->last == DAY_OPEN_AFTER ? DAY_OPEN_AFTER : date->last - 1);
}

void take_succeed_organisation(struct world *w, const struct step *s, struct answer *a)
{
    int successors[2] = {s->a, s->b};
    int n = s->b == NONE ? 1 : 2;
    struct organisation *o = &w->organisations[s->who];
    struct when today = on_day(w->today);
    check_date(a, "date", &s->date);
    has_role(a, s, REGISTRAR);
    for (int i = 0; i < n; i++)
        if (!is_there(&w->organisations[successors[i]].entry))
            refuse(a, "NOT_FOUND", "successors[%d].organisation:REFERENCE_NOT_FOUND", i);
    find_organisation(w, a, s);
    if (!is_there(&o->entry))
        return;
    if (n == 2 && s->a == s->b && s->a != s->who) {
        invalid(a, "successors[1].organisation:DUPLICATE");
        a->more_may_be_wrong = true;
    }
    if (s->date.last == DAY_OPEN_AFTER && !s->date.impossible)
        invalid(a, "date:OPEN");
    if (o->merged != NONE || certainly_before(&o->end, &today))
        lack(a, "organisations/o%d:WRONG_STATE", s->who);
    for (int i = 0; i < n; i++) {
        const struct organisation *successor = &w->organisations[successors[i]];
        if (successor->merged != NONE)
            lack(a, "organisations/o%d:WRONG_STATE", successors[i]);
        else if (certainly_before(&successor->end, &s->date))
            lack(a, "organisations/o%d:ORGANISATION_ENDED", successors[i]);
    }
    /* Who follows whom is asked of bodies that can follow, and be followed, at all. */
    bool self = false;
    for (int i = 0; i < n && is_fine(a); i++)
        if (successors[i] == s->who)
            self = true;
        else if (is_followed_by(w, successors[i], s->who, ORGANISATIONS))
            invalid(a, "successors[%d].organisation:CYCLE", i);
    for (int i = 0; i < n && self; i++)
        if (successors[i] == s->who)
            invalid(a, "successors[%d].organisation:SELF", i);
    if (!is_fine(a))
        return;
    o->n_successors = n;
    o->successors[0] = s->a;
    o->successors[1] = s->b;
    o->split = s->flag;
    o->from = s->date;
    o->end = day_before(&s->date);
    touch(&o->entry);
    show_organisation(w, s->who, a);
}

/* ---- centres --------------------------------------------------------------------------------------------------------------- */

void take_create_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    check_date(a, "centre.open_date", &s->date);
    if (!has_role(a, s, 0) || !may_make(a, &c->entry))
        return;
    *c = (struct centre){.open = s->date, .end = no_date(), .merged = NONE};
    make(w, &c->entry);
    show_centre(w, s->who, a);
}

static bool find_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    has_role(a, s, EDITOR);
    if (is_there(&c->entry))
        in_scope(w, a, s, s->who, NONE);
    return find(a, &c->entry, s);
}

void take_activate_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    check_date(a, "open_date", &s->date);
    if (!is_fine(a) || !find_centre(w, s, a))
        return;
    if (c->state != PLANNED)
        wrong_state(a, "centres/c%d:WRONG_STATE", s->who);
    else if (!s->date.given && !c->open.given)
        lack(a, "centres/c%d:OPEN_DATE", s->who);
    if (!is_fine(a))
        return;
    c->state = AT_WORK;
    if (s->date.given)
        c->open = s->date;
    touch(&c->entry);
    show_centre(w, s->who, a);
}

/* Whether a centre follows another, directly or through others. */
static bool follows(const struct world *w, int centre, int other, int depth)
{
    for (int i = 0; depth > 0 && i < CENTRES; i++)
        if (w->centres[centre].follows[i] && (i == other || follows(w, i, other, depth - 1)))
            return true;
    return false;
}

void take_merge_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    struct centre *target = &w->centres[s->a];
    check_date(a, "end_date", &s->date);
    if (s->date.impossible)
        return;
    find_centre(w, s, a);
    if (!is_there(&target->entry))
        refuse(a, "NOT_FOUND", "target_centre:REFERENCE_NOT_FOUND");
    if (!is_there(&c->entry) && s->a == s->who)
        invalid(a, "target_centre:SELF");
    if (!is_there(&c->entry))
        return;
    if (s->a == s->who) {
        invalid(a, "target_centre:SELF");
        return;
    }
    if (follows(w, s->who, s->a, CENTRES))
        invalid(a, "target_centre:CYCLE");
    if (certainly_before(&s->date, &c->open))
        invalid(a, "end_date:INTERVAL");
    if (c->state != AT_WORK)
        lack(a, "centres/c%d:WRONG_STATE", s->who);
    if (target->state != AT_WORK)
        lack(a, "centres/c%d:WRONG_STATE", s->a);
    if (!is_fine(a))
        return;
    c->state = MERGED;
    c->merged = s->a;
    c->end = s->date;
    target->follows[s->who] = true;
    touch(&c->entry);
    touch(&target->entry);
    show_centre(w, s->who, a);
}

void take_end_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    check_date(a, "end_date", &s->date);
    if (!is_fine(a) || !find_centre(w, s, a))
        return;
    if (certainly_before(&s->date, &c->open))
        invalid(a, "end_date:INTERVAL");
    if (c->state != PLANNED && c->state != AT_WORK)
        lack(a, "centres/c%d:WRONG_STATE", s->who);
    if (!is_fine(a))
        return;
    c->state = ENDED;
    c->end = s->date;
    touch(&c->entry);
    show_centre(w, s->who, a);
}

static void check_centre_not_referred_to(const struct world *w, struct answer *a, int centre)
{
    for (int i = 0; i < PROCESSES; i++)
        if (is_there(&w->processes[i].entry) && w->processes[i].centre == centre)
            lack(a, "processes/p%d:REFERRED_TO", i);
    for (int i = 0; i < INSTRUMENTS; i++)
        if (is_there(&w->instruments[i].entry) && w->instruments[i].centre == centre)
            lack(a, "instruments/l%d:REFERRED_TO", i);
    for (int i = 0; i < GRANTS; i++)
        if (is_there(&w->grants[i].entry) && w->grants[i].centre == centre)
            lack(a, "grants/g%d:REFERRED_TO", i);
    if (is_there(&w->partnerships[PROCESSES + centre]))
        lack(a, "partnerships/q%d:REFERRED_TO", PROCESSES + centre);
}

void take_delete_centre(struct world *w, const struct step *s, struct answer *a)
{
    struct centre *c = &w->centres[s->who];
    if (!find_centre(w, s, a))
        return;
    if (c->state != PLANNED)
        lack(a, "centres/c%d:WRONG_STATE", s->who);
    else
        check_centre_not_referred_to(w, a, s->who);
    if (is_fine(a))
        c->entry.deleted = true;
}

/* ---- grants: s->a the centre, value the stated amount, b and c two contributions, d a second statement's amount or 0 ------- */

void take_create_grant(struct world *w, const struct step *s, struct answer *a)
{
    struct grant *g = &w->grants[s->who];
    check_date(a, "grant.start_date", &s->date);
    /* R11: the shares of a statement never exceed its total. */
    if (s->b + s->c > s->value) {
        invalid(a, "grant.statements[0].contributions:SUM");
        a->more_may_be_wrong = true;
    }
    /* R6: nothing is compared across currencies. */
    if (s->d > 0 && s->currency == NORWEGIAN) {
        invalid(a, "grant.statements[1].amount.currency_code:CURRENCY");
        a->more_may_be_wrong = true;
    }
    has_role(a, s, REGISTRAR | EDITOR);
    in_scope(w, a, s, s->a, NONE);
    if (!is_there(&w->centres[s->a].entry))
        refuse(a, "NOT_FOUND", "grant.centre:REFERENCE_NOT_FOUND");
    /* A grant does not begin after the end of its centre. */
    if (certainly_before(&w->centres[s->a].end, &s->date))
        invalid(a, "grant.start_date:INTERVAL");
    if (!is_fine(a) || !may_make(a, &g->entry))
        return;
    *g = (struct grant){.centre = s->a, .lowest = s->value, .highest = s->value};
    if (s->d > 0 && s->d < g->lowest)
        g->lowest = s->d;
    if (s->d > g->highest)
        g->highest = s->d;
    make(w, &g->entry);
    /* What the contributions leave is shown, not invented (R11). */
    if (s->value > s->b + s->c)
        say(a,
            "{'lowestAmount': {'units': '%d'}, 'highestAmount': {'units': '%d'}, 'statements': [{'remainder': {'units': '%d'}}%s]}",
            g->lowest, g->highest, s->value - s->b - s->c, s->d > 0 ? ", {'remainder': null}" : "");
}

void take_annul_grant(struct world *w, const struct step *s, struct answer *a)
{
    struct grant *g = &w->grants[s->who];
    if (!has_role(a, s, REGISTRAR | EDITOR))
        return;
    if (is_there(&g->entry) && s->caller >= CALLER_EDITOR && !in_scope(w, a, s, g->centre, NONE))
        return;
    if (!find(a, &g->entry, s))
        return;
    if (g->annulled)
        lack(a, "grants/g%d:WRONG_STATE", s->who);
    if (!is_fine(a))
        return;
    g->annulled = true;
    touch(&g->entry);
}
