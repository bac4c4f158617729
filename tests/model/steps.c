#include "generate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- requests: members of the request as JSON with ' for " ------------------------------------------------------------------- */

static void write(char out[REQUEST], const char *format, ...) __attribute__((format(printf, 2, 3)));

static void write(char out[REQUEST], const char *format, ...)
{
    va_list arguments;
    size_t length = strlen(out);
    va_start(arguments, format);
    vsnprintf(out + length, REQUEST - length, format, arguments);
    va_end(arguments);
}

static void write_date(char out[REQUEST], const char *member, const struct when *date)
{
    if (date->given)
        write(out, ", '%s': {%s}", member, date->text);
}

void name_of(const struct step *s, char out[96])
{
    const char *pattern = rows[s->kind].name;
    out[0] = '\0';
    if (!pattern)
        return;
    if (strstr(pattern, "memberships"))
        snprintf(out, 96, "partnerships/q%d/memberships/m%02d", partnership_of(s->who), s->who);
    else if (strstr(pattern, "signatures"))
        snprintf(out, 96, "instruments/l%d/signatures/s%02d", instrument_of(s->who), s->who);
    else if (strstr(pattern, "%02d"))
        snprintf(out, 96, strstr(pattern, "intentions") ? "intentions/i%02d" : "purchases/b%02d", s->who);
    else
        snprintf(out, 96, "%.*s%d", (int)strcspn(pattern, "%"), pattern, s->who);
}

static void write_name(const struct step *s, const char *etag, char out[REQUEST])
{
    char name[96];
    name_of(s, name);
    write(out, "'name': '%s'", name);
    if (*etag)
        write(out, ", 'etag': '%s'", etag);
}

static void request_name(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
}

static void request_reason(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
    write(out, ", 'reason': 'r'");
}

static void request_date(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
    write_date(out, "date", &s->date);
}

static void request_date_and_reason(const struct step *s, const char *etag, char out[REQUEST])
{
    request_reason(s, etag, out);
    write_date(out, "date", &s->date);
}

static void request_create_organisation(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'organisationId': 'o%d', 'organisation': {'title': 'O', 'kind': 'KIND_MUNICIPALITY'}", s->who);
}

/* The title says which version it is of: another one each time. */
static void request_update_organisation(const struct step *s, const char *etag, char out[REQUEST])
{
    static unsigned titles;
    write(out, "'organisation': {");
    write_name(s, etag, out);
    write(out, ", 'title': 'O %u'}", titles++);
}

static void request_merge_organisations(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
    write(out, ", 'duplicates': ['organisations/o%d'", s->a);
    if (s->b != NONE)
        write(out, ", 'organisations/o%d'", s->b);
    write(out, "]");
}

static void request_succeed_organisation(const struct step *s, const char *etag, char out[REQUEST])
{
    const char *kind = s->flag ? "SPLIT" : "MERGED";
    request_date(s, etag, out);
    write(out, ", 'successors': [{'organisation': 'organisations/o%d', 'kind': 'SUCCESSION_KIND_%s'}", s->a, kind);
    if (s->b != NONE)
        write(out, ", {'organisation': 'organisations/o%d', 'kind': 'SUCCESSION_KIND_%s'}", s->b, kind);
    write(out, "]");
}

