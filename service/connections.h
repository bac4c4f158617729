/* The connections that call, as far as can be known: the library that carries them tells neither that one came nor that one went.
 * So one is known by its calls, counted while it has some under way or has had one of late, and forgotten when it stays silent. */
#ifndef HS_CONNECTIONS_H
#define HS_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hs_connections;
struct hs_connection;

/** Makes a table of at most `most` connections, at least 1. `crowded`, which may be NULL, is asked about each connection that is
 * new: where it says yes, there is no room whatever the table says. NULL without memory. */
struct hs_connections *hs_connections_new(size_t most, bool (*crowded)(void *context), void *context);

/** No call may be under way any more. NULL is allowed. */
void hs_connections_free(struct hs_connections *connections);

/** A call of the connection `key` begins at `now`, microseconds of a clock that does not go back. False where the connection is new
 * and there is no room: the longest silent one gives its place, if it has been silent for HS_CONNECTION_IDLE_MS. Else *out,
 * untouched otherwise, stays valid until the call leaves. Takes no time to speak of; from any thread, as the others. */
bool hs_connections_enter(struct hs_connections *connections, uint64_t key, int64_t now, struct hs_connection **out);

/** A call that entered has ended. */
void hs_connections_leave(struct hs_connections *connections, struct hs_connection *connection, int64_t now);

/** One of its calls begins to wait for changes: false where HS_MAX_CONNECTION_PARKED of them do already. */
bool hs_connections_park(struct hs_connections *connections, struct hs_connection *connection);

/** It waits no more. */
void hs_connections_unpark(struct hs_connections *connections, struct hs_connection *connection);

/** Figures for operations. */
struct hs_connections_figures {
    int64_t known;   /**< with a call under way, or with one in the last HS_CONNECTION_FORGET_MS, unless they gave their place */
    int64_t most;    /**< how many there may be */
    int64_t refused; /**< calls for which there was no room */
};
void hs_connections_count(struct hs_connections *connections, int64_t now, struct hs_connections_figures *out);

#endif
