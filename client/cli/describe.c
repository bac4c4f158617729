#include "describe.h"

#include "access.h"
#include "call_command.h"
#include "help.h"
#include "manual.h"
#include "text.h"

#include "hensigt/docs.h"
#include "wire/ascii.h"
#include "wire/format.h"

#include <inttypes.h>
#include <string.h>

/* "hensigt.v1.Centre.Office" -> "Centre.Office": the package says nothing to people. */
static const char *local_name(const char *full_name)
{
    const char *name = full_name;
    for (const char *dot = strchr(name, '.'); dot != NULL && !hs_is_upper(*name); dot = strchr(name, '.')) {
        name = dot + 1;
    }
    return name;
}

static const char *type_name(struct member member)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return "string";
    case PROTOBUF_C_TYPE_BYTES:
        return "bytes";
    case PROTOBUF_C_TYPE_BOOL:
        return "bool";
    case PROTOBUF_C_TYPE_INT32:
        return "int32";
    case PROTOBUF_C_TYPE_INT64:
        return "int64";
    case PROTOBUF_C_TYPE_UINT32:
        return "uint32";
    case PROTOBUF_C_TYPE_ENUM:
        return local_name(((const ProtobufCEnumDescriptor *)member.field->descriptor)->name);
    case PROTOBUF_C_TYPE_MESSAGE:
        return local_name(member.rules->message->descriptor->name);
    default:
        return "number";
    }
}

/* Adds one rule to a list of them. */
static void add_rule(struct text *text, const char *rule)
{
    text_addf(text, "%s%s", text->length > 0 ? ", " : "", rule);
}

static void add_limit(struct text *text, const char *words, int64_t limit)
{
    if (limit > 0) {
        text_addf(text, "%s%s %" PRId64, text->length > 0 ? ", " : "", words, limit);
    }
}

/* The rules that the contract states of a field, in words; "" for none. */
static const char *rules_of(struct hs_arena *arena, struct member member)
{
    static const struct {
        unsigned flag;
        const char *words;
    } flags[] = {
        {HS_FIELD_REQUIRED, "required"},       {HS_FIELD_OUTPUT_ONLY, "set by the registry"},
        {HS_FIELD_IMMUTABLE, "never changes"}, {HS_FIELD_NON_NEGATIVE, "not negative"},
        {HS_FIELD_DISTINCT, "no two equal"},   {HS_FIELD_PARTIAL, "may be a part"},
    };
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if ((member.rules->flags & flags[i].flag) != 0) {
            add_rule(&text, flags[i].words);
        }
    }
    add_limit(&text, "length at least", member.rules->min_length);
    add_limit(&text, "length at most", member.rules->max_length);
    add_limit(&text, "number of elements at most", member.rules->max_items);
    add_limit(&text, "at most", member.rules->maximum);
    const char *form = NULL;
    bool has_form =
        member.field->type == PROTOBUF_C_TYPE_STRING && !hs_format_check((enum hs_format)member.rules->format, "", &form);
    if (member.rules->reference != NULL) {
        text_addf(&text, "%srefers to %s", text.length > 0 ? ", " : "", member.rules->reference);
    } else if (has_form) {
        add_rule(&text, form);
    }
    const char *rules = text_end(&text);
    return rules != NULL ? rules : "";
}

static void add_field(const struct cli *cli, struct manual_list *list, const struct hs_message *type, struct member member)
{
    const char *rules = rules_of(cli->arena, member);
    const char *doc = manual_doc(cli->arena, hs_arena_printf(cli->arena, "%s.%s", type->descriptor->name, member.field->name));
    const char *meaning = hs_arena_printf(cli->arena, "%s%s. %s%s%s%s", member_repeats(member) ? "repeated " : "",
                                          type_name(member), doc, *rules != '\0' ? " [" : "", rules, *rules != '\0' ? "]" : "");
    manual_add(list, member.field->name, meaning);
}

static void describe_fields(const struct cli *cli, const struct hs_message *type, const char *heading)
{
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        add_field(cli, &list, type, member_in_order(type, i));
    }
    manual_write(&list, heading);
}

static void describe_enum(const struct cli *cli, const ProtobufCEnumDescriptor *type)
{
    fprintf(cli->out.out, "enum %s\n\n", type->name);
    manual_paragraphs(&cli->out, manual_doc(cli->arena, type->name));
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (unsigned i = 0; i < type->n_values; i++) {
        const char *full = hs_arena_printf(cli->arena, "%s.%s", type->name, type->values[i].name);
        const char *term = hs_arena_printf(cli->arena, "%s = %d", type->values[i].name, type->values[i].value);
        manual_add(&list, term, manual_doc(cli->arena, full));
    }
    manual_write(&list, "Values");
}

