"""An invented borough, with its board, its people, and the provider that lets them in."""
