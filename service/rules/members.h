/* Who belongs to a partnership, a centre or a process on a day. */
#ifndef HS_RULES_MEMBERS_H
#define HS_RULES_MEMBERS_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "service/rules/names.h"

#include "hensigt/v1/membership.h"

/** A set of roles: the bits of their numbers. */
#define HS_MEMBER_ROLE(role) (1u << (unsigned)(role))

/** The roles that take part with the intention to buy: those a count is about where it names none (R5). */
#define HS_ROLES_COUNTED (HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_PARTNER) | HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_NEED_OWNER))

/** A membership as it bears on one day. */
struct hs_member {
    const char *name;         /**< of the membership */
    const char *organisation; /**< the body that it counts for on that day (standing_body.h) */
    hensigt_membership_role role;
    enum hs_truth holds; /**< on that day */
    const hensigt_partial_date *end_date;
};

/** Memberships; they live in the call's arena. */
struct hs_members {
    struct hs_member *members; /**< that hold on the day or may */
    size_t count;
    struct hs_member *over; /**< that had come to their end by then */
    size_t n_over;
};

/** Whether a membership holds on a day: not annulled, begun, and not ended. One whose beginning is not known is certain from the
 *  day on which the registry learnt of it, since it was entered as holding, and before only possible. */
enum hs_truth hs_membership_holds(const hensigt_membership *membership, int32_t day);

/** The memberships that bear on a day, as known at `read_time`, of a partnership or of all partnerships of a centre or process;
 *  those of one organisation under all its names, or of all (NULL). */
enum hs_code hs_members_read(struct hs_call *call, const char *subject, const char *organisation, int32_t day, int64_t read_time,
                             struct hs_members *out);

/** Adds the organisations that hold one of the roles with at least this sureness, and sorts the set. */
void hs_members_organisations(const struct hs_members *members, unsigned roles, enum hs_truth at_least, struct hs_names *out);

#endif
