#include "service/access.h"
#include "service/dispatch_internal.h"
#include "service/fields.h"
#include "service/registry.h"
#include "service/replay.h"
#include "service/rules/visibility.h"
#include "service/standard.h"
#include "wire/guard.h"
#include "wire/member.h"
#include "wire/rules.h"

#include <stdlib.h>
#include <string.h>

enum { MICROSECONDS = 1000000, MICROSECONDS_IN_MILLISECOND = 1000, NANOSECONDS_IN_MICROSECOND = 1000 };

/* What the envelope adds to a reply: a receipt, and the lengths of its parts. */
enum { REPLY_RESERVE = 256 };

static const int64_t day_in_microseconds = (int64_t)24 * 60 * 60 * MICROSECONDS;

/* ---- from bytes to a request ------------------------------------------------------------------------------------------ */

static enum hs_code refuse_bytes(struct hs_job *job, const char *what, const struct hs_guard_report *report)
{
    hs_status_fail(&job->status, HS_INVALID_ARGUMENT, "MALFORMED_MESSAGE", "%s, byte %zu: %s", what, report->offset,
                   hs_guard_text(report->fault));
    if (report->field) {
        const char *field = hs_arena_printf(&job->arena, "%s.%s", report->message, report->field);
        hs_status_field(&job->status, 0, field ? field : report->field, "MALFORMED_MESSAGE", "%s", hs_guard_text(report->fault));
    }
    return hs_status_code(&job->status);
}

static enum hs_code open_envelope(struct hs_job *job)
{
    struct hs_guard_report report = {0};
    if (job->exchange->size > HS_MAX_REQUEST)
        return hs_status_fail(&job->status, HS_INVALID_ARGUMENT, "REQUEST_TOO_LARGE", "the request has %zu bytes, the limit is %d",
                              job->exchange->size, HS_MAX_REQUEST);
    job->envelope = (const hensigt_rpc_request *)hs_guard_unpack(&job->arena, &hensigt__rpc__v1__request__descriptor,
                                                                 job->exchange->request, job->exchange->size, false, &report);
    return job->envelope ? HS_OK : refuse_bytes(job, "the envelope", &report);
}

static enum hs_code check_request_id(struct hs_job *job)
{
    size_t length = job->envelope->request_id.len;
    if (length == HS_STORE_REQUEST_ID_SIZE)
        job->call.request_id = job->envelope->request_id.data;
    if (length == 0 || length == HS_STORE_REQUEST_ID_SIZE)
        return HS_OK;
    return hs_status_fail(&job->status, HS_INVALID_ARGUMENT, "REQUEST_ID", "request_id has %zu bytes, it must have %d or none",
                          length, HS_STORE_REQUEST_ID_SIZE);
}

static void set_deadline(struct hs_job *job)
{
    const Google__Protobuf__Duration *given = job->envelope->timeout;
    int64_t timeout = (int64_t)HS_DEFAULT_TIMEOUT_MS * MICROSECONDS_IN_MILLISECOND;
    const int64_t most = (int64_t)HS_MAX_TIMEOUT_MS * MICROSECONDS_IN_MILLISECOND;
    if (given)
        timeout =
            given->seconds > most / MICROSECONDS ? most : given->seconds * MICROSECONDS + given->nanos / NANOSECONDS_IN_MICROSECOND;
    if (timeout > most)
        timeout = most;
    job->deadline = job->begun + (timeout > 0 ? timeout : 0);
}

/* ---- who calls ------------------------------------------------------------------------------------------------------------ */

/* Looks at the key of a keyed caller as it is in this view. */
static enum hs_code authenticate(struct hs_job *job, const struct hs_method *method, struct hs_view *view)
{
    const struct hs_dispatch_options *options = &job->dispatch->options;
    const struct hs_credentials credentials = {
        .token = job->envelope->access_key, .owner_key = options->owner_key, .now = hs_dispatch_now(job->dispatch)};
    const char *key = "";
    enum hs_code code = hs_access_authenticate(&credentials, view, &job->caller, &key, &job->status);
    const hensigt_rpc_error_info *error = job->status.message.error_info; /* NULL without memory */
    if (code == HS_UNAUTHENTICATED && options->refused)
        options->refused(options->context, key, method ? method->full_name : "", error ? error->reason : "");
    return code;
}

