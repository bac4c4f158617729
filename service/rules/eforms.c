#include "service/rules/eforms.h"

#include <stddef.h>
#include <string.h>

const char hs_eforms_subtypes[] = "1 to 40, CEI, E1 to E6, T01, T02, X01 or X02";

/* The notice types of the eForms SDK 1.13 (github.com/OP-TED/eForms-SDK, folder notice-types), after the annex of Implementing
 * Regulation (EU) 2019/1780 as amended by (EU) 2023/2884; the E's, T's, X's and CEI are outside the directives' numbering. */
static const char *const subtypes[] = {
    "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12", "13",  "14",  "15",  "16",  "17",
    "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30",  "31",  "32",  "33",  "34",
    "35", "36", "37", "38", "39", "40", "E1", "E2", "E3", "E4", "E5", "E6", "T01", "T02", "X01", "X02", "CEI",
};

bool hs_eforms_is_subtype(const char *code)
{
    for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++)
        if (strcmp(subtypes[i], code) == 0)
            return true;
    return false;
}
