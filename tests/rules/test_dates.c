/* What partial dates leave certain, possible or excluded. */
#include "service/rules/dates.h"
#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* A date from its text form; "?" is one of which only the wording is known, "" is none. */
static const hensigt_partial_date *date_of(const char *text, hensigt_partial_date *date, struct hs_partial_text *parts)
{
    *date = (hensigt_partial_date)HENSIGT_PARTIAL_DATE_INIT;
    *parts = (struct hs_partial_text){0};
    if (*text == '\0')
        return NULL;
    if (*text == '?') {
        date->stated = (char *)"some day";
        return date;
    }
    assert_true(hs_partial_date_read(text, parts));
    date->date = parts->date;
    date->earliest = parts->earliest;
    date->latest = parts->latest;
    return date;
}

static int32_t day_of(const char *text)
{
    int32_t earliest;
    int32_t latest;
    assert_true(hs_date_parse(text, &earliest, &latest));
    assert_int_equal(earliest, latest);
    return earliest;
}

struct dates {
    hensigt_partial_date start_date, end_date;
    struct hs_partial_text start_text, end_text;
};

static void holding(void **state)
{
    static const struct {
        const char *start;
        const char *end;
        const char *day;
        enum hs_truth holds;
    } cases[] = {
        {"2022-04-12", "", "2022-04-11", HS_NEVER},
        {"2022-04-12", "", "2022-04-12", HS_CERTAINLY},
        {"2022-04", "", "2022-03-31", HS_NEVER},
        {"2022-04", "", "2022-04-01", HS_POSSIBLY},
        {"2022-04", "", "2022-04-29", HS_POSSIBLY},
        {"2022-04", "", "2022-04-30", HS_CERTAINLY},
        {"2022", "", "2022-12-30", HS_POSSIBLY},
        {"2022", "", "2022-12-31", HS_CERTAINLY},
        {"..2020-09", "", "1900-01-01", HS_POSSIBLY},
        {"..2020-09", "", "2020-09-30", HS_CERTAINLY},
        {"2020-09..", "", "2020-08-31", HS_NEVER},
        {"2020-09..", "", "2999-01-01", HS_POSSIBLY},
        {"", "", "2022-01-01", HS_POSSIBLY}, /* a beginning that is not known */
        {"?", "", "2022-01-01", HS_POSSIBLY},
        {"2020", "2022-04-12", "2022-04-12", HS_CERTAINLY}, /* the last day counts */
        {"2020", "2022-04-12", "2022-04-13", HS_NEVER},
        {"2020", "2022-04", "2022-04-01", HS_CERTAINLY},
        {"2020", "2022-04", "2022-04-02", HS_POSSIBLY},
        {"2020", "2022-04", "2022-04-30", HS_POSSIBLY},
        {"2020", "2022-04", "2022-05-01", HS_NEVER},
        {"2020", "?", "2022-05-01", HS_POSSIBLY}, /* it has ended, some day */
        {"2020", "..2021", "2021-12-31", HS_POSSIBLY},
        {"2020", "..2021", "2022-01-01", HS_NEVER},
        {"2022", "2022", "2022-06-01", HS_POSSIBLY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dates d;
        enum hs_truth holds = hs_dates_hold(date_of(cases[i].start, &d.start_date, &d.start_text),
                                            date_of(cases[i].end, &d.end_date, &d.end_text), day_of(cases[i].day));
        if (holds != cases[i].holds)
            fail_msg("%s to %s on %s: %d", cases[i].start, cases[i].end, cases[i].day, holds);
    }
}

/* What was entered as holding had begun by then, where nothing else is said of its beginning. */
static void holding_since_it_was_entered(void **state)
{
    static const struct {
        const char *start;
        const char *end;
        const char *day;
        enum hs_truth holds;
    } cases[] = {
        {"", "", "2022-05-31", HS_POSSIBLY},        {"", "", "2022-06-01", HS_CERTAINLY},
        {"", "", "2023-01-01", HS_CERTAINLY},       {"", "2022-07", "2022-07-01", HS_CERTAINLY},
        {"", "2022-07", "2022-07-02", HS_POSSIBLY}, {"", "2022-07", "2022-08-01", HS_NEVER},
        {"2022-06", "", "2022-06-01", HS_POSSIBLY}, {"2023", "", "2022-06-01", HS_NEVER},
    };
    Google__Protobuf__Timestamp entered = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    (void)state;
    assert_true(hs_timestamp_parse("2022-06-01T23:59:59Z", &entered.seconds, &entered.nanos));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dates d;
        enum hs_truth holds = hs_dates_hold_known(date_of(cases[i].start, &d.start_date, &d.start_text),
                                                  date_of(cases[i].end, &d.end_date, &d.end_text), day_of(cases[i].day), &entered);
        if (holds != cases[i].holds)
            fail_msg("%s to %s on %s: %d", cases[i].start, cases[i].end, cases[i].day, holds);
    }
    assert_int_equal(hs_dates_hold_known(NULL, NULL, day_of("2022-06-01"), NULL), HS_POSSIBLY);
}

static void order_of_dates(void **state)
{
    static const struct {
        const char *date;
        const char *other;
        bool before;
    } cases[] = {
        {"2022-04-11", "2022-04-12", true},
        {"2022-04-12", "2022-04-12", false},
        {"2022-04", "2022-04-12", false},
        {"2022-03", "2022-04-12", true},
        {"", "2022-04-12", false},
        {"2022-04-12", "", false},
        {"?", "2022", false},
        {"..2020-09", "2020-10", true},
        {"2020-09..", "2999", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dates d;
        bool before = hs_date_certainly_before(date_of(cases[i].date, &d.start_date, &d.start_text),
                                               date_of(cases[i].other, &d.end_date, &d.end_text));
        if (before != cases[i].before)
            fail_msg("%s before %s: %d", cases[i].date, cases[i].other, before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holding),
        cmocka_unit_test(holding_since_it_was_entered),
        cmocka_unit_test(order_of_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
