"""Histories of files: any order of creating, adding, changing, writing, closing, reopening, exporting and moving."""

from harness.histories.machine import Histories

__all__ = ["Histories"]
