#include "paging.h"

#include "remote.h"

#include "wire/member.h"

#include <string.h>

enum {
    PAGE_SIZE = 1000,               /* the most that a page may hold by the contract */
    PAGE_MEMORY = 64 * 1024 * 1024, /* of one page: its bytes are below 64 KiB */
};

static bool is_list(struct member member)
{
    return member_repeats(member) && member.field->type == PROTOBUF_C_TYPE_MESSAGE;
}

struct member paging_list(const struct hs_method *method)
{
    bool paged = hs_message_field(method->input, "page_token") >= 0 && hs_message_field(method->output, "next_page_token") >= 0;
    for (size_t i = 0; paged && i < method->output->descriptor->n_fields; i++) {
        struct member member = member_in_order(method->output, i);
        if (is_list(member)) {
            return member;
        }
    }
    return (struct member){NULL, NULL};
}

/* Asks for pages as large as the caller said, else as large as may be, but not for more than is wanted. */
static void set_page_size(const struct hs_method *method, ProtobufCMessage *request, int64_t size, int64_t left)
{
    struct member member = member_named(method->input, "page_size");
    int64_t most = size != 0 ? size : PAGE_SIZE;
    if (member.field != NULL) {
        value_put_number((char *)request + member.field->offset, member, left > 0 && left < most ? left : most);
    }
}

/* Puts a page's token into the request; false on the last page, or without memory (*code then says so). */
static bool take_token(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request, const ProtobufCMessage *page,
                       enum exit_code *code)
{
    const char *token = get_string(page, "next_page_token");
    if (*token == '\0') {
        return false;
    }
    char **place = value_add(cli->arena, request, member_named(method->input, "page_token"));
    *place = hs_arena_string(cli->arena, token);
    if (*place == NULL) {
        *place = (char *)&protobuf_c_empty_string;
        *code = cli_no_memory(cli);
    }
    return *code == EXIT_OK;
}

enum exit_code paging_each(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request, int64_t limit,
                           paging_visit visit, void *context)
{
    struct member list = paging_list(method);
    int64_t size = get_number(request, "page_size");
    int64_t left = limit;
    bool more = true;
    enum exit_code code = EXIT_OK;
    struct hs_arena arena;
    hs_arena_init(&arena, PAGE_MEMORY);
    while (more && code == EXIT_OK) {
        ProtobufCMessage *page = NULL;
        set_page_size(method, request, size, left);
        hs_arena_reset(&arena);
        code = remote_call(cli, method, request, 0, NULL, &arena, &page);
        if (code != EXIT_OK) {
            break;
        }
        left -= limit > 0 ? (int64_t)value_count(page, list) : 0;
        code = visit(cli, context, page);
        more = code == EXIT_OK && (limit == 0 || left > 0) && take_token(cli, method, request, page, &code);
    }
    hs_arena_free(&arena);
    return code;
}

/* A reply that grows by the pages. */
struct collection {
    struct member list;
    ProtobufCMessage *reply;
    ProtobufCMessage **elements;
    size_t n;
};

static enum exit_code collect(struct cli *cli, void *context, ProtobufCMessage *page)
{
    struct collection *collection = context;
    ProtobufCMessage *copy = hs_arena_message(cli->arena, page);
    if (copy == NULL) {
        return cli_no_memory(cli);
    }
    for (size_t i = 0; i < value_count(copy, collection->list); i++) {
        ProtobufCMessage **elements = hs_arena_grow(cli->arena, collection->elements, collection->n, sizeof(void *));
        if (elements == NULL) {
            return cli_no_memory(cli);
        }
        collection->elements = elements;
        memcpy(&elements[collection->n++], &(const ProtobufCMessage *){value_message(copy, collection->list, i)}, sizeof(void *));
    }
    collection->reply = copy;
    return EXIT_OK;
}

enum exit_code paging_all(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request, int64_t limit,
                          ProtobufCMessage **reply)
{
    struct collection collection = {.list = paging_list(method)};
    enum exit_code code = paging_each(cli, method, request, limit, collect, &collection);
    if (code != EXIT_OK) {
        return code;
    }
    ProtobufCMessage *all = collection.reply;
    hs_member_put_elements(all, collection.list.field, collection.elements, collection.n);
    *reply = all;
    return EXIT_OK;
}
