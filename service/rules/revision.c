/* What a revision of an instrument says, and its hash. */
#include "service/rules/instrument.h"

#include "crypto/statement.h"
#include "service/registry.h"
#include "service/rules/dates.h"
#include "service/rules/transition.h"
#include "service/standard.h"
#include "wire/date.h"
#include "wire/member.h"

#include "hensigt/v1/instrument_service.h"
#include "hensigt/v1/instrument_tables.h"

#include <stdio.h>
#include <string.h>

/* "revisions[49].reaffirm_date" */
enum { PATH_SIZE = 64 };

/* ---- hashes -------------------------------------------------------------------------------------------------------------- */

static bool is_hash(const ProtobufCBinaryData *bytes, const uint8_t hash[HS_SHA256_SIZE])
{
    return bytes->len == HS_SHA256_SIZE && memcmp(bytes->data, hash, HS_SHA256_SIZE) == 0;
}

static bool set_hash(struct hs_call *call, ProtobufCBinaryData *out, const uint8_t hash[HS_SHA256_SIZE])
{
    char *copy = hs_arena_bytes(call->arena, hash, HS_SHA256_SIZE);
    if (copy)
        *out = (ProtobufCBinaryData){.len = HS_SHA256_SIZE, .data = (uint8_t *)copy};
    else
        hs_no_memory(call);
    return copy != NULL;
}

void hs_instrument_hash_texts(struct hs_call *call, hensigt_instrument *instrument)
{
    uint8_t hash[HS_SHA256_SIZE];
    for (size_t i = 0; i < instrument->n_texts; i++) {
        hensigt_instrument_text *text = instrument->texts[i];
        if (text->hash.len > 0)
            continue;
        hs_sha256(text->text, strlen(text->text), hash);
        if (!set_hash(call, &text->hash, hash))
            return;
    }
}

static bool set_revision_hash(struct hs_call *call, const hensigt_instrument *instrument, hensigt_instrument_revision *revision)
{
    uint8_t hash[HS_SHA256_SIZE];
    if (!hs_content_hash(call->arena, instrument, hash)) {
        hs_no_memory(call);
        return false;
    }
    return set_hash(call, &revision->hash, hash);
}

ProtobufCBinaryData hs_instrument_revision_hash(const hensigt_instrument *instrument, int32_t revision)
{
    bool known = revision > 0 && (size_t)revision <= instrument->n_revisions;
    return known ? instrument->revisions[revision - 1]->hash : (ProtobufCBinaryData){0};
}

/* ---- revisions ----------------------------------------------------------------------------------------------------------- */

hensigt_instrument_revision *hs_instrument_add_revision(struct hs_call *call, hensigt_instrument *instrument,
                                                        hensigt_partial_date *date)
{
    hensigt_instrument_revision *revision =
        (hensigt_instrument_revision *)hs_arena_new(call->arena, &hensigt__v1__instrument__revision__descriptor);
    hensigt_instrument_revision **all = hs_arena_alloc(call->arena, (instrument->n_revisions + 1) * sizeof *all);
    if (!revision || !all) {
        hs_no_memory(call);
        return NULL;
    }
    for (size_t i = 0; i < instrument->n_revisions; i++)
        all[i] = instrument->revisions[i];
    all[instrument->n_revisions++] = revision;
    instrument->revisions = all;
    instrument->revision = (int32_t)instrument->n_revisions;
    revision->revision = instrument->revision;
    revision->date = date;
    return set_revision_hash(call, instrument, revision) ? revision : NULL;
}

