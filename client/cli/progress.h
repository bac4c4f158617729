/* How far long work has come, for a person who watches. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "screen.h"

#include <stdint.h>

/** A line that is drawn over itself, on a terminal only. */
struct progress {
    const struct screen *screen;
    int64_t drawn_ms; /**< when it was last drawn; 0 = never */
    bool shown;       /**< it stands on the screen now */
};

/** Begins without drawing. */
void progress_init(struct progress *progress, const struct screen *screen);

/** Shows what is being done, how much of it, and with a `total` (0 = not known) how far that is. Draws ten times a second
 *  at most, unless `now`. */
void progress_show(struct progress *progress, const char *what, int64_t count, int64_t done, int64_t total, bool now);

/** Takes the line off the screen, so that other text can be written. */
void progress_clear(struct progress *progress);

#endif
