#include "sp.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_SIZE = 8, ID_SIZE = 4, IPC_MESSAGE = 1, SMALLEST_BUFFER = 4096 };

/* The top bit of the id ends the list of stations a request came through: here, the first word. */
static const uint32_t last_station = 0x80000000u;

/* Zero, "SP", version 0, then the protocol in two bytes and two that are reserved. */
const uint8_t hs_sp_greeting[HS_SP_GREETING_SIZE] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
static const uint8_t expected_greeting[HS_SP_GREETING_SIZE] = {0, 'S', 'P', 0, 0, 0x31, 0, 0};

enum stage { STAGE_GREETING, STAGE_LENGTH, STAGE_ID, STAGE_BODY, STAGE_BROKEN };

static void put_big_endian(uint8_t *to, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        to[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    }
}

static uint64_t get_big_endian(const uint8_t *from, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | from[i];
    }
    return value;
}

static size_t type_size(enum hs_sp_framing framing)
{
    return framing == HS_SP_IPC ? 1 : 0;
}

size_t hs_sp_header(enum hs_sp_framing framing, uint32_t id, size_t size, uint8_t header[HS_SP_MAX_HEADER])
{
    const size_t type = type_size(framing);
    header[0] = IPC_MESSAGE;
    put_big_endian(header + type, ID_SIZE + size, LENGTH_SIZE);
    put_big_endian(header + type + LENGTH_SIZE, last_station | id, ID_SIZE);
    return type + LENGTH_SIZE + ID_SIZE;
}

void hs_sp_reader_init(struct hs_sp_reader *reader, enum hs_sp_framing framing)
{
    *reader = (struct hs_sp_reader){.framing = framing, .stage = STAGE_GREETING};
}

void hs_sp_reader_free(struct hs_sp_reader *reader)
{
    free(reader->data);
    reader->data = NULL;
    reader->capacity = 0;
}

static enum hs_sp_event broken(struct hs_sp_reader *reader, const char *fault)
{
    reader->stage = STAGE_BROKEN;
    reader->fault = fault;
    return HS_SP_BROKEN;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Fills the head up to `wanted` bytes; says whether they are there. */
static bool gather(struct hs_sp_reader *reader, size_t wanted, const uint8_t *bytes, size_t size, size_t *used)
{
    const size_t n = smaller(wanted - reader->head_size, size - *used);
    memcpy(reader->head + reader->head_size, bytes + *used, n);
    reader->head_size += n;
    *used += n;
    return reader->head_size == wanted;
}

static enum hs_sp_event end_greeting(struct hs_sp_reader *reader)
{
    if (memcmp(reader->head, expected_greeting, sizeof expected_greeting) != 0) {
        return broken(reader, "the peer is no SP REP socket");
    }
    reader->stage = STAGE_LENGTH;
    reader->head_size = 0;
    return HS_SP_GREETING;
}

static enum hs_sp_event end_length(struct hs_sp_reader *reader)
{
    const size_t type = type_size(reader->framing);
    const uint64_t length = get_big_endian(reader->head + type, LENGTH_SIZE);
    if (type > 0 && reader->head[0] != IPC_MESSAGE) {
        return broken(reader, "the peer sent a frame of unknown type");
    }
    if (length < ID_SIZE) {
        return broken(reader, "the peer sent a frame without an id");
    }
    if (length > HS_SP_MAX_REPLY) {
        return broken(reader, "the peer announced a frame that is too long");
    }
    reader->size = (size_t)length - ID_SIZE;
    reader->stage = STAGE_ID;
    return HS_SP_MORE;
}

static enum hs_sp_event end_frame(struct hs_sp_reader *reader)
{
    reader->stage = STAGE_LENGTH;
    reader->head_size = 0;
    return HS_SP_REPLY;
}

static enum hs_sp_event end_id(struct hs_sp_reader *reader)
{
    const uint32_t word = (uint32_t)get_big_endian(reader->head + type_size(reader->framing) + LENGTH_SIZE, ID_SIZE);
    if ((word & last_station) == 0) {
        return broken(reader, "the peer sent a frame whose id is none");
    }
    if (reader->size > reader->capacity) {
        const size_t capacity = reader->size > SMALLEST_BUFFER ? reader->size : SMALLEST_BUFFER;
        hs_sp_reader_free(reader);
        reader->data = malloc(capacity);
        if (reader->data == NULL) {
            return broken(reader, "there is no memory for a reply");
        }
        reader->capacity = capacity;
    }
    reader->id = word & ~last_station;
    reader->filled = 0;
    reader->stage = STAGE_BODY;
    return reader->size == 0 ? end_frame(reader) : HS_SP_MORE;
}

static enum hs_sp_event read_body(struct hs_sp_reader *reader, const uint8_t *bytes, size_t size, size_t *used)
{
    const size_t n = smaller(reader->size - reader->filled, size - *used);
    memcpy(reader->data + reader->filled, bytes + *used, n);
    reader->filled += n;
    *used += n;
    return reader->filled < reader->size ? HS_SP_MORE : end_frame(reader);
}

enum hs_sp_event hs_sp_read(struct hs_sp_reader *reader, const uint8_t *bytes, size_t size, size_t *used)
{
    const size_t length_end = type_size(reader->framing) + LENGTH_SIZE;
    enum hs_sp_event event = HS_SP_MORE;
    *used = 0;
    if (reader->stage == STAGE_BROKEN) {
        return HS_SP_BROKEN;
    }
    while (event == HS_SP_MORE && *used < size) {
        switch (reader->stage) {
        case STAGE_GREETING:
            event = gather(reader, HS_SP_GREETING_SIZE, bytes, size, used) ? end_greeting(reader) : HS_SP_MORE;
            break;
        case STAGE_LENGTH:
            event = gather(reader, length_end, bytes, size, used) ? end_length(reader) : HS_SP_MORE;
            break;
        case STAGE_ID:
            event = gather(reader, length_end + ID_SIZE, bytes, size, used) ? end_id(reader) : HS_SP_MORE;
            break;
        default:
            event = read_body(reader, bytes, size, used);
            break;
        }
    }
    return event;
}
