#include "arguments.h"

#include <stddef.h>
#include <string.h>

/* The flags of one letter. */
static const char *long_name(const char *letter)
{
    if (strcmp(letter, "h") == 0) {
        return "help";
    }
    return strcmp(letter, "o") == 0 ? "output" : letter;
}

bool arguments_next(struct arguments *arguments, struct hs_arena *arena, struct argument *out)
{
    const char *text = *arguments->rest;
    if (text != NULL && !arguments->ended && strcmp(text, "--") == 0) {
        arguments->ended = true;
        text = *++arguments->rest;
    }
    if (text == NULL) {
        return false;
    }
    arguments->rest++;
    if (arguments->ended || text[0] != '-' || text[1] == '\0') {
        *out = (struct argument){.word = text};
        return true;
    }
    bool is_long = text[1] == '-';
    size_t length = strcspn(text, "=");
    const char *name = hs_arena_bytes(arena, text + 1 + is_long, length - 1 - is_long);
    *out = (struct argument){
        .flag = name == NULL ? ""
                : is_long    ? name
                             : long_name(name),
        .value = text[length] == '=' ? text + length + 1 : NULL,
    };
    return true;
}

const char *arguments_value(struct arguments *arguments, const struct argument *argument)
{
    if (argument->value != NULL) {
        return argument->value;
    }
    return *arguments->rest != NULL ? *arguments->rest++ : NULL;
}
