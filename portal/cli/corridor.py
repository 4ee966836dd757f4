"""A group of commands, each of whose rooms is opened only when it is asked for."""

import importlib
from collections.abc import Mapping

import click


def corridor(rooms: Mapping[str, str]) -> type[click.Group]:
    """Give a class of group that finds the commands named, each as ``module:name``."""

    class Corridor(click.Group):
        """Finds a command's room, so that one command does not wake them all."""

        def list_commands(self, ctx: click.Context) -> list[str]:
            """Name the commands, in alphabetical order."""
            del ctx
            return sorted(rooms)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            """Open the room of one command."""
            del ctx
            if cmd_name not in rooms:
                return None
            module, name = rooms[cmd_name].split(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command

    return Corridor
