"""The admin site as the back office: its frame, its first page, its base rules."""
