/* The SP wire as a function of bytes: every byte alone, every split, every fault. */
#include "sp.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* What a service sends: its greeting, an empty reply, and one of three bytes. */
static const uint8_t tcp_stream[] = {0, 'S', 'P', 0, 0, 0x31, 0, 0,                      /**/
                                     0, 0,   0,   0, 0, 0,    0, 4, 0x80, 0,    0,    7, /**/
                                     0, 0,   0,   0, 0, 0,    0, 7, 0xff, 0xff, 0xff, 0xff, 'a', 'b', 'c'};
static const uint8_t ipc_stream[] = {0, 'S', 'P', 0, 0, 0x31, 0, 0,                         /**/
                                     1, 0,   0,   0, 0, 0,    0, 0, 4, 0x80, 0,    0,    7, /**/
                                     1, 0,   0,   0, 0, 0,    0, 0, 7, 0xff, 0xff, 0xff, 0xff, 'a', 'b', 'c'};

static const struct {
    enum hs_sp_framing framing;
    const uint8_t *bytes;
    size_t size;
} streams[] = {{HS_SP_TCP, tcp_stream, sizeof tcp_stream}, {HS_SP_IPC, ipc_stream, sizeof ipc_stream}};

/* Reads a piece to its end; each event must be the next of the three expected. */
static void read_piece(struct hs_sp_reader *reader, const uint8_t *bytes, size_t size, unsigned *events)
{
    size_t done = 0;
    while (done < size) {
        size_t used = 0;
        uint8_t *piece = malloc(size - done); /* of its exact size, for the address sanitizer */
        memcpy(piece, bytes + done, size - done);
        const enum hs_sp_event event = hs_sp_read(reader, piece, size - done, &used);
        free(piece);
        assert_in_range(used, 1, size - done);
        done += used;
        if (event == HS_SP_MORE) {
            assert_int_equal(done, size);
            continue;
        }
        switch ((*events)++) {
        case 0:
            assert_int_equal(event, HS_SP_GREETING);
            break;
        case 1:
            assert_int_equal(event, HS_SP_REPLY);
            assert_int_equal(reader->id, 7);
            assert_int_equal(reader->size, 0);
            break;
        case 2:
            assert_int_equal(event, HS_SP_REPLY);
            assert_int_equal(reader->id, 0x7fffffff);
            assert_int_equal(reader->size, 3);
            assert_memory_equal(reader->data, "abc", 3);
            break;
        default:
            fail();
        }
    }
}

static void reads_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct hs_sp_reader reader;
        unsigned events = 0;
        hs_sp_reader_init(&reader, streams[i].framing);
        for (size_t j = 0; j < streams[i].size; j++) {
            read_piece(&reader, streams[i].bytes + j, 1, &events);
        }
        assert_int_equal(events, 3);
        hs_sp_reader_free(&reader);
    }
}

static void reads_at_all_splits(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const size_t size = streams[i].size;
        for (size_t first = 0; first <= size; first++) {
            for (size_t second = first; second <= size; second++) {
                struct hs_sp_reader reader;
                unsigned events = 0;
                hs_sp_reader_init(&reader, streams[i].framing);
                read_piece(&reader, streams[i].bytes, first, &events);
                read_piece(&reader, streams[i].bytes + first, second - first, &events);
                read_piece(&reader, streams[i].bytes + second, size - second, &events);
                assert_int_equal(events, 3);
                hs_sp_reader_free(&reader);
            }
        }
    }
}

/* ---- faults: found at the byte that makes them one ---- */

static void finds(enum hs_sp_framing framing, const uint8_t *bytes, size_t size, const char *fault)
{
    struct hs_sp_reader reader;
    enum hs_sp_event event = HS_SP_MORE;
    size_t used = 0;
    size_t done = 0;
    hs_sp_reader_init(&reader, framing);
    while (done < size && event != HS_SP_BROKEN) {
        event = hs_sp_read(&reader, bytes + done, 1, &used);
        done += used;
    }
    assert_int_equal(done, size);
    assert_int_equal(event, HS_SP_BROKEN);
    assert_string_equal(reader.fault, fault);
    assert_int_equal(hs_sp_read(&reader, bytes, size, &used), HS_SP_BROKEN); /* and stays so */
    assert_int_equal(used, 0);
    hs_sp_reader_free(&reader);
}

