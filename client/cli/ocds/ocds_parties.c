/* Who takes part: the parties of a release and their roles. */
#include "ocds/ocds_release.h"

#include "wire/reference.h"

#include <string.h>

/* The roles, by the standard's open code list partyRole; what it has no code for has one of ours. In the order in which they are
 * written. */
enum role {
    ROLE_BUYER,
    ROLE_PROCURING_ENTITY,
    ROLE_FUNDER,
    ROLE_INTERESTED_PARTY,
    ROLE_OWNER,
    ROLE_FOUNDING_MEMBER,
    ROLE_PROJECT_LEAD,
    ROLE_PARTNER,
    ROLE_COOPERATING,
    ROLE_SCALING_PARTNER,
    ROLE_KNOWLEDGE_PARTNER,
    ROLE_SUPPORTER,
    ROLE_POTENTIAL_SUPPLIER,
    N_ROLES,
};

static const char *const role_codes[N_ROLES] = {
    [ROLE_BUYER] = "buyer",
    [ROLE_PROCURING_ENTITY] = "procuringEntity",
    [ROLE_FUNDER] = "funder",
    [ROLE_INTERESTED_PARTY] = "interestedParty",
    [ROLE_OWNER] = "owner",
    [ROLE_FOUNDING_MEMBER] = "foundingMember",
    [ROLE_PROJECT_LEAD] = "projectLead",
    [ROLE_PARTNER] = "partner",
    [ROLE_COOPERATING] = "cooperatingBody",
    [ROLE_SCALING_PARTNER] = "scalingPartner",
    [ROLE_KNOWLEDGE_PARTNER] = "knowledgePartner",
    [ROLE_SUPPORTER] = "supporter",
    [ROLE_POTENTIAL_SUPPLIER] = "potentialSupplier",
};

static unsigned role_of_member(hensigt_membership_role role)
{
    switch (role) {
    case HENSIGT_MEMBERSHIP_ROLE_NEED_OWNER:
        return 1U << ROLE_BUYER;
    case HENSIGT_MEMBERSHIP_ROLE_FACILITATOR:
        return 1U << ROLE_PROCURING_ENTITY;
    case HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER:
        return 1U << ROLE_FUNDER;
    case HENSIGT_MEMBERSHIP_ROLE_OWNER:
        return 1U << ROLE_OWNER;
    case HENSIGT_MEMBERSHIP_ROLE_FOUNDING_MEMBER:
        return 1U << ROLE_FOUNDING_MEMBER;
    case HENSIGT_MEMBERSHIP_ROLE_PROJECT_LEAD:
        return 1U << ROLE_PROJECT_LEAD;
    case HENSIGT_MEMBERSHIP_ROLE_PARTNER:
        return 1U << ROLE_PARTNER;
    case HENSIGT_MEMBERSHIP_ROLE_COOPERATING:
        return 1U << ROLE_COOPERATING;
    case HENSIGT_MEMBERSHIP_ROLE_SCALING_PARTNER:
        return 1U << ROLE_SCALING_PARTNER;
    case HENSIGT_MEMBERSHIP_ROLE_KNOWLEDGE_PARTNER:
        return 1U << ROLE_KNOWLEDGE_PARTNER;
    case HENSIGT_MEMBERSHIP_ROLE_SUPPORTER:
        return 1U << ROLE_SUPPORTER;
    case HENSIGT_MEMBERSHIP_ROLE_SUPPLIER:
        return 1U << ROLE_POTENTIAL_SUPPLIER;
    default:
        return 0;
    }
}

static bool has_facilitator(const struct ocds_facts *facts)
{
    for (size_t i = 0; i < facts->memberships.n; i++) {
        if (((const hensigt_membership *)facts->memberships.items[i])->role == HENSIGT_MEMBERSHIP_ROLE_FACILITATOR) {
            return true;
        }
    }
    return false;
}

/* Bits of all roles of an organisation. A commitment makes a buyer, a declaration an interested party. */
static unsigned roles_of(const struct ocds_facts *facts, const hensigt_organisation *organisation)
{
    unsigned roles = 0;
    for (size_t i = 0; i < facts->memberships.n; i++) {
        const hensigt_membership *membership = (const hensigt_membership *)facts->memberships.items[i];
        roles |= strcmp(membership->organisation, organisation->name) == 0 ? role_of_member(membership->role) : 0;
    }
    for (size_t i = 0; i < facts->intentions.n; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)facts->intentions.items[i];
        bool commits = intention->level == HENSIGT_INTENTION_LEVEL_COMMITMENT;
        unsigned role = 1U << (commits ? ROLE_BUYER : ROLE_INTERESTED_PARTY);
        roles |= strcmp(intention->organisation, organisation->name) == 0 ? role : 0;
    }
    if (!has_facilitator(facts) && strcmp(facts->centre->organisation, organisation->name) == 0) {
        roles |= 1U << ROLE_PROCURING_ENTITY;
    }
    bool buys = (roles & 1U << ROLE_BUYER) != 0;
    return buys ? roles & ~(1U << ROLE_PROCURING_ENTITY) : roles; /* the code list says: not both */
}

