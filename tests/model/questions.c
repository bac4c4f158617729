/* Questions: counts with certain and possible numbers (R5), pooled demand (R6, R9), who signed (R2, R4). */
#include "model.h"

#include <string.h>

/* ---- members --------------------------------------------------------------------------------------------------------------- */

struct tally {
    enum sure of[ORGANISATIONS];
};

static void count(const struct tally *t, int *certain, int *possible)
{
    *certain = 0;
    *possible = 0;
    for (int i = 0; i < ORGANISATIONS; i++) {
        *certain += t->of[i] == YES;
        *possible += t->of[i] != NO;
    }
}

static void tally_members(const struct world *w, int partnership, enum role role, int day, struct tally *t)
{
    for (int i = 0; i < MEMBERSHIPS; i++) {
        const struct membership *m = &w->memberships[i];
        if (m->partnership == partnership && m->role == role) {
            int body = is_there(&m->entry) ? body_on(w, m->organisation, day) : 0;
            t->of[body] = most(t->of[body], membership_holds(m, day));
        }
    }
}

static void say_counts(struct answer *a, const struct tally *t)
{
    int certain;
    int possible;
    count(t, &certain, &possible);
    say(a, "'certainCount': %d, 'possibleCount': %d", certain, possible);
}

/* s->who the partnership, a the role or 0 = partners and need owners. */
void ask_members(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    static const char *const names[] = {
        [OWNING] = "OWNER", [PARTNER] = "PARTNER", [NEED_OWNER] = "NEED_OWNER", [SUPPORTER] = "SUPPORTER"};
    const enum role usual[] = {PARTNER, NEED_OWNER};
    const enum role asked[] = {(enum role)s->a};
    const enum role *roles = s->a == 0 ? usual : asked;
    int n = s->a == 0 ? 2 : 1;
    struct tally all = {{NO}};
    int named = 0;
    (void)now;
    if (!is_there(&then->partnerships[s->who])) {
        refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
        return;
    }
    say(a, "{'roleCounts': [");
    for (int i = 0; i < n; i++) {
        struct tally t = {{NO}};
        tally_members(then, s->who, roles[i], s->day, &t);
        tally_members(then, s->who, roles[i], s->day, &all);
        say(a, "%s{'role': 'ROLE_%s', ", i > 0 ? ", " : "", names[roles[i]]);
        say_counts(a, &t);
        say(a, "}");
    }
    say(a, "], ");
    say_counts(a, &all);
    say(a, ", 'uncertainOrganisations': [");
    for (int i = 0; i < ORGANISATIONS; i++)
        if (all.of[i] == MAYBE)
            say(a, "%s'organisations/o%d'", named++ > 0 ? ", " : "", i);
    say(a, "]}");
}

/* ---- demand ---------------------------------------------------------------------------------------------------------------- */

struct demand_line {
    int certain;
    int possible;
    int certain_quantity;
    int possible_quantity;
    int certain_value;
    int possible_value;
    int certain_remaining;
    int possible_remaining;
    int unquantified;
    int unreaffirmed;
    struct tally bodies;
};

static const char *const unit_codes[] = {"", "KGM", "TNE"};
static const char *const currency_codes[] = {"", "DKK", "NOK"};

static void add(struct demand_line *line, const struct world *w, int intention, const struct counting *c, int day)
{
    const struct intention *i = &w->intentions[intention];
    bool certain = c->counts == YES;
    int body = body_on(w, i->organisation, day);
    line->certain += certain;
    line->possible++;
    line->certain_quantity += certain ? i->quantity : 0;
    line->possible_quantity += i->quantity;
    line->certain_value += certain ? i->value : 0;
    line->possible_value += i->value;
    if (i->unit != NO_UNIT) {
        line->certain_remaining += certain ? i->quantity - fulfilled_at_most(w, intention, day) : 0;
        line->possible_remaining += i->quantity - fulfilled_at_least(w, intention, day);
    }
    line->unquantified += i->unit == NO_UNIT;
    line->unreaffirmed += c->unreaffirmed;
    line->bodies.of[body] = MAYBE;
}

static void say_quantity(struct answer *a, const char *member, enum unit unit, int quantity)
{
    if (unit == NO_UNIT)
        say(a, ", '%s': null", member);
    else
        say(a, ", '%s': {'value': '%d', 'unitCode': '%s'}", member, quantity, unit_codes[unit]);
}

static void say_line(struct answer *a, enum level level, enum kind kind, enum unit unit, enum currency currency,
                     const struct demand_line *line)
{
    int none;
    int bodies;
    count(&line->bodies, &none, &bodies);
    say(a,
        "{'level': '%s', 'confirmationKind': 'CONFIRMATION_KIND_%s', 'unitCode': '%s', 'currencyCode': '%s', 'certainCount': %d,"
        " 'possibleCount': %d, 'organisationCount': %d",
        level == COMMITMENT ? "LEVEL_COMMITMENT" : "LEVEL_DECLARATION", kind == BY_KEY ? "ACCESS_KEY" : "PUBLISHED_DOCUMENT",
        unit_codes[unit], currency_codes[currency], line->certain, line->possible, bodies);
    say_quantity(a, "certainQuantity", unit, line->certain_quantity);
    say_quantity(a, "possibleQuantity", unit, line->possible_quantity);
    say_quantity(a, "certainRemainingQuantity", unit, line->certain_remaining);
    say_quantity(a, "possibleRemainingQuantity", unit, line->possible_remaining);
    if (currency != NO_CURRENCY && line->certain_value > 0)
        say(a, ", 'certainValue': {'units': '%d'}", line->certain_value);
    if (currency != NO_CURRENCY && line->possible_value > 0)
        say(a, ", 'possibleValue': {'units': '%d'}", line->possible_value);
    say(a, ", 'unquantifiedCount': %d, 'unreaffirmedCount': %d}", line->unquantified, line->unreaffirmed);
}

