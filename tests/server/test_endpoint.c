/* Which addresses are taken, and what is left alone. */
#include "folder.h"
#include "service/endpoint.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static struct hs_endpoint parsed(const char *url)
{
    struct hs_endpoint endpoint = {0};
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_endpoint_parse(url, &endpoint, &refusal), HS_EXIT_STOPPED);
    return endpoint;
}

static void refuses(const char *url, const char *message)
{
    struct hs_endpoint endpoint = {.url = "untouched"};
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_endpoint_parse(url, &endpoint, &refusal), HS_EXIT_USAGE);
    assert_string_equal(refusal.message, message);
    assert_string_equal(endpoint.url, "untouched");
}

static void cannot_be_listened_on(const char *url, const char *message)
{
    struct hs_endpoint endpoint = parsed(url);
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_endpoint_look(&endpoint, &refusal), HS_EXIT_ADDRESS);
    assert_string_equal(refusal.message, message);
    memset(&refusal, 0, sizeof refusal);
    assert_int_equal(hs_endpoint_prepare(&endpoint, &refusal), HS_EXIT_ADDRESS);
    assert_string_equal(refusal.message, message);
}

static void can_be_listened_on(const char *url)
{
    struct hs_endpoint endpoint = parsed(url);
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_endpoint_look(&endpoint, &refusal), HS_EXIT_STOPPED);
    assert_string_equal(refusal.message, "");
}

/* A socket at a path, listening or (after close) left behind. */
static int listen_at(const char *path, int type)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, type, 0);

    assert_true(fd >= 0);
    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 0), 0);
    return fd;
}

static void test_urls(void **state)
{
    struct hs_endpoint endpoint;

    (void)state;
    endpoint = parsed("ipc://run/x.sock");
    assert_int_equal(endpoint.transport, HS_TRANSPORT_IPC);
    assert_string_equal(endpoint.url, "ipc://run/x.sock");
    assert_string_equal(hs_endpoint_path(&endpoint), "run/x.sock");
    endpoint = parsed("tcp://127.255.0.1:065");
    assert_int_equal(endpoint.transport, HS_TRANSPORT_TCP);
    assert_int_equal(endpoint.address, 0x7fff0001);
    assert_int_equal(endpoint.port, 65);
    assert_string_equal(endpoint.url, "tcp://127.255.0.1:65");
    endpoint = parsed("ws://127.0.0.1:080");
    assert_int_equal(endpoint.transport, HS_TRANSPORT_WS);
    assert_int_equal(endpoint.address, 0x7f000001);
    assert_int_equal(endpoint.port, 80);
    assert_string_equal(endpoint.url, "ws://127.0.0.1:80");
}

static void test_urls_that_are_wrong(void **state)
{
    (void)state;
    refuses("", ": an address begins with ipc://, tcp:// or ws://");
    refuses("wss://127.0.0.1:80", "wss://127.0.0.1:80: an address begins with ipc://, tcp:// or ws://");
    refuses("IPC://x", "IPC://x: an address begins with ipc://, tcp:// or ws://");
    refuses("ipc://", "ipc://: the path is missing");
    refuses("ipc://run/", "ipc://run/: the path names a directory");
    refuses("tcp://127.0.0.1", "tcp://127.0.0.1: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:", "tcp://127.0.0.1:: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:0", "tcp://127.0.0.1:0: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:65536", "tcp://127.0.0.1:65536: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:99999999999999999999",
            "tcp://127.0.0.1:99999999999999999999: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:+80", "tcp://127.0.0.1:+80: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://127.0.0.1:80x", "tcp://127.0.0.1:80x: an address ends in ':' and a port from 1 to 65535");
    refuses("ws://127.0.0.1:80/path", "ws://127.0.0.1:80/path: an address ends in ':' and a port from 1 to 65535");
    refuses("tcp://localhost:80", "tcp://localhost:80: the host is not a literal IPv4 address");
    refuses("tcp://127.1:80", "tcp://127.1:80: the host is not a literal IPv4 address");
    refuses("tcp://[::1]:80", "tcp://[::1]:80: the host is not a literal IPv4 address");
    refuses("tcp://:80", "tcp://:80: the host is not a literal IPv4 address");
    refuses("tcp://*:80", "tcp://*:80: the host is not a literal IPv4 address");
    refuses("tcp://127.0.0.1.127.0.0.1.127.0.0.1:80",
            "tcp://127.0.0.1.127.0.0.1.127.0.0.1:80: the host is not a literal IPv4 address");
}

