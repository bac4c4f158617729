/* What is tried: steps that are mostly sensible in the world as it is, and now and then are not. */
#include "generate.h"

#include <string.h>

int roll(struct dice *dice, int n)
{
    /* splitmix64, by Sebastiano Vigna: public domain. */
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

bool chance(struct dice *dice, int percent)
{
    return roll(dice, 100) < percent;
}

/* One of an array of entries, mostly one that is there. */
static int pick(struct dice *dice, const void *entries, size_t size, int count)
{
    int begin = roll(dice, count);
    if (chance(dice, 3))
        return begin;
    for (int i = 0; i < count; i++) {
        int index = (begin + i) % count;
        if (is_there((const struct entry *)((const char *)entries + size * (size_t)index)))
            return index;
    }
    return begin;
}

/* One that is still free, or any where none is. */
static int pick_free(struct dice *dice, const void *entries, size_t size, int count)
{
    for (int i = 0; i < count && !chance(dice, 1); i++)
        if (!((const struct entry *)((const char *)entries + size * (size_t)i))->made)
            return i;
    return roll(dice, count);
}

#define PICK(w, array, count) pick(dice, (w)->array, sizeof *(w)->array, count)
#define PICK_FREE(w, array, count) pick_free(dice, (w)->array, sizeof *(w)->array, count)

static int pick_organisation(const struct world *w, struct dice *dice)
{
    return PICK(w, organisations, ORGANISATIONS);
}

/* Mostly the one who may: `usual`. */
static int pick_caller(struct dice *dice, int usual)
{
    if (chance(dice, 12)) /* only what has a key: see the first steps */
        return (const int[]){CALLER_OWNER,      CALLER_REGISTRAR, CALLER_READER,        CALLER_EDITOR,
                             CALLER_EDITOR + 1, CALLER_SIGNATORY, CALLER_SIGNATORY + 1, CALLER_SIGNATORY + 2}[roll(dice, 8)];
    return chance(dice, 50) ? usual : CALLER_OWNER;
}

static int editor_of(int centre)
{
    return centre == 0 || centre == 1 ? CALLER_EDITOR + centre : CALLER_OWNER;
}

static int signatory_of(int organisation)
{
    return organisation < SIGNATORIES ? CALLER_SIGNATORY + organisation : CALLER_OWNER;
}

static enum etag pick_etag(struct dice *dice)
{
    return chance(dice, 75) ? NO_ETAG : chance(dice, 70) ? ETAG_OF_NOW : ETAG_OF_FIRST;
}

/* A date as far as somebody knows it, around a day. */
static struct when date_around(struct dice *dice, int day)
{
    int kind = roll(dice, 100);
    if (kind < 66)
        return on_day(day);
    if (kind < 80)
        return in_month_of(day);
    if (kind < 85)
        return in_year_of(day);
    if (kind < 93)
        return between(day - roll(dice, 30), day + roll(dice, 30));
    if (kind < 96)
        return between(DAY_OPEN_BEFORE, day);
    if (kind < 99)
        return between(day, DAY_OPEN_AFTER);
    return impossible_date(day);
}

static struct when past_date(const struct world *w, struct dice *dice)
{
    return date_around(dice, w->today - roll(dice, 200) + roll(dice, 20));
}

static struct when maybe_date(const struct world *w, struct dice *dice, int percent)
{
    return chance(dice, percent) ? past_date(w, dice) : no_date();
}

/* When something is done: mostly today or lately. */
static struct when lately(const struct world *w, struct dice *dice)
{
    if (chance(dice, 65))
        return no_date();
    return chance(dice, 75) ? date_around(dice, w->today - roll(dice, 10)) : past_date(w, dice);
}

/* The same, to the day: on which day an act is judged that is dated to a month, the contract leaves open where several things
 * depend on it. Memberships, steps, confirmations and terms have dates of every kind. */
static struct when to_the_day(struct when date)
{
    if (!date.given || date.impossible)
        return date;
    return on_day(date.first == DAY_OPEN_BEFORE ? date.last : date.first);
}

/* ---- parties --------------------------------------------------------------------------------------------------------------- */

void generate_create_organisation(const struct world *w, struct dice *dice, struct step *s)
{
    s->caller = pick_caller(dice, CALLER_REGISTRAR);
    s->who = PICK_FREE(w, organisations, ORGANISATIONS);
}

void generate_update_organisation(const struct world *w, struct dice *dice, struct step *s)
{
    s->caller = pick_caller(dice, CALLER_REGISTRAR);
    s->etag = pick_etag(dice);
    s->who = pick_organisation(w, dice);
}

void generate_merge_organisations(const struct world *w, struct dice *dice, struct step *s)
{
    generate_update_organisation(w, dice, s);
    s->a = pick_organisation(w, dice);
    s->b = chance(dice, 20) ? pick_organisation(w, dice) : NONE;
}

void generate_succeed_organisation(const struct world *w, struct dice *dice, struct step *s)
{
    generate_merge_organisations(w, dice, s);
    s->date = date_around(dice, w->today - 20 + roll(dice, 200));
    s->flag = s->b != NONE || chance(dice, 20);
    for (int i = 0; i < ORGANISATIONS && w->organisations[s->who].n_successors > 0; i++) /* one that is not followed yet */
        s->who = (s->who + 1) % ORGANISATIONS;
}

void generate_create_centre(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, centres, CENTRES);
    s->date = maybe_date(w, dice, 60);
    s->caller = pick_caller(dice, CALLER_OWNER);
}

