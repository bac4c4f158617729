/* Page tokens: a position in an ordering, bound to its query.
 *
 * base64url of: version, 1 byte; the query's digest, 8 bytes; for each key its tag, 1 byte, and its value (an integer as 8 bytes
 * big-endian; a text as its length in 2 bytes and its bytes); the name as a text. */
#ifndef HS_STORE_PAGE_TOKEN_H
#define HS_STORE_PAGE_TOKEN_H

#include "store/store.h"
#include "store/table.h"

enum {
    HS_TOKEN_MAX_KEYS = 8, /**< columns of an ordering: two for a date */
    HS_TOKEN_DIGEST_SIZE = 8,
    HS_TOKEN_MAX_TEXT = 160, /**< longer texts are not kept in the token but looked up by name */
};

/** A key's value in a token. */
struct hs_token_key {
    struct hs_cell cell;
    bool by_name; /**< the value is that of the resource `name` */
};

/** A position: behind the resource with these keys. */
struct hs_position {
    struct hs_token_key keys[HS_TOKEN_MAX_KEYS];
    size_t n_keys;
    const char *name;
};

/** The digest of a listing: of all that must be as it was on the page before. */
void hs_query_digest(const struct hs_query *query, uint8_t out[HS_TOKEN_DIGEST_SIZE]);

/** Writes a token for the query with this digest; NULL without memory. */
char *hs_page_token_write(const uint8_t digest[HS_TOKEN_DIGEST_SIZE], const struct hs_position *position, struct hs_arena *arena);

/** Reads a token of `n_keys` keys; its texts live in the arena. False for a token that is malformed or of another query. */
bool hs_page_token_read(const uint8_t digest[HS_TOKEN_DIGEST_SIZE], const char *token, size_t n_keys, struct hs_arena *arena,
                        struct hs_position *out);

#endif
