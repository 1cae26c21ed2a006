from tests.people.conftest import cast

__all__ = ["cast"]
