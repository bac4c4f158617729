/* ListRevisions: what changed from one version of a resource to the next, field by field. */
#include "printers/printers.h"

#include "show.h"
#include "width.h"
#include "words.h"

#include "hensigt/v1/ledger.h"
#include "wire/guard.h"
#include "wire/member.h"

#include <inttypes.h>
#include <string.h>

/* Two versions, or the same part of both; `before` is NULL where there was none. */
struct change {
    struct hs_arena *arena;
    const struct screen *screen;
    const struct hs_message *type;
    const ProtobufCMessage *before;
    const ProtobufCMessage *after;
    const char *path; /* of the part, "" or ending with a dot */
};

static bool print_changes(const struct change *change);

/* What changes with every version says nothing. */
static bool is_keeping(const char *name)
{
    return strcmp(name, "etag") == 0 || strcmp(name, "create_time") == 0 || strcmp(name, "update_time") == 0;
}

static bool print_line(const struct change *change, struct member member, const char *sign, enum screen_style style,
                       const char *value)
{
    const char *label = hs_arena_printf(change->arena, "%s%s", change->path, member.field->name);
    const char *words = label != NULL ? words_sentence(change->arena, label) : NULL;
    const char *clean = width_clean(change->arena, value, ' ');
    if (words == NULL || clean == NULL) {
        return false;
    }
    enum { LABEL = 28 };
    size_t width = width_of(words);
    fprintf(change->screen->out, "    %s", words);
    width_pad(change->screen->out, width < LABEL ? LABEL - width : 2);
    screen_write(change->screen, style, sign);
    size_t indent = 4 + (width < LABEL ? LABEL : width + 2) + width_of(sign);
    screen_wrap(change->screen, change->screen->width > 0 ? screen_text_width(change->screen) : 0, indent, clean);
    return true;
}

static bool holds(const ProtobufCMessage *message, struct member member, const void *value)
{
    for (size_t i = 0; message != NULL && i < value_count(message, member); i++) {
        if (hs_member_equal(member.field->type, hs_member_at(message, member.field, i), value)) {
            return true;
        }
    }
    return false;
}

/* The elements of one version that the other has not. */
static bool print_elements(const struct change *change, struct member member, const ProtobufCMessage *with,
                           const ProtobufCMessage *without, const char *sign, enum screen_style style)
{
    bool printed = true;
    for (size_t i = 0; printed && with != NULL && i < value_count(with, member); i++) {
        if (!holds(without, member, hs_member_at(with, member.field, i))) {
            printed = print_line(change, member, sign, style, show_value(change->arena, with, member, i, SHOW_FULL));
        }
    }
    return printed;
}

/* The parts of a message that has no text form of its own. */
static bool print_part(const struct change *change, struct member member)
{
    struct change part = *change;
    part.type = member.rules->message;
    part.before = change->before != NULL ? value_message(change->before, member, 0) : NULL;
    part.after = value_message(change->after, member, 0);
    part.path = hs_arena_printf(change->arena, "%s%s.", change->path, member.field->name);
    if (part.path == NULL) {
        return false;
    }
    if (part.after == NULL) {
        return print_line(change, member, "- ", STYLE_BAD, show_field(change->arena, change->before, member, SHOW_FULL));
    }
    return print_changes(&part);
}

static bool print_value(const struct change *change, struct member member)
{
    size_t had = change->before != NULL ? value_count(change->before, member) : 0;
    size_t has = value_count(change->after, member);
    const char *old = had > 0 ? show_field(change->arena, change->before, member, SHOW_FULL) : "";
    const char *new = has > 0 ? show_field(change->arena, change->after, member, SHOW_FULL) : "";
    if (old == NULL || new == NULL) {
        return false;
    }
    if (had == 0) {
        return print_line(change, member, "+ ", STYLE_GOOD, new);
    }
    if (has == 0) {
        return print_line(change, member, "- ", STYLE_BAD, old);
    }
    return print_line(change, member, "", STYLE_PLAIN, hs_arena_printf(change->arena, "%s → %s", old, new));
}

