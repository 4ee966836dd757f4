"""Stands between the portal and an object store, counts what is asked, and spoils the answers."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.support.stores import through

OF_A_HOP = {"connection", "transfer-encoding", "keep-alive"}


class Answer:
    """What the store answered, to be spoilt."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        self.sent = None  # how much of the body is sent before the line goes dead
        self.held = None  # an event to be waited for after that


class Between:
    """A proxy on loopback.  ``spoil`` is given each answer, and what was asked, before it goes."""

    def __init__(self, place):
        self._at = urlsplit(place.endpoint).netloc
        self.asked = []
        self.spoil = lambda _method, _path, answer: answer
        self.before = lambda _method, _path: None
        self.released = threading.Event()
        self.one_at_a_time = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.place = through(place, f"http://127.0.0.1:{self._server.server_port}")

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, method):
        """Say how often something was asked."""
        return sum(each == method for each, _ in self.asked)

    def forget(self):
        self.asked.clear()

    def _handler(self):
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                between.asked.append((self.command, self.path))
                early = between.before(self.command, self.path)
                # moto looks and acts in two steps, which a store that keeps its word does not.
                with between.one_at_a_time:
                    heard = early or between._pass_on(self.command, self.path, body, self.headers)
                answer = between.spoil(self.command, self.path, heard)
                if answer is None:
                    self.close_connection = True
                    return
                self._send(answer)

            def _send(self, answer):
                self.send_response_only(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "HEAD":
                    return
                sent = len(answer.body) if answer.sent is None else answer.sent
                self.wfile.write(answer.body[:sent])
                self.wfile.flush()
                if answer.held is not None:
                    answer.held.wait(60)
                if sent < len(answer.body):
                    self.close_connection = True

        for method in ("GET", "PUT", "HEAD", "POST", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.handle_any)
        return Handler

    def _pass_on(self, method, path, body, headers):
        # The address is a part of what is signed, so it goes on as it came; Azure's emulator and
        # moto do not ask whether it is theirs.
        asking = http.client.HTTPConnection(self._at, timeout=60)
        kept = {name: value for name, value in headers.items() if name.lower() not in OF_A_HOP}
        asking.request(method, path, body=body, headers=kept)
        heard = asking.getresponse()
        content = heard.read()
        told = [each for each in heard.getheaders() if each[0].lower() not in OF_A_HOP]
        if method != "HEAD" and not any(name.lower() == "content-length" for name, _ in told):
            told.append(("Content-Length", str(len(content))))
        asking.close()
        return Answer(heard.status, told, content)
