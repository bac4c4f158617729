#include "help.h"

#include "manual.h"

#include <string.h>

static void exit_codes(const struct screen *screen, struct hs_arena *arena)
{
    static const struct {
        const char *number;
        const char *meaning;
    } codes[] = {
#define CODE_HELP(number, name, meaning) {#number, meaning},
        CLI_EXITS(CODE_HELP)
#undef CODE_HELP
    };
    manual_paragraphs(
        screen, "A script can tell by the exit code what became of a call. Messages go to standard error, and nothing but the "
                "answer to standard output.");
    struct manual_list list;
    manual_begin(&list, screen, arena);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        manual_add(&list, codes[i].number, codes[i].meaning);
    }
    manual_write(&list, "Codes");
}

static void values(const struct screen *screen, struct hs_arena *arena)
{
    manual_paragraphs(
        screen,
        "Every field of a request is a flag, and of the resource that 'create' and 'update' carry too: '--region-code DK'. A "
        "field within a field is reached with a dot: '--provenance.note TEXT'. A field that repeats is given "
        "several times. An empty value unsets a field: '--end-date \"\"'.");
    struct manual_list list;
    manual_begin(&list, screen, arena);
    manual_add(&list, "DATE", "2022-04-12, 2022-04 or 2022; where only bounds are known 2022-05..2023-03, ..2020-09 or 2020-09..");
    manual_add(&list, "TIME", "RFC 3339: 2026-01-31T12:00:00Z, 2026-01-31T13:00:00+01:00");
    manual_add(&list, "AMOUNT", "a number and an ISO 4217 currency: '1250000.50 DKK', '1 250 000.50 DKK'");
    manual_add(&list, "QUANTITY", "a number and a unit code of UN/ECE Recommendation 20: '1250 TNE', '20 %'");
    manual_add(&list, "LANGUAGE=TEXT", "a text and its language: 'da=Fælles udbud'");
    manual_add(&list, "CHOICE", "one of the words that help lists, in any case: not-offered, NOT_OFFERED");
    manual_add(&list, "NAME",
               "centres/co-pi; where only one kind is possible, or has a resource of that id, ids are enough: co-pi");
    manual_add(&list, "KEY=VALUE,...",
               "the fields of a message: 'kind=director,person=\"Holm, Anne\",start-date=2022-02'. A value with a comma is "
               "quoted; within the quotes \\\" and \\\\ stand for \" and \\. A record within it is quoted, too: 'amount=19600000 "
               "DKK,contributions=\"organisation=kl,amount=4000000 DKK\"', and its key repeated for another one.");
    manual_write(&list, "Forms");
    fputc('\n', screen->out);
    manual_paragraphs(
        screen,
        "--data FILE gives a whole message as JSON (the canonical form of Protocol Buffers), and flags go over it. 'create' and "
        "'update' take the resource itself, as 'get --output json' prints it; other verbs take the request.");
}

static void filters(const struct screen *screen, struct hs_arena *arena)
{
    manual_paragraphs(screen, "--filter takes an expression of AIP-160 over the fields that the registry indexes: "
                              "'region_code=\"DK\" AND state=ACTIVE'.");
    struct manual_list list;
    manual_begin(&list, screen, arena);
    manual_add(&list, "=  !=  <  <=  >  >=",
               "Compares a field with a text, number, time, date or word of an enum. With = and !=, a text may begin and end "
               "with *: 'title=\"*innovation*\"'. Of a date that is partly known, < means certainly before.");
    manual_add(&list, ":", "Of a field that repeats: has an element. Of another: is set, as in 'end_date:*'.");
    manual_add(&list, "AND  OR  NOT  -", "Combine. OR binds tighter than AND; - is NOT; parentheses group.");
    manual_write(&list, "Operators");
    fputc('\n', screen->out);
    manual_paragraphs(screen, "--order-by takes fields: 'title, create_time desc'.");
}

static const struct {
    const char *name;
    const char *brief;
    void (*write)(const struct screen *screen, struct hs_arena *arena);
} topics[] = {
    {"exit-codes", "What the program tells the shell.", exit_codes},
    {"values", "How values of fields are typed.", values},
    {"filters", "How lists are narrowed and ordered.", filters},
};

enum { N_TOPICS = sizeof topics / sizeof topics[0] };

const char *help_topic_at(size_t i, const char **brief)
{
    if (i >= N_TOPICS) {
        return NULL;
    }
    *brief = topics[i].brief;
    return topics[i].name;
}

bool help_topic(const struct cli *cli, const char *name)
{
    for (size_t i = 0; i < N_TOPICS; i++) {
        if (strcmp(name, topics[i].name) == 0) {
            topics[i].write(&cli->out, cli->arena);
            return true;
        }
    }
    return false;
}
