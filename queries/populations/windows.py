"""Windows of time that end on the as-of date of a snapshot."""

from datetime import date, timedelta


def months_before(day: date, months: int) -> date:
    """Return the first day still within the window of `months` that ends on `day`.

    A window that ends on the last day of a month begins the day after the same month's last
    day: 24 months up to 31 Oct 2026 begin on 1 Nov 2024, whatever the length of the months.
    """
    after = day + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    return date(year, month + 1, 1) + timedelta(days=after.day - 1)
