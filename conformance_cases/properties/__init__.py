"""Properties of every backend: what is written is what is read, for builder trees that hypothesis draws."""
