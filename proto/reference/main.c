/* Writes the reference data as C: the data files of this folder and Debian's iso-codes, as the tables of wire/reference.h.
 *   hensigt-reference DATA_FOLDER ISO_CODES_FOLDER > tables.c */
#include "table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list of wire/reference.h: its codes with their names, and what people write for them. */
struct list {
    const char *name;
    struct table codes;
    struct table aliases;
};

static void put_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('"');
}

/* Lines of two texts. An empty table has one line too, as C wants it; its count is 0 all the same. */
static void put_pairs(const char *type, const char *list, const char *what, const struct table *table)
{
    printf("static const struct %s %s_%s[] = {\n", type, list, what);
    for (size_t i = 0; i < table->n_rows; i++) {
        printf("    {");
        put_text(table->rows[i].cells[0]);
        printf(", ");
        put_text(table->rows[i].cells[1]);
        printf("},\n");
    }
    printf("%s};\n", table->n_rows == 0 ? "    {\"\", \"\"},\n" : "");
}

static void put_list(const struct list *list)
{
    put_pairs("hs_code_entry", list->name, "codes", &list->codes);
    put_pairs("hs_code_alias", list->name, "aliases", &list->aliases);
    printf("const struct hs_code_list hs_%s = {%s_codes, %zu, %s_aliases, %zu};\n\n", list->name, list->name, list->codes.n_rows,
           list->name, list->aliases.n_rows);
}

/* Adds what the data file says of a list and sorts all; each alias must stand for a code of the list and be none itself. */
static void complete_list(struct list *list, const char *singular, const struct table *mistakes)
{
    list->aliases.n_cells = 2;
    for (size_t i = 0; i < mistakes->n_rows; i++) {
        if (strcmp(mistakes->rows[i].cells[1], singular) == 0) {
            const char *cells[] = {mistakes->rows[i].cells[0], mistakes->rows[i].cells[2]};
            table_add(&list->aliases, cells);
        }
    }
    table_sort(&list->codes);
    table_sort(&list->aliases);
    for (size_t i = 0; i < list->aliases.n_rows; i++) {
        char *const *cells = list->aliases.rows[i].cells;
        if (table_find(&list->codes, cells[0]) != NULL || table_find(&list->codes, cells[1]) == NULL) {
            fail(list->name, "%s cannot stand for %s", cells[0], cells[1]);
        }
    }
}

static void put_countries(const char *iso, const struct table *mistakes)
{
    struct list list = {.name = "countries"};
    iso_codes_read(&list.codes, iso, (struct pick){.standard = "3166-1", .code = "alpha_2", .value = "name"});
    iso_codes_read(&list.aliases, iso, (struct pick){.standard = "3166-1", .code = "alpha_3", .value = "alpha_2"});
    complete_list(&list, "country", mistakes);
    put_list(&list);
    table_free(&list.codes);
    table_free(&list.aliases);
}

static void add_pairs(struct table *to, const struct table *from)
{
    for (size_t i = 0; i < from->n_rows; i++) {
        const char *cells[] = {from->rows[i].cells[0], from->rows[i].cells[1]};
        table_add(to, cells);
    }
}

static void put_currencies(const char *data, const char *iso, const struct table *mistakes)
{
    struct list list = {.name = "currencies"};
    struct table more = {0};
    iso_codes_read(&list.codes, iso, (struct pick){.standard = "4217", .code = "alpha_3", .value = "name"});
    csv_read(&more, data, "currencies.csv", "code,name");
    add_pairs(&list.codes, &more);
    complete_list(&list, "currency", mistakes);
    put_list(&list);
    table_free(&list.codes);
    table_free(&list.aliases);
    table_free(&more);
}

/* BCP 47 takes the two-letter code of a language where there is one, else the three-letter code. Only the former are named. */
static void put_languages(const char *iso, const struct table *mistakes)
{
    static const struct pick codes[] = {
        {.standard = "639-2", .code = "alpha_2", .value = "name"},
        {.standard = "639-3", .code = "alpha_2", .value = "name"},
        {.standard = "639-2", .code = "alpha_3", .without = "alpha_2"},
        {.standard = "639-3", .code = "alpha_3", .without = "alpha_2"},
    };
    static const struct pick aliases[] = {
        {.standard = "639-2", .code = "alpha_3", .value = "alpha_2"},
        {.standard = "639-2", .code = "bibliographic", .value = "alpha_2"},
        {.standard = "639-3", .code = "alpha_3", .value = "alpha_2"},
    };
    struct list list = {.name = "languages"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        iso_codes_read(&list.codes, iso, codes[i]);
    }
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        iso_codes_read(&list.aliases, iso, aliases[i]);
    }
    complete_list(&list, "language", mistakes);
    put_list(&list);
    table_free(&list.codes);
    table_free(&list.aliases);
}