/* Whoever has no valid key learns nothing, not even whether a method exists. */
static enum hs_code find_caller(struct hs_job *job, const struct hs_method *method)
{
    struct hs_view *view = NULL;
    bool is_owner = job->exchange->trust == HS_TRUST_OWNER;
    job->call.caller = &job->caller;
    job->caller = is_owner ? hs_caller_owner : hs_caller_anyone;
    job->keyed = !is_owner && !(method && (method->roles & HS_ROLE_ANYONE));
    if (!job->keyed)
        return HS_OK;
    if (hs_view_open(job->dispatch->options.store, job->deadline, &view, &job->status) == HS_OK)
        authenticate(job, method, view);
    hs_view_close(view);
    return hs_status_code(&job->status);
}

static enum hs_code find_method(struct hs_job *job)
{
    const char *name = job->envelope->method;
    const struct hs_method *method = hs_contract_method(name, strlen(name));
    if (find_caller(job, method) != HS_OK)
        return hs_status_code(&job->status);
    if (method)
        job->entry = hs_registry_find(method, &job->handler);
    if (!job->entry)
        return hs_status_fail(&job->status, HS_UNIMPLEMENTED, "METHOD_UNKNOWN", "there is no method '%.100s'", name);
    job->call.method = method;
    return HS_OK;
}

static const char *prefix_of(struct hs_job *job)
{
    const struct hs_method *method = job->call.method;
    bool carries_resource = method->verb == HS_VERB_CREATE || method->verb == HS_VERB_UPDATE;
    const char *prefix = carries_resource ? hs_arena_printf(&job->arena, "%s.", method->resource->table) : NULL;
    return prefix ? prefix : "";
}

/* An update's resource may be a part of one: the whole is checked once it is put together. */
static enum hs_code check_body(struct hs_job *job)
{
    const struct hs_method *method = job->call.method;
    unsigned how = method->verb == HS_VERB_UPDATE ? HS_RULES_PARTIAL : 0;
    return hs_rules_check(method->input, job->request, how, "", 0, &job->status);
}

static enum hs_code open_body(struct hs_job *job)
{
    const struct hs_method *method = job->call.method;
    struct hs_guard_report report = {0};
    job->request = hs_guard_unpack(&job->arena, method->input->descriptor, job->envelope->body.data, job->envelope->body.len,
                                   method->write, &report);
    if (!job->request)
        return refuse_bytes(job, "the body", &report);
    return check_body(job);
}

void hs_job_begin(struct hs_job *job)
{
    *job = (struct hs_job){.dispatch = job->dispatch,
                           .exchange = job->exchange,
                           .connection = job->connection,
                           .begun = job->begun,
                           .waited = job->waited};
    hs_arena_init(&job->arena, HS_REQUEST_MEMORY);
    hs_status_init(&job->status, &job->arena);
}

enum hs_code hs_job_open(struct hs_job *job)
{
    job->call.arena = &job->arena;
    job->call.status = &job->status;
    job->call.service = job->dispatch;
    if (open_envelope(job) != HS_OK || check_request_id(job) != HS_OK)
        return hs_status_code(&job->status);
    set_deadline(job);
    if (find_method(job) != HS_OK)
        return hs_status_code(&job->status);
    job->call.prefix = prefix_of(job);
    enum hs_code code = open_body(job);
    /* What is wrong with a resource by the contract's rules is told together with what is wrong by its own, which need the
     * registry; what is wrong with a listing together with what its filter and order name. */
    bool has_more = *job->call.prefix || job->call.method->verb == HS_VERB_LIST;
    job->faulty = code == HS_INVALID_ARGUMENT && job->request && has_more;
    return job->faulty ? HS_OK : code;
}

/* ---- the handler ---------------------------------------------------------------------------------------------------------- */

static void set_time(struct hs_job *job, struct hs_view *view)
{
    int64_t now = job->call.method->write ? hs_view_write_time(view) : hs_dispatch_now(job->dispatch);
    job->call.now = now;
    job->call.today = (int32_t)((now - (now < 0 ? day_in_microseconds - 1 : 0)) / day_in_microseconds);
}

