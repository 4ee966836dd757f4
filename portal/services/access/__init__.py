"""Who may read, given and taken away: a module for each thing that somebody can hold."""
