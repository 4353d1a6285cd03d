# SPDX-License-Identifier: ISC
"""The client's side of TLS to a server of the tests, whose certificate it
takes as it is."""

import functools
import ssl


@functools.cache
def context(alpn=None, newest=None):
    """One for all connections of a kind: an SSLContext that reads what the
    machine trusts takes longer than a request.  "alpn": the protocol to ask
    for; "newest": the highest version."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if alpn:
        made.set_alpn_protocols([alpn])
    if newest:
        made.maximum_version = newest
    return made
