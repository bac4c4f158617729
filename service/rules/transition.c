#include "service/rules/transition.h"

#include "service/rules/dates.h"
#include "wire/date.h"

#include <stdio.h>
#include <string.h>

enum hs_code hs_no_memory(struct hs_call *call)
{
    return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this call");
}

bool hs_transition_begin(struct hs_call *call, const char *name, const char *etag, struct hs_transition *out)
{
    ProtobufCMessage *before = hs_call_get_for_change(call, name, etag);
    ProtobufCMessage *after = before ? hs_arena_message(call->arena, before) : NULL;
    if (!after) {
        if (before)
            hs_no_memory(call);
        return false;
    }
    *out = (struct hs_transition){.before = before, .after = after};
    return true;
}

enum hs_code hs_transition_end(struct hs_call *call, const struct hs_transition *transition, ProtobufCMessage *reply)
{
    if (hs_status_code(call->status) == HS_OK && hs_call_put(call, transition->before, transition->after) == HS_OK)
        memcpy(reply, transition->after, transition->after->descriptor->sizeof_message);
    return hs_status_code(call->status);
}

bool hs_require_reference(struct hs_call *call, const char *path, const char *name)
{
    if (hs_view_exists(call->view, name))
        return true;
    hs_status_fail(call->status, HS_NOT_FOUND, "REFERENCE_NOT_FOUND", "%s: %s does not exist", path, name);
    hs_call_violation(call, path, "REFERENCE_NOT_FOUND", "%s does not exist", name);
    return false;
}

/* ---- states ------------------------------------------------------------------------------------------------------------ */

/* The length of what all names of an enum begin with: the name of its value 0 without UNSPECIFIED. */
static size_t prefix_length(const ProtobufCEnumDescriptor *type)
{
    static const char zero[] = "UNSPECIFIED";
    const ProtobufCEnumValue *unspecified = protobuf_c_enum_descriptor_get_value(type, 0);
    size_t length = unspecified ? strlen(unspecified->name) : 0;
    return length >= sizeof zero - 1 ? length - (sizeof zero - 1) : 0;
}

char *hs_enum_words(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(type, value);
    if (!known)
        return hs_arena_printf(arena, "%d", value);
    char *words = hs_arena_string(arena, known->name + prefix_length(type));
    for (char *c = words; c && *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        else if (*c == '_')
            *c = ' ';
    }
    return words;
}

/* "draft or submitted". */
static const char *allowed_words(struct hs_arena *arena, const ProtobufCEnumDescriptor *states, unsigned allowed)
{
    const char *words = NULL;
    for (unsigned i = 0; i < states->n_values; i++) {
        int value = states->values[i].value;
        if (!(allowed & HS_STATE(value)))
            continue;
        const char *word = hs_enum_words(arena, states, value);
        words = words ? hs_arena_printf(arena, "%s or %s", words, word ? word : "") : word;
    }
    return words ? words : "";
}

void hs_state_require(struct hs_call *call, const char *name, const ProtobufCEnumDescriptor *states, int state, unsigned allowed,
                      const char *remedy)
{
    if (allowed & HS_STATE(state))
        return;
    const char *word = hs_enum_words(call->arena, states, state);
    hs_status_lack(call->status, "WRONG_STATE", name, &remedy, remedy ? 1 : 0, "%s is %s; %s needs it to be %s", name,
                   word ? word : "", call->method->name, allowed_words(call->arena, states, allowed));
}

/* ---- dates ------------------------------------------------------------------------------------------------------------- */

hensigt_partial_date *hs_date_of_fact(struct hs_call *call, const hensigt_partial_date *date)
{
    const hensigt_partial_date *given = hs_date_given(date) ? date : NULL;
    hensigt_partial_date *fact = hs_call_date_or_today(call, given);
    if (!fact)
        hs_no_memory(call);
    else
        hs_date_require_come(call, "date", fact);
    return fact;
}

void hs_date_require_come(struct hs_call *call, const char *path, const hensigt_partial_date *date)
{
    char today[HS_DAY_SIZE];
    hs_day_text(call->today, today);
    if (hs_date_earliest(date) > call->today)
        hs_call_violation(call, path, "FUTURE", "must not lie after today, %s", today);
}

void hs_date_require_order(struct hs_call *call, const char *path, const hensigt_partial_date *date,
                           const hensigt_partial_date *other, const char *what)
{
    char text[HS_PARTIAL_DATE_SIZE];
    char other_text[HS_PARTIAL_DATE_SIZE];
    if (!hs_date_certainly_before(date, other))
        return;
    hs_partial_date_text(date, text);
    hs_partial_date_text(other, other_text);
    hs_call_violation(call, path, "INTERVAL", "must not lie before %s: %s is before %s", what, text, other_text);
}
