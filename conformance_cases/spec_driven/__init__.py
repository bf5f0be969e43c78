"""Cases that the schema, the schema language and the contract make."""
