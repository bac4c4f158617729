#include "service/registry.h"

#include "hensigt/service_registry.h"

const struct hs_service_entry *hs_registry_find(const struct hs_method *method, const struct hs_handler **handler)
{
    for (size_t i = 0; i < hs_service_registry_size; i++) {
        const struct hs_service_entry *entry = &hs_service_registry[i];
        if (entry->service == method->service) {
            *handler = &entry->handlers[method - method->service->methods];
            return entry;
        }
    }
    return NULL;
}

const struct hs_rules *hs_registry_rules(const struct hs_resource *resource)
{
    for (size_t i = 0; i < hs_service_registry_size; i++)
        if (hs_service_registry[i].service->resource == resource)
            return hs_service_registry[i].rules;
    return NULL;
}
