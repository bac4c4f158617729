#include "resources.h"

#include <stdlib.h>
#include <string.h>

/* Whether the `size` bytes at `text` are `word` between `before` and `after`. */
static bool is_segment(const char *text, size_t size, const char *before, const char *word, const char *after)
{
    size_t head = strlen(before);
    size_t body = strlen(word);
    size_t tail = strlen(after);
    return size == head + body + tail && memcmp(text, before, head) == 0 && memcmp(text + head, word, body) == 0 &&
           memcmp(text + head + body, after, tail) == 0;
}

/* A collection's segment of a pattern. False after an error. */
static bool read_collection(struct model *model, struct model_resource *resource, const char *text, bool last)
{
    bool right = names_is_camel(text) && !last;
    if (!right)
        model_complain(model, &resource->message->element,
                       "pattern `%s`: `%s` is not a collection in lowerCamelCase with an id behind it", resource->pattern, text);
    resource->collection = text;
    return right;
}

/* An id's segment of a pattern, likewise. */
static bool read_id(struct model *model, struct model_resource *resource, const char *text, bool last)
{
    size_t size = strlen(text);
    const char *variable = size > 2 ? pool_prefix(&model->pool, text + 1, size - 2) : "";
    bool right = is_segment(text, size, "{", variable, "}") && names_is_snake(variable);
    if (!right)
        model_complain(model, &resource->message->element, "pattern `%s`: `%s` is not an id of the form {lower_snake_case}",
                       resource->pattern, text);
    else if (last && strcmp(variable, resource->snake) != 0)
        model_complain(model, &resource->message->element, "pattern `%s`: the last id must be {%s}", resource->pattern,
                       resource->snake);
    return right;
}

/* Takes the collection from the pattern's last segment but one, and looks at the form of all. */
static void read_pattern(struct model *model, struct model_resource *resource)
{
    const char *segment = resource->pattern;
    bool right = true;
    bool is_id = false;
    for (bool last = false; right && !last; is_id = !is_id) {
        size_t size = strcspn(segment, "/");
        const char *text = pool_prefix(&model->pool, segment, size);
        last = segment[size] == '\0';
        right = is_id ? read_id(model, resource, text, last) : read_collection(model, resource, text, last);
        segment += size + 1;
    }
}

static struct model_resource *make_resource(struct model *model, struct model_message *message)
{
    struct pool *pool = &model->pool;
    const char *kind = message->element.name;
    struct model_resource *resource = pool_array(pool, 1, sizeof *resource);
    if (!resource)
        return NULL;
    *resource = (struct model_resource){
        .message = message,
        .kind = kind,
        .snake = names_snake(pool, kind),
        .singular = names_kebab(pool, kind),
        .collection = "",
        .pattern = message->rules->pattern,
        .columns = message->rules->columns,
        .centre_field = message->rules->centre_field,
        .organisation_field = message->rules->organisation_field,
        .search = message->rules->search,
    };
    read_pattern(model, resource);
    resource->plural = names_capitalised(pool, resource->collection);
    resource->plural_snake = names_snake(pool, resource->collection);
    return resource;
}

static int compare_kinds(const void *left, const void *right)
{
    return strcmp((*(struct model_resource *const *)left)->kind, (*(struct model_resource *const *)right)->kind);
}

static void list_resources(struct model *model)
{
    model->resources = pool_array(&model->pool, model->n_messages, sizeof(struct model_resource *));
    for (size_t i = 0; model->resources && i < model->n_messages; i++) {
        struct model_message *message = model->messages[i];
        if (!message->rules)
            continue;
        if (message->nested)
            model_complain(model, &message->element, "is a resource within a message; resources stand in the file itself");
        message->resource = make_resource(model, message);
        if (message->resource)
            model->resources[model->n_resources++] = message->resource;
    }
    if (model->n_resources)
        qsort(model->resources, model->n_resources, sizeof(struct model_resource *), compare_kinds);
}

