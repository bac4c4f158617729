/* Values as people type them, and as they are shown again. */
#include "support.h"

#include "record.h"
#include "show.h"
#include "value.h"

/* Sets a field of an empty message and gives the message as JSON, or the error behind "!". */
static const char *set(struct run *run, const char *type, const char *path, const char *text)
{
    ProtobufCMessage *message = hs_arena_new(&run->arena, hs_contract_message(type)->descriptor);
    const char *error = NULL;
    if (!value_set_path(&run->arena, message, path, text, &error)) {
        return hs_arena_printf(&run->arena, "!%s", error);
    }
    return json_of(run, message);
}

static void scalars_are_read(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "title", "Ærø, \"x\""), "{\"title\":\"Ærø, \\\"x\\\"\"}");
    assert_string_equal(set(run, "hensigt.v1.Process", "joinable", "true"), "{\"joinable\":true}");
    assert_string_equal(set(run, "hensigt.v1.Process", "joinable", "no"), "{}");
    assert_string_equal(set(run, "hensigt.v1.Event", "attendance", "150"), "{\"attendance\":150}");
    assert_string_equal(set(run, "hensigt.v1.Event", "attendance", "-1"), "{\"attendance\":-1}");
    assert_string_equal(set(run, "hensigt.v1.Organisation", "kind", "public-company"), "{\"kind\":\"KIND_PUBLIC_COMPANY\"}");
    assert_string_equal(set(run, "hensigt.v1.VerifyLedgerRequest", "after-sequence", "9223372036854775807"),
                        "{\"afterSequence\":\"9223372036854775807\"}");
}

static void several_words_have_commas_between_them(void **state)
{
    struct run *run = *state;
    static const char report[] = "hensigt.v1.SummariseDemandRequest";
    assert_string_equal(set(run, report, "dimensions", "quarter,region"),
                        "{\"dimensions\":[\"DEMAND_DIMENSION_QUARTER\",\"DEMAND_DIMENSION_REGION\"]}");
    assert_string_equal(set(run, report, "cpv_codes", "45000000,71300000-1"), "{\"cpvCodes\":[\"45000000\",\"71300000-1\"]}");
    assert_string_equal(set(run, "hensigt.v1.CompareCentresRequest", "names", "lup,centres/keino"),
                        "{\"names\":[\"centres/lup\",\"centres/keino\"]}");
    assert_string_equal(set(run, "hensigt.v1.Instrument.Requirement", "targets", "20 % by 2032, then more"),
                        "{\"targets\":[\"20 % by 2032, then more\"]}");
    assert_string_equal(set(run, report, "dimensions", "quarter,when"),
                        "!must be one of binding, region, quarter, process, organisation; not 'when'");
    assert_string_equal(set(run, report, "dimensions", "quarter,"),
                        "!must be one of binding, region, quarter, process, organisation; not ''");
}

static void wrong_scalars_are_refused_with_the_rule(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Process", "joinable", "maybe"), "!must be true or false, not 'maybe'");
    assert_string_equal(set(run, "hensigt.v1.Event", "attendance", "12x"),
                        "!must be a whole number from -2147483648 to 2147483647, not '12x'");
    assert_string_equal(set(run, "hensigt.v1.Event", "attendance", "2147483648"),
                        "!must be a whole number from -2147483648 to 2147483647, not '2147483648'");
    assert_string_equal(set(run, "hensigt.v1.Event", "attendance", " 1"),
                        "!must be a whole number from -2147483648 to 2147483647, not ' 1'");
    assert_string_equal(set(run, "hensigt.v1.Intention", "level", "promise"),
                        "!must be one of commitment, declaration; not 'promise'");
    assert_string_equal(set(run, "hensigt.v1.Centre", "title", "\xFF"), "!must be UTF-8");
}

static void forms_of_their_own_are_read(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "open_date", "2022-04"), "{\"openDate\":{\"date\":\"2022-04\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "open_date", "2022-05..2023-03-17"),
                        "{\"openDate\":{\"earliest\":\"2022-05\",\"latest\":\"2023-03-17\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "open_date", "..2020-09"), "{\"openDate\":{\"latest\":\"2020-09\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "open_date", "date=2022,stated=\"early, 2022\""),
                        "{\"openDate\":{\"date\":\"2022\",\"stated\":\"early, 2022\"}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "1250000 DKK"),
                        "{\"estimatedValue\":{\"currencyCode\":\"DKK\",\"units\":\"1250000\"}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "1 250 000.50 DKK"),
                        "{\"estimatedValue\":{\"currencyCode\":\"DKK\",\"units\":\"1250000\",\"nanos\":500000000}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "-0.05 NOK"),
                        "{\"estimatedValue\":{\"currencyCode\":\"NOK\",\"nanos\":-50000000}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "quantity", "20 %"),
                        "{\"quantity\":{\"value\":\"20\",\"unitCode\":\"P1\"}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "quantity", "1250 TNE"),
                        "{\"quantity\":{\"value\":\"1250\",\"unitCode\":\"TNE\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "titles", "da=Center, for = alt"),
                        "{\"titles\":[{\"languageCode\":\"da\",\"text\":\"Center, for = alt\"}]}");
    assert_string_equal(set(run, "hensigt.v1.GetCentreRequest", "read_time", "2026-01-31T13:00:00+01:00"),
                        "{\"readTime\":\"2026-01-31T12:00:00Z\"}");
    assert_string_equal(set(run, "hensigt.v1.UpdateCentreRequest", "update_mask", "title,open-date"),
                        "{\"updateMask\":\"title,openDate\"}");
}

