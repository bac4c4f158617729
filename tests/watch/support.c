#include "support.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/organisation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 60 }; /* seconds until a test gives up; nothing waits so long when all is well */

static const char changes_method[] = "hensigt.v1.LedgerService/ListChanges";
static const size_t memory = (size_t)1024 * 1024;

void registry_begin(struct registry *registry, unsigned queue)
{
    struct hs_arena arena;
    struct hs_status status;
    *registry = (struct registry){.folder = "/tmp/hensigt-watch-XXXXXX"};
    assert_non_null(mkdtemp(registry->folder));
    (void)snprintf(registry->path, sizeof registry->path, "%s/x.db", registry->folder);
    hs_arena_init(&arena, memory);
    hs_status_init(&status, &arena);
    const struct hs_store_options store = {.path = registry->path, .contract = &hs_contract, .queue = queue};
    assert_int_equal(hs_store_open(&registry->store, &store, &status), HS_OK);
    const struct hs_dispatch_options dispatch = {.store = registry->store, .version = "0.0.0"};
    assert_int_equal(hs_dispatch_new(&registry->dispatch, &dispatch, &status), HS_OK);
    hs_arena_free(&arena);
}

void registry_end(struct registry *registry)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[128];
    hs_dispatch_free(registry->dispatch);
    hs_store_close(registry->store);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", registry->path, endings[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(registry->folder), 0);
}

int registry_setup(void **state)
{
    struct registry *registry = malloc(sizeof *registry);
    assert_non_null(registry);
    registry_begin(registry, 0);
    *state = registry;
    return 0;
}

int registry_teardown(void **state)
{
    registry_end(*state);
    free(*state);
    return 0;
}

/* ---- calls ------------------------------------------------------------------------------------------------------------------ */

static void take_reply(struct hs_exchange *exchange, const uint8_t *reply, size_t size)
{
    struct asked *asked = (struct asked *)(void *)exchange;
    pthread_mutex_lock(&asked->lock);
    asked->replies++;
    asked->dropped = reply == NULL;
    if (reply != NULL) {
        asked->reply = (void *)protobuf_c_message_unpack(&hensigt__rpc__v1__reply__descriptor, NULL, size, reply);
    }
    pthread_cond_broadcast(&asked->ended);
    pthread_mutex_unlock(&asked->lock);
}

static uint8_t *pack(const ProtobufCMessage *message, size_t *size)
{
    *size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    protobuf_c_message_pack(message, bytes);
    return bytes;
}

static void begin(struct hs_dispatch *dispatch, struct asked *asked, struct hs_exchange exchange, uint8_t *request)
{
    *asked = (struct asked){.exchange = exchange, .request = request};
    pthread_mutex_init(&asked->lock, NULL);
    pthread_cond_init(&asked->ended, NULL);
    asked->exchange.request = request;
    asked->exchange.reply = take_reply;
    hs_dispatch_take(dispatch, &asked->exchange);
}

void ask(struct registry *registry, struct asked *asked, const char *method, const ProtobufCMessage *body, int64_t timeout_ms,
         uint64_t origin)
{
    hensigt_rpc_request envelope = HENSIGT_RPC_REQUEST_INIT;
    Google__Protobuf__Duration timeout = GOOGLE__PROTOBUF__DURATION__INIT;
    struct hs_exchange exchange = {.trust = HS_TRUST_OWNER, .origin = origin};
    timeout.seconds = timeout_ms / 1000;
    timeout.nanos = (int32_t)(timeout_ms % 1000) * 1000000;
    envelope.method = (char *)(uintptr_t)method;
    envelope.body.data = pack(body, &envelope.body.len);
    envelope.timeout = timeout_ms > 0 ? &timeout : NULL;
    uint8_t *request = pack(&envelope.base, &exchange.size);
    free(envelope.body.data);
    begin(registry->dispatch, asked, exchange, request);
}

void ask_packed(struct hs_dispatch *dispatch, struct asked *asked, enum hs_trust trust, const uint8_t *envelope, size_t size)
{
    uint8_t *request = malloc(size + 1);
    assert_non_null(request);
    memcpy(request, envelope, size);
    begin(dispatch, asked, (struct hs_exchange){.trust = trust, .size = size}, request);
}

void asked_wait(struct asked *asked)
{
    struct timespec until;
    int waited = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE;
    pthread_mutex_lock(&asked->lock);
    while (asked->replies == 0 && waited == 0) {
        waited = pthread_cond_timedwait(&asked->ended, &asked->lock, &until);
    }
    int replies = asked->replies;
    pthread_mutex_unlock(&asked->lock);
    assert_int_equal(replies, 1);
}