void generate_change_centre(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, centres, CENTRES);
    if (s->who < 2 && chance(dice, 90)) /* the two that hold the processes live long */
        s->who = 2 + roll(dice, CENTRES - 2);
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, editor_of(s->who));
    s->a = PICK(w, centres, CENTRES);
    s->date = chance(dice, 80) ? past_date(w, dice) : date_around(dice, w->today - 500);
}

void generate_activate_centre(const struct world *w, struct dice *dice, struct step *s)
{
    generate_change_centre(w, dice, s);
    if (chance(dice, 50))
        s->date = no_date();
}

void generate_create_grant(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, grants, GRANTS);
    s->a = PICK(w, centres, CENTRES);
    s->caller = pick_caller(dice, chance(dice, 50) ? CALLER_REGISTRAR : editor_of(s->a));
    s->value = 1 + roll(dice, 20);
    s->b = 1 + roll(dice, 10);
    s->c = 1 + roll(dice, 10);
    s->d = chance(dice, 50) ? 1 + roll(dice, 30) : 0;
    s->currency = chance(dice, 90) ? DANISH : NORWEGIAN;
    s->date = maybe_date(w, dice, 50);
}

void generate_annul_grant(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, grants, GRANTS);
    s->caller = pick_caller(dice, chance(dice, 50) ? CALLER_REGISTRAR : editor_of(w->grants[s->who].centre));
    s->etag = pick_etag(dice);
}

/* ---- members --------------------------------------------------------------------------------------------------------------- */

void generate_create_membership(const struct world *w, struct dice *dice, struct step *s)
{
    static const enum role roles[] = {PARTNER, PARTNER, PARTNER, NEED_OWNER, SUPPORTER, SUPPORTER, OWNING};
    s->who = PICK_FREE(w, memberships, MEMBERSHIPS);
    s->a = partnership_of(s->who);
    s->b = pick_organisation(w, dice);
    s->c = (int)roles[roll(dice, 7)];
    s->caller = pick_caller(dice, editor_of(centre_of_partnership(w, s->a)));
    s->date = maybe_date(w, dice, 80);
    s->end = maybe_date(w, dice, 15);
}

void generate_change_membership(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, memberships, MEMBERSHIPS);
    s->a = partnership_of(s->who);
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, editor_of(centre_of_partnership(w, s->a)));
    s->date = past_date(w, dice);
}

