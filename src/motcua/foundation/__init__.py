"""Plain Python that every room stands on: deadlines, money, text, refusals, forms. Never imports Django."""
