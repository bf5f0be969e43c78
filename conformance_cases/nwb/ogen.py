"""Cases of nwb.ogen: sites of optogenetic stimulation and what they were given."""

from __future__ import annotations

from pynwb import NWBFile
from pynwb.ogen import OptogeneticSeries, OptogeneticStimulusSite

from conformance_cases.nwb.parts import TEXT, acquired, devices, values
from harness.case import case


def _sites(nwbfile: NWBFile) -> tuple[OptogeneticStimulusSite, OptogeneticStimulusSite]:
    left, right = devices(nwbfile)
    return (
        nwbfile.create_ogen_site(
            name="M1", device=right, description=TEXT, excitation_lambda=473.0, location="AP 1.2, ML −0.5 mm"
        ),
        nwbfile.create_ogen_site(
            name="S1", device=left, description="control", excitation_lambda=589.5, location="unknown"
        ),
    )


@case("OptogeneticStimulusSite", find=lambda nwbfile: nwbfile.ogen_sites["M1"], clauses=("D01", "D03", "F01", "F03"))
def optogenetic_stimulus_site(nwbfile: NWBFile) -> OptogeneticStimulusSite:
    """A site that links to the second of two devices, next to one that links to the first."""
    return _sites(nwbfile)[0]


@case("OptogeneticSeries", find=acquired("laser"), clauses=("D08", "E18", "F01", "F03"))
def optogenetic_series(nwbfile: NWBFile) -> OptogeneticSeries:
    """Power at the second of two sites."""
    series = OptogeneticSeries(
        name="laser",
        data=values(6, 2),
        site=_sites(nwbfile)[1],
        starting_time=0.75,
        rate=100.0,
        conversion=0.0009765625,
    )
    nwbfile.add_acquisition(series)
    return series
