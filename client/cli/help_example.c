/* An example of a command, made of values that its fields may have. */
#include "new_key.h"
#include "offers.h"

#include "request.h"
#include "resource_name.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <string.h>

/* Where a field may point to several kinds: the first of them, if it has no parent. */
static const struct hs_resource *first_of_kinds(struct hs_arena *arena, struct member member)
{
    const char *kinds = member.rules->reference;
    const char *kind = kinds != NULL ? hs_arena_bytes(arena, kinds, strcspn(kinds, "|")) : NULL;
    const struct hs_resource *resource = kind != NULL ? hs_contract_resource(kind) : NULL;
    return resource != NULL && resource->parent == NULL ? resource : NULL;
}

/* A name that a field may point to, made up: "a-centre", "an-organisation", or whole where its kind must be said. */
static const char *sample_name(struct hs_arena *arena, const struct hs_message *type, struct member member)
{
    const struct hs_resource *resource = resource_of_names(type, member);
    const struct hs_resource *first = resource == NULL ? first_of_kinds(arena, member) : resource;
    if (first == NULL) {
        return "centres/a-centre";
    }
    const char *article = strchr("aeiou", *first->singular) != NULL ? "an" : "a";
    if (resource == NULL) {
        return hs_arena_printf(arena, "%s/%s-%s", first->collection, article, first->singular);
    }
    return resource->parent == NULL ? hs_arena_printf(arena, "%s-%s", article, resource->singular)
                                    : hs_arena_printf(arena, "a-%s/%s-%s", resource->parent->singular, article, resource->singular);
}

static const char *sample_string(struct hs_arena *arena, const struct hs_message *type, struct member member)
{
    static const char *const samples[] = {
        [HS_FORMAT_NONE] = "'some words'",
        [HS_FORMAT_RESOURCE_ID] = "an-id",
        [HS_FORMAT_LANGUAGE] = "da",
        [HS_FORMAT_REGION] = "DK",
        [HS_FORMAT_CURRENCY] = "DKK",
        [HS_FORMAT_CPV] = "45000000",
        [HS_FORMAT_NUTS] = "DK02",
        [HS_FORMAT_DECIMAL] = "12.5",
        [HS_FORMAT_UNIT] = "TNE",
        [HS_FORMAT_DATE] = "2022-04",
        [HS_FORMAT_DAY] = "2022-04-12",
        [HS_FORMAT_URL] = "https://example.org/letter",
        [HS_FORMAT_FILTER] = "'state = ACTIVE'",
        [HS_FORMAT_ORDER] = "title",
        [HS_FORMAT_SCHEME] = "DK-CVR",
        [HS_FORMAT_STEP] = "a-step",
    };
    size_t format = member.rules->format;
    if (format == HS_FORMAT_RESOURCE_NAME || format == HS_FORMAT_PARENT) {
        return sample_name(arena, type, member);
    }
    return format < sizeof samples / sizeof samples[0] && samples[format] != NULL ? samples[format] : samples[HS_FORMAT_NONE];
}

static const char *sample_message(const char *type)
{
    static const struct {
        const char *type;
        const char *sample;
    } samples[] = {
        {"hensigt.v1.PartialDate", "2022-04"},
        {"hensigt.v1.Money", "'1250000 DKK'"},
        {"hensigt.v1.Quantity", "'1250 TNE'"},
        {"hensigt.v1.LocalizedText", "'da=nogle ord'"},
        {"google.protobuf.Timestamp", "2026-01-31T12:00:00Z"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        if (strcmp(type, samples[i].type) == 0) {
            return samples[i].sample;
        }
    }
    return NULL;
}

/* A value that a field may have, as it is typed in a shell; NULL for one that cannot be shown in short, or without memory. */
static const char *sample(struct hs_arena *arena, const struct hs_message *type, struct member member)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return sample_string(arena, type, member);
    case PROTOBUF_C_TYPE_ENUM: {
        const ProtobufCEnumDescriptor *choices = member.field->descriptor;
        return choices->n_values > 1 ? words_enum_kebab(arena, choices, choices->values[1].value) : NULL;
    }
    case PROTOBUF_C_TYPE_MESSAGE:
        return sample_message(member.rules->message->descriptor->name);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_INT64:
        return "1";
    default:
        return NULL;
    }
}

static bool is_record(struct member member)
{
    return member_repeats(member) && member.field->type == PROTOBUF_C_TYPE_MESSAGE && value_form_words(member) == NULL;
}

/* A record of the fields it needs; NULL if it needs none, or without memory. */
static const char *sample_record(struct hs_arena *arena, const struct hs_message *type)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        const char *key = words_kebab(arena, member.field->name);
        const char *value = sample(arena, type, member);
        if ((member.rules->flags & HS_FIELD_REQUIRED) != 0 && key != NULL && value != NULL) {
            text_addf(&text, "%s%s=%s", text.length > 0 ? "," : "", key, value);
        }
    }
    return text.length > 0 ? text_end(&text) : NULL;
}

/* False for a flag whose value is too much for a command line. */
static bool add_flag(struct text *text, struct hs_arena *arena, const struct offer *offer)
{
    const char *flag = words_kebab(arena, offer->member.field->name);
    const char *value =
        is_record(offer->member) ? sample_record(arena, offer->member.rules->message) : sample(arena, offer->type, offer->member);
    if (flag != NULL && value != NULL) {
        text_addf(text, " --%s %s", flag, value);
    }
    return value != NULL;
}

static void add_word(struct text *text, struct hs_arena *arena, const struct hs_method *method)
{
    struct member word = request_word(method);
    const struct hs_message *type = method->verb == HS_VERB_UPDATE ? method->resource->message : method->input;
    const char *value = word.field != NULL ? sample_string(arena, type, word) : NULL;
    if (value != NULL) {
        text_addf(text, " %s", value);
    }
}

void help_example(const struct cli *cli, const struct hs_method *method, const struct offers *offers)
{
    bool dated = false;
    bool recorded = false;
    bool too_long = false;
    struct text text;
    text_init(&text, cli->arena);
    text_addf(&text, "hensigt %s %s", method->service->noun, method->verb_name);
    add_word(&text, cli->arena, method);
    for (size_t i = 0; i < offers->n; i++) {
        struct member member = offers->offers[i].member;
        bool first_record = is_record(member) && !recorded;
        bool first_date = member_is(member, "hensigt.v1.PartialDate") && !dated;
        bool is_required = offer_is_required(member, method);
        if (is_required || first_record || first_date) {
            bool added = add_flag(&text, cli->arena, &offers->offers[i]);
            too_long = too_long || (is_required && !added);
        }
        recorded = recorded || is_record(member);
        dated = dated || first_date;
    }
    text_add(&text, new_key_is_for(method) ? " --new-key-file a.key" : too_long ? " --data request.json" : "");
    const char *example = text_end(&text);
    if (example != NULL) {
        fputc('\n', cli->out.out);
        screen_write(&cli->out, STYLE_TITLE, "Example");
        fputs("\n  ", cli->out.out);
        screen_wrap(&cli->out, screen_text_width(&cli->out), 4, example);
    }
}
