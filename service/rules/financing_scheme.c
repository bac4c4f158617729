/* FinancingSchemeService: how purchases are financed. */
#include "hensigt/v1/financing_scheme_service.h"

const struct hensigt_financing_scheme_service hensigt_financing_scheme_service_implementation = {0};

const struct hs_rules hensigt_financing_scheme_rules = {0};
