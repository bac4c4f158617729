/* Imports: many resources at once, staged in the store, then tried or committed as a whole. */
#ifndef HS_IMPORT_H
#define HS_IMPORT_H

#include "service/call.h"

#include "hensigt/v1/import.h"

/** Sets what an import's write is besides a write: its ledger rows say imported, and its commit is its own, since references
 *  among its lines hold only at its end. Other methods' writes are left as they are. */
void hs_import_prepare_write(const struct hs_method *method, struct hs_write *write);

/** What putting an import's lines into the registry came to. */
struct hs_import_outcome {
    int32_t lines;
    int32_t created;
    int32_t updated;
    int32_t unchanged;
    int32_t n_violations; /**< in all */
};

/** Puts every staged line of an import, then checks every resource among the others as they now are. Violations go to call->status,
 * the first HS_IMPORT_SHOWN_VIOLATIONS of them; the caller undoes the write if there are any. */
enum { HS_IMPORT_SHOWN_VIOLATIONS = 200 };
enum hs_code hs_import_apply(struct hs_call *call, const char *name, struct hs_import_outcome *outcome);

#endif
