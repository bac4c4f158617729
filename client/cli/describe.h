/* `hensigt describe [NAME]`: the contract this program was built with. */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include "command.h"

extern const struct command describe_entry;

#endif
