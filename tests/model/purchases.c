/* Purchases: what is fulfilled, never above the quantity. */
#include "model.h"

#include <stddef.h>

enum { BUYING = 1 << CALLER_REGISTRAR | 1 << CALLER_EDITOR };

/* How sure it is that an award stands on a day. */
static enum sure is_awarded(const struct purchase *p, int day)
{
    if (!is_there(&p->entry) || !p->award.given || p->state == B_PLANNED || p->state == B_ANNULLED)
        return NO;
    return least(has_come(&p->award, day), p->state == B_CANCELLED ? not_so(has_come(&p->cancel, day)) : YES);
}

static int fulfilled(const struct world *w, int intention, int day, enum sure enough)
{
    int sum = 0;
    for (int i = 0; i < PURCHASES; i++)
        for (int k = 0; k < w->purchases[i].n_fulfilments; k++)
            if (w->purchases[i].fulfilments[k].intention == intention && is_awarded(&w->purchases[i], day) >= enough)
                sum += w->purchases[i].fulfilments[k].unit == NO_UNIT ? 1 : w->purchases[i].fulfilments[k].quantity;
    return sum;
}

int fulfilled_at_least(const struct world *w, int intention, int day)
{
    return fulfilled(w, intention, day, YES);
}

int fulfilled_at_most(const struct world *w, int intention, int day)
{
    return fulfilled(w, intention, day, MAYBE);
}

int fulfilled_ever(const struct world *w, int intention)
{
    int sum = 0;
    for (int i = 0; i < PURCHASES; i++)
        for (int k = 0; k < w->purchases[i].n_fulfilments; k++)
            if (w->purchases[i].fulfilments[k].intention == intention && is_there(&w->purchases[i].entry) &&
                w->purchases[i].state == B_AWARDED)
                sum += w->purchases[i].fulfilments[k].unit == NO_UNIT ? 1 : w->purchases[i].fulfilments[k].quantity;
    return sum;
}

/* Withdrawn stays withdrawn, whatever was bought before. */
void settle(struct world *w, int intention)
{
    struct intention *i = &w->intentions[intention];
    int sum = fulfilled_ever(w, intention);
    if (i->state == I_CONFIRMED || i->state == I_PARTLY || i->state == I_FULFILLED)
        i->state = sum == 0 ? I_CONFIRMED : i->unit == NO_UNIT || sum >= i->quantity ? I_FULFILLED : I_PARTLY;
    touch(&i->entry);
}

/* ---- planning: s->a the process or NONE, b and c the buyers; lines: what is fulfilled --------------------------------------- */

/* As bodies go on the day of the award, or while that is not known, today: a successor buys what was intended before it (R7). */
static bool buys(const struct world *w, const struct purchase *p, int organisation, const struct when *date)
{
    int day = date && date->last < w->today ? date->last : w->today;
    for (int i = 0; i < p->n_buyers; i++)
        if (body_on(w, p->buyers[i], day) == body_on(w, organisation, day))
            return true;
    return false;
}

/* Of what the caller may not see, nothing is told, unless the purchase names it already: where the date of its award is known. */
static void check_fulfilments(const struct world *w, struct answer *a, const struct step *s, const struct purchase *p,
                              const char *path, const struct when *date)
{
    for (int i = 0; i < p->n_fulfilments; i++) {
        const struct fulfilment *f = &p->fulfilments[i];
        const struct intention *t = &w->intentions[f->intention];
        if (i > 0 && p->fulfilments[0].intention == f->intention)
            invalid(a, "%sfulfilments[%d].intention:DUPLICATE", path, i);
        if (!date && (!is_there(&t->entry) || !sees(w, s->caller, t)))
            continue;
        if (!buys(w, p, t->organisation, date))
            invalid(a, "%sfulfilments[%d].intention:BUYER", path, i);
        if (p->process != NONE && t->process != p->process)
            invalid(a, "%sfulfilments[%d].intention:PROCESS", path, i);
        if (t->unit != NO_UNIT && f->unit == NO_UNIT)
            invalid(a, "%sfulfilments[%d].quantity:REQUIRED", path, i);
        else if (t->unit == NO_UNIT && f->unit != NO_UNIT)
            invalid(a, "%sfulfilments[%d].quantity:NOT_APPLICABLE", path, i);
        else if (t->unit != f->unit)
            invalid(a, "%sfulfilments[%d].quantity.unit_code:UNIT", path, i);
        else if (f->quantity > t->quantity)
            invalid(a, "%sfulfilments[%d].quantity.value:OVER_QUANTITY", path, i);
    }
}

