/* Amounts of money as plain numbers. */
#ifndef CLI_AMOUNT_H
#define CLI_AMOUNT_H

#include "wire/arena.h"

/** The units and nanos of a Money as one decimal number without needless zeros at its end; NULL without memory. */
const char *amount_text(struct hs_arena *arena, int64_t units, int32_t nanos);

#endif
