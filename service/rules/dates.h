/* What partial dates leave certain, possible or excluded. */
#ifndef HS_RULES_DATES_H
#define HS_RULES_DATES_H

#include "service/call.h"

#include <stdbool.h>
#include <stdint.h>

/** How sure a statement about a day is when its dates are only partly known. In the order of sureness. */
enum hs_truth { HS_NEVER, HS_POSSIBLY, HS_CERTAINLY };

/** Both hold; one of them holds; it does not hold: as far as that is sure. @{ */
enum hs_truth hs_truth_and(enum hs_truth a, enum hs_truth b);
enum hs_truth hs_truth_or(enum hs_truth a, enum hs_truth b);
enum hs_truth hs_truth_not(enum hs_truth truth);
/** @} */

/** Whether a date says anything at all, be it only in words. */
bool hs_date_given(const hensigt_partial_date *date);

/** The first day a date can mean; HS_DAY_MIN where that is open, not given, or no date. */
int32_t hs_date_earliest(const hensigt_partial_date *date);
/** The last day a date can mean; HS_DAY_MAX likewise. */
int32_t hs_date_latest(const hensigt_partial_date *date);

/** Whether a date has come on a day. A date that is not given may have. */
enum hs_truth hs_date_reached(const hensigt_partial_date *date, int32_t day);

/** Whether something holds on a day that began at `start` and whose last day is `end`. A start that is not given is not known;
 *  an end that is not given has not come. */
enum hs_truth hs_dates_hold(const hensigt_partial_date *start, const hensigt_partial_date *end, int32_t day);

/** The same of something entered as holding that the registry has known since `known`: where its beginning is not known, it had
 * begun by then at the latest. NULL = not known for how long. */
enum hs_truth hs_dates_hold_known(const hensigt_partial_date *start, const hensigt_partial_date *end, int32_t day,
                                  const Google__Protobuf__Timestamp *known);

/** Whether the last day of something has certainly passed. */
bool hs_dates_over(const hensigt_partial_date *end, int32_t day);

/** Whether one date lies before another whatever is open about either. */
bool hs_date_certainly_before(const hensigt_partial_date *date, const hensigt_partial_date *other);

/** Adds the violation INTERVAL at `path` unless what begins at `start` can end at `end`. */
void hs_dates_check(struct hs_call *call, const char *path, const hensigt_partial_date *start, const hensigt_partial_date *end);

/** The same for element `index` of the repeated field `list`, at its end_date. */
void hs_dates_check_element(struct hs_call *call, const char *list, size_t index, const hensigt_partial_date *start,
                            const hensigt_partial_date *end);

/** The day on which something dated so is judged: the last one it can mean; or today where it may have come by today and may lie
 * after, or is not given. */
int32_t hs_date_judged(const struct hs_call *call, const hensigt_partial_date *date);

/** The year of a day; 0 for an open side. */
int32_t hs_day_year(int32_t day);

/** Whether a date is known to the day. */
bool hs_date_is_day(const hensigt_partial_date *date);

/** The year in which a date certainly lies; 0 where it does not say to the year. */
int32_t hs_date_year(const hensigt_partial_date *date);

#endif
