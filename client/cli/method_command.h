/* `hensigt NOUN VERB [NAME] [flags]`: one call of a method. */
#ifndef CLI_METHOD_COMMAND_H
#define CLI_METHOD_COMMAND_H

#include "cli.h"

#include "wire/contract.h"

/** Carries out the command of a method; `arguments` are what follows the verb. */
enum exit_code method_command(struct cli *cli, const struct hs_method *method, char **arguments);

/** The flags beside fields that the command of a method takes (OPTIONS_*). */
unsigned method_command_options(const struct hs_method *method);

#endif
