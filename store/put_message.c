#include "store/put.h"

#include "crypto/crypto.h"
#include "wire/member.h"

#include <string.h>

enum { ETAG_DIGITS = 16 };

static uint8_t *pack(struct hs_put *put, size_t *size)
{
    *size = protobuf_c_message_get_packed_size(put->message);
    uint8_t *bytes = hs_arena_alloc(put->scratch, *size);
    if (bytes == NULL) {
        hs_out_of_memory(put->status);
        return NULL;
    }
    protobuf_c_message_pack(put->message, bytes);
    return bytes;
}

bool hs_put_is_same(struct hs_put *put)
{
    const struct hs_table *table = put->table;
    if (put->before == NULL) {
        return false;
    }
    const char *etag = hs_message_string(put->message, table->etag);
    ProtobufCMessage *update_time = hs_message_child(put->message, table->update_time);
    hs_message_set_string(put->message, table->etag, hs_message_string(put->before, table->etag));
    hs_message_set_child(put->message, table->update_time, hs_message_child(put->before, table->update_time));
    bool same = hs_message_equal(put->message, put->before);
    hs_message_set_string(put->message, table->etag, etag);
    hs_message_set_child(put->message, table->update_time, update_time);
    return same;
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
    const uint8_t *bytes = pack(put, &size);
    if (bytes == NULL) {
        return hs_status_code(put->status);
    }
    hs_sha256(bytes, size, hash);
    hs_hex_encode(hash, ETAG_DIGITS / 2, etag);
    hs_message_set_string(put->message, put->table->etag, etag);
    return HS_OK;
}

enum hs_code hs_put_pack_anew(struct hs_put *put)
{
    enum hs_code code = set_etag(put);
    if (code == HS_OK) {
        put->body = pack(put, &put->size);
        code = put->body != NULL ? HS_OK : hs_status_code(put->status);
    }
    return code;
}

enum hs_code hs_put_seal(struct hs_put *put)
{
    enum hs_code code =
        is_kept(put, put->table->update_time) ? HS_OK : set_time(put, put->table->update_time, put->view->write_time);
    if (code == HS_OK) {
        code = hs_put_pack_anew(put);
    }
    if (code != HS_OK) {
        return code;
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
