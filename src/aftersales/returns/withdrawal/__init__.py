"""The statutory way out: what a customer declares, what the shop must offer, and what it owes in writing."""
