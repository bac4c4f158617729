/* SignatureService: signatures of instruments. */
#include "hensigt/v1/signature_service.h"

const struct hensigt_signature_service hensigt_signature_service_implementation = {0};

const struct hs_rules hensigt_signature_rules = {0};
