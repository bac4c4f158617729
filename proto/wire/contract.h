/* What the contract says and protobuf-c's descriptors do not: the tables that protoc-gen-hensigt emits.
 *
 * Every table is constant data in the build folder, reachable from hs_contract. A struct hs_field stands at the same
 * index as its ProtobufCFieldDescriptor (that is: sorted by field number). */
#ifndef HS_CONTRACT_H
#define HS_CONTRACT_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct hs_message;

/** The text form of a string field: the numbers of hensigt.options.v1.Format. */
enum hs_format {
    HS_FORMAT_NONE = 0,
    HS_FORMAT_RESOURCE_ID = 1,
    HS_FORMAT_RESOURCE_NAME = 2,
    HS_FORMAT_PARENT = 3,
    HS_FORMAT_LANGUAGE = 4,
    HS_FORMAT_REGION = 5,
    HS_FORMAT_CURRENCY = 6,
    HS_FORMAT_CPV = 7,
    HS_FORMAT_NUTS = 8,
    HS_FORMAT_DECIMAL = 9,
    HS_FORMAT_UNIT = 10,
    HS_FORMAT_DATE = 11,
    HS_FORMAT_DAY = 12,
    HS_FORMAT_URL = 13,
    HS_FORMAT_FILTER = 14,
    HS_FORMAT_ORDER = 15,
    HS_FORMAT_SCHEME = 16,
    HS_FORMAT_STEP = 17,
};

/** Bits of hs_field.flags. */
enum {
    HS_FIELD_REQUIRED = 1 << 0,
    HS_FIELD_OUTPUT_ONLY = 1 << 1,
    HS_FIELD_IMMUTABLE = 1 << 2,
    HS_FIELD_NON_NEGATIVE = 1 << 3,
    HS_FIELD_DISTINCT = 1 << 4,
    HS_FIELD_PARTIAL = 1 << 5, /**< holds a part of a resource: what that requires may be absent */
    HS_FIELD_PERSON = 1 << 6,  /**< the name of a natural person, which can be redacted */
};

/** What the contract says of one field. */
struct hs_field {
    const char *json_name;            /**< lowerCamelCase */
    const struct hs_message *message; /**< the type of a message field, else NULL */
    const char *reference;            /**< kinds that a resource name may point to, "Centre|Process"; else NULL */
    int64_t maximum;                  /**< the largest number allowed; 0 = no limit */
    uint32_t min_length;              /**< characters of a string, bytes of a bytes field */
    uint32_t max_length;              /**< the same; 0 = HS_DEFAULT_MAX_LENGTH */
    uint32_t max_items;               /**< elements; 0 = HS_DEFAULT_MAX_ITEMS */
    uint16_t flags;                   /**< HS_FIELD_* */
    uint8_t format;                   /**< enum hs_format */
    uint16_t position; /**< the field's place in the .proto file, from 0: tables and help show fields in this order */
};

/** A message that is stored, listed and has a history. */
struct hs_resource {
    const char *kind;                 /**< "ProcessModel" */
    const char *singular;             /**< "process-model": the noun of the command line */
    const char *collection;           /**< the last collection segment of its names: "processModels" */
    const char *table;                /**< its table in the store: "process_model" */
    const char *pattern;              /**< "partnerships/{partnership}/memberships/{membership}" */
    const struct hs_resource *parent; /**< the kind its names stand under, or NULL */
    const struct hs_message *message; /**< the resource itself */
    const char *columns;              /**< the fields a table shows by default, separated by commas */
    const char *centre_field; /**< names the centre it belongs to, or what belongs to one; "name" = itself; NULL = as its parent */
    const char *organisation_field; /**< the same for an organisation */
    const char
        *search; /**< paths of the fields whose words a search finds, separated by commas; NULL = it finds no such resource */
};

/** A message type. */
struct hs_message {
    const ProtobufCMessageDescriptor *descriptor;
    const struct hs_field *fields;      /**< descriptor->n_fields of them, at the descriptor's indexes */
    const struct hs_resource *resource; /**< NULL unless the message is a resource */
};

