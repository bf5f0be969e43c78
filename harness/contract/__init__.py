"""The contract of an HDMF storage backend, as data: clauses in groups, each with an id, a statement and its source."""

from __future__ import annotations

from functools import cache
from importlib import resources

from harness.contract.model import Clause, Conformance, Contract, ContractError, Group
from harness.contract.reading import read_contract

__all__ = ["Clause", "Conformance", "Contract", "ContractError", "Group", "load_contract", "read_contract"]


@cache
def load_contract() -> Contract:
    """Return the contract that comes with the harness."""
    return read_contract(resources.files(__name__))
