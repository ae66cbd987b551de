"""
How hard hypothesis looks: quickly by default, longer with HYPOTHESIS_PROFILE=full, for hours with =thorough.

The first two look at the same examples each time, so that a change is what makes a test fail; the last looks elsewhere
at each run.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True)
for name, examples in (("full", 100), ("thorough", 2000)):
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        derandomize=name == "full",
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
