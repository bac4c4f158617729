/* One planning release of the Open Contracting Data Standard 1.1, from the facts of a process. */
#ifndef CLI_OCDS_RELEASE_H
#define CLI_OCDS_RELEASE_H

#include "ocds/ocds_gather.h"
#include "ocds/ocds_json.h"

#include "wire/buffer.h"

/** What all releases of a package share. */
struct ocds_style {
    const char *prefix;   /**< the publisher's ocid prefix: "ocds-213czf" */
    const char *language; /**< of the texts, BCP 47; NULL = not said */
};

/** Room for a date and time as the standard has them, with the NUL byte. */
enum { OCDS_TIME_SIZE = 32 };

/** Writes a release, as the element of a list within an object. Its id is made from what it says, so that the same facts always
 *  give the same release. False without memory. */
bool ocds_release(struct hs_arena *arena, const struct ocds_facts *facts, const struct ocds_style *style, struct hs_buffer *out);

/** When the latest of the facts changed: the date of the release. */
void ocds_change_time(const struct ocds_facts *facts, char out[OCDS_TIME_SIZE]);

/** The parts of a release, each a member of the object that is open. @{ */
void ocds_parties(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json);
void ocds_planning(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json);
void ocds_tender(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json);
void ocds_related(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json);
/** @} */

/** The id of an organisation among the parties: scheme and value of its identifier, "DK-CVR-64942212", else its name. */
const char *ocds_party_id(struct hs_arena *arena, const hensigt_organisation *organisation);

/** The first identifier that is not known to have ended, or NULL. */
const hensigt_organisation_identifier *ocds_identifier(const hensigt_organisation *organisation);

/** Adds a reference to one of the parties. */
void ocds_party_reference(struct hs_arena *arena, struct ocds_json *json, const char *key,
                          const hensigt_organisation *organisation);

/** Adds a member for a text in each of the other languages: "title_en". */
void ocds_translations(struct hs_arena *arena, struct ocds_json *json, const char *key, hensigt_localized_text *const *texts,
                       size_t n);

/** Adds an amount. */
void ocds_value(struct hs_arena *arena, struct ocds_json *json, const char *key, const hensigt_money *money);

/** A date as the standard has it if it is one whole day ("2022-05-18T00:00:00Z"), else NULL: nothing is made up. */
const char *ocds_day(struct hs_arena *arena, const hensigt_partial_date *date);

/** Which of the parties alone buys, or NULL where none or several do; which alone leads the process for the others. */
const hensigt_organisation *ocds_only_buyer(const struct ocds_facts *facts);
const hensigt_organisation *ocds_only_leader(const struct ocds_facts *facts);

#endif
