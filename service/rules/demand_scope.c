#include "service/rules/demand_scope.h"

#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/process.h"
#include "hensigt/v1/process_tables.h"

#include <stdio.h>
#include <string.h>

/* ---- the request --------------------------------------------------------------------------------------------------------- */

static int32_t day_or(const char *text, int32_t otherwise)
{
    int32_t earliest = otherwise;
    int32_t latest;
    if (*text)
        hs_date_parse(text, &earliest, &latest);
    return earliest;
}

struct hs_window hs_demand_window(const hensigt_summarise_demand_request *request)
{
    return (struct hs_window){
        .start = day_or(request->purchase_start_date, HS_DAY_MIN),
        .end = day_or(request->purchase_end_date, HS_DAY_MAX),
    };
}

bool hs_demand_scope_check(struct hs_call *call, const hensigt_summarise_demand_request *request)
{
    struct hs_window window = hs_demand_window(request);
    bool named = *request->process || *request->centre || request->n_cpv_codes > 0;
    if (!named)
        hs_call_violation(call, "process", "REQUIRED", "one of process, centre and cpv_codes must be given");
    if (window.end < window.start)
        hs_call_violation(call, "purchase_end_date", "INTERVAL", "must not lie before the beginning: %s is before %s",
                          request->purchase_end_date, request->purchase_start_date);
    return named && window.end >= window.start;
}

/* ---- processes ----------------------------------------------------------------------------------------------------------- */

struct choosing {
    struct hs_call *call;
    const hensigt_summarise_demand_request *request;
    struct hs_names *out;
};

bool hs_cpv_covers(const char *code, const char *other)
{
    enum { DIVISION = 2, DIGITS = 8 };
    size_t length = DIGITS;
    while (length > DIVISION && code[length - 1] == '0')
        length--;
    return strncmp(code, other, length) == 0;
}

static bool has_code(const hensigt_process *process, const hensigt_summarise_demand_request *request)
{
    for (size_t i = 0; i < request->n_cpv_codes; i++)
        for (size_t k = 0; k < process->n_cpv_codes; k++)
            if (hs_cpv_covers(request->cpv_codes[i], process->cpv_codes[k]))
                return true;
    return request->n_cpv_codes == 0;
}

static enum hs_code choose(void *context, ProtobufCMessage *message)
{
    const struct choosing *choosing = context;
    const hensigt_process *process = (const hensigt_process *)message;
    const char *centre = choosing->request->centre;
    if ((*centre && strcmp(process->centre, centre) != 0) || !has_code(process, choosing->request))
        return HS_OK;
    const char *name = hs_arena_string(choosing->call->arena, process->name);
    if (name)
        hs_names_add(choosing->out, name);
    return name && !choosing->out->failed ? HS_OK : hs_no_memory(choosing->call);
}

enum hs_code hs_demand_processes(struct hs_call *call, const hensigt_summarise_demand_request *request, int64_t read_time,
                                 struct hs_names *out)
{
    struct choosing choosing = {.call = call, .request = request, .out = out};
    const struct hs_match match = {.path = "centre", .value = request->centre};
    ProtobufCMessage *process = *request->process ? hs_call_get(call, request->process, read_time) : NULL;
    if (*request->centre)
        hs_call_get(call, request->centre, read_time);
    enum hs_code code = hs_status_code(call->status);
    if (code == HS_OK && process)
        code = choose(&choosing, process);
    else if (code == HS_OK)
        code = hs_call_scan(call, &hensigt_process_resource, NULL, &match, *request->centre ? 1 : 0, read_time, choose, &choosing);
    hs_names_sort(out);
    return code;
}

/* ---- when it is bought --------------------------------------------------------------------------------------------------- */

enum hs_truth hs_bought_within(const hensigt_intention *intention, struct hs_window window)
{
    int32_t first = hs_date_earliest(intention->purchase_start_date);
    int32_t last = hs_date_latest(intention->purchase_end_date);
    if (first > window.end || last < window.start)
        return HS_NEVER;
    return first >= window.start && last <= window.end ? HS_CERTAINLY : HS_POSSIBLY;
}

static void quarter_of(int32_t day, char out[HS_QUARTER_SIZE])
{
    enum { YEAR = 4, MONTHS = 3 };
    char text[HS_DAY_SIZE];
    hs_day_text(day, text);
    if (!*text) {
        *out = '\0';
        return;
    }
    int month = (text[YEAR + 1] - '0') * 10 + text[YEAR + 2] - '0';
    memcpy(out, text, YEAR);
    out[YEAR] = '-';
    out[YEAR + 1] = 'Q';
    out[YEAR + 2] = (char)('1' + (month - 1) / MONTHS);
    out[YEAR + 3] = '\0';
}

void hs_purchase_quarter(const hensigt_intention *intention, char out[HS_QUARTER_SIZE])
{
    char latest[HS_QUARTER_SIZE];
    quarter_of(hs_date_earliest(intention->purchase_start_date), out);
    quarter_of(hs_date_latest(intention->purchase_start_date), latest);
    if (strcmp(out, latest) != 0)
        *out = '\0';
}
