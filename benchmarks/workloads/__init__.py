"""All workloads, in the order of the table."""

from benchmarks.workload import Workload
from benchmarks.workloads import bulk, export, metadata, objects, remote, tables, unit

__all__ = ["WORKLOADS"]

WORKLOADS: tuple[Workload, ...] = (
    *objects.WORKLOADS,
    *metadata.WORKLOADS,
    *tables.WORKLOADS,
    *bulk.WORKLOADS,
    *export.WORKLOADS,
    *remote.WORKLOADS,
    *unit.WORKLOADS,
)
