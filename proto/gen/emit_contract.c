/* hensigt/contract.c: the whole contract, and its descriptors as bytes. */
#include "emit.h"

#include <stdlib.h>

enum {
    BYTES_A_LINE = 20,
};

static void emit_pointers(struct text *out, const char *type, const char *array)
{
    text_printf(out, "\nstatic const struct %s *const %s[] = {\n", type, array);
}

static void emit_tables(struct text *out, const struct model *model)
{
    emit_pointers(out, "hs_message", "messages");
    for (size_t i = 0; i < model->n_messages; i++)
        text_printf(out, "    &%s_type,\n", model->messages[i]->short_name);
    text_printf(out, "};\n");
    if (model->n_resources) {
        emit_pointers(out, "hs_resource", "resources");
        for (size_t i = 0; i < model->n_resources; i++)
            text_printf(out, "    &%s_resource,\n", model->resources[i]->message->short_name);
        text_printf(out, "};\n");
    }
    if (model->n_services) {
        emit_pointers(out, "hs_service", "services");
        for (size_t i = 0; i < model->n_services; i++)
            text_printf(out, "    &%s_type,\n", model->services[i]->short_name);
        text_printf(out, "};\n");
    }
}

static void emit_bytes(struct text *out, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        text_printf(out, "%s0x%02x,", i % BYTES_A_LINE ? " " : i ? "\n    " : "    ", bytes[i]);
}

/* A packed FileDescriptorSet of the files as the compiler sent them, without comments and places. */
static size_t pack_descriptors(const struct model *model, uint8_t **bytes)
{
    Google__Protobuf__FileDescriptorSet set = GOOGLE__PROTOBUF__FILE_DESCRIPTOR_SET__INIT;
    proto_file *copies = calloc(model->n_files + 1, sizeof *copies);
    proto_file **files = calloc(model->n_files + 1, sizeof *files);
    size_t size = 0;
    if (!copies || !files)
        goto done;
    for (size_t i = 0; i < model->n_files; i++) {
        copies[i] = *model->files[i].proto;
        copies[i].source_code_info = NULL;
        files[i] = &copies[i];
    }
    set.n_file = model->n_files;
    set.file = files;
    size = google__protobuf__file_descriptor_set__get_packed_size(&set);
    *bytes = malloc(size + 1);
    if (*bytes)
        google__protobuf__file_descriptor_set__pack(&set, *bytes);
done:
    free(files);
    free(copies);
    return size;
}

void emit_contract(struct text *out, const struct model *model)
{
    uint8_t *bytes = NULL;
    size_t size = pack_descriptors(model, &bytes);
    if (!bytes) {
        out->failed = true;
        return;
    }
    emit_banner(out, "The whole of", "the contract");
    text_printf(out, "#include \"wire/contract.h\"\n\n");
    for (size_t i = 0; i < model->n_files; i++)
        text_printf(out, "#include \"%s_tables.h\"\n", model->files[i].base);
    emit_tables(out, model);
    text_printf(out, "\nstatic const uint8_t descriptor_set[%zu] = {\n", size);
    emit_bytes(out, bytes, size);
    text_printf(out, "\n};\n\nconst struct hs_contract hs_contract = {\n");
    if (model->n_services)
        text_printf(out, "    .services = services,\n    .n_services = %zu,\n", model->n_services);
    if (model->n_resources)
        text_printf(out, "    .resources = resources,\n    .n_resources = %zu,\n", model->n_resources);
    text_printf(out, "    .messages = messages,\n    .n_messages = %zu,\n", model->n_messages);
    text_printf(out, "    .descriptor_set = descriptor_set,\n    .descriptor_set_size = sizeof descriptor_set,\n};\n");
    free(bytes);
}
