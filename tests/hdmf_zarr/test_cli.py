"""The command ``hdmf-zarr``: what it prints, and its exit codes."""

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from damaging import chunk, edit, edit_attribute, edit_member, flip
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrIO
from hdmf_zarr.cli import commands

GOOD, PROBLEMS, MISUSED = 0, 1, 2


def run(*arguments: object):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def path(tmp_path):
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="series", data=[1.0, 2.0], rate=1.0, unit="V"))
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    return tmp_path / "a.nwb.zarr"


def test_info(path):
    facts = json.loads(run("info", path, "--json").stdout)
    assert facts["type"] == "NWBFile"
    assert facts["damaged"] == 0
    assert {"core", "hdmf-common"} <= facts["namespaces"].keys()
    assert "type: NWBFile" in run("info", path).stdout


def test_tree(path):
    listed = {entry["path"]: entry for entry in json.loads(run("tree", path, "--json").stdout)}
    assert listed["/acquisition/series"] == {"path": "/acquisition/series", "what": "group", "detail": "TimeSeries"}
    assert listed["/acquisition/series/data"]["detail"] == "(2,) float64"
    assert "series" not in run("tree", path, "--depth", 1).stdout


def test_names_can_not_steer_the_terminal(write):
    shown = run("tree", write(GroupBuilder("a\x1b[31mb\n"))).stdout
    assert "\x1b" not in shown
    assert r"a\x1b[31mb\n" in shown


def test_links_and_damage_are_listed(write):
    path = write(GroupBuilder("g"), DatasetBuilder("d", np.arange(3)))
    edit_attribute(path, "g", "_LINKS", [{"name": "l", "path": "/d", "source": "../b.zarr"}])
    edit_member(path, "d", "data_type", "float128")
    listed = {entry["path"]: entry["what"] for entry in json.loads(run("tree", path, "--json").stdout)}
    assert listed == {"/": "group", "/g": "group", "/g/l": "link", "/d": "damaged"}


def test_verify(path):
    sound = run("verify", path)
    assert (sound.exit_code, sound.stdout) == (GOOD, "no problems\n")
    flip(chunk(path, "acquisition/series/data"))
    damaged = run("verify", path, "--json")
    assert damaged.exit_code == PROBLEMS
    assert [problem["path"] for problem in json.loads(damaged.stdout)] == ["/acquisition/series/data"]


def test_repair(path):
    edit(path, "", lambda root: root["consolidated_metadata"]["metadata"].pop("acquisition/series"))
    assert run("repair", path, "--dry-run").exit_code == PROBLEMS
    done = run("repair", path, "--json")
    assert done.exit_code == GOOD
    assert [item["action"] for item in json.loads(done.stdout)] == ["consolidated"]
    assert run("repair", path).stdout == "nothing to mend\n"


def test_convert_to_hdf5_and_back(path, tmp_path):
    there, back = tmp_path / "there.nwb", tmp_path / "back.nwb.zarr"
    assert run("convert", path, there).exit_code == GOOD
    with NWBHDF5IO(there, mode="r") as io:
        assert io.read().acquisition["series"].data[:].tolist() == [1.0, 2.0]
    assert run("convert", there, back).exit_code == GOOD
    with NWBZarrIO(back) as io:
        assert io.read().acquisition["series"].data[:].tolist() == [1.0, 2.0]
    assert run("verify", back).exit_code == GOOD


def test_convert_replaces_only_if_asked_to(path, tmp_path):
    target = tmp_path / "there.nwb"
    target.write_text("precious")
    refused = run("convert", path, target)
    assert refused.exit_code == PROBLEMS
    assert "exists" in refused.stderr
    assert target.read_text() == "precious"
    assert run("convert", path, target, "--overwrite").exit_code == GOOD


def test_convert_stops_at_damage_unless_asked_to_skip_it(write, tmp_path):
    path = write(DatasetBuilder("damaged", 3), DatasetBuilder("sound", 4))
    edit_member(path, "damaged", "fill_value", "three")
    stopped = run("convert", path, tmp_path / "b.zarr")
    assert stopped.exit_code == PROBLEMS
    assert "/damaged" in stopped.stderr
    assert not (tmp_path / "b.zarr").exists()
    skipped = run("convert", path, tmp_path / "b.zarr", "--skip-damaged", "--json")
    assert skipped.exit_code == PROBLEMS
    assert any("/damaged" in told for told in json.loads(skipped.stdout)["warnings"])
    with ZarrIO(tmp_path / "b.zarr") as io:
        assert set(io.read_builder().datasets) == {"sound"}


@pytest.mark.parametrize("command", ["info", "tree", "verify", "repair"])
def test_there_is_no_such_file(tmp_path, command):
    assert run(command, tmp_path / "none.zarr").exit_code == PROBLEMS
    assert not (tmp_path / "none.zarr").exists()


@pytest.mark.parametrize("arguments", [("nonsense",), ("info",), ("tree", "x", "--depth", "0")])
def test_misuse(arguments):
    assert run(*arguments).exit_code == MISUSED


def test_without_click_it_says_what_to_install():
    program = "import sys; sys.modules['click'] = None; from hdmf_zarr.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == MISUSED
    assert "pip install 'hdmf-zarr[cli]'" in done.stderr
