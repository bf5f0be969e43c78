"""The subcommands of ``hdmf-harness``, each a module with ``add_arguments(parser)`` and ``run(arguments) -> int``."""
