/* `hensigt export ocds`: processes as planning releases of the Open Contracting Data Standard. */
#ifndef CLI_OCDS_EXPORT_H
#define CLI_OCDS_EXPORT_H

#include "command.h"

extern const struct command export_ocds_entry;

#endif
