/* Where one service stands: its store, the files beside it, its addresses. */
#ifndef HS_SITE_H
#define HS_SITE_H

#include "service/endpoint.h"
#include "service/options.h"
#include "service/refusal.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Paths are absolute and without symbolic links, so that one store has one lock however it is named. */
struct hs_site {
    char store[PATH_MAX];
    char lock[PATH_MAX]; /**< FILE.lock */
    char key[PATH_MAX];  /**< FILE.key */
    struct hs_endpoint endpoints[HS_MAX_ENDPOINTS];
    size_t n_endpoints;         /**< at least 1 */
    struct hs_endpoint inside;  /**< FILE.front/worker.sock: where the front reaches the worker; if it is fronted */
    bool fronted;               /**< one of them is ws, which is the front's */
    const char *metrics_file;   /**< as it was given; NULL = none */
    int64_t request_id_seconds; /**< how long a write's request id is remembered; 0 = the store's default */
    int64_t request_ids;        /**< how many are remembered at most; 0 = the store's default */
    int64_t max_connections;    /**< how many are served at most */
    bool keyed;                 /**< one of them demands a key, so that the owner needs one too */
};

/** Works out where, and changes nothing. HS_EXIT_USAGE for a wrong URL, HS_EXIT_STORE where the store's folder is absent or
 *  something other than a file has its name. */
enum hs_exit hs_site_find(const struct hs_options *options, struct hs_site *out, struct hs_refusal *refusal);

/** Looks whether the addresses are free and the owner key's file, where one is needed and there, can be used. Changes nothing. */
enum hs_exit hs_site_look(const struct hs_site *site, struct hs_refusal *refusal);

/** Makes what the worker's addresses need: directories, the owner key's file. Those of the front may still be in use by one that is
 *  about to go. Needs the lock. */
enum hs_exit hs_site_prepare(const struct hs_site *site, struct hs_refusal *refusal);

#endif
