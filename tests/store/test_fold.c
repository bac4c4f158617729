#include "store/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The words of a text with spaces between. */
static const char *words_of(const char *text, enum hs_word_form form)
{
    static char all[4096];
    struct hs_word word;
    size_t length = 0;
    all[0] = '\0';
    for (size_t at = 0; hs_word_next(text, &at, form, &word);) {
        assert_int_equal(strlen(word.text), word.length);
        assert_true(word.begin < word.end && word.end <= strlen(text) && word.end <= at);
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s", length > 0 ? " " : "", word.text);
    }
    return all;
}

struct example {
    const char *text;
    const char *words;
};

static void assert_examples(const struct example *examples, size_t count, enum hs_word_form form)
{
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(words_of(examples[i].text, form), examples[i].words);
    }
}

#define ASSERT_WORDS(form, ...)                                                                                                    \
    assert_examples((const struct example[]){__VA_ARGS__}, sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example), \
                    form)

static void nordic_letters_are_what_people_type_for_them(void **state)
{
    (void)state;
    ASSERT_WORDS(HS_WORD_PARTS, {"Ørsted Örsted Oersted orsted ØRSTED", "orsted orsted orsted orsted orsted"},
                 {"København Koebenhavn kobenhavn KØBENHAVN", "kobenhavn kobenhavn kobenhavn kobenhavn"},
                 {"Järvenpää Jarvenpaa Jaervenpaeae JÄRVENPÄÄ", "jarvenpa jarvenpa jarvenpa jarvenpa"},
                 {"Århus Aarhus arhus ÅRHUS", "arhus arhus arhus arhus"}, {"Ålesund Aalesund", "alesund alesund"},
                 {"Næstved Naestved Nästved", "nastved nastved nastved"}, {"Øresund Öresund Oresund", "oresund oresund oresund"},
                 {"Müller Mueller Muller", "muller muller muller"}, {"Töölö Toolo Toeoeloe", "toolo toolo toolo"},
                 {"Tromsø Guovdageaidnu Kárášjohka", "tromso guovdageaidnu karasjohka"},
                 {"Þórshöfn Bræðraborg", "thorshofn bradraborg"}, {"A\u030arhus Ja\u0308rvenpa\u0308a\u0308", "arhus jarvenpa"});
}

static void accents_case_and_disguised_digits_fall_away(void **state)
{
    (void)state;
    ASSERT_WORDS(HS_WORD_PARTS, {"Café CAFÉ", "cafe cafe"}, {"Straße STRASSE ẞ", "strasse strasse ss"}, {"CO₂ m² x³", "co2 m2 x3"},
                 {"ＡＢｃ１", "abc1"}, {"ΑΘΗΝΑ Москва ЁЖ", "αθηνα москва ёж"}, {"東京", "東京"},
                 {"Łódź žluťoučký", "lodz zlutoucky"});
}

static void what_is_no_letter_or_digit_parts_words(void **state)
{
    (void)state;
    ASSERT_WORDS(HS_WORD_PARTS, {"", ""}, {" \t\n", ""}, {"🙂👍🏽", ""}, {"a🙂b", "a b"}, {"«vand» – “luft”…", "vand luft"},
                 {"a/b.c,d;e:f(g)[h]{i}", "a b c d e f g h i"}, {"\"a\" AND NEAR(b*) ^c -d", "a and near b c d"},
                 {"3×4÷2 10€", "3 4 2 10"}, {"soft\u00adly zero\u200bwidth", "softly zerowidth"}, {"=_='%", ""});
}

static void hyphens_part_or_join(void **state)
{
    (void)state;
    ASSERT_WORDS(HS_WORD_PARTS, {"CO-PI", "co pi"}, {"0201256-6", "0201256 6"}, {"212000\u20110142", "212000 0142"});
    ASSERT_WORDS(HS_WORD_JOINED, {"CO-PI", "copi"}, {"0201256-6 x", "02012566 x"}, {"212000\u20110142", "2120000142"},
                 {"-a- b -c", "a b c"}, {"a--b", "a b"}, {"ocds-213czf-000-00001", "ocds213czf00000001"}, {"co–pi", "co pi"});
}

static void long_words_are_cut_between_letters(void **state)
{
    char text[2 * HS_WORD_SIZE + 8], expected[HS_WORD_SIZE + 1];
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    memset(expected, 'x', HS_WORD_SIZE);
    expected[HS_WORD_SIZE] = '\0';
    assert_string_equal(words_of(text, HS_WORD_PARTS), expected);
    /* A character of three bytes does not fit into the last two, and nothing behind it may take its place. */
    strcpy(text + HS_WORD_SIZE - 2, "東x");
    expected[HS_WORD_SIZE - 2] = '\0';
    assert_string_equal(words_of(text, HS_WORD_PARTS), expected);
}

static void words_know_where_they_stand(void **state)
{
    static const char text[] = "– Ærø-Færgen ";
    struct hs_word word;
    size_t at = 0;
    (void)state;
    assert_true(hs_word_next(text, &at, HS_WORD_PARTS, &word));
    assert_memory_equal(text + word.begin, "Ærø", word.end - word.begin);
    assert_string_equal(word.text, "aro");
    assert_true(hs_word_next(text, &at, HS_WORD_PARTS, &word));
    assert_memory_equal(text + word.begin, "Færgen", word.end - word.begin);
    assert_false(hs_word_next(text, &at, HS_WORD_PARTS, &word));
    at = 0;
    assert_true(hs_word_next(text, &at, HS_WORD_JOINED, &word));
    assert_memory_equal(text + word.begin, "Ærø-Færgen", word.end - word.begin);
}

static void damaged_text_is_read_to_its_end(void **state)
{
    (void)state;
    ASSERT_WORDS(HS_WORD_PARTS, {"a\xffz", "a z"}, {"a\xc3", "a"}, {"\xe2\x82", ""}, {"b\xf0\x9f\x99", "b"});
}

static void letters_are_compared_without_case_alone(void **state)
{
    (void)state;
    assert_true(hs_letters_begin("ØRSTED", 7, "ørs", 4));
    assert_true(hs_letters_begin("ørsted", 7, "Ørsted", 7));
    assert_false(hs_letters_begin("ørsted", 7, "ors", 3));
    assert_false(hs_letters_begin("ørs", 4, "ørsted", 7));
    assert_true(hs_letters_begin("x", 1, "", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nordic_letters_are_what_people_type_for_them),
        cmocka_unit_test(accents_case_and_disguised_digits_fall_away),
        cmocka_unit_test(what_is_no_letter_or_digit_parts_words),
        cmocka_unit_test(hyphens_part_or_join),
        cmocka_unit_test(long_words_are_cut_between_letters),
        cmocka_unit_test(words_know_where_they_stand),
        cmocka_unit_test(damaged_text_is_read_to_its_end),
        cmocka_unit_test(letters_are_compared_without_case_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
