#include "service/connections.h"

#include "service/dispatch.h"

#include <pthread.h>
#include <stdlib.h>

enum { MICROSECONDS_IN_MILLISECOND = 1000 };

static const int64_t idle_time = (int64_t)HS_CONNECTION_IDLE_MS * MICROSECONDS_IN_MILLISECOND;
static const int64_t forget_time = (int64_t)HS_CONNECTION_FORGET_MS * MICROSECONDS_IN_MILLISECOND;

struct hs_connection {
    uint64_t key;
    struct hs_connection *next;  /* in its bucket; of a free place, the next free one */
    struct hs_connection *older; /* of those without a call under way */
    struct hs_connection *newer; /* likewise */
    int64_t silent_since;        /* without a call under way: when the last one ended */
    uint32_t calls;              /* under way */
    uint32_t parked;             /* of these, those that wait for changes */
};

struct hs_connections {
    bool (*crowded)(void *context);
    void *context;
    size_t most;
    size_t mask; /* of buckets */

    pthread_mutex_t lock; /* of all that follows; held for moments only */
    size_t known;
    size_t used; /* places that were ever taken: the system gives memory for no more */
    int64_t refused;
    struct hs_connection *free;
    struct hs_connection *oldest; /* silent for longest */
    struct hs_connection *newest;
    struct hs_connection **buckets;
    struct hs_connection *places;
};

/* ---- beginning and end ------------------------------------------------------------------------------------------------------- */

static size_t buckets_for(size_t most)
{
    size_t buckets = 1;
    while (buckets < most)
        buckets *= 2;
    return buckets;
}

struct hs_connections *hs_connections_new(size_t most, bool (*crowded)(void *context), void *context)
{
    struct hs_connections *connections = calloc(1, sizeof *connections);
    size_t buckets = buckets_for(most);
    if (!connections)
        return NULL;
    *connections = (struct hs_connections){.crowded = crowded, .context = context, .most = most, .mask = buckets - 1};
    pthread_mutex_init(&connections->lock, NULL);
    connections->buckets = calloc(buckets, sizeof *connections->buckets);
    connections->places = calloc(most, sizeof *connections->places);
    if (!connections->buckets || !connections->places) {
        hs_connections_free(connections);
        return NULL;
    }
    return connections;
}

void hs_connections_free(struct hs_connections *connections)
{
    if (!connections)
        return;
    pthread_mutex_destroy(&connections->lock);
    free(connections->buckets);
    free(connections->places);
    free(connections);
}

/* ---- the table; all under the lock ------------------------------------------------------------------------------------------- */

/* Keys count up from a random number, so that their low digits spread by themselves. */
static struct hs_connection **bucket_of(struct hs_connections *connections, uint64_t key)
{
    return &connections->buckets[(key ^ key >> 32) & connections->mask];
}

static struct hs_connection *find(struct hs_connections *connections, uint64_t key)
{
    struct hs_connection *found = *bucket_of(connections, key);
    while (found && found->key != key)
        found = found->next;
    return found;
}

static void begin_silence(struct hs_connections *connections, struct hs_connection *connection, int64_t now)
{
    connection->silent_since = now;
    connection->newer = NULL;
    connection->older = connections->newest;
    *(connections->newest ? &connections->newest->newer : &connections->oldest) = connection;
    connections->newest = connection;
}

static void end_silence(struct hs_connections *connections, struct hs_connection *connection)
{
    *(connection->older ? &connection->older->newer : &connections->oldest) = connection->newer;
    *(connection->newer ? &connection->newer->older : &connections->newest) = connection->older;
}

static struct hs_connection *add(struct hs_connections *connections, uint64_t key)
{
    struct hs_connection **bucket = bucket_of(connections, key);
    struct hs_connection *added = connections->free;
    if (added)
        connections->free = added->next;
    else
        added = &connections->places[connections->used++];
    *added = (struct hs_connection){.key = key, .next = *bucket};
    *bucket = added;
    connections->known++;
    return added;
}

/* One that is silent. */
static void forget(struct hs_connections *connections, struct hs_connection *connection)
{
    struct hs_connection **place = bucket_of(connections, connection->key);
    while (*place != connection)
        place = &(*place)->next;
    *place = connection->next;
    end_silence(connections, connection);
    connection->next = connections->free;
    connections->free = connection;
    connections->known--;
}

static bool oldest_is_silent_for(const struct hs_connections *connections, int64_t time, int64_t now)
{
    return connections->oldest && now - connections->oldest->silent_since >= time;
}

static void forget_silent(struct hs_connections *connections, int64_t now)
{
    while (oldest_is_silent_for(connections, forget_time, now))
        forget(connections, connections->oldest);
}

/* NULL where there is no room. */
static struct hs_connection *admit(struct hs_connections *connections, uint64_t key, int64_t now)
{
    if (connections->crowded && connections->crowded(connections->context))
        return NULL;
    forget_silent(connections, now);
    if (connections->known == connections->most && oldest_is_silent_for(connections, idle_time, now))
        forget(connections, connections->oldest);
    return connections->known < connections->most ? add(connections, key) : NULL;
}

/* ---- calls --------------------------------------------------------------------------------------------------------------------
 */

bool hs_connections_enter(struct hs_connections *connections, uint64_t key, int64_t now, struct hs_connection **out)
{
    pthread_mutex_lock(&connections->lock);
    struct hs_connection *connection = find(connections, key);
    if (!connection)
        connection = admit(connections, key, now);
    else if (connection->calls == 0)
        end_silence(connections, connection);
    if (connection)
        connection->calls++;
    else
        connections->refused++;
    pthread_mutex_unlock(&connections->lock);
    if (connection)
        *out = connection;
    return connection != NULL;
}

void hs_connections_leave(struct hs_connections *connections, struct hs_connection *connection, int64_t now)
{
    pthread_mutex_lock(&connections->lock);
    if (--connection->calls == 0)
        begin_silence(connections, connection, now);
    pthread_mutex_unlock(&connections->lock);
}

bool hs_connections_park(struct hs_connections *connections, struct hs_connection *connection)
{
    pthread_mutex_lock(&connections->lock);
    bool fits = connection->parked < HS_MAX_CONNECTION_PARKED;
    connection->parked += fits;
    pthread_mutex_unlock(&connections->lock);
    return fits;
}

void hs_connections_unpark(struct hs_connections *connections, struct hs_connection *connection)
{
    pthread_mutex_lock(&connections->lock);
    connection->parked--;
    pthread_mutex_unlock(&connections->lock);
}

void hs_connections_count(struct hs_connections *connections, int64_t now, struct hs_connections_figures *out)
{
    pthread_mutex_lock(&connections->lock);
    forget_silent(connections, now);
    *out = (struct hs_connections_figures){
        .known = (int64_t)connections->known, .most = (int64_t)connections->most, .refused = connections->refused};
    pthread_mutex_unlock(&connections->lock);
}
