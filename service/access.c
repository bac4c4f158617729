#include "service/access.h"

#include "crypto/crypto.h"
#include "service/fields.h"
#include "service/rules/standing_body.h"

#include "hensigt/v1/access_key.h"
#include "hensigt/v1/access_key_tables.h"

#include <stdio.h>
#include <string.h>

const struct hs_caller hs_caller_owner = {.name = "owner", .role = HS_ROLE_OWNER};
const struct hs_caller hs_caller_anyone = {.name = "anyone", .role = HS_ROLE_ANYONE};

/* ---- who calls ----------------------------------------------------------------------------------------------------------- */

/* "accessKeys/", an id of at most 63 characters, NUL. */
enum { NAME_SIZE = 80 };

/* A token that has the form of one. */
struct token {
    char name[NAME_SIZE];
    uint8_t hash[HS_SHA256_SIZE]; /* of its secret */
};

static bool read_secret(const char *text, uint8_t hash[HS_SHA256_SIZE])
{
    uint8_t secret[HS_KEY_SIZE];
    size_t size = 0;
    bool good = hs_base64url_decode(text, secret, sizeof secret, &size) && size == sizeof secret;
    if (good)
        hs_sha256(secret, sizeof secret, hash);
    hs_bytes_forget(secret, sizeof secret);
    return good;
}

static bool read_token(const char *text, struct token *out)
{
    size_t length = strcspn(text, ".");
    if (text[length] != '.' || length >= NAME_SIZE)
        return false;
    int size = snprintf(out->name, sizeof out->name, "%s/%.*s", hensigt_access_key_resource.collection, (int)length, text);
    return size < NAME_SIZE && hs_contract_resource_of_name(out->name, false) == &hensigt_access_key_resource &&
           read_secret(text + length + 1, out->hash);
}

static bool is_owner_key(const struct hs_credentials *credentials)
{
    const char *valid = credentials->owner_key;
    size_t length = strlen(credentials->token);
    return valid && strlen(valid) == length && hs_bytes_equal(credentials->token, valid, length);
}

static uint32_t role_of(const hensigt_access_key *key)
{
    switch (key->role) {
    case HENSIGT_ACCESS_KEY_ROLE_OWNER:
        return HS_ROLE_OWNER;
    case HENSIGT_ACCESS_KEY_ROLE_REGISTRAR:
        return HS_ROLE_REGISTRAR;
    case HENSIGT_ACCESS_KEY_ROLE_CENTRE_EDITOR:
        return HS_ROLE_CENTRE_EDITOR;
    case HENSIGT_ACCESS_KEY_ROLE_SIGNATORY:
        return HS_ROLE_SIGNATORY;
    case HENSIGT_ACCESS_KEY_ROLE_READER:
        return HS_ROLE_READER;
    default: /* of a later version */
        return 0;
    }
}

static enum hs_code refuse(struct hs_status *status)
{
    return hs_status_fail(status, HS_UNAUTHENTICATED, "ACCESS_KEY_INVALID", "the access key is not valid here");
}

/* The key that a token names; *out is NULL where there is none, or no more. */
static enum hs_code find_key(struct hs_view *view, const char *name, const hensigt_access_key **out, struct hs_status *status)
{
    struct hs_record record;
    struct hs_status found;
    hs_status_init(&found, status->arena);
    enum hs_code code = hs_view_get(view, name, 0, status->arena, &record, &found);
    *out = NULL;
    if (code == HS_NOT_FOUND || (code == HS_OK && record.deleted))
        return HS_OK;
    if (code == HS_OK)
        *out = (const hensigt_access_key *)protobuf_c_message_unpack(&hensigt__v1__access_key__descriptor, &status->arena->protobuf,
                                                                     record.size, record.body);
    return *out ? HS_OK
                : hs_status_fail(status, code != HS_OK ? code : HS_RESOURCE_EXHAUSTED, "ACCESS_KEY_UNREADABLE",
                                 "the access key cannot be read now");
}

/* A key of one entry of a body speaks for the body, under whichever of its names. */
static enum hs_code add_names(struct hs_view *view, struct hs_caller *caller, struct hs_status *status)
{
    struct hs_names names = {.arena = status->arena};
    for (size_t i = 0; i < caller->n_organisations; i++)
        if (!hs_body_names(view, caller->organisations[i], 0, &names))
            return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the access key's organisations");
    caller->organisations = names.names;
    caller->n_organisations = names.count;
    return HS_OK;
}

