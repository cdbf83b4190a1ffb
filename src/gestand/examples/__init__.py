"""Organisations that do not exist, to try everything on: one package each, with its schema, its rows and its policy.

sample makes one; world, words, fakes and columns are what they share. `gestand example NAME` is the way in.
"""
