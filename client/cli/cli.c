#include "cli.h"

#include "text.h"

#include <stdarg.h>
#include <string.h>

static void say(const struct cli *cli, const char *format, va_list arguments)
{
    screen_write(&cli->err, STYLE_BAD, "hensigt: ");
    vfprintf(cli->err.out, format, arguments);
    fputc('\n', cli->err.out);
}

void cli_say(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cli, format, arguments);
    va_end(arguments);
}

enum exit_code cli_usage(const struct cli *cli, const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cli, format, arguments);
    va_end(arguments);
    fprintf(cli->err.out, "Try 'hensigt %s%s--help'.\n", command, *command != '\0' ? " " : "");
    return EXIT_USAGE;
}

enum exit_code cli_wrong_flag(const struct cli *cli, const char *command, const char *flag, const char *error)
{
    return error != NULL ? cli_usage(cli, command, "--%s %s", flag, error) : cli_no_memory(cli);
}

enum exit_code cli_no_memory(const struct cli *cli)
{
    cli_say(cli, "there is not enough memory");
    return EXIT_LOCAL;
}

/* Adds a word so that a shell reads it as one. */
static void add_quoted(struct text *text, const char *word)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";
    if (*word != '\0' && word[strspn(word, safe)] == '\0') {
        text_add(text, word);
        return;
    }
    text_add(text, "'");
    for (size_t length = strcspn(word, "'"); *word != '\0'; length = strcspn(word, "'")) {
        text_add_bytes(text, word, length);
        text_add(text, word[length] == '\'' ? "'\\''" : "");
        word += length + (word[length] == '\'');
    }
    text_add(text, "'");
}

const char *cli_command_line(const struct cli *cli, const char *flag, const char *value)
{
    struct text text;
    text_init(&text, cli->arena);
    text_add(&text, "hensigt");
    bool added = false;
    for (char **word = cli->argv + 1; *word != NULL || !added; word += *word != NULL) {
        if (!added && (*word == NULL || strcmp(*word, "--") == 0)) { /* behind `--` it would be no flag */
            text_addf(&text, " --%s ", flag);
            add_quoted(&text, value);
            added = true;
        }
        if (*word != NULL) {
            text_add(&text, " ");
            add_quoted(&text, *word);
        }
    }
    return text_end(&text);
}
