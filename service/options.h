/* What hensigtd was asked to do. */
#ifndef HS_OPTIONS_H
#define HS_OPTIONS_H

#include "service/log.h"
#include "service/refusal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { HS_MAX_ENDPOINTS = 8 }; /**< addresses one service listens on */

/** The command line. Strings are those of argv. */
struct hs_options {
    const char *store;
    const char *listen[HS_MAX_ENDPOINTS];
    size_t n_listen;          /**< 0 = the default of the store's folder */
    const char *metrics_file; /**< NULL = none */
    long request_id_hours;    /**< how long a write's request id is remembered; 0 = the store's default */
    long request_ids;         /**< how many are remembered at most; 0 = the store's default */
    long max_connections;     /**< how many connections are served at most */
    enum hs_log_level log_level;
    int ready_fd;      /**< gets a line when calls are taken; -1 = none */
    int worker_fd;     /**< in a worker: tells the supervisor that calls are taken; -1 = this is none */
    int front_fd;      /**< the same in a front */
    bool allow_remote; /**< addresses beyond loopback may be listened on */
    bool help;
    bool version;
};

/** Reads the command line. HS_EXIT_USAGE, with *out untouched, where it is wrong. */
enum hs_exit hs_options_parse(int argc, char **argv, struct hs_options *out, struct hs_refusal *refusal);

/** The names of the options that make a process a worker, or a front; the service's own. */
#define HS_OPTION_WORKER "worker"
#define HS_OPTION_FRONT "front"

/** Prints what --help promises, with limits and exit codes. */
void hs_options_print_help(FILE *stream);

#endif
