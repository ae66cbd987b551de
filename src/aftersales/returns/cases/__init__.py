"""What becomes of a return, an exchange or a complaint: the cases a shop keeps, and what each means for its order."""
