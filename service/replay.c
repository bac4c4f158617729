#include "service/replay.h"

#include "service/fields.h"

/* How many rows are looked at first for the beginning of a write; twice as many each time it is not among them. */
enum { FIRST_WINDOW = 64 };

/* The field of a reply that lists resources of this kind, or NULL. */
static const ProtobufCFieldDescriptor *list_of(const struct hs_message *type, const struct hs_resource *resource)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        const struct hs_message *element = type->fields[i].message;
        bool repeats = field->label == PROTOBUF_C_LABEL_REPEATED;
        if (repeats && element && element->resource && (!resource || element->resource == resource))
            return field;
    }
    return NULL;
}

bool hs_replay_possible(const struct hs_method *method)
{
    return method->output->resource || list_of(method->output, NULL);
}

/* All rows of a write have one time, and those of later writes later ones. */
struct beginning {
    int64_t last;
    int64_t time;  /* of the row in hand, and in the end of the last */
    int64_t first; /* of the rows looked at, the first with that time */
};

static enum hs_code find_beginning(void *context, const struct hs_ledger_row *row)
{
    struct beginning *beginning = context;
    if (row->sequence > beginning->last)
        return HS_OK;
    if (beginning->first == 0 || row->time != beginning->time)
        beginning->first = row->sequence;
    beginning->time = row->time;
    return HS_OK;
}

/* The first row of the write that ends with `sequence`; 0 with the call failed. */
static int64_t first_row(struct hs_call *call, int64_t sequence)
{
    struct beginning beginning = {.last = sequence};
    int64_t after = sequence;
    for (int window = FIRST_WINDOW; after > 0 && beginning.first <= after + 1; window *= 2) {
        after = sequence > window ? sequence - window : 0;
        beginning.first = 0;
        if (hs_view_changes(call->view, after, (int)(sequence - after), find_beginning, &beginning, call->status) != HS_OK)
            return 0;
    }
    return beginning.first;
}

struct replay {
    struct hs_call *call;
    ProtobufCMessage *reply;
    int64_t last;
    bool complete; /* the last row was found */
};

static enum hs_code take_row(void *context, const struct hs_ledger_row *row)
{
    struct replay *replay = context;
    struct hs_call *call = replay->call;
    const struct hs_message *output = call->method->output;
    const ProtobufCFieldDescriptor *list = output->resource ? NULL : list_of(output, row->resource);
    bool taken = true;
    if (output->resource == row->resource && row->sequence == replay->last) {
        call->packed = (const uint8_t *)hs_arena_bytes(call->arena, row->body, row->size);
        call->packed_size = row->size;
        taken = call->packed != NULL;
    } else if (list) {
        taken = hs_field_append(replay->reply, list, call->arena, row->body, row->size);
    }
    replay->complete = row->sequence == replay->last;
    return taken ? HS_OK : hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this call");
}

enum hs_code hs_replay(struct hs_call *call, int64_t sequence, ProtobufCMessage *reply)
{
    struct replay replay = {.call = call, .reply = reply, .last = sequence};
    int64_t first = call->method->output->resource ? sequence : first_row(call, sequence);
    if (first > 0)
        hs_view_changes(call->view, first - 1, (int)(sequence - first + 1), take_row, &replay, call->status);
    bool found = replay.complete && (!call->method->output->resource || call->packed);
    if (!found)
        hs_status_fail(call->status, HS_DATA_LOSS, "REPLAY", "the ledger rows up to %lld of this write cannot be read",
                       (long long)sequence);
    return hs_status_code(call->status);
}
