/* One listing on its way: what both ways of listing share (list.c), now (list_now.c) and as known at a read time (list_then.c). */
#ifndef HS_STORE_LIST_H
#define HS_STORE_LIST_H

#include "store/filter.h"
#include "store/page_token.h"
#include "store/store_internal.h"

/** A match whose column is found and whose value is read. */
struct hs_bound_match {
    const struct hs_column *column;
    struct hs_cell cell;
};

struct hs_listing {
    struct hs_view *view;
    const struct hs_query *query;
    const struct hs_table *table;
    struct hs_arena *arena;
    struct hs_status *status;
    hs_record_visitor *visit;
    void *context;
    const struct hs_filter *filter;
    struct hs_order order;
    struct hs_bound_match *matches; /**< query->n_matches of them */
    const char *parent;             /**< the one parent whose children are listed, or NULL */
    bool hides;                     /**< records must be looked at before they are shown */
    int page_size;
    bool has_position;
    struct hs_position position; /**< where the page begins */
    int count;                   /**< records visited */
    size_t bytes;                /**< of their bodies */
    bool full;                   /**< there is a further record, and no room for it */
    struct hs_position last;     /**< the last record visited */
};

/** Visits a record, or sets listing->full if the page has no room for it. */
enum hs_code hs_listing_take(struct hs_listing *listing, const struct hs_record *record);

/** Whether the listing must be able to go on behind the record just visited. */
bool hs_listing_is_paged(const struct hs_listing *listing);

enum hs_code hs_list_now(struct hs_listing *listing);
enum hs_code hs_list_then(struct hs_listing *listing);

/** Appends a condition on the names under listing->parent, if there is one. */
void hs_list_append_parent(const struct hs_listing *listing, struct hs_sql *sql);

/** A statement with its values bound; the caller releases it. NULL with the status set. */
sqlite3_stmt *hs_list_prepare(struct hs_listing *listing, const struct hs_sql *sql);

#endif
