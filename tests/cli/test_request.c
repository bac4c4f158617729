/* Requests made of flags and words. */
#include "support.h"

#include "options.h"
#include "request.h"

#include <string.h>

/* What was typed: pairs of a flag and its text, a word where the flag is NULL; ends with a NULL text. */
struct typed {
    const char *flag;
    const char *text;
};

static const struct hs_method *method_of(const char *full_name)
{
    const struct hs_method *method = hs_contract_method(full_name, strlen(full_name));
    assert_non_null(method);
    return method;
}

/* The request as JSON, or the first error behind "!". */
static const char *build(struct run *run, const char *method, const char *data, const struct typed *typed)
{
    struct request request;
    const char *error = NULL;
    assert_true(request_init(&request, &run->arena, method_of(method)));
    if (data != NULL) {
        const char *type = request_data_type(request.method)->descriptor->name;
        assert_true(request_set_data(&request, message_of(run, type, data)));
    }
    bool good = true;
    for (; good && typed->text != NULL; typed++) {
        const char *path = NULL;
        struct member member;
        if (typed->flag == NULL) {
            good = request_add_word(&request, typed->text, &error);
        } else {
            good = request_find(&request, typed->flag, OPTIONS_CALL, &path, &member, &error) &&
                   request_set(&request, path, typed->text, &error);
        }
    }
    good = good && request_finish(&request, &error);
    return good ? json_of(run, request.message) : hs_arena_printf(&run->arena, "!%s", error);
}

#define BUILD(method, data, ...) build(run, "hensigt.v1." method, data, (const struct typed[]){__VA_ARGS__, {NULL, NULL}})

static void a_create_takes_an_id_and_the_fields_of_its_resource(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {NULL, "co-pi"}, {"title", "CO-PI"}, {"region-code", "DK"}),
                        "{\"centreId\":\"co-pi\",\"centre\":{\"title\":\"CO-PI\",\"regionCode\":\"DK\"}}");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {NULL, "centres/co-pi"}, {"title", "x"}),
                        "{\"centreId\":\"co-pi\",\"centre\":{\"title\":\"x\"}}");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"title", "x"}), "{\"centre\":{\"title\":\"x\"}}");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"centre.title", "x"}), "{\"centre\":{\"title\":\"x\"}}");
}

static void the_name_of_a_child_says_its_parent(void **state)
{
    struct run *run = *state;
    static const char expected[] =
        "{\"parent\":\"partnerships/p\",\"membershipId\":\"kl\",\"membership\":{\"role\":\"ROLE_OWNER\"}}";
    assert_string_equal(BUILD("MembershipService/CreateMembership", NULL, {NULL, "p/kl"}, {"role", "owner"}), expected);
    assert_string_equal(
        BUILD("MembershipService/CreateMembership", NULL, {NULL, "partnerships/p/memberships/kl"}, {"role", "owner"}), expected);
    assert_string_equal(BUILD("MembershipService/CreateMembership", NULL, {NULL, "kl"}, {"parent", "p"}, {"role", "owner"}),
                        expected);
}

static void an_update_changes_what_was_given(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("CentreService/UpdateCentre", NULL, {NULL, "co-pi"}, {"title", "x"}, {"etag", "e"}),
                        "{\"centre\":{\"name\":\"centres/co-pi\",\"etag\":\"e\",\"title\":\"x\"},\"updateMask\":\"title\"}");
    assert_string_equal(
        BUILD("CentreService/UpdateCentre", NULL, {NULL, "co-pi"}, {"provenance.note", "n"}, {"end-date", ""}),
        "{\"centre\":{\"name\":\"centres/co-pi\",\"provenance\":{\"note\":\"n\"}},\"updateMask\":\"provenance.note,endDate\"}");
    assert_string_equal(BUILD("CentreService/UpdateCentre", NULL, {NULL, "co-pi"}, {"title", "x"}, {"update-mask", "*"}),
                        "{\"centre\":{\"name\":\"centres/co-pi\",\"title\":\"x\"},\"updateMask\":\"*\"}");
    assert_string_equal(BUILD("CentreService/UpdateCentre", NULL, {NULL, "co-pi"}, {"etag", "e"}),
                        "!nothing is to be changed: give the fields to change as flags, or with --data");
    assert_string_equal(BUILD("CentreService/UpdateCentre", NULL, {"title", "x"}), "!NAME is missing");
}

