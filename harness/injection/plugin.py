"""The part of `harness.plugin` that runs existing suites over other backends, with ``--inject``."""

from __future__ import annotations

import pytest

from harness.injection.options import add_options, is_asked_for, known_reasons, lets_pass_without_io


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of injection."""
    add_options(parser)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run if that is asked for; the backends are known by now."""
    if not is_asked_for(config):
        return
    from harness.injection.collecting import Collecting
    from harness.injection.running import Running
    from harness.injection.telling import Telling
    from harness.plugin import chosen_backends
    from harness.registry import UnusableBackendError

    try:
        backends = chosen_backends(config)
    except UnusableBackendError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(Collecting(backends))
    running = Running(backends, without_io=lets_pass_without_io(config), known=known_reasons(config))
    config.pluginmanager.register(running)
    config.pluginmanager.register(Telling())
