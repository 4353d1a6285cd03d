# SPDX-License-Identifier: ISC
"""A FastCGI client of its own, to say what nginx never would.

FastCGI 1.0: a record is a header of 8 bytes (version, type, request id,
content length, padding length, reserved) and its content."""

import socket
import struct

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES = \
    range(1, 10)
RESPONDER = 1


def record(kind, content=b'', request=1, padding=0, version=1):
    return struct.pack('>BBHHBB', version, kind, request, len(content),
                       padding, 0) + content + b'\0' * padding


def begin(role=RESPONDER, keep=False, request=1):
    return record(BEGIN, struct.pack('>HB5x', role, int(keep)), request)


def _length(n):
    return struct.pack('>B', n) if n < 128 else struct.pack('>I', n | 1 << 31)


def encode(params):
    """Name-value pairs; "params" is a list of pairs, so that a name may come
    twice."""
    out = bytearray()
    for key, value in params:
        key = key.encode('latin-1') if isinstance(key, str) else key
        value = value.encode('latin-1') if isinstance(value, str) else value
        out += _length(len(key)) + _length(len(value)) + key + value
    return bytes(out)


def stream(kind, data, request=1, chunk=65535):
    """A stream of records, ended by an empty one."""
    out = b''.join(record(kind, data[i:i + chunk], request)
                   for i in range(0, len(data), chunk))
    return out + record(kind, b'', request)


def request_bytes(params, body=b'', keep=False, chunk=65535):
    return (begin(keep=keep) + stream(PARAMS, encode(params), chunk=chunk)
            + stream(STDIN, body))


class Answer:
    """What came back: the raw standard output stream, and its parts."""

    def __init__(self, raw):
        self.raw = raw
        self.out = b''
        self.err = b''
        self.ended = False
        rest = raw
        while len(rest) >= 8:
            _, kind, _, length, padding, _ = struct.unpack('>BBHHBB', rest[:8])
            content = rest[8:8 + length]
            rest = rest[8 + length + padding:]
            if kind == STDOUT:
                self.out += content
            elif kind == STDERR:
                self.err += content
            elif kind == END:
                self.ended = True
        head, _, self.body = self.out.partition(b'\r\n\r\n')
        self.headers = []
        for line in head.split(b'\r\n'):
            key, colon, value = line.partition(b':')
            if colon:
                self.headers.append((key.decode('latin-1').lower(),
                                     value.strip().decode('latin-1')))

    def get(self, key):
        for k, v in self.headers:
            if k == key.lower():
                return v
        return None

    @property
    def status(self):
        value = self.get('status')
        return int(value.split()[0]) if value else None


def connect(path, timeout=10.0):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(timeout)
    s.connect(str(path))
    return s


def receive(s, keep=False):
    """Everything until the peer closes (or, with "keep", until the request's
    end)."""
    raw = b''
    while True:
        try:
            data = s.recv(65536)
        except ConnectionResetError:
            break
        if not data:
            break
        raw += data
        if keep and Answer(raw).ended:
            break
    return Answer(raw)


def send_raw(path, data, timeout=10.0, half_close=False):
    """Sends bytes as they are and returns what comes back."""
    with connect(path, timeout) as s:
        try:
            s.sendall(data)
            if half_close:
                s.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return receive(s)


def ask(path, params, body=b'', timeout=10.0, chunk=65535):
    return send_raw(path, request_bytes(params, body, chunk=chunk), timeout)


def check_params(host, cookie='', policy='/otp/check', uri='/', method='GET',
                 addr='192.0.2.1', scheme='https'):
    """What nginx passes to the check."""
    return [('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', uri),
            ('OTPGATE_METHOD', method), ('OTPGATE_ADDR', addr),
            ('OTPGATE_SCHEME', scheme), ('OTPGATE_HOST', host),
            ('OTPGATE_POLICY', policy)]
