"""What a policy would have decided: past requests judged again, and another rule run beside it."""
