"""What is tested of every backend: cases by part of the NWB schema, properties, real files, clauses of the contract."""
