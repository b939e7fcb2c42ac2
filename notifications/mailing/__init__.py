"""Making mails out of news, and sending them."""
