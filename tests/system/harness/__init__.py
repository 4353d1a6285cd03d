# SPDX-License-Identifier: ISC
"""The real programs, started in temporary folders, for the system tests."""
