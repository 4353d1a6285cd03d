/* SPDX-License-Identifier: ISC */
/* Where admin/unit.c looks for units in its test: included before anything
 * else. */
#ifndef TESTS_UNIT_PATHS_H
#define TESTS_UNIT_PATHS_H

extern char unit_root[128];

#define UNIT_ROOT unit_root

#endif
