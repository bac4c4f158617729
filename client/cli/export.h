/* `hensigt export [FILE]`: the registry as lines of JSON. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "command.h"

extern const struct command export_entry;

/** The kinds of the contract, each behind those it refers to as far as that is possible, else by name. `order` has room for
 *  hs_contract.n_resources. */
void export_order(const struct hs_resource **order);

#endif
