"""TLS by stunnel in front of tcp, with the certificates and the two files that README.md shows."""

import json
import os
import re
import socket
import ssl
import subprocess
import threading
import unittest

import daemon
import processes
import registry
import sp

HENSIGT = os.environ.get("HENSIGT", "hensigt")
DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md")
SERVICE = "registry.example.org"
CLIENT = "roskilde"


def block(name):
    """The block behind a mark `<!-- stunnel: NAME -->`."""
    with open(DOCUMENT, encoding="utf-8") as stream:
        found = re.search(r"<!-- stunnel: %s -->\n```\w*\n(.*?)```" % name, stream.read(), re.DOTALL)
    if found is None:
        raise AssertionError("the document has no block " + name)
    return found.group(1)


class Tunnel:
    """One stunnel, from the moment it listens on."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            ["stunnel4", path], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        log = []
        for line in self.process.stderr:
            log.append(line)
            if "Configuration successful" in line:
                break
        else:
            raise AssertionError("".join(log))
        self.reader = threading.Thread(target=self.process.stderr.read, daemon=True)  # so that it never waits for us
        self.reader.start()

    def stop(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait(daemon.PATIENCE)
        self.reader.join(daemon.PATIENCE)
        self.process.stderr.close()


class Tls(daemon.Case):
    def setUp(self):
        super().setUp()
        self.service_port, self.tls_port, self.client_port = daemon.free_port(), daemon.free_port(), daemon.free_port()
        self.service_url = "tcp://127.0.0.1:%d" % self.service_port
        self.client_url = "tcp://127.0.0.1:%d" % self.client_port
        self.daemon = self.start("--listen", self.service_url, "--listen", self.endpoint)
        self.worker = self.daemon.wait_ready()
        self.tls = self.certificates("tls")

    def certificates(self, name):
        """An authority, and what it signed for the service and a client, in a folder."""
        folder = self.path(name)
        os.mkdir(folder)
        subprocess.run(["bash", "-euo", "pipefail", "-c", block("certificates")], cwd=folder, check=True, capture_output=True)
        return folder

    def tunnel(self, name, replacements, authority=None):
        """A stunnel with the file of the document, but for the places, and for the user where we are not root."""
        text = block(name)
        text = text.replace("CAfile = /etc/stunnel", "CAfile = " + (authority or self.tls)).replace("/etc/stunnel", self.tls)
        for old, new in replacements.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        if os.geteuid() != 0:
            text = re.sub(r"set[ug]id = .*\n", "", text)
        path = self.path("stunnel-%s.conf" % name)
        with open(path, "w", encoding="ascii") as stream:
            stream.write(text)
        found = Tunnel(path)
        self.addCleanup(found.stop)
        return found

    def server(self):
        """The service's side."""
        return self.tunnel("server", {"0.0.0.0:7443": "127.0.0.1:%d" % self.tls_port, "127.0.0.1:7170": self.service_url[6:]})

    def client(self, **how):
        """A client's side."""
        places = {"127.0.0.1:7170": self.client_url[6:], "connect = %s:7443" % SERVICE: "connect = 127.0.0.1:%d" % self.tls_port}
        return self.tunnel("client", places, **how)

    def hensigt(self, *words, endpoint=None, key=None):
        """The command line: its exit code, what it wrote, what it complained of."""
        words = [HENSIGT, *words, "--endpoint", endpoint or self.client_url]
        if key:
            words += ["--key-file", key]
        answer = subprocess.run(words, capture_output=True, text=True, check=False, timeout=daemon.PATIENCE)
        return answer.returncode, answer.stdout, answer.stderr

    def access_key(self, name, role):
        """The file of a new access key."""
        path = self.path(name + ".key")
        words = ["access-key", "create", name, "--title", name, "--role", role, "--new-key-file", path]
        code, _, complaint = self.hensigt(*words, endpoint=self.endpoint)
        self.assertEqual((code, complaint), (0, ""))
        return path

    def test_calls(self):
        """Real calls with an access key; the access key still says who may do what."""
        self.server()
        self.client()
        registrar, reader = self.access_key("registrar", "registrar"), self.access_key("reader", "reader")
        words = ["organisation", "create", "roskilde", "--title", "Røskilde", "--kind", "municipality"]
        self.assertEqual(self.hensigt(*words, key=reader)[0], 6)
        self.assertEqual(self.hensigt(*words, key=registrar)[0], 0)
        code, found, _ = self.hensigt("organisation", "get", "roskilde", "-o", "json", key=reader)
        self.assertEqual((code, json.loads(found)["title"]), (0, "Røskilde"))
        self.assertEqual(self.hensigt("organisation", "get", "roskilde")[0], 6)

    def test_worker_that_dies(self):
        """A call right after the worker's death finds the next one."""
        self.server()
        self.client()
        key = self.access_key("reader", "reader")
        for _ in range(3):
            self.assertEqual(self.hensigt("organisation", "list", key=key)[0], 0)
            os.kill(self.worker, 9)
            self.assertEqual(self.hensigt("organisation", "list", key=key)[0], 0)
            self.worker = self.daemon.wait_ready()

    def test_nothing_waits_to_be_sent(self):
        """TCP_NODELAY is set on both sides of both tunnels."""
        tunnels = [self.server(), self.client()]
        connection = self.connect(self.client_url)
        self.assertTrue(registry.is_serving(connection))
        for tunnel in tunnels:
            with processes.sockets(tunnel.process.pid) as found:
                connected = [one for one in found if processes.peer(one)]
                delays = [one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0 for one in connected]
            self.assertEqual(delays, [False, False])

    def greeting(self, certificate_of=None):
        """What a client gets that speaks TLS itself, with a certificate or without: nothing if it is refused."""
        context = ssl.create_default_context(cafile=os.path.join(self.tls, "authority.pem"))
        if certificate_of:
            context.load_cert_chain(*(os.path.join(certificate_of, CLIENT + end) for end in (".pem", ".key")))
        with socket.create_connection(("127.0.0.1", self.tls_port), daemon.PATIENCE) as plain:
            try:
                with context.wrap_socket(plain, server_hostname=SERVICE) as secured:
                    secured.sendall(sp.REQ)
                    return secured.recv(len(sp.REP))
            except (ssl.SSLError, ConnectionError):
                return b""

    def test_who_comes_through(self):
        self.server()
        self.assertEqual(self.greeting(certificate_of=self.tls), sp.REP)
        self.assertEqual(self.greeting(), b"")
        self.assertEqual(self.greeting(certificate_of=self.certificates("others")), b"")

    def test_client_that_is_an_authority_of_its_own(self):
        """A client's certificate signs no others."""
        self.server()
        folder = self.path("signed")
        os.mkdir(folder)
        script = block("certificates").split("\n", 1)[1].replace("authority", os.path.join(self.tls, CLIENT))
        subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, check=True, capture_output=True)
        with open(os.path.join(folder, CLIENT + ".pem"), "a", encoding="ascii") as chain:
            with open(os.path.join(self.tls, CLIENT + ".pem"), encoding="ascii") as signer:
                chain.write(signer.read())
        self.assertEqual(self.greeting(certificate_of=folder), b"")

    def test_plain_bytes(self):
        """Who speaks no TLS is not heard."""
        self.server()
        with self.assertRaises((sp.Closed, OSError)):
            self.connect("tcp://127.0.0.1:%d" % self.tls_port)
        os.kill(self.worker, 0)

    def test_service_that_is_another(self):
        """A client's tunnel trusts only services whose certificate its own authority signed."""
        self.server()
        self.client(authority=self.certificates("others"))
        code, _, complaint = self.hensigt("organisation", "list", "--timeout", "1s", key=self.access_key("reader", "reader"))
        self.assertEqual(code, 9, complaint)


if __name__ == "__main__":
    unittest.main()