/* ---- processes ------------------------------------------------------------------------------------------------------------- */

void generate_create_process(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, processes, PROCESSES);
    s->a = roll(dice, 2);
    s->b = roll(dice, MODELS);
    s->flag = chance(dice, 80);
    s->caller = pick_caller(dice, editor_of(s->a));
}

void generate_change_process(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, processes, PROCESSES);
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, editor_of(w->processes[s->who].centre));
    s->date = lately(w, dice);
    s->flag = chance(dice, 70);
    s->b = w->processes[s->who].model;
    s->a = chance(dice, 60) ? NONE : roll(dice, process_models[s->b].n_steps);
    if (w->processes[s->who].n_runs >= RUNS - 1) /* the model keeps no more of them */
        s->caller = CALLER_READER;
}

void generate_create_event(const struct world *w, struct dice *dice, struct step *s)
{
    for (s->who = 0; s->who < EVENTS - 1 && w->events[s->who].made; s->who++)
        ;
    s->a = PICK(w, processes, PROCESSES);
    s->date = on_day(w->today - roll(dice, 100) + roll(dice, 10));
}

/* ---- intentions ------------------------------------------------------------------------------------------------------------ */

static void pick_quantity(struct dice *dice, struct step *s)
{
    s->unit = chance(dice, 25) ? NO_UNIT : chance(dice, 75) ? TONNE : KILOGRAM;
    s->quantity = s->unit == NO_UNIT ? 0 : 1 + roll(dice, 20);
}

/* A declaration of the organisation for the process, or NONE. */
static int declaration_of(const struct world *w, int organisation, int process)
{
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *t = &w->intentions[i];
        if (is_there(&t->entry) && t->organisation == organisation && t->process == process && t->level == DECLARATION)
            return i;
    }
    return NONE;
}

void generate_create_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, intentions, INTENTIONS);
    s->a = pick_organisation(w, dice);
    s->b = PICK(w, processes, PROCESSES);
    s->c = chance(dice, 50) ? COMMITMENT : DECLARATION;
    s->d = s->c == COMMITMENT && chance(dice, 50) ? declaration_of(w, s->a, s->b) : NONE;
    if (chance(dice, 4))
        s->d = PICK(w, intentions, INTENTIONS);
    if (s->d == s->who)
        s->d = NONE;
    s->flag = chance(dice, 25);
    s->caller = pick_caller(dice, chance(dice, 50) ? editor_of(w->processes[s->b].centre) : signatory_of(s->a));
    s->date = no_date();
    pick_quantity(dice, s);
    s->currency = chance(dice, 50) ? NO_CURRENCY : chance(dice, 60) ? DANISH : NORWEGIAN;
    s->value = s->currency == NO_CURRENCY ? 0 : 1 + roll(dice, 50);
}

/* One that is in a state: the next from a random one on. */
static int intention_in(const struct world *w, struct dice *dice, enum intention_state state)
{
    int begin = PICK(w, intentions, INTENTIONS);
    for (int i = 0; i < INTENTIONS && chance(dice, 99); i++) {
        int index = (begin + i) % INTENTIONS;
        if (is_there(&w->intentions[index].entry) && w->intentions[index].state == state)
            return index;
    }
    return begin;
}

static void about_intention(const struct world *w, struct dice *dice, struct step *s, bool own)
{
    const struct intention *i = &w->intentions[s->who];
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, own ? signatory_of(i->organisation) : editor_of(w->processes[i->process].centre));
    s->date = lately(w, dice);
    pick_quantity(dice, s);
}

void generate_draft_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = intention_in(w, dice, I_DRAFT);
    about_intention(w, dice, s, chance(dice, 50));
}

