"""How a command tells how far it is, and how many."""

from collections.abc import Callable

# Called with the step ("membaca", "memeriksa", "menyimpan") and the part of it done, 0 to 1.
Report = Callable[[str, float], None]


def silent(step: str, part: float) -> None:
    """Tell nobody."""


def number(count: int) -> str:
    """Return a count as Indonesians write it: 1.240."""
    return f"{count:,}".replace(",", ".")
