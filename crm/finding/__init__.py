"""Finding records by the beginnings of their words, among millions, while one types (docs/search.md).

`words` says what a word is, `index` keeps the words of every record, `lookup` asks them, `registry` gathers what each
room finds.
"""
