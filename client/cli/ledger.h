/* The ledger for people: `hensigt ledger show` and `hensigt ledger verify`. */
#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include "command.h"

extern const struct command ledger_show_entry;
extern const struct command ledger_verify_entry;

#endif
