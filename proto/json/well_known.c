#include "json/well_known.h"

#include "wire/ascii.h"
#include "wire/date.h"

#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"

#include <string.h>

static bool print_timestamp(const ProtobufCMessage *message, struct hs_buffer *out)
{
    const Google__Protobuf__Timestamp *time = (const Google__Protobuf__Timestamp *)message;
    char text[HS_TIME_SIZE];
    if (!hs_timestamp_text(time->seconds, time->nanos, text)) {
        return false;
    }
    hs_buffer_text(out, text);
    return true;
}

static enum hs_well_known_result read_timestamp(const char *text, struct hs_arena *arena, ProtobufCMessage *message)
{
    Google__Protobuf__Timestamp *time = (Google__Protobuf__Timestamp *)message;
    (void)arena;
    return hs_timestamp_parse(text, &time->seconds, &time->nanos) ? HS_WELL_KNOWN_READ : HS_WELL_KNOWN_MALFORMED;
}

static bool print_duration(const ProtobufCMessage *message, struct hs_buffer *out)
{
    const Google__Protobuf__Duration *duration = (const Google__Protobuf__Duration *)message;
    char text[HS_DURATION_SIZE];
    if (!hs_duration_text(duration->seconds, duration->nanos, text)) {
        return false;
    }
    hs_buffer_text(out, text);
    return true;
}

static enum hs_well_known_result read_duration(const char *text, struct hs_arena *arena, ProtobufCMessage *message)
{
    Google__Protobuf__Duration *duration = (Google__Protobuf__Duration *)message;
    (void)arena;
    return hs_duration_parse(text, &duration->seconds, &duration->nanos) ? HS_WELL_KNOWN_READ : HS_WELL_KNOWN_MALFORMED;
}

/* Whether a path comes back as it was: every underscore must stand before a lower-case letter, which takes its place as a
 * capital. */
static bool mask_path_is_printable(const char *path)
{
    if (*path == '\0') {
        return false;
    }
    for (; *path != '\0'; path++) {
        if (hs_is_upper(*path) || *path == ',' || (*path == '_' && !hs_is_lower(path[1]))) {
            return false;
        }
    }
    return true;
}

static char upper(char c)
{
    return (char)(c - 'a' + 'A');
}

static char lower(char c)
{
    return (char)(c - 'A' + 'a');
}

static bool print_field_mask(const ProtobufCMessage *message, struct hs_buffer *out)
{
    const Google__Protobuf__FieldMask *mask = (const Google__Protobuf__FieldMask *)message;
    for (size_t i = 0; i < mask->n_paths; i++) {
        if (!mask_path_is_printable(mask->paths[i])) {
            return false;
        }
        if (i > 0) {
            hs_buffer_char(out, ',');
        }
        for (const char *c = mask->paths[i]; *c != '\0'; c++) {
            hs_buffer_char(out, *c == '_' ? upper(*++c) : *c);
        }
    }
    return true;
}

/* Copies a path of `length` bytes in lowerCamelCase as the contract writes it; NULL without memory. */
static char *read_mask_path(const char *text, size_t length, struct hs_arena *arena)
{
    char *path = hs_arena_alloc(arena, length * 2 + 1);
    char *at = path;
    for (size_t i = 0; path != NULL && i < length; i++) {
        if (hs_is_upper(text[i])) {
            *at++ = '_';
            *at++ = lower(text[i]);
        } else {
            *at++ = text[i];
        }
    }
    return path;
}

static enum hs_well_known_result read_field_mask(const char *text, struct hs_arena *arena, ProtobufCMessage *message)
{
    Google__Protobuf__FieldMask *mask = (Google__Protobuf__FieldMask *)message;
    for (bool more = *text != '\0'; more;) {
        size_t length = strcspn(text, ",");
        if (length == 0 || memchr(text, '_', length) != NULL) {
            return HS_WELL_KNOWN_MALFORMED;
        }
        char *path = read_mask_path(text, length, arena);
        void *grown = path != NULL ? hs_arena_grow(arena, mask->paths, mask->n_paths, sizeof *mask->paths) : NULL;
        if (grown == NULL) {
            return HS_WELL_KNOWN_NO_MEMORY;
        }
        mask->paths = grown;
        mask->paths[mask->n_paths++] = path;
        more = text[length] == ',';
        text += length + (more ? 1 : 0);
    }
    return HS_WELL_KNOWN_READ;
}

/* The types with a form of their own, by full name. */
static const struct well_known {
    const char *full_name;
    enum hs_well_known kind;
    bool (*print)(const ProtobufCMessage *message, struct hs_buffer *out);
    enum hs_well_known_result (*read)(const char *text, struct hs_arena *arena, ProtobufCMessage *message);
    const char *print_rule;
    const char *read_rule;
} types[] = {
    {"google.protobuf.Any", HS_WELL_KNOWN_ANY, NULL, NULL, NULL, NULL},
    {"google.protobuf.Duration", HS_WELL_KNOWN_TEXT, print_duration, read_duration,
     "must be a duration of at most 315576000000 seconds, with nanoseconds of the same sign",
     "must be a duration in seconds such as \"1.5s\", of at most 315576000000"},
    {"google.protobuf.FieldMask", HS_WELL_KNOWN_TEXT, print_field_mask, read_field_mask,
     "must hold paths of fields, in which every underscore stands before a letter",
     "must be paths of fields in lowerCamelCase, separated by commas, such as \"title,focusAreas\""},
    {"google.protobuf.Timestamp", HS_WELL_KNOWN_TEXT, print_timestamp, read_timestamp,
     "must be a time of the years 0001 to 9999 with 0 to 999999999 nanoseconds",
     "must be a time of the years 0001 to 9999 such as \"2022-04-12T10:30:00Z\""},
};

static const struct well_known *find(const ProtobufCMessageDescriptor *descriptor)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].full_name, descriptor->name) == 0) {
            return &types[i];
        }
    }
    return NULL;
}

enum hs_well_known hs_well_known_kind(const ProtobufCMessageDescriptor *descriptor)
{
    const struct well_known *type = find(descriptor);
    return type != NULL ? type->kind : HS_WELL_KNOWN_NONE;
}

bool hs_well_known_print(const ProtobufCMessage *message, struct hs_buffer *out, const char **rule)
{
    const struct well_known *type = find(message->descriptor);
    *rule = type->print_rule;
    return type->print(message, out);
}

enum hs_well_known_result hs_well_known_read(const char *text, struct hs_arena *arena, ProtobufCMessage *message, const char **rule)
{
    const struct well_known *type = find(message->descriptor);
    *rule = type->read_rule;
    return type->read(text, arena, message);
}