static void put_scripts(const char *iso, const struct table *mistakes)
{
    struct list list = {.name = "scripts"};
    iso_codes_read(&list.codes, iso, (struct pick){.standard = "15924", .code = "alpha_4", .value = "name"});
    complete_list(&list, "script", mistakes);
    put_list(&list);
    table_free(&list.codes);
    table_free(&list.aliases);
}

/* ---- regions ------------------------------------------------------------------------------------------------------------- */

static int compare_years(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

enum { MAX_VERSIONS = 8 };

/* The versions that a text names, in order and each once with those that are there; fails on other words. */
static size_t read_versions(const char *region, const char *text, int versions[MAX_VERSIONS], size_t count)
{
    while (*text != '\0') {
        char *end;
        int year = (int)strtol(text, &end, 10);
        bool is_new = true;
        for (size_t i = 0; i < count; i++) {
            is_new = is_new && versions[i] != year;
        }
        if (end == text || (*end != ' ' && *end != '\0') || (is_new && count == MAX_VERSIONS)) {
            fail(region, "must have versions as their years, at most %d of them", MAX_VERSIONS);
        }
        if (is_new) {
            versions[count++] = year;
        }
        text = end + (*end == ' ' ? 1 : 0);
    }
    qsort(versions, count, sizeof *versions, compare_years);
    return count;
}

/* The versions of a region as bits: the first version is bit 0. */
static unsigned version_bits(const struct row *row, const int *versions, size_t count)
{
    int own[MAX_VERSIONS] = {0};
    size_t n_own = read_versions(row->cells[0], row->cells[2], own, 0);
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < n_own; k++) {
            bits |= versions[i] == own[k] ? 1U << i : 0;
        }
    }
    if (bits == 0) {
        fail(row->cells[0], "must have a version");
    }
    return bits;
}

static void put_regions(const char *data)
{
    struct table table = {0};
    int versions[MAX_VERSIONS] = {0};
    size_t count = 0;
    csv_read(&table, data, "nuts.csv", "code,name,versions");
    table_sort(&table);
    for (size_t i = 0; i < table.n_rows; i++) {
        count = read_versions(table.rows[i].cells[0], table.rows[i].cells[2], versions, count);
    }
    printf("static const struct hs_nuts_region nuts_regions[] = {\n");
    for (size_t i = 0; i < table.n_rows; i++) {
        printf("    {");
        put_text(table.rows[i].cells[0]);
        printf(", ");
        put_text(table.rows[i].cells[1]);
        printf(", 0x%x},\n", version_bits(&table.rows[i], versions, count));
    }
    printf("};\nstatic const int nuts_versions[] = {");
    for (size_t i = 0; i < count; i++) {
        printf("%s%d", i == 0 ? "" : ", ", versions[i]);
    }
    printf("};\nconst struct hs_nuts hs_nuts = {nuts_regions, %zu, nuts_versions, %zu};\n\n", table.n_rows, count);
    table_free(&table);
}

/* ---- schemes ------------------------------------------------------------------------------------------------------------- */

enum scheme_cell { CODE, NAME, FORM, PREFIX, LENGTH, LETTERS, HYPHEN, CHECK, WEIGHTS };

/* How a check is named in the data file, in wire/reference.h and to people. */
static const struct check {
    const char *name;
    const char *constant;
    const char *words;
} checks[] = {
    {"none", "HS_CHECK_NONE", ""},      {"luhn", "HS_CHECK_LUHN", "Luhn"},      {"iso7064", "HS_CHECK_ISO7064", "ISO 7064"},
    {"sum", "HS_CHECK_SUM", "modulus"}, {"digit", "HS_CHECK_DIGIT", "modulus"},
};