/* Whether a key whose secret is right still lets anyone in. */
static enum hs_code check_validity(const hensigt_access_key *key, int64_t now, struct hs_status *status)
{
    if (key->state != HENSIGT_ACCESS_KEY_STATE_ACTIVE)
        return hs_status_fail(status, HS_UNAUTHENTICATED, "ACCESS_KEY_REVOKED", "the access key has been revoked");
    if (key->expire_time && hs_time_of_message(key->expire_time) <= now)
        return hs_status_fail(status, HS_UNAUTHENTICATED, "ACCESS_KEY_EXPIRED", "the access key has expired");
    return HS_OK;
}

static bool has_hash(const hensigt_access_key *key, const uint8_t hash[HS_SHA256_SIZE])
{
    return key->secret_hash.len == HS_SHA256_SIZE && hs_bytes_equal(key->secret_hash.data, hash, HS_SHA256_SIZE);
}

enum hs_code hs_access_authenticate(const struct hs_credentials *credentials, struct hs_view *view, struct hs_caller *out,
                                    const char **key, struct hs_status *status)
{
    struct token token;
    const hensigt_access_key *found = NULL;
    *key = "";
    if (!*credentials->token)
        return hs_status_fail(status, HS_UNAUTHENTICATED, "ACCESS_KEY_MISSING", "this endpoint demands an access key");
    if (is_owner_key(credentials)) {
        *out = hs_caller_owner;
        return HS_OK;
    }
    if (!read_token(credentials->token, &token))
        return refuse(status);
    enum hs_code code = find_key(view, token.name, &found, status);
    if (code != HS_OK || !found)
        return code != HS_OK ? code : refuse(status);
    *key = found->name;
    if (!has_hash(found, token.hash))
        return refuse(status);
    code = check_validity(found, credentials->now, status);
    if (code == HS_OK)
        *out = (struct hs_caller){
            .name = found->name,
            .role = role_of(found),
            .centres = (const char *const *)found->centres,
            .n_centres = found->n_centres,
            .organisations = (const char *const *)found->organisations,
            .n_organisations = found->n_organisations,
        };
    return code == HS_OK ? add_names(view, out, status) : code;
}

/* ---- what they may ------------------------------------------------------------------------------------------------------- */

static const struct role {
    uint32_t bit;
    const char *name;
    const char *words;
} roles[] = {
    {HS_ROLE_OWNER, "OWNER", "owner"},
    {HS_ROLE_READER, "READER", "reader"},
    {HS_ROLE_REGISTRAR, "REGISTRAR", "registrar"},
    {HS_ROLE_CENTRE_EDITOR, "CENTRE_EDITOR", "centre editor"},
    {HS_ROLE_SIGNATORY, "SIGNATORY", "signatory"},
};

/* The roles of a set, as one text: "registrar or centre editor", or "REGISTRAR,CENTRE_EDITOR". */
static const char *list_roles(struct hs_arena *arena, uint32_t set, bool words)
{
    const char *list = NULL;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        const char *name = words ? roles[i].words : roles[i].name;
        if (set & roles[i].bit)
            list = list ? hs_arena_printf(arena, "%s%s%s", list, words ? " or " : ",", name) : name;
    }
    return list ? list : words ? "nobody" : "";
}

enum hs_code hs_access_deny_role(struct hs_call *call, uint32_t set, const char *what)
{
    uint32_t needed = set ? set : HS_ROLE_OWNER;
    enum hs_code code = hs_status_fail(call->status, HS_PERMISSION_DENIED, "ROLE_MISSING",
                                       "%s needs the role %s; %s has the role %s", what, list_roles(call->arena, needed, true),
                                       call->caller->name, list_roles(call->arena, call->caller->role, true));
    hs_status_metadata(call->status, "roles", list_roles(call->arena, needed, false));
    return code;
}

enum hs_code hs_access_authorise(struct hs_call *call, const ProtobufCMessage *request)
{
    static const uint32_t readers = HS_ROLE_READER | HS_ROLE_REGISTRAR | HS_ROLES_BOUND;
    const struct hs_method *method = call->method;
    uint32_t role = call->caller->role;
    if (role == HS_ROLE_OWNER || (method->roles & HS_ROLE_ANYONE))
        return HS_OK;
    if ((method->roles & HS_ROLE_READER) && (role & readers))
        return HS_OK;
    if (!(method->roles & role))
        return hs_access_deny_role(call, method->roles, method->name);
    return (role & HS_ROLES_BOUND) && method->scope ? hs_access_check_scope(call, request) : HS_OK;
}
