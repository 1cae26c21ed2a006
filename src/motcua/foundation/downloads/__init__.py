"""A table that a page shows, as files that others compute with: CSV, XLSX, Parquet, and a data package that describes them.

    table = Table(name="sipas-2022", title="SIPAS 2022", columns=(Column("score", Kind.NUMBER, "Score"),), rows=[(80.47,)])
    write(table, Format.CSV)          # bytes
    file_name(table, Format.CSV)      # "sipas-2022.csv", made up: "mo-phong-sipas-2022.csv"
    package(table)                    # datapackage.json, as frictionlessdata.io describes it

Made-up figures say so in the name of the file, in a column of every row, and in what each format keeps about itself.
"""

from .files import MEDIA_TYPES, Format, file_name, package, write
from .keeping import is_kept, kept
from .table import Column, Kind, Nature, Source, Table

__all__ = [
    "MEDIA_TYPES",
    "Column",
    "Format",
    "Kind",
    "Nature",
    "Source",
    "Table",
    "file_name",
    "is_kept",
    "kept",
    "package",
    "write",
]
