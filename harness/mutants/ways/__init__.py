"""What is done with the document of a mutant: ways to write it, and what must be true then.

Each takes a backend, a function that makes the document anew, and an empty directory. It returns what is wrong.
"""
