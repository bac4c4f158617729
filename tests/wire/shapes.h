/* Tables for hensigt.tests.v1.Shape, made by hand: without rules at first, so that each test can state its own. */
#ifndef HS_TESTS_SHAPES_H
#define HS_TESTS_SHAPES_H

#include "shapes.pb-c.h"
#include "wire/contract.h"

typedef Hensigt__Tests__V1__Shape shape;

enum { SHAPES_FIELDS = 31, SHAPES_NAME_SIZE = 32 };

/** The tables of one type. Must not be moved once made. */
struct shapes {
    struct hs_message type;
    struct hs_field fields[SHAPES_FIELDS];
    char json_names[SHAPES_FIELDS][SHAPES_NAME_SIZE];
};

/** Makes tables without rules. */
void shapes_init(struct shapes *shapes);

/** The rules of a field, by its name; the test fails if there is none such. */
struct hs_field *shapes_field(struct shapes *shapes, const char *name);

#endif
