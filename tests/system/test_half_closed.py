# SPDX-License-Identifier: ISC
"""A peer that will send nothing any more is not waited for; and what a running
responder has given up."""

import pathlib
import select
import socket

import pytest

from harness import fcgi
from harness.gate import HOSTS

WHOLE = fcgi.request_bytes(fcgi.check_params(HOSTS[0]))


def connect(site, data):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(20)
    sock.connect(str(site.gate.socket))
    sock.sendall(data)
    return sock


@pytest.mark.parametrize('cut', [1, 8, 30, len(WHOLE) // 2])
@pytest.mark.parametrize('late', [False, True])
def test_a_part_of_a_request_is_not_waited_for(site, cut, late):
    """An older one that may go on is there still: it is no deadline."""
    with connect(site, WHOLE[:cut]) as older, \
            connect(site, WHOLE[:cut]) as sock:
        if late:
            # it is being waited for when the end comes
            assert site.check().status == 401
        sock.shutdown(socket.SHUT_WR)
        ready, _, _ = select.select([older, sock], [], [], 20)
        assert ready == [sock] and sock.recv(1) == b''
        older.sendall(WHOLE[cut:])
        assert b'Status: 401' in older.recv(4096)


def test_a_whole_request_is_answered(site):
    for params in (fcgi.check_params(HOSTS[0]),
                   [('OTPGATE_COOKIE', ''), ('OTPGATE_URI', '/otp/login'),
                    ('OTPGATE_METHOD', 'GET'), ('OTPGATE_SCHEME', 'https'),
                    ('OTPGATE_HOST', HOSTS[0]),
                    ('OTPGATE_ADDR', '127.0.0.1')]):
        with connect(site, fcgi.request_bytes(params)) as sock:
            sock.shutdown(socket.SHUT_WR)
            assert b'Status: ' in sock.recv(4096)


@pytest.mark.plain
def test_no_thread_can_run_a_program(site):
    tasks = pathlib.Path(f'/proc/{site.gate.process.pid}/task')
    for task in tasks.iterdir():
        text = (task / 'status').read_text()
        assert '\nSeccomp:\t2\n' in text and '\nNoNewPrivs:\t1\n' in text