void hs_instrument_complete_revisions(struct hs_call *call, hensigt_instrument *instrument)
{
    if (instrument->n_revisions == 0) {
        bool opened = hs_date_given(instrument->open_date);
        hs_instrument_add_revision(call, instrument, opened ? instrument->open_date : instrument->activate_date);
        return;
    }
    hensigt_instrument_revision *last = instrument->revisions[instrument->n_revisions - 1];
    if (instrument->revision == 0)
        instrument->revision = last->revision;
    if (last->hash.len == 0)
        set_revision_hash(call, instrument, last);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_texts(struct hs_call *call, const hensigt_instrument *instrument)
{
    char path[PATH_SIZE];
    uint8_t hash[HS_SHA256_SIZE];
    for (size_t i = 0; i < instrument->n_texts; i++) {
        const hensigt_instrument_text *text = instrument->texts[i];
        hs_sha256(text->text, strlen(text->text), hash);
        snprintf(path, sizeof path, "texts[%zu].hash", i);
        if (!is_hash(&text->hash, hash))
            hs_call_violation(call, path, "HASH_MISMATCH", "must be the SHA-256 of the text");
        snprintf(path, sizeof path, "texts[%zu].language_code", i);
        for (size_t k = 0; k < i; k++)
            if (strcmp(instrument->texts[k]->language_code, text->language_code) == 0)
                hs_call_violation(call, path, "DUPLICATE", "must not be given twice: texts[%zu] is in %s too", k,
                                  text->language_code);
    }
}

static void check_revision(struct hs_call *call, const hensigt_instrument *instrument, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_instrument_revision *revision = instrument->revisions[index];
    snprintf(path, sizeof path, "revisions[%zu].revision", index);
    if (revision->revision != (int32_t)index + 1)
        hs_call_violation(call, path, "ORDER", "must be %zu: revisions are numbered in their order", index + 1);
    snprintf(path, sizeof path, "revisions[%zu].hash", index);
    if (revision->hash.len != HS_SHA256_SIZE)
        hs_call_violation(call, path, "REQUIRED", "must be given: %d bytes", HS_SHA256_SIZE);
    snprintf(path, sizeof path, "revisions[%zu].date", index);
    if (index > 0)
        hs_dates_check(call, path, instrument->revisions[index - 1]->date, revision->date);
    snprintf(path, sizeof path, "revisions[%zu].reaffirm_date", index);
    if (index == 0 && hs_date_given(revision->reaffirm_date))
        hs_call_violation(call, path, "NOT_APPLICABLE", "must not be given of the first revision: there is nothing to reaffirm");
    else if (index > 0)
        hs_dates_check(call, path, revision->date, revision->reaffirm_date);
}

/* Methods make the hash of what they write; only an import may bring another. */
static void check_current(struct hs_call *call, const hensigt_instrument *instrument)
{
    char path[PATH_SIZE];
    uint8_t hash[HS_SHA256_SIZE];
    size_t last = instrument->n_revisions - 1;
    snprintf(path, sizeof path, "revisions[%zu].hash", last);
    if (instrument->revision != (int32_t)instrument->n_revisions)
        hs_call_violation(call, "revision", "ORDER", "must be that of the last of the revisions, %zu", instrument->n_revisions);
    if (call->imported && !hs_content_hash(call->arena, instrument, hash))
        hs_no_memory(call);
    else if (call->imported && !is_hash(&instrument->revisions[last]->hash, hash))
        hs_call_violation(call, path, "HASH_MISMATCH", "must be the SHA-256 of what the instrument says (InstrumentContent)");
}

void hs_instrument_check_revisions(struct hs_call *call, const hensigt_instrument *instrument)
{
    check_texts(call, instrument);
    for (size_t i = 0; i < instrument->n_revisions; i++)
        check_revision(call, instrument, i);
    if (instrument->n_revisions > 0)
        check_current(call, instrument);
}

/* ---- ReviseInstrument ---------------------------------------------------------------------------------------------------- */

/* What a document is about and who keeps it is no part of its wording. */
static void keep_rest(struct hs_call *call, const hensigt_instrument *wanted, const hensigt_instrument *before,
                      hensigt_instrument *after)
{
    static const char *const kept[] = {"kind", "processes", "centre", "superseded_instrument"};
    const ProtobufCMessageDescriptor *type = before->base.descriptor;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, kept[i]);
        if (hs_member_count(&wanted->base, field) > 0 && !hs_member_same(&wanted->base, &before->base, field))
            hs_call_violation(call, kept[i], "IMMUTABLE", "must stay as it is: another document is another instrument");
        hs_member_copy(&before->base, &after->base, field);
    }
}

static bool says_the_same(const hensigt_instrument *instrument)
{
    size_t last = instrument->n_revisions - 1;
    const ProtobufCBinaryData *hash = &instrument->revisions[last]->hash;
    return last > 0 && is_hash(&instrument->revisions[last - 1]->hash, hash->data);
}

/* The instrument as the request wants it, and the new revision of it. */
static void revise(struct hs_call *call, const hensigt_revise_instrument_request *request, const hensigt_instrument *before,
                   hensigt_instrument *after, hensigt_partial_date *date)
{
    hs_mask_apply(call, &hensigt_instrument_type, request->update_mask, &request->instrument->base, &after->base);
    keep_rest(call, request->instrument, before, after);
    hs_instrument_hash_texts(call, after);
    hensigt_instrument_revision *revision = hs_instrument_add_revision(call, after, date);
    if (!revision)
        return;
    revision->reaffirm_date = request->reaffirm_date;
    revision->reason = request->reason;
    if (says_the_same(after))
        hs_status_field(call->status, 0, "instrument", "UNCHANGED", "must say something else than the revision before");
}

static void check_dates(struct hs_call *call, const hensigt_revise_instrument_request *request, const hensigt_instrument *before,
                        const hensigt_partial_date *date)
{
    int32_t earliest = hs_date_earliest(date);
    hs_date_require_order(call, "date", date, before->revisions[before->n_revisions - 1]->date, "the revision before");
    if (!hs_date_given(request->reaffirm_date))
        hs_call_violation(call, "reaffirm_date", "REQUIRED", "must be given");
    else if (hs_date_latest(request->reaffirm_date) <= earliest)
        hs_call_violation(call, "reaffirm_date", "INTERVAL", "must lie after %s, the day of the revision",
                          hs_call_day_text(call, earliest));
}

enum hs_code hs_instrument_revise(struct hs_call *call, const hensigt_revise_instrument_request *request, hensigt_instrument *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    const hensigt_instrument *before = (const hensigt_instrument *)transition.before;
    hensigt_instrument *after = (hensigt_instrument *)transition.after;
    hensigt_partial_date *date = hs_date_of_fact(call, request->date);
    if (!date || !(HS_STATE(before->state) & HS_INSTRUMENT_SIGNABLE)) {
        hs_instrument_require(call, before, HS_INSTRUMENT_SIGNABLE);
        return hs_status_code(call->status);
    }
    check_dates(call, request, before, date);
    call->prefix = "instrument.";
    revise(call, request, before, after, date);
    if (hs_status_code(call->status) != HS_OK)
        hs_change_check(call, &hensigt_instrument_resource, hs_registry_rules(&hensigt_instrument_resource), &before->base,
                        &after->base);
    return hs_transition_end(call, &transition, &reply->base);
}
