"""The settings that say where papers lie, and how the portal proves itself there."""

from dataclasses import dataclass, replace
from pathlib import Path

from portal.places import Place, address, place
from portal.settings.declared import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersSettings:
    """Where papers lie."""

    papers: Place = setting(
        "PORTAL_PAPERS",
        "Where papers lie: a folder, a container of Azure Blob Storage, or a bucket of S3's kind.",
        read=place,
        wanted="a folder, az://account/container or s3://bucket",
    )
    papers_endpoint: str = setting(
        "PORTAL_PAPERS_ENDPOINT",
        "The address of that store, where it does not follow from its name.",
        default="",
        read=address,
        wanted="an https address",
    )
    papers_region: str = setting(
        "PORTAL_PAPERS_REGION", "The region of the bucket.", default="eu-west-2"
    )
    papers_key_id: str = setting(
        "PORTAL_PAPERS_KEY_ID",
        "The access key id for the bucket; for a container, which managed identity to use if the"
        " machine has several.",
        default="",
    )
    papers_secret: str = setting(
        "PORTAL_PAPERS_SECRET",
        "The secret access key for the bucket, or the account key for the container; best none:"
        " let the machine prove itself by its managed identity or its role.",
        default="",
        secret=True,
    )

    @property
    def store(self) -> Place:
        """Where papers lie, and how the portal proves itself there."""
        if isinstance(self.papers, Path):
            return self.papers
        return replace(
            self.papers,
            endpoint=self.papers_endpoint,
            region=self.papers_region,
            key_id=self.papers_key_id,
            secret=self.papers_secret,
        )
