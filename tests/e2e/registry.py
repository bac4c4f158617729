"""The few calls that the tests of processes make."""

import os
import time

import sp

HEALTH = "hensigt.v1.HealthService/CheckHealth"
CREATE = "hensigt.v1.OrganisationService/CreateOrganisation"
GET = "hensigt.v1.OrganisationService/GetOrganisation"

OK = 0
INVALID_ARGUMENT = 3
NOT_FOUND = 5
UNAVAILABLE = 14
UNAUTHENTICATED = 16

SERVING = 1  # CheckHealthResponse.State
MUNICIPALITY = 1  # Organisation.Kind


def request_id():
    """A fresh UUID of version 7."""
    data = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    data[6] = data[6] & 0x0F | 0x70
    data[8] = data[8] & 0x3F | 0x80
    return bytes(data)


def is_serving(connection, **envelope):
    """Whether the service says that it is well."""
    reply = sp.call(connection, HEALTH, **envelope)
    return reply.code == OK and sp.fields(reply.body).get(1) == [SERVING]


def create(name, **envelope):
    """The request that enters an organisation."""
    organisation = sp.field(6, name) + sp.varint(9 << 3) + sp.varint(MUNICIPALITY)
    return sp.request(CREATE, sp.field(1, name) + sp.field(2, organisation), request_id=request_id(), **envelope)


def existing(connection, names):
    """Those of the names that are organisations."""
    found = []
    for name in names:
        reply = sp.call(connection, GET, sp.field(1, "organisations/" + name))
        if reply.code == OK:
            found.append(name)
        elif reply.code != NOT_FOUND:
            raise AssertionError((reply.code, reply.message))
    return found
