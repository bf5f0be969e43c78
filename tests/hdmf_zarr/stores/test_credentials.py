"""`read_nwb` asks with the credentials of the environment, and anonymously only if that is refused."""

from __future__ import annotations

import pytest
from botocore.exceptions import NoCredentialsError
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import MemoryStore

from hdmf_zarr import NWBZarrIO
from hdmf_zarr.stores import with_anonymous_fallback


class Opening:
    """Notes the options that it is called with, and refuses those that aren't accepted."""

    def __init__(self, error: Exception | None, accepted) -> None:
        self.error = error
        self.accepted = accepted
        self.asked: list = []

    def __call__(self, options):
        self.asked.append(options)
        if options != self.accepted:
            raise self.error
        return "opened"


@pytest.mark.parametrize("error", [PermissionError("no"), NoCredentialsError()], ids=["refused", "none"])
@pytest.mark.parametrize(("url", "anonymous"), [("s3://b/a", {"anon": True}), ("gs://b/a", {"token": "anon"})])
def test_anonymous_comes_second(url, anonymous, error):
    opening = Opening(error, anonymous)
    assert with_anonymous_fallback(url, None, opening) == "opened"
    assert opening.asked == [None, anonymous]


def test_anonymous_is_not_tried_where_there_is_access():
    opening = Opening(None, None)
    assert with_anonymous_fallback("s3://b/a", None, opening) == "opened"
    assert opening.asked == [None]


@pytest.mark.parametrize(("path", "options"), [("s3://b/a", {"key": "k"}), ("/local", None), (MemoryStore(), None)])
def test_what_the_user_chose_is_not_replaced(path, options):
    opening = Opening(PermissionError("no"), "nothing")
    with pytest.raises(PermissionError):
        with_anonymous_fallback(path, options, opening)
    assert opening.asked == [options]


def test_a_public_file_is_read_without_credentials(bucket, monkeypatch, tmp_path):
    with NWBZarrIO(bucket.url("a.nwb.zarr"), mode="w", storage_options=bucket.options) as io:
        io.write(mock_NWBFile(identifier="public"))
    for key in bucket.keys("a.nwb.zarr"):
        bucket.client.put_object_acl(Bucket=bucket.name, Key=f"a.nwb.zarr/{key}", ACL="public-read")
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket.endpoint)
    read = NWBZarrIO.read_nwb(bucket.url("a.nwb.zarr"))
    assert read.identifier == "public"
    read.read_io.close()


def test_storage_options_serve_every_mode(bucket):
    file = {"path": bucket.url("a.nwb.zarr"), "storage_options": bucket.options}
    for mode in ("w", "r+", "a", "r"):
        with NWBZarrIO(**file, mode=mode) as io:
            if mode == "w":
                io.write(mock_NWBFile(identifier="mine"))
            else:
                assert io.read().identifier == "mine"
    assert NWBZarrIO.read_nwb(**file).identifier == "mine"
