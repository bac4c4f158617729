#include "service/rules/signature_gaps.h"

#include "service/annulment.h"
#include "service/rules/collect.h"
#include "service/rules/members.h"
#include "service/rules/numbering.h"
#include "service/rules/reply_room.h"
#include "service/rules/signature_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/instrument_tables.h"
#include "hensigt/v1/organisation.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/signature.h"

#include <stdlib.h>
#include <string.h>

typedef hensigt_check_signatures_response_finding response_finding;
typedef hensigt_check_signatures_response_finding_kind finding_kind;

#define KIND(name) HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_##name

/* How a body stands to one instrument, by all its signatures together. */
struct signing_party {
    size_t instrument; /* which, from 1; 0 = none so far */
    enum hs_truth stands;
    enum hs_truth firmly; /* by a signature of the revision that holds */
    enum hs_truth unreaffirmed;
    enum hs_truth lapsed;
    enum hs_truth withdrawn;
    const hensigt_signature *signature; /* the one of the latest revision */
    const hensigt_partial_date *withdraw_date;
};

/* What is known of a body. */
struct party {
    enum hs_truth member;
    const char *membership;
    enum hs_truth stands; /* a signature of any of the instruments */
    const char *signature;
    struct signing_party here; /* the instrument at hand */
};

struct finding {
    finding_kind kind;
    uint32_t body;
    enum hs_truth truth;
    const char *signature;
    const hensigt_partial_date *reaffirm_date;
    const hensigt_partial_date *withdraw_date;
};

struct gaps {
    struct hs_call *call;
    hensigt_check_signatures_response *reply;
    int32_t day;
    int64_t read_time;
    struct hs_names processes;   /* whose members are to sign */
    struct hs_names instruments; /* that are to be signed */
    struct hs_bodies bodies;
    struct hs_numbering names; /* of bodies */
    struct party *parties;     /* by number of the body */
    struct finding *findings;
    size_t count;
};

/* ---- what is asked about ------------------------------------------------------------------------------------------------- */

static enum hs_code take_instrument(void *context, ProtobufCMessage *message)
{
    struct gaps *gaps = context;
    const char *name = hs_arena_string(gaps->call->arena, ((const hensigt_instrument *)message)->name);
    if (name && !hs_annulled(message))
        hs_names_add(&gaps->instruments, name);
    return name && !gaps->instruments.failed ? HS_OK : hs_no_memory(gaps->call);
}

/* A process: itself and all instruments about it. An instrument: itself and all processes that it is about. */
static enum hs_code find_scope(struct gaps *gaps, const char *subject)
{
    struct hs_call *call = gaps->call;
    const ProtobufCMessage *found = hs_call_get(call, subject, gaps->read_time);
    const struct hs_match match = {.path = "processes", .value = subject};
    if (!found)
        return hs_status_code(call->status);
    if (found->descriptor != &hensigt__v1__instrument__descriptor) {
        hs_names_add(&gaps->processes, subject);
        return hs_call_scan(call, &hensigt_instrument_resource, NULL, &match, 1, gaps->read_time, take_instrument, gaps);
    }
    const hensigt_instrument *instrument = (const hensigt_instrument *)found;
    hs_names_add(&gaps->instruments, instrument->name);
    for (size_t i = 0; i < instrument->n_processes; i++)
        hs_names_add(&gaps->processes, instrument->processes[i]);
    return gaps->instruments.failed || gaps->processes.failed ? hs_no_memory(call) : HS_OK;
}

/* ---- bodies -------------------------------------------------------------------------------------------------------------- */

/* The number of a body; 0 with the call failed. */
static uint32_t number_body(struct gaps *gaps, const char *name)
{
    bool is_new = false;
    uint32_t number = hs_number(&gaps->names, name, &is_new);
    if (is_new) {
        struct party *grown = hs_arena_grow(gaps->call->arena, gaps->parties, number, sizeof *grown);
        gaps->names.failed = !grown;
        if (grown) {
            gaps->parties = grown;
            grown[number] = (struct party){.membership = "", .signature = ""};
        }
    }
    if (gaps->names.failed)
        hs_no_memory(gaps->call);
    return number;
}

static enum hs_code add_members(struct gaps *gaps, const char *process)
{
    struct hs_members members;
    if (hs_members_read(gaps->call, process, NULL, gaps->day, gaps->read_time, &members) != HS_OK)
        return hs_status_code(gaps->call->status);
    for (size_t i = 0; i < members.count; i++) {
        const struct hs_member *member = &members.members[i];
        if (!(HS_ROLES_COUNTED & HS_MEMBER_ROLE(member->role)))
            continue;
        uint32_t number = number_body(gaps, member->organisation);
        if (gaps->names.failed)
            break;
        struct party *party = &gaps->parties[number];
        if (party->member < member->holds) {
            party->member = member->holds;
            party->membership = member->name;
        }
    }
    return hs_status_code(gaps->call->status);
}

