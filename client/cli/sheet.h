/* One message as a sheet: a line for each field, lists as tables beside their field's name. */
#ifndef CLI_SHEET_H
#define CLI_SHEET_H

#include "access.h"
#include "screen.h"

/** Writes a sheet of the populated fields, in the order of the contract but with the registry's own times and etag last.
 *  False without memory. */
bool sheet_print(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message);

/** The same without the fields named in `hidden`, a list that ends with NULL. */
bool sheet_print_without(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message,
                         const char *const *hidden);

#endif
