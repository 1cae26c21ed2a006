"""What is offered: versions, cases, papers, fees, terms, steps, forms, legal basis."""
