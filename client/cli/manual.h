/* The layout of help: headings, paragraphs, and lists of a term and its meaning. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli.h"

/** Writes how a command is called, wrapped. NULL is memory that was not there. */
void manual_usage(const struct screen *screen, const char *usage);

/** Writes paragraphs that are parted by empty lines, wrapped. */
void manual_paragraphs(const struct screen *screen, const char *text);

/** Terms, each with what it means beside it in a column of its own. */
struct manual_list {
    const struct screen *screen;
    struct hs_arena *arena;
    struct manual_term *terms;
    size_t n;
};

/** Begins a list. */
void manual_begin(struct manual_list *list, const struct screen *screen, struct hs_arena *arena);

/** Adds a term; both texts must live until the list is written, and where one is NULL, or memory runs out, the term is left out. */
void manual_add(struct manual_list *list, const char *term, const char *meaning);

/** Adds a flag with its placeholder and what it means. */
void manual_add_flag(struct manual_list *list, const struct option_help *flag);

/** Writes the list under a heading (NULL = none); nothing if it is empty. */
void manual_write(const struct manual_list *list, const char *heading);

/** Writes all options of a command (OPTIONS_*), under a heading. */
void manual_options(const struct screen *screen, struct hs_arena *arena, unsigned takes);

/** A comment of the contract for the screen: ` becomes '. From the arena; "" for an element without one, or without memory. */
const char *manual_doc(struct hs_arena *arena, const char *full_name);

/** The first sentence of it. */
const char *manual_brief(struct hs_arena *arena, const char *full_name);

/** The comment, for readers who type commands: methods stand in it as commands. */
const char *manual_typed_doc(struct hs_arena *arena, const char *full_name);

#endif
