/* What the command line tells the shell. */
#ifndef CLI_EXIT_CODE_H
#define CLI_EXIT_CODE_H

#include <stdbool.h>

/** The exit codes, once: number, name, meaning. `X(NUMBER, NAME, MEANING)`. Scripts rely on the numbers: they never change. */
#define CLI_EXITS(X)                                                                                                               \
    X(0, OK, "Done.")                                                                                                              \
    X(1, LOCAL, "Something failed on this machine: no memory, a file that cannot be read or written.")                             \
    X(2, USAGE, "The command line is wrong: nothing was sent.")                                                                    \
    X(3, INVALID, "The request is wrong, whatever the state of the registry; every field that broke a rule is named.")             \
    X(4, NOT_FOUND, "Something the request names does not exist.")                                                                 \
    X(5, EXISTS, "What was to be created exists, or a unique value is taken.")                                                     \
    X(6, DENIED, "The access key is missing, not valid, or may not do this.")                                                      \
    X(7, PRECONDITION, "The registry is not in the state this needs; what is missing and who can supply it is named.")             \
    X(8, ABORTED, "Somebody else was quicker: the etag is stale. Read again and repeat.")                                          \
    X(9, UNAVAILABLE, "The service could not be reached, is busy, or was too slow; nothing was changed. Repeat it later.")         \
    X(10, OUTCOME_UNKNOWN, "The change may or may not have been made. Repeating it with the request id shown is safe, and tells.") \
    X(11, SERVICE, "The service failed in a way that is no fault of the request.")

/** The exit codes of `hensigt`. */
enum exit_code {
#define EXIT_ENUM(number, name, meaning) EXIT_##name = number,
    CLI_EXITS(EXIT_ENUM)
#undef EXIT_ENUM
};

/** The exit code for the code of a call's status. `outcome_unknown`: whether it was a write that may have taken effect. */
enum exit_code exit_code_of(int code, bool outcome_unknown);

/** The meaning of an exit code in a sentence, or NULL for a number that is none. */
const char *exit_code_meaning(int code);

#endif
