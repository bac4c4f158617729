#include "json/any.h"

#include <string.h>

const struct hs_message *hs_any_type(const char *text)
{
    size_t length = strlen(HS_ANY_TYPE_PREFIX);
    return hs_contract_message(strncmp(text, HS_ANY_TYPE_PREFIX, length) == 0 ? text + length : text);
}
