/* Messages of one type as a table: a row for each, a column for each field. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "access.h"
#include "grid.h"

/** Adds a column for a field, titled with its name in words. A field of a message in a message cannot be a column of it. */
void table_column(struct grid *grid, struct member member);

/** Adds a cell with a field's values. */
void table_cell(struct grid *grid, const ProtobufCMessage *message, struct member member);

/** Which of the columns named a table has. */
enum table_columns {
    TABLE_ALL,    /**< all: they were asked for */
    TABLE_FILLED, /**< those in which a row has something */
};

/** Fills an empty grid with a table of the fields named, separated by commas; NULL = all that can be shown as text. The messages
 *  are the values of `list`, a repeated field of `message`. False with *error in words where a name is no field (NULL without
 *  memory). */
bool table_fill(struct grid *grid, const ProtobufCMessage *message, struct member list, const char *columns,
                enum table_columns which, const char **error);

/** The fields of a repeated message field that at least one of its elements has, as a grid; for lists within a sheet. Where
 *  the elements come from is said by remarks, once for neighbours that agree. */
void table_fill_populated(struct grid *grid, const ProtobufCMessage *message, struct member list);

#endif
