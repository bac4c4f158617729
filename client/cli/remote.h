/* Calls to the service. */
#ifndef CLI_REMOTE_H
#define CLI_REMOTE_H

#include "cli.h"

#include "wire/contract.h"

/** Makes one call, opening the channel first if need be. On success sets *reply, which is of `arena`; otherwise tells why not and
 *  returns the exit code. `timeout_ms` is used where the command line names none (0 = the library's). `repeat` says how to
 *  repeat a change whose outcome is unknown; NULL = the same command line. */
enum exit_code remote_call(struct cli *cli, const struct hs_method *method, const ProtobufCMessage *request, uint32_t timeout_ms,
                           const char *repeat, struct hs_arena *arena, ProtobufCMessage **reply);

/** Finds out whether there is a resource of that name which the caller may see; without telling why there is none. Tells all
 *  other failures. */
enum exit_code remote_find(struct cli *cli, const struct hs_resource *kind, const char *name, bool *found);

/** Opens the channel for a command that waits for its calls itself (hensigt/async.h), before any other call: completions are called
 * by hensigt_channel_dispatch. Tells why it cannot. */
enum exit_code remote_open_polled(struct cli *cli);

/** A method of the contract that a command is built on: "hensigt.v1.ImportService/StartImport". */
const struct hs_method *remote_method(const char *full_name);

#endif