static void data_comes_first_and_flags_go_over_it(void **state)
{
    struct run *run = *state;
    static const char data[] =
        "{\"name\":\"centres/co-pi\",\"etag\":\"e\",\"state\":\"STATE_ACTIVE\",\"title\":\"old\",\"titles\":[{"
        "\"languageCode\":\"da\",\"text\":\"x\"}]}";
    assert_string_equal(
        BUILD("CentreService/UpdateCentre", data, {"title", "new"}, {"titles", "en=y"}, {"titles", "fi=z"}),
        "{\"centre\":{\"name\":\"centres/co-pi\",\"etag\":\"e\",\"title\":\"new\",\"titles\":[{\"languageCode\":\"en\","
        "\"text\":\"y\"},{\"languageCode\":\"fi\",\"text\":\"z\"}],\"state\":\"STATE_ACTIVE\"},"
        "\"updateMask\":\"title,titles\"}");
    assert_string_equal(BUILD("CentreService/GetCentre", "{\"name\":\"centres/coi\"}", {"read-time", "2026-01-01T00:00:00Z"}),
                        "{\"name\":\"centres/coi\",\"readTime\":\"2026-01-01T00:00:00Z\"}");
}

static void a_field_within_another_is_found(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("InstrumentService/ReviseInstrument", NULL, {NULL, "letter"}, {"texts", "x"}),
                        "!is no flag of this command; did you mean --instrument.texts?");
}

static void the_word_fills_what_a_method_is_about(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("CentreService/GetCentre", NULL, {NULL, "co-pi"}), "{\"name\":\"centres/co-pi\"}");
    assert_string_equal(BUILD("ReportService/SummariseDemand", NULL, {NULL, "sand"}), "{\"process\":\"processes/sand\"}");
    assert_string_equal(BUILD("ReportService/CompareCentres", NULL, {NULL, "lup"}, {NULL, "keino"}),
                        "{\"names\":[\"centres/lup\",\"centres/keino\"]}");
    assert_string_equal(BUILD("MembershipService/CountMemberships", NULL, {NULL, "processes/sand"}),
                        "{\"parent\":\"processes/sand\"}");
    assert_string_equal(BUILD("HealthService/CheckHealth", NULL, {NULL, "x"}),
                        "!'x' is one word too many: this command takes flags only");
    assert_string_equal(BUILD("ProcessService/CheckProcess", NULL, {"effective-date", "2022-01-01"}), "!NAME is missing");
    assert_string_equal(BUILD("ReportService/SummariseDemand", NULL, {"centre", "lup"}), "{\"centre\":\"centres/lup\"}");
}

static void the_words_of_a_query_are_one_text(void **state)
{
    (void)state;
    const struct hs_method *search = method_of("hensigt.v1.SearchService/SearchResources");
    assert_true(request_joins_words(search));
    assert_string_equal(search->service->noun, "search");
    assert_string_equal(search->verb_name, "resources");
    assert_false(request_joins_words(method_of("hensigt.v1.ReportService/CompareCentres")));
    assert_false(request_joins_words(method_of("hensigt.v1.CentreService/GetCentre")));
}

static void a_list_without_parent_is_of_all(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("MembershipService/ListMemberships", NULL, {"show-deleted", "true"}),
                        "{\"parent\":\"partnerships/-\",\"showDeleted\":true}");
    assert_string_equal(BUILD("MembershipService/ListMemberships", NULL, {NULL, "p"}), "{\"parent\":\"partnerships/p\"}");
}

static void wrong_flags_are_refused_with_the_nearest(void **state)
{
    struct run *run = *state;
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"titel", "x"}),
                        "!is no flag of this command; did you mean --title?");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"endpiont", "x"}),
                        "!is no flag of this command; did you mean --endpoint?");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"colour", "x"}), "!is no flag of this command");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"state", "active"}),
                        "!is set by the registry, not by its callers");
    assert_string_equal(BUILD("CentreService/CreateCentre", NULL, {"offices.person", "x"}),
                        "!cannot reach into offices, which repeats: give each one whole, as KEY=VALUE,...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_create_takes_an_id_and_the_fields_of_its_resource, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(the_name_of_a_child_says_its_parent, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(an_update_changes_what_was_given, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(data_comes_first_and_flags_go_over_it, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(a_field_within_another_is_found, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(the_word_fills_what_a_method_is_about, run_setup, run_teardown),
        cmocka_unit_test(the_words_of_a_query_are_one_text),
        cmocka_unit_test_setup_teardown(a_list_without_parent_is_of_all, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(wrong_flags_are_refused_with_the_nearest, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
