/* The first word of the command line: a noun of the contract, or one of the program's own commands. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli.h"

#include "wire/contract.h"

/** A command that is no noun. */
struct command {
    const char *name;                /**< "import" */
    const char *arguments;           /**< what may follow: "FILE" */
    const char *brief;               /**< one sentence */
    const char *text;                /**< paragraphs parted by empty lines, for its help; "" if the brief says all */
    const struct option_help *flags; /**< its own flags, ending with a NULL name; or NULL */
    unsigned takes;                  /**< OPTIONS_* */
    /** Carries it out; `arguments` are what follows its name. */
    enum exit_code (*run)(struct cli *cli, char **arguments);
};

/** The i-th command, or NULL behind the last. */
const struct command *command_at(size_t i);

/** A command by its name, or NULL. */
const struct command *command_find(const char *name);

/** A service by its noun, or NULL. */
const struct hs_service *command_service(const char *noun);

/** Carries out a whole command line, beginning behind the program's name. */
enum exit_code command_run(struct cli *cli, char **arguments);

/** Takes the arguments of a command that has `most` words at most and no flags but its own options: *words (of `most`) and
 *  *n_words. Returns EXIT_OK, or the code after saying what is wrong. */
enum exit_code command_words(struct cli *cli, const struct command *command, char **arguments, size_t most, const char **words,
                             size_t *n_words);

#endif
