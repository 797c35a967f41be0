"""The back-test of the stall risk: the product's rule over histories that ended as they ended.

histories.py reads the files, stages.py finds out which milestone is a later stage of which,
scoring.py asks the product's rule, measures.py holds the statistics, report.py adds up and judges,
telling.py and pictures.py show it. `throughline backtest` (api/commands/backtest.py) is the way in;
explain.py tells single histories for docs/risk.md.
"""
