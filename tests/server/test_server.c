/* The limit of connections, over real sockets and with a clock of its own. */
#include "../watch/support.h"

#include "service/server.h"
#include "service/socket.h"

#include "hensigt/v1/health.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t idle = (int64_t)HS_CONNECTION_IDLE_MS * 1000;
static const int64_t forgotten = (int64_t)HS_CONNECTION_FORGET_MS * 1000;

/* A registry behind a socket of each kind. */
struct house {
    struct registry registry;
    struct hs_endpoint endpoints[2]; /* the owner's; keyed */
    struct hs_endpoint inside;
    struct hs_server *server;
    atomic_int_least64_t now;
};

/* ---- the service ----------------------------------------------------------------------------------------------------------------
 */

static int64_t tell_time(void *context)
{
    struct house *house = context;
    return atomic_load(&house->now);
}

static void on_failed(void *context, const char *why)
{
    (void)context;
    (void)fprintf(stderr, "a socket failed: %s\n", why);
    _exit(1);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(probe >= 0);
    assert_int_equal(bind(probe, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(probe, (struct sockaddr *)&address, &size), 0);
    (void)close(probe);
    return ntohs(address.sin_port);
}

static void find_endpoints(struct house *house)
{
    struct hs_refusal refusal;
    char url[128];
    (void)snprintf(url, sizeof url, "ipc://%s/owner.sock", house->registry.folder);
    assert_int_equal(hs_endpoint_parse(url, &house->endpoints[0], &refusal), HS_EXIT_STOPPED);
    (void)snprintf(url, sizeof url, "tcp://127.0.0.1:%d", free_port());
    assert_int_equal(hs_endpoint_parse(url, &house->endpoints[1], &refusal), HS_EXIT_STOPPED);
    (void)snprintf(url, sizeof url, "ipc://%s/inside.sock", house->registry.folder);
    assert_int_equal(hs_endpoint_parse(url, &house->inside, &refusal), HS_EXIT_STOPPED);
}

static void limit_connections(struct house *house, int64_t most)
{
    struct hs_arena arena;
    struct hs_status status;
    const struct hs_dispatch_options options = {
        .store = house->registry.store, .version = "0.0.0", .max_connections = most, .monotonic = tell_time, .context = house};
    hs_arena_init(&arena, (size_t)1024 * 1024);
    hs_status_init(&status, &arena);
    hs_dispatch_free(house->registry.dispatch);
    assert_int_equal(hs_dispatch_new(&house->registry.dispatch, &options, &status), HS_OK);
    hs_arena_free(&arena);
}

static struct house *house_begin(int64_t most)
{
    struct hs_refusal refusal;
    struct house *house = calloc(1, sizeof *house);
    assert_non_null(house);
    registry_begin(&house->registry, 0);
    limit_connections(house, most);
    find_endpoints(house);
    const struct hs_server_options options = {.dispatch = house->registry.dispatch,
                                              .endpoints = house->endpoints,
                                              .n_endpoints = 2,
                                              .inside = &house->inside,
                                              .failed = on_failed};
    assert_int_equal(hs_server_start(&house->server, &options, &refusal), HS_EXIT_STOPPED);
    return house;
}

/* The server and its sockets last as long as the process. */
static void house_end(struct house *house)
{
    hs_server_stop(house->server);
    hs_endpoint_remove(&house->endpoints[0]);
    hs_endpoint_remove(&house->inside);
    registry_end(&house->registry);
}

static void pass_time(struct house *house, int64_t time)
{
    (void)atomic_fetch_add(&house->now, time);
}

/* ---- its clients ----------------------------------------------------------------------------------------------------------------
 */

/* One connection, or with a key one of many beyond a front. */
struct client {
    int socket;
    uint8_t header[2 * HS_WORD];
    size_t header_size;
};

static struct client connect_to(const struct hs_endpoint *endpoint)
{
    struct client client = {
        .socket = hs_socket_open(HS_SOCKET_REQ, HS_MAX_REPLY + HS_WORD, 1), .header = {0x80}, .header_size = HS_WORD};
    assert_true(client.socket >= 0);
    assert_true(hs_socket_connect(client.socket, endpoint->url));
    return client;
}

static struct client beyond(const struct client *front, uint8_t key)
{
    return (struct client){.socket = front->socket, .header = {0, 0, 0, key, 0x80}, .header_size = sizeof front->header};
}

static void send_request(const struct client *client, uint8_t id, const char *method, const ProtobufCMessage *body)
{
    hensigt_rpc_request request = HENSIGT_RPC_REQUEST_INIT;
    uint8_t packed_body[64];
    uint8_t packed[256];
    uint8_t header[2 * HS_WORD];
    request.method = (char *)(uintptr_t)method;
    request.body.len = protobuf_c_message_pack(body, packed_body);
    request.body.data = packed_body;
    Google__Protobuf__Duration timeout = GOOGLE__PROTOBUF__DURATION__INIT;
    timeout.seconds = HS_MAX_WAIT;
    request.timeout = &timeout;
    memcpy(header, client->header, sizeof header);
    header[client->header_size - 1] = id;
    assert_true(
        hs_socket_send(client->socket, header, client->header_size, packed, protobuf_c_message_pack(&request.base, packed)));
}

/* The next reply. Beyond a front it begins with the word after the first of its header. */
static hensigt_rpc_reply *receive_reply(const struct client *client)
{
    struct hs_packet packet;
    size_t skipped = client->header_size - HS_WORD;
    assert_true(hs_socket_receive(client->socket, &packet));
    assert_true(packet.size >= skipped);
    hensigt_rpc_reply *reply = (hensigt_rpc_reply *)(void *)protobuf_c_message_unpack(
        &hensigt__rpc__v1__reply__descriptor, NULL, packet.size - skipped, (const uint8_t *)packet.body + skipped);
    assert_non_null(reply);
    hs_packet_free(&packet);
    return reply;
}

static void is_served(const struct client *client)
{
    hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
    send_request(client, 1, "hensigt.v1.HealthService/CheckHealth", &request.base);
    hensigt_rpc_reply *reply = receive_reply(client);
    assert_null(reply->status);
    protobuf_c_message_free_unpacked(&reply->base, NULL);
}

static void assert_refusal(const struct client *client, const char *reason, int64_t retry_ms)
{
    hensigt_rpc_reply *reply = receive_reply(client);
    assert_non_null(reply->status);
    assert_int_equal(reply->status->code, HS_RESOURCE_EXHAUSTED);
    assert_string_equal(reply->status->error_info->reason, reason);
    assert_int_equal(reply->status->retry_delay->seconds, retry_ms / 1000);
    protobuf_c_message_free_unpacked(&reply->base, NULL);
}

static void is_refused(const struct client *client)
{
    hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
    send_request(client, 1, "hensigt.v1.HealthService/CheckHealth", &request.base);
    assert_refusal(client, "CONNECTIONS_FULL", HS_CONNECTIONS_RETRY_MS);
}

static void ask_to_wait(const struct client *client, uint8_t id)
{
    hensigt_list_changes_request request = HENSIGT_LIST_CHANGES_REQUEST_INIT;
    request.wait = wait_of(HS_MAX_WAIT * 1000);
    send_request(client, id, "hensigt.v1.LedgerService/ListChanges", &request.base);
}

static struct hs_dispatch_stats figures(struct house *house)
{
    struct hs_dispatch_stats stats;
    hs_dispatch_get_stats(house->registry.dispatch, &stats);
    return stats;
}

/* ---- tests ----------------------------------------------------------------------------------------------------------------------
 */

/* All sockets share the limit, and beyond a front it is clients that count. */
static void test_full(void **state)
{
    struct house *house = house_begin(3);
    const struct client owner = connect_to(&house->endpoints[0]), other_owner = connect_to(&house->endpoints[0]);
    const struct client keyed = connect_to(&house->endpoints[1]), other_keyed = connect_to(&house->endpoints[1]);
    const struct client front = connect_to(&house->inside);
    const struct client first = beyond(&front, 1), second = beyond(&front, 2);
    (void)state;
    is_served(&keyed);
    is_served(&first);
    is_served(&owner);
    is_refused(&other_owner);
    is_refused(&other_keyed);
    is_refused(&second);
    is_served(&keyed);
    is_served(&first);
    is_served(&owner);
    assert_int_equal(figures(house).connections.known, 3);
    assert_int_equal(figures(house).connections.refused, 3);

    pass_time(house, idle - 1);
    is_refused(&second);
    is_served(&owner);
    pass_time(house, 1);
    is_served(&second);      /* for `keyed` */
    is_served(&other_owner); /* for `first` */
    is_refused(&other_keyed);
    is_served(&owner);
    assert_int_equal(figures(house).connections.known, 3);

    pass_time(house, forgotten);
    assert_int_equal(figures(house).connections.known, 0);
    is_served(&other_keyed);
    is_served(&keyed);
    is_served(&first);
    is_refused(&owner);
    house_end(house);
    free(house);
}

/* Who waits for changes is there, however long nothing is heard of him. */
static void test_waiting_is_life(void **state)
{
    struct house *house = house_begin(1);
    const struct client watcher = connect_to(&house->endpoints[0]), other = connect_to(&house->endpoints[0]);
    (void)state;
    ask_to_wait(&watcher, 1);
    is_served(&watcher); /* calls of one connection are taken in order: so it waits */
    assert_int_equal(figures(house).parked, 1);
    pass_time(house, 2 * forgotten);
    is_refused(&other);
    enter(&house->registry, "a");
    protobuf_c_message_free_unpacked(&receive_reply(&watcher)->base, NULL);
    is_refused(&other);
    pass_time(house, idle);
    is_served(&other);
    house_end(house);
    free(house);
}

static void test_waiting_on_one_connection(void **state)
{
    struct house *house = house_begin(2);
    const struct client watcher = connect_to(&house->endpoints[0]), other = connect_to(&house->endpoints[0]);
    (void)state;
    for (int i = 0; i < HS_MAX_CONNECTION_PARKED; i++) {
        struct client again = watcher;
        again.header[2] = (uint8_t)(i >> 8); /* ids that differ: a call with the same one would take the place of the first */
        ask_to_wait(&again, (uint8_t)i);
    }
    struct client last = watcher;
    last.header[1] = 1;
    ask_to_wait(&last, 0);
    assert_refusal(&last, "CONNECTION_PARKED_FULL", HS_PARKED_RETRY_MS);
    ask_to_wait(&watcher, 0); /* sent again, it takes the place of the first */
    is_served(&watcher);
    ask_to_wait(&other, 0);
    is_served(&other);
    assert_int_equal(figures(house).parked, HS_MAX_CONNECTION_PARKED + 1);
    assert_true(hs_dispatch_drain(house->registry.dispatch, 30000));
    house_end(house);
    free(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_waiting_is_life),
        cmocka_unit_test(test_waiting_on_one_connection),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)fflush(NULL);
    _exit(failed); /* sockets are open: see service/socket.h */
}
