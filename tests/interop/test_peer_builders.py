"""Every kind of builder, and links between files, are read by hdmf-zarr 0.14 as we wrote them, and the other way."""

from pathlib import Path

from content import linking_tree, rich_tree
from hdmf.build import GroupBuilder
from losses import as_kept, as_shown
from peer_process import Peer

from harness import Backend, Difference, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree


def test_ours_is_read(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    path, tree = ours.location(tmp_path, "ours"), rich_tree()
    write_tree(ours, tree, path)

    assert compare_builders(as_kept(normal_form(tree)), as_shown(peer("read_tree", path))) == []


def test_theirs_is_read(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    path = ours.location(tmp_path, "theirs")

    written = peer("write_rich_tree", path)

    with read_tree(ours, path) as tree:
        assert compare_builders(as_kept(written), tree) == []


def test_our_links_to_another_file_are_read(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    target, path = ours.location(tmp_path, "target"), ours.location(tmp_path, "ours")
    write_tree(ours, rich_tree(), target)
    with read_tree(ours, target) as other:
        tree = linking_tree(other, str(path))
        write_tree(ours, tree, path)
        written = normal_form(tree)

    assert compare_builders(as_kept(written), as_shown(peer("read_tree", path))) == []
    assert {node.target.file for node in written.values() if node.target} == {str(target)}


def test_their_links_to_another_file_are_read(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    target, path = ours.location(tmp_path, "target"), ours.location(tmp_path, "theirs")
    peer("write_rich_tree", target)

    written = peer("write_linking_tree", target, path)

    with read_tree(ours, path) as tree:
        assert compare_builders(as_kept(written), tree) == []
    assert {node.target.file for node in written.values() if node.target} == {str(target)}


def test_nan_in_an_attribute_of_ours_is_missing_there(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    """JSON has no NaN (E49), and 0.14 opens no file with a null attribute: we keep it where 0.14 does not look."""
    path, tree = ours.location(tmp_path, "ours"), GroupBuilder("root", attributes={"nan": float("nan"), "offset": 0.5})
    write_tree(ours, tree, path)

    (difference,) = compare_builders(tree, peer("read_tree", path))

    assert difference == Difference("/", "attribute 'nan'", "nan (float64)", "nothing")