static void request_create_centre(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'centreId': 'c%d', 'centre': {'title': 'C'", s->who);
    write_date(out, "openDate", &s->date);
    write(out, "}");
}

static void request_activate_centre(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
    write_date(out, "openDate", &s->date);
}

static void request_end(const struct step *s, const char *etag, char out[REQUEST])
{
    write_name(s, etag, out);
    write_date(out, "endDate", &s->date);
}

static void request_merge_centre(const struct step *s, const char *etag, char out[REQUEST])
{
    request_end(s, etag, out);
    write(out, ", 'targetCentre': 'centres/c%d'", s->a);
}

static void request_create_grant(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out,
          "'grantId': 'g%d', 'grant': {'title': 'G', 'centre': 'centres/c%d', 'periodKind': 'PERIOD_KIND_ONCE', 'statements': ["
          "{'amount': {'currencyCode': 'DKK', 'units': '%d'}, 'contributions': ["
          "{'contributor': 'x', 'amount': {'currencyCode': 'DKK', 'units': '%d'}},"
          " {'contributor': 'y', 'amount': {'currencyCode': 'DKK', 'units': '%d'}}]}",
          s->who, s->a, s->value, s->b, s->c);
    if (s->d > 0)
        write(out, ", {'amount': {'currencyCode': '%s', 'units': '%d'}, 'stateDate': {'date': '2022-01'}}",
              s->currency == NORWEGIAN ? "NOK" : "DKK", s->d);
    write(out, "]");
    write_date(out, "startDate", &s->date);
    write(out, "}");
}

static void request_create_partnership(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    if (s->who < PROCESSES)
        write(out, "'partnershipId': 'q%d', 'partnership': {'title': 'Q', 'subject': 'processes/p%d', 'kind': 'KIND_PROCESS'}",
              s->who, s->who);
    else
        write(out, "'partnershipId': 'q%d', 'partnership': {'title': 'Q', 'subject': 'centres/c%d', 'kind': 'KIND_OWNERSHIP'}",
              s->who, s->who - PROCESSES);
}

static const char *const role_names[] = {
    [OWNING] = "OWNER", [PARTNER] = "PARTNER", [NEED_OWNER] = "NEED_OWNER", [SUPPORTER] = "SUPPORTER"};

static void request_create_membership(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out,
          "'parent': 'partnerships/q%d', 'membershipId': 'm%02d', 'membership': {'organisation': 'organisations/o%d', 'role':"
          " 'ROLE_%s'",
          s->a, s->who, s->b, role_names[s->c]);
    write_date(out, "startDate", &s->date);
    write_date(out, "endDate", &s->end);
    write(out, "}");
}

static void request_create_process(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out,
          "'processId': 'p%d', 'process': {'title': 'P', 'need': 'N', 'centre': 'centres/c%d', 'processModel': 'processModels/m%d',"
          " 'joinable': %s}",
          s->who, s->a, s->b, s->flag ? "true" : "false");
}

static void request_update_process(const struct step *s, const char *etag, char out[REQUEST])
{
    write(out, "'process': {");
    write_name(s, etag, out);
    write(out, ", 'joinable': %s}, 'updateMask': 'joinable'", s->flag ? "true" : "false");
}

static const char *const step_keys[MODELS][MODEL_STEPS] = {{"need", "dialogue", "letter", "purchase"},
                                                           {"need", "purchase", "spread", "none"}};

/* s->b the model that the process follows. */
static void request_step(const struct step *s, const char *etag, char out[REQUEST])
{
    request_date(s, etag, out);
    if (s->a != NONE)
        write(out, ", 'step': '%s'", step_keys[s->b][s->a]);
}

static void request_step_and_reason(const struct step *s, const char *etag, char out[REQUEST])
{
    request_step(s, etag, out);
    write(out, ", 'reason': 'r'");
}

static void request_create_event(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(
        out,
        "'eventId': 'e%d', 'event': {'title': 'E', 'kind': 'KIND_WORKSHOP', 'process': 'processes/p%d', 'dates': [{'date': {%s}}]}",
        s->who, s->a, s->date.text);
}

static void write_quantity(const struct step *s, char out[REQUEST])
{
    if (s->unit != NO_UNIT)
        write(out, ", 'quantity': {'value': '%d', 'unitCode': '%s'}", s->quantity, s->unit == TONNE ? "TNE" : "KGM");
}