/* The length of the pattern that a resource's pattern stands under; 0 at the top. */
static size_t parent_length(const char *pattern)
{
    size_t ends[2] = {0, 0}; /* of the last two slashes before the last segment */
    for (size_t i = 0; pattern[i]; i++) {
        if (pattern[i] == '/') {
            ends[0] = ends[1];
            ends[1] = i;
        }
    }
    return ends[0];
}

static void find_parent(struct model *model, struct model_resource *resource)
{
    size_t length = parent_length(resource->pattern);
    for (size_t i = 0; length && i < model->n_resources; i++) {
        const char *candidate = model->resources[i]->pattern;
        if (strlen(candidate) == length && memcmp(candidate, resource->pattern, length) == 0)
            resource->parent = model->resources[i];
    }
    if (length && !resource->parent)
        model_complain(model, &resource->message->element, "pattern `%s`: no resource has the pattern `%.*s`", resource->pattern,
                       (int)length, resource->pattern);
}

enum model_verb resources_verb(const struct model_resource *resource, const char *method)
{
    static const struct {
        const char *word;
        enum model_verb verb;
    } standard[] = {{"Create", VERB_CREATE}, {"Get", VERB_GET},       {"List", VERB_LIST},
                    {"Update", VERB_UPDATE}, {"Delete", VERB_DELETE}, {"Annul", VERB_ANNUL}};

    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++) {
        const char *noun = standard[i].verb == VERB_LIST ? resource->plural : resource->kind;
        if (is_segment(method, strlen(method), standard[i].word, noun, ""))
            return standard[i].verb;
    }
    return VERB_CUSTOM;
}

/* How much of a method's name is its verb: what stands before what its service is about, as it is plain from the noun. That is the
 * kind, or the plural, of a resource, or the service's own stem: CheckHealth of HealthService is `health check`. */
static size_t verb_length(const struct model_resource *resource, const char *stem, const char *method)
{
    size_t length = strlen(method);
    const char *const nouns[] = {resource ? resource->kind : "", resource ? resource->plural : "", stem};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        size_t size = strlen(nouns[i]);
        if (size && length > size && strcmp(method + length - size, nouns[i]) == 0)
            return length - size;
    }
    return length;
}

/* A method's verb. Where its service is about no resource, the stem is as plain in front: SearchResources of SearchService is
 * `search resources`. */
static const char *verb_of(struct pool *pool, const struct model_resource *resource, const char *stem, const char *method)
{
    size_t size = strlen(stem);
    size_t length = verb_length(resource, stem, method);
    bool in_front = !resource && size && method[length] == '\0' && strncmp(method, stem, size) == 0 && length > size;
    return in_front ? method + size : pool_prefix(pool, method, length);
}

static void describe_service(struct model *model, struct model_service *service)
{
    static const char ending[] = "Service";
    struct pool *pool = &model->pool;
    const char *name = service->element.name;
    size_t stem = strlen(name);
    const char *short_stem = service->short_name;
    if (stem >= sizeof ending && strcmp(name + stem - (sizeof ending - 1), ending) == 0) {
        stem -= sizeof ending - 1;
        short_stem = pool_prefix(pool, short_stem, strlen(short_stem) - strlen("_service"));
    } else {
        model_complain(model, &service->element, "does not end in Service");
    }
    const char *base = pool_prefix(pool, name, stem);
    service->resource = model_resource(model, name, stem);
    service->noun = names_kebab(pool, base);
    service->rules_name = pool_printf(pool, "%s_rules", short_stem);
    for (size_t i = 0; i < service->n_methods; i++) {
        struct model_method *method = &service->methods[i];
        const char *verb = verb_of(pool, service->resource, base, method->element.name);
        method->verb = service->resource ? resources_verb(service->resource, method->element.name) : VERB_CUSTOM;
        method->verb_name = names_kebab(pool, verb);
    }
}

void resources_build(struct model *model)
{
    list_resources(model);
    for (size_t i = 0; i < model->n_resources; i++)
        find_parent(model, model->resources[i]);
    for (size_t i = 0; i < model->n_services; i++)
        describe_service(model, model->services[i]);
}
