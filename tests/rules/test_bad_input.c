/* Bad input, for every method of the contract: missing and contradictory fields, impossible dates, intervals upside down, shares
 * above their total, cycles, deletion of what others point to. All that is wrong with a request comes in one answer, exactly as the
 * table says, and nothing is changed. A method that is not in the table fails the test. */
#include "fixture.h"

#include "wire/contract.h"

#include <string.h>

/* A name of no kind, with an etag that is a character too long. */
#define WRONG_NAME "'name': 'No/Name', 'etag': '12345678901234567890123456789012345678901234567890123456789012345'"
/* A read time finer than the registry's. */
#define TOO_FINE "'readTime': '2022-01-01T00:00:00.000000001Z'"
#define WRONG_LISTING "'pageSize': -1, 'filter': 'AND', 'orderBy': ', ,', " TOO_FINE
/* A date of which the calendar knows nothing. */
#define NO_DAY "{'date': '2022-02-31'}"
/* A hash, and a public key. */
#define HASH "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

/* What becomes of them. */
static const char wrong_name[] = "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG";
static const char wrong_name_no_reason[] = "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG reason:REQUIRED";
static const char wrong_get[] = "INVALID_ARGUMENT name:FORMAT read_time:PRECISION";
static const char wrong_listing[] =
    "INVALID_ARGUMENT page_size:NEGATIVE read_time:PRECISION filter:FILTER_SYNTAX order_by:ORDER_SYNTAX";
static const char wrong_listing_below[] =
    "INVALID_ARGUMENT parent:FORMAT page_size:NEGATIVE read_time:PRECISION filter:FILTER_SYNTAX order_by:ORDER_SYNTAX";

