#include "wire/calendar.h"
#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Days of well-known dates. */
static const struct {
    const char *text;
    int32_t day;
} known_days[] = {
    {"0001-01-01", -719162}, {"1600-02-29", -135081}, {"1899-12-31", -25568}, {"1900-03-01", -25508}, {"1969-12-31", -1},
    {"1970-01-01", 0},       {"2000-02-29", 11016},   {"2022-04-12", 19094},  {"2024-09-30", 19996},  {"9999-12-31", 2932896},
};

static void knows_known_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known_days / sizeof known_days[0]; i++) {
        int32_t earliest;
        int32_t latest;
        char text[HS_DAY_SIZE];
        assert_true(hs_date_parse(known_days[i].text, &earliest, &latest));
        assert_int_equal(earliest, known_days[i].day);
        assert_int_equal(latest, known_days[i].day);
        hs_day_text(known_days[i].day, text);
        assert_string_equal(text, known_days[i].text);
    }
}

/* Every day of the ten thousand years: one after the other, and back again. */
static void counts_days_without_a_gap(void **state)
{
    int32_t day = -719162;
    (void)state;
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int number = 1; number <= hs_month_days(year, month); number++, day++) {
                struct hs_civil civil = {year, month, number};
                struct hs_civil back = hs_day_to_civil(day);
                if (hs_civil_to_day(civil) != day || memcmp(&civil, &back, sizeof civil) != 0) {
                    fail_msg("%04d-%02d-%02d", year, month, number);
                }
            }
        }
    }
    assert_int_equal(day, 2932897);
}

static void has_no_text_for_open_sides(void **state)
{
    char text[HS_DAY_SIZE];
    (void)state;
    hs_day_text(HS_DAY_MIN, text);
    assert_string_equal(text, "");
    hs_day_text(HS_DAY_MAX, text);
    assert_string_equal(text, "");
    hs_day_text(-719163, text);
    assert_string_equal(text, "");
    hs_day_text(2932897, text);
    assert_string_equal(text, "");
}

static void reads_partial_dates_as_intervals(void **state)
{
    int32_t earliest;
    int32_t latest;
    (void)state;
    assert_true(hs_date_parse("2022", &earliest, &latest));
    assert_int_equal(earliest, 18993);
    assert_int_equal(latest, 18993 + 364);
    assert_true(hs_date_parse("2024-02", &earliest, &latest));
    assert_int_equal(latest - earliest, 28);
    assert_true(hs_date_parse("2023-02", &earliest, &latest));
    assert_int_equal(latest - earliest, 27);
}

static void refuses_what_is_no_date(void **state)
{
    static const char *const texts[] = {
        "",           "22",         "2022-",      "2022-4",     "2022-04-",   "2022-04-1",   "2022-13", "2022-00",
        "2022-02-31", "2023-02-29", "1900-02-29", "2022-04-00", "2022-04-31", "0000-01-01",  "0000",    "2022-04-12 ",
        " 2022",      "2022/04",    "20220412",   "+2022",      "-2022",      "2022-04-12T", "12022",   "2022-04-123",
        "２０２２",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int32_t earliest = 7;
        int32_t latest = 8;
        if (hs_date_parse(texts[i], &earliest, &latest)) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_int_equal(earliest, 7);
        assert_int_equal(latest, 8);
    }
    assert_true(hs_date_has_shape("2022-02-31"));
    assert_true(hs_date_has_shape("2022-13"));
    assert_false(hs_date_has_shape("2022-2"));
    assert_false(hs_date_has_shape("late October"));
}

static hensigt_partial_date partial(char *date, char *earliest, char *latest)
{
    hensigt_partial_date message = HENSIGT__V1__PARTIAL_DATE__INIT;
    message.date = date;
    message.earliest = earliest;
    message.latest = latest;
    return message;
}

static void assert_days(const hensigt_partial_date *date, int32_t expected_earliest, int32_t expected_latest)
{
    int32_t earliest;
    int32_t latest;
    assert_true(hs_partial_date_days(date, &earliest, &latest));
    assert_int_equal(earliest, expected_earliest);
    assert_int_equal(latest, expected_latest);
}

static void bounds_partial_dates(void **state)
{
    int32_t day = 0;
    (void)state;
    hensigt_partial_date nothing = partial("", "", "");
    hensigt_partial_date month = partial("2022-04", "", "");
    hensigt_partial_date both = partial("", "2022-05", "2023-03-17");
    hensigt_partial_date until = partial("", "", "2020-09");
    hensigt_partial_date since = partial("", "2020-09", "");
    hensigt_partial_date bad = partial("", "2020-99", "");
    assert_days(NULL, HS_DAY_MIN, HS_DAY_MAX);
    assert_days(&nothing, HS_DAY_MIN, HS_DAY_MAX);
    assert_days(&month, 19083, 19112);
    assert_days(&both, 19113, 19433);
    assert_days(&until, HS_DAY_MIN, 18535);
    assert_days(&since, 18506, HS_DAY_MAX);
    assert_false(hs_partial_date_days(&bad, &day, &day));
}

