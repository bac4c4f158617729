#include "store/page_token.h"

#include "crypto/crypto.h"

#include <string.h>

enum {
    VERSION = 1,
    MAX_NAME = 1024,
    MAX_BYTES = 1 + HS_TOKEN_DIGEST_SIZE + HS_TOKEN_MAX_KEYS * (1 + 2 + HS_TOKEN_MAX_TEXT) + 2 + MAX_NAME,
};

enum tag { TAG_NULL, TAG_INTEGER, TAG_TEXT, TAG_BY_NAME };

/* Bytes being written or read. */
struct bytes {
    uint8_t data[MAX_BYTES];
    size_t size;
    size_t at;   /* next to be read */
    bool failed; /* no room, or nothing left */
};

static void add_text(struct hs_sha256 *hash, const char *text)
{
    text = text != NULL ? text : "";
    hs_sha256_add(hash, text, strlen(text) + 1);
}

void hs_query_digest(const struct hs_query *query, uint8_t out[HS_TOKEN_DIGEST_SIZE])
{
    struct hs_sha256 hash;
    uint8_t whole[HS_SHA256_SIZE];
    uint8_t deleted = query->show_deleted;
    hs_sha256_init(&hash);
    add_text(&hash, query->resource->kind);
    add_text(&hash, query->parent);
    add_text(&hash, query->filter);
    add_text(&hash, query->order_by);
    for (size_t i = 0; i < query->n_matches; i++) {
        add_text(&hash, query->matches[i].path);
        add_text(&hash, query->matches[i].value);
    }
    hs_sha256_add(&hash, &deleted, sizeof deleted);
    hs_sha256_add(&hash, &query->read_time, sizeof query->read_time);
    hs_sha256_end(&hash, whole);
    memcpy(out, whole, HS_TOKEN_DIGEST_SIZE);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static void put(struct bytes *bytes, const void *data, size_t size)
{
    if (bytes->failed || size > sizeof bytes->data - bytes->size) {
        bytes->failed = true;
        return;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static void put_number(struct bytes *bytes, uint64_t number, unsigned size)
{
    uint8_t data[sizeof number];
    for (unsigned i = 0; i < size; i++) {
        data[i] = (uint8_t)(number >> 8 * (size - 1 - i));
    }
    put(bytes, data, size);
}

static void put_text(struct bytes *bytes, const char *text)
{
    put_number(bytes, strlen(text), 2);
    put(bytes, text, strlen(text));
}

static void put_key(struct bytes *bytes, const struct hs_token_key *key)
{
    if (key->by_name) {
        put_number(bytes, TAG_BY_NAME, 1);
    } else if (key->cell.is_null) {
        put_number(bytes, TAG_NULL, 1);
    } else if (key->cell.text != NULL) {
        put_number(bytes, TAG_TEXT, 1);
        put_text(bytes, key->cell.text);
    } else {
        put_number(bytes, TAG_INTEGER, 1);
        put_number(bytes, (uint64_t)key->cell.integer, 8);
    }
}

char *hs_page_token_write(const uint8_t digest[HS_TOKEN_DIGEST_SIZE], const struct hs_position *position, struct hs_arena *arena)
{
    struct bytes bytes = {.size = 0};
    put_number(&bytes, VERSION, 1);
    put(&bytes, digest, HS_TOKEN_DIGEST_SIZE);
    for (size_t i = 0; i < position->n_keys; i++) {
        put_key(&bytes, &position->keys[i]);
    }
    put_text(&bytes, position->name);
    char *token = bytes.failed ? NULL : hs_arena_alloc(arena, HS_BASE64URL_SIZE(bytes.size));
    if (token != NULL) {
        hs_base64url_encode(bytes.data, bytes.size, token);
    }
    return token;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static const uint8_t *take(struct bytes *bytes, size_t size)
{
    if (bytes->failed || size > bytes->size - bytes->at) {
        bytes->failed = true;
        return NULL;
    }
    bytes->at += size;
    return bytes->data + bytes->at - size;
}

static uint64_t take_number(struct bytes *bytes, unsigned size)
{
    const uint8_t *data = take(bytes, size);
    uint64_t number = 0;
    for (unsigned i = 0; data != NULL && i < size; i++) {
        number = number << 8 | data[i];
    }
    return number;
}

static const char *take_text(struct bytes *bytes, struct hs_arena *arena)
{
    size_t length = (size_t)take_number(bytes, 2);
    const uint8_t *data = take(bytes, length);
    const char *text = data != NULL && memchr(data, '\0', length) == NULL ? hs_arena_bytes(arena, data, length) : NULL;
    bytes->failed = bytes->failed || text == NULL;
    return text;
}

static void take_key(struct bytes *bytes, struct hs_arena *arena, struct hs_token_key *out)
{
    *out = (struct hs_token_key){0};
    switch (take_number(bytes, 1)) {
    case TAG_NULL:
        out->cell.is_null = true;
        break;
    case TAG_INTEGER:
        out->cell.integer = (int64_t)take_number(bytes, 8);
        break;
    case TAG_TEXT:
        out->cell.text = take_text(bytes, arena);
        break;
    case TAG_BY_NAME:
        out->by_name = true;
        break;
    default:
        bytes->failed = true;
        break;
    }
}

bool hs_page_token_read(const uint8_t digest[HS_TOKEN_DIGEST_SIZE], const char *token, size_t n_keys, struct hs_arena *arena,
                        struct hs_position *out)
{
    struct bytes bytes = {.size = 0};
    struct hs_position position = {.n_keys = n_keys};
    if (!hs_base64url_decode(token, bytes.data, sizeof bytes.data, &bytes.size)) {
        return false;
    }
    bool is_known = take_number(&bytes, 1) == VERSION;
    const uint8_t *found = take(&bytes, HS_TOKEN_DIGEST_SIZE);
    if (!is_known || found == NULL || memcmp(found, digest, HS_TOKEN_DIGEST_SIZE) != 0) {
        return false;
    }
    for (size_t i = 0; i < n_keys; i++) {
        take_key(&bytes, arena, &position.keys[i]);
    }
    position.name = take_text(&bytes, arena);
    if (bytes.failed || bytes.at != bytes.size) {
        return false;
    }
    *out = position;
    return true;
}