void take_create_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    struct purchase new = {
        .process = s->a, .n_buyers = s->c == NONE ? 1 : 2, .buyers = {s->b, s->c}, .award = no_date(), .cancel = no_date()};
    for (int i = 0; i < s->n_lines && i < FULFILMENTS; i++)
        new.fulfilments[new.n_fulfilments++] = (struct fulfilment){.intention = s->lines[i].intention,
                                                                   .unit = s->lines[i].quantity > 0 ? s->unit : NO_UNIT,
                                                                   .quantity = s->lines[i].quantity};
    if (new.n_buyers == 2 && s->b == s->c) {
        invalid(a, "purchase.buyers[1]:DUPLICATE");
        a->more_may_be_wrong = true;
    }
    has_role(a, s, BUYING);
    in_scope(w, a, s, s->a == NONE ? NONE : w->processes[s->a].centre, NONE);
    check_fulfilments(w, a, s, &new, "purchase.", NULL);
    for (int i = 0; i < new.n_buyers; i++)
        if (!is_there(&w->organisations[new.buyers[i]].entry))
            refuse(a, "NOT_FOUND", "purchase.buyers[%d]:REFERENCE_NOT_FOUND", i);
    if (s->a != NONE && !is_there(&w->processes[s->a].entry))
        refuse(a, "NOT_FOUND", "purchase.process:REFERENCE_NOT_FOUND");
    for (int i = 0; i < new.n_fulfilments; i++) {
        const struct intention *t = &w->intentions[new.fulfilments[i].intention];
        if (!is_there(&t->entry) || !sees(w, s->caller, t))
            refuse(a, "NOT_FOUND", "purchase.fulfilments[%d].intention:REFERENCE_NOT_FOUND", i);
    }
    if (!is_fine(a) || !may_make(a, &p->entry))
        return;
    *p = new;
    make(w, &p->entry);
    show_purchase(w, s->who, a);
}

static bool find_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    if (!is_fine(a) || !has_role(a, s, BUYING))
        return false;
    if (is_there(&p->entry) && s->caller >= CALLER_EDITOR &&
        !in_scope(w, a, s, p->process == NONE ? NONE : w->processes[p->process].centre, NONE))
        return false;
    return find(a, &p->entry, s);
}

static bool must_be(const struct step *s, struct answer *a, bool fits)
{
    if (!fits)
        wrong_state(a, "purchases/b%02d:WRONG_STATE", s->who);
    return fits;
}

void take_delete_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    if (find_purchase(w, s, a) && must_be(s, a, p->state == B_PLANNED))
        p->entry.deleted = true;
}

/* ---- awarding -------------------------------------------------------------------------------------------------------------- */

/* Never above the quantity, on whatever day: the most that other awards may fulfil on a day on which this one may stand. */
static int most_on_any_day(const struct world *w, int intention, const struct when *award)
{
    int most = 0;
    for (int i = 0; i < PURCHASES; i++) {
        const struct purchase *p = &w->purchases[i];
        if (!is_there(&p->entry) || !p->award.given || (p->state != B_AWARDED && p->state != B_CANCELLED))
            continue;
        int day = p->award.first > award->first ? p->award.first : award->first;
        int sum = fulfilled_at_most(w, intention, day);
        most = sum > most ? sum : most;
    }
    return most;
}

static void check_intention(const struct world *w, struct answer *a, const struct fulfilment *f, const struct when *date)
{
    const struct intention *t = &w->intentions[f->intention];
    int day = date->last < w->today ? date->last : w->today;
    /* Of an award of which only the month is known it is enough that the intention may have counted on some day of it. */
    int first = date->first == DAY_OPEN_BEFORE ? day - LONG_AGO : date->first;
    struct counting c = {.counts = NO};
    if (t->state == I_DRAFT || t->state == I_SUBMITTED || t->state == I_REJECTED || t->state == I_ANNULLED) {
        lack(a, "intentions/i%02d:WRONG_STATE", f->intention);
        return;
    }
    for (int d = first; d <= day; d++)
        c.counts = most(c.counts, intention_counts(w, f->intention, d).counts);
    if (c.counts == NO)
        lack(a, "intentions/i%02d:DOES_NOT_COUNT", f->intention);
    int before = most_on_any_day(w, f->intention, date);
    if (t->unit == NO_UNIT ? before > 0 : before + f->quantity > t->quantity)
        lack(a, "intentions/i%02d:%s", f->intention, t->unit == NO_UNIT ? "FULFILLED" : "OVER_QUANTITY");
}

