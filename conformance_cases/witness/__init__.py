"""Files that a backend did not write: a second witness wrote them, which shares no code with the backend."""
