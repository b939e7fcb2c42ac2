"""Small shared pieces without models; imports no app; one purpose a file."""
