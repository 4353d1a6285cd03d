/* SPDX-License-Identifier: ISC */
/* Where admin/check/unit_file.c looks for units in its test: included before
 * anything else. */
#ifndef TESTS_UNIT_PATHS_H
#define TESTS_UNIT_PATHS_H

extern char unit_root[128];

#define UNIT_ROOT unit_root

#endif
