#include "options.h"

#include "wire/ascii.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TIMEOUT_MS = 24 * 60 * 60 * 1000 };

/* One flag. `set` puts its value in; false with *error in words, NULL without memory. */
struct option {
    const char *name;
    const char *placeholder;
    const char *text;
    unsigned takes;
    bool (*set)(struct options *options, struct hs_arena *arena, const char *value, const char **error);
};

static bool add_endpoint(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)error;
    const char **endpoints = hs_arena_grow(arena, options->endpoints, options->n_endpoints, sizeof *endpoints);
    if (endpoints == NULL) {
        return false;
    }
    endpoints[options->n_endpoints++] = value;
    options->endpoints = endpoints;
    return true;
}

static bool set_key_file(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)error;
    options->key_file = value;
    return true;
}

static bool set_new_key_file(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)error;
    options->new_key_file = value;
    return true;
}

bool options_read_count(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool good = *text >= '1' && *text <= '9' && *end == '\0' && errno == 0;
    if (good) {
        *out = number;
    }
    return good;
}

static bool set_timeout(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    static const struct {
        const char *unit;
        double ms;
    } units[] = {{"", 1000}, {"s", 1000}, {"ms", 1}, {"m", 60000}};
    size_t digits = strspn(value, "0123456789.");
    double number = hs_is_digit(*value) ? strtod(value, NULL) : 0;
    const char *end = value + digits;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        double ms = number * units[i].ms;
        if (strcmp(end, units[i].unit) == 0 && ms >= 1 && ms <= MAX_TIMEOUT_MS) {
            options->timeout_ms = (uint32_t)ms;
            return true;
        }
    }
    *error = hs_arena_printf(arena, "must be a time such as 10s, 500ms or 2m, not '%s'", value);
    return false;
}

static int hex_digit(char c)
{
    if (hs_is_digit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool set_request_id(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    uint8_t id[HENSIGT_REQUEST_ID_SIZE] = {0};
    size_t digits = 0;
    for (const char *c = value; *c != '\0'; c++) {
        int digit = hex_digit(*c);
        if (*c == '-') {
            continue;
        }
        if (digit < 0 || digits == sizeof id * 2) {
            digits = 0;
            break;
        }
        id[digits / 2] = (uint8_t)(id[digits / 2] << 4 | digit);
        digits++;
    }
    if (digits != sizeof id * 2) {
        *error = hs_arena_printf(arena, "must be the 32 hexadecimal digits that an earlier attempt showed, not '%s'", value);
        return false;
    }
    memcpy(options->request_id, id, sizeof id);
    options->has_request_id = true;
    return true;
}

static bool set_receipt(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)value;
    (void)error;
    options->receipt = true;
    return true;
}

static bool set_output(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    static const char *const names[] = {[OUTPUT_TABLE] = "table", [OUTPUT_JSON] = "json", [OUTPUT_JSONL] = "jsonl"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            options->output = (enum output)i;
            return true;
        }
    }
    *error = hs_arena_printf(arena, "must be table, json or jsonl, not '%s'", value);
    return false;
}

static bool set_data(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)error;
    options->data = value;
    return true;
}

static bool set_columns(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)error;
    options->columns = value;
    return true;
}

static bool set_limit(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    if (!options_read_count(value, &options->limit)) {
        *error = hs_arena_printf(arena, "must be a whole number from 1, not '%s'", value);
        return false;
    }
    return true;
}

static bool set_help(struct options *options, struct hs_arena *arena, const char *value, const char **error)
{
    (void)arena;
    (void)value;
    (void)error;
    options->help = true;
    return true;
}

/* A flag without placeholder takes no value. */
static const struct option table[] = {
    {"limit", "NUMBER", "Stops after so many; without it, all pages are read.", OPTIONS_LIST, set_limit},
    {"columns", "FIELDS", "The fields a table shows, separated by commas.", OPTIONS_LIST, set_columns},
    {"data", "FILE", "JSON to begin with; - is standard input. Flags go over it.", OPTIONS_DATA, set_data},
    {"new-key-file", "FILE",
     "Makes the secret here and keeps the whole key in this new file, which only you can read. The service gets the hash.",
     OPTIONS_KEY, set_new_key_file},
    {"output", "FORMAT", "table (for people), json (canonical JSON) or jsonl (one line for each of a list). Short: -o.",
     OPTIONS_REPLY, set_output},
    {"endpoint", "URL",
     "Where the service is: ipc://PATH or tcp://ADDRESS:PORT. May be repeated; the first that answers is taken. Without it, "
     "HENSIGT_ENDPOINT, separated by commas.",
     OPTIONS_CALL, add_endpoint},
    {"key-file", "FILE", "The file with the access key, which nobody else may read. Without it, HENSIGT_KEY_FILE.", OPTIONS_CALL,
     set_key_file},
    {"timeout", "TIME", "How long to wait for an answer: 10s, 500ms, 2m.", OPTIONS_CALL, set_timeout},
    {"request-id", "ID", "The request id of an earlier attempt with unknown outcome: repeating it is safe.", OPTIONS_WRITE,
     set_request_id},
    {"receipt", "", "Writes the place of the change in the ledger and its chain hash on standard error.", OPTIONS_WRITE,
     set_receipt},
    {"help", "", "Shows this help. Short: -h.", OPTIONS_HELP, set_help},
};

enum { N_OPTIONS = sizeof table / sizeof table[0] };

static const struct option *find(unsigned takes, const char *name)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        if ((table[i].takes & takes) != 0 && strcmp(name, table[i].name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

enum option_result options_take(struct options *options, unsigned takes, struct hs_arena *arena, struct arguments *arguments,
                                const struct argument *argument, const char **error)
{
    const struct option *option = find(takes, argument->flag);
    if (option == NULL) {
        return OPTION_UNKNOWN;
    }
    bool valueless = *option->placeholder == '\0';
    const char *value = valueless ? argument->value : arguments_value(arguments, argument);
    if (valueless != (value == NULL)) {
        *error = valueless ? "takes no value" : "needs a value";
        return OPTION_WRONG;
    }
    *error = NULL;
    return option->set(options, arena, value, error) ? OPTION_TAKEN : OPTION_WRONG;
}

bool options_add_environment(struct options *options, struct hs_arena *arena)
{
    const char *endpoints = getenv("HENSIGT_ENDPOINT");
    const char *key_file = getenv("HENSIGT_KEY_FILE");
    if (options->key_file == NULL && key_file != NULL && *key_file != '\0') {
        options->key_file = key_file;
    }
    bool from_environment = options->n_endpoints == 0 && endpoints != NULL;
    while (from_environment && *endpoints != '\0') {
        size_t length = strcspn(endpoints, ",");
        const char *error = NULL;
        const char *endpoint = hs_arena_bytes(arena, endpoints, length);
        if (endpoint == NULL || (length > 0 && !add_endpoint(options, arena, endpoint, &error))) {
            return false;
        }
        endpoints += length + (endpoints[length] == ',');
    }
    return true;
}

bool options_help(unsigned takes, size_t i, struct option_help *out)
{
    for (size_t at = 0; at < N_OPTIONS; at++) {
        if ((table[at].takes & takes) != 0 && i-- == 0) {
            *out = (struct option_help){.flag = table[at].name, .placeholder = table[at].placeholder, .text = table[at].text};
            return true;
        }
    }
    return false;
}

const char *options_name(unsigned takes, size_t i)
{
    return i < N_OPTIONS && (table[i].takes & takes) != 0 ? table[i].name : NULL;
}

size_t options_count(void)
{
    return N_OPTIONS;
}
