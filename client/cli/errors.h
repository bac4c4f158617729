/* What went wrong, for people. */
#ifndef CLI_ERRORS_H
#define CLI_ERRORS_H

#include "cli.h"

#include "hensigt/channel.h"
#include "json/json.h"

/** One rule that was broken; texts may be "". */
struct violation {
    int32_t line;            /**< of a file, from 1; 0 = none */
    const char *field;       /**< path */
    const char *reason;      /**< constant */
    const char *description; /**< in words */
};

/** Writes one violation on a line of its own. */
void errors_violation(const struct cli *cli, const struct violation *violation);

/** Tells how a call failed, with all details the service gave. `repeat` says how to repeat a change whose outcome is unknown; NULL
 *  = the same command line with the request id. Returns the exit code. */
enum exit_code errors_of_call(const struct cli *cli, const struct hensigt_error *error, const char *repeat);

/** Tells everything that is wrong with a JSON text; `what` is the file's name. Returns the exit code. */
enum exit_code errors_of_json(const struct cli *cli, const char *what, const struct hs_json_errors *errors);

/** One thing that is wrong with a JSON text, as a violation whose texts live as long as the error's and the run's. `line` is the
 *  text's own in a file, or 0. */
struct violation errors_json_violation(const struct cli *cli, int32_t line, const struct hs_json_error *error);

/** Writes everything that is wrong with a JSON text, one violation each. */
void errors_write_json(const struct cli *cli, const struct hs_json_errors *errors);

#endif
