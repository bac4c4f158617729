#include "shapes.h"

#include <stdlib.h>
#include <string.h>

/* "signed_number" as "signedNumber". */
static void make_json_name(const char *name, char out[SHAPES_NAME_SIZE])
{
    for (; *name != '\0'; name++) {
        *out++ = *name == '_' ? (char)(*++name - 'a' + 'A') : *name;
    }
    *out = '\0';
}

void shapes_init(struct shapes *shapes)
{
    const ProtobufCMessageDescriptor *descriptor = &hensigt__tests__v1__shape__descriptor;
    if (descriptor->n_fields != SHAPES_FIELDS) {
        abort();
    }
    memset(shapes, 0, sizeof *shapes);
    shapes->type.descriptor = descriptor;
    shapes->type.fields = shapes->fields;
    for (unsigned i = 0; i < SHAPES_FIELDS; i++) {
        make_json_name(descriptor->fields[i].name, shapes->json_names[i]);
        shapes->fields[i].json_name = shapes->json_names[i];
        shapes->fields[i].position = (uint16_t)i;
        shapes->fields[i].message = descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE ? &shapes->type : NULL;
    }
}

struct hs_field *shapes_field(struct shapes *shapes, const char *name)
{
    int index = hs_message_field(&shapes->type, name);
    if (index < 0) {
        abort();
    }
    return &shapes->fields[index];
}
