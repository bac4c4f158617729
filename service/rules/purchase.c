/* PurchaseService: what was bought. */
#include "hensigt/v1/purchase_service.h"

const struct hensigt_purchase_service hensigt_purchase_service_implementation = {0};

const struct hs_rules hensigt_purchase_rules = {0};
