"""A storage backend for HDMF and PyNWB: a directory with one JSON text and an ``.npy`` file for each large array."""

from backend_template.io import NWBTemplateIO, TemplateDataIO, TemplateIO

__all__ = ["NWBTemplateIO", "TemplateDataIO", "TemplateIO"]
