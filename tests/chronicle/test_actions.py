import pytest
from django.db import DatabaseError, connection, transaction

from motcua.chronicle import queries, rules
from motcua.chronicle.models import Entry
from tests.chronicle.acts import NOW, write


@pytest.mark.django_db
def test_an_entry_is_written_as_it_was_hashed():
    digest = write(agency="000.00.15.H15", data={"step": 2, "papers": ["giay-khai-sinh"], "online": True})
    entry = Entry.objects.get()
    assert bytes(entry.hash) == digest
    assert digest == rules.entry_hash(queries.entry_content(entry))
    assert (entry.data, entry.at) == ({"step": 2, "papers": ["giay-khai-sinh"], "online": True}, NOW)


@pytest.mark.django_db
def test_an_entry_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        write()


@pytest.mark.django_db
def test_two_equal_acts_have_different_hashes():
    assert write() != write()


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_a_bug():
    with pytest.raises(AssertionError, match="inside the transaction"):
        write()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry():
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "personal",
    [
        {"subject": "Nguyễn Thị Hoa"},
        {"subject": "Hoa"},
        {"actor": "hoa@example.vn"},
        {"agency": "Sở Tư pháp"},
        {"data": {"phone": "0912345678"}},
        {"data": {"id": "079123456789"}},
        {"data": {"person": {"name": "Lan"}}},
        {"data": {"Họ tên": 1}},
        {"data": {"note": ["please call back"]}},
        {"data": {"amount": 1.5}},
        {"data": {"at": NOW}},
    ],
)
def test_personal_data_and_free_text_do_not_fit_into_an_entry(personal):
    with pytest.raises(rules.NotForTheChronicle) as caught:
        write(**personal)
    assert isinstance(caught.value, AssertionError)
    assert isinstance(caught.value, ValueError)
    assert "Hoa" not in str(caught.value)
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE chronicle_entry SET at = at", "DELETE FROM chronicle_entry"])
def test_an_entry_is_never_changed_or_removed(change):
    write()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Entry.objects.count() == 1
