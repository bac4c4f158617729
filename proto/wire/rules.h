/* The rules that the contract's options state, checked from the generated tables. */
#ifndef HS_RULES_H
#define HS_RULES_H

#include "wire/contract.h"
#include "wire/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Limits where the contract names none. */
enum {
    HS_DEFAULT_MAX_LENGTH = 500, /**< characters of a string, bytes of a bytes field */
    HS_DEFAULT_MAX_ITEMS = 200,  /**< elements of a repeated field */
};

/** Bits of how to check. */
enum {
    HS_RULES_KEEP_OUTPUT = 1 << 0, /**< output-only fields are kept (and checked), as an import does; otherwise they are cleared */
    HS_RULES_PARTIAL = 1 << 1,     /**< required fields may be absent: a patch */
};

/** Checks a message and everything inside it against its tables and the rules of the shared types (PartialDate, Money, the
 *  well-known types), adds every violation to `status` with its path (`prefix` before it, may be "") and `line`, and puts
 *  strings into the form they are stored in: a CPV code without its check digit (texts come from the status's arena).
 *  In a patch, required fields may be absent everywhere but within elements of repeated fields, which are replaced whole.
 *  Returns hs_status_code(status). */
enum hs_code hs_rules_check(const struct hs_message *type, ProtobufCMessage *message, unsigned how, const char *prefix,
                            int32_t line, struct hs_status *status);

/** Clears a message's output-only fields, at every depth. */
void hs_rules_clear_output(const struct hs_message *type, ProtobufCMessage *message);

#ifdef __cplusplus
}
#endif
#endif