void generate_confirm_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = intention_in(w, dice, I_SUBMITTED);
    s->a = chance(dice, w->intentions[s->who].organisation < SIGNATORIES ? 60 : 5) ? BY_KEY : BY_DOCUMENT;
    about_intention(w, dice, s, s->a == BY_KEY);
    if (s->a == BY_KEY && chance(dice, 90) && w->intentions[s->who].organisation < SIGNATORIES)
        s->caller = signatory_of(w->intentions[s->who].organisation);
    s->b = s->a == BY_DOCUMENT ? (chance(dice, 70) ? 0 : chance(dice, 90) ? 1 : NONE) : chance(dice, 97) ? NONE : 0;
    s->date = maybe_date(w, dice, 60);
}

void generate_reject_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = intention_in(w, dice, I_SUBMITTED);
    about_intention(w, dice, s, true);
}

void generate_withdraw_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = intention_in(w, dice, chance(dice, 60) ? I_CONFIRMED : I_PARTLY);
    about_intention(w, dice, s, true);
}

void generate_annul_intention(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, intentions, INTENTIONS);
    about_intention(w, dice, s, false);
}

/* ---- instruments ----------------------------------------------------------------------------------------------------------- */

void generate_create_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, instruments, INSTRUMENTS);
    s->a = roll(dice, 2);
    s->b = chance(dice, 90) ? PICK(w, processes, PROCESSES) : NONE;
    s->c = chance(dice, 25) ? PICK(w, instruments, INSTRUMENTS) : NONE;
    if (s->c == s->who)
        s->c = NONE;
    s->flag = chance(dice, 70);
    s->end = chance(dice, 25) ? date_around(dice, w->today + roll(dice, 150)) : no_date();
    if (s->end.impossible)
        s->end = no_date();
    s->caller = pick_caller(dice, editor_of(s->a));
}

static int instrument_in(const struct world *w, struct dice *dice, enum instrument_state state)
{
    int begin = PICK(w, instruments, INSTRUMENTS);
    for (int i = 0; i < INSTRUMENTS && chance(dice, 98); i++) {
        int index = (begin + i) % INSTRUMENTS;
        if (is_there(&w->instruments[index].entry) && w->instruments[index].state == state)
            return index;
    }
    return begin;
}

static void about_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, editor_of(w->instruments[s->who].centre));
    s->date = to_the_day(lately(w, dice));
    s->flag = chance(dice, 70);
}

void generate_draft_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = instrument_in(w, dice, L_DRAFT);
    about_instrument(w, dice, s);
    if (chance(dice, 60))
        s->date = to_the_day(past_date(w, dice));
}

void generate_activate_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = instrument_in(w, dice, L_OPEN);
    about_instrument(w, dice, s);
}

void generate_end_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, instruments, INSTRUMENTS);
    about_instrument(w, dice, s);
}

void generate_revise_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = instrument_in(w, dice, chance(dice, 60) ? L_ACTIVE : L_OPEN);
    about_instrument(w, dice, s);
    s->end = date_around(dice, w->today + roll(dice, 70) - 5);
    s->a = roll(dice, 1000000);                          /* makes its title another one */
    if (w->instruments[s->who].n_revisions >= REVISIONS) /* the model keeps no more of them */
        s->caller = CALLER_READER;
}

/* An entry of the signatures of an instrument that is free and not taken by an earlier line. */
static int free_signature(const struct world *w, int instrument, const struct step *s)
{
    for (int i = instrument; i < SIGNATURES; i += INSTRUMENTS) {
        bool taken = w->signatures[i].entry.made;
        for (int k = 0; k < s->n_lines; k++)
            taken |= s->lines[k].signature == i;
        if (!taken)
            return i;
    }
    return NONE;
}

static int free_intention(const struct world *w, const struct step *s)
{
    for (int i = 0; i < INTENTIONS; i++) {
        bool taken = w->intentions[i].entry.made;
        for (int k = 0; k < s->n_lines; k++)
            taken |= s->lines[k].intention == i;
        if (!taken)
            return i;
    }
    return NONE;
}

