import subprocess
import sys


def test_babel_is_loaded_only_when_something_is_said() -> None:
    """
    Importing texts, and declaring reasons, does not load Babel; saying one does.
    """
    script = """
import sys
from aftersales.decisions import Reason
from aftersales.texts import placeholders, render

hello = Reason("test.hello", "Hello {name}", ("name",))
placeholders(hello.text)
print("babel" in sys.modules)
render(hello, {"name": "you"})
print("babel" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert ["False", "True"] == done.stdout.split()
