"""How long papers are kept, what holds them, and how they go once their time is over."""
