#include "service/fields.h"
#include "service/standard.h"

#include <string.h>

/* Around each resource: the tag (1 byte, field numbers below 16) and the length of at most HS_STORE_MAX_BODY (3 bytes). */
enum {
    ENVELOPE_SIZE = 4,
    VARINT_BITS = 7,
    VARINT_MORE = 0x80,
    VARINT_MASK = 0x7f,
    TAG_SHIFT = 3,
    WIRE_LENGTH = 2,
    /* next_page_token and read_time, with room to spare. */
    TAIL_SIZE = 4 * 1024,
    PAGE_CAPACITY = HS_STORE_MAX_PAGE_BYTES + HS_STORE_MAX_BODY + HS_STORE_MAX_PAGE_SIZE * ENVELOPE_SIZE + TAIL_SIZE,
};

struct page {
    uint8_t *bytes;
    size_t size;
    unsigned field; /* of the response that repeats the resource */
};

static void put_varint(struct page *page, size_t value)
{
    for (; value > VARINT_MASK; value >>= VARINT_BITS)
        page->bytes[page->size++] = (uint8_t)(value | VARINT_MORE);
    page->bytes[page->size++] = (uint8_t)value;
}

static enum hs_code add_record(void *context, const struct hs_record *record)
{
    struct page *page = context;
    put_varint(page, page->field << TAG_SHIFT | WIRE_LENGTH);
    put_varint(page, record->size);
    memcpy(page->bytes + page->size, record->body, record->size);
    page->size += record->size;
    return HS_OK;
}

/* The response's other fields, packed behind the resources: the order of fields on the wire is free. */
static enum hs_code add_tail(struct hs_call *call, struct page *page, const char *next_page_token, int64_t read_time)
{
    ProtobufCMessage *tail = hs_arena_new(call->arena, call->method->output->descriptor);
    ProtobufCMessage *shown = (ProtobufCMessage *)hs_call_shown_time(call, read_time);
    if (!tail || !shown)
        return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this page");
    hs_field_set_string(tail, "next_page_token", (char *)(uintptr_t)next_page_token);
    hs_field_set_message(tail, "read_time", shown);
    if (protobuf_c_message_get_packed_size(tail) > PAGE_CAPACITY - page->size)
        return hs_status_fail(call->status, HS_INTERNAL, "PAGE_SIZE", "a page came out larger than planned");
    page->size += protobuf_c_message_pack(tail, page->bytes + page->size);
    return HS_OK;
}

/* Where nothing was found, the parent may be why. A wildcard is no name. */
static enum hs_code check_parent(struct hs_call *call, const struct hs_query *query)
{
    struct hs_record parent;
    if (!query->parent || !hs_contract_resource_of_name(query->parent, false))
        return HS_OK;
    return hs_view_get(call->view, query->parent, query->read_time, call->arena, &parent, call->status);
}

enum hs_code hs_standard_list(struct hs_call *call, const ProtobufCMessage *request)
{
    const char *parent = hs_field_string(request, "parent");
    const char *next_page_token = "";
    /* A request that breaks rules of the contract is only looked at; its page size, if that is wrong, has been told. */
    bool is_faulty = hs_status_code(call->status) != HS_OK;
    const struct hs_query query = {
        .resource = call->method->resource,
        .parent = *parent ? parent : NULL,
        .filter = hs_field_string(request, "filter"),
        .order_by = hs_field_string(request, "order_by"),
        .page_size = is_faulty ? 0 : hs_field_int32(request, "page_size"),
        .page_token = hs_field_string(request, "page_token"),
        .show_deleted = hs_field_bool(request, "show_deleted"),
        .read_time = hs_field_time(request, "read_time"),
        .unread = is_faulty,
    };
    struct page page = {.bytes = hs_arena_alloc(call->arena, PAGE_CAPACITY),
                        .field = call->method->output->descriptor->fields[0].id};
    if (!page.bytes)
        return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this page");
    enum hs_code code = hs_view_list(call->view, &query, add_record, &page, call->arena, &next_page_token, call->status);
    if (is_faulty)
        return hs_status_code(call->status);
    if (code == HS_OK && page.size == 0)
        code = check_parent(call, &query);
    if (code == HS_OK)
        code = add_tail(call, &page, next_page_token, query.read_time);
    if (code == HS_OK) {
        call->packed = page.bytes;
        call->packed_size = page.size;
    }
    return code;
}
