#include "crypto/statement.h"

#include "crypto/declaration.h"
#include "wire/guard.h"

#include <string.h>

/* Keeps a signature from meaning anything but this: nothing else that is signed begins with it. */
static char purpose[] = "hensigt.v1.SigningStatement";

/* ---- the content of a revision ------------------------------------------------------------------------------------------- */

static hensigt_instrument_content_text *content_text(struct hs_arena *arena, const hensigt_instrument_text *text)
{
    hensigt_instrument_content_text *out =
        (hensigt_instrument_content_text *)hs_arena_new(arena, &hensigt__v1__instrument_content__text__descriptor);
    uint8_t *hash = hs_arena_alloc(arena, HS_SHA256_SIZE);
    if (!out || !hash)
        return NULL;
    hs_sha256(text->text, strlen(text->text), hash);
    out->language_code = text->language_code;
    out->hash = (ProtobufCBinaryData){.len = HS_SHA256_SIZE, .data = hash};
    return out;
}

static bool fill_texts(struct hs_arena *arena, const hensigt_instrument *instrument, hensigt_instrument_content *out)
{
    out->texts = hs_arena_alloc(arena, (instrument->n_texts + 1) * sizeof *out->texts);
    for (size_t i = 0; out->texts && i < instrument->n_texts; i++) {
        out->texts[i] = content_text(arena, instrument->texts[i]);
        if (!out->texts[i])
            return false;
    }
    out->n_texts = instrument->n_texts;
    return out->texts != NULL;
}

static bool fill_content(struct hs_arena *arena, const hensigt_instrument *instrument, hensigt_instrument_content *out)
{
    *out = (hensigt_instrument_content)HENSIGT_INSTRUMENT_CONTENT_INIT;
    out->title = instrument->title;
    out->kind = instrument->kind;
    out->binding = instrument->binding;
    out->requirements = instrument->requirements;
    out->n_requirements = instrument->n_requirements;
    out->revision_terms = instrument->revision_terms;
    out->withdrawal_terms = instrument->withdrawal_terms;
    out->processes = instrument->processes;
    out->n_processes = instrument->n_processes;
    out->expire_date = instrument->expire_date;
    out->joinable = instrument->joinable;
    out->source = instrument->source;
    return fill_texts(arena, instrument, out);
}

bool hs_content_pack(struct hs_arena *arena, const hensigt_instrument *instrument, ProtobufCBinaryData *out)
{
    hensigt_instrument_content content;
    if (!fill_content(arena, instrument, &content))
        return false;
    size_t size = protobuf_c_message_get_packed_size(&content.base);
    uint8_t *bytes = hs_arena_alloc(arena, size + 1);
    if (!bytes)
        return false;
    protobuf_c_message_pack(&content.base, bytes);
    *out = (ProtobufCBinaryData){.len = size, .data = bytes};
    return true;
}

bool hs_content_hash(struct hs_arena *arena, const hensigt_instrument *instrument, uint8_t hash[HS_SHA256_SIZE])
{
    ProtobufCBinaryData content;
    if (!hs_content_pack(arena, instrument, &content))
        return false;
    hs_sha256(content.data, content.len, hash);
    return true;
}

/* ---- what is signed ------------------------------------------------------------------------------------------------------ */

void hs_statement_fill(const hensigt_signature *signature, const char *instrument, const char *registry_id,
                       hensigt_signing_statement *out)
{
    *out = (hensigt_signing_statement)HENSIGT_SIGNING_STATEMENT_INIT;
    out->purpose = purpose;
    out->registry_id = (char *)(uintptr_t)registry_id;
    out->instrument = (char *)(uintptr_t)instrument;
    out->revision = signature->revision;
    out->revision_hash = signature->revision_hash;
    out->organisation = signature->organisation;
    out->capacity = signature->capacity;
}

const hensigt_signing_statement *hs_statement_unpack(struct hs_arena *arena, const ProtobufCBinaryData *bytes)
{
    struct hs_guard_report report;
    return (const hensigt_signing_statement *)hs_guard_unpack(arena, &hensigt__v1__signing_statement__descriptor, bytes->data,
                                                              bytes->len, true, &report);
}

bool hs_statement_says(struct hs_arena *arena, const ProtobufCBinaryData *bytes, const hensigt_signing_statement *expected)
{
    const hensigt_signing_statement *said = hs_statement_unpack(arena, bytes);
    return said && hs_signed_same(arena, &said->base, &expected->base);
}

/* "instruments/i" of "instruments/i/signatures/s". NULL without memory. */
static char *instrument_of(struct hs_arena *arena, const char *signature)
{
    const char *end = strstr(signature, "/signatures/");
    return hs_arena_bytes(arena, signature, end ? (size_t)(end - signature) : 0);
}

enum hs_statement_fault hs_statement_verify(struct hs_arena *arena, const hensigt_signature *signature)
{
    hensigt_signing_statement expected;
    const hensigt_intention_confirmation *confirmation = signature->confirmation;
    if (!confirmation || !confirmation->signed_declaration)
        return HS_STATEMENT_ABSENT;
    const hensigt_signed_declaration *declared = confirmation->signed_declaration;
    const hensigt_signing_statement *said = hs_statement_unpack(arena, &declared->declaration);
    const char *instrument = instrument_of(arena, signature->name);
    if (!said || !instrument)
        return HS_STATEMENT_MISMATCH;
    /* Which registry it was made for, only the statement itself says; whoever verifies is shown it. */
    hs_statement_fill(signature, instrument, said->registry_id, &expected);
    if (!hs_signed_same(arena, &said->base, &expected.base))
        return HS_STATEMENT_MISMATCH;
    return hs_declaration_is_signed(declared, &declared->public_key) ? HS_STATEMENT_HOLDS : HS_STATEMENT_SIGNATURE;
}
