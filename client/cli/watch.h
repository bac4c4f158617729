/* `hensigt watch`: changes as they happen. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "command.h"

extern const struct command watch_entry;

#endif
