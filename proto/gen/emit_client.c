/* <base>_client.h and .c: a typed function per method, over hensigt_call. */
#include "emit.h"

static void emit_signature(struct text *out, const struct model_method *method)
{
    text_printf(out,
                "int %s(struct hensigt_channel *channel, const struct hensigt_call_options *options,\n"
                "    const %s *request, %s **reply, struct hensigt_error *error)",
                method->function, method->input->short_name, method->output->short_name);
}

void emit_client_header(struct text *out, const struct model_file *file)
{
    emit_banner(out, "Calling the services of", file->element.file);
    emit_guard(out, file->guard, "_CLIENT");
    text_printf(out, "#include \"hensigt/channel.h\"\n\n#include \"%s.h\"\n", file->base);
    emit_open(out);
    text_printf(out,
                "\n/* Every function makes one call and waits for its end. On success it returns 0 and sets *reply, which the\n"
                " * caller frees with the type's own _free function. On failure it returns the code that *error has, and leaves\n"
                " * *reply. `options` and `error` may be NULL. */\n");
    for (size_t i = 0; i < file->n_services; i++) {
        const struct model_service *service = &file->services[i];
        text_printf(out, "\n");
        emit_words(out, "/* ", " * ", service->element.full_name);
        emit_words(out, " *\n * ", " * ", service->element.comment);
        text_printf(out, " */\n");
        for (size_t j = 0; j < service->n_methods; j++) {
            text_printf(out, "\n");
            emit_comment(out, "", service->methods[j].element.comment);
            emit_signature(out, &service->methods[j]);
            text_printf(out, ";\n");
        }
    }
    emit_close(out);
}

static void emit_method(struct text *out, const struct model_method *method)
{
    text_printf(out, "\n");
    emit_signature(out, method);
    text_printf(out,
                "\n{\n"
                "    ProtobufCMessage *answer = NULL;\n"
                "    int code = hensigt_call(channel, &%s_method, options, &request->base, &answer, error);\n"
                "    if (code == 0)\n"
                "        *reply = (%s *)answer;\n"
                "    return code;\n"
                "}\n",
                method->function, method->output->short_name);
}

void emit_client_source(struct text *out, const struct model_file *file)
{
    emit_banner(out, "Calling the services of", file->element.file);
    text_printf(out, "#include \"%s_client.h\"\n\n#include \"%s_tables.h\"\n", file->base, file->base);
    for (size_t i = 0; i < file->n_services; i++) {
        for (size_t j = 0; j < file->services[i].n_methods; j++)
            emit_method(out, &file->services[i].methods[j]);
    }
}
