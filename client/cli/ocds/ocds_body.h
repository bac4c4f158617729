/* Which body a name stands for on a day. */
#ifndef CLI_OCDS_BODY_H
#define CLI_OCDS_BODY_H

#include "hensigt/v1/organisation.h"

#include <stdint.h>

/** The body that stands for an organisation on a day: what it was merged into, or the one body that had taken over by then; NULL
 *  where it stands for itself, which it does too where it went to several or in parts. *since is set to the day of the taking over,
 *  or left as it is where that is not known to the day. */
const char *ocds_follower(const hensigt_organisation *organisation, int32_t day, int32_t *since);

#endif
