# SPDX-License-Identifier: ISC
"""Waiting for something to become true, for a bounded time."""

import time


def until(condition, seconds=10.0, what='the condition'):
    """Calls "condition" until its answer is true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f'{what} did not come true in {seconds} s')
        time.sleep(0.02)
