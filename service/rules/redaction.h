/* Redactions as writes. */
#ifndef HS_RULES_REDACTION_H
#define HS_RULES_REDACTION_H

#include "service/call.h"

/** Sets what the write of a redaction is besides a write: what it overwrites is purged, and no digest of the request is kept, from
 * which the name could be guessed. Other methods' writes are left as they are. */
void hs_redaction_prepare_write(const struct hs_method *method, struct hs_write *write);

#endif
