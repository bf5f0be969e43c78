"""References that HDMF itself does not hold; no backend is judged by them."""

from __future__ import annotations

import pytest
from hdmf.spec import RefSpec

from conformance_cases.contract.rigs import channel, probe, rig


@pytest.mark.clause("E41")
@pytest.mark.xfail(raises=TypeError, reason="E41: RefSpec demands the argument reftype")
def test_the_type_of_a_reference_may_be_left_out() -> None:
    """Version 3.0 of the specification language names the target type alone."""
    assert RefSpec.build_spec({"target_type": "Probe"}).target_type == "Probe"


@pytest.mark.clause("E48")
@pytest.mark.xfail(raises=AssertionError, reason="E48: a generated class takes the target of a reference as its child")
def test_a_reference_does_not_adopt_its_target() -> None:
    """What is referred to gets no parent by that."""
    target = probe()
    channel(probe_ref=target)
    assert target.parent is None


@pytest.mark.clause("E48")
def test_a_reference_leaves_the_parent_as_it_is() -> None:
    """What is in a file already stays where it is."""
    target = probe()
    parent = rig(target)
    channel(probe_ref=target)
    assert target.parent is parent
