#include "wire/type_checks.h"

#include "wire/ascii.h"
#include "wire/calendar.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/reference.h"
#include "wire/rules.h"
#include "wire/utf8.h"

#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "hensigt/v1/common.h"
#include "hensigt/v1/organisation.h"

#include <stdio.h>
#include <string.h>

enum { VERSIONS_SIZE = 64 }; /* "2013, 2016, 2021 or 2024", and some more */

enum { MICRO_NANOS = 1000 }; /* times are stored in microseconds: a finer one would not come back as it was */

static void check_timestamp(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const Google__Protobuf__Timestamp *time = (const Google__Protobuf__Timestamp *)message;
    if (time->seconds < HS_SECONDS_MIN || time->seconds > HS_SECONDS_MAX || time->nanos < 0 || time->nanos > HS_MAX_NANOS) {
        hs_rules_violate(walk, path, "IMPOSSIBLE_DATE",
                         "must be a time of the years 0001 to 9999, found %lld seconds and %d nanoseconds",
                         (long long)time->seconds, (int)time->nanos);
    } else if (time->nanos % MICRO_NANOS != 0) {
        hs_rules_violate(walk, path, "PRECISION", "must be a whole number of microseconds, found %d nanoseconds", (int)time->nanos);
    }
}

static bool nanos_are_in_range(int32_t nanos)
{
    return nanos >= -HS_MAX_NANOS && nanos <= HS_MAX_NANOS;
}

static bool signs_agree(int64_t whole, int32_t nanos)
{
    return whole == 0 || nanos == 0 || (whole < 0) == (nanos < 0);
}

static void check_duration(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const Google__Protobuf__Duration *duration = (const Google__Protobuf__Duration *)message;
    if (duration->seconds < -HS_DURATION_MAX || duration->seconds > HS_DURATION_MAX || !nanos_are_in_range(duration->nanos)) {
        hs_rules_violate(walk, path, "TOO_LARGE", "must be at most %lld seconds either way, found %lld seconds and %d nanoseconds",
                         (long long)HS_DURATION_MAX, (long long)duration->seconds, (int)duration->nanos);
    } else if (!signs_agree(duration->seconds, duration->nanos)) {
        hs_rules_violate(walk, path, "FORMAT", "must have seconds and nanoseconds of one sign, found %lld and %d",
                         (long long)duration->seconds, (int)duration->nanos);
    }
}

/* Whether a text names a field, or one within another: "offices", "purchase_period.start_date"; or all of them: "*". */
static bool is_mask_path(const char *text)
{
    if (strcmp(text, "*") == 0) {
        return true;
    }
    for (bool at_start = true; *text != '\0'; text++) {
        bool point = *text == '.';
        if (at_start ? !hs_is_lower(*text) : !point && *text != '_' && !hs_is_lower_or_digit(*text)) {
            return false;
        }
        at_start = point;
        if (point && text[1] == '\0') {
            return false;
        }
    }
    return true;
}

static void check_mask_path(const struct hs_rules_walk *walk, const struct hs_path *path, const char *text)
{
    char quote[HS_UTF8_QUOTE_SIZE];
    hs_utf8_quote(text, quote);
    if (*text == '\0' || !is_mask_path(text)) {
        hs_rules_violate(walk, path, "FORMAT", "must be the path of a field, such as title or offices, or *, found %s", quote);
    } else if (hs_utf8_length(text) > HS_DEFAULT_MAX_LENGTH) {
        hs_rules_violate(walk, path, "TOO_LONG", "must be at most %d characters", HS_DEFAULT_MAX_LENGTH);
    }
}

static void check_field_mask(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const Google__Protobuf__FieldMask *mask = (const Google__Protobuf__FieldMask *)message;
    struct hs_path paths = hs_path_field(path, "paths");
    if (mask->n_paths > HS_DEFAULT_MAX_ITEMS) {
        hs_rules_violate(walk, &paths, "TOO_MANY_ITEMS", "must have at most %d elements, found %zu", HS_DEFAULT_MAX_ITEMS,
                         mask->n_paths);
        return;
    }
    for (size_t i = 0; i < mask->n_paths; i++) {
        struct hs_path element = hs_path_element(&paths, i);
        check_mask_path(walk, &element, mask->paths[i]);
    }
}

/* Whether an interval's two ends, both given and both dates, are in order. */
static bool ends_are_in_order(const hensigt_partial_date *date)
{
    int32_t first;
    int32_t last;
    int32_t ignored;
    return !hs_date_parse(date->earliest, &first, &ignored) || !hs_date_parse(date->latest, &ignored, &last) || first <= last;
}

static void check_partial_date(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const hensigt_partial_date *date = (const hensigt_partial_date *)message;
    bool has_date = *date->date != '\0';
    bool has_earliest = *date->earliest != '\0';
    bool has_latest = *date->latest != '\0';
    if (!has_date && !has_earliest && !has_latest && *date->stated == '\0') {
        hs_rules_violate(walk, path, "REQUIRED", "must have a date, an earliest or latest date, or the wording of its source");
    } else if (has_date && (has_earliest || has_latest)) {
        struct hs_path field = hs_path_field(path, "date");
        hs_rules_violate(walk, &field, "INTERVAL", "must not be given beside earliest or latest");
    } else if (!ends_are_in_order(date)) {
        char quote[HS_UTF8_QUOTE_SIZE];
        struct hs_path field = hs_path_field(path, "latest");
        hs_utf8_quote(date->latest, quote);
        hs_rules_violate(walk, &field, "INTERVAL", "must not be before earliest, found %s", quote);
    }
}