/* The one party in a role, or NULL. */
static const hensigt_organisation *only_party(const struct ocds_facts *facts, enum role role)
{
    const hensigt_organisation *only = NULL;
    size_t n = 0;
    for (size_t i = 0; i < facts->organisations.n; i++) {
        const hensigt_organisation *organisation = (const hensigt_organisation *)facts->organisations.items[i];
        if ((roles_of(facts, organisation) & 1U << role) != 0) {
            only = organisation;
            n++;
        }
    }
    return n == 1 ? only : NULL;
}

const hensigt_organisation *ocds_only_buyer(const struct ocds_facts *facts)
{
    return only_party(facts, ROLE_BUYER);
}

const hensigt_organisation *ocds_only_leader(const struct ocds_facts *facts)
{
    return only_party(facts, ROLE_PROCURING_ENTITY);
}

const hensigt_organisation_identifier *ocds_identifier(const hensigt_organisation *organisation)
{
    for (size_t i = 0; i < organisation->n_identifiers; i++) {
        if (organisation->identifiers[i]->end_date == NULL) {
            return organisation->identifiers[i];
        }
    }
    return NULL;
}

const char *ocds_party_id(struct hs_arena *arena, const hensigt_organisation *organisation)
{
    const hensigt_organisation_identifier *identifier = ocds_identifier(organisation);
    return identifier != NULL ? hs_arena_printf(arena, "%s-%s", identifier->scheme, identifier->value) : organisation->name;
}

void ocds_party_reference(struct hs_arena *arena, struct ocds_json *json, const char *key, const hensigt_organisation *organisation)
{
    ocds_json_object(json, key);
    if (organisation != NULL) {
        ocds_json_text(json, "id", ocds_party_id(arena, organisation));
        ocds_json_text(json, "name", organisation->title);
    }
    ocds_json_close(json);
}

static void write_identifier(struct ocds_json *json, const char *key, const hensigt_organisation_identifier *identifier,
                             const char *legal_name)
{
    ocds_json_object(json, key);
    ocds_json_text(json, "scheme", identifier->scheme);
    ocds_json_text(json, "id", identifier->value);
    ocds_json_text(json, "legalName", legal_name);
    ocds_json_close(json);
}

static void write_identifiers(struct ocds_json *json, const hensigt_organisation *organisation)
{
    const hensigt_organisation_identifier *first = ocds_identifier(organisation);
    if (first != NULL) {
        write_identifier(json, "identifier", first, organisation->title);
    }
    ocds_json_list(json, "additionalIdentifiers");
    for (size_t i = 0; i < organisation->n_identifiers; i++) {
        if (organisation->identifiers[i] != first) {
            write_identifier(json, NULL, organisation->identifiers[i], NULL);
        }
    }
    ocds_json_close(json);
}

static void write_address(struct ocds_json *json, const hensigt_organisation *organisation)
{
    const struct hs_code_entry *country = hs_code_find(&hs_countries, organisation->region_code);
    ocds_json_object(json, "address");
    ocds_json_text(json, "region", organisation->n_nuts_codes > 0 ? organisation->nuts_codes[0]->code : NULL);
    ocds_json_text(json, "countryName", country != NULL ? country->name : organisation->region_code);
    ocds_json_close(json);
}

static void write_party(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json,
                        const hensigt_organisation *organisation)
{
    unsigned roles = roles_of(facts, organisation);
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", ocds_party_id(arena, organisation));
    ocds_json_text(json, "name", organisation->title);
    ocds_translations(arena, json, "name", organisation->titles, organisation->n_titles);
    write_identifiers(json, organisation);
    write_address(json, organisation);
    ocds_json_list(json, "roles");
    for (unsigned role = 0; role < N_ROLES; role++) {
        ocds_json_text(json, NULL, (roles & 1U << role) != 0 ? role_codes[role] : NULL);
    }
    ocds_json_close(json);
    ocds_json_close(json);
}

void ocds_parties(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    ocds_json_list(json, "parties");
    for (size_t i = 0; i < facts->organisations.n; i++) {
        const hensigt_organisation *organisation = (const hensigt_organisation *)facts->organisations.items[i];
        if (roles_of(facts, organisation) != 0) {
            write_party(arena, facts, json, organisation);
        }
    }
    ocds_json_close(json);
}
