"""What a store is called, and how one file names another, in text alone."""

from __future__ import annotations

import obstore.store
import pytest
from zarr.storage import FsspecStore, LocalStore, MemoryStore, ObjectStore, WrapperStore, ZipStore

from hdmf_zarr import ZarrIO
from hdmf_zarr.stores import is_nameless, relative_source, sibling, store_name

ELSEWHERE = [
    ("/data/B.zarr", "/data/A.zarr", "../B.zarr"),
    ("/data/A.zarr", "/data/A.zarr", "."),
    ("/data/B.zarr.zip", "/data/A.zarr", "../B.zarr.zip"),
    ("s3://bucket/x/B.zarr", "s3://bucket/x/A.zarr", "../B.zarr"),
    ("s3://bucket/B.zarr", "s3://bucket/x/y/A.zarr", "../../../B.zarr"),
    ("s3://other/B.zarr", "s3://bucket/A.zarr", "s3://other/B.zarr"),
    ("https://host/B.zarr", "http://host/A.zarr", "https://host/B.zarr"),
    ("s3://bucket/B.zarr", "/data/A.zarr", "s3://bucket/B.zarr"),
    ("/data/B.zarr", "s3://bucket/A.zarr", "/data/B.zarr"),
    ("/data/B.zarr", "store:MemoryStore:1", "/data/B.zarr"),
]


@pytest.mark.parametrize(("target", "here", "stored"), ELSEWHERE)
def test_what_is_stored_leads_back(target, here, stored):
    assert relative_source(target, here) == stored
    assert sibling(stored, here) == target


def test_nothing_is_relative_to_a_store_without_a_name():
    assert is_nameless(sibling("../B.zarr", "store:MemoryStore:1"))


def s3_store(prefix: str) -> ObjectStore:
    return ObjectStore(obstore.store.S3Store("bucket", prefix=prefix, config={"region": "us-east-1"}))


@pytest.mark.parametrize(
    ("store", "name"),
    [
        (s3_store("x/A.zarr"), "s3://bucket/x/A.zarr"),
        (ObjectStore(obstore.store.GCSStore("bucket", prefix="A.zarr")), "gs://bucket/A.zarr"),
        (ObjectStore(obstore.store.HTTPStore("https://host/x/A.zarr")), "https://host/x/A.zarr"),
        (FsspecStore.from_url("https://host/x/A.zarr"), "https://host/x/A.zarr"),
        (FsspecStore.from_url("s3://bucket/x/A.zarr"), "s3://bucket/x/A.zarr"),
        (FsspecStore.from_url("memory://x/A.zarr"), "memory://x/A.zarr"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_store_that_has_a_url_is_called_by_it(store, name):
    assert store_name(store) == name


def test_a_store_on_a_disk_is_called_by_its_path(tmp_path):
    path = tmp_path / "A.zarr"
    path.mkdir()
    stores = [
        LocalStore(path),
        FsspecStore.from_url(f"file://{path}"),
        ObjectStore(obstore.store.LocalStore(path)),
        ZipStore(path),
    ]
    assert {store_name(store) for store in stores} == {str(path)}


@pytest.mark.parametrize("store", [MemoryStore(), WrapperStore(MemoryStore())], ids=["memory", "wrapped"])
def test_any_other_store_has_a_name_that_is_never_stored(store):
    assert is_nameless(store_name(store))
    assert store_name(store) == store_name(store)


def test_an_object_store_is_remote(bucket, tmp_path):
    for location in (bucket.object_store("a.zarr"), tmp_path / "a.zarr"):
        with ZarrIO(location, mode="w") as io:
            assert io.is_remote() == (location != tmp_path / "a.zarr")
