"""The pages of tickets; every one of them starts from what the visitor may see."""
