#include "amount.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *amount_text(struct hs_arena *arena, int64_t units, int32_t nanos)
{
    if (nanos == 0) {
        return hs_arena_printf(arena, "%" PRId64, units);
    }
    char *text = hs_arena_printf(arena, "%s%" PRId64 ".%09d", units == 0 && nanos < 0 ? "-" : "", units, abs(nanos));
    for (size_t end = text != NULL ? strlen(text) : 0; end > 0 && text[end - 1] == '0'; end--) {
        text[end - 1] = '\0';
    }
    return text;
}
