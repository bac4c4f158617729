/* Intentions: drafted, submitted, confirmed, rejected, withdrawn, annulled; and which of them count on a day (R1, R4, R9, R10). */
#include "model.h"

enum { EDITOR = 1 << CALLER_EDITOR, FOR_ITSELF = 1 << CALLER_SIGNATORY };

static bool is_confirmed(const struct intention *i)
{
    return i->state == I_CONFIRMED || i->state == I_PARTLY || i->state == I_FULFILLED || i->state == I_WITHDRAWN;
}

/* ---- counting -------------------------------------------------------------------------------------------------------------- */

/* Whether a commitment stands in place of a declaration. One that was withdrawn since still does: who takes a commitment back does
 * not thereby declare again; one entered in error never did (R3). */
static enum sure is_replaced(const struct world *w, int intention, int day)
{
    enum sure replaced = NO;
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *by = &w->intentions[i];
        if (is_there(&by->entry) && by->replaced == intention && is_confirmed(by))
            replaced = most(replaced, has_come(&by->confirmed, day));
    }
    return replaced;
}

/* An intention stands as long as one of its signatures does, or one that reaffirms it (R2). */
static void add_standing(const struct world *w, int signature, int day, struct standing *best)
{
    for (int i = 0; i < SIGNATURES; i++) {
        if (!descends_from(w, i, signature))
            continue;
        struct standing one = signature_stands(w, i, day);
        best->signed_then = most(best->signed_then, one.signed_then);
        best->stands = most(best->stands, one.stands);
        if (one.stands != NO && !one.unreaffirmed)
            best->unreaffirmed = false;
    }
}

struct counting intention_counts(const struct world *w, int intention, int day)
{
    const struct intention *i = &w->intentions[intention];
    struct counting c = {.counts = NO};
    if (!is_there(&i->entry) || !is_confirmed(i))
        return c;
    struct standing best = {.stands = i->n_signatures == 0 ? YES : NO, .unreaffirmed = i->n_signatures > 0};
    for (int k = 0; k < i->n_signatures; k++)
        add_standing(w, i->signatures[k], day, &best);
    c.confirmed = has_come(&i->confirmed, day);
    c.withdrawn = i->state == I_WITHDRAWN ? has_come(&i->withdrawn, day) : NO;
    c.replaced = is_replaced(w, intention, day);
    c.lapsed = least(best.signed_then, not_so(best.stands));
    c.counts = least(least(c.confirmed, not_so(c.withdrawn)), least(not_so(c.replaced), best.stands));
    c.unreaffirmed = c.counts != NO && best.unreaffirmed;
    return c;
}

int certain_intenders(const struct world *w, int process, enum level level, int day)
{
    bool seen[ORGANISATIONS] = {false};
    int count = 0;
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *t = &w->intentions[i];
        if (t->process != process || t->level != level || intention_counts(w, i, day).counts != YES)
            continue;
        int body = body_on(w, t->organisation, day);
        count += !seen[body];
        seen[body] = true;
    }
    return count;
}

/* The members of the process, also possible ones, its centre, and whose it is. */
bool sees(const struct world *now, int caller, const struct intention *i)
{
    if (!i->partners_only || caller == CALLER_OWNER)
        return true;
    if (caller >= CALLER_SIGNATORY) {
        int body = body_of(now, caller - CALLER_SIGNATORY);
        if (body == body_of(now, i->organisation) || body == body_on(now, i->organisation, now->today))
            return true;
        for (int k = 0; k < MEMBERSHIPS; k++) {
            const struct membership *m = &now->memberships[k];
            if (m->partnership == i->process && body_of(now, m->organisation) == body && membership_holds(m, now->today) != NO)
                return true;
        }
        return false;
    }
    return caller >= CALLER_EDITOR && now->processes[i->process].centre == caller - CALLER_EDITOR;
}

void lack_intention(const struct world *w, struct answer *a, int caller, int intention)
{
    if (sees(w, caller, &w->intentions[intention]))
        lack(a, "intentions/i%02d:REFERRED_TO", intention);
    else
        lack(a, "a resource that is hidden from you:REFERRED_TO");
}

/* ---- what all of them ask -------------------------------------------------------------------------------------------------- */

static void check_process(const struct world *w, struct answer *a, int process)
{
    if (w->processes[process].state == COMPLETED || w->processes[process].state == CANCELLED)
        lack(a, "processes/p%d:WRONG_STATE", process);
}

/* R4: a supporter cannot hold an intention: today, or on the day it was confirmed. */
static void check_supporter(const struct world *w, struct answer *a, int organisation, int process, const struct when *date)
{
    if (is_mere_supporter(w, organisation, process, w->today) ||
        (date && is_mere_supporter(w, organisation, process, date->last < w->today ? date->last : w->today)))
        lack(a, "organisations/o%d:SUPPORTER", organisation);
}

