/* Texts of the contract and of the service, in the words of the command line. */
#ifndef CLI_TYPED_H
#define CLI_TYPED_H

#include "wire/arena.h"

/** A text in which methods stand as commands and values of enums as they are typed: "ActivateInstrument needs it to be OPEN" ->
 *  "'instrument activate' needs it to be open". From the arena; NULL without memory. */
const char *typed_text(struct hs_arena *arena, const char *text);

#endif