/* Each intention is in one of the numbers: those that may count, and why the others do not. */
struct demand {
    /* By level, kind of confirmation, unit, currency, and what waits to be reaffirmed apart (R2). */
    struct demand_line lines[2][2][UNITS][CURRENCIES][2];
    struct tally committing;
    struct tally declaring;
    int unquantified;
    int unreaffirmed;
    int unconfirmed;
    int withdrawn;
    int replaced;
    int lapsed;
    int hidden;
};

static void add_intention(struct demand *d, const struct world *then, const struct world *now, const struct step *s, int intention)
{
    const struct intention *i = &then->intentions[intention];
    bool seen = sees(now, s->caller, &now->intentions[intention]);
    struct counting c = intention_counts(then, intention, s->day);
    if (c.counts != NO && !seen)
        d->hidden++;
    if (!seen)
        return;
    if (c.counts != NO) {
        add(&d->lines[i->level - 1][i->kind - 1][i->unit][i->currency][c.unreaffirmed != 0], then, intention, &c, s->day);
        struct tally *t = i->level == COMMITMENT ? &d->committing : &d->declaring;
        t->of[body_on(then, i->organisation, s->day)] = MAYBE;
        d->unquantified += i->unit == NO_UNIT;
        d->unreaffirmed += c.unreaffirmed;
    } else if (i->state == I_SUBMITTED)
        d->unconfirmed++;
    else if (c.withdrawn == YES)
        d->withdrawn++;
    else if (c.replaced == YES && c.confirmed != NO)
        d->replaced++;
    else if (c.lapsed == YES && c.confirmed == YES && c.withdrawn == NO &&
             c.replaced == NO) /* for certain, and for no other reason (R5) */
        d->lapsed++;
}

/* s->who the process. */
void ask_demand(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    struct demand d;
    int n = 0;
    int none;
    int committing;
    int declaring;
    memset(&d, 0, sizeof d);
    if (!is_there(&then->processes[s->who].entry)) {
        refuse(a, "NOT_FOUND", then->processes[s->who].entry.deleted ? "RESOURCE_DELETED" : "RESOURCE_NOT_FOUND");
        return;
    }
    for (int i = 0; i < INTENTIONS; i++)
        if (is_there(&then->intentions[i].entry) && then->intentions[i].process == s->who)
            add_intention(&d, then, now, s, i);
    say(a, "{'lines': [");
    for (int level = 0; level < 2; level++)
        for (int kind = 0; kind < 2; kind++)
            for (int unit = 0; unit < UNITS; unit++)
                for (int currency = 0; currency < CURRENCIES; currency++)
                    for (int waiting = 0; waiting < 2; waiting++)
                        if (d.lines[level][kind][unit][currency][waiting].possible > 0) {
                            say(a, "%s", n++ > 0 ? ", " : "");
                            say_line(a, (enum level)(level + 1), (enum kind)(kind + 1), (enum unit)unit, (enum currency)currency,
                                     &d.lines[level][kind][unit][currency][waiting]);
                        }
    for (int i = 0; i < ORGANISATIONS; i++)
        if (d.committing.of[i] != NO)
            d.declaring.of[i] = NO;
    count(&d.committing, &none, &committing);
    count(&d.declaring, &none, &declaring);
    say(a,
        "], 'committingOrganisationCount': %d, 'declaringOrganisationCount': %d, 'unquantifiedCount': %d, 'unconfirmedCount': %d,"
        " 'withdrawnCount': %d, 'replacedCount': %d, 'hiddenCount': %d, 'unreaffirmedCount': %d, 'lapsedCount': %d}",
        committing, declaring, d.unquantified, d.unconfirmed, d.withdrawn, d.replaced, d.hidden, d.unreaffirmed, d.lapsed);
}

/* ---- who signed: s->who the instrument ------------------------------------------------------------------------------------- */

void ask_signatures(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    const struct instrument *l = &then->instruments[s->who];
    struct tally signers = {{NO}};
    struct tally members = {{NO}};
    int certain;
    int possible;
    (void)now;
    if (!is_there(&l->entry)) {
        refuse(a, "NOT_FOUND", l->entry.deleted ? "RESOURCE_DELETED" : "RESOURCE_NOT_FOUND");
        return;
    }
    for (int i = 0; i < SIGNATURES; i++)
        if (is_there(&then->signatures[i].entry) && then->signatures[i].instrument == s->who &&
            then->signatures[i].capacity == SIGNATORY) { /* who supports in words is no signatory (R4) */
            int body = body_on(then, then->signatures[i].organisation, s->day);
            signers.of[body] = most(signers.of[body], signature_stands(then, i, s->day).stands);
        }
    if (l->process != NONE) {
        tally_members(then, l->process, PARTNER, s->day, &members);
        tally_members(then, l->process, NEED_OWNER, s->day, &members);
    }
    count(&signers, &certain, &possible);
    say(a, "{'certainSignatoryCount': %d, 'possibleSignatoryCount': %d", certain, possible);
    count(&members, &certain, &possible);
    say(a, ", 'certainMemberCount': %d, 'possibleMemberCount': %d}", certain, possible);
}
