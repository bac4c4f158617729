/* Letters that tests sign: instruments about processes/p, kept by centres/c. */
#ifndef TESTS_RULES_LETTERS_H
#define TESTS_RULES_LETTERS_H

#include "fixture.h"

/** What given_process makes, the organisations a, b and c, and sources/s of 2022-05-01. */
void given_parties_to_letters(struct fixture *f);

/** A draft with a text; further members: "'joinable': true", or "". */
void given_draft(struct fixture *f, const char *letter, const char *members);
/** One opened on 2022-03-01. */
void given_open(struct fixture *f, const char *letter, const char *members);
/** One that is joinable, signed by organisations/a on 2022-04-01 (signatures/a) and in force since 2022-04-02. */
void given_active(struct fixture *f, const char *letter);

/** A signatory for a line: the organisation, whose id the signature has too, as SIGNATORY; further members, or "". */
const char *signatory(struct fixture *f, const char *organisation, const char *members);
/** An intention of a line: a DECLARATION for processes/p with an id; further members, or "". */
const char *intending(struct fixture *f, const char *intention, const char *members);
/** A request of SignInstrument by sources/s, on a date, with lines of JSON: "{'signatories': [...]}". */
const char *signing(struct fixture *f, const char *letter, const char *date, const char *lines);

/** The organisation's signature as such, with one declaration of the organisation's id where `intends`. */
void given_signed(struct fixture *f, const char *letter, const char *organisation, const char *date, bool intends);
/** Revision 2 of 2022-05-01, to be reaffirmed by 2022-05-31. */
void given_revised(struct fixture *f, const char *letter);
/** organisations/x reaffirms its signature as signatures/x-2 on a date. */
void given_reaffirmed(struct fixture *f, const char *letter, const char *organisation, const char *date);

/** Fails the test unless on a day so many intentions of processes/p count for certain; of them, and besides, so many are
 * unreaffirmed, have lapsed, and were withdrawn. */
void expect_demand(struct fixture *f, const char *day, int certain, int unreaffirmed, int lapsed, int withdrawn);

#endif
