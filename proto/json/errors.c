#include "json/json.h"

#include <stdarg.h>

void hs_json_errors_init(struct hs_json_errors *errors, struct hs_arena *arena)
{
    *errors = (struct hs_json_errors){.arena = arena};
}

bool hs_json_errors_none(const struct hs_json_errors *errors)
{
    return errors->count == 0 && !errors->no_memory;
}

void hs_json_errors_add(struct hs_json_errors *errors, const struct hs_path *path, const char *reason, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = hs_arena_vprintf(errors->arena, format, arguments);
    va_end(arguments);
    const char *field = hs_path_text(errors->arena, path);
    void *grown = hs_arena_grow(errors->arena, errors->errors, errors->count, sizeof *errors->errors);
    if (text == NULL || field == NULL || grown == NULL) {
        errors->no_memory = true;
        return;
    }
    errors->errors = grown;
    errors->errors[errors->count++] = (struct hs_json_error){.path = field, .reason = reason, .text = text};
}
