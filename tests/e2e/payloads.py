"""Texts that would be scripts or elements, were they ever taken for more than text.

Each element of theirs has the attribute `data-foreign`; each script of theirs calls `hit`.
"""

ELEMENTS = [
    "<script F>hit()</script>",
    "<img F src=x onerror=hit()>",
    "<svg F onload=hit()>",
    "<svg F><script>hit()</script></svg>",
    "<math F><mtext><img F src=x onerror=hit()>",
    '<iframe F srcdoc="<script>top.hit()</script>">',
    "<iframe F src=javascript:top.hit()>",
    "<object F data=javascript:hit()>",
    "<embed F src=javascript:hit()>",
    "<a F href=javascript:hit() autofocus>x</a>",
    "<details F open ontoggle=hit()>",
    "<input F autofocus onfocus=hit()>",
    "<video F><source F onerror=hit()>",
    "<audio F src=x onerror=hit()>",
    "<marquee F onstart=hit()>",
    "<form F action=javascript:hit()><button>",
    "<style F>*{display:none}</style>",
    "<link F rel=stylesheet href=//evil.example>",
    "<meta F http-equiv=refresh content=0;url=/x>",
    "<base F href=//evil.example>",
    "<template F><script>hit()</script>",
]
WORDS = ["{{hit()}}", "${hit()}", "javascript:hit()"]
WAYS_OUT = ["%s", '">%s', "'>%s", "</title></script></style>%s", "--><!-- -->%s"]


def foreign(text):
    """Return a text whose elements can be told from ours."""
    return text.replace(" F", " data-foreign")


PAYLOADS = [way.replace("%s", foreign(one)) for one in [*ELEMENTS, *WORDS] for way in WAYS_OUT]

READY = "window.hits = 0; window.hit = () => { window.hits += 1; };"
ADDRESSES = "href", "src", "srcdoc", "action", "formaction", "data", "xlink:href", "poster"
COME_THROUGH = """() => [window.hits, ...[...document.querySelectorAll("*")].filter((element) =>
  element.hasAttribute("data-foreign") || [...element.attributes].some(({ name, value }) =>
    name.startsWith("on") || /^\\s*javascript:/i.test(value) && ADDRESSES.includes(name)))
  .map((element) => element.outerHTML.slice(0, 200))]""".replace("ADDRESSES", str([*ADDRESSES]))
NOTHING = [0]


def come_through(page):
    """Return how often a script ran, and the elements that none of our templates has."""
    return page.evaluate(COME_THROUGH)
