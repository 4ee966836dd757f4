"""An object store that fails says so, and its failure is not taken for a missing blob."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import uuid4

import pytest
from obstore.exceptions import BaseError
from obstore.store import MemoryStore, S3Store

from portal.records.blobs import Blobs
from portal.records.blobs.afar import Distant


def store_at(port):
    return Blobs(
        Distant(
            lambda: S3Store(
                "papers",
                endpoint=f"http://127.0.0.1:{port}",
                region="eu-west-2",
                skip_signature=True,
                client_options={"allow_http": True},
                retry_config={"max_retries": 0},
            )
        )
    )


@pytest.fixture
def nowhere():
    """A store that nobody answers for: the discard port of this machine."""
    return store_at(9)


class Full(BaseHTTPRequestHandler):
    """Holds nothing, and takes nothing."""

    def do_HEAD(self):
        self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self):
        self.send_error(HTTPStatus.INSUFFICIENT_STORAGE)

    def log_message(self, *_):
        pass


@pytest.fixture
def full():
    with HTTPServer(("127.0.0.1", 0), Full) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield store_at(server.server_port)
        server.shutdown()
        serving.join()


def test_reading_past_the_end_afar_is_out_of_reach():
    blobs, name = Blobs(Distant(MemoryStore)), uuid4()
    blobs.write(name, [b"abc"])
    with pytest.raises(OSError, match="ends before this"):
        blobs.read_at(name)(3, 1)


@pytest.mark.parametrize(
    "verb",
    [
        lambda blobs, name: blobs.size(name),
        lambda blobs, name: blobs.stream(name, 0, 0),
        lambda blobs, name: blobs.read_at(name)(0, 1),
        lambda blobs, name: blobs.delete(name),
        lambda blobs, name: blobs.write(name, [b"abc"]),
    ],
    ids=["size", "stream", "read", "delete", "write"],
)
def test_a_store_out_of_reach_is_not_a_missing_blob(nowhere, verb):
    with pytest.raises(OSError, match="out of reach") as caught:
        verb(nowhere, uuid4())
    assert not isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value.__cause__, BaseError)


def test_a_store_that_takes_nothing_says_so(full):
    with pytest.raises(OSError, match="full or out of reach"):
        full.write(uuid4(), [b"abc"])
