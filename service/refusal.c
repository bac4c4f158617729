#include "service/refusal.h"

#include <stdarg.h>
#include <stdio.h>

enum hs_exit hs_refuse(struct hs_refusal *refusal, enum hs_exit code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(refusal->message, sizeof refusal->message, format, arguments);
    va_end(arguments);
    return code;
}
