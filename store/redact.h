/* A person's name in a message. */
#ifndef HS_STORE_REDACT_H
#define HS_STORE_REDACT_H

#include "wire/arena.h"
#include "wire/contract.h"

#include <stdbool.h>
#include <stddef.h>

/** A name to be taken out of messages. */
struct hs_redactor {
    const char *person; /**< without white space around it */
    size_t length;
    struct hs_arena *arena; /**< of the messages */
    /** Called with the path of a field that is no person's name and has the name in it ("provenance.note"). */
    void (*mention)(void *context, const char *path);
    void *context;
};

/** Puts HS_REDACTED in the place of the name, in every field of the message that the contract calls a person's. Returns how often;
 *  -1 without memory. */
int hs_redact_message(const struct hs_redactor *redactor, const struct hs_message *type, ProtobufCMessage *message);

#endif
