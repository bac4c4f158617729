/* The transport over sockets, driven by hand: what a channel meets only by chance. */
#include "clock.h"
#include "sp.h"
#include "stream.h"
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const uint8_t greeting[] = {0, 'S', 'P', 0, 0, 0x31, 0, 0};

struct fixture {
    char folder[32], path[64], endpoint[80];
    int listener;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(f->folder, sizeof f->folder, "/tmp/hensigt-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/socket", f->folder);
    snprintf(f->endpoint, sizeof f->endpoint, "ipc://%s", f->path);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", f->path);
    f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(f->listener, 0), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    close(f->listener);
    unlink(f->path);
    rmdir(f->folder);
    free(f);
    return 0;
}

static struct hs_link *open_link(const struct fixture *f)
{
    struct hs_link *link = hs_stream_transport.open(NULL, f->endpoint);
    assert_non_null(link);
    return link;
}

/* One round of what a channel does. */
static bool turn(struct hs_link *link, struct hs_frame *reply)
{
    struct pollfd entry;
    int64_t wake = hs_stream_transport.wait(link, &entry);
    const int64_t latest = hs_clock_now() + PATIENCE_MS * HS_MILLISECOND;
    wake = wake < latest ? wake : latest;
    const int64_t left = (wake - hs_clock_now()) / HS_MILLISECOND + 1;
    poll(&entry, 1, left < 0 ? 0 : (int)left);
    hs_stream_transport.advance(link, entry.revents);
    return hs_stream_transport.receive(link, reply);
}

/* Opens a link and its other end. */
static struct hs_link *open_pair(const struct fixture *f, int *peer)
{
    struct hs_link *link = open_link(f);
    struct hs_frame reply;
    uint8_t theirs[8];
    *peer = accept(f->listener, NULL, NULL);
    assert_true(*peer >= 0);
    assert_int_equal(send(*peer, greeting, sizeof greeting, 0), sizeof greeting);
    while (link->state == HS_LINK_OPENING) {
        assert_false(turn(link, &reply));
    }
    assert_int_equal(link->state, HS_LINK_OPEN);
    assert_int_equal(recv(*peer, theirs, sizeof theirs, MSG_WAITALL), sizeof theirs);
    assert_memory_equal(theirs, hs_sp_greeting, sizeof theirs);
    return link;
}

static const struct hs_frame request = {1, (const uint8_t *)"request", 7};

/* No signal, and what the peer said before it closed is still given out. */
static void reads_what_came_before_the_end(void **state)
{
    static const uint8_t answer[] = {1, 0, 0, 0, 0, 0, 0, 0, 6, 0x80, 0, 0, 9, 'o', 'k'};
    int peer = -1;
    struct hs_frame reply = {0};
    struct hs_link *link = open_pair(*state, &peer);
    assert_int_equal(send(peer, answer, sizeof answer, 0), sizeof answer);
    close(peer);
    assert_int_equal(hs_stream_transport.send(link, &request, 1), 0);
    assert_int_equal(hs_stream_transport.send(link, &request, 1), 0);
    assert_int_equal(link->state, HS_LINK_OPEN);
    while (!turn(link, &reply)) {
        assert_int_equal(link->state, HS_LINK_OPEN);
    }
    assert_int_equal(reply.id, 9);
    assert_int_equal(reply.size, 2);
    assert_memory_equal(reply.data, "ok", 2);
    while (link->state == HS_LINK_OPEN) {
        assert_false(turn(link, &reply));
    }
    assert_int_equal(link->state, HS_LINK_BROKEN);
    hs_stream_transport.close(link);
}

/* A peer that only stopped reading would otherwise be polled for ever. */
static void gives_up_a_peer_that_reads_no_more(void **state)
{
    int peer = -1;
    struct hs_frame reply;
    struct hs_link *link = open_pair(*state, &peer);
    assert_int_equal(shutdown(peer, SHUT_RD), 0);
    assert_int_equal(hs_stream_transport.send(link, &request, 1), 0);
    while (link->state == HS_LINK_OPEN) {
        assert_false(turn(link, &reply));
    }
    assert_string_equal(link->fault, "the service reads no more");
    close(peer);
    hs_stream_transport.close(link);
}

