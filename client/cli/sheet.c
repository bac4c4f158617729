#include "sheet.h"

#include "show.h"
#include "table.h"
#include "width.h"
#include "words.h"

#include <string.h>

enum { GAP = 2 }; /* spaces between a field's name and its value */

/* A sheet, or a sheet within one. */
struct sheet {
    struct hs_arena *arena;
    const struct screen *screen;
    const ProtobufCMessage *message;
    const struct hs_message *type;
    const char *const *hidden; /* names of fields, up to a NULL; or NULL */
    size_t indent;             /* where the names of fields begin */
    bool started;              /* the cursor is at the indent of the first line already */
};

static bool print_sheet(struct sheet *sheet);

/* The fields that every resource has and few readers look for, hashes among them: they come last. */
static bool is_keeping(struct member member)
{
    static const char *const names[] = {"etag", "create_time", "update_time", "delete_time"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(member.field->name, names[i]) == 0) {
            return true;
        }
    }
    return member.field->type == PROTOBUF_C_TYPE_BYTES;
}

static bool is_hidden(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; sheet->hidden != NULL && sheet->hidden[i] != NULL; i++) {
        if (strcmp(name, sheet->hidden[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_shown(const struct sheet *sheet, struct member member)
{
    return value_count(sheet->message, member) > 0 && !is_hidden(sheet, member.field->name);
}

static size_t label_width(const struct sheet *sheet)
{
    size_t widest = 0;
    for (size_t i = 0; i < sheet->type->descriptor->n_fields; i++) {
        size_t width = strlen(sheet->type->descriptor->fields[i].name); /* names are ASCII */
        if (is_shown(sheet, member_at(sheet->type, i)) && width > widest) {
            widest = width;
        }
    }
    return widest + GAP;
}

/* Wraps one text; the first line begins at the cursor, unless it is a further text of the same field. */
static bool print_text(const struct sheet *sheet, size_t indent, bool further, const char *text)
{
    const char *clean = width_clean(sheet->arena, text, '\n');
    if (clean == NULL) {
        return false;
    }
    width_pad(sheet->screen->out, further ? indent : 0);
    screen_wrap(sheet->screen, sheet->screen->width > 0 ? screen_text_width(sheet->screen) : 0, indent, clean);
    return true;
}

/* Texts in languages stand each on a line of their own, other values one after the other. */
static bool print_texts(const struct sheet *sheet, struct member member, size_t indent)
{
    if (!member_is(member, "hensigt.v1.LocalizedText")) {
        return print_text(sheet, indent, false, show_field(sheet->arena, sheet->message, member, SHOW_FULL));
    }
    bool printed = true;
    for (size_t i = 0; printed && i < value_count(sheet->message, member); i++) {
        printed = print_text(sheet, indent, i > 0, show_value(sheet->arena, sheet->message, member, i, SHOW_FULL));
    }
    return printed;
}

/* A list whose table would not fit: each element is a sheet of its own, numbered. */
static bool print_items(const struct sheet *sheet, struct member member, size_t indent)
{
    bool printed = true;
    for (size_t i = 0; printed && i < value_count(sheet->message, member); i++) {
        width_pad(sheet->screen->out, indent);
        int number = fprintf(sheet->screen->out, "%zu. ", i + 1);
        struct sheet item = {.arena = sheet->arena,
                             .screen = sheet->screen,
                             .message = value_message(sheet->message, member, i),
                             .type = member.rules->message,
                             .indent = indent + (number > 0 ? (size_t)number : 0),
                             .started = true};
        printed = print_sheet(&item);
    }
    return printed;
}

/* Resources are shown as in a list of their own: whoever wants more of one gets it by its name. */
static bool print_resources(const struct sheet *sheet, struct member member, size_t indent)
{
    const char *error = NULL;
    struct grid grid;
    grid_init(&grid, sheet->arena);
    return table_fill(&grid, sheet->message, member, member.rules->message->resource->columns, TABLE_FILLED, &error) &&
           grid_print(&grid, sheet->screen, indent, GRID_CUT);
}

/* A list stands beneath its field's name, where it has more room than beside it. */
static bool print_list(const struct sheet *sheet, struct member member)
{
    size_t indent = sheet->indent + GAP;
    struct grid grid;
    grid_init(&grid, sheet->arena);
    fputc('\n', sheet->screen->out);
    if (member.rules->message->resource != NULL) {
        return print_resources(sheet, member, indent);
    }
    table_fill_populated(&grid, sheet->message, member);
    if (grid.failed) {
        return false;
    }
    if (sheet->screen->width > 0 && indent + grid_least_width(&grid) > sheet->screen->width) {
        return print_items(sheet, member, indent);
    }
    return grid_print(&grid, sheet->screen, indent, GRID_WRAP);
}

static bool print_field(struct sheet *sheet, struct member member, size_t labels)
{
    const char *label = words_sentence(sheet->arena, member.field->name);
    if (label == NULL) {
        return false;
    }
    size_t indent = sheet->indent + labels;
    width_pad(sheet->screen->out, sheet->started ? 0 : sheet->indent);
    sheet->started = false;
    screen_write(sheet->screen, STYLE_TITLE, label);
    if (!show_as_text(member) && member_repeats(member)) {
        return print_list(sheet, member);
    }
    width_pad(sheet->screen->out, labels - strlen(label));
    if (show_as_text(member)) {
        return print_texts(sheet, member, indent);
    }
    struct sheet inner = {.arena = sheet->arena,
                          .screen = sheet->screen,
                          .message = value_message(sheet->message, member, 0),
                          .type = member.rules->message,
                          .indent = indent,
                          .started = true};
    return print_sheet(&inner);
}

/* Prints the fields of one of the two groups. */
static bool print_fields(struct sheet *sheet, size_t labels, bool keeping)
{
    bool printed = true;
    for (size_t i = 0; printed && i < sheet->type->descriptor->n_fields; i++) {
        struct member member = member_in_order(sheet->type, i);
        if (is_shown(sheet, member) && is_keeping(member) == keeping) {
            printed = print_field(sheet, member, labels);
        }
    }
    return printed;
}

static bool print_sheet(struct sheet *sheet)
{
    size_t labels = label_width(sheet);
    bool printed = print_fields(sheet, labels, false) && print_fields(sheet, labels, true);
    if (sheet->started) { /* nothing was populated: the line is still open */
        fputs("–\n", sheet->screen->out);
    }
    return printed;
}

bool sheet_print_without(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message,
                         const char *const *hidden)
{
    struct sheet sheet = {.arena = arena, .screen = screen, .message = message, .type = type_of(message), .hidden = hidden};
    return print_sheet(&sheet);
}

bool sheet_print(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *message)
{
    return sheet_print_without(arena, screen, message, NULL);
}
