/* The fuzzer's entry point, which test_guard calls with its own bytes, too. */
#ifndef HS_TESTS_FUZZ_GUARD_H
#define HS_TESTS_FUZZ_GUARD_H

#include <stddef.h>
#include <stdint.h>

/** Aborts where the guard let pass what cannot be unpacked in one arena block of the reported size. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
