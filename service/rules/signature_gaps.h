/* Where members and signatories differ. */
#ifndef HS_RULES_SIGNATURE_GAPS_H
#define HS_RULES_SIGNATURE_GAPS_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Fills the reply: who takes part and has signed nothing that stands, who signed without taking part, who has not reaffirmed, and
 *  who withdrew. */
enum hs_code hs_signature_gaps(struct hs_call *call, const hensigt_check_signatures_request *request,
                               hensigt_check_signatures_response *reply);

#endif
