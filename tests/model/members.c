/* Who belongs to a partnership (R4, R5, R9). */
#include "model.h"

enum { EDITOR = 1 << CALLER_EDITOR };

int partnership_of(int membership)
{
    static const int partnerships[] = {0, 1, 2, 0, 1, PROCESSES};
    return partnerships[membership % (int)(sizeof partnerships / sizeof *partnerships)];
}

int instrument_of(int signature)
{
    return signature % INSTRUMENTS;
}

int centre_of_partnership(const struct world *w, int partnership)
{
    return partnership < PROCESSES ? w->processes[partnership].centre : partnership - PROCESSES;
}

/* Where no beginning is known, it had begun by the day on which the registry was told that it holds. */
enum sure membership_holds(const struct membership *m, int day)
{
    enum sure begun = has_come(&m->start, day);
    if (!is_there(&m->entry) || m->state == MEMBER_ANNULLED)
        return NO;
    if (!m->start.given)
        begun = day >= m->entry.day ? YES : MAYBE;
    return least(begun, not_so(is_over(&m->end, day)));
}

int certain_members(const struct world *w, int partnership, enum role role, enum role other, int day)
{
    bool seen[ORGANISATIONS] = {false};
    int count = 0;
    for (int i = 0; i < MEMBERSHIPS; i++) {
        const struct membership *m = &w->memberships[i];
        if (m->partnership != partnership || (m->role != role && m->role != other) || membership_holds(m, day) != YES)
            continue;
        int body = body_on(w, m->organisation, day);
        count += !seen[body];
        seen[body] = true;
    }
    return count;
}

bool is_mere_supporter(const struct world *w, int organisation, int process, int day)
{
    bool supports = false;
    bool takes_part = false;
    for (int i = 0; i < MEMBERSHIPS; i++) {
        const struct membership *m = &w->memberships[i];
        if (m->partnership != process || !is_there(&m->entry) || body_of(w, m->organisation) != body_of(w, organisation))
            continue;
        if (m->role == SUPPORTER)
            supports |= membership_holds(m, day) != NO;
        else if (m->role == PARTNER || m->role == NEED_OWNER)
            takes_part |= membership_holds(m, day) != NO;
    }
    return supports && !takes_part;
}

/* R9: joining is allowed in any open step of a joinable process; a draft is being prepared. */
static void check_joinable(const struct world *w, struct answer *a, int partnership)
{
    const struct process *p = &w->processes[partnership];
    if (partnership >= PROCESSES)
        return;
    if (p->state == COMPLETED || p->state == CANCELLED)
        lack(a, "processes/p%d:WRONG_STATE", partnership);
    else if (p->state == OPEN && !p->joinable)
        lack(a, "processes/p%d:JOINABLE", partnership);
}

static bool is_held(const struct world *w, int intention, int organisation, int process)
{
    const struct intention *t = &w->intentions[intention];
    bool over = t->state == I_REJECTED || t->state == I_WITHDRAWN || t->state == I_ANNULLED;
    return is_there(&t->entry) && !over && t->process == process && body_of(w, t->organisation) == body_of(w, organisation);
}

static bool is_held_by_supporter(const struct world *w, int intention, int organisation, int process)
{
    const struct intention *t = &w->intentions[intention];
    int confirmed = t->confirmed.given && t->confirmed.last < w->today ? t->confirmed.last : w->today;
    return is_held(w, intention, organisation, process) &&
           (is_mere_supporter(w, organisation, process, w->today) || is_mere_supporter(w, organisation, process, confirmed));
}

bool makes_supporter(const struct world *before, const struct world *after, int organisation, int process)
{
    for (int i = 0; i < INTENTIONS; i++)
        if (is_held_by_supporter(after, i, organisation, process) &&
            !is_held_by_supporter(before, i, before->intentions[i].organisation, process))
            return true;
    return false;
}

bool supports(const struct world *w, int organisation, int process)
{
    for (int i = 0; i < MEMBERSHIPS; i++) {
        const struct membership *m = &w->memberships[i];
        if (is_there(&m->entry) && m->state != MEMBER_ANNULLED && m->partnership == process && m->role == SUPPORTER &&
            body_of(w, m->organisation) == organisation)
            return true;
    }
    return false;
}

/* R4: who holds an intention is no mere supporter, today or on the day the intention was confirmed. */
static void check_holds_nothing(const struct world *w, struct answer *a, int membership, const struct membership *new)
{
    struct world after = *w;
    if (new->role != SUPPORTER || new->partnership >= PROCESSES)
        return;
    after.memberships[membership] = *new;
    make(&after, &after.memberships[membership].entry);
    for (int i = 0; i < INTENTIONS; i++)
        if (is_held_by_supporter(&after, i, new->organisation, new->partnership))
            lack(a, "intentions/i%02d:SUPPORTER", i);
}

