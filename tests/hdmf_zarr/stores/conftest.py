"""Where the tests of stores keep their files: one fixture for each kind, and one that is all of them in turn."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import icechunk
import obstore.store
import pytest
from s3_server import Requests, counting_server
from zarr.abc.store import Store
from zarr.storage import MemoryStore, ObjectStore

#: Of an S3 server to use instead of moto; the tox environment `ceph` sets them.
ENDPOINT = os.environ.get("HDMF_ZARR_S3_ENDPOINT")
KEY = os.environ.get("HDMF_ZARR_S3_KEY", "testkey")
SECRET = os.environ.get("HDMF_ZARR_S3_SECRET", "testsecret")
REGION = "us-east-1"


@dataclass(frozen=True)
class Bucket:
    """A bucket of its own for each test."""

    endpoint: str
    name: str
    requests: Requests
    client: Any

    @property
    def options(self) -> dict[str, Any]:
        """What fsspec's file system takes."""
        return {
            "key": KEY,
            "secret": SECRET,
            "endpoint_url": self.endpoint,
            "client_kwargs": {"region_name": REGION},
        }

    def url(self, name: str) -> str:
        return f"s3://{self.name}/{name}"

    def object_store(self, name: str) -> ObjectStore[Any]:
        config: Any = {
            "endpoint": self.endpoint,
            "access_key_id": KEY,
            "secret_access_key": SECRET,
            "region": REGION,
        }
        store = obstore.store.S3Store(self.name, prefix=name, config=config, client_options={"allow_http": True})
        return ObjectStore(store)

    def keys(self, name: str) -> set[str]:
        """Return the keys of all objects of a file."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=f"{name}/")
        return {item["Key"].removeprefix(f"{name}/") for page in pages for item in page.get("Contents", [])}

    def text(self, name: str, key: str) -> str:
        """Return what an object of a file holds."""
        body = self.client.get_object(Bucket=self.name, Key=f"{name}/{key}")["Body"]
        return str(body.read().decode())


@pytest.fixture(scope="session")
def s3_server() -> Iterator[tuple[str, Requests, Any]]:
    with counting_server(ENDPOINT) as (url, requests):
        client = boto3.client(
            "s3", endpoint_url=url, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION
        )
        yield url, requests, client
        client.close()


@pytest.fixture
def bucket(s3_server: tuple[str, Requests, Any], name: str) -> Iterator[Bucket]:
    url, requests, client = s3_server
    client.create_bucket(Bucket=name)
    requests.forget()
    yield Bucket(url, name, requests, client)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        for item in page.get("Contents", []):
            client.delete_object(Bucket=name, Key=item["Key"])
    client.delete_bucket(Bucket=name)


NUMBERS = itertools.count()


@pytest.fixture
def name() -> str:
    """Return a name that no other test has."""
    return f"test-{os.getpid()}-{next(NUMBERS)}"


@dataclass(frozen=True)
class Location:
    """Where a file lies, as `ZarrIO` takes it; ``at("name")`` is another location of the same kind."""

    at: Callable[[str], str | Path | Store]
    options: dict[str, Any] | None = None

    def arguments(self, name: str) -> dict[str, Any]:
        return {"path": self.at(name), "storage_options": self.options}


def remembered(make: Callable[[], Store]) -> Callable[[str], Store]:
    """Return a function that makes a store for each name once: its content is in the object itself."""
    made: dict[str, Store] = {}
    return lambda name: made.setdefault(name, make())


def icechunk_store() -> Store:
    return icechunk.Repository.create(icechunk.in_memory_storage()).writable_session("main").store


@pytest.fixture
def locations(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> Callable[[str], Location]:
    """Return a function that makes a location of a kind."""

    def make(kind: str) -> Location:
        match kind:
            case "directory":
                return Location(tmp_path.joinpath)
            case "zip":
                return Location(lambda file: tmp_path / f"{file}.zip")
            case "file url":
                return Location(lambda file: f"file://{tmp_path}/{file}")
            case "memory url":
                return Location(lambda file: f"memory://{name}/{file}")
            case "zip at a url":
                return Location(lambda file: f"memory://{name}/{file}.zip")
            case "s3":
                bucket: Bucket = request.getfixturevalue("bucket")
                return Location(bucket.url, bucket.options)
            case "s3 by obstore":
                return Location(request.getfixturevalue("bucket").object_store)
            case "memory":
                return Location(remembered(MemoryStore))
            case "memory by obstore":
                return Location(remembered(lambda: ObjectStore(obstore.store.MemoryStore())))
            case _:
                return Location(remembered(icechunk_store))

    return make


NAMED = ["directory", "zip", "file url", "memory url", "zip at a url", "s3", "s3 by obstore"]
NAMELESS = ["memory", "memory by obstore", "icechunk"]


@pytest.fixture(params=[*NAMED, *NAMELESS])
def location(request: pytest.FixtureRequest, locations: Callable[[str], Location]) -> Location:
    """Return a location of each kind in turn."""
    return locations(request.param)


@pytest.fixture(params=NAMED)
def named_location(request: pytest.FixtureRequest, locations: Callable[[str], Location]) -> Location:
    """Return a location of each kind that other files can name."""
    return locations(request.param)


@pytest.fixture(params=NAMELESS)
def nameless_location(request: pytest.FixtureRequest, locations: Callable[[str], Location]) -> Location:
    """Return a location of each kind that no other file can name."""
    return locations(request.param)
