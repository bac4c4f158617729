/* Rules of single message types that no option can say, and the walk of hs_rules_check that calls them. */
#ifndef HS_TYPE_CHECKS_H
#define HS_TYPE_CHECKS_H

#include "wire/path.h"
#include "wire/status.h"

#include <stdbool.h>
#include <stdint.h>

/** One walk over a message. */
struct hs_rules_walk {
    unsigned how; /**< HS_RULES_* */
    int32_t line;
    struct hs_status *status;
};

/** Adds a violation at a path. */
void hs_rules_violate(const struct hs_rules_walk *walk, const struct hs_path *path, const char *reason, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/** Checks a message against the rules of its type, if it has any. True where they are all there is to check: a well-known
 *  type, whose fields have no rules in the contract. */
bool hs_type_check(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message);

/** Adds the violation NEGATIVE where an amount (Money, Quantity) is below zero. Other types have no sign. */
void hs_type_check_sign(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message);

#endif