static bool is_equal(const struct change *change, struct member member)
{
    size_t had = change->before != NULL ? value_count(change->before, member) : 0;
    if (had != value_count(change->after, member)) {
        return false;
    }
    for (size_t i = 0; i < had; i++) {
        if (!hs_member_equal(member.field->type, hs_member_at(change->before, member.field, i),
                             hs_member_at(change->after, member.field, i))) {
            return false;
        }
    }
    return true;
}

static bool print_change(const struct change *change, struct member member)
{
    if (is_keeping(member.field->name) || is_equal(change, member)) {
        return true;
    }
    if (member_repeats(member)) {
        return print_elements(change, member, change->before, change->after, "- ", STYLE_BAD) &&
               print_elements(change, member, change->after, change->before, "+ ", STYLE_GOOD);
    }
    return show_as_text(member) ? print_value(change, member) : print_part(change, member);
}

static bool print_changes(const struct change *change)
{
    bool printed = true;
    for (size_t i = 0; printed && i < change->type->descriptor->n_fields; i++) {
        printed = print_change(change, member_in_order(change->type, i));
    }
    return printed;
}

/* The resource within a revision; NULL if its type is not known here, or its bytes are no message of it. */
static const ProtobufCMessage *open_resource(struct hs_arena *arena, const hensigt_revision *revision)
{
    const pb_any *any = revision->resource;
    const char *slash = any != NULL ? strrchr(any->type_url, '/') : NULL;
    const struct hs_message *type = slash != NULL ? hs_contract_message(slash + 1) : NULL;
    struct hs_guard_report report;
    return type != NULL ? hs_guard_unpack(arena, type->descriptor, any->value.data, any->value.len, false, &report) : NULL;
}

static bool print_title(struct hs_arena *arena, const struct screen *screen, const hensigt_revision *revision)
{
    const char *time = show_field(arena, &revision->base, member_named(type_of(&revision->base), "revise_time"), SHOW_FULL);
    const char *slash = strrchr(revision->method, '/');
    if (time == NULL) {
        return false;
    }
    screen_write(screen, STYLE_TITLE, time);
    fputs("  ", screen->out);
    bool printed = print_clean(arena, screen, STYLE_TITLE, slash != NULL ? slash + 1 : revision->method);
    fputs(" by ", screen->out);
    printed = printed && print_clean(arena, screen, STYLE_PLAIN, revision->caller);
    fprintf(screen->out, "%s  (%" PRId64 ")\n", revision->imported ? ", imported" : "", revision->sequence);
    return printed;
}

/* One revision; `older` is the one before it in time, or NULL if it is the first one or not in the list. */
static bool print_revision(struct hs_arena *arena, const struct screen *screen, const hensigt_revision *revision,
                           const hensigt_revision *older)
{
    struct change change = {.arena = arena, .screen = screen, .path = ""};
    if (!print_title(arena, screen, revision)) {
        return false;
    }
    change.after = open_resource(arena, revision);
    change.before = older != NULL ? open_resource(arena, older) : NULL;
    if (change.after == NULL) {
        fputs("    (of a kind that this program does not know)\n", screen->out);
        return true;
    }
    change.type = type_of(change.after);
    return print_changes(&change);
}

bool print_history(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_list_revisions_response *history = (const void *)reply;
    bool whole = *history->next_page_token == '\0';
    bool printed = history->n_revisions == 0 || print_clean(arena, screen, STYLE_TITLE, history->revisions[0]->name);
    fputs(history->n_revisions > 0 ? "\n" : "no revisions\n", screen->out);
    for (size_t i = 0; printed && i < history->n_revisions; i++) {
        bool last = i + 1 == history->n_revisions;
        fputc('\n', screen->out);
        if (last && !whole && i > 0) { /* what it changed is not known without the one before it */
            printed = print_title(arena, screen, history->revisions[i]);
            continue;
        }
        printed = print_revision(arena, screen, history->revisions[i], last ? NULL : history->revisions[i + 1]);
    }
    return printed;
}
