/* hensigt: the command line of a Hensigt service. */
#include "command.h"
#include "output.h"
#include "width.h"

#include "hensigt/channel.h"

/* What one run may take at most: a list of all resources of a large registry, shown as a table. */
#define RUN_MEMORY ((size_t)2 << 30)

int main(int argc, char **argv)
{
    struct hs_arena arena;
    struct cli cli = {.arena = &arena, .in = stdin, .argv = argv};
    hs_arena_init(&arena, RUN_MEMORY);
    width_start();
    screen_open(&cli.out, stdout);
    screen_open(&cli.err, stderr);
    enum exit_code code = argc > 0 ? command_run(&cli, argv + 1) : EXIT_USAGE;
    code = output_finish(&cli, code);
    hensigt_channel_close(cli.channel);
    hs_arena_free(&arena);
    return (int)code;
}
