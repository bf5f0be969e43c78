"""Speed, memory and requests, side by side: HDF5IO, this backend, plain limits, and hdmf-zarr 0.14."""