static void wrong_forms_are_refused_with_an_example(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "open_date", "2022-13"),
                        "!must be a date such as 2022-04-12, 2022-04, 2022 or 2022-05..2023-03, not '2022-13'");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "1250000"),
                        "!must be an amount and its currency such as '1250000.50 DKK', not '1250000'");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "100.000 DKK"),
                        "!may mean a thousand times more: write '100000 DKK' without the point, or with two digits behind it");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "0.125 DKK"),
                        "{\"estimatedValue\":{\"currencyCode\":\"DKK\",\"nanos\":125000000}}");
    assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", "1,5 DKK"),
                        "!must be an amount and its currency such as '1250000.50 DKK', not '1,5 DKK'");
    assert_string_equal(set(run, "hensigt.v1.Intention", "quantity", "many TNE"),
                        "!must be a number and its unit code such as '1250 TNE', not 'many TNE'");
    assert_string_equal(set(run, "hensigt.v1.Centre", "titles", "Center"),
                        "!must be a language and a text such as 'da=Hensigt', not 'Center'");
    assert_string_equal(set(run, "hensigt.v1.GetCentreRequest", "read_time", "2026-01-31"),
                        "!must be a time such as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00, not '2026-01-31'");
}

static void names_are_completed_where_one_kind_is_possible(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "organisation", "kl"), "{\"organisation\":\"organisations/kl\"}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "name", "co-pi"), "{\"name\":\"centres/co-pi\"}");
    assert_string_equal(set(run, "hensigt.v1.Partnership", "subject", "co-pi"),
                        "{\"subject\":\"co-pi\"}"); /* a centre or a process */
    assert_string_equal(set(run, "hensigt.v1.ListMembershipsRequest", "parent", "-"), "{\"parent\":\"partnerships/-\"}");
}

static void records_fill_messages(void **state)
{
    struct run *run = *state;
    assert_string_equal(
        set(run, "hensigt.v1.Centre", "offices", "kind=director,person=\"Gjellerup, Pia\",start-date=2022-02"),
        "{\"offices\":[{\"kind\":\"OFFICE_KIND_DIRECTOR\",\"person\":\"Gjellerup, Pia\",\"startDate\":{\"date\":\"2022-02\"}}]}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "kind=director,provenance.basis=example"),
                        "{\"offices\":[{\"kind\":\"OFFICE_KIND_DIRECTOR\",\"provenance\":{\"basis\":\"BASIS_EXAMPLE\"}}]}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "provenance", "sources=a,sources=b,basis=stated"),
                        "{\"provenance\":{\"sources\":[\"sources/a\",\"sources/b\"],\"basis\":\"BASIS_STATED\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "title=\"the \\\"acting\\\" \\\\ chair\""),
                        "{\"offices\":[{\"title\":\"the \\\"acting\\\" \\\\ chair\"}]}");
}

static void broken_records_are_refused(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "person=Gjellerup, Pia"),
                        "!needs KEY=VALUE where it has ' Pia'; a value with a comma in it is quoted: KEY=\"a, b\"");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "persn=x"),
                        "!has persn, which has no field 'persn'; did you mean 'person'?");
    assert_string_equal(
        set(run, "hensigt.v1.Centre", "offices", "kind=boss"),
        "!has kind, which must be one of director, board-chair, board-vice-chair, board-member, project-leader; not 'boss'");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "person=\"x"), "!has a quotation mark without its end");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices", "person=\"x\"y"),
                        "!has something between a quotation mark and the next comma");
}

static void paths_lead_into_single_messages_only(void **state)
{
    struct run *run = *state;
    assert_string_equal(set(run, "hensigt.v1.Centre", "provenance.note", "n"), "{\"provenance\":{\"note\":\"n\"}}");
    assert_string_equal(set(run, "hensigt.v1.Centre", "offices.person", "x"),
                        "!cannot reach into offices, which repeats: give each one whole, as KEY=VALUE,...");
    assert_string_equal(set(run, "hensigt.v1.Centre", "title.x", "x"), "!cannot reach into title, which has no fields");
    assert_string_equal(set(run, "hensigt.v1.Centre", "titel", "x"), "!has no field 'titel'; did you mean 'title'?");
}

