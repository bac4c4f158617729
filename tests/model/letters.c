/* Instruments and their signatures: opened, signed, in force, revised, ended (R2, R3, R10, R13). */
#include "model.h"

enum { EDITOR = 1 << CALLER_EDITOR, FOR_ITSELF = 1 << CALLER_SIGNATORY };

/* ---- standing -------------------------------------------------------------------------------------------------------------- */

/* Whether an instrument's signatures hold on a day: it has not been withdrawn or superseded, and has not expired. */
static enum sure holds(const struct instrument *l, int day)
{
    enum sure ended = l->state == L_SUPERSEDED || l->state == L_WITHDRAWN ? has_come(&l->ending, day) : NO;
    return least(not_so(ended), not_so(is_over(&l->expire, day)));
}

/* R2: until the date that the revision after theirs names, signatures count as unreaffirmed; afterwards they lapse. A revision
 * names the date for the signatories of the one before. */
static struct standing stands_alone(const struct world *w, int signature, int day)
{
    const struct signature *g = &w->signatures[signature];
    const struct instrument *l = &w->instruments[g->instrument];
    struct standing s = {.stands = NO};
    if (!is_there(&g->entry) || g->state == S_ANNULLED || l->state == L_ANNULLED)
        return s;
    s.signed_then = has_come(&g->date, day);
    s.stands = least(s.signed_then, holds(l, day));
    if (g->state == S_WITHDRAWN)
        s.stands = least(s.stands, not_so(has_come(&g->withdrawn, day)));
    if (g->revision < l->n_revisions && has_come(&l->revisions[g->revision].date, day) != NO) {
        s.unreaffirmed = true;
        if (has_come(&l->revisions[g->revision].date, day) == YES)
            s.stands = least(s.stands, not_so(is_over(&l->revisions[g->revision].reaffirm, day)));
        else if (is_over(&l->revisions[g->revision].reaffirm, day) != NO)
            s.stands = least(s.stands, MAYBE);
    }
    return s;
}

/* Who reaffirmed stands by the later signature alone, and by none where that one was withdrawn since. */
struct standing signature_stands(const struct world *w, int signature, int day)
{
    struct standing s = stands_alone(w, signature, day);
    for (int i = 0; i < SIGNATURES; i++) {
        const struct signature *g = &w->signatures[i];
        if (is_there(&g->entry) && g->reaffirmed == signature && g->state != S_ANNULLED)
            s.stands = least(s.stands, not_so(has_come(&g->date, day)));
    }
    return s;
}

int instruments_in_force(const struct world *w, int process, int day)
{
    int count = 0;
    for (int i = 0; i < INSTRUMENTS; i++) {
        const struct instrument *l = &w->instruments[i];
        bool was = l->state == L_ACTIVE || (l->active.given && (l->state == L_SUPERSEDED || l->state == L_WITHDRAWN));
        count += is_there(&l->entry) && l->process == process && was && has_come(&l->active, day) == YES && holds(l, day) == YES;
    }
    return count;
}

/* Whether a signature, or one that reaffirms it, may stand on some day that a date of an act under the revision that holds can
 * mean. */
static bool may_stand(const struct world *w, int signature, const struct when *date, const struct when *since)
{
    int last = date->last < w->today ? date->last : w->today;
    int first = date->first > last - LONG_AGO ? date->first : last - LONG_AGO;
    first = since->given && since->first > first ? since->first : first;
    for (int day = first < last ? first : last; day <= last; day++)
        for (int i = 0; i < SIGNATURES; i++)
            if (descends_from(w, i, signature) && signature_stands(w, i, day).stands != NO)
                return true;
    return false;
}

/* ---- instruments ----------------------------------------------------------------------------------------------------------- */

static struct when or_today(const struct world *w, const struct when *date)
{
    return date->given ? *date : on_day(w->today);
}

static void check_not_future(const struct world *w, struct answer *a, const struct when *date)
{
    if (date->first > w->today)
        invalid(a, "date:FUTURE");
}

