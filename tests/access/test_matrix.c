/* Every method with every role, and where a role is bound to centres or organisations, with what belongs to them and what does not.
 * What is expected is written down here by hand, from the roles of domain.md, not taken from the contract; a method that is not in
 * the table fails the test. */
#include "fixture.h"

#include "wire/contract.h"

#include <string.h>

/* Who calls, in the order of the columns. The editor's key is for centres/c, the signatory's for organisations/a. */
static const struct {
    const char *name; /* NULL = the owner, by the socket */
    const char *key;  /* "" = none */
} callers[] = {
    {"the owner", NULL},
    {"nobody known", ""},
    {"a key with the owner's role", "boss"},
    {"the registrar", "registrar"},
    {"the editor of c", "editor"},
    {"the signatory of a", "signatory"},
    {"a reader", "reader"},
};

enum { CALLERS = COUNT(callers) };

/* What becomes of a call: y = it reaches the method; - = its key is not valid; r = its role is missing; s = its scope is missing.
 */
static const char owners[] = "y-yrrrr";
static const char readers[] = "y-yyyyy";
static const char registrars[] = "y-yyrrr";
static const char editors[] = "y-yryrr";       /* of c, and it is c's */
static const char other_editors[] = "y-yrsrr"; /* of c, and it is not c's */
static const char signatories[] = "y-yrryr";   /* of a, and it is a's */
static const char other_signatories[] = "y-yrrsr";
static const char both[] = "y-yryyr";
static const char neither[] = "y-yrssr";
static const char editor_alone[] = "y-yrysr";
static const char signatory_alone[] = "y-yrsyr";

/* Requests of SignInstrument. */
#define SIGNATORY(organisation) "{'organisation': 'organisations/" organisation "', 'capacity': 'CAPACITY_SIGNATORY'}"
#define INTENDING(organisation, process)                                                                                           \
    "{'organisation': 'organisations/" organisation                                                                                \
    "', 'capacity': 'CAPACITY_SIGNATORY', 'intentions': [{'process': 'processes/" process "', 'level': 'LEVEL_DECLARATION'}]}"
#define SIGNING(instrument, kind, signatories_given)                                                                               \
    "{'name': 'instruments/" instrument "', 'kind': 'CONFIRMATION_KIND_" kind "', 'lines': [{'signatories': [" signatories_given   \
    "]}]}"

/* What somebody says a figure of something is. */
#define CLAIM(subject)                                                                                                             \
    "{'metricClaim': {" subject ", 'metric': 'partners', 'value': '30', 'unitCode': 'C62', 'comparison': 'COMPARISON_EXACTLY',"    \
    " 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE'}}"

/* What is called, with what, and by whom it may be. Of intentions `ap` is of organisation a and of c's process p, `bq` of b and of
 * d's process q. @ stands for the import under way. */
