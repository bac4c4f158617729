/* Values of fields as people read them. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "access.h"

/** How much of a value is shown. */
enum show_how {
    SHOW_FULL,  /**< as it is typed: whole names, times to the microsecond */
    SHOW_SHORT, /**< for a cell: names without their collections where the column says the kind, times to the second, dates
                   without the wording of their source, the beginning of a hash, a number with its unit */
};

/** The i-th value of a field in words; "" for an unset one. From the arena; NULL without memory. May hold line ends and what a
 *  terminal would obey: width_clean. */
const char *show_value(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, size_t i, enum show_how how);

/** All values of a field, separated by commas. */
const char *show_field(struct hs_arena *arena, const ProtobufCMessage *message, struct member member, enum show_how how);

/** Whether a field's values are numbers that a table aligns on the right. */
bool show_on_right(struct member member);

/** Whether each value of a field is shown as one text, rather than field by field. */
bool show_as_text(struct member member);

#endif
