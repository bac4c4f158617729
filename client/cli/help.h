/* Help, made from the contract's comments. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli.h"

#include "wire/contract.h"

/** `hensigt help`: what the program is, its nouns, commands and topics. */
enum exit_code help_program(const struct cli *cli);

/** `hensigt NOUN --help`: the verbs of a service. */
enum exit_code help_service(const struct cli *cli, const struct hs_service *service);

/** `hensigt NOUN VERB --help`: a method and its flags. */
enum exit_code help_method(const struct cli *cli, const struct hs_method *method);

/** Help for one of the commands that are no nouns; false if there is none of this name. */
bool help_command(const struct cli *cli, const char *name);

/** Help for a topic ("exit-codes"); false if there is none of this name. */
bool help_topic(const struct cli *cli, const char *name);

/** The name of the i-th topic and what it is about; NULL behind the last. */
const char *help_topic_at(size_t i, const char **brief);

#endif
