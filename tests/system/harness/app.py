# SPDX-License-Identifier: ISC
"""The protected application: tells as JSON what reached it, shows a form, and
answers WebSockets."""

import base64
import hashlib
import http.server
import json
import threading

MARKER = 'the-protected-application'
FORM_MAX = 1 << 16  # bytes of a form that is kept in "seen"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def web_socket(self):
        """Takes the handshake and then sends back whatever comes."""
        key = self.headers.get('Sec-WebSocket-Key', '').encode()
        digest = hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept',
                         base64.b64encode(digest.digest()).decode())
        self.end_headers()
        self.close_connection = True
        while True:
            data = self.connection.recv(4096)
            if not data:
                return
            self.connection.sendall(data)

    def take_body(self):
        """Reads the body; returns its size, and itself if it is no larger
        than a form."""
        size, kept = 0, b''
        if 'chunked' in self.headers.get('Transfer-Encoding', ''):
            while True:
                chunk = int(self.rfile.readline().split(b';')[0], 16)
                data = self.rfile.read(chunk)
                size += len(data)
                kept = (kept + data)[:FORM_MAX]
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
                kept = (kept + data)[:FORM_MAX]
        return size, kept if size <= FORM_MAX else b''

    def answer(self):
        if self.headers.get('Upgrade', '').lower() == 'websocket':
            self.web_socket()
            return
        size, body = self.take_body()
        seen = {'app': MARKER, 'method': self.command, 'path': self.path,
                'headers': [[k.lower(), v] for k, v in self.headers.items()],
                'body': size, 'form': body.decode('latin-1')}
        self.server.seen.append(seen)
        if self.path in self.server.redirects and self.command == 'POST':
            self.send_response(303)
            self.send_header('Location', self.server.redirects[self.path])
            self.send_header('Content-Length', '0')
            self.end_headers()
            return
        text = json.dumps(seen).encode()
        page = self.server.pages.get(self.path)
        if page is not None and self.command == 'GET':
            kind, text = 'text/html; charset=utf-8', page.encode()
        elif 'text/html' in self.headers.get('Accept', ''):
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


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128    # some tests send very much at once
    daemon_threads = True


class App:
    """Runs in threads of the test process, on a free port of loopback."""

    def __init__(self):
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.seen = []
        self.server.pages = {}
        self.server.redirects = {}
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    @property
    def seen(self):
        """Every request that reached the application, in order."""
        return self.server.seen

    @property
    def pages(self):
        """HTML that is shown at these paths instead."""
        return self.server.pages

    @property
    def redirects(self):
        """Where a form that is sent to these paths leads."""
        return self.server.redirects

    def close(self):
        self.server.shutdown()
        self.server.server_close()
