/* Declarations and instruments signed here, with a private key that never leaves this machine: `hensigt signing-key generate`,
 * `hensigt intention sign`, `hensigt instrument sign-by-key` and, for anyone and without the service, `hensigt intention verify`
 * and `hensigt signature verify`. */
#ifndef CLI_SIGNING_H
#define CLI_SIGNING_H

#include "command.h"

extern const struct command generate_entry;
extern const struct command sign_entry;
extern const struct command verify_entry;
extern const struct command sign_instrument_entry;
extern const struct command verify_signature_entry;

/** A command's words and its own flags, each with a value. */
struct own_flags {
    const char *word;      /**< the one word, or NULL */
    const char *values[5]; /**< of command->flags, in their order; NULL = not given */
};

/** Reads them. Returns EXIT_OK, or the code after saying what is wrong. */
enum exit_code own_flags_read(struct cli *cli, const struct command *command, char **arguments, struct own_flags *out);

#endif
