/* An example of a command, made of values that its fields may have. */
#include "new_key.h"
#include "offers.h"

#include "request.h"
#include "resource_name.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include "json/json.h"

#include <string.h>

/* Where a field may point to several kinds: the first of them, if it has no parent. */
static const struct hs_resource *first_of_kinds(struct hs_arena *arena, struct member member)
{
    const char *kinds = member.rules->reference;
    const char *kind = kinds != NULL ? hs_arena_bytes(arena, kinds, strcspn(kinds, "|")) : NULL;
    const struct hs_resource *resource = kind != NULL ? hs_contract_resource(kind) : NULL;
    return resource != NULL && resource->parent == NULL ? resource : NULL;
}

/* An id, made up: "a-centre", "an-organisation". */
static const char *sample_id(struct hs_arena *arena, const struct hs_resource *resource)
{
    const char *article = strchr("aeiou", *resource->singular) != NULL ? "an" : "a";
    const char *id = hs_arena_printf(arena, "%s-%s", article, resource->singular);
    return id != NULL ? id : "";
}

/* A name that a field may point to, made up: "a-centre", "an-organisation", or whole where its kind must be said. */
static const char *sample_name(struct hs_arena *arena, const struct hs_message *type, struct member member)
{
    const struct hs_resource *resource = resource_of_names(type, member);
    const struct hs_resource *first = resource == NULL ? first_of_kinds(arena, member) : resource;
    if (first == NULL) {
        return "centres/a-centre";
    }
    if (resource == NULL) {
        return hs_arena_printf(arena, "%s/%s", first->collection, sample_id(arena, first));
    }
    return resource->parent == NULL
               ? sample_id(arena, resource)
               : hs_arena_printf(arena, "%s/%s", sample_id(arena, resource->parent), sample_id(arena, resource));
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
    case PROTOBUF_C_TYPE_BYTES:
        return "IdkzNZOucfPaiBtfO06CLfQeeULDXTIrr8PugxONKtU"; /* as long as a key or a hash */
    default:
        return NULL;
    }
}

static bool is_record(struct member member)
{
    return member_repeats(member) && member.field->type == PROTOBUF_C_TYPE_MESSAGE && value_form_words(member) == NULL;
}

/* The same value for another thing of its kind: "an-organisation" -> "another-organisation". */
static const char *another(struct hs_arena *arena, const char *value)
{
    const char *word = strncmp(value, "an-", 3) == 0 ? value + 3 : strncmp(value, "a-", 2) == 0 ? value + 2 : NULL;
    return word != NULL ? hs_arena_printf(arena, "another-%s", word) : value;
}

/* A value beside the word of the command, which may be NULL: nothing is said of a thing and itself. */
static const char *sample_beside(struct hs_arena *arena, const struct hs_message *type, struct member member, const char *word)
{
    const char *value = sample(arena, type, member);
    bool is_same = value != NULL && word != NULL && strcmp(value, word) == 0;
    return is_same ? another(arena, value) : value;
}

/* A record of the fields it needs; NULL if it needs none, or without memory. */
static const char *sample_record(struct hs_arena *arena, const struct hs_message *type, const char *beside)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        const char *key = words_kebab(arena, member.field->name);
        const char *value = sample_beside(arena, type, member, beside);
        if ((member.rules->flags & HS_FIELD_REQUIRED) != 0 && key != NULL && value != NULL) {
            text_addf(&text, "%s%s=%s", text.length > 0 ? "," : "", key, value);
        }
    }
    return text.length > 0 ? text_end(&text) : NULL;
}

/* False for a flag whose value is too much for a command line. */
static bool add_flag(struct text *text, struct hs_arena *arena, const struct offer *offer, const char *word)
{
    const char *flag = words_kebab(arena, offer->member.field->name);
    const char *value = is_record(offer->member) ? sample_record(arena, offer->member.rules->message, word)
                                                 : sample_beside(arena, offer->type, offer->member, word);
    if (flag != NULL && value != NULL) {
        text_addf(text, " --%s %s", flag, value);
    }
    return value != NULL;
}

/* A record that is too long for one flag: the first field of it that can be shown, as a flag of its own; false if there is none. */
static bool add_inner_flag(struct text *text, struct hs_arena *arena, struct member outer)
{
    const char *flag = words_kebab(arena, outer.field->name);
    const struct hs_message *type = outer.rules->message;
    for (size_t i = 0; flag != NULL && i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        const char *key = words_kebab(arena, member.field->name);
        const char *value = sample(arena, type, member);
        bool is_text = member.field->type == PROTOBUF_C_TYPE_STRING && member.rules->format == HS_FORMAT_NONE;
        if (is_text && key != NULL && value != NULL && strcmp(key, "etag") != 0) {
            text_addf(text, " --%s.%s %s", flag, key, value);
            return true;
        }
    }
    return false;
}

/* The word of the example; NULL if the method takes none. */
static const char *sample_word(struct hs_arena *arena, const struct hs_method *method)
{
    struct member word = request_word(method);
    const struct hs_message *type = method->verb == HS_VERB_UPDATE ? method->resource->message : method->input;
    if (request_word_has_parent(method)) {
        return hs_arena_printf(arena, "%s/an-id", sample_id(arena, method->resource->parent));
    }
    return word.field != NULL ? sample_string(arena, type, word) : NULL;
}

/* ---- what is too much for a command line, as JSON --------------------------------------------------------------------------- */

