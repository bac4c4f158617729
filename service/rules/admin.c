/* AdminService: how the service is doing. */
#include "hensigt/v1/admin_service.h"

#include "service/dispatch_internal.h"
#include "service/fields.h"
#include "service/rules/fulfilment.h"
#include "service/rules/transition.h"
#include "service/stats.h"

#include "hensigt/v1/intention_tables.h"

#include <string.h>

/* ---- figures ----------------------------------------------------------------------------------------------------------------- */

struct listing {
    struct hs_call *call;
    hensigt_get_stats_response *reply;
};

static void add_method(void *context, const struct hs_method_stats *method)
{
    struct listing *listing = context;
    hensigt_get_stats_response *reply = listing->reply;
    struct hs_arena *arena = listing->call->arena;
    hensigt_get_stats_response_method_stats *added =
        (void *)hs_arena_new(arena, &hensigt__v1__get_stats_response__method_stats__descriptor);
    void *grown = hs_arena_grow(arena, reply->methods, reply->n_methods, sizeof *reply->methods);
    char *name = hs_arena_string(arena, method->method);
    if (!added || !grown || !name) {
        (void)hs_no_memory(listing->call);
        return;
    }
    added->method = name;
    added->call_count = method->calls;
    added->error_count = method->calls - method->codes[HS_OK];
    added->median_micros = method->median;
    added->p99_micros = method->p99;
    added->max_micros = method->max;
    reply->methods = grown;
    reply->methods[reply->n_methods++] = added;
}

static enum hs_code get_stats(struct hs_call *call, const hensigt_get_stats_request *request, hensigt_get_stats_response *reply)
{
    struct hs_dispatch_stats stats;
    struct listing listing = {.call = call, .reply = reply};
    (void)request;
    hs_dispatch_get_stats(call->service, &stats);
    reply->start_time = (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (!reply->start_time)
        return hs_no_memory(call);
    hs_time_to_message(stats.start_time, reply->start_time);
    reply->commit_count = stats.store.commits;
    reply->write_count = stats.store.writes;
    reply->max_commit_writes = stats.store.largest;
    reply->queued_write_count = stats.store.queue;
    reply->queued_scan_count = stats.queued_scans;
    reply->parked_call_count = stats.parked;
    reply->connection_count = stats.connections.known;
    reply->max_connections = stats.connections.most;
    reply->refused_connection_call_count = stats.connections.refused;
    reply->last_sequence = stats.store.ledger_rows;
    reply->database_bytes = stats.store.database_bytes;
    reply->log_bytes = stats.store.wal_bytes;
    reply->schema_version = stats.store.schema_version;
    reply->cache_hit_count = stats.store.cache_hits;
    reply->cache_miss_count = stats.store.cache_misses;
    reply->store_memory_bytes = stats.store.memory_bytes;
    hs_stats_each(hs_dispatch_calls(call->service), add_method, &listing);
    return hs_status_code(call->status);
}

/* ---- the store ------------------------------------------------------------------------------------------------------------------
 */

/* Differences told. */
enum { MAX_TOLD = 20 };

static enum hs_code add_difference(struct hs_call *call, hensigt_check_store_response *reply, char *subject, char *place)
{
    hensigt_check_store_response_difference *added =
        (void *)hs_arena_new(call->arena, &hensigt__v1__check_store_response__difference__descriptor);
    void *grown = hs_arena_grow(call->arena, reply->differences, reply->n_differences, sizeof *reply->differences);
    if (!added || !grown)
        return hs_no_memory(call);
    added->subject = subject;
    added->place = place;
    reply->differences = grown;
    reply->differences[reply->n_differences++] = added;
    return HS_OK;
}

/* What an intention says of itself, and what the purchases say of it, have been written together. */
struct intentions {
    struct hs_call *call;
    hensigt_check_store_response *reply;
    struct hs_arena one; /* memory of one intention */
};

static enum hs_code check_intention(void *context, ProtobufCMessage *message)
{
    struct intentions *intentions = context;
    struct hs_call *call = intentions->call;
    hensigt_check_store_response *reply = intentions->reply;
    const hensigt_intention *intention = (const hensigt_intention *)message;
    struct hs_call one = *call;
    struct hs_status found;
    enum hs_code code = HS_OK;
    hs_arena_reset(&intentions->one);
    hs_status_init(&found, &intentions->one);
    one.arena = &intentions->one;
    one.status = &found;
    hs_fulfilments_check(&one, NULL, intention);
    const hensigt_rpc_status *status = &found.message;
    if (hs_status_code(&found) != HS_OK && hs_status_code(&found) != HS_INVALID_ARGUMENT)
        return hs_status_fail(call->status, hs_status_code(&found), "STORE", "%s", status->message);
    for (size_t i = 0; code == HS_OK && i < status->n_field_violations && reply->n_differences < MAX_TOLD; i++) {
        char *name = hs_arena_string(call->arena, intention->name);
        char *place = hs_arena_string(call->arena, status->field_violations[i]->field);
        code = name && place ? add_difference(call, reply, name, place) : hs_no_memory(call);
    }
    return code;
}

static enum hs_code check_intentions(struct hs_call *call, hensigt_check_store_response *reply)
{
    struct intentions intentions = {.call = call, .reply = reply};
    hs_arena_init(&intentions.one, HS_REQUEST_MEMORY);
    enum hs_code code = hs_call_scan(call, &hensigt_intention_resource, NULL, NULL, 0, 0, check_intention, &intentions);
    hs_arena_free(&intentions.one);
    return code;
}

/* What differs is the answer, and no failure of the call. */
static enum hs_code check_store(struct hs_call *call, const hensigt_check_store_request *request,
                                hensigt_check_store_response *reply)
{
    struct hs_status found;
    (void)request;
    hs_status_init(&found, call->arena);
    enum hs_code code = hs_view_check(call->view, &found);
    const hensigt_rpc_error_info *info = found.message.error_info;
    const char *reason = info ? info->reason : "STORE";
    if (code != HS_OK && strcmp(reason, "COLUMN_MISMATCH") != 0)
        return hs_status_fail(call->status, code, reason, "%s", found.message.message);
    code = HS_OK;
    for (size_t i = 0; code == HS_OK && info && i < info->n_metadata; i++)
        code = add_difference(call, reply, info->metadata[i]->key, info->metadata[i]->value);
    return code == HS_OK ? check_intentions(call, reply) : code;
}

const struct hensigt_admin_service hensigt_admin_service_implementation = {
    .get_stats = get_stats,
    .check_store = check_store,
};