/* Whether a name is of something declared within a message. */
static bool is_within(const char *name, const struct hs_message *type)
{
    size_t length = strlen(type->descriptor->name);
    return strncmp(name, type->descriptor->name, length) == 0 && name[length] == '.';
}

static void describe_message(const struct cli *cli, const struct hs_message *type)
{
    fprintf(cli->out.out, "message %s\n", type->descriptor->name);
    if (type->resource != NULL) {
        fprintf(cli->out.out, "a resource, with names such as %s; 'hensigt %s' works with it\n", type->resource->pattern,
                type->resource->singular);
    }
    fputc('\n', cli->out.out);
    manual_paragraphs(&cli->out, manual_doc(cli->arena, type->descriptor->name));
    describe_fields(cli, type, "Fields");
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < hs_docs_size; i++) { /* messages and enums begin with a capital, fields do not */
        const char *inner = hs_docs[i].name + (is_within(hs_docs[i].name, type) ? strlen(type->descriptor->name) + 1 : 0);
        if (inner != hs_docs[i].name && strchr(inner, '.') == NULL && hs_is_upper(*inner)) {
            manual_add(&list, local_name(hs_docs[i].name), manual_brief(cli->arena, hs_docs[i].name));
        }
    }
    manual_write(&list, "Types within it");
}

static const char *role_words(struct hs_arena *arena, uint32_t roles)
{
    static const struct {
        uint32_t role;
        const char *words;
    } names[] = {
        {HS_ROLE_ANYONE, "anyone"},         {HS_ROLE_READER, "readers"},
        {HS_ROLE_REGISTRAR, "registrars"},  {HS_ROLE_CENTRE_EDITOR, "editors of a centre"},
        {HS_ROLE_SIGNATORY, "signatories"},
    };
    struct text text;
    text_init(&text, arena);
    text_add(&text, "the owner");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((roles & names[i].role) != 0) {
            add_rule(&text, names[i].words);
        }
    }
    const char *words = text_end(&text);
    return words != NULL ? words : "";
}

static void describe_method(const struct cli *cli, const struct hs_method *method)
{
    static const char *const costs[] = {[HS_COST_POINT] = "a bounded number of look-ups",
                                        [HS_COST_SCAN] = "may read a whole collection",
                                        [HS_COST_WAIT] = "waits for something to happen"};
    FILE *out = cli->out.out;
    fprintf(out, "method %s\nhensigt %s %s\n\n", method->full_name, method->service->noun, method->verb_name);
    manual_paragraphs(&cli->out, manual_doc(cli->arena, method->full_name));
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    fputc('\n', out);
    manual_add(&list, "Takes", local_name(method->input->descriptor->name));
    manual_add(&list, "Answers with", local_name(method->output->descriptor->name));
    manual_add(&list, "Effect",
               method->write ? "changes something; a repeat with the same request id is recognised" : "changes nothing");
    manual_add(&list, "Cost", costs[method->cost]);
    manual_add(&list, "For", role_words(cli->arena, method->roles));
    manual_write(&list, NULL);
    describe_fields(cli, method->input, "Fields of the request");
}

static void describe_service(const struct cli *cli, const struct hs_service *service)
{
    fprintf(cli->out.out, "service %s\n\n", service->full_name);
    manual_paragraphs(&cli->out, manual_doc(cli->arena, service->full_name));
    struct manual_list list;
    manual_begin(&list, &cli->out, cli->arena);
    for (size_t i = 0; i < service->n_methods; i++) {
        manual_add(&list, service->methods[i].name, manual_doc(cli->arena, service->methods[i].full_name));
    }
    manual_write(&list, "Methods");
}

static enum exit_code describe_contract(const struct cli *cli)
{
    manual_paragraphs(&cli->out, "'hensigt describe NAME' tells more of a service, method, message, field, enum or value.");
    struct manual_list services;
    struct manual_list resources;
    struct manual_list methods;
    manual_begin(&services, &cli->out, cli->arena);
    manual_begin(&resources, &cli->out, cli->arena);
    manual_begin(&methods, &cli->out, cli->arena);
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        manual_add(&services, hs_contract.services[i]->name, manual_brief(cli->arena, hs_contract.services[i]->full_name));
    }
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        const struct hs_resource *resource = hs_contract.resources[i];
        manual_add(&resources, resource->kind, manual_brief(cli->arena, resource->message->descriptor->name));
    }
    const struct hs_method *method = NULL;
    for (size_t i = 0; (method = call_method_at(i)) != NULL; i++) {
        manual_add(&methods, method->name, manual_brief(cli->arena, method->full_name));
    }
    manual_write(&services, "Services");
    manual_write(&resources, "Resources");
    manual_write(&methods, "Methods");
    return EXIT_OK;
}

