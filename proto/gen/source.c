#include "source.h"

#include <string.h>

static bool is_at(const proto_location *location, const struct source_path *path)
{
    size_t left = location->n_path;
    for (; path; path = path->above) {
        size_t numbers = path->index == SOURCE_SINGLE ? 1 : 2;
        if (left < numbers || location->path[left - numbers] != path->kind)
            return false;
        if (numbers == 2 && location->path[left - 1] != path->index)
            return false;
        left -= numbers;
    }
    return left == 0;
}

static const proto_location *find(const proto_file *file, const struct source_path *path)
{
    if (!file->source_code_info)
        return NULL;
    for (size_t i = 0; i < file->source_code_info->n_location; i++) {
        if (is_at(file->source_code_info->location[i], path))
            return file->source_code_info->location[i];
    }
    return NULL;
}

/* The text of a comment: lines of one paragraph joined, instructions to linters left out. */
static const char *unwrap(struct pool *pool, const char *raw)
{
    char *text = pool_array(pool, strlen(raw) + 2, 1);
    char *out = text;
    bool paragraph = false;
    while (out && *raw) {
        size_t size = strcspn(raw, "\n");
        const char *line = raw;
        raw += size + (raw[size] == '\n');
        while (size && (*line == ' ' || *line == '\t')) {
            line++;
            size--;
        }
        while (size && (line[size - 1] == ' ' || line[size - 1] == '\t' || line[size - 1] == '\r'))
            size--;
        if (strncmp(line, "buf:lint:", strlen("buf:lint:")) == 0)
            continue;
        if (size == 0) {
            paragraph = out > text;
            continue;
        }
        if (paragraph)
            out = strcpy(out, "\n\n") + 2;
        else if (out > text)
            *out++ = ' ';
        memcpy(out, line, size);
        out += size;
        paragraph = false;
    }
    return text ? text : "";
}

struct element source_element(struct pool *pool, const proto_file *file, const struct source_path *path, const char *name,
                              const char *full_name)
{
    struct element element = {.name = name, .full_name = full_name, .comment = "", .file = file->name, .line = 1, .column = 1};
    const proto_location *location = find(file, path);
    if (location && location->n_span >= 2) {
        element.line = location->span[0] + 1;
        element.column = location->span[1] + 1;
    }
    if (location && location->leading_comments)
        element.comment = unwrap(pool, location->leading_comments);
    return element;
}
