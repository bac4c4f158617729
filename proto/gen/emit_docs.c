/* hensigt/docs_table.c: the contract's comments, for help. */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

/* The elements that have a comment. */
struct documented {
    const struct element **elements;
    size_t n;
};

static void add(struct documented *list, const struct element *element)
{
    list->elements[list->n++] = element;
}

static size_t count(const struct model_file *file)
{
    size_t n = file->n_messages + file->n_enums + file->n_services;
    for (size_t i = 0; i < file->n_messages; i++)
        n += file->messages[i].n_fields;
    for (size_t i = 0; i < file->n_enums; i++)
        n += file->enums[i].n_values;
    for (size_t i = 0; i < file->n_services; i++)
        n += file->services[i].n_methods;
    return n;
}

static void add_file(struct documented *list, const struct model_file *file)
{
    for (size_t i = 0; i < file->n_messages; i++) {
        add(list, &file->messages[i].element);
        for (size_t j = 0; j < file->messages[i].n_fields; j++)
            add(list, &file->messages[i].fields[j].element);
    }
    for (size_t i = 0; i < file->n_enums; i++) {
        add(list, &file->enums[i].element);
        for (size_t j = 0; j < file->enums[i].n_values; j++)
            add(list, &file->enums[i].values[j].element);
    }
    for (size_t i = 0; i < file->n_services; i++) {
        add(list, &file->services[i].element);
        for (size_t j = 0; j < file->services[i].n_methods; j++)
            add(list, &file->services[i].methods[j].element);
    }
}

static int compare(const void *left, const void *right)
{
    return strcmp((*(const struct element *const *)left)->full_name, (*(const struct element *const *)right)->full_name);
}

/* Whether the full stop at `stop` belongs to an abbreviation. */
static bool is_abbreviation(const char *text, const char *stop)
{
    static const char *const known[] = {"e.g", "i.e", "etc", "cf"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t size = strlen(known[i]);
        if ((size_t)(stop - text) >= size && memcmp(stop - size, known[i], size) == 0)
            return true;
    }
    return false;
}

/* The length of the first sentence: up to a full stop before a blank or the end, not within backquotes; at most a paragraph. */
static size_t sentence_length(const char *text)
{
    bool quoted = false;
    for (const char *c = text; *c; c++) {
        if (*c == '`')
            quoted = !quoted;
        else if (*c == '\n')
            return (size_t)(c - text);
        else if (*c == '.' && !quoted && (c[1] == ' ' || c[1] == '\n') && !is_abbreviation(text, c))
            return (size_t)(c + 1 - text);
    }
    return strlen(text);
}

static void emit_doc(struct text *out, const struct element *element)
{
    struct text brief = {0};
    text_append(&brief, element->comment, sentence_length(element->comment));
    if (brief.failed) {
        out->failed = true;
    } else {
        text_printf(out, "    {");
        text_literal(out, element->full_name);
        text_printf(out, ",\n     ");
        text_literal(out, brief.data);
        text_printf(out, ",\n     ");
        text_literal(out, element->comment);
        text_printf(out, "},\n");
    }
    text_free(&brief);
}

void emit_docs(struct text *out, const struct model *model)
{
    size_t n = 0;
    for (size_t i = 0; i < model->n_files; i++)
        n += count(&model->files[i]);
    struct documented list = {calloc(n + 1, sizeof *list.elements), 0};
    if (!list.elements) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < model->n_files; i++) {
        if (model->files[i].ours)
            add_file(&list, &model->files[i]);
    }
    qsort(list.elements, list.n, sizeof *list.elements, compare);
    emit_banner(out, "The comments of", "the contract");
    text_printf(out, "#include \"hensigt/docs.h\"\n\nconst struct hs_doc hs_docs[] = {\n");
    for (size_t i = 0; i < list.n; i++)
        emit_doc(out, list.elements[i]);
    text_printf(out, "};\n\nconst size_t hs_docs_size = sizeof hs_docs / sizeof *hs_docs;\n");
    free(list.elements);
}