/* A call and how it must end. @ stands for the import under way. */
static const struct expectation rows[] = {
    {"CheckHealth", "{}", "OK"},
    {"ListServices", "{}", "OK"},
    {"GetStats", "{}", "OK"},
    {"CheckStore", "{}", "OK"},
    {"StartImport", "{}", "OK"},
    {"GetDescriptorSet", "{'offset': -1}", "INVALID_ARGUMENT offset:NEGATIVE"},
    {"ListRevisions", "{'name': 'No/Name', 'pageSize': -1, 'pageToken': 'x'}", "INVALID_ARGUMENT name:FORMAT page_size:NEGATIVE"},
    {"ListChanges", "{'afterSequence': -1, 'pageSize': -1}", "INVALID_ARGUMENT after_sequence:NEGATIVE page_size:NEGATIVE"},
    {"VerifyLedger", "{'afterSequence': -1, 'limit': -1}", "INVALID_ARGUMENT after_sequence:NEGATIVE limit:NEGATIVE"},
    {"CompareCentres", "{'names': ['centres/c', 'centres/c', 'processes/p'], 'effectiveDate': '2022-02-31', " TOO_FINE "}",
     "INVALID_ARGUMENT names[2]:FORMAT names[1]:DUPLICATE effective_date:IMPOSSIBLE_DATE read_time:PRECISION"},
    {"SummariseDemand",
     "{'process': 'No/Name', 'centre': 'No/Name', 'effectiveDate': '2022-02-31', 'cpvCodes': ['x'], 'purchaseStartDate': '2022', "
     "'purchaseEndDate': '2022-02-31', 'dimensions': [0], " TOO_FINE "}",
     "INVALID_ARGUMENT process:FORMAT effective_date:IMPOSSIBLE_DATE read_time:PRECISION centre:FORMAT cpv_codes[0]:FORMAT "
     "purchase_start_date:FORMAT purchase_end_date:IMPOSSIBLE_DATE dimensions[0]:REQUIRED"},
    {"SummariseDemand", "{'process': 'processes/p', 'purchaseStartDate': '2022-05-02', 'purchaseEndDate': '2022-05-01'}",
     "INVALID_ARGUMENT purchase_end_date:INTERVAL"},
    {"CheckSignatures", "{'effectiveDate': '2022-02-31', " TOO_FINE "}",
     "INVALID_ARGUMENT subject:REQUIRED effective_date:IMPOSSIBLE_DATE read_time:PRECISION"},
    {"SummariseOutcomes", "{'subject': 'organisations/a', 'effectiveDate': '2022-02-31', " TOO_FINE "}",
     "INVALID_ARGUMENT subject:FORMAT effective_date:IMPOSSIBLE_DATE read_time:PRECISION"},
    {"SummariseCentreYears", "{'startYear': -1, 'endYear': 20222, " TOO_FINE "}",
     "INVALID_ARGUMENT centre:REQUIRED start_year:NEGATIVE end_year:TOO_LARGE read_time:PRECISION"},
    {"SummariseCentreYears", "{'centre': 'centres/c', 'startYear': 2022, 'endYear': 2021}", "INVALID_ARGUMENT end_year:INTERVAL"},
    {"SummariseInnovation", "{'regionCode': 'Denmark', 'startYear': -1, 'endYear': 20222, " TOO_FINE "}",
     "INVALID_ARGUMENT region_code:FORMAT start_year:NEGATIVE end_year:TOO_LARGE read_time:PRECISION"},
    {"SummariseInnovation", "{'startYear': 2022, 'endYear': 2021}", "INVALID_ARGUMENT end_year:INTERVAL"},
    {"CheckClaims", "{'subject': 'sources/s', 'regionCode': 'Denmark', 'metric': 'No Metric', " TOO_FINE "}",
     "INVALID_ARGUMENT subject:FORMAT region_code:FORMAT metric:FORMAT read_time:PRECISION"},
    {"SearchResources", "{'kinds': ['Source', 'Source'], 'pageSize': -1, 'pageToken': 'x'}",
     "INVALID_ARGUMENT query:REQUIRED kinds[1]:DUPLICATE page_size:NEGATIVE"},
    {"SearchResources", "{'query': 'x', 'kinds': ['Nothing'], 'pageToken': 'x'}", "INVALID_ARGUMENT kinds[0]:KIND"},

    {"AppendImport", "{'lines': [{'line': -1, 'resource': {'@type': 'hensigt.v1.Source', 'name': 'sources/x'}}, {'line': 2}]}",
     "INVALID_ARGUMENT name:REQUIRED lines[0].line:NEGATIVE lines[1].resource:REQUIRED"},
    {"AppendImport",
     "{'name': '@', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Source', 'title': 'X'}}, {'line': 2, 'resource': "
     "{'@type': 'hensigt.v1.Source', 'name': 'centres/c'}}, {'line': 3, 'resource': {'@type': 'hensigt.v1.Provenance'}}]}",
     "INVALID_ARGUMENT name:REQUIRED name:FORMAT @type:UNKNOWN_TYPE"},
    {"CheckImport", "{}", "INVALID_ARGUMENT name:REQUIRED"},
    {"CommitImport", "{}", "INVALID_ARGUMENT name:REQUIRED"},
    {"AbandonImport", "{}", "INVALID_ARGUMENT name:REQUIRED"},

    {"GetAccessKey", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListAccessKeys", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateAccessKey",
     "{'accessKeyId': 'No Id', 'accessKey': {'centres': ['centres/c', 'centres/c'], 'secretHash': 'eA==', 'expireTime': "
     "'2022-01-01T00:00:00.000000001Z'}}",
     "INVALID_ARGUMENT access_key_id:FORMAT access_key.title:REQUIRED access_key.role:REQUIRED access_key.centres[1]:DUPLICATE "
     "access_key.secret_hash:TOO_SHORT access_key.expire_time:PRECISION access_key.centres:NOT_APPLICABLE"},
    {"CreateAccessKey",
     "{'accessKey': {'title': 'T', 'role': 'ROLE_SIGNATORY', 'centres': ['centres/c'], 'secretHash': '" HASH
     "', 'expireTime': '2022-01-01T00:00:00Z'}}",
     "INVALID_ARGUMENT access_key.centres:NOT_APPLICABLE access_key.organisations:REQUIRED"},
    {"UpdateAccessKey",
     "{'accessKey': {'name': 'accessKeys/k', 'role': 'ROLE_OWNER', 'secretHash': '" HASH
     "', 'organisations': ['organisations/a']}, 'updateMask': 'title,role,secretHash,organisations'}",
     "INVALID_ARGUMENT access_key.role:IMMUTABLE access_key.title:REQUIRED access_key.organisations:NOT_APPLICABLE"},
    {"UpdateAccessKey",
     "{'accessKey': {'name': 'accessKeys/k', 'role': 'ROLE_OWNER', 'centres': ['organisations/a'], 'title': ''}, 'updateMask': "
     "'none,title,role,centres'}",
     "INVALID_ARGUMENT access_key.centres[0]:FORMAT update_mask:FIELD_MASK access_key.role:IMMUTABLE access_key.title:REQUIRED "
     "access_key.centres:NOT_APPLICABLE"},
    {"DeleteAccessKey", "{" WRONG_NAME "}", wrong_name},
    {"RevokeAccessKey", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetAdoption", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListAdoptions", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateAdoption",
     "{'adoptionId': 'No Id', 'adoption': {'titles': [{'languageCode': 'dansk'}], 'origin': 'sources/s', 'provenance': {'sources': "
     "['sources/s', 'sources/s'], 'basis': 9}}}",
     "INVALID_ARGUMENT adoption_id:FORMAT adoption.title:REQUIRED adoption.titles[0].language_code:FORMAT "
     "adoption.titles[0].text:REQUIRED adoption.practice:REQUIRED adoption.origin:FORMAT adoption.provenance.sources[1]:DUPLICATE "
     "adoption.provenance.basis:UNKNOWN_ENUM_VALUE adoption.adopter:REQUIRED"},
    {"CreateAdoption",
     "{'adoption': {'title': 'T', 'practice': 'P', 'adopter': 'organisations/none', 'origin': 'processes/none', 'process': "
     "'processes/none'}}",
     "NOT_FOUND adoption.adopter:REFERENCE_NOT_FOUND adoption.origin:REFERENCE_NOT_FOUND adoption.process:REFERENCE_NOT_FOUND"},
    {"UpdateAdoption",
     "{'adoption': {'name': 'adoptions/d', 'adopter': 'centres/c', 'origin': 'centres/c', 'title': ''}, 'updateMask': "
     "'none,title,adopter,origin'}",
     "INVALID_ARGUMENT update_mask:FIELD_MASK adoption.title:REQUIRED adoption.origin:SELF"},
    {"DeleteAdoption", "{" WRONG_NAME "}", wrong_name},
    {"AdvanceAdoption", "{" WRONG_NAME ", 'date': {'earliest': '2022-06', 'latest': '2022-05'}}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG stage:REQUIRED date.latest:INTERVAL"},
    {"AnnulAdoption", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"AdvanceAdoption", "{'name': 'adoptions/d', 'stage': 'STAGE_EXPLORING', 'date': {'date': '2021'}}",
     "INVALID_ARGUMENT date:INTERVAL reason:REQUIRED"},
    {"DeleteAdoption", "{'name': 'adoptions/d'}", "FAILED_PRECONDITION adoptions/d:WRONG_STATE"},

    {"GetAward", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListAwards", "{'parent': 'No/Name', " WRONG_LISTING "}", wrong_listing_below},
    {"CreateAward",
     "{'parent': 'financingSchemes/f', 'awardId': 'No Id', 'award': {'amount': {'currencyCode': 'DKK', 'units': '6', 'nanos': -1}, "
     "'costBase': {'currencyCode': 'kr', 'units': '-5'}, 'awardDate': " NO_DAY "}}",
     "INVALID_ARGUMENT award_id:FORMAT award.recipient:REQUIRED award.amount.nanos:FORMAT award.cost_base.currency_code:FORMAT "
     "award.cost_base.units:NEGATIVE award.award_date.date:IMPOSSIBLE_DATE award.cost_base.currency_code:CURRENCY"},
    {"CreateAward",
     "{'parent': 'financingSchemes/f', 'award': {'recipient': 'organisations/a', 'amount': {'currencyCode': 'DKK', 'units': '6'}, "
     "'costBase': {'currencyCode': 'DKK', 'units': '5'}, 'awardDate': {'date': '2030'}}}",
     "INVALID_ARGUMENT award.award_date:FUTURE award.amount:TOO_LARGE"},
    {"UpdateAward",
     "{'award': {'name': 'financingSchemes/f/awards/w', 'recipient': 'organisations/b', 'amount': {'currencyCode': 'DKK', 'units': "
     "'-1'}}, 'updateMask': 'none,title,recipient,amount'}",
     "INVALID_ARGUMENT award.amount.units:NEGATIVE update_mask:FIELD_MASK update_mask:FIELD_MASK award.recipient:IMMUTABLE"},
    {"DeleteAward", "{" WRONG_NAME "}", wrong_name},
    {"AnnulAward", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetCentre", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListCentres", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateCentre",
     "{'centreId': 'No Id', 'centre': {'titles': [{'languageCode': 'da', 'text': 'A'}, {'languageCode': 'da', 'text': 'B'}], "
     "'regionCode': 'dk', 'decideDate': " NO_DAY
     ", 'openDate': {'earliest': '2022-06', 'latest': '2022-05'}, 'offices': [{}], 'offers': [{'kind': 99}]}}",
     "INVALID_ARGUMENT centre_id:FORMAT centre.title:REQUIRED centre.region_code:FORMAT centre.decide_date.date:IMPOSSIBLE_DATE "
     "centre.open_date.latest:INTERVAL centre.offices[0].kind:REQUIRED centre.offers[0].kind:UNKNOWN_ENUM_VALUE "
     "centre.offers[0].availability:REQUIRED centre.titles[1].language_code:DUPLICATE"},
    {"CreateCentre",
     "{'centreId': 'x', 'centre': {'title': 'T', 'decideDate': {'date': '2022'}, 'establishDate': {'date': '2021'}, 'openDate': "
     "{'date': '2021'}, 'endDate': {'date': '2020'}, 'predecessors': [{'centre': 'centres/x'}, {'centre': 'centres/c'}, {'centre': "
     "'centres/c'}], 'offices': [{'kind': 'OFFICE_KIND_DIRECTOR', 'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}]}}",
     "INVALID_ARGUMENT centre.predecessors[0].centre:SELF centre.predecessors[2].centre:DUPLICATE "
     "centre.offices[0].end_date:INTERVAL centre.establish_date:INTERVAL centre.open_date:INTERVAL centre.end_date:INTERVAL "
     "centre.end_date:INTERVAL centre.end_date:INTERVAL"},
    {"UpdateCentre",
     "{'centre': {'name': 'centres/c', 'predecessors': [{'centre': 'centres/e'}], 'openDate': {'date': '2020-01'}, 'decideDate': "
     "{'date': '2021'}}}",
     "INVALID_ARGUMENT centre.predecessors[0].centre:CYCLE centre.open_date:INTERVAL"},
    {"UpdateCentre", "{'centre': {'name': 'centres/c'}, 'updateMask': 'title,openDate'}",
     "INVALID_ARGUMENT centre.title:REQUIRED centre.open_date:REQUIRED"},
    {"DeleteCentre", "{" WRONG_NAME "}", wrong_name},
    {"DeleteCentre", "{'name': 'centres/e'}", "FAILED_PRECONDITION partnerships/e:REFERRED_TO"},
    {"ActivateCentre", "{" WRONG_NAME ", 'openDate': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG open_date.date:IMPOSSIBLE_DATE"},
    {"ActivateCentre", "{'name': 'centres/c', 'openDate': {'date': '2022'}}", "FAILED_PRECONDITION centres/c:WRONG_STATE"},
    {"MergeCentre", "{" WRONG_NAME ", 'targetCentre': 'organisations/a', 'endDate': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG target_centre:FORMAT end_date.date:IMPOSSIBLE_DATE"},
    {"MergeCentre", "{'name': 'centres/c', 'targetCentre': 'centres/c', 'endDate': {'date': '2021'}}",
     "INVALID_ARGUMENT target_centre:SELF"},
    {"EndCentre", "{" WRONG_NAME ", 'endDate': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG end_date.date:IMPOSSIBLE_DATE"},

    {"GetEvent", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListEvents", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateEvent",
     "{'eventId': 'No Id', 'event': {'step': 'No Step', 'dates': [{'date': " NO_DAY
     "}, {}], 'attendance': -1, 'hosts': ['centres/c', 'centres/c'], 'delegations': [{'headcount': -6}]}}",
     "INVALID_ARGUMENT event_id:FORMAT event.title:REQUIRED event.kind:REQUIRED event.step:FORMAT "
     "event.dates[0].date.date:IMPOSSIBLE_DATE event.dates[1].date:REQUIRED event.hosts[1]:DUPLICATE "
     "event.delegations[0].headcount:NEGATIVE event.attendance:NEGATIVE event.process:REQUIRED "
     "event.delegations[0].title:REQUIRED"},
    {"CreateEvent",
     "{'event': {'title': 'T', 'kind': 'KIND_SEMINAR', 'step': 'need', 'dates': [{'date': {'date': '2022-05-02'}}], 'endDate': "
     "{'date': '2022-05-01'}, 'delegations': [{'headcount': 6}]}}",
     "INVALID_ARGUMENT event.end_date:INTERVAL event.process:REQUIRED event.delegations[0].title:REQUIRED"},
    {"UpdateEvent",
     "{'event': {'name': 'events/e', 'step': 'need', 'kind': 99, 'title': ''}, 'updateMask': 'none,title,step,kind'}",
     "INVALID_ARGUMENT event.kind:UNKNOWN_ENUM_VALUE update_mask:FIELD_MASK event.title:REQUIRED event.process:REQUIRED"},
    {"DeleteEvent", "{" WRONG_NAME "}", wrong_name},

    {"GetFinancingScheme", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListFinancingSchemes", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateFinancingScheme",
     "{'financingSchemeId': 'No Id', 'financingScheme': {'regionCode': 'Norge', 'address': 'x', 'startDate': {'date': '2022'}, "
     "'endDate': {'date': '2021'}, 'shares': [{'maximumPercentage': '50', 'minimumPercentage': '60'}, {'payer': 'A', "
     "'minimumPercentage': '60', 'cap': {'currencyCode': 'NOK', 'units': '-1'}}]}}",
     "INVALID_ARGUMENT financing_scheme_id:FORMAT financing_scheme.title:REQUIRED financing_scheme.region_code:FORMAT "
     "financing_scheme.shares[1].cap.units:NEGATIVE financing_scheme.address:FORMAT "
     "financing_scheme.shares[0].organisation:REQUIRED financing_scheme.shares[0].minimum_percentage:INTERVAL "
     "financing_scheme.shares:SUM financing_scheme.end_date:INTERVAL"},
    {"UpdateFinancingScheme",
     "{'financingScheme': {'name': 'financingSchemes/f', 'shares': [{'payer': 'A', 'organisation': 'organisations/a', "
     "'maximumPercentage': '101'}]}, 'updateMask': 'title,shares'}",
     "INVALID_ARGUMENT financing_scheme.shares[0].maximum_percentage:TOO_LARGE financing_scheme.title:REQUIRED "
     "financing_scheme.shares[0].organisation:EXCLUSIVE"},
    {"DeleteFinancingScheme", "{" WRONG_NAME "}", wrong_name},
    {"DeleteFinancingScheme", "{'name': 'financingSchemes/f'}", "FAILED_PRECONDITION financingSchemes/f/awards/w:REFERRED_TO"},
    {"AnnulFinancingScheme", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"AnnulFinancingScheme", "{'name': 'financingSchemes/f', 'reason': 'r'}",
     "FAILED_PRECONDITION financingSchemes/f/awards/w:AWARD_STANDS"},

    {"GetGrant", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListGrants", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateGrant",
     "{'grantId': 'No Id', 'grant': {'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}, 'statements': [{'amount': "
     "{'currencyCode': 'DKK', 'units': '5'}, 'stateDate': {'date': '2030'}, 'contributions': [{'amount': {'currencyCode': 'DKK', "
     "'units': '6'}}]}, {'amount': {'currencyCode': 'NOK', 'units': '-5'}}]}}",
     "INVALID_ARGUMENT grant_id:FORMAT grant.title:REQUIRED grant.centre:REQUIRED grant.period_kind:REQUIRED "
     "grant.statements[1].amount.units:NEGATIVE grant.statements[0].state_date:FUTURE "
     "grant.statements[0].contributions[0].organisation:REQUIRED grant.statements[0].contributions:SUM "
     "grant.statements[1].amount.currency_code:CURRENCY grant.end_date:INTERVAL"},
    {"UpdateGrant",
     "{'grant': {'name': 'grants/g', 'centre': 'processes/p', 'statements': []}, 'updateMask': 'centre,statements,remainder'}",
     "INVALID_ARGUMENT grant.centre:FORMAT update_mask:FIELD_MASK grant.statements:REQUIRED"},
    {"UpdateGrant",
     "{'grant': {'name': 'grants/g', 'centre': 'processes/p', 'periodKind': 9}, 'updateMask': 'centre,statements,periodKind'}",
     "INVALID_ARGUMENT grant.centre:FORMAT grant.period_kind:UNKNOWN_ENUM_VALUE grant.statements:REQUIRED"},
    {"DeleteGrant", "{" WRONG_NAME "}", wrong_name},
    {"AnnulGrant", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetInstrument", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListInstruments", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateInstrument",
     "{'instrumentId': 'No Id', 'instrument': {'processes': ['processes/p', 'processes/p'], 'texts': [{'languageCode': 'dansk'}], "
     "'requirements': [{'startDate': {'date': '2022'}, 'dueDate': {'date': '2021'}, 'minimumShare': '101'}], 'expireDate': " NO_DAY
     "}}",
     "INVALID_ARGUMENT instrument_id:FORMAT instrument.title:REQUIRED instrument.kind:REQUIRED instrument.processes[1]:DUPLICATE "
     "instrument.binding:REQUIRED instrument.texts[0].language_code:FORMAT instrument.texts[0].text:REQUIRED "
     "instrument.requirements[0].text:REQUIRED instrument.expire_date.date:IMPOSSIBLE_DATE "
     "instrument.requirements[0].due_date:INTERVAL instrument.requirements[0].minimum_share:RANGE"},
    {"CreateInstrument",
     "{'instrument': {'title': 'T', 'kind': 'KIND_GREEN_DEAL', 'binding': 'BINDING_BINDING', 'texts': [{'languageCode': 'da', "
     "'text': 'A'}, {'languageCode': 'da', 'text': 'B'}], 'requirements': [{'text': 'R', 'startDate': {'date': '2022'}, 'dueDate': "
     "{'date': '2021'}, 'minimumShare': '-1'}], 'revisionTerms': {'kind': 'TERM_KIND_NONE', 'text': 'x'}, 'withdrawalTerms': "
     "{'kind': 'TERM_KIND_STATED'}}}",
     "INVALID_ARGUMENT instrument.requirements[0].due_date:INTERVAL instrument.requirements[0].minimum_share:RANGE "
     "instrument.revision_terms.text:NOT_APPLICABLE instrument.texts[1].language_code:DUPLICATE"},
    {"UpdateInstrument", "{'instrument': {'name': 'instruments/i', 'title': '', 'kind': 99}, 'updateMask': 'none,title,kind'}",
     "INVALID_ARGUMENT instrument.kind:UNKNOWN_ENUM_VALUE update_mask:FIELD_MASK instrument.title:REQUIRED"},
    {"DeleteInstrument", "{" WRONG_NAME "}", wrong_name},
    {"OpenInstrument", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE"},
    {"ActivateInstrument", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE"},
    {"WithdrawInstrument", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE reason:REQUIRED"},
    {"SignInstrument", "{" WRONG_NAME ", 'source': 'centres/c', 'date': " NO_DAY ", 'revision': -1}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG lines:REQUIRED kind:REQUIRED source:FORMAT date.date:IMPOSSIBLE_DATE "
     "revision:NEGATIVE"},
    {"ReviseInstrument", "{" WRONG_NAME ", 'date': " NO_DAY ", 'updateMask': 'none'}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG instrument:REQUIRED date.date:IMPOSSIBLE_DATE reaffirm_date:REQUIRED "
     "reason:REQUIRED"},
    {"AnnulInstrument", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"GetSigningStatement", "{'name': 'No/Name'}", "INVALID_ARGUMENT name:FORMAT organisation:REQUIRED capacity:REQUIRED"},

    {"GetIntention", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListIntentions", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateIntention",
     "{'intentionId': 'No Id', 'intention': {'organisation': 'centres/c', 'level': 99, 'quantity': {'value': '-1', 'unitCode': "
     "'tonnes'}, 'estimatedValue': {'currencyCode': 'DKK', 'units': '-5'}, 'purchaseStartDate': {'date': '2024'}, "
     "'purchaseEndDate': {'date': '2023'}}}",
     "INVALID_ARGUMENT intention_id:FORMAT intention.organisation:FORMAT intention.process:REQUIRED "
     "intention.level:UNKNOWN_ENUM_VALUE intention.quantity.unit_code:FORMAT intention.quantity.value:NEGATIVE "
     "intention.estimated_value.units:NEGATIVE intention.purchase_end_date:INTERVAL"},
    {"UpdateIntention",
     "{'intention': {'name': 'intentions/i', 'level': 'LEVEL_COMMITMENT', 'organisation': 'organisations/b', 'quantity': {'value': "
     "'1'}, 'purchaseStartDate': {'earliest': '2022-06', 'latest': '2022-05'}}}",
     "INVALID_ARGUMENT intention.purchase_start_date.latest:INTERVAL intention.organisation:IMMUTABLE intention.level:IMMUTABLE "
     "intention.quantity.unit_code:REQUIRED"},
    {"DeleteIntention", "{" WRONG_NAME "}", wrong_name},
    {"SubmitIntention", "{" WRONG_NAME "}", wrong_name},
    {"ConfirmIntention", "{" WRONG_NAME ", 'source': 'centres/c', 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG kind:REQUIRED source:FORMAT date.date:IMPOSSIBLE_DATE"},
    {"BatchCreateIntentions",
     "{'requests': [{'intention': {'organisation': 'organisations/a'}}, {'intentionId': 'No Id', 'intention': {'organisation': "
     "'organisations/a', 'process': 'processes/p', 'level': 'LEVEL_COMMITMENT', 'purchaseStartDate': {'date': '2024'}, "
     "'purchaseEndDate': {'date': '2023'}}}]}",
     "INVALID_ARGUMENT requests[0].intention.process:REQUIRED requests[0].intention.level:REQUIRED "
     "requests[1].intention_id:FORMAT"},
    {"BatchConfirmIntentions",
     "{'requests': [{'name': 'intentions/i'}, {'kind': 'CONFIRMATION_KIND_ACCESS_KEY', 'date': " NO_DAY "}]}",
     "INVALID_ARGUMENT requests[0].kind:REQUIRED requests[1].name:REQUIRED requests[1].date.date:IMPOSSIBLE_DATE"},
    {"RejectIntention", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"WithdrawIntention", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE reason:REQUIRED"},
    {"AnnulIntention", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"GetDeclaration", "{'name': 'No/Name'}", "INVALID_ARGUMENT name:FORMAT"},
    {"CheckIntention", "{'name': 'No/Name', 'effectiveDate': '2022-02-31', " TOO_FINE "}",
     "INVALID_ARGUMENT name:FORMAT effective_date:IMPOSSIBLE_DATE read_time:PRECISION"},
    {"ListStandings", "{'process': 'No/Name', 'effectiveDate': '2022', " TOO_FINE ", 'pageSize': -1}",
     "INVALID_ARGUMENT process:FORMAT effective_date:FORMAT read_time:PRECISION page_size:NEGATIVE"},

    {"GetMembership", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListMemberships", "{'parent': 'No/Name', " WRONG_LISTING "}", wrong_listing_below},
    {"CreateMembership",
     "{'parent': 'partnerships/p', 'membershipId': 'No Id', 'membership': {'role': 99, 'startDate': {'date': '2022'}, 'endDate': "
     "{'date': '2021'}}}",
     "INVALID_ARGUMENT membership_id:FORMAT membership.organisation:REQUIRED membership.role:UNKNOWN_ENUM_VALUE "
     "membership.end_date:INTERVAL"},
    {"CreateMembership", "{'membership': {'organisation': 'organisations/a', 'role': 'ROLE_PARTNER', 'startDate': " NO_DAY "}}",
     "INVALID_ARGUMENT parent:REQUIRED membership.start_date.date:IMPOSSIBLE_DATE"},
    {"UpdateMembership",
     "{'membership': {'name': 'partnerships/p/memberships/a-partner', 'organisation': 'organisations/b', 'role': 'ROLE_OWNER', "
     "'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}}",
     "INVALID_ARGUMENT membership.organisation:IMMUTABLE membership.role:IMMUTABLE membership.end_date:INTERVAL"},
    {"DeleteMembership", "{" WRONG_NAME "}", wrong_name},
    {"EndMembership", "{" WRONG_NAME ", 'endDate': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG end_date.date:IMPOSSIBLE_DATE"},
    {"AnnulMembership", "{" WRONG_NAME "}", wrong_name_no_reason},
    {"CountMemberships", "{'parent': 'No/Name', 'effectiveDate': '2022-02-31', 'roles': [1, 1, 99], " TOO_FINE "}",
     "INVALID_ARGUMENT parent:FORMAT effective_date:IMPOSSIBLE_DATE roles[2]:UNKNOWN_ENUM_VALUE roles[1]:DUPLICATE "
     "read_time:PRECISION"},

    {"GetMetricClaim", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListMetricClaims", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateMetricClaim",
     "{'metricClaimId': 'No Id', 'metricClaim': {'subject': 'sources/s', 'metric': 'No Metric', 'value': 'many', 'unitCode': "
     "'percent', 'startDate': " NO_DAY ", 'basis': {'sampleSize': -1}}}",
     "INVALID_ARGUMENT metric_claim_id:FORMAT metric_claim.subject:FORMAT metric_claim.metric:FORMAT metric_claim.value:FORMAT "
     "metric_claim.unit_code:FORMAT metric_claim.comparison:REQUIRED metric_claim.nature:REQUIRED "
     "metric_claim.period_kind:REQUIRED metric_claim.start_date.date:IMPOSSIBLE_DATE metric_claim.basis.sample_size:NEGATIVE"},
    {"UpdateMetricClaim", "{'metricClaim': {'name': 'metricClaims/k', 'subject': 'sources/s'}, 'updateMask': 'none,title,subject'}",
     "INVALID_ARGUMENT metric_claim.subject:FORMAT update_mask:FIELD_MASK update_mask:FIELD_MASK metric_claim.subject:IMMUTABLE"},
    {"DeleteMetricClaim", "{" WRONG_NAME "}", wrong_name},
    {"AnnulMetricClaim", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetOrganisation", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListOrganisations", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateOrganisation",
     "{'organisationId': 'No Id', 'organisation': {'regionCode': 'Danmark', 'identifiers': [{'scheme': 'DK-CVR', 'value': "
     "'12345678'}, {'value': 'x', 'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}], 'nutsCodes': [{'code': 'Sjælland', "
     "'version': -1}], 'ownershipShares': [{'percentage': '-1'}]}}",
     "INVALID_ARGUMENT organisation_id:FORMAT organisation.title:REQUIRED organisation.kind:REQUIRED "
     "organisation.region_code:FORMAT organisation.identifiers[1].scheme:REQUIRED organisation.nuts_codes[0].code:FORMAT "
     "organisation.nuts_codes[0].version:NEGATIVE organisation.ownership_shares[0].percentage:NEGATIVE "
     "organisation.identifiers[0].value:CHECK_DIGIT organisation.identifiers[1].end_date:INTERVAL "
     "organisation.ownership_shares[0].organisation:REQUIRED"},
    {"CreateOrganisation",
     "{'organisationId': 'x', 'organisation': {'title': 'T', 'kind': 'KIND_COMPANY', 'parentOrganisation': 'organisations/x', "
     "'ownershipShares': [{'owner': 'A', 'percentage': '60'}, {'owner': 'B', 'percentage': '50'}, {'organisation': "
     "'organisations/x', 'owner': 'C'}], 'datedTitles': [{'title': 'T', 'startDate': {'date': '2022'}, 'endDate': {'date': "
     "'2021'}}]}}",
     "INVALID_ARGUMENT organisation.dated_titles[0].end_date:INTERVAL organisation.ownership_shares[2].organisation:EXCLUSIVE "
     "organisation.ownership_shares:SUM organisation.parent_organisation:SELF"},
    {"UpdateOrganisation",
     "{'organisation': {'name': 'organisations/a', 'parentOrganisation': 'organisations/of-a', 'identifiers': [{'scheme': "
     "'DK-CVR', 'value': '64942212'}, {'scheme': 'DK-CVR', 'value': 'DK 6494 2212'}]}, 'updateMask': "
     "'title,parentOrganisation,identifiers'}",
     "INVALID_ARGUMENT organisation.title:REQUIRED organisation.identifiers[1].value:DUPLICATE "
     "organisation.parent_organisation:CYCLE"},
    {"DeleteOrganisation", "{" WRONG_NAME "}", wrong_name},
    {"DeleteOrganisation", "{'name': 'organisations/a'}",
     "FAILED_PRECONDITION financingSchemes/f/awards/w:REFERRED_TO intentions/i:REFERRED_TO "
     "partnerships/p/memberships/a-partner:REFERRED_TO organisations/of-a:REFERRED_TO purchases/k:REFERRED_TO "
     "organisations/a/signingKeys/k:REFERRED_TO"},
    {"MergeOrganisations", "{" WRONG_NAME ", 'duplicates': ['organisations/a', 'organisations/a', 'centres/c']}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG duplicates[2]:FORMAT duplicates[1]:DUPLICATE"},
    {"MergeOrganisations", "{'name': 'organisations/a', 'duplicates': ['organisations/a', 'organisations/none']}",
     "INVALID_ARGUMENT duplicates[0]:SELF duplicates[1]:REFERENCE_NOT_FOUND"},
    {"SucceedOrganisation", "{" WRONG_NAME ", 'successors': [{}], 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG successors[0].organisation:REQUIRED successors[0].kind:REQUIRED "
     "date.date:IMPOSSIBLE_DATE"},
    {"SucceedOrganisation",
     "{'name': 'organisations/a', 'successors': [{'organisation': 'organisations/a', 'kind': 'SUCCESSION_KIND_MERGED'}, "
     "{'organisation': 'organisations/b', 'kind': 'SUCCESSION_KIND_MERGED'}, {'organisation': 'organisations/b', 'kind': "
     "'SUCCESSION_KIND_SPLIT'}], 'date': {'date': '2022'}}",
     "INVALID_ARGUMENT successors[0].organisation:SELF successors[2].organisation:DUPLICATE"},

    {"GetPartnership", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListPartnerships", "{" WRONG_LISTING "}", wrong_listing},
    {"CreatePartnership", "{'partnershipId': 'No Id', 'partnership': {'subject': 'organisations/a', 'titles': [{'text': 'x'}]}}",
     "INVALID_ARGUMENT partnership_id:FORMAT partnership.title:REQUIRED partnership.titles[0].language_code:REQUIRED "
     "partnership.subject:FORMAT partnership.kind:REQUIRED"},
    {"CreatePartnership",
     "{'partnership': {'subject': 'processes/p', 'kind': 'KIND_FUNDING', 'titles': [{'languageCode': 'da', 'text': 'A'}, "
     "{'languageCode': 'da', 'text': 'B'}]}}",
     "INVALID_ARGUMENT partnership.title:REQUIRED partnership.titles[1].language_code:DUPLICATE partnership.kind:SUBJECT"},
    {"UpdatePartnership", "{'partnership': {'name': 'partnerships/p', 'subject': 'centres/c', 'kind': 'KIND_FUNDING'}}",
     "INVALID_ARGUMENT partnership.subject:IMMUTABLE partnership.kind:SUBJECT"},
    {"DeletePartnership", "{" WRONG_NAME "}", wrong_name},
    {"DeletePartnership", "{'name': 'partnerships/p'}", "FAILED_PRECONDITION partnerships/p/memberships/a-partner:REFERRED_TO"},

    {"GetProcess", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListProcesses", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateProcess",
     "{'processId': 'No Id', 'process': {'centre': 'organisations/a', 'cpvCodes': ['45000000', '45000000-7', 'x'], 'startDate': "
     "{'date': '2022'}, 'endDate': {'date': '2021'}}}",
     "INVALID_ARGUMENT process_id:FORMAT process.title:REQUIRED process.need:REQUIRED process.centre:FORMAT "
     "process.process_model:REQUIRED process.cpv_codes[2]:FORMAT process.cpv_codes[1]:DUPLICATE process.end_date:INTERVAL"},
    {"CreateProcess", "{'process': {'title': 'T', 'need': 'N', 'centre': 'centres/none', 'processModel': 'processModels/none'}}",
     "NOT_FOUND process.centre:REFERENCE_NOT_FOUND process.process_model:REFERENCE_NOT_FOUND"},
    {"UpdateProcess",
     "{'process': {'name': 'processes/p', 'startDate': {'date': '2022'}, 'endDate': {'date': '2021'}}, 'updateMask': "
     "'need,startDate,endDate'}",
     "INVALID_ARGUMENT process.need:REQUIRED process.end_date:INTERVAL"},
    {"DeleteProcess", "{" WRONG_NAME "}", wrong_name},
    {"DeleteProcess", "{'name': 'processes/p'}", "FAILED_PRECONDITION intentions/i:REFERRED_TO partnerships/p:REFERRED_TO"},
    {"OpenProcess", "{" WRONG_NAME ", 'date': " NO_DAY "}", "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE"},
    {"AdvanceProcess", "{" WRONG_NAME ", 'date': " NO_DAY ", 'step': 'No Step'}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE step:FORMAT"},
    {"RevertProcess", "{" WRONG_NAME ", 'date': {'earliest': '2022-06', 'latest': '2022-05'}, 'step': 'No Step'}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.latest:INTERVAL step:FORMAT reason:REQUIRED"},
    {"CompleteProcess", "{" WRONG_NAME ", 'date': {}}", "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date:REQUIRED"},
    {"CancelProcess", "{" WRONG_NAME ", 'date': {'date': '2022', 'latest': '2022'}}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:INTERVAL reason:REQUIRED"},
    {"CheckProcess", "{'name': 'No/Name', 'effectiveDate': '2022-02-31', " TOO_FINE "}",
     "INVALID_ARGUMENT name:FORMAT effective_date:IMPOSSIBLE_DATE read_time:PRECISION"},

    {"GetProcessModel", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListProcessModels", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateProcessModel",
     "{'processModelId': 'No Id', 'processModel': {'steps': [{'step': 's', 'title': 'S', 'gates': [{'minimum': -1}]}, {'step': "
     "'s', 'gates': [{'kind': 'GATE_KIND_MEMBERS', 'eventKind': 'KIND_SEMINAR', 'minimum': 10001}]}]}}",
     "INVALID_ARGUMENT process_model_id:FORMAT process_model.title:REQUIRED process_model.steps[0].gates[0].kind:REQUIRED "
     "process_model.steps[0].gates[0].minimum:NEGATIVE process_model.steps[1].title:REQUIRED "
     "process_model.steps[1].gates[0].minimum:TOO_LARGE process_model.steps[1].step:DUPLICATE "
     "process_model.steps[1].gates[0].event_kind:NOT_APPLICABLE"},
    {"UpdateProcessModel",
     "{'processModel': {'name': 'processModels/draft', 'centre': 'processes/p'}, 'updateMask': 'title,steps,centre'}",
     "INVALID_ARGUMENT process_model.centre:FORMAT process_model.title:REQUIRED process_model.steps:REQUIRED"},
    {"DeleteProcessModel", "{" WRONG_NAME "}", wrong_name},
    {"DeleteProcessModel", "{'name': 'processModels/m'}", "FAILED_PRECONDITION processModels/m:WRONG_STATE"},
    {"PublishProcessModel", "{" WRONG_NAME "}", wrong_name},
    {"PublishProcessModel", "{'name': 'processModels/draft'}",
     "FAILED_PRECONDITION processModels/draft:STEPS processModels/draft:FIRST_PURCHASE"},

    {"GetPurchase", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListPurchases", "{" WRONG_LISTING "}", wrong_listing},
    {"CreatePurchase",
     "{'purchaseId': 'No Id', 'purchase': {'suppliers': [{}], 'value': {'currencyCode': 'DKK', 'units': '-5'}, 'cpvCodes': ['x'], "
     "'notices': [{'publishDate': " NO_DAY
     ", 'address': 'x'}], 'innovations': [0], 'savings': {'amount': {'currencyCode': 'DKK', 'units': '-5'}}, 'fulfilments': [{}]}}",
     "INVALID_ARGUMENT purchase_id:FORMAT purchase.title:REQUIRED purchase.buyers:REQUIRED purchase.value.units:NEGATIVE "
     "purchase.cpv_codes[0]:FORMAT purchase.notices[0].notice_id:REQUIRED purchase.notices[0].publish_date.date:IMPOSSIBLE_DATE "
     "purchase.notices[0].address:FORMAT purchase.innovations[0]:REQUIRED purchase.savings.amount.units:NEGATIVE "
     "purchase.savings.period_kind:REQUIRED purchase.fulfilments[0].intention:REQUIRED "
     "purchase.suppliers[0].organisation:REQUIRED"},
    {"CreatePurchase",
     "{'purchase': {'title': 'T', 'buyers': ['organisations/a', 'organisations/a'], 'suppliers': [{'organisation': "
     "'organisations/a'}, {'organisation': 'organisations/b', 'title': 'B'}], 'value': {'currencyCode': 'DKK', 'units': '5'}, "
     "'ocid': 'x', 'savings': {'amount': {'currencyCode': 'NOK', 'units': '5'}, 'periodKind': 'PERIOD_KIND_ONCE'}}}",
     "INVALID_ARGUMENT purchase.buyers[1]:DUPLICATE purchase.savings.amount.currency_code:CURRENCY "
     "purchase.suppliers[0].organisation:BUYER purchase.suppliers[1].organisation:EXCLUSIVE purchase.ocid:FORMAT"},
    {"UpdatePurchase",
     "{'purchase': {'name': 'purchases/k', 'value': {'currencyCode': 'DKK', 'units': '-5'}}, 'updateMask': 'none,title,value'}",
     "INVALID_ARGUMENT purchase.value.units:NEGATIVE update_mask:FIELD_MASK purchase.title:REQUIRED"},
    {"DeletePurchase", "{" WRONG_NAME "}", wrong_name},
    {"AwardPurchase", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE"},
    {"CancelPurchase", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE reason:REQUIRED"},
    {"AnnulPurchase", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetSignature", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListSignatures", "{'parent': 'No/Name', " WRONG_LISTING "}", wrong_listing_below},
    {"UpdateSignature",
     "{'signature': {'name': 'instruments/i/signatures/s', 'line': {'number': -1}, 'organisation': 'centres/c'}, 'updateMask': "
     "'none,title'}",
     "INVALID_ARGUMENT signature.organisation:FORMAT signature.line.number:NEGATIVE"},
    {"ReaffirmSignature", "{" WRONG_NAME ", 'signatureId': 'No Id', 'source': 'centres/c', 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG signature_id:FORMAT kind:REQUIRED source:FORMAT date.date:IMPOSSIBLE_DATE"},
    {"WithdrawSignature", "{" WRONG_NAME ", 'date': " NO_DAY "}",
     "INVALID_ARGUMENT name:FORMAT etag:TOO_LONG date.date:IMPOSSIBLE_DATE reason:REQUIRED"},
    {"AnnulSignature", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetSigningKey", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListSigningKeys", "{'parent': 'No/Name', " WRONG_LISTING "}", wrong_listing_below},
    {"CreateSigningKey", "{'parent': 'centres/c', 'signingKeyId': 'No Id', 'signingKey': {'publicKey': 'eA=='}}",
     "INVALID_ARGUMENT parent:FORMAT signing_key_id:FORMAT signing_key.title:REQUIRED signing_key.public_key:TOO_SHORT"},
    {"UpdateSigningKey",
     "{'signingKey': {'name': 'organisations/a/signingKeys/k', 'publicKey': 'eA=='}, 'updateMask': 'title,publicKey'}",
     "INVALID_ARGUMENT signing_key.public_key:TOO_SHORT signing_key.public_key:IMMUTABLE signing_key.title:REQUIRED"},
    {"DeleteSigningKey", "{" WRONG_NAME "}", wrong_name},
    {"RevokeSigningKey", "{" WRONG_NAME "}", wrong_name_no_reason},

    {"GetSource", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListSources", "{" WRONG_LISTING "}", wrong_listing},
    {"CreateSource",
     "{'sourceId': 'No Id', 'source': {'address': 'ftp://x', 'publishDate': {'earliest': '2022-06', 'latest': '2022-05'}, "
     "'retrieveDate': '2022-05', 'languageCode': 'dansk'}}",
     "INVALID_ARGUMENT source_id:FORMAT source.title:REQUIRED source.address:FORMAT source.publish_date.latest:INTERVAL "
     "source.retrieve_date:FORMAT source.language_code:FORMAT source.retrieve_date:INTERVAL"},
    {"CreateSource", "{'source': {'title': 'T', 'publishDate': {'date': '2022-07-02'}, 'retrieveDate': '2022-07-01'}}",
     "INVALID_ARGUMENT source.retrieve_date:INTERVAL source.retrieve_date:FUTURE"},
    {"UpdateSource",
     "{'source': {'name': 'sources/s', 'publishDate': {'date': '2022-05'}, 'retrieveDate': '2022-04-30'}, 'updateMask': "
     "'none,title,publishDate,retrieveDate'}",
     "INVALID_ARGUMENT update_mask:FIELD_MASK source.title:REQUIRED source.retrieve_date:INTERVAL"},
    {"DeleteSource", "{" WRONG_NAME "}", wrong_name},
    {"DeleteSource", "{'name': 'sources/s'}", "FAILED_PRECONDITION events/e:REFERRED_TO"},

    {"GetRedaction", "{'name': 'No/Name', " TOO_FINE "}", wrong_get},
    {"ListRedactions", "{" WRONG_LISTING "}", wrong_listing},
    {"RedactPerson", "{}", "INVALID_ARGUMENT person:REQUIRED reason:REQUIRED"},
    {"MergeCentre", "{'name': 'centres/e', 'targetCentre': 'centres/c', 'endDate': {'date': '2021'}}",
     "INVALID_ARGUMENT target_centre:CYCLE"},
};

/* ---- the registry that is called ------------------------------------------------------------------------------------- */

static void given_others(struct fixture *f)
{
    static const struct expectation calls[] = {
        {"CreateOrganisation",
         "{'organisationId': 'of-a', 'organisation': {'title': 'X', 'kind': 'KIND_AGENCY', 'parentOrganisation': "
         "'organisations/a'}}",
         "OK"},
        /* e follows c. */
        {"CreateCentre", "{'centreId': 'e', 'centre': {'title': 'E', 'predecessors': [{'centre': 'centres/c'}]}}", "OK"},
        {"CreatePartnership",
         "{'partnershipId': 'e', 'partnership': {'title': 'P', 'subject': 'centres/e', 'kind': 'KIND_FUNDING'}}", "OK"},
        {"CreateProcessModel",
         "{'processModelId': 'draft', 'processModel': {'title': 'M', 'steps': [{'step': 's', 'title': 'S'}]}}", "OK"},
        {"CreateSource", "{'sourceId': 's', 'source': {'title': 'S'}}", "OK"},
        {"CreateEvent",
         "{'eventId': 'e', 'event': {'title': 'E', 'kind': 'KIND_SEMINAR', 'provenance': {'sources': ['sources/s']}}}", "OK"},
        {"CreateIntention",
         "{'intentionId': 'i', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p', 'level':"
         " 'LEVEL_DECLARATION'}}",
         "OK"},
        {"CreateInstrument",
         "{'instrumentId': 'i', 'instrument': {'title': 'I', 'kind': 'KIND_GREEN_DEAL', 'binding': 'BINDING_BINDING'}}", "OK"},
        {"CreateGrant",
         "{'grantId': 'g', 'grant': {'title': 'G', 'centre': 'centres/c', 'periodKind': 'PERIOD_KIND_ONCE', 'statements': "
         "[{'amount':"
         " {'currencyCode': 'DKK'}}]}}",
         "OK"},
        {"CreateFinancingScheme", "{'financingSchemeId': 'f', 'financingScheme': {'title': 'F'}}", "OK"},
        {"CreateAward", "{'parent': 'financingSchemes/f', 'awardId': 'w', 'award': {'recipient': 'organisations/a'}}", "OK"},
        {"CreateAdoption", "{'adoptionId': 'd', 'adoption': {'title': 'D', 'practice': 'P', 'regionCode': 'DK'}}", "OK"},
        {"AdvanceAdoption", "{'name': 'adoptions/d', 'stage': 'STAGE_ADOPTED', 'date': {'date': '2022'}}", "OK"},
        {"CreateMetricClaim",
         "{'metricClaimId': 'k', 'metricClaim': {'subject': 'centres/c', 'metric': 'savings', 'value': '5', 'unitCode': 'C62',"
         " 'comparison': 'COMPARISON_ABOUT', 'nature': 'NATURE_OBSERVED', 'periodKind': 'PERIOD_KIND_ONCE'}}",
         "OK"},
        {"CreatePurchase", "{'purchaseId': 'k', 'purchase': {'title': 'K', 'buyers': ['organisations/a']}}", "OK"},
        {"CreateSigningKey",
         "{'parent': 'organisations/a', 'signingKeyId': 'k', 'signingKey': {'title': 'K', 'publicKey': '" HASH "'}}", "OK"},
        {"CreateAccessKey", "{'accessKeyId': 'k', 'accessKey': {'title': 'K', 'role': 'ROLE_READER', 'secretHash': '" HASH "'}}",
         "OK"},
    };
    given_organisations(f, "a b");
    given_process(f);
    given_member(f, "a", "PARTNER");
    expect_each(f, calls, COUNT(calls));
}

static const char *given_import(struct fixture *f)
{
    expect(f, "StartImport", "{}", "OK");
    return reply_string(f, "name");
}

/* ---- calling ------------------------------------------------------------------------------------------------------------ */

static const char *request_of(struct fixture *f, const struct expectation *row, const char *import)
{
    const char *at = strstr(row->request, "'@'");
    return at ? format(f, "%.*s'%s'%s", (int)(at - row->request), row->request, import, at + 3) : row->request;
}

static const char *last_sequence(struct fixture *f)
{
    expect(f, "CheckHealth", "{}", "OK");
    return reply_string(f, "lastSequence");
}

static void every_method_refuses_bad_input(void **state)
{
    struct fixture *f = *state;
    size_t wrong = 0;
    given_others(f);
    const char *import = given_import(f);
    const char *sequence = last_sequence(f);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *found = call(f, rows[i].method, request_of(f, &rows[i], import));
        if (strcmp(found, rows[i].outcome) != 0)
            print_error("%s %s\nexpected %s\nfound    %s\n", rows[i].method, rows[i].request, rows[i].outcome, found);
        wrong += strcmp(found, rows[i].outcome) != 0;
    }
    assert_int_equal(wrong, 0);
    assert_string_equal(last_sequence(f), sequence);
}

/* ---- the table ---------------------------------------------------------------------------------------------------------- */

/* How many things are wrong with a row's request. */
static size_t count_violations(const struct expectation *row)
{
    size_t count = 0;
    for (const char *c = row->outcome; *c; c++)
        count += *c == ':';
    return count;
}

/* The most that is wrong with one request of a method; -1 without a row. */
static int most_violations(const char *method)
{
    int most = -1;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int count = strcmp(rows[i].method, method) == 0 ? (int)count_violations(&rows[i]) : -1;
        most = count > most ? count : most;
    }
    return most;
}

static void every_method_stands_in_the_table(void **state)
{
    enum { SEVERAL = 2 };
    (void)state;
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        const struct hs_service *service = hs_contract.services[i];
        for (size_t k = 0; k < service->n_methods; k++) {
            const struct hs_method *method = &service->methods[k];
            unsigned fields = method->input->descriptor->n_fields;
            int needed = fields < SEVERAL ? (int)fields : SEVERAL;
            if (most_violations(method->name) < needed)
                fail_msg("%s: a row in this table is needed, with %d things wrong at once", method->full_name, needed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_stands_in_the_table),
        cmocka_unit_test_setup_teardown(every_method_refuses_bad_input, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
