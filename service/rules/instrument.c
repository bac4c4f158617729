/* InstrumentService: what buyers sign together. */
#include "hensigt/v1/instrument_service.h"

const struct hensigt_instrument_service hensigt_instrument_service_implementation = {0};

const struct hs_rules hensigt_instrument_rules = {0};
