/* `hensigt call METHOD`: a request in JSON, an answer in JSON. */
#ifndef CLI_CALL_COMMAND_H
#define CLI_CALL_COMMAND_H

#include "command.h"

extern const struct command call_entry;

/** A method by a name as people write it: "GetCentre", "CentreService/GetCentre", "hensigt.v1.CentreService/GetCentre", with a dot
 *  for the slash too; NULL if there is none. */
const struct hs_method *call_find_method(const char *name);

/** The i-th method of the contract, or NULL behind the last. */
const struct hs_method *call_method_at(size_t i);

#endif
