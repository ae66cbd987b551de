"""What can be said of a policy before any order is judged by it: against the law, in words, beside another."""