static void an_empty_text_unsets(void **state)
{
    struct run *run = *state;
    static const char *const fields[] = {"title", "open_date", "titles", "provenance.note"};
    ProtobufCMessage *centre =
        message_of(run, "hensigt.v1.Centre",
                   "{\"title\":\"x\",\"openDate\":{\"date\":\"2022\"},\"titles\":[{\"languageCode\":\"da\",\"text\":"
                   "\"x\"}],\"provenance\":{\"note\":\"n\"}}");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *error = NULL;
        assert_true(value_set_path(&run->arena, centre, fields[i], "", &error));
    }
    assert_string_equal(json_of(run, centre), "{\"provenance\":{}}");
}

/* A field of a message as it is shown. */
static const char *shown(struct run *run, const char *type, const char *json, const char *field, enum show_how how)
{
    return show_field(&run->arena, message_of(run, type, json), member_named(hs_contract_message(type), field), how);
}

static void values_are_shown_in_words(void **state)
{
    struct run *run = *state;
    const char *intention =
        "{\"organisation\":\"organisations/kl\",\"level\":\"LEVEL_COMMITMENT\",\"estimatedValue\":{\"currencyCode\":\"DKK\","
        "\"units\":\"19900000\"},\"quantity\":{\"value\":\"1250.5\",\"unitCode\":\"TNE\"},\"createTime\":"
        "\"2026-01-31T12:00:00.123456Z\"}";
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "organisation", SHOW_FULL), "organisations/kl");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "organisation", SHOW_SHORT), "kl");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "level", SHOW_SHORT), "commitment");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "estimated_value", SHOW_SHORT),
                        "19\u00A0900\u00A0000\u00A0DKK");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "quantity", SHOW_SHORT), "1250.5\u00A0TNE");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "create_time", SHOW_FULL), "2026-01-31T12:00:00.123456Z");
    assert_string_equal(shown(run, "hensigt.v1.Intention", intention, "create_time", SHOW_SHORT), "2026-01-31T12:00:00Z");
}

static void amounts_are_shown_exactly(void **state)
{
    struct run *run = *state;
    static const struct {
        const char *json;
        const char *text;
    } amounts[] = {
        {"{\"currencyCode\":\"DKK\",\"nanos\":500000000}", "0.50\u00A0DKK"},
        {"{\"currencyCode\":\"DKK\",\"nanos\":-50000000}", "-0.05\u00A0DKK"},
        {"{\"currencyCode\":\"DKK\",\"units\":\"-12345\",\"nanos\":-123456789}", "-12\u00A0345.123456789\u00A0DKK"},
        {"{\"currencyCode\":\"DKK\",\"units\":\"1234\"}", "1234\u00A0DKK"},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        const char *json = hs_arena_printf(&run->arena, "{\"estimatedValue\":%s}", amounts[i].json);
        assert_string_equal(shown(run, "hensigt.v1.Intention", json, "estimated_value", SHOW_FULL), amounts[i].text);
    }
}

static void what_is_shown_can_be_typed_again(void **state)
{
    struct run *run = *state;
    static const char *const texts[] = {"19 900 000.50 DKK", "12 345.678 NOK"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *json = set(run, "hensigt.v1.Intention", "estimated_value", texts[i]);
        const char *again = shown(run, "hensigt.v1.Intention", json, "estimated_value", SHOW_FULL);
        assert_string_equal(set(run, "hensigt.v1.Intention", "estimated_value", again), json);
    }
}

static void dates_keep_their_wording_where_there_is_room(void **state)
{
    struct run *run = *state;
    const char *both = "{\"openDate\":{\"date\":\"2022-10\",\"stated\":\"late October\"}}";
    const char *wording = "{\"openDate\":{\"stated\":\"some time\"}}";
    assert_string_equal(shown(run, "hensigt.v1.Centre", both, "open_date", SHOW_FULL), "2022-10 “late October”");
    assert_string_equal(shown(run, "hensigt.v1.Centre", both, "open_date", SHOW_SHORT), "2022-10");
    assert_string_equal(shown(run, "hensigt.v1.Centre", wording, "open_date", SHOW_SHORT), "“some time”");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scalars_are_read, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(several_words_have_commas_between_them, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(wrong_scalars_are_refused_with_the_rule, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(forms_of_their_own_are_read, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(wrong_forms_are_refused_with_an_example, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(names_are_completed_where_one_kind_is_possible, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(records_fill_messages, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(broken_records_are_refused, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(paths_lead_into_single_messages_only, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(an_empty_text_unsets, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(values_are_shown_in_words, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(amounts_are_shown_exactly, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(what_is_shown_can_be_typed_again, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(dates_keep_their_wording_where_there_is_room, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
