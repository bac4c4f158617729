#include "progress.h"

#include <inttypes.h>
#include <time.h>

enum {
    REDRAW_MS = 100,
    BAR_WIDTH = 24,
};

void progress_init(struct progress *progress, const struct screen *screen)
{
    *progress = (struct progress){.screen = screen};
}

static int64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void draw_bar(FILE *out, int64_t done, int64_t total)
{
    int64_t filled = done < total ? done * BAR_WIDTH / total : BAR_WIDTH;
    fputs(" [", out);
    for (int64_t i = 0; i < BAR_WIDTH; i++) {
        fputs(i < filled ? "█" : "·", out);
    }
    fprintf(out, "] %3" PRId64 " %%", done < total ? done * 100 / total : 100);
}

void progress_show(struct progress *progress, const char *what, int64_t count, int64_t done, int64_t total, bool now)
{
    if (!progress->screen->interactive) {
        return;
    }
    int64_t time = now_ms();
    if (!now && progress->drawn_ms > 0 && time - progress->drawn_ms < REDRAW_MS) {
        return;
    }
    FILE *out = progress->screen->out;
    fprintf(out, "\r%s %" PRId64, what, count);
    if (total > 0) {
        draw_bar(out, done, total);
    }
    fputs("\033[K", out);
    (void)fflush(out);
    progress->drawn_ms = time;
    progress->shown = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", progress->screen->out);
        progress->shown = false;
    }
}