static enum hs_code handle(struct hs_job *job)
{
    struct hs_call *call = &job->call;
    const void *implementation = job->entry->implementation;
    job->reply = hs_arena_new(&job->arena, call->method->output->descriptor);
    if (!job->reply)
        return hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the reply");
    if (job->handler->present(implementation))
        return job->handler->handle(call, implementation, job->request, job->reply);
    return hs_standard_handle(call, job->entry->rules, job->request, job->reply);
}

/* What could not be answered is not done: a write whose reply is too large changes nothing. */
static enum hs_code check_reply_size(struct hs_job *job)
{
    const struct hs_call *call = &job->call;
    size_t size = call->packed ? call->packed_size : protobuf_c_message_get_packed_size(job->reply);
    if (hs_status_code(&job->status) != HS_OK || size + REPLY_RESERVE <= HS_MAX_REPLY)
        return hs_status_code(&job->status);
    return hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "REPLY_TOO_LARGE",
                          "the reply would have %zu bytes, the limit is %d: nothing was done; ask for less at once", size,
                          HS_MAX_REPLY - REPLY_RESERVE);
}

/* The caller's rights are those of this view: of a key that was revoked a moment ago nothing more is done, though the write was
 * queued before. From here on the view shows what the caller may see. */
static enum hs_code handle_for_caller(struct hs_job *job)
{
    struct hs_call *call = &job->call;
    struct hs_visibility visibility;
    if (job->keyed && authenticate(job, call->method, call->view) != HS_OK)
        return hs_status_code(&job->status);
    hs_visibility_init(&visibility, call);
    hs_view_set_reader(call->view, hs_visibility_reader(&visibility));
    enum hs_code code = hs_access_authorise(call, job->request);
    if (code == HS_OK)
        code = handle(job);
    if (code == HS_OK && call->method->write)
        code = check_reply_size(job);
    hs_view_set_reader(call->view, NULL);
    if (code == HS_OK && visibility.failed)
        code = hs_status_fail(&job->status, HS_UNAVAILABLE, "VISIBILITY", "what the caller may see cannot be found out now");
    return code;
}

enum hs_code hs_job_run(struct hs_job *job, struct hs_view *view)
{
    struct hs_call *call = &job->call;
    hs_status_init(&job->status, &job->arena);
    if (job->faulty)
        check_body(job);
    call->view = view;
    call->packed = NULL;
    call->packed_size = 0;
    call->undo = false;
    set_time(job, view);
    enum hs_code code = handle_for_caller(job);
    if (code == HS_OK)
        code = hs_status_code(&job->status);
    else
        hs_status_fail(&job->status, code, "UNEXPLAINED", "the call failed"); /* keeps an explanation that is there */
    job->write.undo = call->undo;
    return code;
}

enum hs_code hs_job_replay(struct hs_job *job, struct hs_view *view, int64_t sequence)
{
    if (!hs_replay_possible(job->call.method))
        return hs_job_run(job, view);
    hs_status_init(&job->status, &job->arena);
    job->call.view = view;
    job->call.packed = NULL;
    if (job->keyed && authenticate(job, job->call.method, view) != HS_OK)
        return hs_status_code(&job->status);
    job->reply = hs_arena_new(&job->arena, job->call.method->output->descriptor);
    if (!job->reply)
        return hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the reply");
    return hs_replay(&job->call, sequence, job->reply);
}

/* ---- from the outcome to bytes ---------------------------------------------------------------------------------------------- */

static bool pack_body(struct hs_job *job, hensigt_rpc_reply *reply)
{
    if (job->call.packed) {
        reply->body.data = (uint8_t *)(uintptr_t)job->call.packed;
        reply->body.len = job->call.packed_size;
        return true;
    }
    reply->body.len = protobuf_c_message_get_packed_size(job->reply);
    reply->body.data = hs_arena_alloc(&job->arena, reply->body.len + 1);
    return reply->body.data && protobuf_c_message_pack(job->reply, reply->body.data) == reply->body.len;
}

