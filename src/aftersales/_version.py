"""
The version of the library, in the one place where it is written.
"""

VERSION = "0.1.0"
