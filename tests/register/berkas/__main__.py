"""Write the files: `python -m tests.register.berkas`."""

from tests.register.berkas import FOLDER, daftar, orang

if __name__ == "__main__":
    orang.write(FOLDER)
    daftar.write(FOLDER)
