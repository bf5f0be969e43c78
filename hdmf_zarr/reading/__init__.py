"""Store -> catalog -> builders: what a file says, lazily."""
