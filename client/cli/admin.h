/* `hensigt admin stats` and `hensigt admin check`: shorter names of what AdminService offers, and an exit code for the check. */
#ifndef CLI_ADMIN_H
#define CLI_ADMIN_H

#include "command.h"

extern const struct command admin_stats_entry;
extern const struct command admin_check_entry;

#endif
