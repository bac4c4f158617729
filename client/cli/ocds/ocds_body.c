#include "ocds/ocds_body.h"

#include "wire/date.h"

#include <stdbool.h>
#include <stddef.h>

/* The first day of a succession, as the field's rule has it: its own date, or the day after the body's last one. */
static bool has_begun(const hensigt_organisation *organisation, const hensigt_organisation_successor *successor, int32_t day,
                      int32_t *since)
{
    int32_t earliest = 0;
    int32_t latest = 0;
    if (successor->date != NULL && hs_partial_date_days(successor->date, &earliest, &latest)) {
        *since = latest;
        return latest <= day;
    }
    if (organisation->end_date != NULL && hs_partial_date_days(organisation->end_date, &earliest, &latest) && latest < day) {
        *since = latest + 1;
        return true;
    }
    return false;
}

const char *ocds_follower(const hensigt_organisation *organisation, int32_t day, int32_t *since)
{
    const char *follower = NULL;
    int32_t begun = *since;
    bool divided = false;
    if (*organisation->merged_organisation != '\0') {
        return organisation->merged_organisation;
    }
    for (size_t i = 0; i < organisation->n_successors; i++) {
        const hensigt_organisation_successor *successor = organisation->successors[i];
        int32_t date = 0;
        if (has_begun(organisation, successor, day, &date)) {
            divided = divided || follower != NULL || successor->kind == HENSIGT_ORGANISATION_SUCCESSION_KIND_SPLIT;
            follower = successor->organisation;
            begun = date;
        }
    }
    if (divided || follower == NULL) {
        return NULL;
    }
    *since = begun;
    return follower;
}
