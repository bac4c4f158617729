#include "service/refused_keys.h"

bool hs_refused_keys_tell(struct hs_refused_keys *refused, int64_t now, int64_t *silent)
{
    if (refused->begun == 0 || now - refused->begun >= HS_REFUSED_KEYS_SPAN_US) {
        refused->begun = now;
        refused->shown = 0;
    }
    if (refused->shown == HS_REFUSED_KEYS_SHOWN) {
        refused->silent++;
        return false;
    }
    refused->shown++;
    *silent = refused->silent;
    refused->silent = 0;
    return true;
}
