#include "service/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {"error", "info", "debug"};

bool hs_log_level_parse(const char *name, enum hs_log_level *out)
{
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *out = (enum hs_log_level)i;
            return true;
        }
    }
    return false;
}

bool hs_log_wants(const struct hs_log *log, enum hs_log_level level)
{
    return level <= log->level;
}

/* Keeps room for the newline. */
static void put(struct hs_log_line *line, const char *text, size_t size)
{
    size_t room = sizeof line->text - 1 - line->size;

    if (size > room)
        size = room;
    memcpy(line->text + line->size, text, size);
    line->size += size;
}

static void put_text(struct hs_log_line *line, const char *text)
{
    put(line, text, strlen(text));
}

static bool needs_quotes(const char *value)
{
    if (*value == '\0')
        return true;
    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;
        if (byte <= ' ' || byte == '"' || byte == '=' || byte == '\\' || byte == 0x7f)
            return true;
    }
    return false;
}

static void put_quoted(struct hs_log_line *line, const char *value)
{
    char escape[8];

    put_text(line, "\"");
    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;
        if (byte == '"' || byte == '\\') {
            put(line, "\\", 1);
            put(line, value, 1);
        } else if (byte < ' ' || byte == 0x7f) {
            put(line, escape, (size_t)snprintf(escape, sizeof escape, "\\x%02x", byte));
        } else {
            put(line, value, 1);
        }
    }
    put_text(line, "\"");
}

static void put_time(struct hs_log_line *line)
{
    struct timespec now = {0};
    struct tm day;
    char text[48];

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &day) == NULL)
        return;
    put(line, text, strftime(text, sizeof text, "ts=%Y-%m-%dT%H:%M:%S", &day));
    put(line, text, (size_t)snprintf(text, sizeof text, ".%03dZ", (int)(now.tv_nsec / 1000000)));
}

void hs_log_begin(struct hs_log_line *line, enum hs_log_level level, const char *what)
{
    line->level = level;
    line->size = 0;
    put_time(line);
    hs_log_text(line, "level", level_names[level]);
    hs_log_text(line, "msg", what);
}

void hs_log_text(struct hs_log_line *line, const char *key, const char *value)
{
    put_text(line, " ");
    put_text(line, key);
    put_text(line, "=");
    if (needs_quotes(value))
        put_quoted(line, value);
    else
        put_text(line, value);
}

void hs_log_number(struct hs_log_line *line, const char *key, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRId64, value);
    hs_log_text(line, key, text);
}

void hs_log_write(const struct hs_log *log, struct hs_log_line *line)
{
    if (!hs_log_wants(log, line->level))
        return;
    line->text[line->size++] = '\n';
    /* A log that cannot be written is no reason to stop serving. */
    ssize_t written = write(log->fd, line->text, line->size);
    (void)written;
}
