/* The file descriptors of the process. Each connection takes one, and where they run out nobody else is even heard. */
#ifndef HS_DESCRIPTORS_H
#define HS_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

/** How many are open, and how many there may be; -1 if it cannot be known. */
int64_t hs_descriptors_open(void);
int64_t hs_descriptors_most(void);

/** So many connections as were wanted, or as there are descriptors for where HS_SPARE_DESCRIPTORS of them are kept back, at most
 * half of all. At least 1. */
int64_t hs_descriptors_fit(int64_t wanted);

/** Whether hardly more are left than those kept back. Quick enough to be asked for each new connection. */
bool hs_descriptors_are_scarce(void);

#endif
