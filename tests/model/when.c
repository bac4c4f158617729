#include "when.h"

#include <stdio.h>
#include <string.h>

static const int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_before_year(int year)
{
    int past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

int day_number(int year, int month, int day)
{
    return days_before_year(year) - days_before_year(1970) + days_before_month[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

static void split(int day, int *year, int *month, int *of_month)
{
    *year = 1970 + day / 366;
    while (day_number(*year + 1, 1, 1) <= day)
        ++*year;
    *month = 1;
    while (*month < 12 && day_number(*year, *month + 1, 1) <= day)
        ++*month;
    *of_month = day - day_number(*year, *month, 1) + 1;
}

void day_text(int day, char text[11])
{
    int year;
    int month;
    int of_month;
    char room[40];
    split(day, &year, &month, &of_month);
    snprintf(room, sizeof room, "%04d-%02d-%02d", year, month, of_month);
    memcpy(text, room, 10);
    text[10] = '\0';
}

struct when no_date(void)
{
    return (struct when){.first = DAY_OPEN_BEFORE, .last = DAY_OPEN_AFTER};
}

struct when on_day(int day)
{
    struct when date = {.given = true, .first = day, .last = day};
    char text[11];
    day_text(day, text);
    snprintf(date.text, sizeof date.text, "'date': '%s'", text);
    return date;
}

struct when in_month_of(int day)
{
    struct when date = {.given = true};
    int year;
    int month;
    int of_month;
    split(day, &year, &month, &of_month);
    date.first = day_number(year, month, 1);
    date.last = (month == 12 ? day_number(year + 1, 1, 1) : day_number(year, month + 1, 1)) - 1;
    snprintf(date.text, sizeof date.text, "'date': '%04d-%02d'", year, month);
    return date;
}

struct when in_year_of(int day)
{
    struct when date = {.given = true};
    int year;
    int month;
    int of_month;
    split(day, &year, &month, &of_month);
    date.first = day_number(year, 1, 1);
    date.last = day_number(year + 1, 1, 1) - 1;
    snprintf(date.text, sizeof date.text, "'date': '%04d'", year);
    return date;
}

struct when between(int first, int last)
{
    struct when date = {.given = true, .first = first, .last = last};
    char first_text[11];
    char last_text[11];
    if (first != DAY_OPEN_BEFORE)
        day_text(first, first_text);
    if (last != DAY_OPEN_AFTER)
        day_text(last, last_text);
    if (first == DAY_OPEN_BEFORE)
        snprintf(date.text, sizeof date.text, "'latest': '%s'", last_text);
    else if (last == DAY_OPEN_AFTER)
        snprintf(date.text, sizeof date.text, "'earliest': '%s'", first_text);
    else
        snprintf(date.text, sizeof date.text, "'earliest': '%s', 'latest': '%s'", first_text, last_text);
    return date;
}

struct when impossible_date(int day)
{
    struct when date = {.given = true, .impossible = true, .first = DAY_OPEN_BEFORE, .last = DAY_OPEN_AFTER};
    int year;
    int month;
    int of_month;
    split(day, &year, &month, &of_month);
    snprintf(date.text, sizeof date.text, "'date': '%04d-02-30'", year);
    return date;
}

enum sure least(enum sure a, enum sure b)
{
    return a < b ? a : b;
}

enum sure most(enum sure a, enum sure b)
{
    return a > b ? a : b;
}

enum sure not_so(enum sure a)
{
    return (enum sure)(YES - a);
}

enum sure has_come(const struct when *date, int day)
{
    if (!date->given)
        return MAYBE;
    return date->last <= day ? YES : date->first <= day ? MAYBE : NO;
}

enum sure is_over(const struct when *last_day, int day)
{
    if (!last_day->given)
        return NO;
    return last_day->last < day ? YES : last_day->first < day ? MAYBE : NO;
}

bool certainly_before(const struct when *date, const struct when *other)
{
    return date->given && other->given && date->last < other->first;
}