/* ---- signatures ---------------------------------------------------------------------------------------------------------- */

/* One signature more of a body under the instrument at hand, the number of which is `instrument`. */
static void add_standing(struct party *party, size_t instrument, const hensigt_signature *signature,
                         const struct hs_signature_standing *standing)
{
    struct signing_party *here = &party->here;
    if (here->instrument != instrument)
        *here = (struct signing_party){.instrument = instrument};
    here->stands = hs_truth_or(here->stands, standing->stands);
    here->firmly = hs_truth_or(here->firmly, hs_truth_and(standing->stands, hs_truth_not(standing->unreaffirmed)));
    here->unreaffirmed = hs_truth_or(here->unreaffirmed, standing->unreaffirmed);
    here->lapsed = hs_truth_or(here->lapsed, standing->lapsed);
    if (signature->withdrawal && standing->withdrawn > here->withdrawn) {
        here->withdrawn = standing->withdrawn;
        here->withdraw_date = signature->withdrawal->date;
    }
    if (!here->signature || here->signature->revision < signature->revision)
        here->signature = signature;
    if (party->stands < standing->stands) {
        party->stands = standing->stands;
        party->signature = signature->name;
    }
}

static void add_finding(struct gaps *gaps, const struct finding *finding)
{
    if (finding->truth == HS_NEVER)
        return;
    struct finding *grown = hs_arena_grow(gaps->call->arena, gaps->findings, gaps->count, sizeof *grown);
    if (!grown) {
        hs_no_memory(gaps->call);
        return;
    }
    gaps->findings = grown;
    grown[gaps->count++] = *finding;
}

/* By when the signatories of a revision are to reaffirm the next one; NULL where there is none. */
static const hensigt_partial_date *reaffirm_date(const hensigt_instrument *instrument, const hensigt_signature *signature)
{
    size_t next = (size_t)signature->revision;
    return signature->revision > 0 && next < instrument->n_revisions ? instrument->revisions[next]->reaffirm_date : NULL;
}

static void find_of_signing(struct gaps *gaps, const hensigt_instrument *instrument, uint32_t body)
{
    const struct signing_party *here = &gaps->parties[body].here;
    struct finding finding = {.body = body, .signature = here->signature->name};
    finding.kind = KIND(WITHDRAWN);
    finding.truth = hs_truth_and(here->withdrawn, hs_truth_not(here->stands));
    finding.withdraw_date = here->withdraw_date;
    add_finding(gaps, &finding);
    finding.withdraw_date = NULL;
    finding.reaffirm_date = reaffirm_date(instrument, here->signature);
    finding.kind = KIND(UNREAFFIRMED);
    finding.truth = hs_truth_and(here->unreaffirmed, hs_truth_not(here->firmly));
    add_finding(gaps, &finding);
    finding.kind = KIND(LAPSED);
    finding.truth = hs_truth_and(here->lapsed, hs_truth_not(here->stands));
    add_finding(gaps, &finding);
}

/* The bodies that signed are noted as they are met, and looked at when all their signatures are known. */
static enum hs_code add_signatures(struct gaps *gaps, const struct hs_signing *signing, size_t instrument)
{
    uint32_t *signed_by = hs_arena_alloc(gaps->call->arena, (signing->signatures.count + 1) * sizeof *signed_by);
    size_t n_signed_by = 0;
    if (!signed_by)
        return hs_no_memory(gaps->call);
    for (size_t i = 0; i < signing->signatures.count; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signing->signatures.messages[i];
        struct hs_signature_standing standing = hs_signing_judge(signing, signature->name, gaps->day);
        if (signature->capacity != HENSIGT_SIGNATURE_CAPACITY_SIGNATORY || standing.signed_then == HS_NEVER)
            continue;
        uint32_t body = number_body(gaps, hs_bodies_find(&gaps->bodies, signature->organisation).name);
        if (hs_status_code(gaps->call->status) != HS_OK)
            return hs_status_code(gaps->call->status);
        if (gaps->parties[body].here.instrument != instrument)
            signed_by[n_signed_by++] = body;
        add_standing(&gaps->parties[body], instrument, signature, &standing);
    }
    if (hs_instrument_over(signing->instrument, gaps->day) == HS_CERTAINLY)
        gaps->reply->ended_instrument_count++;
    else
        for (size_t i = 0; i < n_signed_by; i++)
            find_of_signing(gaps, signing->instrument, signed_by[i]);
    return hs_status_code(gaps->call->status);
}

static enum hs_code add_instruments(struct gaps *gaps)
{
    struct hs_signing signing;
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < gaps->instruments.count; i++) {
        code = hs_signing_read(gaps->call, gaps->instruments.names[i], gaps->read_time, &signing);
        if (code == HS_OK && signing.instrument)
            code = add_signatures(gaps, &signing, i + 1);
    }
    gaps->reply->instrument_count = (int32_t)gaps->instruments.count;
    return code;
}

/* ---- members and signatories --------------------------------------------------------------------------------------------- */