static void request_create_intention(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out,
          "'intentionId': 'i%02d', 'intention': {'organisation': 'organisations/o%d', 'process': 'processes/p%d', 'level': '%s'",
          s->who, s->a, s->b, s->c == COMMITMENT ? "LEVEL_COMMITMENT" : "LEVEL_DECLARATION");
    if (s->d != NONE)
        write(out, ", 'replacedIntention': 'intentions/i%02d'", s->d);
    if (s->flag)
        write(out, ", 'visibility': 'VISIBILITY_PARTNERS'");
    write_quantity(s, out);
    if (s->currency != NO_CURRENCY)
        write(out, ", 'estimatedValue': {'currencyCode': '%s', 'units': '%d'}", s->currency == DANISH ? "DKK" : "NOK", s->value);
    write(out, "}");
}

static void request_update_intention(const struct step *s, const char *etag, char out[REQUEST])
{
    write(out, "'intention': {");
    write_name(s, etag, out);
    write_quantity(s, out);
    write(out, "}, 'updateMask': 'quantity'");
}

static void write_kind(const struct step *s, char out[REQUEST])
{
    write(out, ", 'kind': 'CONFIRMATION_KIND_%s'", s->a == BY_KEY ? "ACCESS_KEY" : "PUBLISHED_DOCUMENT");
}

static void request_confirm_intention(const struct step *s, const char *etag, char out[REQUEST])
{
    request_date(s, etag, out);
    write_kind(s, out);
    if (s->b != NONE)
        write(out, ", 'source': 'sources/s%d'", s->b);
}

static void request_create_instrument(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out,
          "'instrumentId': 'l%d', 'instrument': {'title': 'L', 'kind': 'KIND_LETTER_OF_INTENT', 'binding': 'BINDING_NON_BINDING',"
          " 'centre': 'centres/c%d', 'texts': [{'languageCode': 'en', 'text': 'We intend to buy.'}], 'joinable': %s",
          s->who, s->a, s->flag ? "true" : "false");
    if (s->b != NONE)
        write(out, ", 'processes': ['processes/p%d']", s->b);
    if (s->c != NONE)
        write(out, ", 'supersededInstrument': 'instruments/l%d'", s->c);
    write_date(out, "expireDate", &s->end);
    write(out, "}");
}

static void request_revise_instrument(const struct step *s, const char *etag, char out[REQUEST])
{
    request_date_and_reason(s, etag, out);
    write_date(out, "reaffirmDate", &s->end);
    write(out, ", 'instrument': {'title': 'L %d', 'joinable': %s}, 'updateMask': 'title,joinable'", s->a,
          s->flag ? "true" : "false");
}

static void request_sign_instrument(const struct step *s, const char *etag, char out[REQUEST])
{
    request_date(s, etag, out);
    write_kind(s, out);
    if (s->a == BY_DOCUMENT)
        write(out, ", 'source': 'sources/s0'");
    write(out, ", 'revision': %d, 'lines': [", s->d);
    for (int i = 0; i < s->n_lines; i++) {
        const struct line *line = &s->lines[i];
        write(out, "%s{'signatories': [{'signatureId': 's%02d', 'organisation': 'organisations/o%d', 'capacity': 'CAPACITY_%s'",
              i > 0 ? ", " : "", line->signature, line->organisation, line->capacity == SIGNATORY ? "SIGNATORY" : "SUPPORTER");
        if (line->intention != NONE)
            write(out, ", 'intentions': [{'name': 'intentions/i%02d', 'process': 'processes/p%d', 'level': %d", line->intention,
                  s->b, (int)line->level);
        if (line->intention != NONE && line->quantity > 0)
            write(out, ", 'quantity': {'value': '%d', 'unitCode': 'TNE'}", line->quantity);
        write(out, "%s}]}", line->intention != NONE ? "}]" : "");
    }
    write(out, "]");
}

static void request_reaffirm_signature(const struct step *s, const char *etag, char out[REQUEST])
{
    request_date(s, etag, out);
    write_kind(s, out);
    write(out, ", 'signatureId': 's%02d'", s->b);
    if (s->a == BY_DOCUMENT)
        write(out, ", 'source': 'sources/s0'");
}

