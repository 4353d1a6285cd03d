# SPDX-License-Identifier: ISC
"""The protected application: tells as JSON what reached it."""

import http.server
import json
import threading

MARKER = 'the-protected-application'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def answer(self):
        size = 0
        if 'chunked' in self.headers.get('Transfer-Encoding', ''):
            while True:
                chunk = int(self.rfile.readline().split(b';')[0], 16)
                size += len(self.rfile.read(chunk))
                self.rfile.readline()
                if chunk == 0:
                    break
        else:
            left = int(self.headers.get('Content-Length') or 0)
            while left > 0:
                data = self.rfile.read(min(left, 1 << 16))
                if not data:
                    break
                size += len(data)
                left -= len(data)
        seen = {'app': MARKER, 'method': self.command, 'path': self.path,
                'headers': [[k.lower(), v] for k, v in self.headers.items()],
                'body': size}
        self.server.seen.append(seen)
        text = json.dumps(seen).encode()
        if 'text/html' in self.headers.get('Accept', ''):
            kind = 'text/html; charset=utf-8'
            text = (b'<!DOCTYPE html><title>app</title><pre id="seen">'
                    + text.replace(b'&', b'&amp;').replace(b'<', b'&lt;')
                    + b'</pre>')
        else:
            kind = 'application/json'
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(text)

    def __getattr__(self, attribute):
        # Every method there is, also those that have no name.
        if attribute.startswith('do_'):
            return self.answer
        raise AttributeError(attribute)

    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass


class App:
    """Runs in threads of the test process, on a free port of loopback."""

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.server.seen = []
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    @property
    def seen(self):
        """Every request that reached the application, in order."""
        return self.server.seen

    def close(self):
        self.server.shutdown()
        self.server.server_close()
