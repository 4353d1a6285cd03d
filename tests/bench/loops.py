# SPDX-License-Identifier: ISC
"""bench loops: is more than one loop of use here?  The check with so many
workers of nginx and so many loops, in turn."""

import random

from . import check, tables, web

WORKERS = LOOPS = (1, 2)
USERS = 1000


def cases_of(gates):
    """{(workers, loops): (nginx, server, gate)}; a nginx for each number of
    workers, a gate for each number of loops."""
    cases = {}
    for workers in WORKERS:
        servers = [web.Server(f'{loops}', web.GATED, gate.socket,
                              cookie=f'{check.COOKIE}={gate.cookie}')
                   for loops, gate in gates.items()]
        site = web.Web(servers, workers=workers)
        for server, (loops, gate) in zip(servers, gates.items()):
            cases[workers, loops] = site, server, gate
    return cases


def measure(cases, rounds, seconds):
    taken = {key: [] for key in cases}
    for number in range(rounds):
        for key in random.Random(number).sample(list(cases), len(cases)):
            site, server, gate = cases[key]
            taken[key].append(check.measure_one(
                server, site, gate.process.pid, seconds))
    return taken


def rows_of(taken):
    one = taken[1, 1]
    return [[f'{workers}', f'{loops}',
             f'{tables.median([r.rate for r, _, _ in got]):,.0f}',
             check.ratio(got, one, lambda t: t[0].rate),
             f'{tables.median([r.p99 for r, _, _ in got]):.2f}',
             f'{tables.median([n for _, n, _ in got]):.1f}',
             f'{tables.median([c for _, _, c in got]):.1f}',
             sum(r.errors + r.refused for r, _, _ in got)]
            for (workers, loops), got in taken.items()]


def run(options):
    gates, cases = {}, {}
    try:
        for loops in LOOPS:
            gates[loops] = check.filled_gate(USERS, loops=loops)
        cases = cases_of(gates)
        for _, server, _ in cases.values():
            check.probe(server)
        taken = measure(cases, options.rounds, options.seconds)
        rows = rows_of(taken)
        tables.show(
            f'loops: {options.rounds} rounds of {options.seconds} s, '
            '32 connections, medians',
            ['nginx workers', 'loops', 'req/s', 'of 1 and 1', 'p99 ms',
             'nginx us', 'gate us', 'errors'], rows)
    finally:
        for site in {id(s): s for s, _, _ in cases.values()}.values():
            site.close()
        for gate in gates.values():
            gate.remove()
    return rows