/* s->a the centre, b the process or NONE, c what it supersedes or NONE, flag joinable, end its last day. */
void take_create_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    has_role(a, s, EDITOR);
    in_scope(w, a, s, s->a, NONE);
    bool cycle = false;
    for (int i = s->c, depth = 0; i != NONE && depth < INSTRUMENTS && is_there(&w->instruments[i].entry); depth++) {
        cycle |= i == s->who;
        i = w->instruments[i].superseded;
    }
    if (cycle)
        invalid(a, "instrument.superseded_instrument:CYCLE");
    else if (s->c != NONE && is_there(&w->instruments[s->c].entry) && w->instruments[s->c].centre != s->a)
        invalid(a, "instrument.superseded_instrument:CENTRE");
    if (s->b != NONE && !is_there(&w->processes[s->b].entry))
        refuse(a, "NOT_FOUND", "instrument.processes[0]:REFERENCE_NOT_FOUND");
    if (!is_there(&w->centres[s->a].entry))
        refuse(a, "NOT_FOUND", "instrument.centre:REFERENCE_NOT_FOUND");
    if (s->c != NONE && !is_there(&w->instruments[s->c].entry))
        refuse(a, "NOT_FOUND", "instrument.superseded_instrument:REFERENCE_NOT_FOUND");
    if (!is_fine(a) || !may_make(a, &l->entry))
        return;
    *l = (struct instrument){.centre = s->a,
                             .process = s->b,
                             .joinable = s->flag,
                             .expire = s->end,
                             .superseded = s->c,
                             .active = no_date(),
                             .ending = no_date()};
    make(w, &l->entry);
    show_instrument(w, s->who, a);
}

static bool find_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    if (!is_fine(a) || !has_role(a, s, EDITOR))
        return false;
    if (is_there(&l->entry) && !in_scope(w, a, s, l->centre, NONE))
        return false;
    return find(a, &l->entry, s);
}

static bool must_be(const struct step *s, struct answer *a, bool fits)
{
    if (!fits)
        wrong_state(a, "instruments/l%d:WRONG_STATE", s->who);
    return fits;
}

void take_delete_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    if (!find_instrument(w, s, a) || !must_be(s, a, l->state == L_DRAFT))
        return;
    for (int i = 0; i < INSTRUMENTS; i++)
        if (is_there(&w->instruments[i].entry) && w->instruments[i].superseded == s->who)
            lack(a, "instruments/l%d:REFERRED_TO", i);
    if (is_fine(a))
        l->entry.deleted = true;
}

void take_open_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_instrument(w, s, a))
        return;
    check_not_future(w, a, &date);
    if (certainly_before(&l->expire, &date) && date.first <= w->today) /* what follows from a day that has come */
        invalid(a, "expire_date:INTERVAL");
    if (!must_be(s, a, l->state == L_DRAFT) || !is_fine(a))
        return;
    l->state = L_OPEN;
    l->n_revisions = 1;
    l->revisions[0] = (struct revision){.date = date, .reaffirm = no_date()};
    touch(&l->entry);
    show_instrument(w, s->who, a);
}

/* Whether somebody's signature may stand as a signatory: that nobody has signed must be certain. */
static bool somebody_signed(const struct world *w, int instrument, const struct when *date)
{
    for (int i = 0; i < SIGNATURES; i++) {
        const struct signature *g = &w->signatures[i];
        if (g->instrument == instrument && g->capacity == SIGNATORY &&
            may_stand(w, i, date, &w->instruments[instrument].revisions[0].date))
            return true;
    }
    return false;
}