/* Whether something had been bought by a day, by a purchase that says for which process. */
static bool has_bought_by(const struct world *w, int process, int day)
{
    for (int i = 0; i < PURCHASES; i++) {
        const struct purchase *p = &w->purchases[i];
        if (is_there(&p->entry) && p->state == B_AWARDED && p->award.first <= day && p->process == process)
            return true;
    }
    return false;
}

/* R1: the process has reached the step of the first purchase, which needs a confirmed commitment on the date; later purchases do
 * not. When the step was reached nobody asks: a registry may learn of a purchase first. */
static void check_process(const struct world *w, struct answer *a, int process, const struct when *date)
{
    const struct process *p = &w->processes[process];
    int day = date->last < w->today ? date->last : w->today;
    bool reached = false;
    for (int i = 0; i < p->n_runs; i++)
        for (int k = 0; k <= p->runs[i].step; k++)
            reached |= process_models[p->model].steps[k].first_purchase;
    if (!reached)
        lack(a, "processes/p%d:STEP_NOT_REACHED", process);
    if (!has_bought_by(w, process, day) && certain_intenders(w, process, COMMITMENT, day) < 1)
        lack(a, "processes/p%d:CONFIRMED_COMMITMENTS", process);
}

void take_award_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    struct when date = s->date.given ? s->date : on_day(w->today);
    check_date(a, "date", &s->date);
    if (!find_purchase(w, s, a))
        return;
    if (date.first > w->today)
        invalid(a, "date:FUTURE");
    if (!must_be(s, a, p->state == B_PLANNED))
        return;
    check_fulfilments(w, a, s, p, "", &date);
    /* R1 holds for every process that something is bought of, be it named by the purchase or by an intention. */
    for (int i = -1; i < p->n_fulfilments; i++) {
        int process = i < 0 ? p->process : w->intentions[p->fulfilments[i].intention].process;
        bool told = i > 0 && w->intentions[p->fulfilments[0].intention].process == process;
        if (process != NONE && !told && (i < 0 || process != p->process))
            check_process(w, a, process, &date);
    }
    for (int i = 0; i < p->n_buyers; i++)
        check_alive(w, a, p->buyers[i], &date);
    for (int i = 0; i < p->n_fulfilments; i++)
        check_intention(w, a, &p->fulfilments[i], &date);
    if (!is_fine(a))
        return;
    p->state = B_AWARDED;
    p->award = date;
    touch(&p->entry);
    for (int i = 0; i < p->n_fulfilments; i++)
        settle(w, p->fulfilments[i].intention);
    show_purchase(w, s->who, a);
}

void take_cancel_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    struct when date = s->date.given ? s->date : on_day(w->today);
    check_date(a, "date", &s->date);
    if (!find_purchase(w, s, a))
        return;
    if (date.first > w->today)
        invalid(a, "date:FUTURE");
    if (certainly_before(&date, &p->award))
        invalid(a, "date:INTERVAL");
    if (!must_be(s, a, p->state == B_PLANNED || p->state == B_AWARDED) || !is_fine(a))
        return;
    bool was = p->state == B_AWARDED;
    p->state = B_CANCELLED;
    p->cancel = date;
    touch(&p->entry);
    for (int i = 0; was && i < p->n_fulfilments; i++)
        settle(w, p->fulfilments[i].intention);
    show_purchase(w, s->who, a);
}

void take_annul_purchase(struct world *w, const struct step *s, struct answer *a)
{
    struct purchase *p = &w->purchases[s->who];
    if (!find_purchase(w, s, a) || !must_be(s, a, p->state != B_ANNULLED))
        return;
    bool was = p->state == B_AWARDED;
    p->state = B_ANNULLED;
    touch(&p->entry);
    for (int i = 0; was && i < p->n_fulfilments; i++)
        settle(w, p->fulfilments[i].intention);
    show_purchase(w, s->who, a);
}
