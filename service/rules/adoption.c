/* AdoptionService: how practices and solutions spread. */
#include "hensigt/v1/adoption_service.h"

const struct hensigt_adoption_service hensigt_adoption_service_implementation = {0};

const struct hs_rules hensigt_adoption_rules = {0};
