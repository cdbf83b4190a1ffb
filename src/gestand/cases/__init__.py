"""Cases: requests of people, from the question to the proof (GDPR art. 12, 15 to 22)."""
