/* Fields as the text of cells, and back. */
#ifndef CLI_CSV_CELL_H
#define CLI_CSV_CELL_H

#include "csv/csv_columns.h"

/** What a cell shows where a message is set and has no fields set. */
#define CSV_EMPTY_MESSAGE "{}"

/** The text of a resource's cell, before it is guarded: "" where nothing is set. *plain is set where the text must not be guarded.
 *  NULL without memory. */
const char *csv_cell_text(struct hs_arena *arena, const struct csv_column *column, const ProtobufCMessage *resource, bool *plain);

/** Sets the field of a column from a cell as it stands in the file; the empty cell leaves it unset. False with *error in words that
 *  follow the column's name (NULL without memory). Everything lives in the arena. */
bool csv_cell_set(struct hs_arena *arena, const struct csv_column *column, ProtobufCMessage *resource, const char *cell,
                  const char **error);

/** Unsets the field of a column, and messages around it in which nothing else is set. */
void csv_cell_clear(const struct csv_column *column, ProtobufCMessage *resource);

#endif
