/* Replies that read better in a form of their own than as a table or a sheet. */
#ifndef CLI_PRINTERS_H
#define CLI_PRINTERS_H

#include "access.h"
#include "screen.h"

/** Writes one type of reply. False without memory. */
typedef bool (*printer_function)(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);

/** The printer of a message type ("hensigt.v1.CheckProcessResponse"), or NULL: it is then shown as a table or a sheet. */
printer_function printer_of(const char *type);

/** One printer for each type. @{ */
bool print_claims(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_comparison(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_demand(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_gates(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_members(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_history(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_outcomes(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_signatures(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_search(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_innovation(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_years(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
bool print_stats(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);
/** @} */

/** A count that is certain up to one number and possible up to another: "12", or "12–14". NULL without memory. */
const char *print_range(struct hs_arena *arena, int64_t certain, int64_t possible);

/** Writes the two times a report holds for, from its fields effective_date and read_time. False without memory. */
bool print_axes(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);

/** Writes the moment whose knowledge a report shows, from its field read_time. False without memory. */
bool print_known(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply);

/** Writes a text that is safe for the screen behind the cursor, which is at column `indent`, and wraps it there. Ends with a line
 * end. False without memory. */
bool print_wrapped(struct hs_arena *arena, const struct screen *screen, size_t indent, const char *text);

/** Says how many of what was counted is example data, if any is: `one` and `several` name it. */
void print_examples(const struct screen *screen, int count, const char *one, const char *several);

/** Writes a text that is safe for the screen. False without memory. */
bool print_clean(struct hs_arena *arena, const struct screen *screen, enum screen_style style, const char *text);

#endif
