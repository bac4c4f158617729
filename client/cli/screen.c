#include "screen.h"

#include "width.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    MAX_WIDTH = 10000,    /* no terminal is wider; guards the arithmetic */
    READABLE_WIDTH = 110, /* running text in longer lines is hard to read */
    LEAST_TEXT = 20,      /* running text gets this much whatever the indent */
};

static size_t width_from_environment(void)
{
    const char *columns = getenv("COLUMNS");
    if (columns == NULL || *columns < '1' || *columns > '9') {
        return 0;
    }
    char *end = NULL;
    errno = 0;
    unsigned long width = strtoul(columns, &end, 10);
    return errno == 0 && *end == '\0' && width <= MAX_WIDTH ? (size_t)width : 0;
}

static size_t width_of_terminal(FILE *out)
{
    struct winsize size;
    memset(&size, 0, sizeof size);
    return ioctl(fileno(out), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return (no_colour == NULL || *no_colour == '\0') && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

void screen_open(struct screen *screen, FILE *out)
{
    bool terminal = isatty(fileno(out)) == 1;
    size_t width = width_from_environment();
    *screen = (struct screen){
        .out = out,
        .width = width == 0 && terminal ? width_of_terminal(out) : width,
        .interactive = terminal,
        .colour = terminal && wants_colour(),
    };
}

size_t screen_text_width(const struct screen *screen)
{
    size_t width = screen->width > 0 ? screen->width : SCREEN_TEXT_WIDTH;
    return width < READABLE_WIDTH ? width : READABLE_WIDTH;
}

void screen_write_bytes(const struct screen *screen, enum screen_style style, const char *text, size_t size)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "", [STYLE_TITLE] = "\033[1m", [STYLE_DIM] = "\033[2m", [STYLE_GOOD] = "\033[32m", [STYLE_BAD] = "\033[31m",
    };
    bool styled = screen->colour && style != STYLE_PLAIN && size > 0;
    fprintf(screen->out, "%s%.*s%s", styled ? codes[style] : "", (int)size, text, styled ? "\033[0m" : "");
}

void screen_write(const struct screen *screen, enum screen_style style, const char *text)
{
    screen_write_bytes(screen, style, text, strlen(text));
}

void screen_wrap(const struct screen *screen, size_t width, size_t indent, const char *text)
{
    size_t columns = width > indent + LEAST_TEXT ? width - indent : LEAST_TEXT;
    for (bool first = true; first || *text != '\0'; first = false) {
        size_t next = 0;
        size_t size = width_line(text, width > 0 ? columns : 0, &next);
        width_pad(screen->out, first || size == 0 ? 0 : indent);
        fprintf(screen->out, "%.*s\n", (int)size, text);
        text += next;
    }
}