/* s->a its partnership, b the organisation, c the role, date and end. */
void take_create_membership(struct world *w, const struct step *s, struct answer *a)
{
    struct membership *m = &w->memberships[s->who];
    struct membership new = {.partnership = s->a,
                             .organisation = s->b,
                             .role = (enum role)s->c,
                             .start = s->date,
                             .end = s->end,
                             .state = s->end.given ? MEMBER_ENDED : MEMBER_ACTIVE};
    check_date(a, "membership.start_date", &s->date);
    check_date(a, "membership.end_date", &s->end);
    if (certainly_before(&s->end, &s->date)) {
        invalid(a, "membership.end_date:INTERVAL");
        a->more_may_be_wrong = true;
    }
    has_role(a, s, EDITOR);
    if (is_there(&w->partnerships[s->a]))
        in_scope(w, a, s, centre_of_partnership(w, s->a), NONE);
    if (!is_there(&w->partnerships[s->a]))
        refuse(a, "NOT_FOUND", "parent:REFERENCE_NOT_FOUND");
    if (!is_there(&w->organisations[s->b].entry))
        refuse(a, "NOT_FOUND", "membership.organisation:REFERENCE_NOT_FOUND");
    check_joinable(w, a, s->a);
    if (s->date.given || !s->end.given) /* what ended began at some time before */
        check_alive(w, a, s->b, &s->date);
    check_holds_nothing(w, a, s->who, &new);
    if (!is_fine(a) || !may_make(a, &m->entry))
        return;
    for (int i = 0; i < MEMBERSHIPS; i++) {
        const struct membership *other = &w->memberships[i];
        if (is_there(&other->entry) && other->state != MEMBER_ANNULLED && other->partnership == s->a &&
            other->organisation == s->b && other->role == new.role && other->start.first == s->date.first &&
            other->start.last == s->date.last) {
            refuse(a, "ALREADY_EXISTS", "membership.start_date:VALUE_TAKEN");
            return;
        }
    }
    *m = new;
    make(w, &m->entry);
    show_membership(w, s->who, a);
}

static bool find_membership(struct world *w, const struct step *s, struct answer *a)
{
    struct membership *m = &w->memberships[s->who];
    if (!has_role(a, s, EDITOR))
        return false;
    if (is_there(&m->entry) && !in_scope(w, a, s, centre_of_partnership(w, m->partnership), NONE))
        return false;
    return find(a, &m->entry, s);
}

void take_end_membership(struct world *w, const struct step *s, struct answer *a)
{
    struct membership *m = &w->memberships[s->who];
    check_date(a, "end_date", &s->date);
    if (!is_fine(a) || !find_membership(w, s, a))
        return;
    if (certainly_before(&s->date, &m->start))
        invalid(a, "end_date:INTERVAL");
    if (m->state != MEMBER_ACTIVE)
        lack(a, "partnerships/q%d/memberships/m%02d:WRONG_STATE", m->partnership, s->who);
    if (!is_fine(a))
        return;
    m->end = s->date;
    m->state = MEMBER_ENDED;
    touch(&m->entry);
    show_membership(w, s->who, a);
}

void take_annul_membership(struct world *w, const struct step *s, struct answer *a)
{
    struct membership *m = &w->memberships[s->who];
    if (!find_membership(w, s, a))
        return;
    if (m->state == MEMBER_ANNULLED)
        lack(a, "partnerships/q%d/memberships/m%02d:WRONG_STATE", m->partnership, s->who);
    if (!is_fine(a))
        return;
    m->state = MEMBER_ANNULLED;
    touch(&m->entry);
    show_membership(w, s->who, a);
}

/* Only what belongs to a draft is deleted (R3). */
void take_delete_membership(struct world *w, const struct step *s, struct answer *a)
{
    struct membership *m = &w->memberships[s->who];
    if (!find_membership(w, s, a))
        return;
    if (m->state == MEMBER_ANNULLED)
        lack(a, "partnerships/q%d/memberships/m%02d:WRONG_STATE", m->partnership, s->who);
    else if (m->partnership < PROCESSES && w->processes[m->partnership].state != DRAFT)
        lack(a, "processes/p%d:WRONG_STATE", m->partnership);
    else if (m->partnership >= PROCESSES && w->centres[m->partnership - PROCESSES].state != PLANNED)
        lack(a, "centres/c%d:WRONG_STATE", m->partnership - PROCESSES);
    if (is_fine(a))
        m->entry.deleted = true;
}
