#include "new_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum exit_code cannot_write(const struct cli *cli, const struct new_file *file)
{
    cli_say(cli, "%s cannot be written: %s", file->name, strerror(errno));
    return EXIT_LOCAL;
}

enum exit_code new_file_open(const struct cli *cli, const char *name, struct new_file *file)
{
    *file = (struct new_file){.name = name, .out = cli->out.out};
    if (name == NULL || strcmp(name, "-") == 0) {
        return EXIT_OK;
    }
    file->temporary = hs_arena_printf(cli->arena, "%s.part", name);
    if (file->temporary == NULL) {
        return cli_no_memory(cli);
    }
    file->out = fopen(file->temporary, "we");
    return file->out != NULL ? EXIT_OK : cannot_write(cli, file);
}

enum exit_code new_file_end(const struct cli *cli, struct new_file *file, enum exit_code code)
{
    if (file->temporary == NULL) {
        return code;
    }
    bool written = !ferror(file->out);
    written = fclose(file->out) == 0 && written;
    if (code == EXIT_OK && (!written || rename(file->temporary, file->name) != 0)) {
        code = cannot_write(cli, file);
    }
    if (code != EXIT_OK) {
        (void)unlink(file->temporary);
    }
    return code;
}
