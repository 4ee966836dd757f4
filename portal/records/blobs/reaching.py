"""How a container or bucket is reached: over TLS, with time-outs, at most three retries."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from obstore.store import AzureStore, ObjectStore, S3Store

from portal.places import Afar, Kind

if TYPE_CHECKING:  # which it tells to type checkers alone
    from obstore.store import ClientConfig, RetryConfig

RETRIES: Final = 3
CONNECT: Final = timedelta(seconds=3)
REQUEST: Final = timedelta(seconds=20)
"""For one request with its answer's body: a store that sends a trickle is out of reach."""
PAUSE: Final = timedelta(milliseconds=100)
"""Before the first retry; longer before the next ones."""
ALTOGETHER: Final = timedelta(seconds=30)


def reached(place: Afar, *, request: timedelta = REQUEST, pause: timedelta = PAUSE) -> ObjectStore:
    """Make the client of a store; nothing is asked of it yet.

    Without a secret it is the machine's own identity that is shown, as obstore finds it: a
    managed or workload identity of Azure, a role of AWS.
    """
    client: ClientConfig = {
        "connect_timeout": CONNECT,
        "timeout": request,
        "allow_http": place.in_clear,
        "http1_only": True,
    }
    retry: RetryConfig = {
        "max_retries": RETRIES,
        "retry_timeout": ALTOGETHER,
        "backoff": {
            "init_backoff": pause,
            "max_backoff": 20 * pause,
            "base": 2,
        },
    }
    making = _azure if place.kind is Kind.AZURE else _s3
    return making(place, client, retry)


def _azure(place: Afar, client: "ClientConfig", retry: "RetryConfig") -> ObjectStore:
    told = {"endpoint": place.endpoint} if place.endpoint else {}
    if place.secret:
        told |= {"account_key": place.secret, "credential_type": "access_key"}
    elif place.key_id:
        told |= {"client_id": place.key_id}
    return AzureStore(
        place.name,
        account_name=place.account,
        client_options=client,
        retry_config=retry,
        **told,  # type: ignore[arg-type]  # its values are those of AzureConfig
    )


def _s3(place: Afar, client: "ClientConfig", retry: "RetryConfig") -> ObjectStore:
    told = {"endpoint": place.endpoint} if place.endpoint else {}
    if place.secret:
        told |= {"access_key_id": place.key_id, "secret_access_key": place.secret}
    return S3Store(
        place.name,
        region=place.region,
        conditional_put="etag",
        copy_if_not_exists="multipart",  # the copy is completed only if the name is free
        disable_bulk_delete=True,  # which not every store of this kind has
        client_options=client,
        retry_config=retry,
        **told,  # type: ignore[arg-type]  # its values are those of S3Config
    )