void take_activate_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    struct instrument *old = l->superseded == NONE || !is_there(&l->entry) ? NULL : &w->instruments[l->superseded];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_instrument(w, s, a))
        return;
    check_not_future(w, a, &date);
    if (certainly_before(&date, &l->revisions[0].date))
        invalid(a, "date:INTERVAL");
    if (!must_be(s, a, l->state == L_OPEN))
        return;
    if (certainly_before(&l->expire, &date))
        lack(a, "instruments/l%d:EXPIRED", s->who);
    if (!somebody_signed(w, s->who, &date))
        lack(a, "instruments/l%d:SIGNATORY_MISSING", s->who);
    if (old && old->state != L_ACTIVE)
        lack(a, "instruments/l%d:WRONG_STATE", l->superseded);
    if (old && certainly_before(&date, &old->active))
        invalid(a, "date:INTERVAL");
    if (!is_fine(a))
        return;
    l->state = L_ACTIVE;
    l->active = date;
    touch(&l->entry);
    if (old) {
        old->state = L_SUPERSEDED;
        old->ending = date;
        touch(&old->entry);
    }
    show_instrument(w, s->who, a);
}

/* Each revision gives it another title; date, and end by when to reaffirm; flag joinable from now on. */
void take_revise_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    check_date(a, "reaffirm_date", &s->end);
    if (!find_instrument(w, s, a))
        return;
    check_not_future(w, a, &date);
    if (l->n_revisions > 0 && certainly_before(&date, &l->revisions[l->n_revisions - 1].date))
        invalid(a, "date:INTERVAL");
    if (s->end.last <= date.first) /* there must be some time */
        invalid(a, "reaffirm_date:INTERVAL");
    a->more_may_be_wrong = !is_fine(a);
    if (!must_be(s, a, l->state == L_OPEN || l->state == L_ACTIVE) || !is_fine(a))
        return;
    l->revisions[l->n_revisions++] = (struct revision){.date = date, .reaffirm = s->end};
    l->joinable = s->flag;
    touch(&l->entry);
    show_instrument(w, s->who, a);
}

void take_withdraw_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_instrument(w, s, a))
        return;
    check_not_future(w, a, &date);
    if (certainly_before(&date, l->active.given ? &l->active : &l->revisions[0].date))
        invalid(a, "date:INTERVAL");
    if (!must_be(s, a, l->state == L_OPEN || l->state == L_ACTIVE) || !is_fine(a))
        return;
    l->state = L_WITHDRAWN;
    l->ending = date;
    touch(&l->entry);
    show_instrument(w, s->who, a);
}

/* ---- what follows from a signature ----------------------------------------------------------------------------------------- */

bool descends_from(const struct world *w, int signature, int earlier)
{
    while (signature != earlier && signature != NONE)
        signature = w->signatures[signature].reaffirmed;
    return signature == earlier;
}

/* What followed from a signature follows from those that reaffirm it too (R2). */
static bool rests_on(const struct world *w, const struct intention *i, int signature)
{
    for (int k = 0; k < i->n_signatures; k++)
        if (descends_from(w, signature, i->signatures[k]))
            return true;
    return false;
}

/* Whether another signature of an intention is there, so that it stands without this one. `with_earlier`: also one that this one
 * reaffirmed, or that was withdrawn: a fact, which is left where this one was entered in error (R3). */
static bool rests_on_another(const struct world *w, const struct intention *i, int signature, bool with_earlier)
{
    for (int k = 0; k < SIGNATURES; k++) {
        const struct signature *g = &w->signatures[k];
        bool left = with_earlier ? g->state != S_ANNULLED : g->state == S_ACTIVE && !descends_from(w, signature, k);
        if (k != signature && is_there(&g->entry) && left && rests_on(w, i, k))
            return true;
    }
    return false;
}

/* R3: with what was entered in error goes what follows from it alone. */
static void annul_signature(struct world *w, int signature)
{
    w->signatures[signature].state = S_ANNULLED;
    touch(&w->signatures[signature].entry);
    for (int i = 0; i < INTENTIONS; i++) {
        struct intention *t = &w->intentions[i];
        if (is_there(&t->entry) && rests_on(w, t, signature) && !rests_on_another(w, t, signature, true) && t->state != I_DRAFT &&
            t->state != I_ANNULLED) {
            t->state = I_ANNULLED;
            touch(&t->entry);
        }
    }
}

