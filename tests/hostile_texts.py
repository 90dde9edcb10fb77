"""Texts that would be more than texts, were they ever written raw into a program or a drawing.

Those with `MARKER` in them would make a file of that name, if a line of theirs ran.
"""

MARKER = "marker"
LINE = f"open({MARKER!r}, 'w')"
ENDS = {"line feed": "\n", "carriage return": "\r", "both": "\r\n", "vertical tab": "\v",
        "form feed": "\f", "file separator": "\x1c", "next line": "\x85",
        "line separator": "\u2028", "paragraph separator": "\u2029"}  # fmt: skip
TEXTS = {
    **{name: f"x{end}{LINE}#" for name, end in ENDS.items()},
    **{f"{name} set in": f"x{end}    {LINE}{end}" for name, end in ENDS.items()},
    "turn of direction": f"x\u202e{LINE}",
    "isolate": "x\u2066y\u2069",
    "NUL": "x\0y",
    "escape sequence": "x\x1b[31m",
    "three quotes": f'x""";{LINE};"""',
    "three single quotes": f"x''';{LINE};'''",
    "quotes": "\"'`",
    "backslash": "x\\",
    "backslashes": "\\n\\x\\u\\N{DIGIT ONE}\\",
    "braces": "{}{x}{0!r}{{",
    "dollars": "$\\frac{$ ${x}",
    "comment of other languages": f"*/ --> ]]> {LINE}",
    "end of a script": "</script></title><script>hit()</script>",
    "encoding": "coding: utf-7",
    "half a character": "x\ud800",
    "no character": "x\ufffe\uffff",
    "joined emoji": "👩\u200d👩\u200d👧",
    "accents": "é e\u0301 ß",
    "name of the export's own": "_1",
    "built-in": "dict",
    "keyword": "lambda",
}