/** What a standard method does (AIP-131 to 135, and Annul of our own); HS_VERB_CUSTOM for all others. */
enum hs_verb {
    HS_VERB_CUSTOM,
    HS_VERB_CREATE,
    HS_VERB_GET,
    HS_VERB_LIST,
    HS_VERB_UPDATE,
    HS_VERB_DELETE,
    HS_VERB_ANNUL, /**< marks what was entered in error (R3 of the field's rules): the resource has a field `annulment` */
};

/** Bits of hs_method.roles: 1 << hensigt.options.v1.Role. The owner is never listed. */
enum {
    HS_ROLE_OWNER = 1 << 0,
    HS_ROLE_ANYONE = 1 << 1,
    HS_ROLE_READER = 1 << 2,
    HS_ROLE_REGISTRAR = 1 << 3,
    HS_ROLE_CENTRE_EDITOR = 1 << 4,
    HS_ROLE_SIGNATORY = 1 << 5,
};

/** What a call costs at most: the numbers of hensigt.options.v1.Cost. */
enum hs_cost { HS_COST_POINT = 1, HS_COST_SCAN = 2, HS_COST_WAIT = 3 };

struct hs_service;

/** A method. */
struct hs_method {
    const char *name;      /**< "CreateCentre" */
    const char *full_name; /**< "hensigt.v1.CentreService/CreateCentre": the envelope's method */
    const char *verb_name; /**< its verb on the command line, in kebab case: "create", "summarise-demand" */
    const struct hs_service *service;
    const struct hs_message *input;
    const struct hs_message *output;
    const struct hs_resource *resource; /**< what a standard or custom method is about: the resource of its service, or NULL */
    const char *scope;                  /**< path of the request's field that scopes a key, or NULL */
    const char *organisation_scope;     /**< the same for a signatory's key, or NULL where it is `scope` */
    enum hs_verb verb;
    enum hs_cost cost;
    uint32_t roles; /**< HS_ROLE_* */
    bool write;
};

/** A service. */
struct hs_service {
    const char *name;      /**< "CentreService" */
    const char *full_name; /**< "hensigt.v1.CentreService" */
    const char *noun;      /**< its noun on the command line: "centre" */
    const struct hs_method *methods;
    size_t n_methods;
    const struct hs_resource *resource; /**< the resource the service is about, or NULL */
};

/** The contract as a whole. */
struct hs_contract {
    const struct hs_service *const *services; /**< in the order of their full names */
    size_t n_services;
    const struct hs_resource *const *resources; /**< in the order of their kinds */
    size_t n_resources;
    const struct hs_message *const *messages; /**< in the byte order of their full names */
    size_t n_messages;
    const uint8_t *descriptor_set; /**< a packed google.protobuf.FileDescriptorSet, without comments, imports first */
    size_t descriptor_set_size;
};

/** Generated: the contract this program was built with. */
extern const struct hs_contract hs_contract;

/** A message type by its full name ("hensigt.v1.Centre"), or NULL. */
const struct hs_message *hs_contract_message(const char *full_name);

/** A method by the envelope's name, which need not end in a NUL byte; or NULL. */
const struct hs_method *hs_contract_method(const char *full_name, size_t length);

/** A resource by its kind ("Centre"), or NULL. */
const struct hs_resource *hs_contract_resource(const char *kind);

/** The resource whose pattern a name follows ("centres/co-pi" -> Centre), or NULL if it is a name of none.
 *  The segments between the slashes must be well-formed ids; with `wildcard`, a parent's id may also be "-". */
const struct hs_resource *hs_contract_resource_of_name(const char *name, bool wildcard);

/** The index of a field in a message's descriptor by its proto name, or -1. */
int hs_message_field(const struct hs_message *message, const char *name);

#ifdef __cplusplus
}
#endif
#endif
