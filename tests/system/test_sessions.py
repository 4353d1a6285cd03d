# SPDX-License-Identifier: ISC
"""Two users on many connections: nobody ever gets another's name."""

import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from harness import build, wait
from harness.gate import HOSTS, ROOT, WEB_USER
from harness.nginx import NGINX, free_port

CHECKS = 50000
CONNECTIONS = 32

# Each request says who it is from, and the answer tells whom the gate saw.
SCRIPT = '''
local cookies = {{ alice = "{alice}", bob = "{bob}" }}
local names = {{ "{alice_name}", "{bob_name}" }}
local keys = {{ "alice", "bob" }}
local n = 0
local threads = {{}}
function setup(thread)
  thread:set("good", 0)
  thread:set("bad", 0)
  table.insert(threads, thread)
end
function request()
  n = n + 1
  local k = n % 2 + 1
  return wrk.format("GET", "/file", {{
    ["Cookie"] = "__Host-otpgate=" .. cookies[keys[k]],
    ["X-Who"] = names[k], ["Host"] = "{host}" }})
end
function response(status, headers, body)
  if status == 200 and headers["X-Gate-User"] == headers["X-Asked-By"] and
      headers["X-Gate-User"] ~= nil then
    good = good + 1
  else
    bad = bad + 1
  end
end
function done(summary, latency, requests)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good = good + thread:get("good")
    bad = bad + thread:get("bad")
  end
  print(string.format("good %d bad %d", good, bad))
end
'''

CONFIG = '''
{user}
daemon off;
worker_processes 2;
pid {prefix}/pid;
error_log {prefix}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {prefix}/1;
    proxy_temp_path {prefix}/2;
    fastcgi_temp_path {prefix}/3;
    uwsgi_temp_path {prefix}/4;
    scgi_temp_path {prefix}/5;
    upstream otpgate {{ server unix:{socket}; }}
    server {{
        listen 127.0.0.1:{port};
        server_name {host};
        root {prefix}/files;
        {check}
        location / {{
            auth_request /otp/check;
            auth_request_set $seen $upstream_http_remote_user;
            add_header X-Gate-User $seen;
            add_header X-Asked-By $http_x_who;
        }}
    }}
}}
'''


def check_location():
    text = (build.SNIPPETS / 'otpgate-server.conf').read_text()
    found = re.search(r'^location \^~ /otp/check \{.*?^\}', text, re.M | re.S)
    # wrk is given plain http: the measure is about names, not about TLS
    return found.group(0).replace('$scheme', 'https')


@pytest.fixture
def plain_nginx(site):
    prefix = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-mix-'))
    prefix.chmod(0o755)
    (prefix / 'files').mkdir(mode=0o755)
    (prefix / 'files' / 'file').write_text('x')
    port = free_port()
    (prefix / 'conf').write_text(CONFIG.format(
        user=f'user {WEB_USER};' if ROOT else '', prefix=prefix, port=port,
        socket=site.gate.socket, host=HOSTS[0], check=check_location()))
    process = subprocess.Popen(
        [NGINX, '-p', prefix, '-c', prefix / 'conf', '-e',
         prefix / 'error.log'], stdin=subprocess.DEVNULL)
    wait.until((prefix / 'pid').exists, 10, 'nginx')
    yield port
    process.terminate()
    process.wait(10)
    shutil.rmtree(prefix)


@pytest.mark.plain
@pytest.mark.timeout(300)
def test_two_users_on_many_connections_are_never_mixed_up(
        site, plain_nginx, tmp_path):
    alice, bob = site.person(), site.person()
    script = tmp_path / 'mix.lua'
    script.write_text(SCRIPT.format(
        alice=alice.client().session, bob=bob.client().session,
        alice_name=alice.name, bob_name=bob.name, host=HOSTS[0]))
    good = bad = 0
    while good + bad < CHECKS:
        run = subprocess.run(
            ['wrk', '-t2', f'-c{CONNECTIONS}', '-d4s', '-s', script,
             f'http://127.0.0.1:{plain_nginx}'],
            capture_output=True, text=True, check=True)
        found = re.search(r'good (\d+) bad (\d+)', run.stdout)
        assert found and int(found.group(1)) > 0, run.stdout + run.stderr
        good += int(found.group(1))
        bad += int(found.group(2))
    print(f'{good} checks of two users on {CONNECTIONS} connections, '
          f'{bad} wrong')
    assert bad == 0
