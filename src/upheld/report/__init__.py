"""The report room: a statement goes in, documents come out, the same bytes every time.

It knows words, layout and pictures. It must not show a number that is not in the statement, read a clock, fetch
anything, or let a text that a person wrote become markup. Entry functions: `json.statement_json`,
`text.statement_text`, `html.statement_html`, `pdf.statement_pdf`.
"""
