"""What consultations refuse, one file a subject."""