static const struct row {
    const char *method;
    const char *request;
    const char *expected;
} rows[] = {
    {"CheckHealth", "{}", "yyyyyyy"},
    {"ListServices", "{}", readers},
    {"GetDescriptorSet", "{}", readers},
    {"CompareCentres", "{}", readers},
    {"SummariseDemand", "{'process': 'processes/p'}", readers},
    {"CheckSignatures", "{'subject': 'processes/p'}", readers},
    {"SummariseOutcomes", "{}", readers},
    {"SummariseCentreYears", "{'centre': 'centres/c'}", readers},
    {"SummariseInnovation", "{}", readers},
    {"CheckClaims", "{}", readers},
    {"SearchResources", "{'query': 'x'}", readers},
    {"ListRevisions", "{'name': 'centres/c'}", readers},
    {"ListChanges", "{}", readers},
    {"VerifyLedger", "{}", readers},

    {"GetStats", "{}", owners},
    {"CheckStore", "{}", owners},

    {"RedactPerson", "{'person': 'P', 'reason': 'r'}", owners},
    {"GetRedaction", "{'name': 'redactions/r'}", owners},
    {"ListRedactions", "{}", owners},

    {"StartImport", "{}", owners},
    {"AppendImport",
     "{'name': '@', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Source', 'name': 'sources/x', 'title': 'X'}}]}",
     owners},
    {"CheckImport", "{'name': '@'}", owners},
    {"CommitImport", "{'name': '@'}", owners},
    {"AbandonImport", "{'name': '@'}", owners},

    {"CreateAdoption", "{'adoption': {'title': 'X', 'practice': 'P', 'regionCode': 'DK', 'process': 'processes/p'}}", "y-yyyrr"},
    {"CreateAdoption", "{'adoption': {'title': 'X', 'practice': 'P', 'regionCode': 'DK', 'process': 'processes/q'}}", "y-yysrr"},
    {"CreateAdoption", "{'adoption': {'title': 'X', 'practice': 'P', 'regionCode': 'DK'}}", "y-yysrr"},
    {"GetAdoption", "{'name': 'adoptions/q'}", readers},
    {"ListAdoptions", "{}", readers},
    {"UpdateAdoption", "{'adoption': {'name': 'adoptions/p', 'title': 'X'}}", "y-yyyrr"},
    {"UpdateAdoption", "{'adoption': {'name': 'adoptions/q', 'title': 'X'}}", "y-yysrr"},
    {"UpdateAdoption", "{'adoption': {'name': 'adoptions/p', 'process': 'processes/q'}}", "y-yysrr"},
    {"DeleteAdoption", "{'name': 'adoptions/p'}", "y-yyyrr"},
    {"DeleteAdoption", "{'name': 'adoptions/q'}", "y-yysrr"},
    {"AdvanceAdoption", "{'name': 'adoptions/p', 'stage': 'STAGE_DECIDING'}", "y-yyyrr"},
    {"AdvanceAdoption", "{'name': 'adoptions/q', 'stage': 'STAGE_DECIDING'}", "y-yysrr"},
    {"AnnulAdoption", "{'name': 'adoptions/p', 'reason': 'r'}", "y-yyyrr"},
    {"AnnulAdoption", "{'name': 'adoptions/q', 'reason': 'r'}", "y-yysrr"},

    {"CreateAward", "{'parent': 'financingSchemes/f', 'award': {'recipient': 'organisations/a'}}", registrars},
    {"GetAward", "{'name': 'financingSchemes/f/awards/w'}", readers},
    {"ListAwards", "{'parent': 'financingSchemes/-'}", readers},
    {"UpdateAward", "{'award': {'name': 'financingSchemes/f/awards/w', 'purpose': 'X'}}", registrars},
    {"DeleteAward", "{'name': 'financingSchemes/f/awards/w'}", registrars},
    {"AnnulAward", "{'name': 'financingSchemes/f/awards/w', 'reason': 'r'}", registrars},

    {"CreateAccessKey",
     "{'accessKey': {'title': 'X', 'role': 'ROLE_READER', 'secretHash': '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'}}", owners},
    {"GetAccessKey", "{'name': 'accessKeys/reader'}", owners},
    {"ListAccessKeys", "{}", owners},
    {"UpdateAccessKey", "{'accessKey': {'name': 'accessKeys/reader', 'title': 'X'}}", owners},
    {"DeleteAccessKey", "{'name': 'accessKeys/spare'}", owners},
    {"RevokeAccessKey", "{'name': 'accessKeys/spare', 'reason': 'r'}", owners},

    {"CreateCentre", "{'centre': {'title': 'X'}}", owners},
    {"GetCentre", "{'name': 'centres/d'}", readers},
    {"ListCentres", "{}", readers},
    {"UpdateCentre", "{'centre': {'name': 'centres/c', 'title': 'X'}}", editors},
    {"UpdateCentre", "{'centre': {'name': 'centres/d', 'title': 'X'}}", other_editors},
    {"DeleteCentre", "{'name': 'centres/c'}", editors},
    {"DeleteCentre", "{'name': 'centres/d'}", other_editors},
    {"ActivateCentre", "{'name': 'centres/c'}", editors},
    {"ActivateCentre", "{'name': 'centres/d'}", other_editors},
    {"MergeCentre", "{'name': 'centres/c', 'targetCentre': 'centres/d', 'endDate': {'date': '2022-05'}}", editors},
    {"MergeCentre", "{'name': 'centres/d', 'targetCentre': 'centres/c', 'endDate': {'date': '2022-05'}}", other_editors},
    {"EndCentre", "{'name': 'centres/c', 'endDate': {'date': '2022-05'}}", editors},
    {"EndCentre", "{'name': 'centres/d', 'endDate': {'date': '2022-05'}}", other_editors},

    {"CreateEvent", "{'event': {'title': 'X', 'kind': 'KIND_SEMINAR', 'process': 'processes/p'}}", "y-yyyrr"},
    {"CreateEvent", "{'event': {'title': 'X', 'kind': 'KIND_SEMINAR', 'process': 'processes/q'}}", "y-yysrr"},
    {"CreateEvent", "{'event': {'title': 'X', 'kind': 'KIND_SEMINAR'}}", "y-yysrr"},
    {"GetEvent", "{'name': 'events/q'}", readers},
    {"ListEvents", "{}", readers},
    {"UpdateEvent", "{'event': {'name': 'events/p', 'title': 'X'}}", "y-yyyrr"},
    {"UpdateEvent", "{'event': {'name': 'events/q', 'title': 'X'}}", "y-yysrr"},
    {"UpdateEvent", "{'event': {'name': 'events/q', 'title': 'X', 'process': 'processes/p'}}", "y-yysrr"},
    {"UpdateEvent", "{'event': {'name': 'events/p', 'title': 'X', 'process': 'processes/q'}}", "y-yysrr"},
    {"DeleteEvent", "{'name': 'events/p'}", "y-yyyrr"},
    {"DeleteEvent", "{'name': 'events/q'}", "y-yysrr"},

    {"CreateFinancingScheme", "{'financingScheme': {'title': 'X'}}", registrars},
    {"GetFinancingScheme", "{'name': 'financingSchemes/f'}", readers},
    {"ListFinancingSchemes", "{}", readers},
    {"UpdateFinancingScheme", "{'financingScheme': {'name': 'financingSchemes/f', 'title': 'X'}}", registrars},
    {"DeleteFinancingScheme", "{'name': 'financingSchemes/free'}", registrars},
    {"AnnulFinancingScheme", "{'name': 'financingSchemes/free', 'reason': 'r'}", registrars},

    {"CreateGrant",
     "{'grant': {'title': 'X', 'centre': 'centres/c', 'periodKind': 'PERIOD_KIND_ONCE', 'statements': [{'amount': {'currencyCode':"
     " 'DKK'}}]}}",
     "y-yyyrr"},
    {"CreateGrant",
     "{'grant': {'title': 'X', 'centre': 'centres/d', 'periodKind': 'PERIOD_KIND_ONCE', 'statements': [{'amount': {'currencyCode':"
     " 'DKK'}}]}}",
     "y-yysrr"},
    {"GetGrant", "{'name': 'grants/d'}", readers},
    {"ListGrants", "{}", readers},
    {"UpdateGrant", "{'grant': {'name': 'grants/c', 'title': 'X'}}", "y-yyyrr"},
    {"UpdateGrant", "{'grant': {'name': 'grants/d', 'title': 'X'}}", "y-yysrr"},
    {"UpdateGrant", "{'grant': {'name': 'grants/c', 'centre': 'centres/d'}}", "y-yysrr"},
    {"DeleteGrant", "{'name': 'grants/c'}", "y-yyyrr"},
    {"DeleteGrant", "{'name': 'grants/d'}", "y-yysrr"},
    {"AnnulGrant", "{'name': 'grants/c', 'reason': 'r'}", "y-yyyrr"},
    {"AnnulGrant", "{'name': 'grants/d', 'reason': 'r'}", "y-yysrr"},

    {"CreateInstrument",
     "{'instrument': {'title': 'X', 'kind': 'KIND_AGREEMENT', 'binding': 'BINDING_UNKNOWN', 'centre': 'centres/c'}}", editors},
    {"CreateInstrument",
     "{'instrument': {'title': 'X', 'kind': 'KIND_AGREEMENT', 'binding': 'BINDING_UNKNOWN', 'centre': 'centres/d'}}",
     other_editors},
    {"CreateInstrument", "{'instrument': {'title': 'X', 'kind': 'KIND_AGREEMENT', 'binding': 'BINDING_UNKNOWN'}}", other_editors},
    {"GetInstrument", "{'name': 'instruments/d'}", readers},
    {"ListInstruments", "{}", readers},
    {"UpdateInstrument", "{'instrument': {'name': 'instruments/c-draft', 'title': 'X'}}", editors},
    {"UpdateInstrument", "{'instrument': {'name': 'instruments/d-draft', 'title': 'X'}}", other_editors},
    {"UpdateInstrument", "{'instrument': {'name': 'instruments/c-draft', 'centre': 'centres/d'}}", other_editors},
    {"DeleteInstrument", "{'name': 'instruments/c-draft'}", editors},
    {"DeleteInstrument", "{'name': 'instruments/d-draft'}", other_editors},
    {"OpenInstrument", "{'name': 'instruments/c-draft'}", editors},
    {"OpenInstrument", "{'name': 'instruments/d-draft'}", other_editors},
    /* A signatory signs any letter, for its own organisations; an editor its own letters, for anyone. */
    {"SignInstrument", SIGNING("c", "ACCESS_KEY", SIGNATORY("a")), "r-rrryr"},
    {"SignInstrument", SIGNING("d", "ACCESS_KEY", SIGNATORY("a")), "r-rrsyr"},
    {"SignInstrument", SIGNING("c", "ACCESS_KEY", SIGNATORY("b")), "r-rrrsr"},
    {"SignInstrument", SIGNING("c", "ACCESS_KEY", SIGNATORY("a") ", " SIGNATORY("b")), "r-rrrsr"},
    {"SignInstrument", SIGNING("c", "PUBLISHED_DOCUMENT', 'source': 'sources/s", SIGNATORY("a")), "y-yryrr"},
    {"SignInstrument", SIGNING("c", "PUBLISHED_DOCUMENT', 'source': 'sources/s", SIGNATORY("b")), "y-yrysr"},
    {"SignInstrument", SIGNING("d", "PUBLISHED_DOCUMENT', 'source': 'sources/s", SIGNATORY("a")), "y-yrsrr"},
    {"SignInstrument", SIGNING("c", "PUBLISHED_DOCUMENT', 'source': 'sources/s", INTENDING("a", "p")), "y-yryrr"},
    {"SignInstrument", SIGNING("c", "PUBLISHED_DOCUMENT', 'source': 'sources/s", INTENDING("a", "q")), "y-yrsrr"},
    {"SignInstrument", SIGNING("d", "ACCESS_KEY", INTENDING("a", "q")), "r-rrsyr"},
    {"ActivateInstrument", "{'name': 'instruments/c'}", editors},
    {"ActivateInstrument", "{'name': 'instruments/d'}", other_editors},
    {"ReviseInstrument", "{'name': 'instruments/c', 'instrument': {'title': 'X'}, 'reaffirmDate': {'date': '2030'}, 'reason': 'r'}",
     editors},
    {"ReviseInstrument", "{'name': 'instruments/d', 'instrument': {'title': 'X'}, 'reaffirmDate': {'date': '2030'}, 'reason': 'r'}",
     other_editors},
    {"WithdrawInstrument", "{'name': 'instruments/c', 'reason': 'r'}", editors},
    {"WithdrawInstrument", "{'name': 'instruments/d', 'reason': 'r'}", other_editors},
    {"AnnulInstrument", "{'name': 'instruments/c', 'reason': 'r'}", editors},
    {"AnnulInstrument", "{'name': 'instruments/d', 'reason': 'r'}", other_editors},
    {"GetSigningStatement", "{'name': 'instruments/d', 'organisation': 'organisations/b', 'capacity': 'CAPACITY_SIGNATORY'}",
     readers},

    {"CreateIntention", "{'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}}",
     both},
    {"CreateIntention", "{'intention': {'organisation': 'organisations/b', 'process': 'processes/q', 'level': 'LEVEL_COMMITMENT'}}",
     neither},
    {"CreateIntention", "{'intention': {'organisation': 'organisations/b', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}}",
     editor_alone},
    {"CreateIntention", "{'intention': {'organisation': 'organisations/a', 'process': 'processes/q', 'level': 'LEVEL_COMMITMENT'}}",
     signatory_alone},
    {"GetIntention", "{'name': 'intentions/bq-draft'}", readers},
    {"ListIntentions", "{}", readers},
    {"UpdateIntention", "{'intention': {'name': 'intentions/ap-draft', 'requirement': 'X'}}", both},
    {"UpdateIntention", "{'intention': {'name': 'intentions/bq-draft', 'requirement': 'X'}}", neither},
    {"UpdateIntention",
     "{'intention': {'name': 'intentions/bq-draft', 'process': 'processes/p', 'organisation': 'organisations/a'}}", "!-!rssr"},
    {"DeleteIntention", "{'name': 'intentions/ap-draft'}", both},
    {"DeleteIntention", "{'name': 'intentions/bq-draft'}", neither},
    {"SubmitIntention", "{'name': 'intentions/ap-draft'}", both},
    {"SubmitIntention", "{'name': 'intentions/bq-draft'}", neither},
    {"ConfirmIntention", "{'name': 'intentions/ap-submitted', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "r-rrryr"},
    {"ConfirmIntention", "{'name': 'intentions/bq-submitted', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "r-rrssr"},
    {"ConfirmIntention",
     "{'name': 'intentions/ap-submitted', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", "y-yryrr"},
    {"ConfirmIntention",
     "{'name': 'intentions/bq-submitted', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", "y-yrssr"},
    {"GetDeclaration", "{'name': 'intentions/bq-submitted'}", readers},
    {"BatchCreateIntentions",
     "{'requests': [{'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}}]}",
     both},
    {"BatchCreateIntentions",
     "{'requests': [{'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT'}},"
     " {'intention': {'organisation': 'organisations/b', 'process': 'processes/q', 'level': 'LEVEL_COMMITMENT'}}]}",
     neither},
    {"BatchConfirmIntentions", "{'requests': [{'name': 'intentions/ap-submitted', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}]}",
     "r-rrryr"},
    {"BatchConfirmIntentions",
     "{'requests': [{'name': 'intentions/ap-submitted', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'},"
     " {'name': 'intentions/bq-submitted', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}]}",
     "r-rrssr"},
    {"CheckIntention", "{'name': 'intentions/bq-submitted'}", readers},
    {"ListStandings", "{'process': 'processes/q'}", readers},
    {"RejectIntention", "{'name': 'intentions/ap-submitted', 'reason': 'r'}", signatories},
    {"RejectIntention", "{'name': 'intentions/bq-submitted', 'reason': 'r'}", other_signatories},
    {"WithdrawIntention", "{'name': 'intentions/ap-confirmed', 'reason': 'r'}", signatories},
    {"WithdrawIntention", "{'name': 'intentions/bq-confirmed', 'reason': 'r'}", other_signatories},
    {"AnnulIntention", "{'name': 'intentions/ap-submitted', 'reason': 'r'}", editors},
    {"AnnulIntention", "{'name': 'intentions/bq-submitted', 'reason': 'r'}", other_editors},

    {"CreateMembership", "{'parent': 'partnerships/p', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_SUPPLIER'}}",
     editors},
    {"CreateMembership", "{'parent': 'partnerships/c', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_SUPPLIER'}}",
     editors},
    {"CreateMembership", "{'parent': 'partnerships/q', 'membership': {'organisation': 'organisations/a', 'role': 'ROLE_SUPPLIER'}}",
     other_editors},
    {"GetMembership", "{'name': 'partnerships/q/memberships/b'}", readers},
    {"ListMemberships", "{'parent': 'partnerships/-'}", readers},
    {"UpdateMembership", "{'membership': {'name': 'partnerships/p/memberships/a', 'startDate': {'date': '2021'}}}", editors},
    {"UpdateMembership", "{'membership': {'name': 'partnerships/q/memberships/b', 'startDate': {'date': '2021'}}}", other_editors},
    {"DeleteMembership", "{'name': 'partnerships/p/memberships/a'}", editors},
    {"DeleteMembership", "{'name': 'partnerships/q/memberships/b'}", other_editors},
    {"EndMembership", "{'name': 'partnerships/p/memberships/a', 'endDate': {'date': '2022-05'}}", editors},
    {"EndMembership", "{'name': 'partnerships/q/memberships/b', 'endDate': {'date': '2022-05'}}", other_editors},
    {"AnnulMembership", "{'name': 'partnerships/p/memberships/a', 'reason': 'r'}", editors},
    {"AnnulMembership", "{'name': 'partnerships/q/memberships/b', 'reason': 'r'}", other_editors},
    {"CountMemberships", "{'parent': 'partnerships/q'}", readers},

    {"CreateMetricClaim", CLAIM("'subject': 'processes/p'"), "y-yyyrr"},
    {"CreateMetricClaim", CLAIM("'subject': 'centres/d'"), "y-yysrr"},
    {"CreateMetricClaim", CLAIM("'regionCode': 'FI'"), "y-yysrr"},
    {"GetMetricClaim", "{'name': 'metricClaims/d'}", readers},
    {"ListMetricClaims", "{}", readers},
    {"UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/c', 'definition': 'X'}}", "y-yyyrr"},
    {"UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/d', 'definition': 'X'}}", "y-yysrr"},
    {"DeleteMetricClaim", "{'name': 'metricClaims/c'}", "y-yyyrr"},
    {"DeleteMetricClaim", "{'name': 'metricClaims/d'}", "y-yysrr"},
    {"AnnulMetricClaim", "{'name': 'metricClaims/c', 'reason': 'r'}", "y-yyyrr"},
    {"AnnulMetricClaim", "{'name': 'metricClaims/d', 'reason': 'r'}", "y-yysrr"},

    {"CreateOrganisation", "{'organisation': {'title': 'X', 'kind': 'KIND_MUNICIPALITY'}}", registrars},
    {"GetOrganisation", "{'name': 'organisations/b'}", readers},
    {"ListOrganisations", "{}", readers},
    {"UpdateOrganisation", "{'organisation': {'name': 'organisations/a', 'title': 'X'}}", registrars},
    {"DeleteOrganisation", "{'name': 'organisations/free'}", registrars},
    {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/free']}", registrars},
    {"SucceedOrganisation",
     "{'name': 'organisations/free', 'date': {'date': '2022'}, 'successors': [{'organisation': 'organisations/a', 'kind': 1}]}",
     registrars},

    {"CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'processes/p', 'kind': 'KIND_PROCESS'}}", editors},
    {"CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'centres/c', 'kind': 'KIND_OWNERSHIP'}}", editors},
    {"CreatePartnership", "{'partnership': {'title': 'X', 'subject': 'processes/q', 'kind': 'KIND_PROCESS'}}", other_editors},
    {"CreatePartnership",
     "{'partnership': {'name': 'partnerships/p', 'title': 'X', 'subject': 'centres/d', 'kind': 'KIND_OWNERSHIP'}}", other_editors},
    {"GetPartnership", "{'name': 'partnerships/q'}", readers},
    {"ListPartnerships", "{}", readers},
    {"UpdatePartnership", "{'partnership': {'name': 'partnerships/p', 'title': 'X'}}", editors},
    {"UpdatePartnership", "{'partnership': {'name': 'partnerships/q', 'title': 'X'}}", other_editors},
    {"DeletePartnership", "{'name': 'partnerships/c'}", editors},
    {"DeletePartnership", "{'name': 'partnerships/q'}", other_editors},

    {"CreateProcess", "{'process': {'title': 'X', 'need': 'N', 'centre': 'centres/c', 'processModel': 'processModels/published'}}",
     editors},
    {"CreateProcess", "{'process': {'title': 'X', 'need': 'N', 'centre': 'centres/d', 'processModel': 'processModels/published'}}",
     other_editors},
    {"GetProcess", "{'name': 'processes/q'}", readers},
    {"ListProcesses", "{}", readers},
    {"UpdateProcess", "{'process': {'name': 'processes/p', 'title': 'X'}}", editors},
    {"UpdateProcess", "{'process': {'name': 'processes/q', 'title': 'X'}}", other_editors},
    {"UpdateProcess", "{'process': {'name': 'processes/q', 'centre': 'centres/c'}}", other_editors},
    {"UpdateProcess", "{'process': {'name': 'processes/p', 'centre': 'centres/d'}}", other_editors},
    {"DeleteProcess", "{'name': 'processes/p'}", editors},
    {"DeleteProcess", "{'name': 'processes/q'}", other_editors},
    {"OpenProcess", "{'name': 'processes/p'}", editors},
    {"OpenProcess", "{'name': 'processes/q'}", other_editors},
    {"AdvanceProcess", "{'name': 'processes/p'}", editors},
    {"AdvanceProcess", "{'name': 'processes/q'}", other_editors},
    {"RevertProcess", "{'name': 'processes/p', 'reason': 'r'}", editors},
    {"RevertProcess", "{'name': 'processes/q', 'reason': 'r'}", other_editors},
    {"CompleteProcess", "{'name': 'processes/p'}", editors},
    {"CompleteProcess", "{'name': 'processes/q'}", other_editors},
    {"CancelProcess", "{'name': 'processes/p', 'reason': 'r'}", editors},
    {"CancelProcess", "{'name': 'processes/q', 'reason': 'r'}", other_editors},
    {"CheckProcess", "{'name': 'processes/q'}", readers},

    {"CreateProcessModel",
     "{'processModel': {'title': 'X', 'centre': 'centres/c', 'steps': [{'step': 's', 'title': 'S', 'firstPurchase': true}]}}",
     editors},
    {"CreateProcessModel",
     "{'processModel': {'title': 'X', 'centre': 'centres/d', 'steps': [{'step': 's', 'title': 'S', 'firstPurchase': true}]}}",
     other_editors},
    {"CreateProcessModel", "{'processModel': {'title': 'X', 'steps': [{'step': 's', 'title': 'S', 'firstPurchase': true}]}}",
     other_editors},
    {"GetProcessModel", "{'name': 'processModels/of-d'}", readers},
    {"ListProcessModels", "{}", readers},
    {"UpdateProcessModel", "{'processModel': {'name': 'processModels/of-c', 'title': 'X'}}", editors},
    {"UpdateProcessModel", "{'processModel': {'name': 'processModels/of-d', 'title': 'X'}}", other_editors},
    {"DeleteProcessModel", "{'name': 'processModels/of-c'}", editors},
    {"DeleteProcessModel", "{'name': 'processModels/of-d'}", other_editors},
    {"PublishProcessModel", "{'name': 'processModels/of-c'}", editors},
    {"PublishProcessModel", "{'name': 'processModels/of-d'}", other_editors},

    {"GetSignature", "{'name': 'instruments/d/signatures/b2'}", readers},
    {"ListSignatures", "{'parent': 'instruments/-'}", readers},
    {"UpdateSignature", "{'signature': {'name': 'instruments/c/signatures/a2', 'line': {'number': 1}}}", editors},
    {"UpdateSignature", "{'signature': {'name': 'instruments/d/signatures/b2', 'line': {'number': 1}}}", other_editors},
    {"ReaffirmSignature", "{'name': 'instruments/c/signatures/a2', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "r-rrryr"},
    {"ReaffirmSignature", "{'name': 'instruments/d/signatures/b2', 'kind': 'CONFIRMATION_KIND_ACCESS_KEY'}", "r-rrssr"},
    {"ReaffirmSignature",
     "{'name': 'instruments/c/signatures/a2', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", "y-yryrr"},
    {"ReaffirmSignature",
     "{'name': 'instruments/d/signatures/b2', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", "y-yrssr"},
    {"WithdrawSignature", "{'name': 'instruments/c/signatures/a2', 'reason': 'r'}", signatories},
    {"WithdrawSignature", "{'name': 'instruments/d/signatures/b2', 'reason': 'r'}", other_signatories},
    {"AnnulSignature", "{'name': 'instruments/c/signatures/a2', 'reason': 'r'}", editors},
    {"AnnulSignature", "{'name': 'instruments/d/signatures/b2', 'reason': 'r'}", other_editors},

    {"CreatePurchase", "{'purchase': {'title': 'X', 'buyers': ['organisations/a'], 'process': 'processes/p'}}", "y-yyyrr"},
    {"CreatePurchase", "{'purchase': {'title': 'X', 'buyers': ['organisations/a'], 'process': 'processes/q'}}", "y-yysrr"},
    {"CreatePurchase", "{'purchase': {'title': 'X', 'buyers': ['organisations/a']}}", "y-yysrr"},
    {"GetPurchase", "{'name': 'purchases/q'}", readers},
    {"ListPurchases", "{}", readers},
    {"UpdatePurchase", "{'purchase': {'name': 'purchases/p', 'title': 'X'}}", "y-yyyrr"},
    {"UpdatePurchase", "{'purchase': {'name': 'purchases/q', 'title': 'X'}}", "y-yysrr"},
    {"UpdatePurchase", "{'purchase': {'name': 'purchases/q', 'process': 'processes/p'}}", "y-yysrr"},
    {"UpdatePurchase", "{'purchase': {'name': 'purchases/p', 'process': 'processes/q'}}", "y-yysrr"},
    {"DeletePurchase", "{'name': 'purchases/p'}", "y-yyyrr"},
    {"DeletePurchase", "{'name': 'purchases/q'}", "y-yysrr"},
    {"AwardPurchase", "{'name': 'purchases/p'}", "y-yyyrr"},
    {"AwardPurchase", "{'name': 'purchases/q'}", "y-yysrr"},
    {"CancelPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "y-yyyrr"},
    {"CancelPurchase", "{'name': 'purchases/q', 'reason': 'r'}", "y-yysrr"},
    {"AnnulPurchase", "{'name': 'purchases/p', 'reason': 'r'}", "y-yyyrr"},
    {"AnnulPurchase", "{'name': 'purchases/q', 'reason': 'r'}", "y-yysrr"},

    {"CreateSigningKey",
     "{'parent': 'organisations/a', 'signingKey': {'title': 'X', 'publicKey': '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'}}",
     signatories},
    {"CreateSigningKey",
     "{'parent': 'organisations/b', 'signingKey': {'title': 'X', 'publicKey': '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'}}",
     other_signatories},
    {"GetSigningKey", "{'name': 'organisations/b/signingKeys/k'}", readers},
    {"ListSigningKeys", "{'parent': 'organisations/-'}", readers},
    {"UpdateSigningKey", "{'signingKey': {'name': 'organisations/a/signingKeys/k', 'title': 'X'}}", signatories},
    {"UpdateSigningKey", "{'signingKey': {'name': 'organisations/b/signingKeys/k', 'title': 'X'}}", other_signatories},
    {"DeleteSigningKey", "{'name': 'organisations/a/signingKeys/k'}", signatories},
    {"DeleteSigningKey", "{'name': 'organisations/b/signingKeys/k'}", other_signatories},
    {"RevokeSigningKey", "{'name': 'organisations/a/signingKeys/k', 'reason': 'r'}", signatories},
    {"RevokeSigningKey", "{'name': 'organisations/b/signingKeys/k', 'reason': 'r'}", other_signatories},

    {"CreateSource", "{'source': {'title': 'X'}}", "y-yyyrr"},
    {"GetSource", "{'name': 'sources/s'}", readers},
    {"ListSources", "{}", readers},
    {"UpdateSource", "{'source': {'name': 'sources/s', 'title': 'X'}}", registrars},
    {"DeleteSource", "{'name': 'sources/s'}", registrars},
};

/* ---- the registry that is called ------------------------------------------------------------------------------------- */

static void given_model(struct fixture *f, const char *id, const char *centre)
{
    expect(
        f, "CreateProcessModel",
        format(
            f,
            "{'processModelId': '%s', 'processModel': {'title': 'M', 'centre': 'centres/%s', 'steps': [{'step': 's', 'title': 'S'},"
            " {'step': 'purchase', 'title': 'P', 'firstPurchase': true}]}}",
            id, centre),
        "OK");
}

/* A centre with an open process of a letter, its partnership with one member, and an event. */
static void given_centre_with_process(struct fixture *f, const char *centre, const char *process, const char *organisation)
{
    expect(f, "CreateProcess",
           format(f,
                  "{'processId': '%s', 'process': {'title': 'P', 'need': 'N', 'centre': 'centres/%s', 'processModel':"
                  " 'processModels/published', 'joinable': true}}",
                  process, centre),
           "OK");
    expect(f, "CreatePartnership",
           format(f, "{'partnershipId': '%s', 'partnership': {'title': 'P', 'subject': 'processes/%s', 'kind': 'KIND_PROCESS'}}",
                  process, process),
           "OK");
    expect(f, "CreateMembership",
           format(f,
                  "{'parent': 'partnerships/%s', 'membershipId': '%s', 'membership': {'organisation': 'organisations/%s', 'role':"
                  " 'ROLE_PARTNER', 'startDate': {'date': '2022-01-01'}}}",
                  process, organisation, organisation),
           "OK");
    expect(f, "CreateEvent",
           format(f, "{'eventId': '%s', 'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'process': 'processes/%s'}}", process,
                  process),
           "OK");
}

static void given_grant(struct fixture *f, const char *centre)
{
    expect(
        f, "CreateGrant",
        format(f,
               "{'grantId': '%s', 'grant': {'title': 'G', 'centre': 'centres/%s', 'periodKind': 'PERIOD_KIND_ONCE', 'statements':"
               " [{'amount': {'currencyCode': 'DKK'}}]}}",
               centre, centre),
        "OK");
}

static void given_adoption(struct fixture *f, const char *process)
{
    expect(
        f, "CreateAdoption",
        format(f,
               "{'adoptionId': '%s', 'adoption': {'title': 'A', 'practice': 'P', 'regionCode': 'DK', 'process': 'processes/%s'}}",
               process, process),
        "OK");
}

/* Under a name of the test's own, which only an import gives. */
static void given_redaction(struct fixture *f)
{
    expect(f, "StartImport", "{}", "OK");
    const char *import = reply_string(f, "name");
    expect(f, "AppendImport",
           format(f,
                  "{'name': '%s', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Redaction', 'name': 'redactions/r',"
                  " 'reason': 'r'}}]}",
                  import),
           "OK");
    expect(f, "CommitImport", format(f, "{'name': '%s'}", import), "OK");
}

static void given_schemes(struct fixture *f)
{
    expect(f, "CreateFinancingScheme", "{'financingSchemeId': 'f', 'financingScheme': {'title': 'F'}}", "OK");
    expect(f, "CreateFinancingScheme", "{'financingSchemeId': 'free', 'financingScheme': {'title': 'F'}}", "OK");
    expect(f, "CreateAward", "{'parent': 'financingSchemes/f', 'awardId': 'w', 'award': {'recipient': 'organisations/a'}}", "OK");
}

/* An intention of each state: ap-draft, ap-submitted, ap-confirmed. */
static void given_intentions(struct fixture *f, const char *organisation, const char *process)
{
    static const char *const states[] = {"draft", "submitted", "confirmed"};
    for (size_t i = 0; i < COUNT(states); i++) {
        const char *id = format(f, "%s%s-%s", organisation, process, states[i]);
        expect(f, "CreateIntention",
               format(f,
                      "{'intentionId': '%s', 'intention': {'organisation': 'organisations/%s', 'process': 'processes/%s', 'level':"
                      " 'LEVEL_COMMITMENT'}}",
                      id, organisation, process),
               "OK");
        if (i > 0)
            expect(f, "SubmitIntention", format(f, "{'name': 'intentions/%s'}", id), "OK");
        if (i > 1)
            expect(
                f, "ConfirmIntention",
                format(f, "{'name': 'intentions/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s'}", id),
                "OK");
    }
}

/* An open letter of a centre, which another organisation than a and b has signed with it: that one's signature is a2 or b2. */
static void given_letter(struct fixture *f, const char *centre, const char *organisation)
{
    const char *members = format(f,
                                 "'title': 'L', 'kind': 'KIND_AGREEMENT', 'binding': 'BINDING_UNKNOWN', 'centre': 'centres/%s',"
                                 " 'source': 'sources/s'",
                                 centre);
    expect(f, "CreateInstrument", format(f, "{'instrumentId': '%s-draft', 'instrument': {%s}}", centre, members), "OK");
    expect(f, "CreateInstrument", format(f, "{'instrumentId': '%s', 'instrument': {%s}}", centre, members), "OK");
    expect(f, "OpenInstrument", format(f, "{'name': 'instruments/%s', 'date': {'date': '2022-03-01'}}", centre), "OK");
    expect(f, "SignInstrument",
           format(f,
                  "{'name': 'instruments/%s', 'kind': 'CONFIRMATION_KIND_PUBLISHED_DOCUMENT', 'source': 'sources/s', 'lines':"
                  " [{'signatories': [{'signatureId': '%s2', 'organisation': 'organisations/%s2', 'capacity':"
                  " 'CAPACITY_SIGNATORY'}]}]}",
                  centre, organisation, organisation),
           "OK");
}

static void given_signing_key(struct fixture *f, const char *organisation)
{
    expect(f, "CreateSigningKey",
           format(f,
                  "{'parent': 'organisations/%s', 'signingKeyId': 'k', 'signingKey': {'title': 'K', 'publicKey':"
                  " '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'}}",
                  organisation),
           "OK");
}

static void given_keys(struct fixture *f)
{
    given_key(f, "boss", "OWNER", "");
    given_key(f, "registrar", "REGISTRAR", "");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    given_key(f, "signatory", "SIGNATORY", "'organisations': ['organisations/a', 'organisations/a2']");
    given_key(f, "reader", "READER", "");
    given_key(f, "spare", "READER", "");
}

/* A planned purchase of a process, named as it is, and a figure of its centre, named as that. */
static void given_purchase_and_claim(struct fixture *f, const char *process, const char *centre)
{
    expect(f, "CreatePurchase",
           format(f, "{'purchaseId': '%s', 'purchase': {'title': 'B', 'buyers': ['organisations/a'], 'process': 'processes/%s'}}",
                  process, process),
           "OK");
    expect(
        f, "CreateMetricClaim",
        format(f,
               "{'metricClaimId': '%s', 'metricClaim': {'subject': 'centres/%s', 'metric': 'partners', 'value': '30', 'unitCode':"
               " 'C62', 'comparison': 'COMPARISON_EXACTLY', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE'}}",
               centre, centre),
        "OK");
}

/* Returns the name of the import under way. */
static const char *given_everything(struct fixture *f)
{
    given_organisations(f, "a2 b2 a b free");
    expect(f, "CreateCentre", "{'centreId': 'c', 'centre': {'title': 'C', 'openDate': {'date': '2022'}}}", "OK");
    expect(f, "CreateCentre", "{'centreId': 'd', 'centre': {'title': 'D', 'openDate': {'date': '2022'}}}", "OK");
    given_model(f, "published", "c");
    expect(f, "PublishProcessModel", "{'name': 'processModels/published'}", "OK");
    given_model(f, "of-c", "c");
    given_model(f, "of-d", "d");
    given_centre_with_process(f, "c", "p", "a");
    given_centre_with_process(f, "d", "q", "b");
    expect(f, "CreatePartnership",
           "{'partnershipId': 'c', 'partnership': {'title': 'C', 'subject': 'centres/c', 'kind': 'KIND_OWNERSHIP'}}", "OK");
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'S', 'publishDate': {'date': '2022-04-01'}}}", "OK");
    given_intentions(f, "a", "p");
    given_intentions(f, "b", "q");
    given_grant(f, "c");
    given_grant(f, "d");
    given_adoption(f, "p");
    given_adoption(f, "q");
    given_schemes(f);
    given_redaction(f);
    given_letter(f, "c", "a");
    given_letter(f, "d", "b");
    given_signing_key(f, "a");
    given_signing_key(f, "b");
    given_purchase_and_claim(f, "p", "c");
    given_purchase_and_claim(f, "q", "d");
    given_keys(f);
    expect(f, "StartImport", "{}", "OK");
    return reply_string(f, "name");
}

/* ---- calling ------------------------------------------------------------------------------------------------------------ */

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* A refusal that is not about access, and yet shows that the call was made wrong. */
static bool is_misplaced(const char *outcome)
{
    static const char *const codes[] = {"INVALID_ARGUMENT", "NOT_FOUND", "UNIMPLEMENTED", "INTERNAL"};
    for (size_t i = 0; i < COUNT(codes); i++)
        if (begins(outcome, codes[i]))
            return true;
    return false;
}

/* What became of a call, as the table says it; ! where it is neither refused nor made right. */
static char kind_of(const char *outcome)
{
    if (begins(outcome, "UNAUTHENTICATED"))
        return '-';
    if (strcmp(outcome, "PERMISSION_DENIED ROLE_MISSING") == 0)
        return 'r';
    if (strcmp(outcome, "PERMISSION_DENIED SCOPE_MISSING") == 0)
        return 's';
    return begins(outcome, "PERMISSION_DENIED") || is_misplaced(outcome) ? '!' : 'y';
}

static const char *request_of(struct fixture *f, const struct row *row, const char *import)
{
    const char *at = strstr(row->request, "'@'");
    return at ? format(f, "%.*s'%s'%s", (int)(at - row->request), row->request, import, at + 3) : row->request;
}

/* Whether a call ends as the table says; if not, it is told. */
static bool check_cell(struct fixture *f, const struct row *row, const char *request, size_t caller)
{
    const char *key = callers[caller].key;
    const char *token = key ? (*key ? token_of(f, key) : "") : NULL;
    const char *outcome = call_with(f, token, row->method, request);
    bool good = kind_of(outcome) == row->expected[caller];
    if (!good)
        print_error("%s %s by %s: expected %c, found %s\n", row->method, row->request, callers[caller].name, row->expected[caller],
                    outcome);
    /* What was refused has changed nothing; what was not may have. */
    if (!good || !strchr("-rs", row->expected[caller]))
        restore_registry(f);
    return good;
}

static void every_method_with_every_role(void **state)
{
    struct fixture *f = *state;
    const char *import = given_everything(f);
    size_t wrong = 0;
    keep_registry(f);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *request = request_of(f, &rows[i], import);
        assert_int_equal(strlen(rows[i].expected), CALLERS);
        for (size_t caller = 0; caller < CALLERS; caller++)
            wrong += !check_cell(f, &rows[i], request, caller);
    }
    assert_int_equal(wrong, 0);
}

/* ---- the table ---------------------------------------------------------------------------------------------------------- */

/* Whether a method stands in the table, with this outcome in one of the columns of bound roles; any outcome with 0. */
static bool stands(const char *method, char outcome)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].method, method) == 0 && (!outcome || rows[i].expected[4] == outcome || rows[i].expected[5] == outcome))
            return true;
    return false;
}

static void every_method_stands_in_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        const struct hs_service *service = hs_contract.services[i];
        for (size_t k = 0; k < service->n_methods; k++) {
            const struct hs_method *method = &service->methods[k];
            if (!stands(method->name, 0))
                fail_msg("%s: who may call it? It has no row in this table", method->full_name);
            if (method->scope && (!stands(method->name, 'y') || !stands(method->name, 's')))
                fail_msg("%s has a scope: a row within it and one outside are needed", method->full_name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_stands_in_the_table),
        cmocka_unit_test_setup_teardown(every_method_with_every_role, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
