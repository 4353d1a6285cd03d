# SPDX-License-Identifier: ISC
"""What sites have in their nginx files besides the gate: directives, the
places where they may stand around the includes, and servers made of them."""

import dataclasses

from . import build
from .app import MARKER

# Where a directive may stand.  "before" and "after" are in the server, on
# either side of otpgate-server.conf; "above" and "below" are in the protected
# location, on either side of otpgate-protect.conf.
SITE = ('http', 'before', 'after')
LOCATION = ('above', 'below')

# What every site here has, for directives to lead to.  Nothing of this is
# protected, but for @kept: whoever is led here has got around the gate.
TARGETS = f'''
        location @fallback {{ proxy_pass http://app; }}
        location @kept {{
            include {build.SNIPPETS}/otpgate-protect.conf;
            proxy_pass http://app;
        }}
        location = /static.html {{ return 200 '{MARKER}'; }}
        location ^~ /open/ {{ proxy_pass http://app; }}
        location = /footer {{ return 200 'a footer'; }}
'''

HTTP = '''
    fastcgi_cache_path {prefix}/shared keys_zone=shared:1m;
    proxy_cache_path {prefix}/pages keys_zone=pages:1m;
    limit_req_zone $binary_remote_addr zone=many:1m rate=9999r/s;
    limit_conn_zone $binary_remote_addr zone=some:1m;

    # It bites at the second request of its kind, and concerns no other.
    limit_req_zone $http_x_bite zone=bite:1m rate=1r/m;
'''

SERVER = '''
    server {{
        listen {address}:{port} ssl;
        server_name {host};
{before}
        include {snippets}/otpgate-server.conf;
        limit_req zone=bite;
        {microcache}
{after}
        location / {{
{above}
            include {snippets}/otpgate-protect.conf;
{below}
            proxy_pass http://app;
            location /fresh/ {{
                auth_request /otp/check/max-age=300;
                proxy_pass http://app;
            }}
            include {snippets}/example-websocket.conf;
        }}
{targets}
    }}
'''

