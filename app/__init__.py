"""Entry point, command line, configuration and shell."""

__version__ = "0.1.0"
