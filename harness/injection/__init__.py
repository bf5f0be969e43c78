"""Running suites that are written for `HDF5IO`, unedited, over other backends.

``pytest --inject --backend=NAME PATH`` runs the tests of PATH once for each chosen backend. While one runs, `HDF5IO`
and `NWBHDF5IO` open that backend's files; they stay the classes that they are, so that it does not matter how the tests
hold them. What was opened is counted: a test that did not reach the backend proves nothing about it, and fails.

`options`
    What is asked for on the command line.
`collecting`
    One test for each backend.
`replacing`
    The two classes, replaced in place.
`opens`
    What a test opens, and what comes of it.
`native`
    Signs that a test is about HDF5 itself.
`isolation`
    A working directory for each test, and removal of directories as of files.
`verdicts`, `telling`
    What is said of each test, and of them all.
`running`
    The hooks of pytest that bring these together.
`callers`
    Which package calls.
`suites`
    Getting the suites of released packages.
"""
