/* Dates of the field as the model knows them: the first and the last day that each can mean. A calendar of its own. */
#ifndef TESTS_MODEL_WHEN_H
#define TESTS_MODEL_WHEN_H

#include <stdbool.h>

enum { DAY_OPEN_BEFORE = -1000000, DAY_OPEN_AFTER = 1000000 };

/** How sure a statement about a day is (R5). */
enum sure { NO, MAYBE, YES };

/** A partial date. */
struct when {
    bool given;
    bool impossible; /* it names a day that no calendar has */
    int first;       /* the first day it can mean, DAY_OPEN_BEFORE where that is open */
    int last;        /* the last, likewise */
    char text[64];   /* its members as tests write JSON: "'date': '2022-04'" */
};

/** The number of a day since 1970-01-01. */
int day_number(int year, int month, int day);
/** A day as "2022-04-12". */
void day_text(int day, char text[11]);

struct when no_date(void);
struct when on_day(int day);
struct when in_month_of(int day);
struct when in_year_of(int day);
/** Between two days; either may be open. */
struct when between(int first, int last);
/** The 30th of February of the year of a day. */
struct when impossible_date(int day);

enum sure least(enum sure a, enum sure b);
enum sure most(enum sure a, enum sure b);
enum sure not_so(enum sure a);
/** Whether a date has come on a day. One that is not given may have. */
enum sure has_come(const struct when *date, int day);
/** Whether a last day lies before a day. One that is not given does not. */
enum sure is_over(const struct when *last_day, int day);
/** Whether a date lies before another whatever is open about either. */
bool certainly_before(const struct when *date, const struct when *other);

#endif
