/* Ids where a name may be of several kinds: `hensigt ledger show letter`. */
#ifndef CLI_ANY_NAME_H
#define CLI_ANY_NAME_H

#include "access.h"
#include "cli.h"

/** Whether the texts of a field are names of several kinds, so that ids alone do not tell which one is meant. `type` is the
 *  message that has the field. */
bool any_name_is_for(const struct hs_message *type, struct member member);

/** Makes a whole name of a text for such a field: if it is ids alone, the service is asked which of the kinds has a resource of
 *  those. Sets *name, which is of the run's arena, or the text itself where it is no ids. Unless exactly one kind has it, *error
 *  says so in words that follow the field's name on the command line, and the code is EXIT_USAGE; other failures are told. */
enum exit_code any_name_whole(struct cli *cli, struct member member, const char *text, const char **name, const char **error);

#endif
