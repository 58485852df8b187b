"""Which programmes families have together."""

from collections import Counter

from tests.oracle.month import Month
from tests.oracle.register import Register


def together(register: Register) -> dict[tuple[str, str, str], int]:
    """Return the families by month, desa and the names of all programmes they receive.

    The sample's export says of nobody that they are active no more.
    """
    found = Counter()
    for periode in sorted(register.people):
        month = Month(register, periode)
        lists = {name: month.receivers(name) for name in month.programmes if name}
        for no, desa in month.desa.items():
            names = sorted(name for name, receivers in lists.items() if no in receivers)
            found[periode, desa, " + ".join(names)] += 1
    return dict(found)
