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
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Protected application</title>
<style>
:root {{ color-scheme: light dark; --page: #f4f5f7; --card: #fff;
--text: #1b1f24; --dim: #57606a; --line: #d5dae0; --main: #0b5cad }}
@media (prefers-color-scheme: dark) {{
:root {{ --page: #0f1318; --card: #181d24;
--text: #e6e9ed; --dim: #a3adb8; --line: #343c46; --main: #7ab7ff }} }}
* {{ box-sizing: border-box }}
body {{ margin: 0; min-height: 100vh; display: flex; align-items: center;
justify-content: center; padding: 1rem; background: var(--page);
color: var(--text); font: 1rem/1.5 system-ui, sans-serif }}
main {{ width: 100%; max-width: 36rem; background: var(--card);
padding: 1.75rem; border-radius: .75rem; box-shadow: 0 1px 3px #0003;
overflow-wrap: anywhere }}
h1 {{ font-size: 1.35rem; line-height: 1.25; margin: 0 0 1rem }}
p {{ margin: 0 0 1rem }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem;
margin: 1.5rem 0; padding: 1rem 0; border: solid var(--line);
border-width: 1px 0 }}
dt {{ color: var(--dim) }}
dd {{ margin: 0; font-family: ui-monospace, monospace }}
@media (max-width: 30rem) {{
dl {{ grid-template-columns: 1fr; gap: 0 }}
dd + dt {{ margin-top: .5rem }} }}
ul {{ margin: -.625rem 0; padding: 0; list-style: none }}
a {{ color: var(--main) }}
li a {{ display: inline-block; padding: .625rem 0 }}
:focus-visible {{ outline: 3px solid var(--main); outline-offset: 2px }}
</style>
<body>
<main>
<h1>You are in</h1>
<p>This page stands for your application. It has no login of its own: the gate
let you through to <code>{path}</code>, and these headers say who you are.</p>
<dl>
{rows}
</dl>
<ul>
<li><a href="/">Front page</a>
<li><a href="/fresh/">A page that wants a code of the last minute</a>
<li><a href="/otp/logout">Log out</a>
</ul>
</main>
</html>
'''


def page(path, headers):
    rows = '\n'.join(f'<dt>{name}<dd>{html.escape(headers.get(name) or "-")}'
                     for name in IDENTITY)
    return PAGE.format(path=html.escape(path), rows=rows)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every path with the same page."""

    def address_string(self):
        return 'nginx'

    def answer(self):
        body = page(self.path, self.headers).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

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
