"""The live stream: a process of its own that tells open pages within a second what polling tells them in ten."""
