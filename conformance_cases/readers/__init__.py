"""What readers do with the content of cases beyond comparing it: rows, frames, shared arrays, defaults, old files."""
