#include "service/rules/percentage.h"

#include <inttypes.h>

enum {
    TENTHS = 1000, /* of a per cent in the whole */
    /* Numbers too large to be multiplied lose this many of their last digits, which no tenth of a per cent can show. */
    COARSER = 100000,
};

char *hs_percentage(struct hs_arena *arena, int64_t part, int64_t whole)
{
    if (whole == 0)
        return hs_arena_string(arena, "");
    if (whole > INT64_MAX / (2 * TENTHS)) {
        part /= COARSER;
        whole /= COARSER;
    }
    int64_t tenths = (2 * TENTHS * part + whole) / (2 * whole);
    return hs_arena_printf(arena, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
}
