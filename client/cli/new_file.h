/* A file that appears under its name only when it is whole, so that a half export is never taken for a whole one. */
#ifndef CLI_NEW_FILE_H
#define CLI_NEW_FILE_H

#include "cli.h"

/** What is being written. */
struct new_file {
    const char *name;      /**< NULL or "-" = standard output */
    const char *temporary; /**< what it is called until it is whole; NULL for standard output */
    FILE *out;
};

/** Opens a file for writing; NULL and "-" are standard output. Says why it cannot. */
enum exit_code new_file_open(const struct cli *cli, const char *name, struct new_file *file);

/** Ends an open file: under its name where `code` is EXIT_OK, else it is gone. Returns `code`, or that of what failed now. */
enum exit_code new_file_end(const struct cli *cli, struct new_file *file, enum exit_code code);

#endif
