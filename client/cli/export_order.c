#include "export.h"

#include <string.h>

/* The kinds in an order under construction. */
struct order {
    const struct hs_resource **placed;
    size_t n_placed;
    const struct hs_resource *open[64]; /* being placed, the outermost first: a kind that leads back to itself ends there */
    size_t n_open;
};

static void place(struct order *order, const struct hs_resource *resource);

static bool holds(const struct hs_resource *const *resources, size_t n, const struct hs_resource *resource)
{
    for (size_t i = 0; i < n; i++) {
        if (resources[i] == resource) {
            return true;
        }
    }
    return false;
}

/* Whether a kind is one of those in "Centre|Process". */
static bool is_named(const char *kinds, const char *kind)
{
    size_t length = strlen(kind);
    for (const char *at = kinds; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, kind, length) == 0 && (at[length] == '|' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static void place_referred(struct order *order, const char *kinds)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        if (is_named(kinds, hs_contract.resources[i]->kind)) {
            place(order, hs_contract.resources[i]);
        }
    }
}

/* Everything that a message and the messages in it refer to. Messages of the contract do not contain themselves. */
static void place_references(struct order *order, const struct hs_message *type)
{
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        if (type->fields[i].reference != NULL) {
            place_referred(order, type->fields[i].reference);
        }
        if (type->fields[i].message != NULL && type->fields[i].message->resource == NULL) {
            place_references(order, type->fields[i].message);
        }
    }
}

static void place(struct order *order, const struct hs_resource *resource)
{
    bool is_open = holds(order->open, order->n_open, resource);
    bool too_deep = order->n_open == sizeof order->open / sizeof order->open[0];
    if (is_open || too_deep || holds(order->placed, order->n_placed, resource)) {
        return;
    }
    order->open[order->n_open++] = resource;
    if (resource->parent != NULL) {
        place(order, resource->parent);
    }
    place_references(order, resource->message);
    order->n_open--;
    order->placed[order->n_placed++] = resource;
}

void export_order(const struct hs_resource **placed)
{
    struct order order = {.placed = placed};
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        place(&order, hs_contract.resources[i]);
    }
}
