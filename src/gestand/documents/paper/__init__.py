"""Papers: what a statement, a register and an agreement are made of, and the forms they take.

tree       sections, blocks, sentences
page       a web page, with the stylesheet of all of them
markdown   text
pdf        a tagged PDF
typesetting  a typst source and data → a PDF, whatever the fonts lack
"""
