/* One line of an import: JSON with "@type", read and checked as far as that is possible without the registry. */
#ifndef CLI_IMPORT_LINE_H
#define CLI_IMPORT_LINE_H

#include "cli.h"

#include "google/protobuf/any.h"

/** Told of each violation as it is found, with cli->err free to write on. */
typedef void (*import_line_visit)(void *context);

/** Reads a line into an Any, which lives in `arena`; NULL after writing everything that is wrong with the line (`visit` is called
 *  before the first violation is written), or *no_memory. */
pb_any *import_line_read(const struct cli *cli, struct hs_arena *arena, int32_t number, const char *text, size_t size,
                         import_line_visit visit, void *context, bool *no_memory);

#endif
