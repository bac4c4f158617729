/* One line of an import: JSON with "@type", or a resource from elsewhere, read and checked as far as the service needs it to say
 * what else is wrong. */
#ifndef CLI_IMPORT_LINE_H
#define CLI_IMPORT_LINE_H

#include "cli.h"
#include "findings.h"

#include "google/protobuf/any.h"

/** Reads a line into an Any, which lives in `arena`; NULL after adding everything that is wrong with the line to `findings`, or
 * with *no_memory set. */
pb_any *import_line_read(const struct cli *cli, struct hs_arena *arena, int32_t number, const char *text, size_t size,
                         struct findings *findings, bool *no_memory);

/** Checks what the service needs for saying what else is wrong with a resource, and adds what is wrong to `findings`. False without
 *  memory; *good tells whether nothing is wrong. */
bool import_line_check(const struct cli *cli, struct hs_arena *arena, int32_t number, const pb_any *any, struct findings *findings,
                       bool *good);

#endif