/* Whether a documented name is the one asked for, or ends with it. */
static bool is_meant(const char *documented, const char *name)
{
    size_t length = strlen(documented);
    size_t asked = strlen(name);
    if (asked > length || strcmp(documented + length - asked, name) != 0) {
        return false;
    }
    return asked == length || documented[length - asked - 1] == '.' || documented[length - asked - 1] == '/';
}

static const ProtobufCEnumDescriptor *find_enum(const char *full_name, size_t length)
{
    for (size_t m = 0; m < hs_contract.n_messages; m++) {
        const ProtobufCMessageDescriptor *message = hs_contract.messages[m]->descriptor;
        for (unsigned f = 0; f < message->n_fields; f++) {
            const ProtobufCEnumDescriptor *type = message->fields[f].descriptor;
            bool is_enum = message->fields[f].type == PROTOBUF_C_TYPE_ENUM;
            if (is_enum && strlen(type->name) == length && strncmp(type->name, full_name, length) == 0) {
                return type;
            }
        }
    }
    return NULL;
}

static bool describe_member(const struct cli *cli, const char *full_name)
{
    const char *dot = strrchr(full_name, '.');
    char *owner = dot != NULL ? hs_arena_bytes(cli->arena, full_name, (size_t)(dot - full_name)) : NULL;
    const struct hs_message *type = owner != NULL ? hs_contract_message(owner) : NULL;
    struct member member = type != NULL ? member_named(type, dot + 1) : (struct member){NULL, NULL};
    if (member.field != NULL) {
        fprintf(cli->out.out, "field of %s\n\n", type->descriptor->name);
        struct manual_list list;
        manual_begin(&list, &cli->out, cli->arena);
        add_field(cli, &list, type, member);
        manual_write(&list, NULL);
        return true;
    }
    const ProtobufCEnumDescriptor *enumeration = owner != NULL ? find_enum(full_name, strlen(owner)) : NULL;
    if (enumeration != NULL) {
        describe_enum(cli, enumeration);
    }
    return enumeration != NULL;
}

/* An element by its full name. */
static bool describe_element(const struct cli *cli, const char *full_name)
{
    const struct hs_message *type = hs_contract_message(full_name);
    const struct hs_method *method = hs_contract_method(full_name, strlen(full_name));
    const ProtobufCEnumDescriptor *enumeration = find_enum(full_name, strlen(full_name));
    if (type != NULL) {
        describe_message(cli, type);
    } else if (method != NULL) {
        describe_method(cli, method);
    } else if (enumeration != NULL) {
        describe_enum(cli, enumeration);
    } else {
        for (size_t i = 0; i < hs_contract.n_services; i++) {
            if (strcmp(full_name, hs_contract.services[i]->full_name) == 0) {
                describe_service(cli, hs_contract.services[i]);
                return true;
            }
        }
        return describe_member(cli, full_name);
    }
    return true;
}

static enum exit_code describe_name(const struct cli *cli, const char *name)
{
    const char *found = NULL;
    size_t n = 0;
    const struct hs_service *service = command_service(name);
    if (service != NULL) {
        name = service->resource != NULL ? service->resource->message->descriptor->name : service->full_name;
    }
    for (size_t i = 0; i < hs_docs_size; i++) {
        if (is_meant(hs_docs[i].name, name)) {
            found = hs_docs[i].name;
            n++;
        }
    }
    if (n == 1 && describe_element(cli, found)) {
        return EXIT_OK;
    }
    if (n == 0) {
        return cli_usage(cli, "describe", "the contract has no '%s'", name);
    }
    cli_say(cli, "'%s' is several; which of them?", name);
    for (size_t i = 0; i < hs_docs_size; i++) {
        if (is_meant(hs_docs[i].name, name)) {
            fprintf(cli->err.out, "  %s\n", local_name(hs_docs[i].name));
        }
    }
    return EXIT_USAGE;
}

static enum exit_code describe_run(struct cli *cli, char **arguments)
{
    const char *name = NULL;
    size_t n_words = 0;
    enum exit_code code = command_words(cli, &describe_entry, arguments, 1, &name, &n_words);
    if (code != EXIT_OK) {
        return code;
    }
    if (cli->options.help) {
        (void)help_command(cli, describe_entry.name);
        return EXIT_OK;
    }
    return name != NULL ? describe_name(cli, name) : describe_contract(cli);
}

const struct command describe_entry = {
    .name = "describe",
    .arguments = "[NAME]",
    .brief = "Shows the contract: its services, methods, messages, fields with types, rules and comments.",
    .text =
        "NAME is a service, method, message, field, enum or value, as far as it is unique: 'Centre', 'Centre.state', 'GetCentre', "
        "'hensigt.v1.Centre.Office', or a noun: 'centre'.",
    .takes = OPTIONS_HELP,
    .run = describe_run,
};
