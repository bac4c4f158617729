/* What follows from resources: their patterns, which service is about which, and what its methods do. */
#ifndef GEN_RESOURCES_H
#define GEN_RESOURCES_H

#include "model.h"

/** Fills the model's resources, and what services and methods say of them. Messages and services must be listed. */
void resources_build(struct model *model);

/** The verb that a method's name makes it for a resource: "ListCentres" for Centre is VERB_LIST. */
enum model_verb resources_verb(const struct model_resource *resource, const char *method);

#endif