static void add_receipt(struct hs_job *job, hensigt_rpc_reply *reply, hensigt_rpc_receipt *receipt,
                        Google__Protobuf__Timestamp *time)
{
    if (job->write.sequence == 0)
        return;
    receipt->sequence = job->write.sequence;
    receipt->chain_hash.data = job->write.chain_hash;
    receipt->chain_hash.len = HS_STORE_HASH_SIZE;
    time->seconds = job->write.write_time / MICROSECONDS;
    time->nanos = (int32_t)(job->write.write_time % MICROSECONDS) * NANOSECONDS_IN_MICROSECOND;
    receipt->write_time = time;
    reply->receipt = receipt;
}

/* Drops the last violations until the status fits; its message says what is wrong all the same. */
static void shorten_status(hensigt_rpc_reply *reply)
{
    hensigt_rpc_status *status = reply->status;
    while (status && protobuf_c_message_get_packed_size(&reply->base) > HS_MAX_REPLY &&
           status->n_field_violations + status->n_precondition_violations > 0) {
        status->n_field_violations /= 2;
        status->n_precondition_violations /= 2;
    }
}

/* The time in which a call was parked is nobody's work. */
static void count_call(const struct hs_job *job, size_t reply_size)
{
    const struct hs_dispatch *dispatch = job->dispatch;
    const struct hs_method *method = job->call.method;
    const hensigt_rpc_error_info *error = job->status.message.error_info; /* NULL where all is well, or without memory */
    enum hs_code code = hs_status_code(&job->status);
    int64_t duration = hs_monotonic() - job->begun - job->waited;
    hs_stats_count(dispatch->stats, method, code, duration);
    if (dispatch->options.log)
        dispatch->options.log(dispatch->options.context, method ? method->full_name : "", (int)code, error ? error->reason : "",
                              duration, job->exchange->size, reply_size);
}

static void send_reply(struct hs_job *job)
{
    hensigt_rpc_reply reply = HENSIGT__RPC__V1__REPLY__INIT;
    hensigt_rpc_receipt receipt = HENSIGT__RPC__V1__RECEIPT__INIT;
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    if (hs_status_code(&job->status) == HS_OK && !pack_body(job, &reply))
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the reply");
    if (hs_status_code(&job->status) == HS_OK && reply.body.len > HS_MAX_REPLY)
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "REPLY_TOO_LARGE", "the reply has %zu bytes, the limit is %d",
                       reply.body.len, HS_MAX_REPLY);
    if (hs_status_code(&job->status) == HS_OK) {
        add_receipt(job, &reply, &receipt, &time);
    } else {
        reply.body = (ProtobufCBinaryData){0};
        reply.status = &job->status.message;
        shorten_status(&reply);
    }
    size_t size = protobuf_c_message_get_packed_size(&reply.base);
    uint8_t *bytes = hs_arena_alloc(&job->arena, size + 1);
    /* Without memory for the details, the code alone: Reply{status{code}}. */
    uint8_t bare[] = {0x0a, 0x02, 0x08, (uint8_t)hs_status_code(&job->status)};
    if (bytes)
        protobuf_c_message_pack(&reply.base, bytes);
    count_call(job, size);
    job->exchange->reply(job->exchange, bytes ? bytes : bare, bytes ? size : sizeof bare);
}

static void leave(struct hs_dispatch *dispatch)
{
    pthread_mutex_lock(&dispatch->lock);
    if (--dispatch->jobs == 0)
        pthread_cond_broadcast(&dispatch->idle);
    pthread_mutex_unlock(&dispatch->lock);
}

static void free_job(struct hs_job *job)
{
    struct hs_dispatch *dispatch = job->dispatch;
    hs_arena_free(&job->arena);
    free(job);
    leave(dispatch);
}

/* Before the reply, so that whoever has it is silent. */
static void leave_connection(struct hs_job *job)
{
    const struct hs_dispatch *dispatch = job->dispatch;
    if (job->connection)
        hs_connections_leave(dispatch->connections, job->connection, hs_dispatch_monotonic(dispatch));
    job->connection = NULL;
}

void hs_job_finish(struct hs_job *job)
{
    leave_connection(job);
    send_reply(job);
    free_job(job);
}

void hs_job_drop(struct hs_job *job)
{
    leave_connection(job);
    job->exchange->reply(job->exchange, NULL, 0);
    free_job(job);
}
