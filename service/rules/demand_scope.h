/* Which demand a sum is about: behind which processes, and to be bought when. */
#ifndef HS_RULES_DEMAND_SCOPE_H
#define HS_RULES_DEMAND_SCOPE_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "service/rules/names.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/report.h"

#include <stdbool.h>

/** Checks what a request says of its scope: that it names a process, a centre or codes, and a window that does not end before it
 * begins. False with the violations added. */
bool hs_demand_scope_check(struct hs_call *call, const hensigt_summarise_demand_request *request);

/** The processes for which all holds that the request says of them, sorted. NOT_FOUND where it names a process or a centre that
 *  was not known. */
enum hs_code hs_demand_processes(struct hs_call *call, const hensigt_summarise_demand_request *request, int64_t read_time,
                                 struct hs_names *out);

/** Whether a CPV code is another one or below it: trailing zeros stand for anything, but the first two digits are a division. */
bool hs_cpv_covers(const char *code, const char *other);

/** Days between which something is to be bought; HS_DAY_MIN and HS_DAY_MAX where a side is open. */
struct hs_window {
    int32_t start;
    int32_t end;
};

/** The window of a request. */
struct hs_window hs_demand_window(const hensigt_summarise_demand_request *request);

/** Whether an intention is bought within a window: certainly if the whole of its purchase period lies within whatever its dates
 * turn out to be, possibly if some of it may. A period without a first or last day is open on that side. */
enum hs_truth hs_bought_within(const hensigt_intention *intention, struct hs_window window);

enum { HS_QUARTER_SIZE = 8 }; /**< "2027-Q1" */

/** The quarter in which the purchase certainly begins; "" where the dates do not say to the quarter. */
void hs_purchase_quarter(const hensigt_intention *intention, char out[HS_QUARTER_SIZE]);

#endif
