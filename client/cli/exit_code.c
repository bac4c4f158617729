#include "exit_code.h"

#include "wire/status.h"

#include <stddef.h>

enum exit_code exit_code_of(int code, bool outcome_unknown)
{
    if (outcome_unknown) {
        return EXIT_OUTCOME_UNKNOWN;
    }
    switch (code) {
    case HS_OK:
        return EXIT_OK;
    case HS_INVALID_ARGUMENT:
    case HS_OUT_OF_RANGE:
        return EXIT_INVALID;
    case HS_NOT_FOUND:
        return EXIT_NOT_FOUND;
    case HS_ALREADY_EXISTS:
        return EXIT_EXISTS;
    case HS_PERMISSION_DENIED:
    case HS_UNAUTHENTICATED:
        return EXIT_DENIED;
    case HS_FAILED_PRECONDITION:
        return EXIT_PRECONDITION;
    case HS_ABORTED:
        return EXIT_ABORTED;
    case HS_UNAVAILABLE:
    case HS_DEADLINE_EXCEEDED:
    case HS_RESOURCE_EXHAUSTED:
    case HS_CANCELLED:
        return EXIT_UNAVAILABLE;
    default:
        return EXIT_SERVICE;
    }
}

const char *exit_code_meaning(int code)
{
    switch (code) {
#define EXIT_MEANING(number, name, meaning)                                                                                        \
    case number:                                                                                                                   \
        return meaning;
        CLI_EXITS(EXIT_MEANING)
#undef EXIT_MEANING
    default:
        return NULL;
    }
}
