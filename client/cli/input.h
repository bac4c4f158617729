/* Reading files and standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli.h"

#include "wire/buffer.h"
#include "wire/contract.h"

/** Larger JSON texts are refused: no request comes near. */
enum { INPUT_MAX = 16 * 1024 * 1024 };

/** What to call a file that may be "-". */
const char *input_name(const char *file);

/** Opens a file for reading; "-" is standard input. NULL after saying why not. */
FILE *input_open(const struct cli *cli, const char *file);

/** Closes what input_open opened. NULL is allowed. */
void input_close(const struct cli *cli, FILE *in);

/** Reads a JSON message from a file or "-"; an empty text is an empty message. On success sets *message, of the run's arena;
 *  otherwise says why not and returns the exit code. */
enum exit_code input_message(const struct cli *cli, const char *file, const struct hs_message *type, ProtobufCMessage **message);

/** Reads an access key from a file that nobody but its owner may read. On success sets *key, of the run's arena. */
enum exit_code input_key(const struct cli *cli, const char *file, const char **key);

#endif
