/* Everything that is wrong with a file of many lines, gathered from here and from the service and told by line. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "errors.h"

#include "hensigt/rpc/v1/envelope.h"

/** More than these are counted only. */
enum { FINDINGS_SHOWN = 200 };

/** Begins as zeros. */
struct findings {
    struct violation shown[FINDINGS_SHOWN]; /**< the first ones, by line; within a line as they came */
    size_t n_shown;
    size_t count; /**< in all */
};

/** Adds one; its texts are copied into the run's arena. */
void findings_add(const struct cli *cli, struct findings *findings, const struct violation *violation);

/** Adds those of a status or an answer of the service. */
void findings_add_all(const struct cli *cli, struct findings *findings, hensigt_rpc_field_violation *const *violations,
                      size_t count);

/** Writes them, one on a line. */
void findings_write(const struct cli *cli, const struct findings *findings);

#endif