static void check_money(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const hensigt_money *money = (const hensigt_money *)message;
    struct hs_path field = hs_path_field(path, "nanos");
    if (!nanos_are_in_range(money->nanos)) {
        hs_rules_violate(walk, &field, "TOO_LARGE", "must be between -%d and %d, found %d", HS_MAX_NANOS, HS_MAX_NANOS,
                         (int)money->nanos);
    } else if (!signs_agree(money->units, money->nanos)) {
        hs_rules_violate(walk, &field, "FORMAT", "must have the sign of units, found %d beside %lld", (int)money->nanos,
                         (long long)money->units);
    }
}

/* Writes "2013, 2016 or 2021": the known versions that have a region, or all of them for NULL. */
static void write_versions(const struct hs_nuts_region *region, char *out, size_t size)
{
    size_t left = 0;
    size_t length = 0;
    for (size_t i = 0; i < hs_nuts.n_versions; i++) {
        left += region == NULL || hs_nuts_version_has(region, hs_nuts.versions[i]) ? 1 : 0;
    }
    *out = '\0';
    for (size_t i = 0; i < hs_nuts.n_versions && length < size; i++) {
        if (region == NULL || hs_nuts_version_has(region, hs_nuts.versions[i])) {
            left--;
            length += (size_t)snprintf(out + length, size - length, "%d%s", hs_nuts.versions[i],
                                       left > 1 ? ", " : (left == 1 ? " or " : ""));
        }
    }
}

/* A region is sought in the version that is given; without one it may be of any. */
static void check_nuts_code(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    const hensigt_organisation_nuts_code *nuts = (const hensigt_organisation_nuts_code *)message;
    const struct hs_nuts_region *region = hs_nuts_find(nuts->code);
    struct hs_path field = hs_path_field(path, "version");
    char versions[VERSIONS_SIZE];
    if (nuts->version > 0 && !hs_nuts_may_be_version(nuts->version)) {
        write_versions(NULL, versions, sizeof versions);
        hs_rules_violate(walk, &field, "UNKNOWN_CODE", "must be a version of NUTS, such as %s, found %d", versions, nuts->version);
    } else if (nuts->version > 0 && region != NULL && !hs_nuts_version_has(region, nuts->version)) {
        const struct hs_nuts_region *other = hs_nuts_same_name(region, nuts->version);
        write_versions(region, versions, sizeof versions);
        hs_rules_violate(walk, &field, "UNKNOWN_CODE", "must be a version of NUTS that has %s: %s, found %d%s%s%s%s", region->code,
                         versions, nuts->version, other == NULL ? "" : "; there ", other == NULL ? "" : other->code,
                         other == NULL ? "" : " is ", other == NULL ? "" : other->name);
    }
}

/* The types with rules of their own, by full name. */
static const struct type_check {
    const char *full_name;
    void (*check)(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message);
    bool well_known; /* its fields have no rules in the contract: they are not looked at */
} checks[] = {
    {"google.protobuf.Any", NULL, true}, /* what is in it is checked where it is unpacked */
    {"google.protobuf.Duration", check_duration, true},
    {"google.protobuf.FieldMask", check_field_mask, true},
    {"google.protobuf.Timestamp", check_timestamp, true},
    {"hensigt.v1.Money", check_money, false},
    {"hensigt.v1.Organisation.NutsCode", check_nuts_code, false},
    {"hensigt.v1.PartialDate", check_partial_date, false},
};

bool hs_type_check(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (strcmp(checks[i].full_name, message->descriptor->name) != 0) {
            continue;
        }
        if (checks[i].check != NULL) {
            checks[i].check(walk, path, message);
        }
        return checks[i].well_known;
    }
    return false;
}

static void check_sign_of_money(const struct hs_rules_walk *walk, const struct hs_path *path, const hensigt_money *money)
{
    struct hs_path units = hs_path_field(path, "units");
    struct hs_path nanos = hs_path_field(path, "nanos");
    if (money->units < 0) {
        hs_rules_violate(walk, &units, "NEGATIVE", "must not be negative, found %lld", (long long)money->units);
    } else if (money->units == 0 && money->nanos < 0 && nanos_are_in_range(money->nanos)) {
        hs_rules_violate(walk, &nanos, "NEGATIVE", "must not be negative, found %d", (int)money->nanos);
    }
}

static void check_sign_of_quantity(const struct hs_rules_walk *walk, const struct hs_path *path, const hensigt_quantity *quantity)
{
    struct hs_path value = hs_path_field(path, "value");
    struct hs_decimal number;
    if (hs_decimal_parse(quantity->value, &number) && number.mantissa < 0) {
        hs_rules_violate(walk, &value, "NEGATIVE", "must not be negative, found %s", quantity->value);
    }
}

void hs_type_check_sign(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message)
{
    if (message->descriptor == &hensigt__v1__money__descriptor) {
        check_sign_of_money(walk, path, (const hensigt_money *)message);
    } else if (message->descriptor == &hensigt__v1__quantity__descriptor) {
        check_sign_of_quantity(walk, path, (const hensigt_quantity *)message);
    }
}
