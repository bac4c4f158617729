/* <base>_service.h and .c: the struct of functions that answers a service's methods, and a table that calls them by type.
 * hensigt/service_registry.h and .c: all services. */
#include "emit.h"

static void emit_handler_member(struct text *out, const struct model_method *method)
{
    emit_comment(out, "    ", method->element.comment);
    text_printf(out, "    enum hs_code (*%s)(struct hs_call *call, const %s *request, %s *reply);\n", method->member,
                method->input->short_name, method->output->short_name);
}

void emit_service_header(struct text *out, const struct model_file *file)
{
    emit_banner(out, "Answering the services of", file->element.file);
    emit_guard(out, file->guard, "_SERVICE");
    text_printf(out, "#include \"service/call.h\"\n\n#include \"%s.h\"\n", file->base);
    emit_open(out);
    for (size_t i = 0; i < file->n_services; i++) {
        const struct model_service *service = &file->services[i];
        text_printf(out, "\n");
        emit_words(out, "/** ", " *  ", service->element.comment);
        text_printf(out,
                    " *\n *  The functions that answer %s. A member that is NULL is answered by the generic engine if the\n"
                    " *  method is a standard one (Create, Get, List, Update, Delete, Annul), and with UNIMPLEMENTED if not. */\n",
                    service->element.full_name);
        text_printf(out, "struct %s {\n", service->short_name);
        for (size_t j = 0; j < service->n_methods; j++)
            emit_handler_member(out, &service->methods[j]);
        text_printf(out, "};\n\n/** The methods in the order of %s_type, each calling its member of a struct %s. */\n",
                    service->short_name, service->short_name);
        text_printf(out, "extern const struct hs_handler %s_handlers[%zu];\n", service->short_name, service->n_methods);
    }
    emit_close(out);
}

/* Function pointers are never cast: a call goes through a function of the table's own type. */
static void emit_thunks(struct text *out, const struct model_service *service, const struct model_method *method)
{
    text_printf(out,
                "\nstatic bool %s_present(const void *service)\n"
                "{\n"
                "    const struct %s *own = service;\n"
                "    return own->%s != NULL;\n"
                "}\n",
                method->member, service->short_name, method->member);
    text_printf(out,
                "\nstatic enum hs_code %s_handle(struct hs_call *call, const void *service, const ProtobufCMessage *request,\n"
                "    ProtobufCMessage *reply)\n"
                "{\n"
                "    const struct %s *own = service;\n"
                "    return own->%s(call, (const %s *)request, (%s *)reply);\n"
                "}\n",
                method->member, service->short_name, method->member, method->input->short_name, method->output->short_name);
}

void emit_service_source(struct text *out, const struct model_file *file)
{
    emit_banner(out, "Answering the services of", file->element.file);
    text_printf(out, "#include \"%s_service.h\"\n\n#include \"%s_tables.h\"\n", file->base, file->base);
    for (size_t i = 0; i < file->n_services; i++) {
        const struct model_service *service = &file->services[i];
        for (size_t j = 0; j < service->n_methods; j++)
            emit_thunks(out, service, &service->methods[j]);
        text_printf(out, "\nconst struct hs_handler %s_handlers[%zu] = {\n", service->short_name, service->n_methods);
        for (size_t j = 0; j < service->n_methods; j++) {
            const struct model_method *method = &service->methods[j];
            text_printf(out, "    {.method = &%s_method, .present = %s_present, .handle = %s_handle},\n", method->function,
                        method->member, method->member);
        }
        text_printf(out, "};\n");
    }
}

void emit_registry_header(struct text *out, const struct model *model)
{
    emit_banner(out, "All services of", "the contract");
    emit_guard(out, "HENSIGT_SERVICE_REGISTRY", "");
    text_printf(out, "#include \"service/call.h\"\n");
    emit_open(out);
    text_printf(out,
                "\n/** In the order of their full names. The implementations, and the rules of services about a resource, are\n"
                " *  written by hand; a missing one fails to link under its name. */\n");
    text_printf(out, "extern const struct hs_service_entry hs_service_registry[%zu];\n", model->n_services);
    text_printf(out, "extern const size_t hs_service_registry_size;\n");
    emit_close(out);
}

void emit_registry_source(struct text *out, const struct model *model)
{
    emit_banner(out, "All services of", "the contract");
    text_printf(out, "#include \"hensigt/service_registry.h\"\n\n");
    for (size_t i = 0; i < model->n_files; i++) {
        if (model->files[i].n_services)
            text_printf(out, "#include \"%s_service.h\"\n#include \"%s_tables.h\"\n", model->files[i].base, model->files[i].base);
    }
    text_printf(out, "\n");
    for (size_t i = 0; i < model->n_services; i++) {
        const struct model_service *service = model->services[i];
        text_printf(out, "extern const struct %s %s_implementation;\n", service->short_name, service->short_name);
        if (service->resource)
            text_printf(out, "extern const struct hs_rules %s;\n", service->rules_name);
    }
    text_printf(out, "\nconst struct hs_service_entry hs_service_registry[%zu] = {\n", model->n_services);
    for (size_t i = 0; i < model->n_services; i++) {
        const struct model_service *service = model->services[i];
        text_printf(out, "    {.service = &%s_type,\n     .handlers = %s_handlers,\n     .implementation = &%s_implementation",
                    service->short_name, service->short_name, service->short_name);
        if (service->resource)
            text_printf(out, ",\n     .rules = &%s", service->rules_name);
        text_printf(out, "},\n");
    }
    text_printf(out, "};\n\nconst size_t hs_service_registry_size = %zu;\n", model->n_services);
}
