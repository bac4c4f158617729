/* The messages that have a text form of their own: dates, amounts, quantities, times, texts in a language. */
#ifndef CLI_VALUE_FORM_H
#define CLI_VALUE_FORM_H

#include "wire/arena.h"
#include "wire/contract.h"

#include <stdbool.h>

/** The text form of one message type. */
struct value_form {
    const char *type;        /**< full name: "hensigt.v1.PartialDate" */
    const char *placeholder; /**< what stands for it in help: "DATE" */
    const char *words;       /**< the form in words, with examples */
    /** Whether a text is in this form, right or wrong, rather than a record of KEY=VALUE. NULL for types that are always typed as
     * records. */
    bool (*is_own)(const char *text);
    /** Fills an empty message. False with *error in words ("must be ...", NULL without memory). */
    bool (*set)(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error);
    /** The form people read; NULL without memory. */
    const char *(*show)(struct hs_arena *arena, const ProtobufCMessage *message);
};

/** The form of a message type, or NULL: it is then typed as a record. */
const struct value_form *value_form_of(const char *type);

/** A decimal number as people read it, with its digits in groups and its unit or currency behind it ("" = none): "334 000 000 NOK",
 *  "46 %". NULL without memory. */
const char *value_form_amount(struct hs_arena *arena, const char *number, const char *unit);

/** What a string field's value is called in help: "DATE", "NAME", "TEXT". */
const char *value_string_placeholder(const struct hs_field *rules);

#endif
