/* Centres side by side. */
#ifndef HS_RULES_COMPARE_H
#define HS_RULES_COMPARE_H

#include "service/call.h"
#include "service/rules/collect.h"
#include "service/rules/members.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/report.h"

/** Fills the reply: a row for each point, a cell for each centre. */
enum hs_code hs_compare(struct hs_call *call, const hensigt_compare_centres_request *request,
                        hensigt_compare_centres_response *reply);

/** @name Between compare.c, which makes the table, and compare_cells.c and compare_figures.c, which fill its cells
 *  @{ */

/** One centre with what other resources say of it. */
struct hs_compared {
    const hensigt_centre *centre;
    struct hs_members members;      /**< of all its own partnerships */
    struct hs_names partners;       /**< its and its processes' partners and need owners: those that are for certain */
    struct hs_names may_partner;    /**< and all that may be */
    struct hs_collection processes; /**< that it leads */
    struct hs_collection grants;    /**< that it receives */
    struct hs_collection purchases; /**< of those processes */
    struct hs_collection claims;    /**< about it */
    struct hs_collection adoptions; /**< of what comes from it */
};

/** A comparison being made. All of it lives in the call's arena. */
struct hs_comparison {
    struct hs_call *call;
    int32_t day;
    int64_t read_time;
    struct hs_compared *compared;
    size_t count;
};

/** One point of the comparison. */
struct hs_point {
    const char *key;
    const char *title;
    /** Says what is known of the point about one centre. False without memory, or with the call failed. */
    bool (*write)(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                  hensigt_compare_centres_response_cell *cell);
    int argument; /**< passed to it: a role, a kind of offer... */
};

/** The points that stand before and after the offers. */
extern const struct hs_point hs_points_before_offers[];
extern const size_t hs_n_points_before_offers;
extern const struct hs_point hs_points_after_offers[];
extern const size_t hs_n_points_after_offers;

/** Adds a text to a cell. False without memory, also where the text is NULL for want of it. */
bool hs_compare_text(const struct hs_comparison *comparison, hensigt_compare_centres_response_cell *cell, const char *text);

/** A date as text, or in the words of its source where no more is known. NULL without memory. */
const char *hs_compare_date(const struct hs_comparison *comparison, const hensigt_partial_date *date);

/** The points that are figures: what the centre was paid, what sources claim, what spread from it. */
extern const struct hs_point hs_points_of_figures[];
extern const size_t hs_n_points_of_figures;

/** The cell of a kind of offer: hs_point.write. */
bool hs_compare_offer(const struct hs_comparison *comparison, const struct hs_compared *compared, int kind,
                      hensigt_compare_centres_response_cell *cell);

/** @} */

#endif
