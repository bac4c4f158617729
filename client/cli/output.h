/* Replies on standard output. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "access.h"
#include "cli.h"

#include "json/json.h"

/** Shows the reply of a method as the options say: as a table or sheet for people, or as JSON. */
enum exit_code output_reply(const struct cli *cli, const struct hs_method *method, const ProtobufCMessage *reply);

/** Writes a message as JSON (HS_JSON_*) and a line end. */
enum exit_code output_json(const struct cli *cli, FILE *out, const struct hs_message *type, const ProtobufCMessage *message,
                           unsigned how);

/** Writes what is buffered and says if it could not be written: the code to end with, where `code` is that of the command. */
enum exit_code output_finish(const struct cli *cli, enum exit_code code);

#endif
