"""Run a module as `python -m` does, and at its end write down the most memory it held.

`python -m tests.bench.weighed FILE MODULE ARGUMENT...`; FILE gets kilobytes. The kernel's figure
for ended children counts what their parent held when it started them; this one does not.
"""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    target, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        status = Path("/proc/self/status").read_text().split()
        Path(target).write_text(status[status.index("VmHWM:") + 1])
