#include "store/put.h"

#include "crypto/crypto.h"

#include <string.h>

enum { ETAG_DIGITS = 16 };

static uint8_t *pack(struct hs_put *put, const ProtobufCMessage *message, size_t *size)
{
    if (!protobuf_c_message_check(message)) {
        hs_status_fail(put->status, HS_INTERNAL, "MESSAGE_DAMAGED", "a %s cannot be packed", put->table->resource->kind);
        return NULL;
    }
    *size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = hs_arena_alloc(put->scratch, *size);
    if (bytes == NULL) {
        hs_out_of_memory(put->status);
        return NULL;
    }
    protobuf_c_message_pack(message, bytes);
    return bytes;
}

/* Packs a message as if it had neither etag nor update_time. */
static uint8_t *pack_content(struct hs_put *put, ProtobufCMessage *message, size_t *size)
{
    const struct hs_table *table = put->table;
    const char *etag = hs_message_string(message, table->etag);
    ProtobufCMessage *update_time = hs_message_child(message, table->update_time);
    hs_message_set_string(message, table->etag, protobuf_c_empty_string);
    hs_message_set_child(message, table->update_time, NULL);
    uint8_t *bytes = pack(put, message, size);
    hs_message_set_string(message, table->etag, etag);
    hs_message_set_child(message, table->update_time, update_time);
    return bytes;
}

enum hs_code hs_put_compare(struct hs_put *put, bool *same)
{
    size_t new_size = 0, old_size = 0;
    if (put->before == NULL) {
        *same = false;
        return HS_OK;
    }
    const uint8_t *new_content = pack_content(put, put->message, &new_size);
    const uint8_t *old_content = new_content != NULL ? pack_content(put, put->before, &old_size) : NULL;
    if (old_content == NULL) {
        return hs_status_code(put->status);
    }
    *same = new_size == old_size && memcmp(new_content, old_content, new_size) == 0;
    return HS_OK;
}

static bool is_kept(const struct hs_put *put, int field)
{
    return (put->how & HS_PUT_KEEP_TIMES) != 0 && hs_message_child(put->message, field) != NULL;
}

static enum hs_code set_time(struct hs_put *put, int field, int64_t time)
{
    return hs_message_set_time(put->message, field, time, put->status->arena) ? HS_OK : hs_out_of_memory(put->status);
}

enum hs_code hs_put_set_create_time(struct hs_put *put)
{
    int field = put->table->create_time;
    const ProtobufCMessage *known = put->before != NULL ? hs_message_child(put->before, field) : NULL;
    if (is_kept(put, field)) {
        return HS_OK;
    }
    return set_time(put, field, known != NULL ? hs_time_of(known) : put->view->write_time);
}

/* The etag is made from the content alone: a resource that is exported and imported keeps it. */
static enum hs_code set_etag(struct hs_put *put)
{
    uint8_t hash[HS_SHA256_SIZE];
    size_t size = 0;
    char *etag = hs_arena_alloc(put->status->arena, ETAG_DIGITS + 1);
    if (etag == NULL) {
        return hs_out_of_memory(put->status);
    }
    hs_message_set_string(put->message, put->table->etag, protobuf_c_empty_string);
    const uint8_t *bytes = pack(put, put->message, &size);
    if (bytes == NULL) {
        return hs_status_code(put->status);
    }
    hs_sha256(bytes, size, hash);
    hs_hex_encode(hash, ETAG_DIGITS / 2, etag);
    hs_message_set_string(put->message, put->table->etag, etag);
    return HS_OK;
}

enum hs_code hs_put_seal(struct hs_put *put)
{
    enum hs_code code =
        is_kept(put, put->table->update_time) ? HS_OK : set_time(put, put->table->update_time, put->view->write_time);
    if (code == HS_OK) {
        code = set_etag(put);
    }
    if (code != HS_OK) {
        return code;
    }
    put->body = pack(put, put->message, &put->size);
    if (put->body == NULL) {
        return hs_status_code(put->status);
    }
    if (put->size > HS_STORE_MAX_BODY) {
        return hs_status_fail(put->status, HS_INVALID_ARGUMENT, "RESOURCE_TOO_LARGE",
                              "%s would take %zu bytes; a resource may take %d", put->name, put->size, HS_STORE_MAX_BODY);
    }
    return HS_OK;
}

enum hs_code hs_put_take_stored(struct hs_put *put)
{
    const struct hs_table *table = put->table;
    const ProtobufCMessage *update_time = hs_message_child(put->before, table->update_time);
    char *etag = hs_arena_string(put->status->arena, hs_message_string(put->before, table->etag));
    if (etag == NULL) {
        return hs_out_of_memory(put->status);
    }
    hs_message_set_string(put->message, table->etag, etag);
    return update_time != NULL ? set_time(put, table->update_time, hs_time_of(update_time)) : HS_OK;
}
