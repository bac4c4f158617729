#include "manual.h"

#include "typed.h"
#include "width.h"

#include "hensigt/docs.h"

#include <string.h>

enum {
    INDENT = 2,
    GAP = 2,
    TERM_WIDTH = 28, /* longer terms have their meaning on the next line */
};

struct manual_term {
    const char *term;
    const char *meaning;
};

void manual_usage(const struct screen *screen, const char *usage)
{
    static const char label[] = "Usage: ";
    fputs(label, screen->out);
    screen_wrap(screen, screen_text_width(screen), sizeof label - 1, usage != NULL ? usage : "");
}

void manual_paragraphs(const struct screen *screen, const char *text)
{
    screen_wrap(screen, screen_text_width(screen), 0, text);
}

void manual_begin(struct manual_list *list, const struct screen *screen, struct hs_arena *arena)
{
    *list = (struct manual_list){.screen = screen, .arena = arena};
}

void manual_add(struct manual_list *list, const char *term, const char *meaning)
{
    struct manual_term *terms = hs_arena_grow(list->arena, list->terms, list->n, sizeof *terms);
    if (terms != NULL && term != NULL && meaning != NULL) {
        terms[list->n++] = (struct manual_term){.term = term, .meaning = meaning};
        list->terms = terms;
    }
}

void manual_add_flag(struct manual_list *list, const struct option_help *flag)
{
    const char *term =
        hs_arena_printf(list->arena, "--%s%s%s", flag->flag, *flag->placeholder != '\0' ? " " : "", flag->placeholder);
    manual_add(list, term, flag->text);
}

/* The width of the terms' column: that of the widest which is not too wide. */
static size_t terms_width(const struct manual_list *list)
{
    size_t widest = 0;
    for (size_t i = 0; i < list->n; i++) {
        size_t width = width_of(list->terms[i].term);
        widest = width > widest && width <= TERM_WIDTH ? width : widest;
    }
    return widest > 0 ? widest : TERM_WIDTH;
}

static void write_term(const struct manual_list *list, const struct manual_term *term, size_t terms)
{
    const struct screen *screen = list->screen;
    size_t width = width_of(term->term);
    size_t column = INDENT + terms + GAP;
    width_pad(screen->out, INDENT);
    screen_write(screen, STYLE_TITLE, term->term);
    if (width > terms) {
        fputc('\n', screen->out);
        width_pad(screen->out, column);
    } else {
        width_pad(screen->out, column - INDENT - width);
    }
    screen_wrap(screen, screen_text_width(screen), column, term->meaning);
}

void manual_write(const struct manual_list *list, const char *heading)
{
    if (heading != NULL && list->n > 0) {
        fputc('\n', list->screen->out);
        screen_write(list->screen, STYLE_TITLE, heading);
        fputc('\n', list->screen->out);
    }
    size_t width = terms_width(list);
    for (size_t i = 0; i < list->n; i++) {
        write_term(list, &list->terms[i], width);
    }
}

void manual_options(const struct screen *screen, struct hs_arena *arena, unsigned takes)
{
    struct option_help flag;
    struct manual_list list;
    manual_begin(&list, screen, arena);
    for (size_t i = 0; options_help(takes, i, &flag); i++) {
        manual_add_flag(&list, &flag);
    }
    manual_write(&list, "Options");
}

static const char *unquoted(struct hs_arena *arena, const char *text)
{
    char *copy = hs_arena_string(arena, text);
    if (copy == NULL) {
        return "";
    }
    for (char *c = strchr(copy, '`'); c != NULL; c = strchr(c, '`')) {
        *c = '\'';
    }
    return copy;
}

const char *manual_doc(struct hs_arena *arena, const char *full_name)
{
    return unquoted(arena, full_name != NULL ? hs_doc_find(full_name) : NULL);
}

const char *manual_typed_doc(struct hs_arena *arena, const char *full_name)
{
    const char *typed = typed_text(arena, manual_doc(arena, full_name));
    return typed != NULL ? typed : "";
}

const char *manual_brief(struct hs_arena *arena, const char *full_name)
{
    return unquoted(arena, full_name != NULL ? hs_doc_brief(full_name) : NULL);
}
