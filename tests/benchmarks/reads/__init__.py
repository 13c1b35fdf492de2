"""What reading costs over HTTP, against servers that somebody would write or take instead."""