# Each of these must be harmless by itself, and with any others, wherever it
# may stand.  The first group leads errors away.
ERRORS = (
    'error_page 502 504 = @fallback;',
    'error_page 500 502 503 504 =200 /static.html;',
    'error_page 500 502 503 504 /static.html;',
    'error_page 502 =204 /open/x;',
    'error_page 401 /static.html;',
    'error_page 403 = @fallback;',
    'error_page 401 403 =200 /open/x;',
    'error_page 400 401 402 403 404 405 429 500 501 502 503 504 = @fallback;',
    'error_page 400 405 413 414 421 494 501 503 505 =200 /open/x;',
    'error_page 400 401 403 404 405 413 429 500 501 502 503 504 = @kept;',
    'recursive_error_pages on;',
    'fastcgi_intercept_errors on;',
)
# What a server may say about FastCGI, for the sake of its PHP.
FASTCGI = (
    'fastcgi_next_upstream error timeout invalid_header http_403 http_500 '
    'http_503 non_idempotent;',
    'fastcgi_cache_valid any 10m;',
    'fastcgi_cache_use_stale error timeout updating http_500 http_503;',
    'fastcgi_cache_background_update on;',
    'fastcgi_cache_lock on;',
    'fastcgi_cache_min_uses 1;',
    'fastcgi_cache_methods GET HEAD POST;',
    'fastcgi_cache_bypass 0;',
    'fastcgi_no_cache 0;',
    'fastcgi_cache_key $request_uri;',
    'fastcgi_cache shared;',
    'fastcgi_cache_revalidate on;',
    'fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;',
    'fastcgi_store on;',
    'fastcgi_hide_header Set-Cookie;',
    'fastcgi_hide_header Location;',
    'fastcgi_hide_header Remote-User;',
    'fastcgi_pass_header Status;',
    'fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;',
    'fastcgi_param OTPGATE_STATUS 204;',
    'fastcgi_pass_request_body off;',
    'fastcgi_pass_request_headers on;',
    "fastcgi_catch_stderr 'PHP Fatal error';",
    'fastcgi_index index.php;',
    'fastcgi_buffering off;',
    'fastcgi_request_buffering off;',
    'fastcgi_buffer_size 64k; fastcgi_buffers 16 64k; '
    'fastcgi_busy_buffers_size 256k;',
    'fastcgi_temp_file_write_size 64k;',
    'fastcgi_keep_conn on;',
    'fastcgi_force_ranges on;',
    'fastcgi_limit_rate 1m;',
    'fastcgi_connect_timeout 60s;',
    'fastcgi_read_timeout 300s;',
    'fastcgi_bind 127.0.0.1;',
)
# In a server these stand in otpgate-server.conf, and nginx takes one of a kind;
# see ANY_SIDE, too.
ABORTS = (
    'fastcgi_ignore_client_abort off;', 'proxy_ignore_client_abort off;',
    'fastcgi_ignore_client_abort on;', 'proxy_ignore_client_abort on;',
)
# Everything else.
GENERAL = (
    'expires 30d;', 'expires max;',
    "add_header Cache-Control 'public, max-age=3600' always;",
    "add_header Strict-Transport-Security 'max-age=31536000' always;",
    "add_header Content-Security-Policy \"default-src 'self'\" always;",
    'add_header Referrer-Policy unsafe-url;',
    'add_trailer X-End 1;',
    "sub_filter '</head>' '<meta name=x></head>';", 'sub_filter_once off;',
    "sub_filter_types *;",
    'satisfy any;', 'allow all;', 'auth_request /open/yes;',
    'auth_request off;',
    'mirror /open/mirror;', 'post_action /static.html;', 'ssi on;',
    'ssi_types *;', 'add_after_body /footer;', 'addition_types *;',
    'gzip on; gzip_types *; gzip_min_length 1;', 'gunzip on;',
    'charset utf-8; override_charset on;',
    'absolute_redirect off;', 'port_in_redirect off;',
    'server_name_in_redirect on;', 'dav_methods PUT DELETE MKCOL;',
    'root /nonexistent;', 'index index.php;', 'autoindex on;',
    'default_type text/html;', 'types { text/plain html; }',
    'open_file_cache max=10;', 'limit_rate 10m;',
    'limit_req zone=many burst=5000 nodelay; limit_req_status 429;',
    'limit_conn some 5000; limit_conn_status 444;',
    'client_max_body_size 1k;', 'client_body_in_file_only clean;',
    'client_body_buffer_size 1;', 'client_body_in_single_buffer on;',
    'merge_slashes off;', 'chunked_transfer_encoding off;', 'etag off;',
    'max_ranges 0;', 'if_modified_since before;', 'userid on;',
    'log_subrequest on;', 'reset_timedout_connection on;',
    'keepalive_requests 5;', 'msie_refresh on;', 'rewrite_log on;',
    'uninitialized_variable_warn off;', 'server_tokens off;',
    'proxy_intercept_errors on;', 'proxy_cache pages;',
    'proxy_cache_valid any 10m;', 'proxy_ignore_headers Cache-Control;',
    'proxy_cache_use_stale error timeout http_500 http_503;',
    'proxy_next_upstream error timeout http_403 http_500 non_idempotent;',
    'proxy_buffering off;', 'proxy_redirect off;',
    'proxy_hide_header X-Thing;', 'proxy_pass_request_headers on;',
    'uwsgi_intercept_errors on;', 'slice 1m;',
)
# A server says these of itself; where they stand matters.
REWRITES = (
    'rewrite ^ /index.php last;',
    'rewrite ^ /index.php;',
    'rewrite ^ /index.php break;',
    'rewrite ^(.*)$ /app$1 last;',
    'if (!-e $request_filename) { rewrite ^ /index.php last; }',
    'if ($request_method = GET) { rewrite ^/otp/ /open/yes last; }',
    'rewrite ^/otp/check /open/yes;',
    'rewrite ^/otp/check /otp/login;',
    'rewrite ^/otp/check /static.html last;',
    'if ($uri ~ check) { return 204; }',
    "if ($uri ~ ^/otp/) { return 200 'yes'; }",
    "set $site 1; if ($site = 1) { rewrite ^(/otp/)(.*) /open/$2 last; }",
)
# Harmless in front of the include, too.
RULES = (
    'break;', 'set $otpgate_upgrade h2c;', 'set $site /index.php;',
    'rewrite ^/old/(.*)$ /new/$1 last;', 'rewrite ^/moved https://x.test/;',
    'if ($http_user_agent ~ robot) { return 403; }',
    'if ($args ~ evil) { return 444; }',
    'try_files $uri @fallback;',
)
BELOW = (
    'error_page 500 502 503 504 = @fallback;',
    'error_page 500 =200 /static.html;',
    'error_page 401 403 =200 @fallback;',
    'error_page 401 403 500 502 /open/x;',
    'error_page 400 404 405 408 411 413 429 501 502 503 504 = @fallback;',
    'error_page 413 429 502 503 =200 /static.html;',
    'client_max_body_size 10; error_page 413 = @fallback;',
    'limit_req zone=bite; limit_req_status 429; error_page 429 = @fallback;',
    'allow all;',
    'allow 127.0.0.0/8; deny all;',
)
ANY_SIDE = (
    'error_page 404 = @fallback;', 'error_page 502 504 = @fallback;',
    'error_page 400 404 405 413 418 429 503 = @kept;',
    'if ($http_x_bite) { return 418; }', 'limit_req zone=bite;',
    'recursive_error_pages on;', 'proxy_intercept_errors on;',
    'set $site 1;', 'rewrite ^/old/(.*)$ /new/$1 last;',
    'rewrite ^/page$ /page break;',
    'if ($request_method = BREW) { return 405; }',
    "if ($request_method = GET) { set $site 2; }",
    'limit_except GET POST { deny all; }',
    'expires 1h;', 'add_header X-Thing 1;', 'mirror /open/mirror;',
    'ssi on;', 'proxy_set_header X-Thing 1;', 'proxy_buffering off;',
    'client_max_body_size 1m;', 'proxy_cache pages; proxy_cache_valid any 1m;',
    'auth_request_set $thing $upstream_http_x_thing;', 'auth_delay 0;',
    'limit_rate 10m;', 'root /nonexistent;', 'post_action /static.html;',
    *ABORTS,
)


