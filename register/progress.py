"""How a long import tells how far it is."""

from collections.abc import Callable

# Called with the step ("membaca", "memeriksa", "menyimpan") and the part of it done, 0 to 1.
Report = Callable[[str, float], None]


def silent(step: str, part: float) -> None:
    """Tell nobody."""
