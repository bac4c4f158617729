/* `hensigt import FILE`: resources as lines of JSON, taken in whole or not at all. */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "command.h"

extern const struct command import_entry;

#endif
