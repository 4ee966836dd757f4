"""Sentences that stand in open and closed papers alike, and give nothing away."""

from pathlib import Path
from typing import Final

STOCK: Final = tuple(Path(__file__).with_name("stock.txt").read_text(encoding="utf-8").splitlines())
"""One sentence each; read when the module is, since the child may open no file later."""
