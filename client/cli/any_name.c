#include "any_name.h"

#include "remote.h"
#include "resource_name.h"
#include "text.h"

#include <string.h>

bool any_name_is_for(const struct hs_message *type, struct member member)
{
    bool is_name = member.rules->format == HS_FORMAT_RESOURCE_NAME || member.rules->format == HS_FORMAT_PARENT;
    return is_name && !member_repeats(member) && resource_of_names(type, member) == NULL;
}

/* Whether a kind is among those of "Centre|Process"; NULL means all. */
static bool is_among(const char *kinds, const char *kind)
{
    if (kinds == NULL) {
        return true;
    }
    size_t length = strlen(kind);
    for (const char *at = kinds; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, kind, length) == 0 && (at[length] == '|' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_whole(const char *text)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        if (resource_name_is_of(hs_contract.resources[i], text)) {
            return true;
        }
    }
    return false;
}

/* Which names the ids may stand for. */
struct names {
    const char *found; /* the last of those that exist */
    size_t n_found;
    struct text all; /* those that exist, for a sentence */
    size_t n_asked;
    struct text asked; /* those that could, likewise */
};

static enum exit_code ask(struct cli *cli, const struct hs_resource *kind, const char *name, struct names *names)
{
    bool found = false;
    enum exit_code code = remote_find(cli, kind, name, &found);
    text_addf(&names->asked, "%s%s", names->n_asked > 0 ? " or " : "", name);
    names->n_asked++;
    if (code == EXIT_OK && found) {
        text_addf(&names->all, "%s%s", names->n_found > 0 ? " or " : "", name);
        names->found = name;
        names->n_found++;
    }
    return code;
}

static enum exit_code ask_all(struct cli *cli, const char *kinds, const char *ids, struct names *names)
{
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < hs_contract.n_resources; i++) {
        const struct hs_resource *kind = hs_contract.resources[i];
        const char *name = is_among(kinds, kind->kind) ? resource_name_full(cli->arena, kind, ids) : ids;
        if (name == NULL) {
            return cli_no_memory(cli);
        }
        if (name != ids) {
            code = ask(cli, kind, name, names);
        }
    }
    return code;
}

enum exit_code any_name_whole(struct cli *cli, struct member member, const char *text, const char **name, const char **error)
{
    struct names names = {0};
    *name = text;
    if (*text == '\0' || strcmp(text, "-") == 0 || is_whole(text)) {
        return EXIT_OK;
    }
    text_init(&names.all, cli->arena);
    text_init(&names.asked, cli->arena);
    const char *kinds = member.rules->reference;
    enum exit_code code = ask_all(cli, kinds, text, &names);
    if (code != EXIT_OK || names.n_asked == 0) {
        return code; /* what is no name at all is left to the service */
    }
    if (names.n_found == 1) {
        *name = names.found;
        return EXIT_OK;
    }
    const char *all = text_end(&names.all);
    const char *asked = text_end(&names.asked);
    if (all == NULL || asked == NULL) {
        return cli_no_memory(cli);
    }
    *error = names.n_found > 1 ? hs_arena_printf(cli->arena, "'%s' may be %s: say which", text, all)
             : kinds != NULL   ? hs_arena_printf(cli->arena, "'%s' is not there: it could be %s", text, asked)
                               : hs_arena_printf(cli->arena, "'%s' is not there: no kind has a resource with that id", text);
    return *error != NULL ? EXIT_USAGE : cli_no_memory(cli);
}
