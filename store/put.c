#include "store/put.h"

#include <string.h>

/* "partnerships/x" of "partnerships/x/memberships/y"; NULL without memory. */
static char *parent_of(const char *name, struct hs_arena *arena)
{
    size_t end = strlen(name);
    for (int segments = 0; segments < 2 && end > 0; segments++) {
        do {
            end--;
        } while (end > 0 && name[end] != '/');
    }
    return hs_arena_bytes(arena, name, end);
}

static enum hs_code prepare(struct hs_put *put)
{
    if (!protobuf_c_message_check(put->message)) {
        return hs_status_fail(put->status, HS_INTERNAL, "MESSAGE_DAMAGED", "a %s lacks one of its parts",
                              put->table->resource->kind);
    }
    put->name = hs_arena_string(put->scratch, hs_message_string(put->message, put->table->name));
    if (put->name == NULL) {
        return hs_out_of_memory(put->status);
    }
    if (hs_contract_resource_of_name(put->name, false) != put->table->resource) {
        return hs_status_fail(put->status, HS_INTERNAL, "NAME_INVALID", "\"%s\" is no name of a %s", put->name,
                              put->table->resource->kind);
    }
    if (put->table->resource->parent != NULL) {
        put->parent = parent_of(put->name, put->scratch);
        return put->parent != NULL ? HS_OK : hs_out_of_memory(put->status);
    }
    return HS_OK;
}

static enum hs_code find_before(struct hs_put *put)
{
    bool found = false;
    enum hs_code code = hs_row_find(put->view, put->table, put->name, put->scratch, &put->row, &found, put->status);
    if (code != HS_OK || !found) {
        return code;
    }
    if ((put->how & HS_PUT_NEW) != 0) {
        code = put->row.deleted ? hs_status_fail(put->status, HS_ALREADY_EXISTS, "ID_USED",
                                                 "%s was deleted, and its name is never used again", put->name)
                                : hs_status_fail(put->status, HS_ALREADY_EXISTS, "RESOURCE_EXISTS", "%s exists already", put->name);
        hs_status_metadata(put->status, "resource", put->name);
        return code;
    }
    put->before = hs_body_unpack(put->table->resource, put->row.body, put->row.size, put->scratch, put->status);
    return put->before != NULL ? HS_OK : hs_status_code(put->status);
}

static void give_receipt(struct hs_put *put, const struct hs_ledger_head *head)
{
    struct hs_write *write = put->view->write;
    write->sequence = head->sequence;
    write->write_time = head->time;
    memcpy(write->chain_hash, head->chain_hash, sizeof write->chain_hash);
}

static enum hs_code change_nothing(struct hs_put *put)
{
    struct hs_ledger_head head = {0};
    enum hs_code code = hs_put_take_stored(put);
    if (code == HS_OK) {
        code = hs_ledger_receipt(put->view, put->row.sequence, &head, put->status);
    }
    if (code == HS_OK) {
        give_receipt(put, &head);
    }
    return code;
}

static enum hs_code append(struct hs_put *put, struct hs_ledger_head *head)
{
    const struct hs_write *write = put->view->write;
    struct hs_ledger_entry entry = {
        .time = put->view->write_time,
        .caller = write->caller,
        .method = write->method,
        .name = put->name,
        .previous = put->row.sequence,
        .imported = write->imported,
        .body = put->body,
        .size = put->size,
    };
    return hs_ledger_append(put->view, &entry, head, put->status);
}

static enum hs_code change(struct hs_put *put)
{
    struct hs_ledger_head head = {0};
    enum hs_code code = hs_put_seal(put);
    if (code == HS_OK) {
        code = append(put, &head);
    }
    if (code == HS_OK) {
        code = hs_put_write(put, head.sequence);
    }
    if (code == HS_OK) {
        give_receipt(put, &head);
        put->view->read_time = head.time;
    }
    return code;
}

enum hs_code hs_view_put(struct hs_view *view, const struct hs_resource *resource, ProtobufCMessage *message, unsigned how,
                         struct hs_status *status)
{
    struct hs_put put = {
        .view = view,
        .table = hs_schema_table(&view->store->schema, resource),
        .scratch = &view->scratch,
        .status = status,
        .message = message,
        .how = how,
    };
    if (view->write == NULL || put.table == NULL) {
        return hs_status_fail(status, HS_INTERNAL, "NO_WRITE", "a %s can only be put within a write", resource->kind);
    }
    hs_arena_reset(&view->scratch);
    enum hs_code code = hs_view_broken(view, status);
    if (code == HS_OK) {
        code = prepare(&put);
    }
    if (code == HS_OK) {
        code = find_before(&put);
    }
    if (code == HS_OK) {
        code = hs_put_set_create_time(&put);
    }
    if (code != HS_OK) {
        return code;
    }
    return hs_put_is_same(&put) ? change_nothing(&put) : change(&put);
}

int64_t hs_view_write_time(const struct hs_view *view)
{
    return view->write_time;
}
