/* How organisations become one, and how they end: what organisation.c takes from the files beside it. */
#ifndef HS_RULES_ORGANISATION_H
#define HS_RULES_ORGANISATION_H

#include "service/call.h"
#include "service/rules/names.h"

#include "hensigt/v1/organisation.h"

/** MergeOrganisations. */
enum hs_code hs_organisations_merge(struct hs_call *call, const hensigt_merge_organisations_request *request,
                                    hensigt_organisation *reply);

/** SucceedOrganisation. */
enum hs_code hs_organisation_succeed(struct hs_call *call, const hensigt_succeed_organisation_request *request,
                                     hensigt_organisation *reply);

/** Checks that entries which were merged and what they were merged into say the same of each other. */
void hs_organisation_check_merge(struct hs_call *call, const hensigt_organisation *organisation);

/** Where chains of parents and of successors lead next (hs_reach_next): from an entry that was merged, to what it was merged into.
 */
void hs_organisation_next_parent(const ProtobufCMessage *message, struct hs_names *out);
void hs_organisation_next_successors(const ProtobufCMessage *message, struct hs_names *out);

#endif
