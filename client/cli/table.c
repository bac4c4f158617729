#include "table.h"

#include "show.h"
#include "words.h"

#include <string.h>

/* Free text gives way when room is short; names, dates, words of enums and numbers do not. */
static bool is_firm(struct member member)
{
    if (member_repeats(member)) {
        return false;
    }
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return member.rules->format != HS_FORMAT_NONE && member.rules->format != HS_FORMAT_URL;
    case PROTOBUF_C_TYPE_MESSAGE:
        return !member_is(member, "hensigt.v1.Provenance") && !member_is(member, "hensigt.v1.LocalizedText");
    default:
        return true;
    }
}

static bool is_date(struct member member)
{
    bool is_text = member.field->type == PROTOBUF_C_TYPE_STRING;
    return (is_text && (member.rules->format == HS_FORMAT_DATE || member.rules->format == HS_FORMAT_DAY)) ||
           (member.field->type == PROTOBUF_C_TYPE_MESSAGE && member_is(member, "hensigt.v1.PartialDate"));
}

void table_column(struct grid *grid, struct member member)
{
    bool is_name = strcmp(member.field->name, "name") == 0;
    unsigned flags = (show_on_right(member) ? GRID_RIGHT : 0u) | (is_firm(member) ? GRID_FIRM : 0u) | (is_name ? GRID_KEY : 0u) |
                     (is_date(member) && !member_repeats(member) ? GRID_DATE : 0u);
    grid_column(grid, words_heading(grid->arena, member.field->name), flags);
}

static void put_cell(struct grid *grid, const ProtobufCMessage *message, struct member member, enum show_how how)
{
    bool unset = value_count(message, member) == 0 && !show_on_right(member);
    grid_cell(grid, unset ? "" : show_field(grid->arena, message, member, how));
}

void table_cell(struct grid *grid, const ProtobufCMessage *message, struct member member)
{
    put_cell(grid, message, member, SHOW_SHORT);
}

/* The members that the columns show. */
struct selection {
    struct member *members;
    size_t n;
};

static bool select_all(struct hs_arena *arena, const struct hs_message *type, struct selection *selection)
{
    selection->members = hs_arena_alloc(arena, (type->descriptor->n_fields + 1) * sizeof *selection->members);
    for (size_t i = 0; selection->members != NULL && i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        if (show_as_text(member)) {
            selection->members[selection->n++] = member;
        }
    }
    return selection->members != NULL;
}

static const char *name_at(const void *context, size_t i)
{
    const struct hs_message *type = context;
    return type->descriptor->fields[i].name;
}

static bool select_named(struct hs_arena *arena, const struct hs_message *type, const char *columns, struct selection *selection,
                         const char **error)
{
    selection->members = hs_arena_alloc(arena, (strlen(columns) + 1) * sizeof *selection->members);
    for (bool more = selection->members != NULL && *columns != '\0'; more;) {
        size_t length = strcspn(columns, ",");
        const char *segment = hs_arena_bytes(arena, columns, length);
        const char *name = segment != NULL ? words_snake(arena, segment) : NULL;
        struct member member = name != NULL ? member_named(type, name) : (struct member){NULL, NULL};
        if (member.field == NULL) {
            const char *near = name != NULL ? words_nearest(name, type->descriptor->n_fields, name_at, type) : NULL;
            *error = name == NULL ? NULL
                                  : hs_arena_printf(arena, "'%s' is no field of %s%s%s%s", name, type->descriptor->short_name,
                                                    near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                                                    near != NULL ? "'?" : "");
            return false;
        }
        selection->members[selection->n++] = member;
        more = columns[length] == ',';
        columns += length + more;
    }
    return selection->members != NULL;
}

static void add_columns(struct grid *grid, const struct selection *selection)
{
    for (size_t i = 0; i < selection->n; i++) {
        table_column(grid, selection->members[i]);
    }
}

