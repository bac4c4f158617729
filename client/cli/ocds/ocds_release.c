#include "ocds/ocds_release.h"

#include "amount.h"

#include "crypto/crypto.h"
#include "wire/date.h"

#include <string.h>

/* Bytes of the hash by which a release is known. */
enum { ID_BYTES = 12 };

const char *ocds_day(struct hs_arena *arena, const hensigt_partial_date *date)
{
    bool whole = date != NULL && strlen(date->date) == HS_DAY_SIZE - 1;
    return whole ? hs_arena_printf(arena, "%sT00:00:00Z", date->date) : NULL;
}

void ocds_translations(struct hs_arena *arena, struct ocds_json *json, const char *key, hensigt_localized_text *const *texts,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *member = hs_arena_printf(arena, "%s_%s", key, texts[i]->language_code);
        if (member != NULL) {
            ocds_json_text(json, member, texts[i]->text);
        }
    }
}

void ocds_value(struct hs_arena *arena, struct ocds_json *json, const char *key, const hensigt_money *money)
{
    ocds_json_object(json, key);
    if (money != NULL) {
        ocds_json_number(json, "amount", amount_text(arena, money->units, money->nanos));
        ocds_json_text(json, "currency", money->currency_code);
    }
    ocds_json_close(json);
}

void ocds_change_time(const struct ocds_facts *facts, char out[OCDS_TIME_SIZE])
{
    *out = '\0';
    (void)hs_timestamp_text(facts->change_seconds, facts->change_nanos, out);
}

static const char *ocid(struct hs_arena *arena, const struct ocds_facts *facts, const struct ocds_style *style)
{
    const char *slash = strchr(facts->process->name, '/');
    return hs_arena_printf(arena, "%s-%s", style->prefix, slash != NULL ? slash + 1 : facts->process->name);
}

/* Writes the release; `id` is NULL while what it is made from is not known. */
static void write_release(struct hs_arena *arena, const struct ocds_facts *facts, const struct ocds_style *style, const char *id,
                          struct hs_buffer *out)
{
    struct ocds_json json;
    char time[OCDS_TIME_SIZE];
    ocds_change_time(facts, time);
    ocds_json_init(&json, out, 2);
    ocds_json_object(&json, NULL);
    ocds_json_text(&json, "ocid", ocid(arena, facts, style));
    ocds_json_text(&json, "id", id);
    ocds_json_text(&json, "date", time);
    ocds_json_list(&json, "tag");
    ocds_json_text(&json, NULL, "planning");
    ocds_json_close(&json);
    ocds_json_text(&json, "initiationType", "tender");
    ocds_json_text(&json, "language", style->language);
    ocds_parties(arena, facts, &json);
    ocds_party_reference(arena, &json, "buyer", ocds_only_buyer(facts));
    ocds_planning(arena, facts, &json);
    ocds_tender(arena, facts, &json);
    ocds_related(arena, facts, &json);
    ocds_json_close(&json);
}

bool ocds_release(struct hs_arena *arena, const struct ocds_facts *facts, const struct ocds_style *style, struct hs_buffer *out)
{
    struct hs_buffer text = {0};
    uint8_t digest[HS_SHA256_SIZE];
    char id[HS_HEX_SIZE(ID_BYTES)];
    write_release(arena, facts, style, NULL, &text);
    bool written = !text.failed;
    if (written) {
        hs_sha256(text.text, text.length, digest);
        hs_hex_encode(digest, ID_BYTES, id);
        write_release(arena, facts, style, id, out);
        written = !out->failed;
    }
    hs_buffer_free(&text);
    return written;
}
