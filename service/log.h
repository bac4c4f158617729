/* Lines of logfmt for whoever operates the service. For main programs: libraries do not log. */
#ifndef HS_LOG_H
#define HS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How much is said; each level includes those before it. */
enum hs_log_level { HS_LOG_ERROR, HS_LOG_INFO, HS_LOG_DEBUG };

/** Where lines go, and which. */
struct hs_log {
    int fd;
    enum hs_log_level level;
};

/** A line under construction. What does not fit is cut; the line stays one line. */
struct hs_log_line {
    enum hs_log_level level;
    size_t size;
    char text[2048];
};

/** The level of a name ("error", "info", "debug"). Returns false, and leaves *out, for another name. */
bool hs_log_level_parse(const char *name, enum hs_log_level *out);

/** Whether lines of this level are written: to be asked where making a line costs something. */
bool hs_log_wants(const struct hs_log *log, enum hs_log_level level);

/** Begins a line with the time of day, the level and what happened. */
void hs_log_begin(struct hs_log_line *line, enum hs_log_level level, const char *what);

/** Adds a value, quoted where it must be. `key` is a constant of letters and underscores. */
void hs_log_text(struct hs_log_line *line, const char *key, const char *value);

/** Adds a number. */
void hs_log_number(struct hs_log_line *line, const char *key, int64_t value);

/** Ends the line and writes it at once, so that lines of several processes do not mix. */
void hs_log_write(const struct hs_log *log, struct hs_log_line *line);

#endif
