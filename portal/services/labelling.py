"""The labels that what the record seals carries: of a row's closed fields, and of a file."""

from uuid import UUID

from portal.vault import Label, Purpose


def row_label(compartment: UUID, kind: str, row: UUID) -> Label:
    """Label the closed fields of a row of the record."""
    return Label(
        purpose=Purpose.FIELD,
        compartment=compartment,
        object_type=kind,
        object=row,
        field="fields",
        version=1,
    )


def file_label(compartment: UUID, thing: UUID, kind: str = "paper_version") -> Label:
    """Label the file of a paper's version, or of an ``upload`` that is to become one."""
    return Label(
        purpose=Purpose.FILE,
        compartment=compartment,
        object_type=kind,
        object=thing,
        field="file",
        version=1,
    )