/* Whose key it is, what it sees, and whether it is as the caller thinks. */
static bool find_intention(struct world *w, const struct step *s, struct answer *a, unsigned roles)
{
    struct intention *i = &w->intentions[s->who];
    has_role(a, s, roles);
    if (is_there(&i->entry) && !sees(w, s->caller, i)) {
        refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
        return false;
    }
    if (is_there(&i->entry))
        in_scope(w, a, s, w->processes[i->process].centre, i->organisation);
    return find(a, &i->entry, s);
}

static bool must_be(const struct step *s, struct answer *a, bool fits)
{
    if (!fits)
        wrong_state(a, "intentions/i%02d:WRONG_STATE", s->who);
    return fits;
}

/* ---- drafts ---------------------------------------------------------------------------------------------------------------- */

static void check_replaced(const struct world *w, struct answer *a, const struct step *s, const struct intention *replaced)
{
    if ((s->d != NONE && s->c != COMMITMENT) || (replaced && replaced->level != DECLARATION))
        invalid(a, "intention.replaced_intention:LEVEL");
    if (replaced && body_of(w, replaced->organisation) != body_of(w, s->a))
        invalid(a, "intention.replaced_intention:ORGANISATION");
    if (replaced && replaced->process != s->b)
        invalid(a, "intention.replaced_intention:PROCESS");
}

/* s->a the organisation, b the process, c the level, d what it replaces; flag: visible to partners only. */
void take_create_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    const struct intention *replaced = s->d == NONE ? NULL : &w->intentions[s->d];
    has_role(a, s, EDITOR | FOR_ITSELF);
    in_scope(w, a, s, w->processes[s->b].centre, s->a);
    check_replaced(w, a, s, replaced && is_there(&replaced->entry) && sees(w, s->caller, replaced) ? replaced : NULL);
    if (!is_there(&w->organisations[s->a].entry))
        refuse(a, "NOT_FOUND", "intention.organisation:REFERENCE_NOT_FOUND");
    if (!is_there(&w->processes[s->b].entry)) {
        refuse(a, "NOT_FOUND", "intention.process:REFERENCE_NOT_FOUND");
        a->one_is_enough |= s->caller >= CALLER_EDITOR; /* by it the key's scope is told, before all else */
    }
    if (replaced && (!is_there(&replaced->entry) || !sees(w, s->caller, replaced)))
        refuse(a, "NOT_FOUND", "intention.replaced_intention:REFERENCE_NOT_FOUND");
    check_process(w, a, s->b);
    check_supporter(w, a, s->a, s->b, NULL);
    check_alive(w, a, s->a, &s->date);
    if (!is_fine(a) || !may_make(a, &i->entry))
        return;
    *i = (struct intention){.organisation = s->a,
                            .process = s->b,
                            .level = (enum level)s->c,
                            .replaced = s->d,
                            .partners_only = s->flag,
                            .unit = s->unit,
                            .quantity = s->quantity,
                            .currency = s->currency,
                            .value = s->value,
                            .revision = 1,
                            .confirmed = no_date(),
                            .withdrawn = no_date()};
    make(w, &i->entry);
    show_intention(w, s->who, a);
}

/* Another quantity. */
void take_update_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    if (!find_intention(w, s, a, EDITOR | FOR_ITSELF))
        return;
    if (i->unit != s->unit && i->unit != NO_UNIT && fulfilled_ever(w, s->who) > 0) /* what is bought of it has a unit */
        invalid(a, "intention.fulfilled_quantity.unit_code:UNIT");
    if (!must_be(s, a, i->state == I_DRAFT))
        return;
    if (i->unit != s->unit || i->quantity != s->quantity) {
        i->revision++;
        touch(&i->entry);
    }
    i->unit = s->unit;
    i->quantity = s->quantity;
    show_intention(w, s->who, a);
}

void take_delete_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    if (!find_intention(w, s, a, EDITOR | FOR_ITSELF) || !must_be(s, a, i->state == I_DRAFT))
        return;
    for (int k = 0; k < INTENTIONS; k++)
        if (is_there(&w->intentions[k].entry) && w->intentions[k].replaced == s->who)
            lack_intention(w, a, s->caller, k);
    for (int k = 0; k < PURCHASES; k++)
        for (int m = 0; m < w->purchases[k].n_fulfilments; m++)
            if (is_there(&w->purchases[k].entry) && w->purchases[k].fulfilments[m].intention == s->who)
                lack(a, "purchases/b%02d:REFERRED_TO", k);
    if (is_fine(a))
        i->entry.deleted = true;
}

