/* Kinds of characters, whatever the locale. */
#ifndef HS_ASCII_H
#define HS_ASCII_H

#include <stdbool.h>

static inline bool hs_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool hs_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool hs_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool hs_is_lower_or_digit(char c)
{
    return hs_is_lower(c) || hs_is_digit(c);
}

static inline bool hs_is_upper_or_digit(char c)
{
    return hs_is_upper(c) || hs_is_digit(c);
}

#endif
