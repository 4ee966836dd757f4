"""Asks for a root's passphrase: at the terminal, unseen, or else on standard input."""

import sys

import click


def passphrase_asked(*, new: bool = False) -> str:
    """Ask for a passphrase; a new one twice, at a terminal."""
    if sys.stdin.isatty():
        asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")
