/* `hensigt access-key create --new-key-file FILE`: the key's secret is made here and stays in the file; the service gets its hash.
 */
#ifndef CLI_NEW_KEY_H
#define CLI_NEW_KEY_H

#include "cli.h"

#include "wire/contract.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/** Whether a method enters a key, so that its secret can be made here. */
bool new_key_is_for(const struct hs_method *method);

/** Writes a fresh key to options.new_key_file, a new file that only its owner can read, and puts the hash into the request. Where
 * an earlier attempt is repeated (options.has_request_id), the key in the file is taken. Returns EXIT_OK, or the code after saying
 * what is wrong. */
enum exit_code new_key_make(struct cli *cli, ProtobufCMessage *request);

/** To be told how the call ended: a key that was certainly not entered leaves no file. */
void new_key_settle(const struct cli *cli, enum exit_code code);

#endif
