"""
Real invoices and real cancellations of a British gift wholesaler, decided under two return policies.

The data is UCI Online Retail: half a million invoice lines, of which two in a hundred take something back. It is not
part of this project. Run it with ``python -m benchmarks.real_data``.
"""