/* The sample of a value as the shell hands it on. */
static const char *unquoted(struct hs_arena *arena, const char *value)
{
    size_t length = strlen(value);
    return *value == '\'' && length > 1 ? hs_arena_bytes(arena, value + 1, length - 2) : value;
}

static bool fill_required(struct hs_arena *arena, ProtobufCMessage *message);

/* Fills a field with a sample of it; false for one that cannot be shown, or without memory. */
static bool fill_field(struct hs_arena *arena, ProtobufCMessage *message, struct member member)
{
    const char *error = NULL;
    const char *value = sample(arena, type_of(message), member);
    if (value != NULL) {
        value = unquoted(arena, value);
        return value != NULL && value_set(arena, message, member, value, &error);
    }
    if (member.field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return false;
    }
    ProtobufCMessage *inner = hs_arena_new(arena, member.rules->message->descriptor);
    ProtobufCMessage **place = inner != NULL ? value_add(arena, message, member) : NULL;
    if (place == NULL) {
        return false;
    }
    *place = inner;
    return fill_required(arena, inner);
}

static bool fill_required(struct hs_arena *arena, ProtobufCMessage *message)
{
    const struct hs_message *type = type_of(message);
    bool filled = true;
    for (size_t i = 0; filled && i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        filled = (member.rules->flags & HS_FIELD_REQUIRED) == 0 || fill_field(arena, message, member);
    }
    return filled;
}

/* Shows a file for --data, and where to read what else can stand in it. */
static void write_data(const struct cli *cli, const ProtobufCMessage *data)
{
    struct hs_buffer json = {0};
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, cli->arena);
    if (hs_json_print(type_of(data), data, HS_JSON_PRETTY, &json, &errors)) {
        const char *words = hs_arena_printf(
            cli->arena, "with request.json, of which 'hensigt describe %s' tells more:", type_of(data)->descriptor->short_name);
        fputs("\n  ", cli->out.out);
        screen_wrap(&cli->out, screen_text_width(&cli->out), 2, words != NULL ? words : "");
        fputc('\n', cli->out.out);
        fwrite(json.text, 1, json.length, cli->out.out);
        fputc('\n', cli->out.out);
    }
    hs_buffer_free(&json);
}

/* ---- the command ------------------------------------------------------------------------------------------------------------ */

/* An example as it grows. */
struct example {
    struct hs_arena *arena;
    struct text text;
    const char *word;       /* NULL if the method takes none */
    ProtobufCMessage *data; /* what its flags do not say; NULL without memory */
    bool has_flag;          /* of an update: it changes something */
    bool has_data;
    bool has_record;
    bool has_date;
};

/* What is required must be there in one way or the other. */
static void add_required(struct example *example, const struct offer *offer)
{
    bool is_message = offer->member.field->type == PROTOBUF_C_TYPE_MESSAGE;
    bool is_one = is_message && !member_repeats(offer->member);
    bool is_there = add_flag(&example->text, example->arena, offer, example->word) ||
                    (is_one && add_inner_flag(&example->text, example->arena, offer->member));
    if (!is_there && example->data != NULL && type_of(example->data) == offer->type) {
        example->has_data = fill_field(example->arena, example->data, offer->member) || example->has_data;
    }
}

static void add_offer(struct example *example, const struct hs_method *method, const struct offer *offer)
{
    bool record = is_record(offer->member);
    bool date = member_is(offer->member, "hensigt.v1.PartialDate");
    bool in_word = request_word_has_parent(method) && strcmp(offer->member.field->name, "parent") == 0;
    bool in_key_file = new_key_is_for(method) && offer->member.field->type == PROTOBUF_C_TYPE_BYTES;
    bool is_change = method->verb == HS_VERB_UPDATE && offer->type == method->resource->message && !example->has_flag &&
                     strcmp(offer->member.field->name, "etag") != 0;
    if (offer_is_required(offer->member, method) && !in_word && !in_key_file) {
        add_required(example, offer);
    } else if (is_change) {
        bool is_one = offer->member.field->type == PROTOBUF_C_TYPE_MESSAGE && !member_repeats(offer->member);
        example->has_flag = add_flag(&example->text, example->arena, offer, example->word) ||
                            (is_one && add_inner_flag(&example->text, example->arena, offer->member));
    } else if ((record && !example->has_record) || (date && !example->has_date)) {
        (void)add_flag(&example->text, example->arena, offer, example->word);
    }
    example->has_record = example->has_record || record;
    example->has_date = example->has_date || date;
}

void help_example(const struct cli *cli, const struct hs_method *method, const struct offers *offers)
{
    struct example example = {.arena = cli->arena, .word = sample_word(cli->arena, method)};
    example.data = hs_arena_new(cli->arena, request_data_type(method)->descriptor);
    text_init(&example.text, cli->arena);
    text_addf(&example.text, "hensigt %s %s%s%s", method->service->noun, method->verb_name, example.word != NULL ? " " : "",
              example.word != NULL ? example.word : "");
    for (size_t i = 0; i < offers->n; i++) {
        add_offer(&example, method, &offers->offers[i]);
    }
    text_add(&example.text, new_key_is_for(method) ? " --new-key-file a.key" : example.has_data ? " --data request.json" : "");
    const char *text = text_end(&example.text);
    if (text == NULL) {
        return;
    }
    fputc('\n', cli->out.out);
    screen_write(&cli->out, STYLE_TITLE, "Example");
    fputs("\n  ", cli->out.out);
    screen_wrap(&cli->out, screen_text_width(&cli->out), 4, text);
    if (example.has_data && !new_key_is_for(method)) {
        write_data(cli, example.data);
    }
}
