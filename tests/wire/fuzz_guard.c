/* Whatever the bytes: what the guard lets pass is unpacked, in one arena block of the size it reports, and what is packed
 * again passes the guard and stays as it is. */
#include "fuzz_guard.h"

#include "shapes.pb-c.h"
#include "wire/contract.h"
#include "wire/guard.h"

#include <stdlib.h>
#include <string.h>

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* Unpacks what passed the guard; the caller frees the arena. */
static ProtobufCMessage *unpack(struct hs_arena *arena, const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size,
                                size_t memory)
{
    struct hs_guard_report report;
    hs_arena_init(arena, memory);
    ProtobufCMessage *message = hs_guard_unpack(arena, type, data, size, false, &report);
    require(message != NULL);
    require(arena->total <= memory);
    return message;
}

static uint8_t *pack(const ProtobufCMessage *message, size_t *size)
{
    require(protobuf_c_message_check(message));
    *size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = malloc(*size + 1);
    require(packed != NULL);
    require(protobuf_c_message_pack(message, packed) == *size);
    return packed;
}

static void check_type(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size)
{
    struct hs_guard_report report;
    struct hs_arena arena;
    struct hs_arena again;
    size_t first_size;
    size_t second_size;
    bool strict = hs_guard_check(type, data, size, true, &report) == HS_GUARD_OK;
    if (hs_guard_check(type, data, size, false, &report) != HS_GUARD_OK) {
        require(!strict);
        require(report.offset <= size && report.message != NULL);
        return;
    }
    uint8_t *first = pack(unpack(&arena, type, data, size, report.memory), &first_size);
    require(hs_guard_check(type, first, first_size, strict, &report) == HS_GUARD_OK);
    uint8_t *second = pack(unpack(&again, type, first, first_size, report.memory), &second_size);
    require(first_size == second_size && memcmp(first, second, first_size) == 0);
    free(first);
    free(second);
    hs_arena_free(&arena);
    hs_arena_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_type(&hensigt__tests__v1__shape__descriptor, data, size);
    for (size_t i = 0; i < hs_contract.n_messages; i++) {
        check_type(hs_contract.messages[i]->descriptor, data, size);
    }
    return 0;
}
