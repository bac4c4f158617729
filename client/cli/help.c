#include "help.h"

#include "command.h"
#include "manual.h"
#include "request.h"

#include <string.h>

static void write_nouns(const struct cli *cli)
{
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        const struct hs_service *service = hs_contract.services[i];
        const char *about = service->resource != NULL ? service->resource->message->descriptor->name : service->full_name;
        manual_add(&list, service->noun, manual_brief(cli->arena, about));
    }
    manual_write(&list, "Nouns");
}

static void write_commands(const struct cli *cli)
{
    const struct command *command = NULL;
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        manual_add(&list, hs_arena_printf(cli->arena, "%s %s", command->name, command->arguments), command->brief);
    }
    manual_write(&list, "Commands");
}

static void write_topics(const struct cli *cli)
{
    const char *brief = NULL;
    const char *topic = NULL;
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; (topic = help_topic_at(i, &brief)) != NULL; i++) {
        manual_add(&list, topic, brief);
    }
    manual_write(&list, "Topics of help");
}

enum exit_code help_program(const struct cli *cli)
{
    const struct screen *screen = &cli->out;
    fputs("Usage: hensigt NOUN VERB [NAME] [flags]\n"
          "       hensigt COMMAND [arguments]\n\n",
          screen->out);
    manual_paragraphs(
        screen,
        "Works with a Hensigt service: the registry of the demand that public buyers pool behind a need, of who committed to "
        "the first purchase and who declared to follow, and of the centres that bring them together.");
    write_nouns(cli);
    write_commands(cli);
    write_topics(cli);
    fputc('\n', screen->out);
    manual_paragraphs(screen, "'hensigt NOUN --help' shows the verbs of a noun, 'hensigt NOUN VERB --help' the flags of a verb.");
    return EXIT_OK;
}

/* A command of the program's own may take the place of a method's verb. */
static bool is_own_verb(const struct cli *cli, const struct hs_method *method)
{
    const char *name = hs_arena_printf(cli->arena, "%s %s", method->service->noun, method->verb_name);
    return name != NULL && command_find(name) != NULL;
}

static void write_verbs(const struct cli *cli, const struct hs_service *service, const char *heading)
{
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < service->n_methods; i++) {
        if (!is_own_verb(cli, &service->methods[i])) {
            manual_add(&list, service->methods[i].verb_name, manual_typed_doc(cli->arena, service->methods[i].full_name));
        }
    }
    size_t length = strlen(service->noun);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const char *name = command_at(i)->name;
        if (strncmp(name, service->noun, length) == 0 && name[length] == ' ') {
            manual_add(&list, name + length + 1, command_at(i)->brief);
        }
    }
    manual_write(&list, heading);
}

enum exit_code help_service(const struct cli *cli, const struct hs_service *service)
{
    const struct screen *screen = &cli->out;
    const struct hs_method *query = request_plain_query(service);
    if (query != NULL) {
        fprintf(screen->out, "Usage: hensigt %s [%s] QUERY... [flags]\n\n", service->noun, query->verb_name);
    } else {
        fprintf(screen->out, "Usage: hensigt %s VERB [NAME] [flags]\n\n", service->noun);
    }
    if (service->resource != NULL) {
        manual_paragraphs(screen, manual_typed_doc(cli->arena, service->resource->message->descriptor->name));
        fputc('\n', screen->out);
    }
    manual_paragraphs(screen, manual_typed_doc(cli->arena, service->full_name));
    if (service->resource != NULL) {
        fputc('\n', screen->out);
        const char *name = hs_arena_printf(cli->arena, "A name is '%s'; here its ids are enough.", service->resource->pattern);
        manual_paragraphs(screen, name != NULL ? name : "");
    }
    write_verbs(cli, service, "Verbs");
    return EXIT_OK;
}

bool help_command(const struct cli *cli, const char *name)
{
    const struct command *command = command_find(name);
    const struct screen *screen = &cli->out;
    if (command == NULL) {
        return false;
    }
    manual_usage(screen, hs_arena_printf(cli->arena, "hensigt %s %s", command->name, command->arguments));
    fputc('\n', screen->out);
    manual_paragraphs(screen, command->brief);
    if (*command->text != '\0') {
        fputc('\n', screen->out);
        manual_paragraphs(screen, command->text);
    }
    struct manual_list list;
    manual_begin(&list, screen, cli->arena);
    for (const struct option_help *flag = command->flags; flag != NULL && flag->flag != NULL; flag++) {
        manual_add_flag(&list, flag);
    }
    manual_write(&list, "Flags");
    manual_options(screen, cli->arena, command->takes);
    const struct hs_service *service = command_service(name);
    if (service != NULL) {
        write_verbs(cli, service, "Verbs, where it is a noun");
    }
    return true;
}
