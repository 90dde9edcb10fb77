"""Find sentences in which "who" stands without a noun, in comments, texts and Markdown.

"Clients who wait" and "the person who asked" are fine.  "Who asks has to wait" is not: write which
clients.  `python -m tests.test_prose` prints every sentence that was found.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROSE = {
    ".py": ("app", "engine", "playground", "tests", "scripts"),
    ".js": ("static/js", "tests"),
    ".md": ("docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
}
BEFORE_WHO = re.compile(  # the persons and pronouns that "who" may follow
    r"\b(?:(?:any|every|no|some)(?:body|one)|people|persons?|those|they|others?|else|all|many|some|ones?"
    r"|(?:account|attacker|author|class|client|colleague|friend|guest|holder|learner|maker|man"
    r"|newcomer|operator|owner|peer|player|pupil|reader|reporter|saver|sender|spectator|stranger"
    r"|student|teacher|user|viewer|visitor|watcher|writer)(?:s|es)?|men|women|woman)$",
    re.I,
)
NO_NOUN = re.compile(  # words after which "whose" and "whom" refer to nothing
    r"(?:^|[^\w\s`)\]*,-]|\b(?:a|about|after|are|as|ask(?:s|ed)?|at|be|before|but|by|counts?"
    r"|decides?|find|for|from|if|in|is|know(?:s|n)?|names?|nor|of|on|say(?:s)?|see|so|tell(?:s)?"
    r"|than|that|to|told|was|were|when|where|whatever|while|with))[\s*_]*$",
    re.I,
)
WHO = re.compile(r"(?<![-\w\"])(who|whoever|whom|whomever|whose)\b", re.I)
PREPOSITION = re.compile(r",? (?:about|after|by|for|from|of|on|to|with)$")


def _stands_alone(word: str, before: str) -> bool:
    """Say whether nothing before the word names the person that it stands for."""
    if word == "who":
        return not BEFORE_WHO.search(before.rstrip("*_` "))
    if word == "whose":
        return bool(NO_NOUN.search(before))
    if word == "whom":
        return bool(NO_NOUN.search(PREPOSITION.sub("", before.rstrip()) + " "))
    return True  # the forms with -ever have no noun of their own


def faults(text: str) -> list[str]:
    """Return the places in a paragraph at which "who" stands without a noun."""
    line = " ".join(text.split())
    return [
        line[max(0, hit.start() - 40) : hit.end() + 40]
        for hit in WHO.finditer(line)
        if _stands_alone(hit[0].lower(), line[: hit.start()])
    ]


def _of_python(text: str) -> list[str]:
    constants = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    texts = [node.value for node in constants if isinstance(node.value, str)]
    paragraphs = [part for one in texts for part in re.split(r"\n\s*\n", one)]
    last = (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            words = token.string.lstrip("# ")
            if token.start == (last[0] + 1, last[1]):  # goes on with the comment above
                paragraphs[-1] += f" {words}"
            else:
                paragraphs.append(words)
            last = token.start
    return paragraphs


def _of_javascript(text: str) -> list[str]:
    joined = re.sub(r"\n\s*(?://|\*)|[\"`] \+\n\s*[\"`]", "", text)  # lines of one comment or text
    return joined.replace('"', " : ").split("\n\n")


def _of_markdown(text: str) -> list[str]:
    return re.split(r"\n\s*\n|\n(?=\s*[-|#] )|\|", text)


READERS = {".py": _of_python, ".js": _of_javascript, ".md": _of_markdown}


def found() -> dict[str, list[str]]:
    """Return what was found by file; each fault is a piece of its sentence."""
    result = {}
    for kind, places in PROSE.items():
        for place in (ROOT / name for name in places):
            for path in sorted(place.rglob(f"*{kind}")) if place.is_dir() else [place]:
                if path == Path(__file__):  # its texts are examples
                    continue
                text = path.read_text()
                if "who" not in text.lower():  # to take a file apart is slow
                    continue
                paragraphs = READERS[kind](text)
                wrong = [fault for paragraph in paragraphs for fault in faults(paragraph)]
                if wrong:
                    result[path.relative_to(ROOT).as_posix()] = wrong
    return result


def test_who_stands_with_its_noun():
    assert found() == {}


def test_sentences_are_told_apart():
    wrong = [
        "who asks is not kept waiting",
        "Who may do what:",
        "cut who comes",
        "told to who reads",
        "whoever tells",
        "say by whom it was made",
        "Whose turn it is",
    ]
    right = [
        "decisions/0008-who-gives-way.md",
        "clients who wait",
        "a *viewer* who\nwatches",
        "a person who",
        "a run whose worker died",
        "connections that wait, or whose answer is read",
        "the client from whom it came",
        "a table, whose columns are numbers",
        "those who wait",
    ]
    assert [len(faults(text)) for text in wrong] == [1] * len(wrong)
    assert [text for text in right if faults(text)] == []


if __name__ == "__main__":
    for file, pieces in found().items():
        print(f"{file}: {len(pieces)}", *pieces, sep="\n    … ")