static const struct check *find_check(const struct row *row)
{
    size_t length = strcspn(row->cells[CHECK], " ");
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (strlen(checks[i].name) == length && strncmp(checks[i].name, row->cells[CHECK], length) == 0) {
            return &checks[i];
        }
    }
    fail(row->cells[CODE], "has an unknown check: %s", row->cells[CHECK]);
}

/* Writes a list of weights as C and returns their number; it ends at a slash. */
static size_t put_weights(const struct row *row, const char **text)
{
    size_t count = 0;
    printf("{");
    for (; **text != '\0' && **text != '/'; count++) {
        char *end;
        long weight = strtol(*text, &end, 10);
        if (end == *text) {
            fail(row->cells[CODE], "has a weight that is no number: %s", *text);
        }
        printf("%s%ld", count == 0 ? "" : ", ", weight);
        *text = end + strspn(end, " ");
    }
    printf("%s}", count == 0 ? "0" : "");
    *text += **text == '/' ? 1 : 0;
    return count;
}

static void put_scheme(const struct row *row)
{
    const struct check *check = find_check(row);
    const char *weights = row->cells[WEIGHTS];
    int modulus = 0;
    int remainder = 0;
    long length = strtol(row->cells[LENGTH], NULL, 10);
    bool is_weighted = strcmp(check->words, "modulus") == 0;
    if (is_weighted && sscanf(row->cells[CHECK], "%*s %d %d", &modulus, &remainder) < 1) {
        fail(row->cells[CODE], "must say the modulus of its check");
    }
    printf("    {.code = \"%s\", .prefix = \"%s\", .length = %ld, .letters = %s, .hyphen = %ld,\n", row->cells[CODE],
           row->cells[PREFIX], length, strcmp(row->cells[LETTERS], "yes") == 0 ? "true" : "false",
           strtol(row->cells[HYPHEN], NULL, 10));
    printf("     .check = %s, .modulus = %d, .remainder = %d, .weights = ", check->constant, modulus, remainder);
    size_t expected = !is_weighted ? 0 : (size_t)length - (strcmp(check->name, "digit") == 0 ? 1 : 0);
    size_t first = put_weights(row, &weights);
    printf(", .second_weights = ");
    size_t second = put_weights(row, &weights);
    if (first != expected || (second != 0 && second != expected)) {
        fail(row->cells[CODE], "must have %zu weights, found %zu and %zu", expected, first, second);
    }
    printf(",\n     .form_rule = \"must be %s: %s\",\n", row->cells[NAME], row->cells[FORM]);
    printf("     .check_rule = \"must be %s whose check digit is right (%s", row->cells[NAME], check->words);
    if (is_weighted) {
        printf(" %d", modulus);
    }
    printf(")\"},\n");
}

static void put_schemes(const char *data, const struct table *mistakes)
{
    struct list list = {.name = "schemes"};
    struct table table = {0};
    csv_read(&table, data, "schemes.csv", "code,name,form,prefix,length,letters,hyphen,check,weights");
    table_sort(&table);
    list.codes.n_cells = 2;
    add_pairs(&list.codes, &table);
    complete_list(&list, "scheme", mistakes);
    put_list(&list);
    printf("const struct hs_scheme hs_scheme_rules[] = {\n");
    for (size_t i = 0; i < table.n_rows; i++) {
        put_scheme(&table.rows[i]);
    }
    printf("};\n");
    table_free(&list.codes);
    table_free(&list.aliases);
    table_free(&table);
}

int main(int argc, char **argv)
{
    struct table mistakes = {0};
    if (argc != 3) {
        fail(argv[0], "needs the folder of the data files and the folder of iso-codes' JSON files");
    }
    csv_read(&mistakes, argv[1], "mistakes.csv", "written,list,meant");
    printf("/* Made by hensigt-reference from proto/reference and Debian's iso-codes. */\n#include \"wire/reference.h\"\n\n");
    put_countries(argv[2], &mistakes);
    put_currencies(argv[1], argv[2], &mistakes);
    put_languages(argv[2], &mistakes);
    put_scripts(argv[2], &mistakes);
    put_regions(argv[1]);
    put_schemes(argv[1], &mistakes);
    table_free(&mistakes);
    if (fflush(stdout) != 0) {
        fail("output", "cannot be written");
    }
    return EXIT_SUCCESS;
}
