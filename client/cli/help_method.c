/* Help for one method: its word, its flags, and the forms of their values. */
#include "help.h"

#include "manual.h"
#include "method_command.h"
#include "offers.h"
#include "request.h"
#include "text.h"
#include "value.h"
#include "value_form.h"
#include "words.h"

#include <string.h>

static const char *flag_text(struct hs_arena *arena, struct member member)
{
    const char *placeholder = value_placeholder(member);
    const char *name = words_kebab(arena, member.field->name);
    return hs_arena_printf(arena, "--%s%s%s", name != NULL ? name : "", *placeholder != '\0' ? " " : "", placeholder);
}

/* What the word is called. */
static const char *word_name(struct hs_arena *arena, const struct hs_method *method, struct member word)
{
    if (request_word_has_parent(method)) {
        return "PARENT/ID";
    }
    return method->verb == HS_VERB_CREATE ? "ID" : words_heading(arena, word.field->name);
}

/* Whether the word says what a flag could. */
static bool is_in_word(const struct hs_method *method, struct member member)
{
    return request_word_has_parent(method) && strcmp(member.field->name, "parent") == 0;
}

static void write_usage(const struct cli *cli, const struct hs_method *method, const struct offers *offers)
{
    struct member word = request_word(method);
    struct text text;
    text_init(&text, cli->arena);
    bool is_query = request_joins_words(method);
    text_addf(&text, "hensigt %s", method->service->noun);
    text_addf(&text, request_plain_query(method->service) != NULL ? " [%s]" : " %s", method->verb_name);
    if (word.field != NULL) {
        bool needed = method->verb == HS_VERB_UPDATE || request_word_has_parent(method) || offer_is_required(word, method);
        const char *name = word_name(cli->arena, method, word);
        text_addf(&text, needed ? " %s%s" : " [%s%s]", name != NULL ? name : "NAME", member_repeats(word) || is_query ? "..." : "");
    }
    for (size_t i = 0; i < offers->n; i++) {
        struct member member = offers->offers[i].member;
        if (offer_is_required(member, method) && !is_in_word(method, member)) {
            const char *flag = flag_text(cli->arena, member);
            text_addf(&text, " %s", flag != NULL ? flag : "");
        }
    }
    text_add(&text, " [flags]");
    manual_usage(&cli->out, text_end(&text));
}

/* The words of an enum. */
static void add_choices(struct text *text, struct hs_arena *arena, const ProtobufCEnumDescriptor *type)
{
    const char *between = "";
    for (unsigned i = 0; i < type->n_values; i++) {
        const char *word = words_enum_kebab(arena, type, type->values[i].value);
        if (word != NULL && *word != '\0') {
            text_addf(text, "%s%s", between, word);
            between = ", ";
        }
    }
}

static bool is_record(struct member member)
{
    return member.field->type == PROTOBUF_C_TYPE_MESSAGE && value_form_of(member.rules->message->descriptor->name) == NULL;
}

/* The keys of a record in a record. */
static void add_inner_keys(struct text *text, struct hs_arena *arena, const struct hs_message *type)
{
    const char *between = " (";
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        const char *key = words_kebab(arena, member.field->name);
        if (key != NULL && (member.rules->flags & HS_FIELD_OUTPUT_ONLY) == 0) {
            text_addf(text, "%s%s%s", between, key, (member.rules->flags & HS_FIELD_REQUIRED) != 0 ? "*" : "");
            between = ", ";
        }
    }
    text_add(text, ")");
}

