/* `hensigt export csv`: kinds as tables for spreadsheets, which `hensigt import` takes in again. */
#ifndef CLI_CSV_EXPORT_H
#define CLI_CSV_EXPORT_H

#include "command.h"

extern const struct command export_csv_entry;

#endif