void generate_sign_instrument(const struct world *w, struct dice *dice, struct step *s)
{
    int lines = 1 + roll(dice, LINES);
    s->who = instrument_in(w, dice, chance(dice, 60) ? L_OPEN : L_ACTIVE);
    about_instrument(w, dice, s);
    s->b = w->instruments[s->who].process;
    s->a = chance(dice, 60) ? BY_DOCUMENT : BY_KEY;
    s->d = chance(dice, 92) ? 0 : 1 + roll(dice, 2);
    if (s->a == BY_DOCUMENT && chance(dice, 85))
        s->date = on_day(w->today - roll(dice, 6));
    for (int i = 0; i < lines; i++) {
        struct line line = {.organisation = pick_organisation(w, dice)};
        line.capacity = chance(dice, 85) ? SIGNATORY : SUPPORTING;
        line.signature = free_signature(w, s->who, s);
        bool intends = w->instruments[s->who].process != NONE && chance(dice, line.capacity == SIGNATORY ? 60 : 5);
        line.intention = intends ? free_intention(w, s) : NONE;
        line.level = chance(dice, 50) ? COMMITMENT : DECLARATION;
        line.quantity = chance(dice, 60) ? 1 + roll(dice, 20) : 0;
        if (line.signature != NONE)
            s->lines[s->n_lines++] = line;
    }
    if (s->n_lines == 0)
        s->lines[s->n_lines++] = (struct line){.signature = s->who, .capacity = SIGNATORY, .intention = NONE, .level = DECLARATION};
    if (s->a == BY_KEY) {
        s->n_lines = chance(dice, 90) ? 1 : s->n_lines;
        s->caller = chance(dice, 90) ? signatory_of(s->lines[0].organisation) : s->caller;
    }
}

/* ---- signatures ------------------------------------------------------------------------------------------------------------ */

static void about_signature(const struct world *w, struct dice *dice, struct step *s, bool own)
{
    const struct signature *g = &w->signatures[s->who];
    s->etag = pick_etag(dice);
    s->caller = pick_caller(dice, own ? signatory_of(g->organisation) : editor_of(w->instruments[instrument_of(s->who)].centre));
    s->date = to_the_day(lately(w, dice));
}

void generate_reaffirm_signature(const struct world *w, struct dice *dice, struct step *s)
{
    int begin = PICK(w, signatures, SIGNATURES);
    s->who = begin;
    for (int i = 0; i < SIGNATURES && chance(dice, 99); i++) {
        const struct signature *g = &w->signatures[(begin + i) % SIGNATURES];
        if (is_there(&g->entry) && g->state == S_ACTIVE && g->revision < w->instruments[g->instrument].n_revisions) {
            s->who = (begin + i) % SIGNATURES;
            break;
        }
    }
    s->a = chance(dice, 60) ? BY_DOCUMENT : BY_KEY;
    about_signature(w, dice, s, s->a == BY_KEY);
    if (s->a == BY_DOCUMENT && chance(dice, 85))
        s->date = on_day(w->today - roll(dice, 4));
    s->b = free_signature(w, instrument_of(s->who), s);
    if (s->b == NONE)
        s->b = s->who;
}

void generate_withdraw_signature(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, signatures, SIGNATURES);
    about_signature(w, dice, s, true);
}

void generate_annul_signature(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, signatures, SIGNATURES);
    about_signature(w, dice, s, false);
}

/* ---- purchases ------------------------------------------------------------------------------------------------------------- */

static bool has_reached_purchase(const struct world *w, int process)
{
    const struct process *p = &w->processes[process];
    for (int i = 0; i < p->n_runs; i++)
        if (process_models[p->model].steps[p->runs[i].step].first_purchase)
            return true;
    return false;
}

/* Mostly one that can be bought. */
static int intention_to_buy(const struct world *w, struct dice *dice)
{
    int index = 0;
    for (int i = 0; i < 8; i++) {
        index = intention_in(w, dice, chance(dice, 60) ? I_CONFIRMED : I_PARTLY);
        if (has_reached_purchase(w, w->intentions[index].process))
            break;
    }
    return index;
}

