"""Upheld: one versioned agreement and its evidence give an exact, explained statement that anyone can recompute."""
