# SPDX-License-Identifier: ISC
"""Measuring; tools/bench runs it."""
