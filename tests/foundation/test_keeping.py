"""A file that takes long to make is made once, and again when it is gone."""

from motcua.foundation.downloads import kept


def test_it_is_made_once_for_each_key_and_again_when_it_was_deleted(tmp_path):
    made = []

    def make() -> bytes:
        made.append(1)
        return b"so many figures"

    folder = tmp_path / "tables"
    for _time in range(3):
        with kept(folder=folder, key="sheet/1/vi", make=make) as stream:
            assert stream.read() == b"so many figures"
    assert len(made) == 1
    kept(folder=folder, key="sheet/1/en", make=make).close()
    assert len(made) == 2 and len(list(folder.iterdir())) == 2
    for path in folder.iterdir():
        path.unlink()
    kept(folder=folder, key="sheet/1/vi", make=make).close()
    assert len(made) == 3


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path):
    (tmp_path / "tables").write_text("a file stands where the folder should be")
    made = []

    def make() -> bytes:
        made.append(1)
        return b"figures"

    for _time in range(2):
        with kept(folder=tmp_path / "tables" / "below", key="k", make=make) as stream:
            assert stream.read() == b"figures"
    assert len(made) == 2 and [path.name for path in tmp_path.iterdir()] == ["tables"]