/* What was bought stays bought (R3): names the awards that keep an annulment of a signature. */
static void check_nothing_bought(const struct world *w, struct answer *a, int signature)
{
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *t = &w->intentions[i];
        if (!is_there(&t->entry) || !rests_on(w, t, signature) || rests_on_another(w, t, signature, true))
            continue;
        for (int k = 0; k < PURCHASES; k++)
            for (int m = 0; m < w->purchases[k].n_fulfilments; m++)
                if (is_there(&w->purchases[k].entry) && w->purchases[k].state == B_AWARDED &&
                    w->purchases[k].fulfilments[m].intention == i)
                    lack(a, "purchases/b%02d:FULFILLED", k);
    }
}

void take_annul_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    if (!find_instrument(w, s, a) || !must_be(s, a, l->state != L_DRAFT && l->state != L_ANNULLED))
        return;
    for (int i = 0; i < SIGNATURES; i++)
        if (is_there(&w->signatures[i].entry) && w->signatures[i].instrument == s->who && w->signatures[i].state != S_ANNULLED)
            check_nothing_bought(w, a, i);
    if (!is_fine(a))
        return;
    l->state = L_ANNULLED;
    touch(&l->entry);
    for (int i = 0; i < SIGNATURES; i++)
        if (is_there(&w->signatures[i].entry) && w->signatures[i].instrument == s->who && w->signatures[i].state != S_ANNULLED)
            annul_signature(w, i);
    show_instrument(w, s->who, a);
}

/* ---- signing: s->a the kind, b the process that is intended for, d the revision or 0, date; the lines
 * --------------------------------------------------------- */

/* Whether a body has signed the revision that holds. */
static bool has_signed(const struct world *w, int instrument, int organisation)
{
    for (int i = 0; i < SIGNATURES; i++) {
        const struct signature *g = &w->signatures[i];
        if (is_there(&g->entry) && g->instrument == instrument && g->state == S_ACTIVE &&
            g->revision == w->instruments[instrument].n_revisions && body_of(w, g->organisation) == body_of(w, organisation))
            return true;
    }
    return false;
}

/* A body signs once, under whichever of its names (R7). */
static void check_line(struct answer *a, const struct step *s, int n)
{
    const struct line *line = &s->lines[n];
    for (int k = 0; k < n; k++)
        if (s->lines[k].organisation == line->organisation)
            invalid(a, "lines[%d].signatories[0].organisation:DUPLICATE", n);
    /* R4: a supporter intends nothing. */
    if (line->capacity != SIGNATORY && line->intention != NONE)
        invalid(a, "lines[%d].signatories[0].intentions:NOT_APPLICABLE", n);
}

/* A body that has signed already is told by which signature: of the revision that holds, or of an earlier one that it can, or
 * perhaps could, reaffirm on the date. */
static void check_first_time(const struct world *w, struct answer *a, int instrument, int organisation, const struct when *date)
{
    const struct instrument *l = &w->instruments[instrument];
    const struct when *since = &l->revisions[l->n_revisions - 1].date;
    for (int i = 0; i < SIGNATURES; i++) {
        const struct signature *g = &w->signatures[i];
        bool is_its = is_there(&g->entry) && g->instrument == instrument && body_of(w, g->organisation) == body_of(w, organisation);
        if (is_its && g->revision == l->n_revisions && g->state == S_ACTIVE)
            lack(a, "instruments/l%d/signatures/s%02d:ALREADY_SIGNED", instrument, i);
        else if (is_its && g->revision < l->n_revisions && may_stand(w, i, date, since))
            lack(a, "instruments/l%d/signatures/s%02d:UNREAFFIRMED", instrument, i);
        a->one_is_enough |= !is_fine(a);
    }
}

