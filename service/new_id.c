#include "service/new_id.h"

#include "service/dispatch_internal.h"

enum { RANDOM_CHARACTERS = 12, BITS_MASK = 31 };

/* Crockford's alphabet: without i, l, o and u, which are misread or spell words. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

char *hs_new_id(struct hs_call *call)
{
    uint8_t random[RANDOM_CHARACTERS];
    char id[1 + RANDOM_CHARACTERS + 1] = {0};
    hs_dispatch_random(call->service, random, sizeof random);
    id[0] = 'x';
    for (int i = 0; i < RANDOM_CHARACTERS; i++)
        id[1 + i] = alphabet[random[i] & BITS_MASK];
    return hs_arena_string(call->arena, id);
}
