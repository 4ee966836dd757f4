"""Bringing back the keys when the root is lost: shares, their ceremony, and their use."""
