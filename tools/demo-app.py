#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The protected application of tools/demo: a page that shows who it was told
is there.  It listens on the Unix socket that is its only argument, has no
login of its own and believes the headers that nginx sets."""

import html
import http.server
import os
import socketserver
import sys

IDENTITY = ('Remote-User', 'Remote-Groups', 'Remote-Email', 'Remote-Name')

PAGE = '''<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Protected application</title>
<style>
body {{ font: 1rem/1.5 sans-serif; max-width: 36rem; margin: 2rem auto;
padding: 0 1rem }}
th {{ text-align: left; padding-right: 1.5rem; font-weight: normal }}
td {{ font-family: monospace }}
</style>
<h1>You are in</h1>
<p>This page stands for your application. It has no login of its own: the gate
let you through to <code>{path}</code>, and these headers say who you are.</p>
<table>
{rows}
</table>
<p><a href="/">Front page</a> &middot;
<a href="/fresh/">a page that wants a code of the last minute</a> &middot;
<a href="/otp/logout">log out</a></p>
</html>
'''


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every path with the same page."""

    def address_string(self):
        return 'nginx'

    def answer(self):
        rows = '\n'.join(
            f'<tr><th>{name}<td>{html.escape(self.headers.get(name) or "-")}'
            for name in IDENTITY)
        page = PAGE.format(path=html.escape(self.path), rows=rows).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(page)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(page)

    do_GET = do_HEAD = answer  # pylint: disable=invalid-name

    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def main():
    if len(sys.argv) != 2:
        sys.exit('usage: demo-app.py SOCKET')
    server = Server(sys.argv[1], Handler)
    os.chmod(sys.argv[1], 0o666)
    server.serve_forever()


if __name__ == '__main__':
    main()
