"""The public documents, one module per kind: what readers get of an item, decided in one function.

Each module answers for its kind: `compose(item, composition)`, `summary(item)` and `summarize(document)`
(equal for one state of the item), `schema()`, `problems(document)`, `substance(document)`, `card(document)`,
`facets(document)`, `search_text(document)`, `tags(document)` and, where it has any, `references(item)`.

Another item gets into a document only through `composition.library`: its public document or a summary of
it. So an edit of a shared record changes no document that somebody signed.
"""
