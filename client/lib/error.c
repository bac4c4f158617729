#include "error.h"

#include <stdio.h>
#include <string.h>

void hensigt_error_clear(struct hensigt_error *error)
{
    if (error == NULL) {
        return;
    }
    if (error->status != NULL) {
        protobuf_c_message_free_unpacked(&error->status->base, NULL);
    }
    *error = (struct hensigt_error)HENSIGT_ERROR_INIT;
}

const char *hensigt_code_name(int code)
{
    return hs_code_name(code);
}

/* A text that was cut must not end within a character. */
static void end_at_character(char *text, size_t size)
{
    size_t n = strlen(text);
    if (n + 1 < size) {
        return;
    }
    while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80) {
        n--;
    }
    if (n > 0 && ((unsigned char)text[n - 1] & 0x80) != 0) {
        n--;
    }
    text[n] = '\0';
}

int hs_error_set_list(struct hensigt_error *error, enum hs_code code, const char *format, va_list arguments)
{
    if (error != NULL) {
        hensigt_error_clear(error);
        error->code = (int)code;
        vsnprintf(error->message, sizeof error->message, format, arguments);
        end_at_character(error->message, sizeof error->message);
    }
    return (int)code;
}

int hs_error_set(struct hensigt_error *error, enum hs_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    hs_error_set_list(error, code, format, arguments);
    va_end(arguments);
    return (int)code;
}

void hs_error_answer(struct hensigt_error *error, hensigt_rpc_status *status)
{
    hensigt_error_clear(error);
    error->code = (int)status->code;
    error->answered = true;
    error->status = status;
    snprintf(error->message, sizeof error->message, "%s", status->message[0] == '\0' ? hs_code_name(error->code) : status->message);
    end_at_character(error->message, sizeof error->message);
}

int hs_error_move(struct hensigt_error *to, struct hensigt_error *from)
{
    const int code = from->code;
    if (to == NULL) {
        hensigt_error_clear(from);
    } else {
        hensigt_error_clear(to);
        *to = *from;
        from->status = NULL;
        hensigt_error_clear(from);
    }
    return code;
}
