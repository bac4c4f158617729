/* The rules about names, each by examples. */
#include "gen/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef const char *naming(struct pool *pool, const char *name);

struct example {
    naming *rule;
    const char *name;
    const char *expected;
};

static void test_naming(void **state)
{
    static const struct example examples[] = {
        {names_c_type, "hensigt.v1.Centre.State", "Hensigt__V1__Centre__State"},
        {names_c_type, "a_b.v1.OCDSRelease", "AB__V1__OCDSRelease"},
        {names_c_lower, "hensigt.v1.ProcessModel", "hensigt__v1__process_model"},
        {names_c_lower, "hensigt.v1.OCDSRelease", "hensigt__v1__ocdsrelease"},
        {names_c_upper, "hensigt.rpc.v1.ErrorInfo", "HENSIGT__RPC__V1__ERROR_INFO"},
        {names_prefix, "hensigt.v1", "hensigt"},
        {names_prefix, "hensigt.rpc.v1", "hensigt_rpc"},
        {names_prefix, "hensigt.options.v12", "hensigt_options"},
        {names_prefix, "hensigt.value", "hensigt_value"},
        {names_prefix, "google.protobuf", "pb"},
        {names_snake, "ProcessModel", "process_model"},
        {names_snake, "processModels", "process_models"},
        {names_snake, "Centre.Office", "centre_office"},
        {names_snake, "OCDSRelease", "ocds_release"},
        {names_snake, "Iso4217Code", "iso4217_code"},
        {names_kebab, "SummariseDemand", "summarise-demand"},
        {names_upper, "FieldRules", "FIELD_RULES"},
        {names_capitalised, "processModels", "ProcessModels"},
        {names_capitalised, "", ""},
        {names_json, "process_model", "processModel"},
        {names_json, "name", "name"},
        {names_guard, "hensigt/v1/process_model", "HENSIGT_V1_PROCESS_MODEL"},
    };
    (void)state;
    struct pool pool = {0};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        assert_string_equal(examples[i].rule(&pool, examples[i].name), examples[i].expected);
    assert_false(pool.failed);
    pool_free(&pool);
}

static void test_forms(void **state)
{
    (void)state;
    assert_true(names_is_snake("page_size"));
    assert_true(names_is_snake("bt_776"));
    assert_false(names_is_snake(""));
    assert_false(names_is_snake("_name"));
    assert_false(names_is_snake("name_"));
    assert_false(names_is_snake("a__b"));
    assert_false(names_is_snake("pageSize"));
    assert_true(names_is_upper("STATE_ACTIVE"));
    assert_false(names_is_upper("State_ACTIVE"));
    assert_true(names_is_pascal("ProcessModel"));
    assert_false(names_is_pascal("Process_Model"));
    assert_false(names_is_pascal("processModel"));
    assert_true(names_is_camel("processModels"));
    assert_false(names_is_camel("ProcessModels"));
}

/* Every word of the lists is found: they are searched by halves, so that one out of order would be missed. */
static void test_refusals(void **state)
{
    static const char *const c[] = {
        "auto",   "break",    "case",     "char",   "const",    "continue", "default",  "do",     "double",
        "else",   "enum",     "extern",   "float",  "for",      "goto",     "if",       "inline", "int",
        "long",   "register", "restrict", "return", "short",    "signed",   "sizeof",   "static", "struct",
        "switch", "typedef",  "typeof",   "union",  "unsigned", "void",     "volatile", "while",
    };
    static const char *const cpp[] = {
        "alignas",
        "alignof",
        "and",
        "and_eq",
        "asm",
        "bitand",
        "bitor",
        "bool",
        "catch",
        "char16_t",
        "char32_t",
        "char8_t",
        "class",
        "co_await",
        "co_return",
        "co_yield",
        "compl",
        "concept",
        "const_cast",
        "consteval",
        "constexpr",
        "constinit",
        "decltype",
        "delete",
        "dynamic_cast",
        "explicit",
        "export",
        "false",
        "friend",
        "mutable",
        "namespace",
        "new",
        "noexcept",
        "not",
        "not_eq",
        "nullptr",
        "operator",
        "or",
        "or_eq",
        "private",
        "protected",
        "public",
        "reinterpret_cast",
        "requires",
        "static_assert",
        "static_cast",
        "template",
        "this",
        "thread_local",
        "throw",
        "true",
        "try",
        "typeid",
        "typename",
        "using",
        "virtual",
        "wchar_t",
        "xor",
        "xor_eq",
    };
    static const char *const macros[] = {
        "assert", "complex",  "errno",    "i386",   "linux", "major",  "makedev",
        "minor",  "noreturn", "offsetof", "stderr", "stdin", "stdout", "unix",
    };
    (void)state;
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        assert_string_equal(names_refusal(c[i]), "is a keyword of C");
    for (size_t i = 0; i < sizeof cpp / sizeof *cpp; i++)
        assert_string_equal(names_refusal(cpp[i]), "is a keyword of C++");
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        assert_string_equal(names_refusal(macros[i]), "is a macro of common C headers");
    assert_null(names_refusal("title"));
    assert_null(names_refusal(""));
}

static void test_claims(void **state)
{
    (void)state;
    struct pool pool = {0};
    struct name_claims claims = {0};
    for (int i = 0; i < 1000; i++)
        names_claim(&pool, &claims, pool_printf(&pool, "name_%03d", (i * 7) % 1000), "first", NULL);
    names_claim(&pool, &claims, "name_500", "second", NULL);
    names_sort_claims(&claims);
    assert_int_equal(claims.n, 1001);
    assert_string_equal(claims.claims[0].name, "name_000");
    assert_string_equal(claims.claims[500].owner, "first");
    assert_string_equal(claims.claims[501].name, "name_500");
    assert_string_equal(claims.claims[501].owner, "second");
    pool_free(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_naming),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_claims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