/* A full socket takes a part of the last request it takes, keeps the rest, and says when it can take more. */
static void keeps_the_rest_of_a_request(void **state)
{
    enum { SIZE = 50000, HEADER = 1 + 8 + 4 };
    static uint8_t data[SIZE], received[HEADER + SIZE];
    int peer = -1;
    unsigned taken = 0;
    struct hs_frame reply;
    struct pollfd entry;
    struct hs_link *link = open_pair(*state, &peer);
    for (size_t i = 0; i < SIZE; i++) {
        data[i] = (uint8_t)(i / 200);
    }
    const struct hs_frame large[2] = {{5, data, SIZE}, {6, data, SIZE}};
    for (size_t n = 2; n == 2; taken += (unsigned)n) {
        hs_stream_transport.wait(link, &entry);
        assert_int_equal(entry.events, POLLIN);
        n = hs_stream_transport.send(link, large, 2);
    }
    hs_stream_transport.wait(link, &entry);
    assert_int_equal(entry.events, POLLIN | POLLOUT);
    assert_int_equal(hs_stream_transport.send(link, large, 2), 0);
    for (unsigned i = 0; i < taken; i++) {
        size_t filled = 0;
        while (filled < sizeof received) {
            const ssize_t n = recv(peer, received + filled, sizeof received - filled, MSG_DONTWAIT);
            if (n < 0) {
                assert_false(turn(link, &reply)); /* the rest goes out */
            } else {
                filled += (size_t)n;
            }
        }
        assert_int_equal(received[HEADER - 1], 5 + i % 2);
        assert_memory_equal(received + HEADER, data, SIZE);
    }
    hs_stream_transport.wait(link, &entry);
    if ((entry.events & POLLOUT) != 0) {
        assert_false(turn(link, &reply));
    }
    hs_stream_transport.wait(link, &entry);
    assert_int_equal(entry.events, POLLIN);
    assert_int_equal(hs_stream_transport.send(link, &request, 1), 1);
    close(peer);
    hs_stream_transport.close(link);
}

/* A full socket may take nothing at all of a request. */
static void says_when_a_full_socket_takes_more(void **state)
{
    static uint8_t buffer[65536];
    int peer = -1;
    struct hs_frame reply;
    struct pollfd entry;
    struct hs_link *link = open_pair(*state, &peer);
    while (hs_stream_transport.send(link, &request, 1) == 1) {
        hs_stream_transport.wait(link, &entry);
        assert_int_equal(entry.events, POLLIN);
    }
    hs_stream_transport.wait(link, &entry);
    assert_int_equal(entry.events, POLLIN | POLLOUT);
    while (recv(peer, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {
    }
    assert_false(turn(link, &reply));
    hs_stream_transport.wait(link, &entry);
    assert_int_equal(entry.events, POLLIN);
    assert_int_equal(hs_stream_transport.send(link, &request, 1), 1);
    close(peer);
    hs_stream_transport.close(link);
}

/* What is due for one of many links, without waiting. */
static void turn_if_due(struct hs_link *link)
{
    struct pollfd entry;
    struct hs_frame reply;
    const int64_t wake = hs_stream_transport.wait(link, &entry);
    if (wake <= hs_clock_now() || poll(&entry, 1, 0) == 1) {
        hs_stream_transport.advance(link, entry.revents);
        assert_false(hs_stream_transport.receive(link, &reply));
    }
    assert_int_not_equal(link->state, HS_LINK_BROKEN);
}

/* A listener's full backlog is no failure. */
static void waits_for_a_full_backlog(void **state)
{
    enum { MANY = 8 };
    const struct fixture *f = *state;
    struct hs_link *links[MANY];
    struct pollfd entry;
    unsigned waiting = 0;
    unsigned open = 0;
    int peers[MANY];
    for (int i = 0; i < MANY; i++) {
        links[i] = open_link(f);
        assert_int_equal(links[i]->state, HS_LINK_OPENING);
        waiting += hs_stream_transport.wait(links[i], &entry) != HS_NEVER;
    }
    assert_in_range(waiting, 1, MANY - 1);
    for (int accepted = 0; open < MANY;) {
        entry = (struct pollfd){.fd = f->listener, .events = POLLIN};
        if (accepted < MANY && poll(&entry, 1, 1) == 1) {
            peers[accepted] = accept(f->listener, NULL, NULL);
            assert_int_equal(send(peers[accepted], greeting, sizeof greeting, 0), sizeof greeting);
            accepted++;
        }
        open = 0;
        for (int i = 0; i < MANY; i++) {
            turn_if_due(links[i]);
            open += links[i]->state == HS_LINK_OPEN;
        }
    }
    for (int i = 0; i < MANY; i++) {
        close(peers[i]);
        hs_stream_transport.close(links[i]);
    }
}

static void says_why_it_cannot_connect(void **state)
{
    (void)state;
    struct hs_link *link = hs_stream_transport.open(NULL, "ipc:///tmp/hensigt-there-is-nothing-here");
    assert_int_equal(link->state, HS_LINK_BROKEN);
    assert_string_equal(link->fault, "cannot connect: No such file or directory");
    hs_stream_transport.close(link);
    link = hs_stream_transport.open(NULL, "carrier://pigeon");
    assert_int_equal(link->state, HS_LINK_BROKEN);
    assert_string_equal(link->fault, "carrier://pigeon: it begins with neither ipc:// nor tcp://");
    hs_stream_transport.close(link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_what_came_before_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_up_a_peer_that_reads_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_the_rest_of_a_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_when_a_full_socket_takes_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(waits_for_a_full_backlog, set_up, tear_down),
        cmocka_unit_test(says_why_it_cannot_connect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
