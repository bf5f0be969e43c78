"""Real files: NWB files that others wrote, with releases of PyNWB from 1.0 on."""
