/* The command line, word by word. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "wire/arena.h"

#include <stdbool.h>

/** A position in the arguments. */
struct arguments {
    char **rest; /**< ends with NULL */
    bool ended;  /**< `--` was passed: only words follow */
};

/** A word, or a flag with or without the value attached to it: `--title=x`, `--title`, `-h`. */
struct argument {
    const char *word;  /**< NULL for a flag */
    const char *flag;  /**< its name without hyphens in front; NULL for a word */
    const char *value; /**< what stands behind `=`; NULL if there is none */
};

/** Takes the next argument; false at the end. A single `-` is a word. Without memory a flag's name is "". */
bool arguments_next(struct arguments *arguments, struct hs_arena *arena, struct argument *out);

/** The value of a flag: what is attached to it, else the next argument, whatever it begins with; NULL if there is none. */
const char *arguments_value(struct arguments *arguments, const struct argument *argument);

#endif
