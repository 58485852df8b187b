"""One small file per format with the quirks of real ones; `python -m tests.register.berkas`.

Invented people: every number begins with 99. `orang` makes the lists of persons and families,
`daftar` all others; a test holds that the files here are what they make.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
