/* Process models: what a model must have before it is published, and that it never changes afterwards. */
#include "fixture.h"

static const char two_steps[] = "{'step': 'a', 'title': 'A'}, {'step': 'b', 'title': 'B', 'firstPurchase': true}";

static const char *create(struct fixture *f, const char *id, const char *steps)
{
    return call(f, "CreateProcessModel",
                format(f, "{'processModelId': '%s', 'processModel': {'title': 'M', 'state': 'STATE_PUBLISHED', 'steps': [%s]}}", id,
                       steps));
}

static void wrong_models_are_refused(void **state)
{
    static const struct {
        const char *steps;
        const char *violations;
    } cases[] = {
        {"", "process_model.steps:REQUIRED"},
        {"{'step': 'a', 'title': 'A'}, {'step': 'a', 'title': 'B'}", "process_model.steps[1].step:DUPLICATE"},
        {"{'step': 'a', 'title': 'A', 'gates': [{'kind': 'GATE_KIND_MEMBERS', 'eventKind': 'KIND_WORKSHOP'}]}",
         "process_model.steps[0].gates[0].event_kind:NOT_APPLICABLE"},
        {"{'step': 'a', 'title': 'A', 'gates': [{'kind': 'GATE_KIND_MEMBERS', 'minimum': -1}]}",
         "process_model.steps[0].gates[0].minimum:NEGATIVE"},
        {"{'step': 'a', 'title': 'A', 'gates': [{'minimum': 1}]}", "process_model.steps[0].gates[0].kind:REQUIRED"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(create(f, "m", cases[i].steps), format(f, "INVALID_ARGUMENT %s", cases[i].violations));
}

static void publishing_needs_two_steps_and_one_first_purchase(void **state)
{
    static const struct {
        const char *steps;
        const char *outcome;
    } cases[] = {
        {"{'step': 'a', 'title': 'A'}", "FAILED_PRECONDITION processModels/m0:STEPS processModels/m0:FIRST_PURCHASE"},
        {"{'step': 'a', 'title': 'A', 'firstPurchase': true}", "FAILED_PRECONDITION processModels/m1:STEPS"},
        {"{'step': 'a', 'title': 'A'}, {'step': 'b', 'title': 'B'}", "FAILED_PRECONDITION processModels/m2:FIRST_PURCHASE"},
        {"{'step': 'a', 'title': 'A', 'firstPurchase': true}, {'step': 'b', 'title': 'B', 'firstPurchase': true}",
         "FAILED_PRECONDITION processModels/m3:FIRST_PURCHASE"},
        {two_steps, "OK"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(create(f, format(f, "m%zu", i), cases[i].steps), "OK");
        assert_string_equal(reply_string(f, "state"), "STATE_DRAFT");
        expect(f, "PublishProcessModel", format(f, "{'name': 'processModels/m%zu'}", i), cases[i].outcome);
    }
    assert_string_equal(reply_string(f, "state"), "STATE_PUBLISHED");
}

static void a_published_model_never_changes(void **state)
{
    static const struct expectation calls[] = {
        {"UpdateProcessModel", "{'processModel': {'name': 'processModels/m', 'title': 'N'}}", "OK"},
        {"PublishProcessModel", "{'name': 'processModels/m'}", "OK"},
        {"PublishProcessModel", "{'name': 'processModels/m'}", "FAILED_PRECONDITION processModels/m:WRONG_STATE"},
        {"UpdateProcessModel", "{'processModel': {'name': 'processModels/m', 'title': 'M'}}",
         "FAILED_PRECONDITION processModels/m:WRONG_STATE"},
        {"DeleteProcessModel", "{'name': 'processModels/m'}", "FAILED_PRECONDITION processModels/m:WRONG_STATE"},
        {"DeleteProcessModel", "{'name': 'processModels/draft'}", "OK"},
    };
    struct fixture *f = *state;
    assert_string_equal(create(f, "m", two_steps), "OK");
    assert_string_equal(create(f, "draft", two_steps), "OK");
    expect_each(f, calls, COUNT(calls));
    expect_reply(f, "GetProcessModel", "{'name': 'processModels/m'}", "{'title': 'N', 'state': 'STATE_PUBLISHED'}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(wrong_models_are_refused),
        TEST(publishing_needs_two_steps_and_one_first_purchase),
        TEST(a_published_model_never_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