static void sign(struct world *w, const struct step *s, const struct line *line, const struct when *date)
{
    struct signature *g = &w->signatures[line->signature];
    struct intention *i = line->intention == NONE ? NULL : &w->intentions[line->intention];
    *g = (struct signature){.instrument = s->who,
                            .organisation = line->organisation,
                            .capacity = line->capacity,
                            .revision = w->instruments[s->who].n_revisions,
                            .date = *date,
                            .reaffirmed = NONE,
                            .withdrawn = no_date()};
    make(w, &g->entry);
    if (!i)
        return;
    *i = (struct intention){.organisation = line->organisation,
                            .process = s->b,
                            .level = line->level,
                            .replaced = NONE,
                            .unit = line->quantity > 0 ? TONNE : NO_UNIT,
                            .quantity = line->quantity,
                            .revision = 1,
                            .state = I_CONFIRMED,
                            .kind = (enum kind)s->a,
                            .confirmed = *date,
                            .withdrawn = no_date(),
                            .n_signatures = 1,
                            .signatures = {line->signature}};
    make(w, &i->entry);
}

static void check_signatory(const struct world *w, struct answer *a, const struct step *s, const struct line *line,
                            const struct when *date)
{
    for (const struct line *k = s->lines; k < line; k++)
        if (k->organisation != line->organisation && body_of(w, k->organisation) == body_of(w, line->organisation) &&
            !has_signed(w, s->who, line->organisation))
            lack(a, "instruments/l%d/signatures/s%02d:ALREADY_SIGNED", s->who, k->signature);
    int process = s->b;
    check_alive(w, a, line->organisation, date);
    check_first_time(w, a, s->who, line->organisation, date);
    if (line->intention == NONE)
        return;
    if (w->processes[process].state == COMPLETED || w->processes[process].state == CANCELLED)
        lack(a, "processes/p%d:WRONG_STATE", process);
    if (is_mere_supporter(w, line->organisation, process, w->today) ||
        is_mere_supporter(w, line->organisation, process, date->last < w->today ? date->last : w->today))
        lack(a, "organisations/o%d:SUPPORTER", line->organisation);
}

/* What the lines name is there, and intentions are of processes that an editor works for (R10). */
static void check_named(const struct world *w, struct answer *a, const struct step *s)
{
    for (int i = 0; s->caller < CALLER_SIGNATORY && i < s->n_lines; i++)
        if (s->lines[i].intention != NONE)
            in_scope(w, a, s, w->processes[s->b].centre, NONE);
    for (int i = 0; i < s->n_lines; i++)
        if (!is_there(&w->organisations[s->lines[i].organisation].entry))
            refuse(a, "NOT_FOUND", "lines[%d].signatories[0].organisation:REFERENCE_NOT_FOUND", i);
}

/* R10: by its own key an organisation signs for itself, and for nobody else. */
static void check_signer(struct world *w, const struct step *s, struct answer *a)
{
    const struct instrument *l = &w->instruments[s->who];
    has_role(a, s, EDITOR | FOR_ITSELF);
    if ((s->caller >= CALLER_SIGNATORY) != (s->a == BY_KEY))
        refuse(a, "PERMISSION_DENIED", "ROLE_MISSING");
    for (int i = 0; s->caller >= CALLER_SIGNATORY && i < s->n_lines; i++)
        if (is_there(&w->organisations[s->lines[i].organisation].entry))
            in_scope(w, a, s, NONE, s->lines[i].organisation);
        else
            refuse(a, "NOT_FOUND", "RESOURCE_NOT_FOUND");
    if (s->caller < CALLER_SIGNATORY && is_there(&l->entry))
        in_scope(w, a, s, l->centre, NONE);
}

