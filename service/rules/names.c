#include "service/rules/names.h"

#include <stdlib.h>
#include <string.h>

void hs_names_add(struct hs_names *names, const char *name)
{
    void *grown = hs_arena_grow(names->arena, names->names, names->count, sizeof *names->names);
    if (!grown) {
        names->failed = true;
        return;
    }
    names->names = grown;
    names->names[names->count++] = name;
}

void hs_names_add_new(struct hs_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return;
    hs_names_add(names, name);
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void hs_names_sort(struct hs_names *names)
{
    size_t kept = 0;
    if (names->count > 0)
        qsort(names->names, names->count, sizeof *names->names, compare);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || strcmp(names->names[kept - 1], names->names[i]) != 0)
            names->names[kept++] = names->names[i];
    names->count = kept;
}

bool hs_names_have(const struct hs_names *sorted, const char *name)
{
    return sorted->count > 0 && bsearch(&name, sorted->names, sorted->count, sizeof *sorted->names, compare) != NULL;
}
