/* Two elements of the contract must not become one name in C. */
#include "check.h"

#include <string.h>

/* Notes one name that an element defines: `name` with `ending` behind it. */
static void claim(struct model *model, struct name_claims *claims, const struct element *element, const char *name,
                  const char *ending)
{
    names_claim(&model->pool, claims, pool_printf(&model->pool, "%s%s", name, ending), element->full_name, element);
}

/* What client/lib/hensigt/channel.h defines by hand. */
static void claim_library(struct model *model, struct name_claims *claims)
{
    static const char *const names[] = {
        "hensigt_call",          "hensigt_call_options", "hensigt_channel",
        "hensigt_channel_close", "hensigt_channel_open", "hensigt_channel_options",
        "hensigt_error",         "hensigt_error_clear",  "hensigt_receipt",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        names_claim(&model->pool, claims, names[i], "the client library", NULL);
}

static void claim_message(struct model *model, struct name_claims *claims, const struct model_message *message)
{
    claim(model, claims, &message->element, message->c_type, "");
    claim(model, claims, &message->element, message->short_name, "");
    claim(model, claims, &message->element, message->short_name, "_free");
    claim(model, claims, &message->element, message->short_name, "_type");
    claim(model, claims, &message->element, message->macro, "_INIT");
    if (message->resource)
        claim(model, claims, &message->element, message->short_name, "_resource");
}

static void claim_enum(struct model *model, struct name_claims *claims, const struct model_enum *enumeration)
{
    claim(model, claims, &enumeration->element, enumeration->c_type, "");
    claim(model, claims, &enumeration->element, enumeration->short_name, "");
    for (size_t i = 0; i < enumeration->n_values; i++)
        claim(model, claims, &enumeration->values[i].element, enumeration->values[i].alias, "");
}

static void claim_service(struct model *model, struct name_claims *claims, const struct model_service *service)
{
    static const char *const endings[] = {"", "_type", "_methods", "_handlers", "_implementation"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        claim(model, claims, &service->element, service->short_name, endings[i]);
    if (service->resource)
        claim(model, claims, &service->element, service->rules_name, "");
    for (size_t i = 0; i < service->n_methods; i++) {
        claim(model, claims, &service->methods[i].element, service->methods[i].function, "");
        claim(model, claims, &service->methods[i].element, service->methods[i].function, "_method");
    }
}

static bool is_clash(const struct name_claim *later)
{
    return strcmp(later[-1].name, later->name) == 0;
}

/* Whether an earlier name of the same two elements clashes as well: one error is enough for both. */
static bool is_reported(const struct name_claims *claims, const struct name_claim *clash)
{
    for (const struct name_claim *other = claims->claims + 1; other < clash; other++) {
        if (is_clash(other) && other->place == clash->place && strcmp(other[-1].owner, clash[-1].owner) == 0)
            return true;
    }
    return false;
}

void check_clashes(struct model *model)
{
    struct name_claims claims = {0};
    claim_library(model, &claims);
    for (size_t i = 0; i < model->n_files; i++) {
        const struct model_file *file = &model->files[i];
        for (size_t j = 0; j < file->n_messages; j++)
            claim_message(model, &claims, &file->messages[j]);
        for (size_t j = 0; file->ours && j < file->n_enums; j++)
            claim_enum(model, &claims, &file->enums[j]);
        for (size_t j = 0; j < file->n_services; j++)
            claim_service(model, &claims, &file->services[j]);
    }
    if (model->pool.failed)
        return;
    names_sort_claims(&claims);
    for (size_t i = 1; i < claims.n; i++) {
        const struct name_claim *later = &claims.claims[i];
        if (is_clash(later) && !is_reported(&claims, later))
            model_complain(model, later->place, "becomes `%s` in C, as %s does", later->name, later[-1].owner);
    }
}