/* Whether a letter that is open or in force takes signatures, of this revision, on this date. */
static bool may_be_signed(const struct world *w, struct answer *a, const struct step *s, const struct when *date)
{
    const struct instrument *l = &w->instruments[s->who];
    bool closed = l->state == L_ACTIVE && !l->joinable;
    bool expired = certainly_before(&l->expire, date);
    bool other_revision = s->d != 0 && s->d != l->n_revisions;
    a->more_may_be_wrong |= !is_fine(a);
    if (closed)
        lack(a, "instruments/l%d:NOT_JOINABLE", s->who);
    if (expired)
        lack(a, "instruments/l%d:EXPIRED", s->who);
    if (other_revision)
        lack(a, "instruments/l%d:WRONG_REVISION", s->who);
    return !closed && !expired && !other_revision;
}

void take_sign_instrument(struct world *w, const struct step *s, struct answer *a)
{
    struct instrument *l = &w->instruments[s->who];
    struct when date = s->date;
    check_date(a, "date", &s->date);
    check_signer(w, s, a);
    find(a, &l->entry, s);
    if (!is_there(&l->entry) || s->date.impossible)
        return;
    if (!date.given)
        date = s->a == BY_KEY ? on_day(w->today) : on_day(day_number(2022, 2, 1));
    check_not_future(w, a, &date);
    for (int i = 0; i < s->n_lines && l->n_revisions > 0; i++) /* a draft has nothing yet that the lines could stand under */
        check_line(a, s, i);
    if (l->n_revisions > 0 && certainly_before(&date, &l->revisions[l->n_revisions - 1].date))
        invalid(a, "date:INTERVAL");
    if (l->n_revisions > 0)
        check_named(w, a, s);
    if (!must_be(s, a, l->state == L_OPEN || l->state == L_ACTIVE))
        return;
    /* Where nobody can sign, it does not matter who has signed already. */
    if (may_be_signed(w, a, s, &date))
        for (int i = 0; i < s->n_lines; i++)
            check_signatory(w, a, s, &s->lines[i], &date);
    for (int i = 0; i < s->n_lines; i++) {
        may_make(a, &w->signatures[s->lines[i].signature].entry);
        if (s->lines[i].intention != NONE)
            may_make(a, &w->intentions[s->lines[i].intention].entry);
    }
    if (!is_fine(a))
        return;
    /* R13: together, or nothing. */
    for (int i = 0; i < s->n_lines; i++)
        sign(w, s, &s->lines[i], &date);
    say(a, "{'signatures': [");
    for (int i = 0; i < s->n_lines; i++) {
        say(a, "%s", i > 0 ? ", " : "");
        show_signature(w, s->lines[i].signature, a);
    }
    say(a, "], 'intentions': [");
    for (int i = 0, n = 0; i < s->n_lines; i++)
        if (s->lines[i].intention != NONE) {
            say(a, "%s", n++ > 0 ? ", " : "");
            show_intention(w, s->lines[i].intention, a);
        }
    say(a, "]}");
}

/* ---- signatures ------------------------------------------------------------------------------------------------------------ */

static bool find_signature(struct world *w, const struct step *s, struct answer *a, unsigned roles)
{
    struct signature *g = &w->signatures[s->who];
    has_role(a, s, roles);
    if (is_there(&g->entry))
        in_scope(w, a, s, w->instruments[g->instrument].centre, g->organisation);
    return find(a, &g->entry, s);
}

static bool must_stand(const struct world *w, const struct step *s, struct answer *a, bool fits)
{
    if (!fits)
        wrong_state(a, "instruments/l%d/signatures/s%02d:WRONG_STATE", w->signatures[s->who].instrument, s->who);
    return fits;
}

