/* Words in the form in which a search compares them: case, accents and the ways of writing Nordic letters fall together.
 *
 * å and aa, æ, ä and ae, ø, ö and oe, ü and ue each become one letter, the one that people without a Nordic keyboard type: a, o, u.
 * So "Ørsted", "Örsted", "Oersted" and "orsted" are one word, as are "Järvenpää" and "Jarvenpaa". Whoever changes what a word
 * becomes raises HS_FOLD_VERSION, so that stores fold their words anew. */
#ifndef HS_STORE_FOLD_H
#define HS_STORE_FOLD_H

#include <stdbool.h>
#include <stddef.h>

enum {
    HS_FOLD_VERSION = 1,
    HS_WORD_SIZE = 64, /**< bytes of a folded word; what is longer is cut, wherever it stands */
};

/** What a hyphen between two letters or digits does. */
enum hs_word_form {
    HS_WORD_PARTS,  /**< it parts them: "CO-PI" is "co" and "pi" */
    HS_WORD_JOINED, /**< it is passed over: "CO-PI" is "copi", 0201256-6 is "02012566" */
};

/** A word of a text. */
struct hs_word {
    char text[HS_WORD_SIZE + 1]; /**< folded: letters and digits, those of ASCII in lower case; never empty */
    size_t length;               /**< of `text` */
    size_t begin, end;           /**< bytes of the text in which it stands as it was written */
};

/** Finds the first word at or behind the byte *at of UTF-8 text and moves *at behind it; false where there is none. */
bool hs_word_next(const char *text, size_t *at, enum hs_word_form form, struct hs_word *out);

/** Whether `a` begins with the letters of `b`, but for their case: nothing is folded. Both sizes are in bytes of UTF-8. */
bool hs_letters_begin(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
