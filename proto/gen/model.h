/* The contract as the emitters see it: plain structs, every name decided, every rule checked.
 *
 * Everything is made once from the compiler's request and constant afterwards. Strings are never NULL unless their comment says so.
 */
#ifndef GEN_MODEL_H
#define GEN_MODEL_H

#include "names.h"
#include "pool.h"
#include "text.h"

#include "google/protobuf/compiler/plugin.pb-c.h"
#include "google/protobuf/descriptor.pb-c.h"
#include "hensigt/options/v1/options.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model_file;

typedef Google__Protobuf__FileDescriptorProto proto_file;
typedef Google__Protobuf__DescriptorProto proto_message;
typedef Google__Protobuf__FieldDescriptorProto proto_field;
typedef Google__Protobuf__EnumDescriptorProto proto_enum;
typedef Google__Protobuf__ServiceDescriptorProto proto_service;
typedef Google__Protobuf__MethodDescriptorProto proto_method;
typedef Google__Protobuf__SourceCodeInfo__Location proto_location;
typedef Google__Protobuf__Compiler__CodeGeneratorRequest proto_request;
typedef Google__Protobuf__FieldDescriptorProto__Type proto_type;
typedef Hensigt__Options__V1__FieldRules field_rules;
typedef Hensigt__Options__V1__ResourceRules resource_rules;
typedef Hensigt__Options__V1__MethodRules method_rules;

/** What every element of the contract has. */
struct element {
    const char *name;      /**< "title" */
    const char *full_name; /**< "hensigt.v1.Centre.title"; of a method "hensigt.v1.CentreService/GetCentre" */
    const char *comment;   /**< paragraphs parted by "\n\n", each one line; "" if there is none */
    const char *file;      /**< "hensigt/v1/centre.proto" */
    int line;              /**< from 1 */
    int column;            /**< from 1 */
};

struct model_enum_value {
    struct element element;
    const char *c_name; /**< protoc-gen-c's: "HENSIGT__V1__CENTRE__STATE__STATE_ACTIVE" */
    const char *alias;  /**< ours: "HENSIGT_CENTRE_STATE_ACTIVE" */
};

struct model_enum {
    struct element element;
    const char *c_type;     /**< "Hensigt__V1__Centre__State" */
    const char *short_name; /**< "hensigt_centre_state" */
    const struct model_enum_value *values;
    size_t n_values;
};

struct model_field {
    struct element element;
    const char *json_name;
    proto_type type;
    bool repeated;
    int32_t number;
    uint32_t position;                    /**< among the declared fields, from 0 */
    const struct model_message *message;  /**< of a message field, else NULL */
    const struct model_enum *enumeration; /**< of an enum field, else NULL */
    const char *oneof;                    /**< the name of the oneof it is in, or NULL */
    const field_rules *rules;             /**< what its option says; all empty without one */
    const proto_field *proto;
};

struct model_message {
    struct element element;
    const struct model_file *file;
    const char *c_type;               /**< "Hensigt__V1__Centre" */
    const char *c_lower;              /**< "hensigt__v1__centre" */
    const char *c_upper;              /**< "HENSIGT__V1__CENTRE" */
    const char *short_name;           /**< "hensigt_centre" */
    const char *macro;                /**< "HENSIGT_CENTRE" */
    const struct model_field *fields; /**< in the order of their numbers, as protobuf-c's descriptors */
    size_t n_fields;
    const resource_rules *rules;     /**< NULL unless it is a resource */
    struct model_resource *resource; /**< likewise */
    bool nested;
    const proto_message *proto;
};

struct model_resource {
    struct model_message *message;
    const char *kind;         /**< "ProcessModel" */
    const char *snake;        /**< "process_model": its table, and its field in requests */
    const char *singular;     /**< "process-model" */
    const char *collection;   /**< "processModels" */
    const char *plural;       /**< "ProcessModels" */
    const char *plural_snake; /**< "process_models" */
    const char *pattern;
    const char *columns;
    const char *centre_field;            /**< "" if the option does not say */
    const char *organisation_field;      /**< likewise */
    const char *search;                  /**< likewise */
    const struct model_resource *parent; /**< NULL at the top */
};

enum model_verb { VERB_CUSTOM, VERB_CREATE, VERB_GET, VERB_LIST, VERB_UPDATE, VERB_DELETE, VERB_ANNUL };

struct model_method {
    struct element element;
    const char *function;  /**< "hensigt_get_centre" */
    const char *member;    /**< "get_centre" */
    const char *verb_name; /**< "get" */
    enum model_verb verb;
    const struct model_message *input;
    const struct model_message *output;
    const method_rules *rules;
    const proto_method *proto;
};

struct model_service {
    struct element element;
    const char *short_name;                /**< "hensigt_centre_service" */
    const char *noun;                      /**< "centre" */
    const char *rules_name;                /**< "hensigt_centre_rules" */
    const struct model_resource *resource; /**< what it is about, or NULL */
    struct model_method *methods;
    size_t n_methods;
};

struct model_file {
    struct element element;         /**< of the package statement; `name` is the package */
    const char *base;               /**< "hensigt/v1/centre" */
    const char *guard;              /**< "HENSIGT_V1_CENTRE" */
    const char *prefix;             /**< "hensigt" */
    bool ours;                      /**< not google.protobuf: all rules hold, and everything is emitted */
    struct model_message *messages; /**< nested ones too, each after the one around it */
    size_t n_messages;
    struct model_enum *enums;
    size_t n_enums;
    struct model_service *services;
    size_t n_services;
    const struct model_file **imports;
    size_t n_imports;
    proto_file *proto;
};

/** A rule that an element breaks. */
struct model_error {
    struct element element;
    const char *text;
    size_t order; /**< of finding */
};

struct model {
    struct pool pool;
    struct model_error *errors; /**< by file and place once the model is built */
    size_t n_errors;
    size_t room_for_errors;
    struct model_file *files; /**< of the request and all they import, imports first */
    size_t n_files;
    struct model_message **messages; /**< of all files, by full name */
    size_t n_messages;
    struct model_resource **resources; /**< by kind */
    size_t n_resources;
    struct model_service **services; /**< by full name */
    size_t n_services;
};

/** Makes the model from the compiler's request, which must outlive it. Returns true if the contract keeps every rule and memory
 *  sufficed; otherwise the errors say what is wrong (none: no memory). In both cases the caller calls model_free. */
bool model_build(struct model *model, const proto_request *request);

/** Releases what the model holds. */
void model_free(struct model *model);

/** Prints the errors, a line each: file:line:column: element: rule. */
void model_print_errors(const struct model *model, struct text *out);

/** Adds an error about an element. */
void model_complain(struct model *model, const struct element *element, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** A field of a message by its name, or NULL. */
const struct model_field *model_field(const struct model_message *message, const char *name);

/** The field at the end of a path of message fields ("intention.organisation"), or NULL if it leads nowhere. Through a repeated
 * field it means each element's. */
const struct model_field *model_path(const struct model_message *message, const char *path);

/** A resource by the first `length` bytes of its kind, or NULL. */
const struct model_resource *model_resource(const struct model *model, const char *kind, size_t length);

#endif
