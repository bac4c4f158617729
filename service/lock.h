/* One service for one store: a lock beside the database. */
#ifndef HS_LOCK_H
#define HS_LOCK_H

#include "service/refusal.h"

#include <stdbool.h>

/** Takes the lock, and writes this process's id into its file. HS_EXIT_IN_USE, naming the holder, where another process has it.
 *  The lock is held until every copy of *fd is closed, those of children too; *fd is closed on exec.
 *  Without `create` an absent file is no failure: then *fd is -1, and nothing was made. */
enum hs_exit hs_lock_take(const char *path, bool create, int *fd, struct hs_refusal *refusal);

#endif