static void test_length_of_a_path(void **state)
{
    char url[sizeof "ipc://" + 108];
    char message[256];

    (void)state;
    (void)snprintf(url, sizeof url, "ipc://%0107d", 0);
    assert_int_equal(strlen(hs_endpoint_path(&(struct hs_endpoint){.url = "ipc://x"})), 1);
    parsed(url);
    (void)snprintf(url, sizeof url, "ipc://%0108d", 0);
    (void)snprintf(message, sizeof message, "%s: the path has 108 bytes, a socket's may have 107", url);
    refuses(url, message);
}

static void test_directory_is_made(void **state)
{
    struct hs_endpoint endpoint = parsed("ipc://run/x");
    struct hs_refusal refusal = {""};

    (void)state;
    can_be_listened_on("ipc://run/x");
    assert_int_equal(folder_count(), 0);
    assert_int_equal(hs_endpoint_prepare(&endpoint, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_mode("run"), 0700);
    assert_int_equal(hs_endpoint_prepare(&endpoint, &refusal), HS_EXIT_STOPPED);
}

static void test_directory_that_others_enter(void **state)
{
    (void)state;
    assert_int_equal(mkdir("run", 0700), 0);
    assert_int_equal(chmod("run", 0710), 0);
    cannot_be_listened_on("ipc://run/x",
                          "ipc://run/x: the directory run has mode 0710; it must be 0700, since whoever enters it is the owner");
    assert_int_equal(chmod(".", 0755), 0);
    cannot_be_listened_on("ipc://x",
                          "ipc://x: the directory . has mode 0755; it must be 0700, since whoever enters it is the owner");
}

static void test_directory_that_is_none(void **state)
{
    (void)state;
    folder_write("run", "", 0600);
    cannot_be_listened_on("ipc://run/x", "ipc://run/x: run is not a directory");
    cannot_be_listened_on("ipc://a/b/x",
                          "ipc://a/b/x: the directory a/b is absent, and cannot be made in a: No such file or directory");
    assert_int_equal(folder_count(), 1);
}

static void test_directory_of_another(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* only root can give a directory away */
    assert_int_equal(mkdir("run", 0700), 0);
    assert_int_equal(chown("run", 12345, (gid_t)-1), 0);
    cannot_be_listened_on("ipc://run/x", "ipc://run/x: the directory run belongs to user 12345; whoever enters it is the owner");
}

static void test_path_that_is_no_socket(void **state)
{
    char text[8];

    (void)state;
    folder_write("file", "mine", 0600);
    cannot_be_listened_on("ipc://file", "ipc://file: what stands at that path is not a socket; it was left alone");
    folder_read("file", text, sizeof text);
    assert_string_equal(text, "mine");
    assert_int_equal(mkdir("directory", 0700), 0);
    cannot_be_listened_on("ipc://directory", "ipc://directory: what stands at that path is not a socket; it was left alone");
    assert_int_equal(symlink("absent", "link"), 0);
    cannot_be_listened_on("ipc://link", "ipc://link: what stands at that path is not a socket; it was left alone");
}

static void test_socket_in_use(void **state)
{
    struct hs_endpoint endpoint = parsed("ipc://live");
    int listener = listen_at("live", SOCK_STREAM);

    (void)state;
    /* A second look finds the backlog full, which means the same. */
    cannot_be_listened_on("ipc://live", "ipc://live: address in use: a process listens there");
    assert_int_equal(close(listener), 0);
    can_be_listened_on("ipc://live");
    hs_endpoint_remove(&endpoint);
    assert_int_equal(folder_count(), 0);
}

static void test_socket_of_another_type(void **state)
{
    int other = listen_at("other", SOCK_DGRAM);

    (void)state;
    cannot_be_listened_on("ipc://other", "ipc://other: Protocol wrong type for socket");
    assert_int_equal(close(other), 0);
}

static void test_port_in_use(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char url[64];
    char message[128];

    (void)state;
    assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(url, sizeof url, "tcp://127.0.0.1:%u", ntohs(address.sin_port));
    (void)snprintf(message, sizeof message, "%s: address in use: a process listens there", url);
    cannot_be_listened_on(url, message);
    assert_int_equal(close(listener), 0);
    can_be_listened_on(url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_urls_that_are_wrong),
        cmocka_unit_test(test_length_of_a_path),
        cmocka_unit_test_setup_teardown(test_directory_is_made, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_directory_that_others_enter, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_directory_that_is_none, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_directory_of_another, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_path_that_is_no_socket, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_socket_in_use, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_socket_of_another_type, folder_setup, folder_teardown),
        cmocka_unit_test(test_port_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
