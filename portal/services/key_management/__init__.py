"""The life of compartment keys: made, followed, emptied, closed, and moved to a new root."""
