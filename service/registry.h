/* The generated registry of services, looked up. */
#ifndef HS_REGISTRY_H
#define HS_REGISTRY_H

#include "service/call.h"

/** The entry of a method's service; `*handler` is the method's own handler. NULL for a method of no service here. */
const struct hs_service_entry *hs_registry_find(const struct hs_method *method, const struct hs_handler **handler);

/** The rules of a resource, or NULL if it has none of its own. */
const struct hs_rules *hs_registry_rules(const struct hs_resource *resource);

#endif