/* The keys of a record, with their choices. Of one that may be a part, none is required. */
static void add_keys(struct text *text, struct hs_arena *arena, struct member record)
{
    const struct hs_message *type = record.rules->message;
    bool whole = (record.rules->flags & HS_FIELD_PARTIAL) == 0;
    const char *between = " Keys: ";
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        const char *key = words_kebab(arena, member.field->name);
        if (key != NULL && (member.rules->flags & HS_FIELD_OUTPUT_ONLY) == 0) {
            text_addf(text, "%s%s%s", between, key, whole && (member.rules->flags & HS_FIELD_REQUIRED) != 0 ? "*" : "");
            if (member.field->type == PROTOBUF_C_TYPE_ENUM) {
                text_add(text, " (");
                add_choices(text, arena, member.field->descriptor);
                text_add(text, ")");
            } else if (is_record(member) && !member_is(member, "hensigt.v1.Provenance")) {
                add_inner_keys(text, arena, member.rules->message);
            }
            between = ", ";
        }
    }
    text_add(text, ".");
}

static const char *flag_meaning(struct hs_arena *arena, const struct hs_method *method, const struct offer *offer)
{
    struct member member = offer->member;
    struct text text;
    text_init(&text, arena);
    text_add(&text, manual_typed_doc(arena, hs_arena_printf(arena, "%s.%s", offer->type->descriptor->name, member.field->name)));
    if (member.field->type == PROTOBUF_C_TYPE_ENUM) {
        text_add(&text, " One of ");
        add_choices(&text, arena, member.field->descriptor);
        text_add(&text, ".");
    } else if (member.field->type == PROTOBUF_C_TYPE_MESSAGE && value_form_words(member) == NULL) {
        add_keys(&text, arena, member);
    }
    if (is_in_word(method, member)) {
        text_add(&text, " Instead of PARENT/.");
    } else if (offer_is_required(member, method)) {
        text_add(&text, " Required.");
    }
    text_add(&text, value_takes_several(member) ? " Several with commas." : member_repeats(member) ? " May be repeated." : "");
    const char *meaning = text_end(&text);
    return meaning != NULL ? meaning : "";
}

static void write_flags(const struct cli *cli, const struct hs_method *method, const struct offers *offers)
{
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < offers->n; i++) {
        manual_add(&list, flag_text(cli->arena, offers->offers[i].member), flag_meaning(cli->arena, method, &offers->offers[i]));
    }
    manual_write(&list, "Flags");
}

/* The forms of the values that the flags take, each once. */
static void write_forms(const struct cli *cli, const struct offers *offers)
{
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < offers->n; i++) {
        const char *words = value_form_words(offers->offers[i].member);
        bool again = false;
        for (size_t before = 0; before < i; before++) {
            again = again || value_form_words(offers->offers[before].member) == words;
        }
        if (words != NULL && !again) {
            manual_add(&list, value_placeholder(offers->offers[i].member), words);
        }
    }
    manual_write(&list, "Forms");
}

static void write_word(const struct cli *cli, const struct hs_method *method)
{
    struct member word = request_word(method);
    const struct hs_message *type = method->verb == HS_VERB_UPDATE ? method->resource->message : method->input;
    if (word.field == NULL) {
        return;
    }
    const char *name = word_name(cli->arena, method, word);
    const char *doc = manual_typed_doc(cli->arena, hs_arena_printf(cli->arena, "%s.%s", type->descriptor->name, word.field->name));
    if (request_word_has_parent(method)) {
        doc = hs_arena_printf(cli->arena, "The ids of what it belongs to, then its own. %s", doc);
    }
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    manual_add(&list, name, doc);
    manual_write(&list, "Words");
}

enum exit_code help_method(const struct cli *cli, const struct hs_method *method)
{
    struct offers offers = offers_find(cli->arena, method);
    if (offers.offers == NULL) {
        return cli_no_memory(cli);
    }
    write_usage(cli, method, &offers);
    fputc('\n', cli->out.out);
    manual_paragraphs(&cli->out, manual_typed_doc(cli->arena, method->full_name));
    write_word(cli, method);
    write_flags(cli, method, &offers);
    write_forms(cli, &offers);
    help_example(cli, method, &offers);
    manual_options(&cli->out, cli->arena, method_command_options(method));
    return EXIT_OK;
}
