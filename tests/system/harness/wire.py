# SPDX-License-Identifier: ISC
"""Requests that no client library would send."""

import re
import socket

from . import tls
from .gate import HOSTS


class Wire:
    """Requests byte for byte, over connections that are kept."""

    def __init__(self, port, host=HOSTS[0]):
        self.port, self.host, self.sock = port, host, None

    def _connect(self):
        plain = socket.create_connection(('127.0.0.1', self.port), 10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = tls.context().wrap_socket(plain)
        self.rest = b''

    def close(self):
        if self.sock is not None:
            self.sock.close()
        self.sock = None

    def ask(self, target, *headers, method=b'GET'):
        """The status of the answer, 0 when nginx just closed."""
        if isinstance(target, str):
            target = target.encode('latin-1')
        lines = [method + b' ' + target + b' HTTP/1.1',
                 b'Host: ' + self.host.encode(), *headers, b'', b'']
        for again in (True, False):
            if self.sock is None:
                self._connect()
            try:
                self.sock.sendall(b'\r\n'.join(lines))
                answer = self._read()
                if answer or not again:
                    return answer
            except OSError:
                if not again:
                    return 0
            self.close()
        return 0

    def _more(self):
        data = self.sock.recv(65536)
        self.rest += data
        if not data:
            raise ConnectionResetError
        return True

    def _read(self):
        while b'\r\n\r\n' not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b'\r\n\r\n', 1)
        status = int(head.split()[1])
        low = head.lower()
        size = re.search(rb'\ncontent-length: (\d+)', low)
        if status == 204 or status == 304:
            pass
        elif size:
            while len(self.rest) < int(size.group(1)):
                self._more()
            self.rest = self.rest[int(size.group(1)):]
        elif b'\ntransfer-encoding: chunked' in low:
            while not self.rest.endswith(b'0\r\n\r\n'):
                self._more()
            self.rest = b''
        else:
            self.close()
            return status
        if b'\nconnection: close' in low:
            self.close()
        return status