/* A hash that was asked for is shown whole. */
static void add_row(struct grid *grid, const ProtobufCMessage *message, const struct selection *selection, enum table_columns which)
{
    for (size_t i = 0; i < selection->n; i++) {
        bool is_asked_hash = which == TABLE_ALL && selection->members[i].field->type == PROTOBUF_C_TYPE_BYTES;
        put_cell(grid, message, selection->members[i], is_asked_hash ? SHOW_FULL : SHOW_SHORT);
    }
}

static bool any_has(const ProtobufCMessage *message, struct member list, struct member member)
{
    for (size_t row = 0; row < value_count(message, list); row++) {
        if (value_count(value_message(message, list, row), member) > 0) {
            return true;
        }
    }
    return false;
}

/* Keeps the columns in which a row has something; of no rows, all. */
static void drop_empty(struct selection *selection, const ProtobufCMessage *message, struct member list)
{
    size_t kept = 0;
    for (size_t i = 0; value_count(message, list) > 0 && i < selection->n; i++) {
        if (any_has(message, list, selection->members[i])) {
            selection->members[kept++] = selection->members[i];
        }
    }
    selection->n = kept > 0 ? kept : selection->n;
}

bool table_fill(struct grid *grid, const ProtobufCMessage *message, struct member list, const char *columns,
                enum table_columns which, const char **error)
{
    const struct hs_message *type = list.rules->message;
    struct selection selection = {NULL, 0};
    *error = NULL;
    bool selected =
        columns != NULL ? select_named(grid->arena, type, columns, &selection, error) : select_all(grid->arena, type, &selection);
    if (!selected) {
        return false;
    }
    if (which == TABLE_FILLED) {
        drop_empty(&selection, message, list);
    }
    add_columns(grid, &selection);
    for (size_t row = 0; row < value_count(message, list); row++) {
        add_row(grid, value_message(message, list, row), &selection, which);
    }
    return true;
}

/* Where an element comes from; "" if it does not say. */
static const char *provenance_of(struct hs_arena *arena, const ProtobufCMessage *element, struct member provenance)
{
    return value_count(element, provenance) > 0 ? show_field(arena, element, provenance, SHOW_SHORT) : "";
}

/* Remarks on the rows just added, when the next element comes from elsewhere. */
static void note_provenance(struct grid *grid, const ProtobufCMessage *message, struct member list, size_t row)
{
    struct member provenance = member_named(list.rules->message, "provenance");
    if (provenance.field == NULL) {
        return;
    }
    bool last = row + 1 == value_count(message, list);
    const char *own = provenance_of(grid->arena, value_message(message, list, row), provenance);
    const char *next = last ? "" : provenance_of(grid->arena, value_message(message, list, row + 1), provenance);
    if (own == NULL || next == NULL) {
        grid->failed = true;
    } else if (*own != '\0' && (last || strcmp(own, next) != 0)) {
        grid_note(grid, own);
    }
}

/* The fields that some element has: either the hashes among them, for which few look, or all others. */
static void select_populated(struct selection *selection, const ProtobufCMessage *message, struct member list, bool hashes)
{
    const struct hs_message *type = list.rules->message;
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        bool is_hash = member.field->type == PROTOBUF_C_TYPE_BYTES;
        if (is_hash == hashes && any_has(message, list, member) && !member_is(member, "hensigt.v1.Provenance")) {
            selection->members[selection->n++] = member;
        }
    }
}

void table_fill_populated(struct grid *grid, const ProtobufCMessage *message, struct member list)
{
    const struct hs_message *type = list.rules->message;
    struct selection selection = {.members = hs_arena_alloc(grid->arena, (type->descriptor->n_fields + 1) * sizeof(struct member))};
    if (selection.members == NULL) {
        grid->failed = true;
        return;
    }
    select_populated(&selection, message, list, false);
    select_populated(&selection, message, list, true);
    add_columns(grid, &selection);
    for (size_t row = 0; row < value_count(message, list); row++) {
        add_row(grid, value_message(message, list, row), &selection, TABLE_FILLED);
        note_provenance(grid, message, list, row);
    }
}
