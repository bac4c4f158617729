/* Changes of all resources in the order in which they were made, as ListChanges shows them. */
#ifndef HS_CHANGES_H
#define HS_CHANGES_H

#include "service/call.h"

#include "hensigt/v1/ledger.h"

enum {
    /* Around a resource in a revision: times, hash, and the names of resource, type, method and caller. */
    HS_REVISION_OVERHEAD = 512,
    HS_CHANGES_SCAN = 10000, /**< rows that one call looks at in search of those that are wanted */
};

/** Rows of the ledger in memory: all those behind `after` up to `last`, oldest first. */
struct hs_change_rows {
    const struct hs_ledger_row *rows;
    size_t n;
    int64_t after;
    int64_t last;
};

/** Which changes are wanted: the conditions of a ListChangesRequest, in a form that takes little room and time. */
struct hs_change_filter;

/** Makes one; it needs the request no longer. Adds a violation for a kind that is none. The caller frees *out with free(). */
enum hs_code hs_change_filter_new(struct hs_change_filter **out, const hensigt_list_changes_request *request,
                                  struct hs_status *status);

/** The bytes it takes. */
size_t hs_change_filter_size(const struct hs_change_filter *filter);

/** Whether a change is wanted, as far as what changed can say. */
bool hs_change_filter_matches(const struct hs_change_filter *filter, const struct hs_ledger_row *row);

/** Fills a reply with the changes that are wanted and that the caller may see, and says in last_sequence how far it has looked.
 * Takes them from call->changes where that has what is needed, else from the view. Never waits. OUT_OF_RANGE, reason CURSOR_AHEAD,
 *  where after_sequence lies behind the end of the ledger. */
enum hs_code hs_changes_list(struct hs_call *call, const hensigt_list_changes_request *request,
                             hensigt_list_changes_response *reply);

/** A row as a message in the arena, or NULL without memory. */
hensigt_revision *hs_revision_new(struct hs_arena *arena, const struct hs_ledger_row *row);

/** A number asked for: the default where it is 0, and never more than the most. */
int32_t hs_bounded(int32_t asked, int32_t otherwise, int32_t most);

#endif