static void reads_and_prints_one_text_form(void **state)
{
    static const struct {
        const char *text;
        struct hs_partial_text parts;
    } cases[] = {
        {"2022", {.date = "2022"}},
        {"2022-04", {.date = "2022-04"}},
        {"2022-04-12", {.date = "2022-04-12"}},
        {"2022-05..2023-03-17", {.earliest = "2022-05", .latest = "2023-03-17"}},
        {"..2020-09", {.latest = "2020-09"}},
        {"2020-09..", {.earliest = "2020-09"}},
        {"2020-09-01..2020-09-30", {.earliest = "2020-09-01", .latest = "2020-09-30"}},
        {"2020-09-15..2020", {.earliest = "2020-09-15", .latest = "2020"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hs_partial_text parts;
        char text[HS_PARTIAL_DATE_SIZE];
        assert_true(hs_partial_date_read(cases[i].text, &parts));
        assert_string_equal(parts.date, cases[i].parts.date);
        assert_string_equal(parts.earliest, cases[i].parts.earliest);
        assert_string_equal(parts.latest, cases[i].parts.latest);
        hensigt_partial_date message = partial(parts.date, parts.earliest, parts.latest);
        hs_partial_date_text(&message, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void refuses_other_texts_and_reversed_intervals(void **state)
{
    static const char *const texts[] = {"",
                                        "..",
                                        "...",
                                        "2022...2023",
                                        "2022..2021",
                                        "2022-04-13..2022-04-12",
                                        "2022-02-31..",
                                        "a..b",
                                        "2022..2023..2024",
                                        "2022-04-12-..",
                                        "2022 .. 2023"};
    struct hs_partial_text parts = {.date = "untouched"};
    char text[HS_PARTIAL_DATE_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (hs_partial_date_read(texts[i], &parts)) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_string_equal(parts.date, "untouched");
    }
    hs_partial_date_text(NULL, text);
    assert_string_equal(text, "");
    hensigt_partial_date stated = partial("", "", "");
    stated.stated = "late October";
    hs_partial_date_text(&stated, text);
    assert_string_equal(text, "");
    hensigt_partial_date overlong = partial("2022-04-12-and-much-more-than-a-date", "", "");
    hs_partial_date_text(&overlong, text);
    assert_string_equal(text, "2022-04-12");
}

static void reads_times(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t nanos;
        const char *printed;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z"},
        {"2022-04-12T10:30:15Z", 1649759415, 0, "2022-04-12T10:30:15Z"},
        {"2022-04-12T12:30:15+02:00", 1649759415, 0, "2022-04-12T10:30:15Z"},
        {"2022-04-12T08:00:15.5-02:30", 1649759415, 500000000, "2022-04-12T10:30:15.500Z"},
        {"1969-12-31T23:59:59.999999Z", -1, 999999000, "1969-12-31T23:59:59.999999Z"},
        {"1969-12-31T23:59:59.000000001Z", -1, 1, "1969-12-31T23:59:59.000000001Z"},
        {"0001-01-01T00:00:00Z", HS_SECONDS_MIN, 0, "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.999999999Z", HS_SECONDS_MAX, 999999999, "9999-12-31T23:59:59.999999999Z"},
        {"2024-02-29T00:00:00.120Z", 1709164800, 120000000, "2024-02-29T00:00:00.120Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds;
        int32_t nanos;
        char text[HS_TIME_SIZE];
        assert_true(hs_timestamp_parse(cases[i].text, &seconds, &nanos));
        assert_int_equal(seconds, cases[i].seconds);
        assert_int_equal(nanos, cases[i].nanos);
        assert_true(hs_timestamp_text(seconds, nanos, text));
        assert_string_equal(text, cases[i].printed);
    }
}

static void refuses_what_is_no_time(void **state)
{
    static const char *const texts[] = {
        "",
        "2022-04-12",
        "2022-04-12T10:30:15",
        "2022-04-12t10:30:15Z",
        "2022-04-12T10:30:15z",
        "2022-04-12 10:30:15Z",
        "2022-04-12T10:30Z",
        "2022-04-12T24:00:00Z",
        "2022-04-12T10:60:00Z",
        "2022-04-12T10:30:60Z",
        "2022-04-12T10:30:15.Z",
        "2022-04-12T10:30:15.1234567890Z",
        "2022-04-12T10:30:15+0200",
        "2022-04-12T10:30:15+24:00",
        "2022-04-12T10:30:15+02:60",
        "2022-04-12T10:30:15ZZ",
        "2022-02-30T10:30:15Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "0000-12-31T23:59:59Z",
        "22-04-12T10:30:15Z",
    };
    int64_t seconds = 1;
    int64_t micros = 2;
    int32_t nanos = 3;
    char text[HS_TIME_SIZE] = "untouched";
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (hs_timestamp_parse(texts[i], &seconds, &nanos) || hs_time_parse(texts[i], &micros)) {
            fail_msg("taken: %s", texts[i]);
        }
    }
    assert_false(hs_time_parse("2022-04-12T10:30:15.0000001Z", &micros));
    assert_int_equal(seconds, 1);
    assert_int_equal(micros, 2);
    assert_int_equal(nanos, 3);
    assert_false(hs_timestamp_text(HS_SECONDS_MIN - 1, 0, text));
    assert_false(hs_timestamp_text(HS_SECONDS_MAX + 1, 0, text));
    assert_false(hs_timestamp_text(0, -1, text));
    assert_false(hs_timestamp_text(0, 1000000000, text));
    assert_false(hs_time_text(INT64_MIN, text));
    assert_false(hs_time_text(INT64_MAX, text));
    assert_string_equal(text, "untouched");
}

static void counts_times_in_microseconds(void **state)
{
    int64_t micros;
    char text[HS_TIME_SIZE];
    (void)state;
    assert_true(hs_time_parse("1969-12-31T23:59:59.999999000Z", &micros));
    assert_int_equal(micros, -1);
    assert_true(hs_time_text(-1, text));
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    assert_true(hs_time_text(1649759415500000, text));
    assert_string_equal(text, "2022-04-12T10:30:15.500Z");
    assert_true(hs_time_parse(text, &micros));
    assert_int_equal(micros, 1649759415500000);
    assert_true(hs_time_text(HS_SECONDS_MIN * 1000000, text));
    assert_string_equal(text, "0001-01-01T00:00:00Z");
}

static void reads_and_prints_durations(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t nanos;
        const char *printed;
    } cases[] = {
        {"0s", 0, 0, "0s"},
        {"1.5s", 1, 500000000, "1.500s"},
        {"-0.000001s", 0, -1000, "-0.000001s"},
        {"-1.000000001s", -1, -1, "-1.000000001s"},
        {"007s", 7, 0, "7s"},
        {"315576000000.999999999s", HS_DURATION_MAX, 999999999, "315576000000.999999999s"},
        {"-315576000000.999999999s", -HS_DURATION_MAX, -999999999, "-315576000000.999999999s"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds;
        int32_t nanos;
        char text[HS_DURATION_SIZE];
        assert_true(hs_duration_parse(cases[i].text, &seconds, &nanos));
        assert_int_equal(seconds, cases[i].seconds);
        assert_int_equal(nanos, cases[i].nanos);
        assert_true(hs_duration_text(seconds, nanos, text));
        assert_string_equal(text, cases[i].printed);
    }
}

static void refuses_what_is_no_duration(void **state)
{
    static const char *const texts[] = {"",     "s",   "1",   "1.s", ".5s",           "+1s",
                                        "--1s", "1 s", "1s ", "1S",  "1.0000000000s", "315576000001s"};
    char text[HS_DURATION_SIZE] = "untouched";
    int64_t seconds = 1;
    int32_t nanos = 2;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (hs_duration_parse(texts[i], &seconds, &nanos)) {
            fail_msg("taken: %s", texts[i]);
        }
    }
    assert_int_equal(seconds, 1);
    assert_int_equal(nanos, 2);
    assert_false(hs_duration_text(HS_DURATION_MAX + 1, 0, text));
    assert_false(hs_duration_text(-HS_DURATION_MAX - 1, 0, text));
    assert_false(hs_duration_text(1, -1, text));
    assert_false(hs_duration_text(-1, 1, text));
    assert_false(hs_duration_text(0, 1000000000, text));
    assert_false(hs_duration_text(0, INT32_MIN, text));
    assert_string_equal(text, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_known_days),
        cmocka_unit_test(counts_days_without_a_gap),
        cmocka_unit_test(has_no_text_for_open_sides),
        cmocka_unit_test(reads_partial_dates_as_intervals),
        cmocka_unit_test(refuses_what_is_no_date),
        cmocka_unit_test(bounds_partial_dates),
        cmocka_unit_test(reads_and_prints_one_text_form),
        cmocka_unit_test(refuses_other_texts_and_reversed_intervals),
        cmocka_unit_test(reads_times),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(counts_times_in_microseconds),
        cmocka_unit_test(reads_and_prints_durations),
        cmocka_unit_test(refuses_what_is_no_duration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
