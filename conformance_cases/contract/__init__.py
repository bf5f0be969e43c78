"""The clauses of the contract one by one, each tried from outside on any backend."""
