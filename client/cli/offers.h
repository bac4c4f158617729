/* The fields that the command of a method offers as flags. */
#ifndef CLI_OFFERS_H
#define CLI_OFFERS_H

#include "access.h"
#include "cli.h"

/** A field that is offered. */
struct offer {
    const struct hs_message *type; /**< in which it is */
    struct member member;
};

/** The fields offered: of the resource that the request carries first, then of the request; without that which the word fills. */
struct offers {
    struct offer *offers; /**< NULL without memory */
    size_t n;
};

/** Finds them. */
struct offers offers_find(struct hs_arena *arena, const struct hs_method *method);

/** Whether the command cannot do without a field. */
bool offer_is_required(struct member member, const struct hs_method *method);

/** Writes an example of a whole command: what is required, and a date and a record beside it if the method takes any. */
void help_example(const struct cli *cli, const struct hs_method *method, const struct offers *offers);

#endif
