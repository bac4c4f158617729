#include "hensigt/docs.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *name, const void *doc)
{
    return strcmp(name, ((const struct hs_doc *)doc)->name);
}

static const struct hs_doc *find(const char *full_name)
{
    return bsearch(full_name, hs_docs, hs_docs_size, sizeof *hs_docs, compare);
}

const char *hs_doc_find(const char *full_name)
{
    const struct hs_doc *doc = find(full_name);
    return doc ? doc->text : NULL;
}

const char *hs_doc_brief(const char *full_name)
{
    const struct hs_doc *doc = find(full_name);
    return doc ? doc->brief : NULL;
}
