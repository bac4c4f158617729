/* A table of a kind as lines of an import. */
#ifndef CLI_CSV_IMPORT_H
#define CLI_CSV_IMPORT_H

#include "csv/csv_columns.h"
#include "csv/csv_text.h"
#include "findings.h"

#include "google/protobuf/any.h"

/** A table being read. */
struct csv_import {
    struct cli *cli;
    struct findings *findings;
    struct csv_reader reader;
    char delimiter;
    struct csv_cells header;
    size_t name; /* the cell that holds the names */
    /* known with the first name, which says the kind: */
    struct csv_columns columns;
    const struct csv_column **cells; /* of header.n: what each cell shows, NULL = one without a heading */
    bool partial;                    /* columns are missing: what they would show stays as it is */
    bool *given;                     /* of columns.n: which are not */
};

/** Whether a file of this name is a table. */
bool csv_import_is_table(const char *file);

/** Begins with the header of a file. What is wrong with it is added to `findings`; the code is then EXIT_INVALID. */
enum exit_code csv_import_begin(struct cli *cli, FILE *in, struct findings *findings, struct csv_import *table);

/** Reads the next record that says anything into table->reader; false at the end, as csv_read. */
bool csv_import_next(struct csv_import *table);

/** Makes a resource of the record in `text`, which began on line `line`. *any lives in the arena; it is NULL where something is
 * wrong, which `findings` then tell. Other failures are said, and their code returned. */
enum exit_code csv_import_row(struct csv_import *table, struct hs_arena *arena, int32_t line, const char *text, size_t size,
                              pb_any **any);

/** Frees what the table holds; its file stays open. */
void csv_import_end(struct csv_import *table);

#endif
