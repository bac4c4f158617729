/* Figures beside each other: which of them are about the same, and whether they can both be true (R6). They are never added, and
 * never converted. */
#ifndef HS_RULES_CLAIMS_H
#define HS_RULES_CLAIMS_H

#include "service/rules/dates.h"
#include "wire/decimal.h"

#include "hensigt/v1/metric_claim.h"

#include <stdbool.h>

/** Whether two claims are about the same: subject or country, metric, unit or currency, kind of period and nature, and the time.
 *  HS_CERTAINLY where both name the same time, HS_POSSIBLY where their times overlap or are not known; figures accumulated until
 *  different dates are never the same. What is annulled is comparable with nothing. */
enum hs_truth hs_claims_comparable(const hensigt_metric_claim *a, const hensigt_metric_claim *b);

/** Whether no number fits both of two comparable claims, their comparisons considered: "more than 200" and "about 230" do not
 *  disagree. `about` is within five per cent of the value, and a percentage is taken as rounded to the digits that are given. */
bool hs_claims_disagree(const hensigt_metric_claim *a, const hensigt_metric_claim *b);

/** Whether a number that was computed in the claim's unit fits it. */
bool hs_claim_allows(const hensigt_metric_claim *claim, struct hs_decimal number);

#endif