void generate_create_purchase(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK_FREE(w, purchases, PURCHASES);
    s->n_lines = 1 + roll(dice, FULFILMENTS);
    for (int i = 0; i < s->n_lines; i++)
        s->lines[i].intention = intention_to_buy(w, dice);
    const struct intention *first = &w->intentions[s->lines[0].intention];
    s->unit = first->unit == NO_UNIT ? TONNE : first->unit;
    for (int i = 0; i < s->n_lines; i++) {
        const struct intention *t = &w->intentions[s->lines[i].intention];
        bool whole = t->unit == NO_UNIT ? chance(dice, 97) : chance(dice, 3);
        s->lines[i].quantity = whole ? 0 : 1 + roll(dice, chance(dice, 95) && t->quantity > 0 ? t->quantity : 25);
    }
    s->a = chance(dice, 80) ? first->process : NONE;
    s->b = chance(dice, 95) ? body_of(w, first->organisation) : pick_organisation(w, dice);
    s->c = s->n_lines > 1 ? w->intentions[s->lines[1].intention].organisation : NONE;
    if (s->c == s->b && chance(dice, 98))
        s->c = NONE;
    s->caller = pick_caller(dice, chance(dice, 50) ? CALLER_REGISTRAR : editor_of(w->processes[first->process].centre));
}

void generate_change_purchase(const struct world *w, struct dice *dice, struct step *s)
{
    s->who = PICK(w, purchases, PURCHASES);
    s->etag = pick_etag(dice);
    s->date = to_the_day(lately(w, dice));
    s->caller = pick_caller(dice, CALLER_REGISTRAR);
}

void generate_award_purchase(const struct world *w, struct dice *dice, struct step *s)
{
    generate_change_purchase(w, dice, s);
    for (int i = 0; i < PURCHASES && chance(dice, 98); i++) {
        int index = (s->who + i) % PURCHASES;
        if (is_there(&w->purchases[index].entry) && w->purchases[index].state == B_PLANNED) {
            s->who = index;
            break;
        }
    }
}

/* ---- questions ------------------------------------------------------------------------------------------------------------- */

static void pick_moment(const struct world *w, struct dice *dice, struct step *s)
{
    s->moment = chance(dice, 60) ? NONE : roll(dice, SNAPSHOTS);
    s->day = chance(dice, 30) ? w->today : w->today - 250 + roll(dice, 350);
    s->caller = pick_caller(dice, CALLER_READER);
}

void generate_ask_members(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
    s->who = partnership_of(roll(dice, MEMBERSHIPS));
    s->a = chance(dice, 60) ? 0 : chance(dice, 50) ? SUPPORTER : NEED_OWNER;
}

void generate_ask_process(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
    s->who = PICK(w, processes, PROCESSES);
}

void generate_ask_signatures(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
    s->who = PICK(w, instruments, INSTRUMENTS);
}

void generate_ask_intention(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
    s->who = PICK(w, intentions, INTENTIONS);
}

void generate_ask_list(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
}

void generate_ask_memberships(const struct world *w, struct dice *dice, struct step *s)
{
    pick_moment(w, dice, s);
    s->who = partnership_of(roll(dice, MEMBERSHIPS));
}

void generate_wait(const struct world *w, struct dice *dice, struct step *s)
{
    (void)w;
    s->a = 1 + roll(dice, 20);
}

void generate_nothing(const struct world *w, struct dice *dice, struct step *s)
{
    (void)w;
    (void)dice;
    (void)s;
}

void generate_step(const struct world *w, struct dice *dice, struct step *s)
{
    int total = 0;
    for (int i = 0; i < n_rows; i++)
        total += rows[i].weight;
    int at = roll(dice, total);
    memset(s, 0, sizeof *s);
    s->date = no_date();
    s->end = no_date();
    s->moment = NONE;
    while (at >= rows[s->kind].weight)
        at -= rows[s->kind++].weight;
    rows[s->kind].generate(w, dice, s);
}
