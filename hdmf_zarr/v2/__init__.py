"""Zarr v2 files of hdmf-zarr 0.3 to 0.13: metadata in today's terms, and chunks that zarr can't read."""
