"""Hold a register database, ours or an office's own, against the contract of schema.py."""

from sqlalchemy import Connection, Engine, func, inspect, select

from register.schema import individu, keluarga, metadata, muatan, wilayah

ALSO_WRONG = 3  # desa named per finding


def findings(register: Engine) -> list[str]:
    """Return what is missing or of the wrong shape, one Indonesian sentence each."""
    missing = _missing(register)
    if missing:
        return missing
    with register.connect() as connection:
        return [*_doubled(connection), *_homeless(connection), *_mixed(connection)]


def _missing(register: Engine) -> list[str]:
    inspector = inspect(register)
    present = {*inspector.get_table_names(), *inspector.get_view_names()}
    found = []
    for table in metadata.sorted_tables:
        if table.name not in present:
            found.append(f"Tabel atau view {table.name} tidak ada.")
            continue
        columns = {column["name"]: column["type"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                found.append(f"Kolom {table.name}.{column.name} tidak ada ({column.comment}).")
            elif not _same_kind(column.type, columns[column.name]):
                found.append(
                    f"Kolom {table.name}.{column.name} bertipe {columns[column.name]}, "
                    f"seharusnya {column.type}."
                )
    return found


def _same_kind(wanted, found) -> bool:
    try:
        return issubclass(found.python_type, wanted.python_type)
    except NotImplementedError:
        return False


def _doubled(connection: Connection) -> list[str]:
    found = []
    for table, key in ((keluarga, "keluarga_id"), (individu, "individu_id")):
        keys = [table.c.periode, table.c.keluarga_id, table.c[key]]
        twice = select(*keys).group_by(*keys).having(func.count() > 1).subquery()
        number = connection.scalar(select(func.count()).select_from(twice))
        if number:
            found.append(f"{number} {table.name} tercatat lebih dari sekali dalam satu periode.")
    return found


def _homeless(connection: Connection) -> list[str]:
    known = select(wilayah.c.kode)
    query = select(keluarga.c.kode_desa).where(keluarga.c.kode_desa.not_in(known)).distinct()
    codes = connection.scalars(query.order_by(keluarga.c.kode_desa)).all()
    if not codes:
        return []
    named = ", ".join(codes[:ALSO_WRONG])
    return [f"{len(codes)} kode_desa pada keluarga tidak ada di wilayah: {named} …"]


def _mixed(connection: Connection) -> list[str]:
    kinds = connection.scalars(
        select(muatan.c.contoh).where(muatan.c.contoh.is_not(None)).distinct()
    ).all()
    return ["DATA CONTOH dan data asli tercampur dalam satu register."] if len(kinds) > 1 else []
