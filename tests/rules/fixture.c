#include "fixture.h"

#include "crypto/crypto.h"
#include "wire/date.h"
#include "json/json.h"

#include "hensigt/rpc/v1/envelope.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECOND = 1000000 };

const char owner_token[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static const int64_t day_microseconds = INT64_C(24) * 60 * 60 * SECOND;
static const size_t memory = (size_t)512 * 1024 * 1024;

struct fixture {
    char folder[64];
    char path[96];
    int64_t now; /* microseconds since 1970 */
    struct hs_arena arena;
    struct hs_store *store;
    struct hs_dispatch *dispatch;
    const char *keys; /* ids of the access keys there are, each in spaces */
    pthread_mutex_t lock;
    char refused[1024];                /* behind the lock */
    const hensigt_rpc_reply *envelope; /* of the last call */
    const char *reply;
};

static int64_t read_clock(void *context)
{
    return __atomic_load_n(&((const struct fixture *)context)->now, __ATOMIC_RELAXED);
}

static void set_clock(struct fixture *f, int64_t now)
{
    __atomic_store_n(&f->now, now, __ATOMIC_RELAXED);
}

/* ---- beginning and end --------------------------------------------------------------------------------------------------- */

/* Called on any thread. */
static void note_refusal(void *context, const char *key, const char *method, const char *reason)
{
    struct fixture *f = context;
    const char *name = strrchr(method, '/');
    pthread_mutex_lock(&f->lock);
    size_t length = strlen(f->refused);
    snprintf(f->refused + length, sizeof f->refused - length, "%s%s %s %s", length ? "; " : "", *key ? key : "-",
             name ? name + 1 : "-", reason);
    pthread_mutex_unlock(&f->lock);
}

static void open_registry(struct fixture *f)
{
    struct hs_status status;
    hs_status_init(&status, &f->arena);
    const struct hs_store_options store = {.path = f->path, .contract = &hs_contract, .clock = read_clock, .context = f};
    assert_int_equal(hs_store_open(&f->store, &store, &status), HS_OK);
    const struct hs_dispatch_options dispatch = {.store = f->store,
                                                 .version = "0.0.0",
                                                 .owner_key = owner_token,
                                                 .clock = read_clock,
                                                 .refused = note_refusal,
                                                 .context = f};
    assert_int_equal(hs_dispatch_new(&f->dispatch, &dispatch, &status), HS_OK);
}

static void close_registry(struct fixture *f)
{
    hs_dispatch_free(f->dispatch);
    hs_store_close(f->store);
}

static void copy_file(const char *source, const char *target)
{
    char bytes[64 * 1024];
    size_t size = 0;
    FILE *in = fopen(source, "rb");
    FILE *out = fopen(target, "wb");
    assert_true(in && out);
    while ((size = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(fclose(in), 0);
}

void keep_registry(struct fixture *f)
{
    close_registry(f);
    copy_file(f->path, format(f, "%s.kept", f->path));
    open_registry(f);
}

void restore_registry(struct fixture *f)
{
    close_registry(f);
    copy_file(format(f, "%s.kept", f->path), f->path);
    open_registry(f);
}

struct hs_dispatch *dispatch_of(const struct fixture *f)
{
    return f->dispatch;
}

struct hs_store *store_of(const struct fixture *f)
{
    return f->store;
}

const char *path_of(const struct fixture *f)
{
    return f->path;
}

const char *refusals(struct fixture *f)
{
    pthread_mutex_lock(&f->lock);
    const char *copy = hs_arena_string(&f->arena, f->refused);
    pthread_mutex_unlock(&f->lock);
    return copy;
}

int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    hs_arena_init(&f->arena, memory);
    assert_true(hs_crypto_init());
    f->keys = " ";
    pthread_mutex_init(&f->lock, NULL);
    set_day(f, "2022-06-01");
    const char *temporary = getenv("TMPDIR");
    snprintf(f->folder, sizeof f->folder, "%s/hensigt-rules-XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/store.db", f->folder);
    open_registry(f);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".kept"};
    struct fixture *f = *state;
    close_registry(f);
    for (size_t i = 0; i < COUNT(endings); i++)
        unlink(format(f, "%s%s", f->path, endings[i]));
    int left = rmdir(f->folder);
    hs_arena_free(&f->arena);
    pthread_mutex_destroy(&f->lock);
    free(f);
    assert_int_equal(left, 0);
    return 0;
}

void set_day(struct fixture *f, const char *day)
{
    int32_t earliest;
    int32_t latest;
    assert_true(hs_date_parse(day, &earliest, &latest));
    set_clock(f, earliest * day_microseconds + day_microseconds / 2);
}

const char *next_second(struct fixture *f)
{
    char text[HS_TIME_SIZE];
    /* The writes of one moment come microseconds after each other. */
    assert_true(hs_time_text(f->now + SECOND / 2, text));
    set_clock(f, f->now + SECOND);
    return hs_arena_string(&f->arena, text);
}

const char *format(struct fixture *f, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    const char *text = hs_arena_vprintf(&f->arena, pattern, arguments);
    va_end(arguments);
    assert_non_null(text);
    return text;
}

/* ---- calling ------------------------------------------------------------------------------------------------------------- */

static const struct hs_method *find_method(const char *name)
{
    for (size_t i = 0; i < hs_contract.n_services; i++)
        for (size_t k = 0; k < hs_contract.services[i]->n_methods; k++)
            if (strcmp(hs_contract.services[i]->methods[k].name, name) == 0)
                return &hs_contract.services[i]->methods[k];
    fail_msg("there is no method %s", name);
    return NULL;
}

/* JSON as tests write it, with ' for ". */
static char *json_of(struct fixture *f, const char *text)
{
    char *json = hs_arena_string(&f->arena, text);
    assert_non_null(json);
    for (char *c = json; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return json;
}

static ProtobufCMessage *parse_request(struct fixture *f, const struct hs_method *method, const char *request)
{
    struct hs_json_errors errors;
    const char *json = json_of(f, request);
    hs_json_errors_init(&errors, &f->arena);
    ProtobufCMessage *message = hs_json_parse(method->input, json, strlen(json), &errors);
    if (!message)
        fail_msg("%s %s\n%s: %s", method->name, json, errors.errors[0].path, errors.errors[0].text);
    return message;
}

static const char *print_reply(struct fixture *f, const struct hs_method *method)
{
    struct hs_json_errors errors;
    struct hs_buffer buffer = {0};
    hs_json_errors_init(&errors, &f->arena);
    ProtobufCMessage *reply =
        protobuf_c_message_unpack(method->output->descriptor, &f->arena.protobuf, f->envelope->body.len, f->envelope->body.data);
    assert_non_null(reply);
    assert_true(hs_json_print(method->output, reply, HS_JSON_SHORT_TYPES, &buffer, &errors));
    const char *text = hs_arena_string(&f->arena, buffer.text);
    hs_buffer_free(&buffer);
    return text;
}

/* The outcome as one text: see the header. */
static const char *outcome_of(struct fixture *f)
{
    const hensigt_rpc_status *status = f->envelope->status;
    if (!status || status->code == HENSIGT_RPC_CODE_OK)
        return "OK";
    const char *text = hs_code_name((int)status->code);
    for (size_t i = 0; i < status->n_field_violations; i++)
        text = format(f, "%s %s:%s", text, status->field_violations[i]->field, status->field_violations[i]->reason);
    for (size_t i = 0; i < status->n_precondition_violations; i++)
        text = format(f, "%s %s:%s", text, status->precondition_violations[i]->subject, status->precondition_violations[i]->reason);
    if (status->n_field_violations + status->n_precondition_violations == 0)
        text = format(f, "%s %s", text, status->error_info ? status->error_info->reason : "?");
    return text;
}

static uint8_t *pack_envelope(const char *full_method, const char *token, const uint8_t *body, size_t body_size, size_t *size)
{
    hensigt_rpc_request envelope = HENSIGT_RPC_REQUEST_INIT;
    envelope.method = (char *)full_method;
    if (token)
        envelope.access_key = (char *)token;
    envelope.body.data = (uint8_t *)body;
    envelope.body.len = body_size;
    *size = protobuf_c_message_get_packed_size(&envelope.base);
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    protobuf_c_message_pack(&envelope.base, bytes);
    return bytes;
}

uint8_t *envelope_of(const char *full_method, const uint8_t *body, size_t body_size, size_t *size)
{
    return pack_envelope(full_method, NULL, body, body_size, size);
}

const char *outcome_in(struct fixture *f, const uint8_t *reply, size_t size)
{
    f->envelope =
        (const hensigt_rpc_reply *)protobuf_c_message_unpack(&hensigt__rpc__v1__reply__descriptor, &f->arena.protobuf, size, reply);
    assert_non_null(f->envelope);
    f->reply = "{}";
    return outcome_of(f);
}

static const char *exchange(struct fixture *f, enum hs_trust trust, const uint8_t *envelope, size_t size)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(hs_dispatch_call(f->dispatch, trust, envelope, size, &bytes, &length), HS_OK);
    const char *outcome = outcome_in(f, bytes, length);
    free(bytes);
    return outcome;
}

const hensigt_rpc_reply *reply_envelope(const struct fixture *f)
{
    return f->envelope;
}

const char *call_bytes(struct fixture *f, const uint8_t *envelope, size_t size)
{
    return exchange(f, HS_TRUST_OWNER, envelope, size);
}

const uint8_t *envelope_with(struct fixture *f, const char *token, const char *name, const char *request, size_t *size)
{
    const struct hs_method *method = find_method(name);
    const ProtobufCMessage *message = parse_request(f, method, request);
    size_t body_size = protobuf_c_message_get_packed_size(message);
    uint8_t *body = hs_arena_alloc(&f->arena, body_size + 1);
    assert_non_null(body);
    protobuf_c_message_pack(message, body);
    uint8_t *envelope = pack_envelope(method->full_name, token, body, body_size, size);
    const uint8_t *copy = (const uint8_t *)hs_arena_bytes(&f->arena, envelope, *size);
    free(envelope);
    assert_non_null(copy);
    return copy;
}

const char *call_envelope(struct fixture *f, const char *token, const char *name, const uint8_t *envelope, size_t size)
{
    const char *outcome = exchange(f, token ? HS_TRUST_KEY : HS_TRUST_OWNER, envelope, size);
    if (strcmp(outcome, "OK") == 0)
        f->reply = print_reply(f, find_method(name));
    return outcome;
}

const char *call_with(struct fixture *f, const char *token, const char *name, const char *request)
{
    size_t size;
    const uint8_t *envelope = envelope_with(f, token, name, request, &size);
    return call_envelope(f, token, name, envelope, size);
}

/* ---- access keys ----------------------------------------------------------------------------------------------------------- */

/* A secret that tests know: the hash of the key's id. */
static void secret_of(const char *id, uint8_t secret[HS_KEY_SIZE])
{
    hs_sha256(id, strlen(id), secret);
}

const char *token_of(struct fixture *f, const char *id)
{
    uint8_t secret[HS_KEY_SIZE];
    char text[HS_BASE64URL_SIZE(HS_KEY_SIZE)];
    secret_of(id, secret);
    hs_base64url_encode(secret, sizeof secret, text);
    return format(f, "%s.%s", id, text);
}

/* Canonical JSON takes base64url as well. */
void given_key(struct fixture *f, const char *id, const char *role, const char *members)
{
    uint8_t secret[HS_KEY_SIZE];
    uint8_t hash[HS_SHA256_SIZE];
    char text[HS_BASE64URL_SIZE(HS_SHA256_SIZE)];
    secret_of(id, secret);
    hs_sha256(secret, sizeof secret, hash);
    hs_base64url_encode(hash, sizeof hash, text);
    f->keys = format(f, "%s%s ", f->keys, id);
    expect(f, "CreateAccessKey",
           format(f, "{'accessKeyId': '%s', 'accessKey': {'title': '%s', 'role': 'ROLE_%s', 'secretHash': '%s'%s%s}}", id, id, role,
                  text, *members ? ", " : "", members),
           "OK");
}

const char *call(struct fixture *f, const char *name, const char *request)
{
    static const char as[] = " as ";
    const char *key = strstr(name, as);
    if (!key)
        return call_with(f, NULL, name, request);
    const char *id = key + strlen(as);
    if (!strstr(f->keys, format(f, " %s ", id)))
        given_key(f, id, "SIGNATORY", format(f, "'organisations': ['organisations/%s']", id));
    return call_with(f, token_of(f, id), format(f, "%.*s", (int)(key - name), name), request);
}

const char *reply_text(const struct fixture *f)
{
    return f->reply;
}

const char *reply_string(struct fixture *f, const char *member)
{
    json_t *reply = json_loads(f->reply, 0, NULL);
    const char *text = json_string_value(json_object_get(reply, member));
    if (!text)
        fail_msg("no %s in %s", member, f->reply);
    text = hs_arena_string(&f->arena, text);
    json_decref(reply);
    return text;
}

static const hensigt_rpc_status *last_status(const struct fixture *f)
{
    assert_non_null(f->envelope->status);
    return f->envelope->status;
}

const char *suppliers(struct fixture *f, size_t index)
{
    assert_true(index < last_status(f)->n_precondition_violations);
    const hensigt_rpc_precondition_violation *violation = last_status(f)->precondition_violations[index];
    const char *text = "";
    for (size_t i = 0; i < violation->n_suppliers; i++)
        text = format(f, "%s%s%s", text, i > 0 ? " " : "", violation->suppliers[i]);
    return text;
}

const char *description(const struct fixture *f, size_t index)
{
    const hensigt_rpc_status *status = last_status(f);
    if (index < status->n_field_violations)
        return status->field_violations[index]->description;
    index -= status->n_field_violations;
    assert_true(index < status->n_precondition_violations);
    return status->precondition_violations[index]->description;
}

/* ---- expecting ----------------------------------------------------------------------------------------------------------- */

void expect(struct fixture *f, const char *method, const char *request, const char *outcome)
{
    const char *found = call(f, method, request);
    if (strcmp(found, outcome) != 0)
        fail_msg("%s %s\nexpected %s\nfound    %s\n%s", method, request, outcome, found,
                 f->envelope->status ? f->envelope->status->message : f->reply);
}

void expect_each(struct fixture *f, const struct expectation *expectations, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(f, expectations[i].method, expectations[i].request, expectations[i].outcome);
}

static bool is_empty(const json_t *value)
{
    return json_is_null(value) || json_is_false(value) || (json_is_string(value) && *json_string_value(value) == '\0') ||
           (json_is_integer(value) && json_integer_value(value) == 0) || (json_is_array(value) && json_array_size(value) == 0);
}

static bool contains(const json_t *found, const json_t *expected)
{
    const char *key;
    json_t *value;
    if (!found)
        return is_empty(expected);
    if (json_is_array(expected)) {
        bool same = json_is_array(found) && json_array_size(found) == json_array_size(expected);
        for (size_t i = 0; same && i < json_array_size(expected); i++)
            same = contains(json_array_get(found, i), json_array_get(expected, i));
        return same;
    }
    if (!json_is_object(expected))
        return json_equal(found, expected) != 0;
    json_object_foreach((json_t *)expected, key, value) if (!contains(json_object_get(found, key), value)) return false;
    return true;
}

void expect_reply(struct fixture *f, const char *method, const char *request, const char *reply)
{
    json_error_t error;
    expect(f, method, request, "OK");
    json_t *expected = json_loads(json_of(f, reply), 0, &error);
    if (!expected)
        fail_msg("%s\n%s", reply, error.text);
    json_t *found = json_loads(f->reply, 0, NULL);
    assert_non_null(found);
    bool fits = contains(found, expected);
    json_decref(found);
    json_decref(expected);
    if (!fits)
        fail_msg("%s %s\nexpected %s\nfound    %s", method, request, reply, f->reply);
}

/* ---- what tests begin with ----------------------------------------------------------------------------------------------- */

void given_organisations(struct fixture *f, const char *ids)
{
    while (*ids) {
        int length = (int)strcspn(ids, " ");
        expect(f, "CreateOrganisation",
               format(f, "{'organisationId': '%.*s', 'organisation': {'title': '%.*s', 'kind': 'KIND_MUNICIPALITY'}}", length, ids,
                      length, ids),
               "OK");
        ids += length;
        ids += strspn(ids, " ");
    }
}

void given_process(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'openDate': {'date': '2022'}}}", "OK"},
        {"ActivateCentre", "{'name': 'centres/c'}", "OK"},
        {"CreateProcessModel",
         "{'processModelId': 'm', 'processModel': {'title': 'M', 'centre': 'centres/c', 'steps': [{'step': 'need', 'title': "
         "'Need'},"
         " {'step': 'dialogue', 'title': 'Dialogue'}, {'step': 'letter', 'title': 'Letter'},"
         " {'step': 'purchase', 'title': 'Purchase', 'firstPurchase': true}]}}",
         "OK"},
        {"PublishProcessModel", "{'name': 'processModels/m'}", "OK"},
        {"CreateProcess",
         "{'processId': 'p', 'process': {'title': 'P', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/m',"
         " 'joinable': true}}",
         "OK"},
        {"CreatePartnership",
         "{'partnershipId': 'p', 'partnership': {'title': 'P', 'subject': 'processes/p', 'kind': 'KIND_PROCESS'}}", "OK"},
    };
    expect_each(f, calls, COUNT(calls));
}

void given_member(struct fixture *f, const char *organisation, const char *role)
{
    char *id = hs_arena_printf(&f->arena, "%s-%s", organisation, role);
    for (char *c = id; *c; c++)
        *c = *c == '_' ? '-' : (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    expect(f, "CreateMembership",
           format(f,
                  "{'parent': 'partnerships/p', 'membershipId': '%s', 'membership': {'organisation': 'organisations/%s',"
                  " 'role': 'ROLE_%s', 'startDate': {'date': '2022-01-01'}}}",
                  id, organisation, role),
           "OK");
}

void given_submitted(struct fixture *f, const char *intention, const char *organisation, const char *level)
{
    expect(f, "CreateIntention",
           format(f,
                  "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/p', 'level': "
                  "'LEVEL_%s'}}",
                  intention, organisation, level),
           "OK");
    expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", intention), "OK");
}

void given_confirmed(struct fixture *f, const char *intention, const char *organisation, const char *level, const char *date)
{
    given_submitted(f, intention, organisation, level);
    expect(f, format(f, "ConfirmIntention as %s", organisation),
           format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': {'date': '%s'}}", intention, date),
           "OK");
}
