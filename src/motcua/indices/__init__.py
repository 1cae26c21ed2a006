"""PAR INDEX, SIPAS, the service index: what was published, and what our own methods make of records and answers."""