static void refuses_other_greetings(void **state)
{
    static const char fault[] = "the peer is no SP REP socket";
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        uint8_t greeting[8];
        memcpy(greeting, tcp_stream, sizeof greeting);
        greeting[i] ^= 1;
        finds(HS_SP_TCP, greeting, sizeof greeting, fault);
        finds(HS_SP_IPC, greeting, sizeof greeting, fault);
    }
}

static void refuses_bad_frames(void **state)
{
    static const struct {
        uint8_t length[8];
        uint8_t id[4];
        const char *fault;
    } cases[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0}, {0}, "the peer sent a frame without an id"},
        {{0, 0, 0, 0, 0, 0, 0, 3}, {0}, "the peer sent a frame without an id"},
        {{0, 0, 0, 0, 0, 0x10, 0, 1}, {0}, "the peer announced a frame that is too long"},
        {{0, 0, 0, 1, 0, 0, 0, 4}, {0}, "the peer announced a frame that is too long"},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0}, "the peer announced a frame that is too long"},
        {{0, 0, 0, 0, 0, 0, 0, 4}, {0x7f, 0xff, 0xff, 0xff}, "the peer sent a frame whose id is none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[8 + 1 + 12];
        const size_t id_size = strstr(cases[i].fault, "whose id") == NULL ? 0 : 4;
        memcpy(bytes, tcp_stream, 8);
        memcpy(bytes + 8, cases[i].length, 8);
        memcpy(bytes + 16, cases[i].id, 4);
        finds(HS_SP_TCP, bytes, 16 + id_size, cases[i].fault);
        bytes[8] = 1;
        memcpy(bytes + 9, cases[i].length, 8);
        memcpy(bytes + 17, cases[i].id, 4);
        finds(HS_SP_IPC, bytes, 17 + id_size, cases[i].fault);
        bytes[8] = 2;
        finds(HS_SP_IPC, bytes, 17, "the peer sent a frame of unknown type");
    }
}

static void reads_the_longest_reply(void **state)
{
    enum { BODY = HS_SP_MAX_REPLY - 4 };
    uint8_t head[8 + 12] = {0, 'S', 'P', 0, 0, 0x31, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0x80, 0, 0, 1};
    struct hs_sp_reader reader;
    uint8_t *body = malloc(BODY);
    size_t used = 0;
    (void)state;
    for (size_t i = 0; i < BODY; i++) {
        body[i] = (uint8_t)(i * 7 + i / 251);
    }
    hs_sp_reader_init(&reader, HS_SP_TCP);
    assert_int_equal(hs_sp_read(&reader, head, sizeof head, &used), HS_SP_GREETING);
    assert_int_equal(hs_sp_read(&reader, head + used, sizeof head - used, &used), HS_SP_MORE);
    assert_int_equal(hs_sp_read(&reader, body, BODY / 3, &used), HS_SP_MORE);
    assert_int_equal(hs_sp_read(&reader, body + BODY / 3, BODY - BODY / 3, &used), HS_SP_REPLY);
    assert_int_equal(reader.size, BODY);
    assert_memory_equal(reader.data, body, BODY);
    hs_sp_reader_free(&reader);
    free(body);
}

static void writes_headers(void **state)
{
    static const uint8_t tcp[] = {0, 0, 0, 0, 0, 1, 0, 3, 0x92, 0x34, 0x56, 0x78};
    static const uint8_t ipc[] = {1, 0, 0, 0, 0, 0, 1, 0, 3, 0x92, 0x34, 0x56, 0x78};
    static const uint8_t greeting[] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
    uint8_t header[HS_SP_MAX_HEADER];
    (void)state;
    assert_int_equal(hs_sp_header(HS_SP_TCP, 0x12345678, 0xffff, header), sizeof tcp);
    assert_memory_equal(header, tcp, sizeof tcp);
    assert_int_equal(hs_sp_header(HS_SP_IPC, 0x12345678, 0xffff, header), sizeof ipc);
    assert_memory_equal(header, ipc, sizeof ipc);
    assert_memory_equal(hs_sp_greeting, greeting, sizeof greeting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_byte_by_byte), cmocka_unit_test(reads_at_all_splits),     cmocka_unit_test(refuses_other_greetings),
        cmocka_unit_test(refuses_bad_frames), cmocka_unit_test(reads_the_longest_reply), cmocka_unit_test(writes_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