static void compare_parties(struct gaps *gaps)
{
    hensigt_check_signatures_response *reply = gaps->reply;
    for (uint32_t i = 0; i < gaps->names.count; i++) {
        const struct party *party = &gaps->parties[i];
        reply->certain_signatory_count += party->stands == HS_CERTAINLY;
        reply->possible_signatory_count += party->stands != HS_NEVER;
        reply->certain_member_count += party->member == HS_CERTAINLY;
        reply->possible_member_count += party->member != HS_NEVER;
        struct finding finding = {.body = i, .signature = party->signature};
        finding.kind = KIND(MEMBER_NOT_SIGNED);
        finding.truth = hs_truth_and(party->member, hs_truth_not(party->stands));
        add_finding(gaps, &finding);
        finding.kind = KIND(SIGNED_NOT_MEMBER);
        finding.truth = hs_truth_and(party->stands, hs_truth_not(party->member));
        add_finding(gaps, &finding);
    }
}

/* ---- the reply ----------------------------------------------------------------------------------------------------------- */

/* Findings with their organisation, for the order of the reply. */
struct shown {
    const struct finding *finding;
    const char *organisation;
};

static int compare_shown(const void *left, const void *right)
{
    const struct shown *a = left;
    const struct shown *b = right;
    int order = (a->finding->kind > b->finding->kind) - (a->finding->kind < b->finding->kind);
    if (order == 0)
        order = strcmp(a->organisation, b->organisation);
    return order != 0 ? order : strcmp(a->finding->signature, b->finding->signature);
}

static response_finding *new_finding(struct gaps *gaps, const struct shown *shown)
{
    struct hs_arena *arena = gaps->call->arena;
    const struct finding *finding = shown->finding;
    response_finding *out = (response_finding *)hs_arena_new(arena, &hensigt__v1__check_signatures_response__finding__descriptor);
    const hensigt_organisation *organisation =
        (const hensigt_organisation *)hs_call_find(gaps->call, shown->organisation, gaps->read_time);
    if (!out || hs_status_code(gaps->call->status) != HS_OK)
        return NULL;
    out->kind = finding->kind;
    out->organisation = (char *)shown->organisation;
    out->title = organisation ? organisation->title : out->title;
    out->signature = (char *)finding->signature;
    out->membership = (char *)gaps->parties[finding->body].membership;
    out->uncertain = finding->truth != HS_CERTAINLY;
    out->reaffirm_date = (hensigt_partial_date *)finding->reaffirm_date;
    out->withdraw_date = (hensigt_partial_date *)finding->withdraw_date;
    return out;
}

static bool write_findings(struct gaps *gaps)
{
    struct hs_arena *arena = gaps->call->arena;
    hensigt_check_signatures_response *reply = gaps->reply;
    struct shown *shown = hs_arena_alloc(arena, (gaps->count + 1) * sizeof *shown);
    reply->findings = hs_arena_alloc(arena, (gaps->count + 1) * sizeof *reply->findings);
    size_t room = HS_REPLY_ROOM;
    if (!shown || !reply->findings)
        return false;
    for (size_t i = 0; i < gaps->count; i++)
        shown[i] = (struct shown){&gaps->findings[i], gaps->names.texts[gaps->findings[i].body]};
    qsort(shown, gaps->count, sizeof *shown, compare_shown);
    for (size_t i = 0; i < gaps->count; i++) {
        response_finding *finding = new_finding(gaps, &shown[i]);
        if (!finding)
            return false;
        if (!hs_reply_room_take(&room, &finding->base))
            break;
        reply->findings[reply->n_findings++] = finding;
    }
    reply->finding_count = (int32_t)gaps->count;
    return true;
}

enum hs_code hs_signature_gaps(struct hs_call *call, const hensigt_check_signatures_request *request,
                               hensigt_check_signatures_response *reply)
{
    struct gaps gaps = {
        .call = call,
        .reply = reply,
        .day = hs_call_effective_day(call, request->effective_date),
        .read_time = hs_call_read_time(call, request->read_time),
        .processes = {.arena = call->arena},
        .instruments = {.arena = call->arena},
        .names = {.arena = call->arena},
    };
    hs_bodies_init(&gaps.bodies, call, gaps.day, gaps.read_time);
    enum hs_code code = find_scope(&gaps, request->subject);
    for (size_t i = 0; code == HS_OK && i < gaps.processes.count; i++)
        code = add_members(&gaps, gaps.processes.names[i]);
    if (code == HS_OK)
        code = add_instruments(&gaps);
    if (code != HS_OK)
        return code;
    compare_parties(&gaps);
    reply->subject = request->subject;
    reply->effective_date = hs_call_day_text(call, gaps.day);
    reply->read_time = hs_call_shown_time(call, gaps.read_time);
    if (!reply->effective_date || !reply->read_time || !write_findings(&gaps))
        hs_no_memory(call);
    return hs_status_code(call->status);
}