void take_submit_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    if (!find_intention(w, s, a, EDITOR | FOR_ITSELF) || !must_be(s, a, i->state == I_DRAFT))
        return;
    check_process(w, a, i->process);
    check_supporter(w, a, i->organisation, i->process, NULL);
    if (!is_fine(a))
        return;
    i->state = I_SUBMITTED;
    touch(&i->entry);
    show_intention(w, s->who, a);
}

/* ---- confirming ------------------------------------------------------------------------------------------------------------ */

/* R10: the organisation's own key confirms by itself; an editor, or the owner, may only record what a document shows. */
static void check_kind(const struct step *s, struct answer *a)
{
    if ((s->caller >= CALLER_SIGNATORY) != (s->a == BY_KEY))
        refuse(a, "PERMISSION_DENIED", "ROLE_MISSING");
}

/* s->a the kind, b the source or NONE, date. Source 0 was published on 2022-02-01, source 1 nobody knows when. */
void take_confirm_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    struct when date = s->date;
    check_date(a, "date", &s->date);
    if (s->a == BY_DOCUMENT && s->b == NONE && !s->date.impossible)
        invalid(a, "source:REQUIRED");
    if (s->a == BY_KEY && s->b != NONE && !s->date.impossible)
        invalid(a, "source:NOT_APPLICABLE");
    a->more_may_be_wrong = !is_fine(a);
    check_kind(s, a);
    find_intention(w, s, a, EDITOR | FOR_ITSELF);
    if (!is_fine(a))
        return;
    if (!date.given)
        date = s->a == BY_KEY ? on_day(w->today) : s->b == 0 ? on_day(day_number(2022, 2, 1)) : no_date();
    if (!date.given)
        invalid(a, "date:REQUIRED");
    else
        check_voice(w, a, s, i->organisation, &date);
    if (!must_be(s, a, i->state == I_SUBMITTED))
        return;
    check_process(w, a, i->process);
    check_supporter(w, a, i->organisation, i->process, &date);
    /* Its body confirms, or the one that followed it by then (R7). */
    check_alive(w, a, body_on(w, i->organisation, date.first), &date);
    for (int k = 0; k < PURCHASES; k++) /* what was bought of a declaration was bought before it was replaced */
        for (int m = 0; i->replaced != NONE && m < w->purchases[k].n_fulfilments; m++)
            if (is_there(&w->purchases[k].entry) && w->purchases[k].state == B_AWARDED &&
                w->purchases[k].fulfilments[m].intention == i->replaced && certainly_before(&date, &w->purchases[k].award))
                lack(a, "purchases/b%02d:FULFILLED", k);
    if (!is_fine(a))
        return;
    i->state = I_CONFIRMED;
    i->kind = (enum kind)s->a;
    i->confirmed = date;
    touch(&i->entry);
    show_intention(w, s->who, a);
}

void take_reject_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    if (!find_intention(w, s, a, FOR_ITSELF) || !must_be(s, a, i->state == I_SUBMITTED))
        return;
    i->state = I_REJECTED;
    touch(&i->entry);
    show_intention(w, s->who, a);
}

/* What was bought stays bought: an award that stands fulfils it, from before a date or at all. */
static void check_not_bought(const struct world *w, struct answer *a, int intention, const struct when *date)
{
    for (int k = 0; k < PURCHASES; k++) {
        const struct purchase *p = &w->purchases[k];
        for (int m = 0; m < p->n_fulfilments; m++)
            if (is_there(&p->entry) && p->state == B_AWARDED && p->fulfilments[m].intention == intention &&
                (!date || certainly_before(date, &p->award)))
                lack(a, "purchases/b%02d:FULFILLED", k);
    }
}

void take_withdraw_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    struct when date = s->date.given ? s->date : on_day(w->today);
    check_date(a, "date", &s->date);
    if (!find_intention(w, s, a, FOR_ITSELF))
        return;
    if (certainly_before(&date, &i->confirmed))
        invalid(a, "date:INTERVAL");
    check_voice(w, a, s, i->organisation, &date);
    if (!must_be(s, a, i->state == I_CONFIRMED || i->state == I_PARTLY))
        return;
    check_not_bought(w, a, s->who, &date);
    if (!is_fine(a))
        return;
    i->state = I_WITHDRAWN;
    i->withdrawn = date;
    touch(&i->entry);
    show_intention(w, s->who, a);
}

void take_annul_intention(struct world *w, const struct step *s, struct answer *a)
{
    struct intention *i = &w->intentions[s->who];
    if (!find_intention(w, s, a, EDITOR) || !must_be(s, a, i->state != I_DRAFT && i->state != I_ANNULLED))
        return;
    check_not_bought(w, a, s->who, NULL);
    if (!is_fine(a))
        return;
    i->state = I_ANNULLED;
    touch(&i->entry);
    show_intention(w, s->who, a);
}
