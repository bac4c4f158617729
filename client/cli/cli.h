/* What every command of `hensigt` works with, and how it says that it cannot. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "exit_code.h"
#include "options.h"
#include "screen.h"

#include "wire/arena.h"

/** One run of the program. */
struct cli {
    struct hs_arena *arena; /**< of the run: what commands make lives to its end */
    struct screen out;      /**< what was asked for */
    struct screen err;      /**< errors and progress */
    FILE *in;
    struct options options;
    char **argv;                     /**< the whole command line, as given */
    struct hensigt_channel *channel; /**< NULL until the first call; main closes it */
};

/** Says in one sentence what is wrong, behind "hensigt: ". Nothing more is added to it. */
void cli_say(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Says what is wrong with the command line and which help tells more ("centre create"; "" = the program's). Returns EXIT_USAGE. */
enum exit_code cli_usage(const struct cli *cli, const char *command, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Says that a flag or its value is wrong; `error` NULL = memory was not there. Returns the exit code. */
enum exit_code cli_wrong_flag(const struct cli *cli, const char *command, const char *flag, const char *error);

/** Says that there is no memory. Returns EXIT_LOCAL. */
enum exit_code cli_no_memory(const struct cli *cli);

/** The command line as it can be typed again, with a flag added; NULL without memory. */
const char *cli_command_line(const struct cli *cli, const char *flag, const char *value);

#endif
