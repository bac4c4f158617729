#include "request_id.h"

#include "clock.h"

/* 48 bits of time, then random bits under the version (7) and the variant (binary 10). */
enum { TIME_BYTES = 6, VERSION_BYTE = 6, VARIANT_BYTE = 8 };

bool hs_request_id_make(uint8_t id[HENSIGT_REQUEST_ID_SIZE], int64_t unix_ms)
{
    if (!hs_random_bytes(id, HENSIGT_REQUEST_ID_SIZE)) {
        return false;
    }
    for (int i = 0; i < TIME_BYTES; i++) {
        id[i] = (uint8_t)((uint64_t)unix_ms >> (8 * (TIME_BYTES - 1 - i)));
    }
    id[VERSION_BYTE] = (uint8_t)(0x70 | (id[VERSION_BYTE] & 0x0f));
    id[VARIANT_BYTE] = (uint8_t)(0x80 | (id[VARIANT_BYTE] & 0x3f));
    return true;
}
