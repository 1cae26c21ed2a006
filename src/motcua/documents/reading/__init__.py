"""Opening what people hand in, in a process of its own with limits of time, memory and file size, and without network.

`runner` starts it and gets plain values back; everything below `inside` runs in that process and knows neither Django
nor the database. Programs of others (OCR) are started through the same door.
"""
