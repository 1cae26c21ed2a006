"""Django's own lines about requests, without the address: it may hold the number of a request or of a draft."""

import logging


class WithoutAddresses(logging.Filter):
    """A refusal has its line already (`design.errors.trace`), so Django's is dropped; of a bug only the address goes."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        if status is None:
            return True
        if status < 500:
            return False
        request = getattr(record, "request", None)
        route = getattr(getattr(request, "resolver_match", None), "view_name", None) or "none"
        record.msg, record.args = "status=%s route=%s", (status, route)
        return True
