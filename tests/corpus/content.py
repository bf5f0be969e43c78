"""What the files of the corpus hold, as plain values: `make.py` writes them, the tests read them back.

Imported by PyNWB 2.3 on Python 3.10 as well as by the tests: standard library and numpy alone.
"""

from datetime import datetime, timedelta, timezone

import numpy as np

NAN = float("nan")
START = datetime(2020, 1, 2, 3, 4, 5, 678900, tzinfo=timezone(timedelta(hours=2)))
BORN = datetime(2019, 12, 1, 0, 0, tzinfo=timezone(timedelta(0)))

IDENTIFIER = "corpus-één"
DESCRIPTION = 'A file of the corpus: ünïcode, "quotes" and\nlines'
KEYWORDS = ["first", "zweites", "третий"]
EXPERIMENTERS = ["Curie, Marie", "Gödel, Kurt"]

#: The electrodes table: one row each.
LOCATIONS = ["CA1", "CA1", "CA3", "DG"]
IMPEDANCES = [1.5, NAN, -2.25, 1e300]
GOOD = [True, False, True, True]
GROUPS = ["shank0", "shank0", "shank1", "shank1"]

LFP = (np.arange(80).reshape(20, 4) - 40).astype("int16")
LFP_CHUNKS = (6, 3)
LFP_ELECTRODES = [3, 1, 0, 2]
TIMESTAMPS = np.arange(20) / 8
SPEED = np.array([0.5, NAN, -np.inf, 4.0] * 5)
#: In the second file, which the first one links to.
FAR = np.arange(12, dtype="float32").reshape(6, 2)
FAR_IDENTIFIER = "other"

#: Epochs: start, stop, tags, and (name of the series, first index, count) of each referenced series.
EPOCHS = [
    (0.0, 1.0, ["go", "left"], [("lfp", 0, 8)]),
    (1.0, 2.0, [], [("lfp", 8, 8), ("speed", 8, 8)]),
    (2.0, 2.375, ["stop"], [("speed", 16, 3)]),
]
#: Trials: start, stop, whether correct, what was said.
TRIALS = [(0.0, 0.5, True, "ja"), (0.5, 1.25, False, ""), (1.25, 2.0, True, "нет")]
#: Units: spike times, rows of electrodes.
UNITS = [([0.1, 0.2, 0.3], [0]), ([], [1, 2]), ([1.75], [])]
#: Regions of interest: (x, y, weight) of each pixel.
PIXELS = [[(0, 1, 0.5), (2, 3, 1.0)], [(4, 5, 0.25)]]
#: A dataset of text that no type declares.
WORDS = ["žluťoučký", "", "a longer text than the others"]
