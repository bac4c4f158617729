#include "store/search.h"

#include "wire/member.h"

#include <string.h>

/* Whether a path leads to what the resource itself is called: `title`, `titles.text`, `dated_titles.title`; not `offices.title`. */
static bool is_title(const char *path)
{
    size_t length = strcspn(path, ".");
    static const char *const words[] = {"title", "titles"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = strlen(words[i]);
        bool ends_so = length >= size && memcmp(path + length - size, words[i], size) == 0;
        if (ends_so && (length == size || path[length - size - 1] == '_')) {
            return true;
        }
    }
    return false;
}

/* Follows a path; false where it leads to no string. */
static bool follow(const struct hs_message *message, const char *path, struct hs_arena *arena, struct hs_search_field *out)
{
    while (message != NULL && out->depth < HS_SEARCH_MAX_DEPTH) {
        size_t length = strcspn(path, ".");
        const char *name = hs_arena_bytes(arena, path, length);
        int index = name != NULL ? hs_message_field(message, name) : -1;
        if (index < 0) {
            return false;
        }
        out->fields[out->depth++] = index;
        if (path[length] == '\0') {
            out->is_name = message->fields[index].format == HS_FORMAT_RESOURCE_NAME;
            return message->descriptor->fields[index].type == PROTOBUF_C_TYPE_STRING;
        }
        message = message->fields[index].message;
        path += length + 1;
    }
    return false;
}

static enum hs_code add_field(struct hs_search_kind *search, const struct hs_resource *resource, const char *path,
                              struct hs_arena *arena, struct hs_status *status)
{
    struct hs_search_field *grown = hs_arena_grow(arena, search->fields, search->n_fields, sizeof *grown);
    struct hs_search_field field = {.path = path, .is_title = search->n_fields == 0 || is_title(path)};
    if (grown == NULL) {
        return hs_out_of_memory(status);
    }
    if (!follow(resource->message, path, arena, &field)) {
        return hs_status_fail(status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "%s of a %s is no text to be searched", path,
                              resource->kind);
    }
    search->fields = grown;
    search->fields[search->n_fields++] = field;
    return HS_OK;
}

enum hs_code hs_search_load(struct hs_table *table, struct hs_arena *arena, struct hs_status *status)
{
    const struct hs_resource *resource = table->resource;
    enum hs_code code = HS_OK;
    if (resource->search == NULL) {
        return HS_OK;
    }
    struct hs_search_kind *search = hs_arena_alloc(arena, sizeof *search);
    const char *sql = hs_arena_printf(arena, "SELECT name, ledger_seq, deleted, body FROM \"%s\" WHERE id = ?1", resource->table);
    if (search == NULL || sql == NULL) {
        return hs_out_of_memory(status);
    }
    *search = (struct hs_search_kind){
        .title = hs_message_field(resource->message, "title"),
        .region_code = hs_message_field(resource->message, "region_code"),
        .sql_find = sql,
    };
    for (const char *at = resource->search; code == HS_OK && *at != '\0';) {
        size_t length = strcspn(at, ",");
        const char *path = hs_arena_bytes(arena, at, length);
        code = path != NULL ? add_field(search, resource, path, arena, status) : hs_out_of_memory(status);
        at += length + (at[length] == ',');
    }
    table->search = search;
    return code;
}

/* ---- the texts of a message ------------------------------------------------------------------------------------- */

struct collection {
    struct hs_arena *arena;
    struct hs_search_texts texts;
    size_t number; /* of the field in hand */
};

static bool add_text(struct collection *collection, const struct hs_search_field *field, const char *text)
{
    const char *slash = field->is_name ? strrchr(text, '/') : NULL;
    if (*text == '\0') {
        return true;
    }
    struct hs_search_text *grown =
        hs_arena_grow(collection->arena, collection->texts.texts, collection->texts.count, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    grown[collection->texts.count++] = (struct hs_search_text){collection->number, slash != NULL ? slash + 1 : text};
    collection->texts.texts = grown;
    return true;
}

/* Adds the texts at the end of a field's path, from `depth` on. */
static bool collect(struct collection *collection, const struct hs_search_field *field, int depth, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *step = &message->descriptor->fields[field->fields[depth]];
    size_t count = hs_member_count(message, step);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = depth == field->depth - 1 ? add_text(collection, field, hs_member_text(message, step, i))
                                       : collect(collection, field, depth + 1, hs_member_message(message, step, i));
    }
    return ok;
}

bool hs_search_texts(const struct hs_search_kind *search, const ProtobufCMessage *message, struct hs_arena *arena,
                     struct hs_search_texts *out)
{
    struct collection collection = {.arena = arena};
    bool ok = true;
    for (size_t i = 0; ok && i < search->n_fields; i++) {
        collection.number = i;
        ok = collect(&collection, &search->fields[i], 0, message);
    }
    *out = collection.texts;
    return ok;
}
