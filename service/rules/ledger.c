/* LedgerService: the history of the registry itself. */
#include "hensigt/v1/ledger_service.h"

#include "service/changes.h"
#include "service/fields.h"
#include "service/rules/transition.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    DEFAULT_PAGE_SIZE = HS_STORE_DEFAULT_PAGE_SIZE,
    MAX_PAGE_SIZE = HS_STORE_MAX_PAGE_SIZE,
    MAX_PAGE_BYTES = HS_STORE_MAX_PAGE_BYTES,
    DEFAULT_VERIFY_LIMIT = 10000,
    MAX_VERIFY_LIMIT = 100000,
};

static bool copy_bytes(struct hs_arena *arena, ProtobufCBinaryData *out, const void *data, size_t size)
{
    out->data = (uint8_t *)hs_arena_bytes(arena, data, size);
    out->len = size;
    return out->data != NULL;
}

/* ---- page tokens --------------------------------------------------------------------------------------------------------- */

/* A token is the sequence number of the last row shown, bound to the resource by a hash of its name (FNV-1a): not a secret, but
 * a token of another resource is recognised. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = UINT32_C(2166136261);
    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * UINT32_C(16777619);
    return hash;
}

static char *write_token(struct hs_arena *arena, const char *name, int64_t sequence)
{
    return hs_arena_printf(arena, "%" PRId64 "-%08" PRIx32, sequence, hash_of(name));
}

/* The sequence number in a token; 0 for none. */
static int64_t read_token(struct hs_call *call, const hensigt_list_revisions_request *request)
{
    int64_t sequence = 0;
    if (!*request->page_token)
        return 0;
    const char *again = NULL;
    if (sscanf(request->page_token, "%18" SCNd64 "-", &sequence) == 1 && sequence > 0)
        again = write_token(call->arena, request->name, sequence);
    if (again && strcmp(again, request->page_token) == 0)
        return sequence;
    hs_call_violation(call, "page_token", "PAGE_TOKEN", "must be the next_page_token of the page before, of the same resource");
    return 0;
}

/* ---- revisions ----------------------------------------------------------------------------------------------------------- */

struct page {
    struct hs_call *call;
    hensigt_list_revisions_response *reply;
    size_t limit;
    size_t bytes;
    bool full; /* there are more rows than the page holds */
};

static enum hs_code add_row(void *context, const struct hs_ledger_row *row)
{
    struct page *page = context;
    hensigt_list_revisions_response *reply = page->reply;
    size_t bytes = row->size + HS_REVISION_OVERHEAD;
    if (reply->n_revisions == page->limit || (reply->n_revisions > 0 && page->bytes + bytes > MAX_PAGE_BYTES)) {
        page->full = true;
        return HS_CANCELLED; /* the rows after it are not wanted */
    }
    hensigt_revision *revision = hs_revision_new(page->call->arena, row);
    void *grown = hs_arena_grow(page->call->arena, reply->revisions, reply->n_revisions, sizeof *reply->revisions);
    if (!revision || !grown)
        return hs_no_memory(page->call);
    reply->revisions = grown;
    reply->revisions[reply->n_revisions++] = revision;
    page->bytes += bytes;
    return HS_OK;
}

static enum hs_code list_revisions(struct hs_call *call, const hensigt_list_revisions_request *request,
                                   hensigt_list_revisions_response *reply)
{
    int32_t size = hs_bounded(request->page_size, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
    struct page page = {.call = call, .reply = reply, .limit = (size_t)size};
    int64_t before = read_token(call, request);
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    enum hs_code code = hs_view_history(call->view, request->name, before, size + 1, add_row, &page, call->status);
    if (!page.full)
        return code;
    reply->next_page_token = write_token(call->arena, request->name, reply->revisions[reply->n_revisions - 1]->sequence);
    return reply->next_page_token ? HS_OK : hs_no_memory(call);
}

/* ---- verifying ----------------------------------------------------------------------------------------------------------- */

static enum hs_code verify_ledger(struct hs_call *call, const hensigt_verify_ledger_request *request,
                                  hensigt_verify_ledger_response *reply)
{
    struct hs_verification found;
    int32_t limit = hs_bounded(request->limit, DEFAULT_VERIFY_LIMIT, MAX_VERIFY_LIMIT);
    enum hs_code code = hs_view_verify(call->view, request->after_sequence, limit, &found, call->status);
    if (code != HS_OK)
        return code;
    reply->last_sequence = found.last;
    reply->complete = found.complete;
    reply->broken_sequence = found.broken;
    reply->redacted_count = found.redacted;
    reply->description = hs_arena_string(call->arena, found.reason);
    if (!reply->description || !copy_bytes(call->arena, &reply->chain_hash, found.chain_hash, sizeof found.chain_hash))
        return hs_no_memory(call);
    return HS_OK;
}

const struct hensigt_ledger_service hensigt_ledger_service_implementation = {
    .list_revisions = list_revisions,
    .list_changes = hs_changes_list,
    .verify_ledger = verify_ledger,
};