@dataclasses.dataclass(frozen=True)
class Line:
    """A directive, or a few that need each other, at one place."""
    where: str
    text: str

    @property
    def names(self):
        """What may stand only once at one place."""
        return {part.split()[0] for part in self.text.split(';')
                if part.strip()} - MANY

    def __str__(self):
        return f'{self.where}: {self.text}'


# These may stand at one place as often as one likes.
MANY = {'error_page', 'add_header', 'add_trailer', 'rewrite', 'if', 'set',
        'break', 'allow', 'deny', 'fastcgi_param', 'fastcgi_hide_header',
        'sub_filter', 'proxy_set_header', 'auth_request_set', '}'}
# Both sides of an include are one block to nginx.
BLOCK = {'http': 'http', 'before': 'server', 'after': 'server',
         'above': 'location', 'below': 'location'}


# What strangers send that nginx refuses before it looks for a location ...
HOST = 'Host: app.test\r\n'
EARLY = tuple(text.encode() for text in (
    f'TRACE /page HTTP/1.1\r\n{HOST}\r\n',
    f'CONNECT /page HTTP/1.1\r\n{HOST}\r\n',
    'GET /page HTTP/1.1\r\n\r\n',
    f'GET /page HTTP/1.1\r\n{HOST}Host: x.test\r\n\r\n',
    'GET /page HTTP/1.1\r\nHost: x y\r\n\r\n',
    f'GET /page HTTP/1.1\r\n{HOST}Content-Length: x\r\n\r\n',
    f'GET /page HTTP/1.1\r\n{HOST}Transfer-Encoding: x\r\n\r\n',
    f'POST /page HTTP/1.1\r\n{HOST}Content-Length: 1\r\n'
    'Transfer-Encoding: chunked\r\n\r\n',
    f'GET /page HTTP/2.0\r\n{HOST}\r\n',
    f'GET /page?{"x" * 50000} HTTP/1.1\r\n{HOST}\r\n',
    f'GET /page HTTP/1.1\r\n{HOST}X-Long: {"x" * 50000}\r\n\r\n',
    'GET page HTTP/1.1\r\n\r\n',
))
# ... and in one, before the check: too large, and by a limit.
LARGE = (f'POST /page HTTP/1.1\r\n{HOST}Connection: close\r\n'
         'Content-Length: 99999999999\r\n\r\n').encode()
BITTEN = (f'POST /page HTTP/1.1\r\n{HOST}Connection: close\r\n'
          'X-Bite: %s\r\nContent-Length: 1\r\n\r\nx')


def leads_early(line):
    """Whether it stands where otpgate-server.conf has to stand in front, and
    leads to what is not protected."""
    return line.where == 'before' and \
        ' 400 ' in line.text and '@kept' not in line.text


def lines():
    """All that must be harmless, each alone."""
    for text in ERRORS + FASTCGI + GENERAL:
        for where in SITE:
            yield Line(where, text)
    for text in ABORTS:
        yield Line('http', text)
    for text in RULES:
        for where in ('before', 'after'):
            yield Line(where, text)
    for text in REWRITES:
        yield Line('after', text)
    for text in BELOW:
        yield Line('below', text)
    for text in ANY_SIDE:
        for where in LOCATION:
            yield Line(where, text)


def fits(line, others):
    """Whether nginx takes "line" beside "others"."""
    return all(BLOCK[line.where] != BLOCK[o.where]
               or not line.names & o.names for o in others)


@dataclasses.dataclass
class Server:
    lines: tuple
    microcache: bool = False
    address: str = ''

    def at(self, where):
        return [line.text for line in self.lines if line.where == where]

    def text(self, host, port, microcache):
        indent = {'before': 8, 'after': 8, 'above': 12, 'below': 12}
        places = {where: '\n'.join(' ' * n + text for text in self.at(where))
                  for where, n in indent.items()}
        return SERVER.format(
            address=self.address, port=port, host=host,
            snippets=build.SNIPPETS, targets=TARGETS,
            microcache=f'include {microcache};' if self.microcache else '',
            **places)

    def __str__(self):
        return ' | '.join(map(str, self.lines)) + \
            (' | microcache' if self.microcache else '') or 'nothing'