/* s->a the kind, b the new signature, date. */
void take_reaffirm_signature(struct world *w, const struct step *s, struct answer *a)
{
    struct signature *g = &w->signatures[s->who];
    struct signature *new = &w->signatures[s->b];
    struct when date = s->date;
    check_date(a, "date", &s->date);
    find_signature(w, s, a, EDITOR | FOR_ITSELF);
    if ((s->caller >= CALLER_SIGNATORY) != (s->a == BY_KEY))
        refuse(a, "PERMISSION_DENIED", "ROLE_MISSING");
    if (!is_fine(a))
        return;
    struct instrument *l = &w->instruments[g->instrument];
    if (!date.given)
        date = s->a == BY_KEY ? on_day(w->today) : on_day(day_number(2022, 2, 1));
    check_not_future(w, a, &date);
    if (certainly_before(&date, &l->revisions[l->n_revisions - 1].date))
        invalid(a, "date:INTERVAL");
    if (!must_stand(w, s, a, g->state == S_ACTIVE))
        return;
    if (certainly_before(&l->expire, &date))
        lack(a, "instruments/l%d:EXPIRED", g->instrument);
    if (l->state != L_OPEN && l->state != L_ACTIVE) {
        wrong_state(a, "instruments/l%d:WRONG_STATE", g->instrument);
        return;
    }
    a->one_is_enough = true; /* whatever keeps it from being reaffirmed */
    if (g->revision == l->n_revisions)
        lack(a, "instruments/l%d/signatures/s%02d:NOT_REVISED", g->instrument, s->who);
    else if (!may_stand(w, s->who, &date, &l->revisions[l->n_revisions - 1].date))
        lack(a, "instruments/l%d/signatures/s%02d:LAPSED", g->instrument, s->who);
    for (int i = 0, n = 0; i < SIGNATURES; i++) {
        const struct signature *other = &w->signatures[i];
        if (is_there(&other->entry) && other->instrument == g->instrument && other->state == S_ACTIVE &&
            other->revision == l->n_revisions && body_of(w, other->organisation) == body_of(w, g->organisation) && i != s->who &&
            n++ == 0)
            lack(a, "instruments/l%d/signatures/s%02d:ALREADY_SIGNED", g->instrument, i);
    }
    check_alive(w, a, g->organisation, &date);
    if (!is_fine(a) || !may_make(a, &new->entry))
        return;
    *new = *g;
    new->date = date;
    new->revision = l->n_revisions;
    new->reaffirmed = s->who;
    make(w, &new->entry);
    show_signature(w, s->b, a);
}

void take_withdraw_signature(struct world *w, const struct step *s, struct answer *a)
{
    struct signature *g = &w->signatures[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_signature(w, s, a, FOR_ITSELF))
        return;
    check_not_future(w, a, &date);
    if (certainly_before(&date, &g->date))
        invalid(a, "date:INTERVAL");
    check_voice(w, a, s, g->organisation, &date);
    if (!must_stand(w, s, a, g->state == S_ACTIVE))
        return;
    for (int i = 0; i < SIGNATURES; i++)
        if (is_there(&w->signatures[i].entry) && w->signatures[i].reaffirmed == s->who && w->signatures[i].state != S_ANNULLED)
            lack(a, "instruments/l%d/signatures/s%02d:REAFFIRMED", g->instrument, s->who);
    if (!is_fine(a))
        return;
    g->state = S_WITHDRAWN;
    g->withdrawn = date;
    touch(&g->entry);
    for (int i = 0; i < INTENTIONS; i++) {
        struct intention *t = &w->intentions[i];
        if (is_there(&t->entry) && rests_on(w, t, s->who) && !rests_on_another(w, t, s->who, false) &&
            (t->state == I_CONFIRMED || t->state == I_PARTLY)) {
            t->state = I_WITHDRAWN;
            t->withdrawn = date;
            touch(&t->entry);
        }
    }
    show_signature(w, s->who, a);
}

void take_annul_signature(struct world *w, const struct step *s, struct answer *a)
{
    struct signature *g = &w->signatures[s->who];
    if (!find_signature(w, s, a, EDITOR) || !must_stand(w, s, a, g->state != S_ANNULLED))
        return;
    check_nothing_bought(w, a, s->who);
    if (!is_fine(a))
        return;
    annul_signature(w, s->who);
    show_signature(w, s->who, a);
}
