"""Looking after files: telling all that is wrong with one, and mending what can be mended without guessing."""

from hdmf_zarr.upkeep.problem import Problem
from hdmf_zarr.upkeep.repair import Repair, repair
from hdmf_zarr.upkeep.verify import verify

__all__ = ["Problem", "Repair", "repair", "verify"]