static void request_create_purchase(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'purchaseId': 'b%02d', 'purchase': {'title': 'B', 'buyers': ['organisations/o%d'", s->who, s->b);
    if (s->c != NONE)
        write(out, ", 'organisations/o%d'", s->c);
    write(out, "]");
    if (s->a != NONE)
        write(out, ", 'process': 'processes/p%d'", s->a);
    write(out, ", 'fulfilments': [");
    for (int i = 0; i < s->n_lines; i++) {
        write(out, "%s{'intention': 'intentions/i%02d'", i > 0 ? ", " : "", s->lines[i].intention);
        if (s->lines[i].quantity > 0)
            write(out, ", 'quantity': {'value': '%d', 'unitCode': '%s'}", s->lines[i].quantity, s->unit == TONNE ? "TNE" : "KGM");
        write(out, "}");
    }
    write(out, "]}");
}

/* ---- questions: the read time is written by whoever knows it ---------------------------------------------------------------- */

static void write_day(const struct step *s, char out[REQUEST])
{
    char text[11];
    day_text(s->day, text);
    write(out, ", 'effectiveDate': '%s'", text);
}

static void request_ask_members(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'parent': 'partnerships/q%d'", s->who);
    if (s->a != 0)
        write(out, ", 'roles': ['ROLE_%s']", role_names[s->a]);
    write_day(s, out);
}

static void request_ask_demand(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'process': 'processes/p%d'", s->who);
    write_day(s, out);
}

static void request_ask_process(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'name': 'processes/p%d'", s->who);
    write_day(s, out);
}

static void request_ask_signatures(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)etag;
    write(out, "'subject': 'instruments/l%d'", s->who);
    write_day(s, out);
}

static void request_list(const struct step *s, const char *etag, char out[REQUEST])
{
    (void)s;
    (void)etag;
    write(out, "'pageSize': 1000");
}

static void request_list_memberships(const struct step *s, const char *etag, char out[REQUEST])
{
    request_list(s, etag, out);
    write(out, ", 'parent': 'partnerships/q%d'", s->who);
}

static void request_list_signatures(const struct step *s, const char *etag, char out[REQUEST])
{
    request_list(s, etag, out);
    write(out, ", 'parent': 'instruments/l%d'", s->who);
}

/* ---- the table --------------------------------------------------------------------------------------------------------------- */

static void take_create_partnership(struct world *w, const struct step *s, struct answer *a)
{
    if (may_make(a, &w->partnerships[s->who]))
        make(w, &w->partnerships[s->who]);
}

#define WRITE(weight, method, generator, request, taker, name)                                                                     \
    {                                                                                                                              \
        method, WRITES, weight, generate_##generator, request_##request, take_##taker, NULL, name                                  \
    }
#define ASK(weight, method, generator, request, asker)                                                                             \
    {                                                                                                                              \
        method, ASKS, weight, generate_##generator, request_##request, NULL, ask_##asker, NULL                                     \
    }

static const char organisations[] = "organisations/o%d";
static const char centres[] = "centres/c%d";
static const char grants[] = "grants/g%d";
static const char memberships[] = "memberships";
static const char processes[] = "processes/p%d";
static const char intentions[] = "intentions/i%02d";
static const char instruments[] = "instruments/l%d";
static const char signatures[] = "signatures";
static const char purchases[] = "purchases/b%02d";

const struct row rows[] = {
    WRITE(4, "CreateOrganisation", create_organisation, create_organisation, create_organisation, organisations),
    WRITE(2, "UpdateOrganisation", update_organisation, update_organisation, update_organisation, organisations),
    WRITE(2, "DeleteOrganisation", update_organisation, name, delete_organisation, organisations),
    WRITE(1, "MergeOrganisations", merge_organisations, merge_organisations, merge_organisations, organisations),
    WRITE(1, "SucceedOrganisation", succeed_organisation, succeed_organisation, succeed_organisation, organisations),
    WRITE(3, "CreateCentre", create_centre, create_centre, create_centre, centres),
    WRITE(3, "ActivateCentre", activate_centre, activate_centre, activate_centre, centres),
    WRITE(2, "MergeCentre", change_centre, merge_centre, merge_centre, centres),
    WRITE(2, "EndCentre", change_centre, end, end_centre, centres),
    WRITE(2, "DeleteCentre", change_centre, name, delete_centre, centres),
    WRITE(5, "CreateGrant", create_grant, create_grant, create_grant, grants),
    WRITE(2, "AnnulGrant", annul_grant, reason, annul_grant, grants),
    WRITE(0, "CreatePartnership", nothing, create_partnership, create_partnership, NULL),
    WRITE(26, "CreateMembership", create_membership, create_membership, create_membership, memberships),
    WRITE(8, "EndMembership", change_membership, end, end_membership, memberships),
    WRITE(5, "AnnulMembership", change_membership, reason, annul_membership, memberships),
    WRITE(4, "DeleteMembership", change_membership, name, delete_membership, memberships),
    WRITE(4, "CreateProcess", create_process, create_process, create_process, processes),
    WRITE(4, "UpdateProcess", change_process, update_process, update_process, processes),
    WRITE(1, "DeleteProcess", change_process, name, delete_process, processes),
    WRITE(10, "OpenProcess", change_process, date, open_process, processes),
    WRITE(20, "AdvanceProcess", change_process, step, advance_process, processes),
    WRITE(4, "RevertProcess", change_process, step_and_reason, revert_process, processes),
    WRITE(2, "CompleteProcess", change_process, date, complete_process, processes),
    WRITE(1, "CancelProcess", change_process, date_and_reason, cancel_process, processes),
    WRITE(5, "CreateEvent", create_event, create_event, create_event, NULL),
    WRITE(30, "CreateIntention", create_intention, create_intention, create_intention, intentions),
    WRITE(5, "UpdateIntention", draft_intention, update_intention, update_intention, intentions),
    WRITE(3, "DeleteIntention", draft_intention, name, delete_intention, intentions),
    WRITE(26, "SubmitIntention", draft_intention, name, submit_intention, intentions),
    WRITE(30, "ConfirmIntention", confirm_intention, confirm_intention, confirm_intention, intentions),
    WRITE(4, "RejectIntention", reject_intention, reason, reject_intention, intentions),
    WRITE(6, "WithdrawIntention", withdraw_intention, date_and_reason, withdraw_intention, intentions),
    WRITE(3, "AnnulIntention", annul_intention, reason, annul_intention, intentions),
    WRITE(8, "CreateInstrument", create_instrument, create_instrument, create_instrument, instruments),
    WRITE(1, "DeleteInstrument", draft_instrument, name, delete_instrument, instruments),
    WRITE(8, "OpenInstrument", draft_instrument, date, open_instrument, instruments),
    WRITE(26, "SignInstrument", sign_instrument, sign_instrument, sign_instrument, instruments),
    WRITE(8, "ActivateInstrument", activate_instrument, date, activate_instrument, instruments),
    WRITE(6, "ReviseInstrument", revise_instrument, revise_instrument, revise_instrument, instruments),
    WRITE(1, "WithdrawInstrument", end_instrument, date_and_reason, withdraw_instrument, instruments),
    WRITE(1, "AnnulInstrument", end_instrument, reason, annul_instrument, instruments),
    WRITE(10, "ReaffirmSignature", reaffirm_signature, reaffirm_signature, reaffirm_signature, signatures),
    WRITE(6, "WithdrawSignature", withdraw_signature, date_and_reason, withdraw_signature, signatures),
    WRITE(3, "AnnulSignature", annul_signature, reason, annul_signature, signatures),
    WRITE(16, "CreatePurchase", create_purchase, create_purchase, create_purchase, purchases),
    WRITE(2, "DeletePurchase", change_purchase, name, delete_purchase, purchases),
    WRITE(18, "AwardPurchase", award_purchase, date, award_purchase, purchases),
    WRITE(4, "CancelPurchase", change_purchase, date_and_reason, cancel_purchase, purchases),
    WRITE(3, "AnnulPurchase", change_purchase, reason, annul_purchase, purchases),
    ASK(20, "CountMemberships", ask_members, ask_members, members),
    ASK(25, "SummariseDemand", ask_process, ask_demand, demand),
    ASK(15, "CheckProcess", ask_process, ask_process, process),
    ASK(15, "CheckSignatures", ask_signatures, ask_signatures, signatures),
    {"GetIntention", ASKS, 8, generate_ask_intention, request_name, NULL, ask_intention, intentions},
    ASK(3, "ListOrganisations", ask_list, list, organisations),
    ASK(2, "ListCentres", ask_list, list, centres),
    ASK(4, "ListProcesses", ask_list, list, processes),
    ASK(6, "ListMemberships", ask_memberships, list_memberships, memberships),
    ASK(6, "ListIntentions", ask_list, list, intentions),
    ASK(4, "ListInstruments", ask_list, list, instruments),
    ASK(4, "ListSignatures", ask_signatures, list_signatures, letter_signatures),
    ASK(4, "ListPurchases", ask_list, list, purchases),
    {"(remember)", REMEMBERS, 12, generate_nothing, NULL, NULL, NULL, NULL},
    {"(wait)", WAITS, 6, generate_wait, NULL, NULL, NULL, NULL},
    {"(repeat)", REPEATS, 8, generate_nothing, NULL, NULL, NULL, NULL},
    {"(reuse)", REUSES, 3, generate_nothing, NULL, NULL, NULL, NULL},
};
const int n_rows = (int)(sizeof rows / sizeof *rows);

/* ---- how every sequence begins ----------------------------------------------------------------------------------------------- */

static int row_of(const char *method)
{
    for (int i = 0; i < n_rows; i++)
        if (strcmp(rows[i].method, method) == 0)
            return i;
    return NONE;
}

bool first_step(int index, struct step *s)
{
    static const struct {
        const char *method;
        int who;
        int a;
        int b;
        int c;
    } first[] = {
        {"CreateOrganisation", 0, 0, 0, 0},
        {"CreateOrganisation", 1, 0, 0, 0},
        {"CreateOrganisation", 2, 0, 0, 0},
        {"CreateOrganisation", 3, 0, 0, 0},
        {"CreateOrganisation", 4, 0, 0, 0},
        {"CreateCentre", 0, 0, 0, 0},
        {"CreateCentre", 1, 0, 0, 0},
        {"CreateCentre", 2, 0, 0, 0},
        {"ActivateCentre", 0, 0, 0, 0},
        {"ActivateCentre", 1, 0, 0, 0},
        {"CreateProcess", 0, 0, 0, 0},
        {"CreateProcess", 1, 1, 1, 0},
        {"CreateProcess", 2, 0, 1, 0},
        {"CreatePartnership", 0, 0, 0, 0},
        {"CreatePartnership", 1, 0, 0, 0},
        {"CreatePartnership", 2, 0, 0, 0},
        {"CreatePartnership", PROCESSES, 0, 0, 0},
        {"CreateMembership", 0, 0, 0, NEED_OWNER},
        {"CreateMembership", 1, 1, 1, PARTNER},
        {"CreateEvent", 0, 0, 0, 0},
        {"OpenProcess", 0, 0, 0, 0},
        {"OpenProcess", 1, 0, 0, 0},
    };
    if (index >= (int)(sizeof first / sizeof *first))
        return false;
    memset(s, 0, sizeof *s);
    s->kind = row_of(first[index].method);
    s->who = first[index].who;
    s->a = first[index].a;
    s->b = first[index].b;
    s->c = first[index].c;
    s->flag = true;
    s->date = no_date();
    if (strcmp(first[index].method, "CreateCentre") == 0)
        s->date = on_day(day_number(2020, 1, 1));
    else if (s->c != 0 || strcmp(first[index].method, "CreateEvent") == 0 || strcmp(first[index].method, "OpenProcess") == 0)
        s->date = on_day(day_number(2022, 2, 1));
    s->end = no_date();
    s->moment = NONE;
    return true;
}