bool asked_is_over(struct asked *asked)
{
    pthread_mutex_lock(&asked->lock);
    bool over = asked->replies > 0;
    pthread_mutex_unlock(&asked->lock);
    return over;
}

void asked_free(struct asked *asked)
{
    protobuf_c_message_free_unpacked(asked->message, NULL);
    if (asked->reply != NULL) {
        protobuf_c_message_free_unpacked(&asked->reply->base, NULL);
    }
    free(asked->request);
    pthread_cond_destroy(&asked->ended);
    pthread_mutex_destroy(&asked->lock);
}

int code_of(struct asked *asked)
{
    assert_non_null(asked->reply);
    return asked->reply->status != NULL ? (int)asked->reply->status->code : HS_OK;
}

const char *reason_of(struct asked *asked)
{
    bool has_info = asked->reply->status != NULL && asked->reply->status->error_info != NULL;
    return has_info ? asked->reply->status->error_info->reason : "";
}

const ProtobufCMessage *body_of(struct asked *asked, const ProtobufCMessageDescriptor *type)
{
    if (asked->message == NULL) {
        asked->message = protobuf_c_message_unpack(type, NULL, asked->reply->body.len, asked->reply->body.data);
    }
    assert_non_null(asked->message);
    return asked->message;
}

int ask_now(struct registry *registry, struct asked *asked, const char *method, const ProtobufCMessage *body)
{
    ask(registry, asked, method, body, 0, 0);
    asked_wait(asked);
    return code_of(asked);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------
 */

void ask_for_organisation(struct registry *registry, struct asked *asked, const char *id)
{
    hensigt_create_organisation_request request = HENSIGT_CREATE_ORGANISATION_REQUEST_INIT;
    hensigt_organisation organisation = HENSIGT_ORGANISATION_INIT;
    organisation.title = (char *)(uintptr_t)id;
    organisation.kind = HENSIGT_ORGANISATION_KIND_MUNICIPALITY;
    request.organisation_id = (char *)(uintptr_t)id;
    request.organisation = &organisation;
    ask(registry, asked, "hensigt.v1.OrganisationService/CreateOrganisation", &request.base, 0, 0);
}

static int64_t sequence_of(struct asked *asked)
{
    asked_wait(asked);
    if (code_of(asked) != HS_OK) {
        fail_msg("%s: %s", reason_of(asked), asked->reply->status->message);
    }
    int64_t sequence = asked->reply->receipt->sequence;
    asked_free(asked);
    return sequence;
}

int64_t enter(struct registry *registry, const char *id)
{
    struct asked asked;
    ask_for_organisation(registry, &asked, id);
    return sequence_of(&asked);
}

int64_t enter_centre(struct registry *registry, const char *id)
{
    struct asked asked;
    hensigt_create_centre_request request = HENSIGT_CREATE_CENTRE_REQUEST_INIT;
    hensigt_centre centre = HENSIGT_CENTRE_INIT;
    centre.title = (char *)(uintptr_t)id;
    request.centre_id = (char *)(uintptr_t)id;
    request.centre = &centre;
    ask(registry, &asked, "hensigt.v1.CentreService/CreateCentre", &request.base, 0, 0);
    return sequence_of(&asked);
}

/* ---- changes ------------------------------------------------------------------------------------------------------------------
 */

void ask_for_changes(struct registry *registry, struct asked *asked, const hensigt_list_changes_request *request)
{
    enum { TIMEOUT_MS = 100000 }; /* so that the wait decides, not the deadline */
    ask(registry, asked, changes_method, &request->base, TIMEOUT_MS, 0);
}

const hensigt_list_changes_response *changes_of(struct asked *asked)
{
    asked_wait(asked);
    assert_false(asked->dropped);
    if (code_of(asked) != HS_OK) {
        fail_msg("%s: %s", reason_of(asked), asked->reply->status->message);
    }
    return (const void *)body_of(asked, &hensigt__v1__list_changes_response__descriptor);
}

Google__Protobuf__Duration *wait_of(int milliseconds)
{
    enum { N_WAITS = 8 };
    static Google__Protobuf__Duration waits[N_WAITS];
    static int milliseconds_of[N_WAITS];
    size_t i = 0;
    while (milliseconds_of[i] != 0 && milliseconds_of[i] != milliseconds) {
        i++;
        assert_true(i < N_WAITS);
    }
    google__protobuf__duration__init(&waits[i]);
    waits[i].seconds = milliseconds / 1000;
    waits[i].nanos = milliseconds % 1000 * 1000000;
    milliseconds_of[i] = milliseconds;
    return &waits[i];
}
