#include "offers.h"

#include "request.h"

static void add_offers(struct offers *offers, const struct hs_method *method, const struct hs_message *type, bool in_container)
{
    struct member word = request_word(method);
    for (size_t i = 0; i < type->descriptor->n_fields; i++) {
        struct member member = member_in_order(type, i);
        if (request_offers(method, in_container, member) && member.field != word.field) {
            offers->offers[offers->n++] = (struct offer){.type = type, .member = member};
        }
    }
}

struct offers offers_find(struct hs_arena *arena, const struct hs_method *method)
{
    const struct hs_message *resource = request_container(method).field != NULL ? method->resource->message : NULL;
    size_t most = method->input->descriptor->n_fields + (resource != NULL ? resource->descriptor->n_fields : 0);
    struct offers offers = {.offers = hs_arena_alloc(arena, (most + 1) * sizeof *offers.offers)};
    if (offers.offers != NULL && resource != NULL) {
        add_offers(&offers, method, resource, true);
    }
    if (offers.offers != NULL) {
        add_offers(&offers, method, method->input, false);
    }
    return offers;
}

bool offer_is_required(struct member member, const struct hs_method *method)
{
    return (member.rules->flags & HS_FIELD_REQUIRED) != 0 && method->verb != HS_VERB_UPDATE &&
           member.rules->format != HS_FORMAT_PARENT;
}
