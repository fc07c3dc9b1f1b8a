"""What is left when power fails: web, worker and database are killed at random moments while people write.

`make chaos` does it 200 times and prints a report; the tests do it a few times.
"""
