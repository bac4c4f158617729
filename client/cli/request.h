/* A request made of the command line: flags name its fields, and a word its name. */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "access.h"

#include <stdbool.h>
#include <stddef.h>

/** A request under construction. */
struct request {
    struct hs_arena *arena;
    const struct hs_method *method;
    ProtobufCMessage *message;
    struct member
        container; /**< of a create or update, the field that holds the resource: its fields are flags without prefix; else NULLs */
    const char **flags; /**< the paths of the fields given by flags, in order, from the request's root */
    size_t n_flags;
    const char **changes; /**< of an update, the paths of the fields to change, from the resource */
    size_t n_changes;
};

/** The container of a method's request, or NULLs. */
struct member request_container(const struct hs_method *method);

/** The field that words beside the flags fill: the id of a create, the name of an update, else the request's `name` or first
 *  required text, else its first list of names, else its first name. NULLs if the method takes no words. */
struct member request_word(const struct hs_method *method);

/** Whether the word says the parent too, before a slash, so that no flag need: of a create beneath a parent. */
bool request_word_has_parent(const struct hs_method *method);

/** Whether those words make one text, with spaces between: they are a query. */
bool request_joins_words(const struct hs_method *method);

/** The verb that need not be said: of a noun that has one verb, to which all words are a query; else NULL. `hensigt search vand` */
const struct hs_method *request_plain_query(const struct hs_service *service);

/** Whether a field of the request, or of its container, is offered as a flag. */
bool request_offers(const struct hs_method *method, bool in_container, struct member member);

/** Begins an empty request; false without memory. */
bool request_init(struct request *request, struct hs_arena *arena, const struct hs_method *method);

/** Takes over a message that --data gave: the resource of a create or update, else the request itself. Before all else.
 *  False without memory. */
bool request_set_data(struct request *request, ProtobufCMessage *data);

/** The type of the message that --data gives. */
const struct hs_message *request_data_type(const struct hs_method *method);

/** A field that a flag names ("region-code", "provenance.note"): false with *error in words that follow the flag (NULL without
 *  memory). *path is from the request's root. `takes` are the OPTIONS_* whose flags may be meant by a misspelt one. */
bool request_find(const struct request *request, const char *flag, unsigned takes, const char **path, struct member *member,
                  const char **error);

/** Sets a field that request_find found. The first time that a flag names a field, what was in it is replaced. */
bool request_set(struct request *request, const char *path, const char *text, const char **error);

/** Takes a word. False with *error in words that stand for themselves (NULL without memory). */
bool request_add_word(struct request *request, const char *word, const char **error);

/** Puts in what follows from the rest: the fields to change of an update, any parent of a list without one. False with
 *  *error if the word is missing that the method needs, or an update changes nothing (NULL without memory). */
bool request_finish(struct request *request, const char **error);

/** The resource of an update or create within the request, made if it is not there; NULL without memory. */
ProtobufCMessage *request_resource(struct request *request);

#endif
